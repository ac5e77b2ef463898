/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-exchange"

#include "enlist-exchange-private.h"

#include "enlist-device-report-private.h"
#include "enlist-dialer-private.h"
#include "enlist-enums.h"
#include "enlist-error-private.h"
#include "enlist-fields-message-private.h"
#include "enlist-handover-private.h"
#include "enlist-label-private.h"
#include "enlist-reconnection-private.h"

#define ANSWER_TIMEOUT_S 20
#define KEEP_ALIVE_S 45
#define KEEP_ALIVE_GRANT_S 180

/* How far an enrollment has come, for the reconnection. */
#define PLACE_WANTS(part, offset) ((guint64) 1 << 40 | (guint64) (part) << 32 | (offset))
#define PLACE_READY ((guint64) 2 << 40)
#define PLACE_STEP(n) ((guint64) 3 << 40 | (n))
#define PLACE_FINISHED ((guint64) 4 << 40)
#define PLACE_COMMITTED ((guint64) 5 << 40)

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

struct _EnlistExchange {
  GObject parent_instance;

  EnlistLabel *label;
  guint8 session_id[ENLIST_SESSION_ID_SIZE];

  EnlistDialer *dialer;
  EnlistSessionState stage;
  gboolean ended;
  gboolean reached;     /* a link has been there */
  gboolean secured;     /* and its channel */
  gboolean opened;      /* the device has said its state on this link */
  gboolean restarts;    /* it begins again what it has done on a link before */
  guint steps;          /* that the device has told of on this link */
  gboolean committing;  /* commit has been sent */
  gboolean finished;    /* the device's program has ended */
  gboolean done;
  gboolean rolled_back; /* the device says so */
  guint answer_source;  /* what the device owes us */
  guint keep_alive_source;
  guint budget_source;  /* while there is no link */
  EnlistReconnection reconnection;

  char *serial;
  guint8 device_key[ENLIST_X25519_SIZE];
  EnlistHandover *handover;
  EnlistDeviceProof *proof;
};

G_DEFINE_FINAL_TYPE (EnlistExchange, enlist_exchange, G_TYPE_OBJECT)

static void lose (EnlistExchange *self, const GError *error);

static void
set_stage (EnlistExchange *self, EnlistSessionState stage)
{
  self->stage = stage;
  g_signal_emit (self, signals[STAGE], 0, stage);
}

static EnlistPeer *
get_peer (EnlistExchange *self)
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

static void
send_message (EnlistExchange *self, const EnlistMessage *message)
{
  EnlistPeer *peer = get_peer (self);

  if (peer != NULL)
    enlist_peer_send (peer, message);
}

/* @error: (transfer full) */
static void
fail (EnlistExchange *self, GError *error, int step)
{
  g_autoptr (EnlistExchange) keep = g_object_ref (self);
  g_autoptr (GError) owned = error;

  if (self->ended)
    return;

  self->ended = TRUE;
  hang_up (self);
  g_signal_emit (self, signals[FAILED], 0, owned, step);
}

static void
fail_status (EnlistExchange *self, EnlistStatus status, const char *doing)
{
  GError *error = NULL;

  enlist_error_from_status (&error, status, "%s", doing);
  fail (self, error, -1);
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

static void
expect_answer (EnlistExchange *self)
{
  g_clear_handle_id (&self->answer_source, g_source_remove);
  self->answer_source = g_timeout_add_seconds (ANSWER_TIMEOUT_S, on_answer_timeout, self);
}

static void
send_plain (EnlistExchange *self, EnlistMessageType type)
{
  const EnlistMessage message = { .type = type };

  send_message (self, &message);
}

/* While the installer thinks, the device must not roll back; when the assistant is gone, it must. */
static gboolean
on_keep_alive_due (gpointer user_data)
{
  EnlistExchange *self = user_data;
  const EnlistMessage message = { .type = ENLIST_MESSAGE_WAIT, .seconds = KEEP_ALIVE_GRANT_S };

  send_message (self, &message);

  return G_SOURCE_CONTINUE;
}

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
      fail (self, error, -1);
      return;
    }
  g_signal_emit (self, signals[STATE], 0);
  if (self->ended)
    return;
  send_message (self, &manifest);
  expect_answer (self);
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
      set_stage (self, ENLIST_SESSION_TRANSFERRING);
    }
  g_signal_emit (self, signals[RESTARTED], 0);
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
      fail_status (self, ENLIST_E_MODEL, "Comparing serial numbers");
    }
  else if (self->committing && is_session (self, message->session))
    {
      send_plain (self, ENLIST_MESSAGE_COMMIT);
      expect_answer (self);
    }
  else if (message->state == ENLIST_DEVICE_OWNED)
    {
      self->rolled_back = self->committing;
      fail_status (self, ENLIST_E_OWNED, "Opening the session");
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
    fail (self, error, -1);
}

/* The device takes what it has asked for, message by message, as fast as the link does. */
static void
hand_over_next (EnlistExchange *self)
{
  EnlistMessage part;

  if (!enlist_handover_next (self->handover, &part))
    return;
  send_message (self, &part);
  expect_answer (self);
}

static void
take_ready (EnlistExchange *self)
{
  g_clear_handle_id (&self->answer_source, g_source_remove);
  enlist_reconnection_note_progress (&self->reconnection, PLACE_READY);
  send_plain (self, ENLIST_MESSAGE_START);
  set_stage (self, ENLIST_SESSION_RUNNING);
}

/* What the device says. */

static void
take_step (EnlistExchange *self, const EnlistMessage *message)
{
  self->steps++;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_STEP (self->steps));
  g_signal_emit (self, signals[STEP], 0, (guint) MAX (message->step, 0), message->progress);
}

static void
take_report (EnlistExchange *self, const EnlistMessage *message)
{
  const guint8 *hash = enlist_peer_get_handshake_hash (get_peer (self));
  GError *error = NULL;
  g_autoptr (GHashTable) values = enlist_device_proof_take_report (self->proof, hash, message, &error);

  if (values != NULL)
    g_signal_emit (self, signals[FIELDS], 0, values);
  else
    fail (self, error, -1);
}

static void
take_done (EnlistExchange *self, const EnlistMessage *message)
{
  const guint8 *hash = enlist_peer_get_handshake_hash (get_peer (self));
  GError *error = NULL;

  if (!enlist_device_proof_take_done (self->proof, hash,
                                      enlist_handover_locks_by_itself (self->handover), message, &error))
    {
      fail (self, error, -1);
      return;
    }
  g_clear_handle_id (&self->answer_source, g_source_remove);
  self->done = TRUE;
  g_signal_emit (self, signals[DONE], 0);
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
  fail (self, error, message->step);
}

static void
take_finished (EnlistExchange *self)
{
  self->finished = TRUE;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_FINISHED);
  g_signal_emit (self, signals[FINISHED], 0);
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

static void
on_message (EnlistDialer *dialer, gpointer data, gpointer user_data)
{
  g_autoptr (EnlistExchange) self = g_object_ref (user_data);
  const EnlistMessage *message = data;

  /* Once it is done, nothing that the device says changes it. */
  if (self->done)
    return;
  if (!belongs (self, message->type))
    {
      fail_status (self, ENLIST_E_STATE, "The device sends a message that does not belong here");
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
  g_autoptr (GError) late = g_error_new (ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "no success within %u s",
                                         self->reconnection.patience_s);

  self->budget_source = 0;
  self->reconnection.attempts++;
  fail (self, enlist_reconnection_make_error (&self->reconnection, late), -1);

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
    set_stage (self, ENLIST_SESSION_CONNECTING);
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
      fail (self, g_error_copy (error), -1);
      return;
    }

  enlist_reconnection_note_lost (&self->reconnection, error);
  delay_ms = enlist_reconnection_get_delay (&self->reconnection);
  if (delay_ms < 0)
    fail (self, enlist_reconnection_make_error (&self->reconnection, error), -1);
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
on_drained (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;

  if (belongs (self, ENLIST_MESSAGE_WANT))
    hand_over_next (self);
}

static void
on_linked (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;

  self->reached = TRUE;
  if (!self->committing)
    set_stage (self, ENLIST_SESSION_SECURING);
}

static void
on_ready (EnlistDialer *dialer, gpointer user_data)
{
  EnlistExchange *self = user_data;
  const EnlistMessage open = { .type = ENLIST_MESSAGE_OPEN, .session = self->session_id };

  memcpy (self->device_key, enlist_peer_get_device_key (get_peer (self)), sizeof self->device_key);
  self->secured = TRUE;
  g_clear_handle_id (&self->budget_source, g_source_remove);
  enlist_reconnection_note_reached (&self->reconnection);
  if (!self->committing)
    set_stage (self, ENLIST_SESSION_TRANSFERRING);
  if (self->ended)
    return;
  self->keep_alive_source = g_timeout_add_seconds (KEEP_ALIVE_S, on_keep_alive_due, self);
  send_message (self, &open);
  expect_answer (self);
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
  set_stage (self, ENLIST_SESSION_CONNECTING);
  enlist_dialer_dial (self->dialer);
}

void
enlist_exchange_send (EnlistExchange *self, const guint *fields, EnlistValue *const *values, guint count)
{
  EnlistPeer *peer = get_peer (self);
  gsize limit = enlist_handover_get_limit (self->handover);

  if (peer != NULL && !enlist_fields_message_send (peer, limit, fields, values, count))
    fail (self, g_error_new (ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED,
                             "The device %s takes messages of at most %" G_GSIZE_FORMAT
                             " bytes, and an answer is longer", self->serial, limit), -1);
}

void
enlist_exchange_identify (EnlistExchange *self)
{
  send_plain (self, ENLIST_MESSAGE_IDENTIFY);
}

void
enlist_exchange_commit (EnlistExchange *self)
{
  self->committing = TRUE;
  enlist_reconnection_note_progress (&self->reconnection, PLACE_COMMITTED);
  send_plain (self, ENLIST_MESSAGE_COMMIT);
  expect_answer (self);
}

void
enlist_exchange_end (EnlistExchange *self)
{
  self->ended = TRUE;
  send_plain (self, ENLIST_MESSAGE_END);
  hang_up (self);
}

void
enlist_exchange_abort (EnlistExchange *self)
{
  if (self->ended)
    return;

  self->ended = TRUE;
  send_plain (self, ENLIST_MESSAGE_ABORT);
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
