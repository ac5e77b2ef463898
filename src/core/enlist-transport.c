/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-transport"

#include "enlist-transport.h"

#include "enlist-bluez-transport-private.h"
#include "enlist-error.h"
#include "enlist-serial-transport.h"
#include "enlist-stream-transport.h"
#include "enlist-trace.h"

enum {
  PROGRESS,
  FRAME,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct {
  char *scheme; /* of the URI, for the trace */
  EnlistTrace *trace;
  guint max_frame; /* 0: what the transport takes */
  gboolean is_open;
} EnlistTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EnlistTransport, enlist_transport, G_TYPE_OBJECT)

static EnlistTransportPrivate *
get_private (EnlistTransport *self)
{
  return enlist_transport_get_instance_private (self);
}

static void
enlist_transport_finalize (GObject *object)
{
  EnlistTransportPrivate *priv = get_private (ENLIST_TRANSPORT (object));

  g_clear_object (&priv->trace);
  g_free (priv->scheme);

  G_OBJECT_CLASS (enlist_transport_parent_class)->finalize (object);
}

static void
enlist_transport_class_init (EnlistTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_transport_finalize;

  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_transport_init (EnlistTransport *self)
{
}

static EnlistTransport *
make_transport (const char *uri, const EnlistTransportContext *context, GError **error)
{
  if (g_str_has_prefix (uri, "unix:") || g_str_has_prefix (uri, "tcp:"))
    return enlist_stream_transport_new (uri, error);
  if (g_str_has_prefix (uri, "serial:"))
    return enlist_serial_transport_new (uri, error);
  if (g_str_has_prefix (uri, "ble:"))
    return enlist_bluez_transport_new (context != NULL ? context->bluetooth : NULL, uri, error);

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "This build cannot reach a device at “%s”",
               uri);

  return NULL;
}

EnlistTransport *
enlist_transport_new_for_uri (const char *uri, const EnlistTransportContext *context, GError **error)
{
  EnlistTransport *self = make_transport (uri, context, error);

  if (self == NULL)
    return NULL;
  get_private (self)->scheme = g_strndup (uri, strcspn (uri, ":"));
  if (context != NULL)
    {
      enlist_transport_set_trace (self, context->trace);
      get_private (self)->max_frame = context->max_frame;
    }

  return self;
}

void
enlist_transport_set_trace (EnlistTransport *self, EnlistTrace *trace)
{
  g_set_object (&get_private (self)->trace, trace);
}

/* @error: (nullable): when it did not end here */
static void
trace_closed (EnlistTransport *self, const GError *error)
{
  EnlistTransportPrivate *priv = get_private (self);

  if (priv->is_open && priv->trace != NULL)
    enlist_trace_add_closed (priv->trace, error);
  priv->is_open = FALSE;
}

void
enlist_transport_open_async (EnlistTransport     *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  ENLIST_TRANSPORT_GET_CLASS (self)->open_async (self, cancellable, callback, user_data);
}

gboolean
enlist_transport_open_finish (EnlistTransport *self, GAsyncResult *result, GError **error)
{
  EnlistTransportPrivate *priv = get_private (self);
  g_autoptr (GError) problem = NULL;

  priv->is_open = ENLIST_TRANSPORT_GET_CLASS (self)->open_finish (self, result, &problem);
  if (priv->is_open && priv->trace != NULL)
    enlist_trace_add_opened (priv->trace, priv->scheme, enlist_transport_get_mtu (self));
  else if (priv->trace != NULL)
    enlist_trace_add_closed (priv->trace, problem);
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return priv->is_open;
}

void
enlist_transport_send (EnlistTransport *self, GBytes *frame)
{
  EnlistTransportPrivate *priv = get_private (self);

  if (priv->trace != NULL)
    enlist_trace_add_frame (priv->trace, ENLIST_TRACE_OUT, frame);
  ENLIST_TRANSPORT_GET_CLASS (self)->send (self, frame);
}

void
enlist_transport_close (EnlistTransport *self)
{
  trace_closed (self, NULL);
  ENLIST_TRANSPORT_GET_CLASS (self)->close (self);
}

guint
enlist_transport_get_mtu (EnlistTransport *self)
{
  guint mtu = ENLIST_TRANSPORT_GET_CLASS (self)->get_mtu (self);
  guint max_frame = get_private (self)->max_frame;

  return max_frame != 0 ? MIN (mtu, max_frame) : mtu;
}

gboolean
enlist_transport_begins_with_reset (EnlistTransport *self)
{
  return ENLIST_TRANSPORT_GET_CLASS (self)->begins_with_reset;
}

void
enlist_transport_emit_progress (EnlistTransport *self, const EnlistTransportProgress *progress)
{
  EnlistTransportPrivate *priv = get_private (self);

  if (priv->trace != NULL)
    enlist_trace_add_progress (priv->trace, progress);
  g_signal_emit (self, signals[PROGRESS], 0, progress);
}

void
enlist_transport_emit_frame (EnlistTransport *self, GBytes *frame)
{
  EnlistTransportPrivate *priv = get_private (self);

  if (priv->trace != NULL)
    enlist_trace_add_frame (priv->trace, ENLIST_TRACE_IN, frame);
  g_signal_emit (self, signals[FRAME], 0, frame);
}

void
enlist_transport_emit_closed (EnlistTransport *self, const GError *error)
{
  trace_closed (self, error);
  g_signal_emit (self, signals[CLOSED], 0, error);
}
