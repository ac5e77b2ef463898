/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-dialer"

#include "enlist-dialer-private.h"

#include "announcement.h"
#include "crypto-sodium.h"
#include "enlist-bluetooth.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-label-private.h"

enum {
  PROGRESS,
  LINKED,
  READY,
  MESSAGE,
  DRAINED,
  LOST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _EnlistDialer {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistTransportContext context;
  char **uris;       /* where the device may be */
  guint n_uris;
  guint first;       /* the place to begin with: where it was found last */
  guint tried;       /* places, of this dialing */
  GString *problems; /* what each of them has said */
  int problem_code;  /* of EnlistError: the one that says most */
  EnlistPeer *peer;
  gboolean linked;
  GCancellable *cancellable;
  guint redial_source;
};

G_DEFINE_FINAL_TYPE (EnlistDialer, enlist_dialer, G_TYPE_OBJECT)

static void try_next (EnlistDialer *self);

/* @error: (transfer full) */
static void
lose (EnlistDialer *self, GError *error)
{
  g_autoptr (GError) owned = error;

  enlist_dialer_hang_up (self);
  g_signal_emit (self, signals[LOST], 0, owned);
}

static void
on_peer_progress (EnlistPeer *peer, gpointer progress, gpointer user_data)
{
  g_signal_emit (user_data, signals[PROGRESS], 0, progress);
}

/* The place of the try that is in hand: first the one where the device was found, then the others. */
static guint
get_place (EnlistDialer *self)
{
  guint n = self->tried - 1;

  if (n == 0)
    return self->first;

  return n <= self->first ? n - 1 : n;
}

static void
on_peer_linked (EnlistPeer *peer, gpointer user_data)
{
  EnlistDialer *self = user_data;

  self->linked = TRUE;
  self->first = get_place (self);
  g_signal_emit (self, signals[LINKED], 0);
}

static void
on_peer_message (EnlistPeer *peer, gpointer message, gpointer user_data)
{
  g_signal_emit (user_data, signals[MESSAGE], 0, message);
}

static void
on_peer_drained (EnlistPeer *peer, gpointer user_data)
{
  g_signal_emit (user_data, signals[DRAINED], 0);
}

static void
on_peer_closed (EnlistPeer *peer, const GError *error, gpointer user_data)
{
  lose (user_data, g_error_copy (error));
}

/* (transfer full): over Bluetooth the device is looked for by what it announces of itself (docs/format.md,
 * clause 10.1.10), which a label implies */
static char *
complete_uri (EnlistLabel *label, const char *uri)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (label);
  guint8 device[ENLIST_ANNOUNCEMENT_DEVICE_SIZE], model[ENLIST_ANNOUNCEMENT_MODEL_SIZE] = { 0 };
  g_autofree char *device_hex = NULL;
  g_autofree char *model_hex = NULL;

  if (!g_str_equal (uri, "ble:"))
    return g_strdup (uri);

  if (manifest->device_key != NULL)
    {
      enlist_announcement_device (enlist_crypto_sodium (), manifest->device_key, device);
      device_hex = enlist_bytes_to_hex (device, sizeof device);
    }
  if (enlist_announcement_model (enlist_crypto_sodium (), manifest->vendor, manifest->model, model) ==
      ENLIST_OK)
    model_hex = enlist_bytes_to_hex (model, sizeof model);

  return g_strdup_printf ("ble:%s/%s", device_hex != NULL ? device_hex : "*",
                          model_hex != NULL ? model_hex : "*");
}

/* Nobody answers at that place, and @error says why. */
static void
note_problem (EnlistDialer *self, const GError *error)
{
  const char *uri = self->uris[get_place (self)];

  if (self->n_uris > 1)
    g_string_append_printf (self->problems, "%s%s%s %s", self->problems->len > 0 ? "; " : "", uri,
                            g_str_has_suffix (uri, ":") ? "" : ":", error->message);
  else
    g_string_assign (self->problems, error->message);

  /* That Bluetooth is off helps more than that a cable is not plugged in. */
  if (self->problem_code == ENLIST_ERROR_UNREACHABLE)
    self->problem_code = enlist_error_get_code (error);
}

static void
on_connect_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistDialer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean connected = enlist_peer_connect_finish (ENLIST_PEER (source), result, &error);

  /* Hung up meanwhile. */
  if (self->peer != ENLIST_PEER (source))
    return;

  if (connected)
    {
      g_signal_emit (self, signals[READY], 0);
    }
  else if (self->linked || g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED))
    {
      lose (self, g_steal_pointer (&error));
    }
  else
    {
      enlist_dialer_hang_up (self);
      note_problem (self, error);
      try_next (self);
    }
}

static EnlistTransport *
make_next_transport (EnlistDialer *self)
{
  while (self->tried < self->n_uris)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *uri = NULL;
      EnlistTransport *transport;

      self->tried++;
      uri = complete_uri (self->label, self->uris[get_place (self)]);
      transport = enlist_transport_new_for_uri (uri, &self->context, &error);
      if (transport != NULL)
        return transport;
      note_problem (self, error);
    }

  return NULL;
}

static void
try_next (EnlistDialer *self)
{
  g_autoptr (EnlistTransport) transport = make_next_transport (self);

  if (transport == NULL)
    {
      lose (self, g_error_new_literal (ENLIST_ERROR, self->problem_code, self->problems->str));
      return;
    }

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->linked = FALSE;
  self->peer = enlist_peer_new (self->label, transport);
  g_signal_connect (self->peer, "progress", G_CALLBACK (on_peer_progress), self);
  g_signal_connect (self->peer, "linked", G_CALLBACK (on_peer_linked), self);
  g_signal_connect (self->peer, "message", G_CALLBACK (on_peer_message), self);
  g_signal_connect (self->peer, "drained", G_CALLBACK (on_peer_drained), self);
  g_signal_connect (self->peer, "closed", G_CALLBACK (on_peer_closed), self);
  enlist_peer_connect_async (self->peer, self->cancellable, on_connect_ready, g_object_ref (self));
}

void
enlist_dialer_dial (EnlistDialer *self)
{
  enlist_dialer_hang_up (self);
  self->tried = 0;
  self->problem_code = ENLIST_ERROR_UNREACHABLE;
  g_string_truncate (self->problems, 0);
  try_next (self);
}

static gboolean
on_redial_due (gpointer user_data)
{
  EnlistDialer *self = user_data;

  self->redial_source = 0;
  enlist_dialer_dial (self);

  return G_SOURCE_REMOVE;
}

void
enlist_dialer_redial (EnlistDialer *self, guint milliseconds)
{
  enlist_dialer_hang_up (self);
  self->redial_source = g_timeout_add (milliseconds, on_redial_due, self);
}

void
enlist_dialer_drop (EnlistDialer *self)
{
  if (self->peer != NULL)
    enlist_peer_drop (self->peer);
  enlist_dialer_hang_up (self);
}

void
enlist_dialer_hang_up (EnlistDialer *self)
{
  g_autoptr (EnlistPeer) peer = g_steal_pointer (&self->peer);

  g_clear_handle_id (&self->redial_source, g_source_remove);
  if (peer == NULL)
    return;

  g_signal_handlers_disconnect_by_data (peer, self);
  g_cancellable_cancel (self->cancellable);
  enlist_peer_close (peer);
}

EnlistPeer *
enlist_dialer_get_peer (EnlistDialer *self)
{
  return self->peer;
}

static void
enlist_dialer_dispose (GObject *object)
{
  enlist_dialer_hang_up (ENLIST_DIALER (object));

  G_OBJECT_CLASS (enlist_dialer_parent_class)->dispose (object);
}

static void
enlist_dialer_finalize (GObject *object)
{
  EnlistDialer *self = ENLIST_DIALER (object);

  g_clear_object (&self->label);
  g_clear_object (&self->context.bluetooth);
  g_clear_object (&self->context.trace);
  g_clear_object (&self->cancellable);
  g_strfreev (self->uris);
  g_string_free (self->problems, TRUE);

  G_OBJECT_CLASS (enlist_dialer_parent_class)->finalize (object);
}

static void
enlist_dialer_class_init (EnlistDialerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = enlist_dialer_dispose;
  object_class->finalize = enlist_dialer_finalize;

  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_POINTER);
  signals[LINKED] = g_signal_new ("linked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_POINTER);
  signals[DRAINED] = g_signal_new ("drained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_ERROR);
}

static void
enlist_dialer_init (EnlistDialer *self)
{
  self->problems = g_string_new (NULL);
}

EnlistDialer *
enlist_dialer_new (EnlistLabel *label, const char *device, const EnlistTransportContext *context)
{
  EnlistDialer *self = g_object_new (ENLIST_TYPE_DIALER, NULL);
  const char *const given[] = { device, NULL };

  self->label = g_object_ref (label);
  self->uris = device != NULL ? g_strdupv ((char **) given)
                              : g_strdupv ((char **) enlist_label_get_transports (label));
  self->n_uris = g_strv_length (self->uris);
  if (context != NULL)
    {
      g_set_object (&self->context.bluetooth, context->bluetooth);
      g_set_object (&self->context.trace, context->trace);
      self->context.max_frame = context->max_frame;
    }

  return self;
}

gboolean
enlist_dialer_check (EnlistDialer *self, GError **error)
{
  const char *uri = self->tried > 0 ? self->uris[get_place (self)] : "";

  return self->context.bluetooth == NULL || !g_str_has_prefix (uri, "ble:") ||
         enlist_bluetooth_check (self->context.bluetooth, error);
}
