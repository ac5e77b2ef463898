/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-session"

#include "enlist-session-status-private.h"

#include <glib/gi18n-lib.h>

/* Looking that takes longer says how long. */
#define PATIENCE_S 5

enum {
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _EnlistSessionStatus {
  GObject parent_instance;

  EnlistSessionState state;
  gboolean asking;        /* the installer */
  gint64 gives_up_at;     /* the connection was lost: until when it is sought, monotonic; else 0 */
  gboolean has_progress;  /* of the transport that is being opened */
  EnlistTransportProgress progress;
  char *adapter;
  EnlistSignalQuality quality;
  gint64 looking_since;
  guint clock_source;
  char *text;
};

G_DEFINE_FINAL_TYPE (EnlistSessionStatus, enlist_session_status, G_TYPE_OBJECT)

static char *
dup_looking (EnlistSessionStatus *self)
{
  guint seconds = (guint) ((g_get_monotonic_time () - self->looking_since) / G_USEC_PER_SEC);
  GString *text = g_string_new (_("Looking for the device…"));

  if (seconds >= PATIENCE_S)
    /* Translators: behind “Looking for the device…”: for how long */
    g_string_append_printf (text, _(" %u s"), seconds);

  return g_string_free (text, FALSE);
}

/* Nothing is to be done about it, but it does not go on for ever. */
static char *
dup_connecting_again (EnlistSessionStatus *self)
{
  gint64 left = MAX (0, self->gives_up_at - g_get_monotonic_time ());
  guint seconds = (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

  if (self->has_progress && self->progress.step == ENLIST_TRANSPORT_LOOKING)
    /* Translators: so many seconds */
    return g_strdup_printf (_("Connection lost, looking for it… %u s left"), seconds);

  /* Translators: so many seconds */
  return g_strdup_printf (_("Connection lost, connecting again… %u s left"), seconds);
}

static char *
dup_connecting (EnlistSessionStatus *self)
{
  if (self->gives_up_at != 0)
    return dup_connecting_again (self);
  if (!self->has_progress)
    return g_strdup (_("Connecting to the device…"));

  switch (self->progress.step)
    {
    case ENLIST_TRANSPORT_LOOKING:
      return dup_looking (self);
    case ENLIST_TRANSPORT_RESOLVING:
      return g_strdup (_("Connected, reading what the device offers…"));
    case ENLIST_TRANSPORT_RETRYING:
      if (self->progress.attempt < 2)
        return g_strdup (_("Connecting once more…"));
      /* Translators: the number of an attempt, 2 or more */
      return g_strdup_printf (_("Connecting once more, attempt %u…"), self->progress.attempt);
    case ENLIST_TRANSPORT_WAITING_BUSY:
      return g_strdup (_("Waiting until somebody else is done with it…"));
    case ENLIST_TRANSPORT_CONNECTING:
    default:
      if (self->progress.signal_strength == ENLIST_SIGNAL_STRENGTH_UNKNOWN)
        return g_strdup (_("Connecting to the device…"));
      return g_strdup (_("Found the device, connecting…"));
    }
}

static char *
dup_text (EnlistSessionStatus *self)
{
  switch (self->state)
    {
    case ENLIST_SESSION_PREPARING:
      return g_strdup (_("Preparing…"));
    case ENLIST_SESSION_CONNECTING:
      return dup_connecting (self);
    case ENLIST_SESSION_SECURING:
      return g_strdup (_("Checking that it is the right device…"));
    case ENLIST_SESSION_TRANSFERRING:
      return g_strdup (_("Handing over the device’s program…"));
    case ENLIST_SESSION_RUNNING:
      return g_strdup (self->asking ? _("The device is connected and waits for you")
                                    : _("Working with the device…"));
    case ENLIST_SESSION_RECORDING:
      return g_strdup (_("Keeping the record…"));
    case ENLIST_SESSION_COMMITTING:
      return self->gives_up_at != 0 ? dup_connecting_again (self)
                                    : g_strdup (_("The device makes it permanent…"));
    case ENLIST_SESSION_ENROLLED:
      return g_strdup (_("Enrolled"));
    case ENLIST_SESSION_FAILED:
      return g_strdup (_("Not enrolled"));
    case ENLIST_SESSION_IDLE:
    default:
      return g_strdup ("");
    }
}

static void
update (EnlistSessionStatus *self, gboolean changed)
{
  g_autofree char *text = dup_text (self);

  if (!changed && g_str_equal (text, self->text))
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
on_second (gpointer user_data)
{
  update (user_data, FALSE);

  return G_SOURCE_CONTINUE;
}

static void
run_clock (EnlistSessionStatus *self)
{
  gboolean looking = self->has_progress && self->progress.step == ENLIST_TRANSPORT_LOOKING;
  gboolean runs = (self->state == ENLIST_SESSION_CONNECTING && looking) || self->gives_up_at != 0;

  if (runs == (self->clock_source != 0))
    return;
  if (!runs)
    {
      g_clear_handle_id (&self->clock_source, g_source_remove);
      return;
    }
  self->looking_since = g_get_monotonic_time ();
  self->clock_source = g_timeout_add_seconds (1, on_second, self);
}

void
enlist_session_status_set_state (EnlistSessionStatus *self, EnlistSessionState state)
{
  if (state == ENLIST_SESSION_CONNECTING)
    self->has_progress = FALSE;
  else
    self->gives_up_at = 0;
  self->state = state;
  run_clock (self);
  update (self, FALSE);
}

void
enlist_session_status_set_lost (EnlistSessionStatus *self, gint64 gives_up_at)
{
  self->gives_up_at = gives_up_at;
  run_clock (self);
  update (self, FALSE);
}

void
enlist_session_status_set_asking (EnlistSessionStatus *self, gboolean asking)
{
  self->asking = asking;
  update (self, FALSE);
}

void
enlist_session_status_set_progress (EnlistSessionStatus *self, const EnlistTransportProgress *progress)
{
  gboolean changed = progress->step != self->progress.step || progress->attempt != self->progress.attempt ||
                     progress->signal_strength != self->progress.signal_strength ||
                     progress->heard != self->progress.heard;

  self->has_progress = TRUE;
  self->progress = *progress;
  g_free (self->adapter);
  self->adapter = g_strdup (progress->adapter);
  self->progress.adapter = self->adapter;
  self->quality = enlist_signal_quality (progress->signal_strength, self->quality);
  run_clock (self);
  update (self, changed);
}

const char *
enlist_session_status_get_text (EnlistSessionStatus *self)
{
  return self->text;
}

const EnlistTransportProgress *
enlist_session_status_get_progress (EnlistSessionStatus *self)
{
  return self->state == ENLIST_SESSION_CONNECTING && self->has_progress ? &self->progress : NULL;
}

EnlistSignalQuality
enlist_session_status_get_signal_quality (EnlistSessionStatus *self)
{
  return self->quality;
}

char *
enlist_session_status_dup_hearing (EnlistSessionStatus *self)
{
  const EnlistTransportProgress *progress = enlist_session_status_get_progress (self);

  if (progress == NULL)
    return g_strdup ("");
  if (self->quality != ENLIST_SIGNAL_UNKNOWN || progress->heard == 0)
    return g_strdup (enlist_signal_quality_get_words (self->quality));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u other Enlist device is near",
                                       "%u other Enlist devices are near", progress->heard),
                          progress->heard);
}

int
enlist_session_status_get_signal_strength (EnlistSessionStatus *self)
{
  return self->progress.signal_strength;
}

static void
enlist_session_status_dispose (GObject *object)
{
  EnlistSessionStatus *self = ENLIST_SESSION_STATUS (object);

  g_clear_handle_id (&self->clock_source, g_source_remove);

  G_OBJECT_CLASS (enlist_session_status_parent_class)->dispose (object);
}

static void
enlist_session_status_finalize (GObject *object)
{
  EnlistSessionStatus *self = ENLIST_SESSION_STATUS (object);

  g_free (self->text);
  g_free (self->adapter);

  G_OBJECT_CLASS (enlist_session_status_parent_class)->finalize (object);
}

static void
enlist_session_status_class_init (EnlistSessionStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_session_status_dispose;
  object_class->finalize = enlist_session_status_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
enlist_session_status_init (EnlistSessionStatus *self)
{
  self->text = g_strdup ("");
  self->progress.signal_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN;
}

EnlistSessionStatus *
enlist_session_status_new (void)
{
  return g_object_new (ENLIST_TYPE_SESSION_STATUS, NULL);
}
