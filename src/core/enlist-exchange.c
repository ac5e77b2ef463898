/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-exchange"

#include "enlist-exchange-struct-private.h"

#include "enlist-enums.h"
#include "enlist-error-private.h"
#include "enlist-fields-message-private.h"
#include "enlist-label-private.h"

#define ANSWER_TIMEOUT_S 20
#define KEEP_ALIVE_S 45
#define KEEP_ALIVE_GRANT_S 180

enum {
  STAGE,
  PROGRESS,
  STATE,
  STEP,
  FIELDS,
  FINISHED,
  LOST,
  RESTARTED,
  DONE,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistExchange, enlist_exchange, G_TYPE_OBJECT)

static void lose (EnlistExchange *self, const GError *error);

void
enlist_exchange_set_stage (EnlistExchange *self, EnlistSessionState stage)
{
  self->stage = stage;
  g_signal_emit (self, signals[STAGE], 0, stage);
}

EnlistPeer *
enlist_exchange_get_peer (EnlistExchange *self)
{
  return self->dialer != NULL ? enlist_dialer_get_peer (self->dialer) : NULL;
}

static void
hang_up (EnlistExchange *self)
{
  g_clear_handle_id (&self->answer_source, g_source_remove);
  g_clear_handle_id (&self->keep_alive_source, g_source_remove);
  g_clear_handle_id (&self->budget_source, g_source_remove);
  if (self->dialer != NULL)
    enlist_dialer_hang_up (self->dialer);
}

void
enlist_exchange_send_message (EnlistExchange *self, const EnlistMessage *message)
{
  EnlistPeer *peer = enlist_exchange_get_peer (self);

  if (peer != NULL)
    enlist_peer_send (peer, message);
}

/* @error: (transfer full) */
void
enlist_exchange_fail (EnlistExchange *self, GError *error, int step)
{
  g_autoptr (EnlistExchange) keep = g_object_ref (self);
  g_autoptr (GError) owned = error;

  if (self->ended)
    return;

  self->ended = TRUE;
  hang_up (self);
  g_signal_emit (self, signals[FAILED], 0, owned, step);
}

void
enlist_exchange_fail_status (EnlistExchange *self, EnlistStatus status, const char *doing)
{
  GError *error = NULL;

  enlist_error_from_status (&error, status, "%s", doing);
  enlist_exchange_fail (self, error, -1);
}

static gboolean
on_answer_timeout (gpointer user_data)
{
  EnlistExchange *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_TIMEOUT,
                                                  "The device owes an answer");

  self->answer_source = 0;
  enlist_dialer_drop (self->dialer);
  lose (self, error);

  return G_SOURCE_REMOVE;
}

void
enlist_exchange_expect_answer (EnlistExchange *self)
{
  g_clear_handle_id (&self->answer_source, g_source_remove);
  self->answer_source = g_timeout_add_seconds (ANSWER_TIMEOUT_S, on_answer_timeout, self);
}

void
enlist_exchange_send_plain (EnlistExchange *self, EnlistMessageType type)
{
  const EnlistMessage message = { .type = type };

  enlist_exchange_send_message (self, &message);
}

/* While the installer thinks, the device must not roll back; when the assistant is gone, it must. */
static gboolean
on_keep_alive_due (gpointer user_data)
{
  EnlistExchange *self = user_data;
  const EnlistMessage message = { .type = ENLIST_MESSAGE_WAIT, .seconds = KEEP_ALIVE_GRANT_S };

  enlist_exchange_send_message (self, &message);

  return G_SOURCE_CONTINUE;
}

/* The link. */

/* Whether a link that has ended so may come back. Before there was one with the label's device, only a broken
 * connection does: whoever stands in front of the device wants to know. */
static gboolean
may_come_back (EnlistExchange *self, const GError *error)
{
  if (self->done || !self->reached)
    return FALSE;

  switch (enlist_error_get_code (error))
    {
    case ENLIST_ERROR_LINK_LOST:
      return TRUE;
    case ENLIST_ERROR_UNREACHABLE:
      return self->secured || self->reconnection.lost_at != 0;
    case ENLIST_ERROR_CANCELLED:
    case ENLIST_ERROR_PROTOCOL:
    case ENLIST_ERROR_TOO_NEW:
      return FALSE;
    default:
      return self->secured;
    }
}

static gboolean
on_budget_spent (gpointer user_data)
{
  EnlistExchange *self = user_data;
  g_autoptr (GError) late = NULL;

  if (self->reconnection.problem != NULL)
    late = g_error_copy (self->reconnection.problem);
  else if (enlist_dialer_check (self->dialer, &late))
    late = g_error_new (ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "no success within %u s",
                        self->reconnection.patience_s);
  self->budget_source = 0;
  self->reconnection.attempts++;
  enlist_exchange_fail (self, enlist_reconnection_make_error (&self->reconnection, late), -1);

  return G_SOURCE_REMOVE;
}

/* Takes the link up again, a moment later. What the device has done without a commit it undoes by itself;
 * whether it has committed, only it knows. */
static void
take_up_again (EnlistExchange *self, const GError *error, guint delay_ms)
{
  gboolean anew = self->reconnection.attempts == 0;

  self->restarts |= self->opened;
  self->opened = FALSE;
  self->finished = FALSE;
  enlist_dialer_redial (self->dialer, delay_ms);
  self->budget_source = g_timeout_add (enlist_reconnection_get_time_left (&self->reconnection),
                                       on_budget_spent, self);
  if (anew)
    g_signal_emit (self, signals[LOST], 0, error);
  if (!self->committing && !self->ended)
    enlist_exchange_set_stage (self, ENLIST_SESSION_CONNECTING);
}

static void
lose (EnlistExchange *self, const GError *error)
{
  g_autoptr (EnlistExchange) keep = g_object_ref (self);
  int delay_ms;

  hang_up (self);
  if (self->done || self->ended)
    return;
  if (!may_come_back (self, error))
    {
      enlist_exchange_fail (self, g_error_copy (error), -1);
      return;
    }

  enlist_reconnection_note_lost (&self->reconnection, error);
  delay_ms = enlist_reconnection_get_delay (&self->reconnection);
  if (delay_ms < 0)
    enlist_exchange_fail (self, enlist_reconnection_make_error (&self->reconnection, error), -1);
  else
    take_up_again (self, error, (guint) delay_ms);
}

static void
on_lost (EnlistDialer *dialer, const GError *error, gpointer user_data)
{
  lose (user_data, error);
}

static void
on_progress (EnlistDialer *dialer, gpointer progress, gpointer user_data)
{
  g_signal_emit (user_data, signals[PROGRESS], 0, progress);
}

static void
on_message (EnlistDialer *dialer, gpointer message, gpointer user_data)
{
  enlist_exchange_take_message (user_data, message);
}

static void
on_drained (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;

  enlist_exchange_hand_over_next (self);
}

static void
on_linked (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;

  self->reached = TRUE;
  if (!self->committing)
    enlist_exchange_set_stage (self, ENLIST_SESSION_SECURING);
}

static void
on_ready (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;
  const EnlistMessage open = { .type = ENLIST_MESSAGE_OPEN, .session = self->session_id };

  memcpy (self->device_key, enlist_peer_get_device_key (enlist_exchange_get_peer (self)),
          sizeof self->device_key);
  self->secured = TRUE;
  g_clear_handle_id (&self->budget_source, g_source_remove);
  enlist_reconnection_note_reached (&self->reconnection);
  if (!self->committing)
    enlist_exchange_set_stage (self, ENLIST_SESSION_TRANSFERRING);
  if (self->ended)
    return;
  self->keep_alive_source = g_timeout_add_seconds (KEEP_ALIVE_S, on_keep_alive_due, self);
  enlist_exchange_send_message (self, &open);
  enlist_exchange_expect_answer (self);
}

guint
enlist_exchange_get_time_left (EnlistExchange *self)
{
  return self->reconnection.lost_at != 0 ? enlist_reconnection_get_time_left (&self->reconnection) : 0;
}

void
enlist_exchange_set_patience (EnlistExchange *self, guint seconds)
{
  self->reconnection.patience_s = seconds;
}

void
enlist_exchange_start (EnlistExchange *self, const char *device, const EnlistTransportContext *context)
{
  self->dialer = enlist_dialer_new (self->label, device, context);
  g_signal_connect (self->dialer, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (self->dialer, "linked", G_CALLBACK (on_linked), self);
  g_signal_connect (self->dialer, "ready", G_CALLBACK (on_ready), self);
  g_signal_connect (self->dialer, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->dialer, "drained", G_CALLBACK (on_drained), self);
  g_signal_connect (self->dialer, "lost", G_CALLBACK (on_lost), self);
  enlist_exchange_set_stage (self, ENLIST_SESSION_CONNECTING);
  enlist_dialer_dial (self->dialer);
}

void
enlist_exchange_send (EnlistExchange *self, const guint *fields, EnlistValue *const *values, guint count)
{
  EnlistPeer *peer = enlist_exchange_get_peer (self);
  gsize limit = enlist_handover_get_limit (self->handover);

  if (peer != NULL && !enlist_fields_message_send (peer, limit, fields, values, count))
    enlist_exchange_fail (self, g_error_new (ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED,
                             "The device %s takes messages of at most %" G_GSIZE_FORMAT
                             " bytes, and an answer is longer", self->serial, limit), -1);
}

void
enlist_exchange_identify (EnlistExchange *self)
{
  enlist_exchange_send_plain (self, ENLIST_MESSAGE_IDENTIFY);
}

void
enlist_exchange_commit (EnlistExchange *self)
{
  self->committing = TRUE;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_COMMITTED);
  enlist_exchange_send_plain (self, ENLIST_MESSAGE_COMMIT);
  enlist_exchange_expect_answer (self);
}

void
enlist_exchange_end (EnlistExchange *self)
{
  self->ended = TRUE;
  enlist_exchange_send_plain (self, ENLIST_MESSAGE_END);
  hang_up (self);
}

void
enlist_exchange_abort (EnlistExchange *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  enlist_exchange_send_plain (self, ENLIST_MESSAGE_ABORT);
  hang_up (self);
}

gboolean
enlist_exchange_has_rolled_back (EnlistExchange *self)
{
  return self->rolled_back;
}

EnlistDeviceProof *
enlist_exchange_get_proof (EnlistExchange *self)
{
  return self->proof;
}

gboolean
enlist_exchange_locks_by_itself (EnlistExchange *self)
{
  return enlist_handover_locks_by_itself (self->handover);
}

const guint8 *
enlist_exchange_get_device_key (EnlistExchange *self)
{
  return self->device_key;
}

const char *
enlist_exchange_get_serial (EnlistExchange *self)
{
  return self->serial;
}

static void
enlist_exchange_dispose (GObject *object)
{
  EnlistExchange *self = ENLIST_EXCHANGE (object);

  self->ended = TRUE;
  hang_up (self);
  if (self->dialer != NULL)
    g_signal_handlers_disconnect_by_data (self->dialer, self);

  G_OBJECT_CLASS (enlist_exchange_parent_class)->dispose (object);
}

static void
enlist_exchange_finalize (GObject *object)
{
  EnlistExchange *self = ENLIST_EXCHANGE (object);

  g_clear_object (&self->label);
  g_clear_object (&self->dialer);
  g_clear_object (&self->handover);
  g_clear_object (&self->proof);
  g_free (self->serial);
  enlist_reconnection_clear (&self->reconnection);

  G_OBJECT_CLASS (enlist_exchange_parent_class)->finalize (object);
}

static void
enlist_exchange_class_init (EnlistExchangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = enlist_exchange_dispose;
  object_class->finalize = enlist_exchange_finalize;

  signals[STAGE] = g_signal_new ("stage", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 ENLIST_TYPE_SESSION_STATE);
  signals[PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_POINTER);
  signals[STATE] = g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP] = g_signal_new ("step", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                G_TYPE_UINT, G_TYPE_UINT);
  signals[FIELDS] = g_signal_new ("fields", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_HASH_TABLE);
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_ERROR);
  signals[RESTARTED] = g_signal_new ("restarted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     0);
  signals[DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_ERROR, G_TYPE_INT);
}

static void
enlist_exchange_init (EnlistExchange *self)
{
}

EnlistExchange *
enlist_exchange_new (EnlistLabel *label, const guint8 *session_id)
{
  EnlistExchange *self = g_object_new (ENLIST_TYPE_EXCHANGE, NULL);

  self->label = g_object_ref (label);
  memcpy (self->session_id, session_id, sizeof self->session_id);
  self->handover = enlist_handover_new (label);
  self->proof = enlist_device_proof_new (label, session_id);

  return self;
}
