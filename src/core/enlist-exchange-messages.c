/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-exchange"

#include "enlist-exchange-struct-private.h"

#include "enlist-device-report-private.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"

/* Handing over. */

/* In a `state` only a device that has committed names its session (clause 10.4). */
static gboolean
is_session (EnlistExchange *self, const guint8 *session)
{
  return session != NULL && memcmp (session, self->session_id, sizeof self->session_id) == 0;
}

static void
hand_over_manifest (EnlistExchange *self, const EnlistMessage *state)
{
  EnlistMessage manifest;
  GError *error = NULL;

  if (!enlist_handover_begin (self->handover, state, &manifest, &error))
    {
      enlist_exchange_fail (self, error, -1);
      return;
    }
  g_signal_emit_by_name (self, "state");
  if (self->ended)
    return;
  enlist_exchange_send_message (self, &manifest);
  enlist_exchange_expect_answer (self);
}

/* The device has undone what it did on a link before, or never did it. */
static void
restart (EnlistExchange *self)
{
  self->restarts = FALSE;
  self->finished = FALSE;
  self->steps = 0;
  g_clear_object (&self->handover);
  g_clear_object (&self->proof);
  self->handover = enlist_handover_new (self->label);
  self->proof = enlist_device_proof_new (self->label, self->session_id);
  if (self->committing)
    {
      self->committing = FALSE;
      enlist_exchange_set_stage (self, ENLIST_SESSION_TRANSFERRING);
    }
  g_signal_emit_by_name (self, "restarted");
}

static void
take_state (EnlistExchange *self, const EnlistMessage *message)
{
  self->opened = TRUE;
  g_free (self->serial);
  self->serial = g_strndup ((const char *) message->serial.data, message->serial.size);

  if (enlist_label_get_serial (self->label) != NULL &&
      !g_str_equal (self->serial, enlist_label_get_serial (self->label)))
    {
      enlist_exchange_fail_status (self, ENLIST_E_MODEL, "Comparing serial numbers");
    }
  else if (self->committing && is_session (self, message->session))
    {
      enlist_exchange_send_plain (self, ENLIST_MESSAGE_COMMIT);
      enlist_exchange_expect_answer (self);
    }
  else if (message->state == ENLIST_DEVICE_OWNED)
    {
      self->rolled_back = self->committing;
      enlist_exchange_fail_status (self, ENLIST_E_OWNED, "Opening the session");
    }
  else
    {
      if (self->restarts)
        restart (self);
      if (!self->ended)
        hand_over_manifest (self, message);
    }
}

static void
take_want (EnlistExchange *self, const EnlistMessage *message)
{
  GError *error = NULL;

  enlist_reconnection_note_progress (&self->reconnection, PLACE_WANTS (message->part, message->offset));
  if (!enlist_handover_serve (self->handover, message, &error))
    enlist_exchange_fail (self, error, -1);
}

static void
take_ready (EnlistExchange *self)
{
  g_clear_handle_id (&self->answer_source, g_source_remove);
  enlist_reconnection_note_progress (&self->reconnection, PLACE_READY);
  enlist_exchange_send_plain (self, ENLIST_MESSAGE_START);
  enlist_exchange_set_stage (self, ENLIST_SESSION_RUNNING);
}

/* What the device says. */

static void
take_step (EnlistExchange *self, const EnlistMessage *message)
{
  self->steps++;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_STEP (self->steps));
  g_signal_emit_by_name (self, "step", (guint) MAX (message->step, 0), message->progress);
}

static void
take_report (EnlistExchange *self, const EnlistMessage *message)
{
  const guint8 *hash = enlist_peer_get_handshake_hash (enlist_exchange_get_peer (self));
  GError *error = NULL;
  g_autoptr (GHashTable) values = enlist_device_proof_take_report (self->proof, hash, message, &error);

  if (values != NULL)
    g_signal_emit_by_name (self, "fields", values);
  else
    enlist_exchange_fail (self, error, -1);
}

static void
take_done (EnlistExchange *self, const EnlistMessage *message)
{
  const guint8 *hash = enlist_peer_get_handshake_hash (enlist_exchange_get_peer (self));
  GError *error = NULL;

  if (!enlist_device_proof_take_done (self->proof, hash,
                                      enlist_handover_locks_by_itself (self->handover), message, &error))
    {
      enlist_exchange_fail (self, error, -1);
      return;
    }
  g_clear_handle_id (&self->answer_source, g_source_remove);
  self->done = TRUE;
  g_signal_emit_by_name (self, "done");
}

/* The device knows publishers of its own: that it refuses one says nothing of those who are trusted here. */
static int
get_refusal_code (EnlistStatus status)
{
  return status == ENLIST_E_UNKNOWN_KEY ? ENLIST_ERROR_REFUSED : enlist_error_code_from_status (status);
}

static void
take_fail (EnlistExchange *self, const EnlistMessage *message)
{
  g_autofree char *reason = enlist_device_report_dup_reason (message->text);
  EnlistStatus status = message->error != ENLIST_OK ? message->error : ENLIST_E_FAILED;
  GError *error;

  self->rolled_back = TRUE;
  if (*reason != '\0')
    error = g_error_new (ENLIST_ERROR, get_refusal_code (status), "The device says: %s (%s)", reason,
                         enlist_status_name (status));
  else
    error = g_error_new (ENLIST_ERROR, get_refusal_code (status), "The device says: %s",
                         enlist_status_name (status));
  enlist_exchange_fail (self, error, message->step);
}

static void
take_finished (EnlistExchange *self)
{
  self->finished = TRUE;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_FINISHED);
  g_signal_emit_by_name (self, "finished");
}

/* Whether a message of the device has its place here (clause 10.4). */
static gboolean
belongs (EnlistExchange *self, EnlistMessageType type)
{
  gboolean transferring = self->stage == ENLIST_SESSION_TRANSFERRING;
  gboolean running = self->stage == ENLIST_SESSION_RUNNING && !self->finished;

  switch (type)
    {
    case ENLIST_MESSAGE_STATE:
      return !self->opened;
    case ENLIST_MESSAGE_WANT:
    case ENLIST_MESSAGE_READY:
      return self->opened && transferring;
    case ENLIST_MESSAGE_STEP:
    case ENLIST_MESSAGE_REPORT:
    case ENLIST_MESSAGE_FINISHED:
      return running;
    case ENLIST_MESSAGE_DONE:
      return self->opened && self->committing && !self->done;
    case ENLIST_MESSAGE_FAIL:
      return !self->done;
    default:
      return FALSE;
    }
}

/* The device takes what it has asked for, message by message, as fast as the link does. */
void
enlist_exchange_hand_over_next (EnlistExchange *self)
{
  EnlistMessage part;

  if (!belongs (self, ENLIST_MESSAGE_WANT) || !enlist_handover_next (self->handover, &part))
    return;
  enlist_exchange_send_message (self, &part);
  enlist_exchange_expect_answer (self);
}

void
enlist_exchange_take_message (EnlistExchange *self, const EnlistMessage *message)
{
  g_autoptr (EnlistExchange) keep = g_object_ref (self);

  /* Once it is done, nothing that the device says changes it. */
  if (self->done)
    return;
  if (!belongs (self, message->type))
    {
      enlist_exchange_fail_status (self, ENLIST_E_STATE,
                                   "The device sends a message that does not belong here");
      return;
    }

  switch (message->type)
    {
    case ENLIST_MESSAGE_STATE:
      take_state (self, message);
      break;
    case ENLIST_MESSAGE_WANT:
      take_want (self, message);
      break;
    case ENLIST_MESSAGE_READY:
      take_ready (self);
      break;
    case ENLIST_MESSAGE_STEP:
      take_step (self, message);
      break;
    case ENLIST_MESSAGE_REPORT:
      take_report (self, message);
      break;
    case ENLIST_MESSAGE_FINISHED:
      take_finished (self);
      break;
    case ENLIST_MESSAGE_DONE:
      take_done (self, message);
      break;
    case ENLIST_MESSAGE_FAIL:
      take_fail (self, message);
      break;
    default:
      break;
    }
}
