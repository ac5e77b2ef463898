/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-session"

#include "enlist-session.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-enrollment-record-private.h"
#include "enlist-enums.h"
#include "enlist-error-private.h"
#include "enlist-exchange-private.h"
#include "enlist-label-private.h"
#include "enlist-ledger-private.h"
#include "enlist-missing-parts.h"
#include "enlist-program-run-private.h"
#include "enlist-session-log-private.h"
#include "enlist-session-status-private.h"

/* After its program the assistant gives the device this long for each further step. */
#define FINISH_TIMEOUT_S 120

enum {
  PROP_0,
  PROP_STATE,
  PROP_STATUS,
  PROP_PROMPT,
  PROP_RECORD,
  PROP_LOCKS_BY_ITSELF,
  PROP_SIGNAL_STRENGTH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

struct _EnlistSession {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistPublisher *publisher;
  EnlistJournal *journal;
  EnlistKeyring *keyring;
  EnlistCatalogs *catalogs; /* these may be %NULL */
  EnlistGateway *gateway;
  EnlistAnswerMemory *memory;
  EnlistTransportContext context;

  EnlistSessionState state;
  EnlistRecord *record;
  GTask *task;
  GSource *cancel_source;
  EnlistSessionLog *log;
  EnlistSessionStatus *status;

  char session_id[ENLIST_SESSION_ID_SIZE * 2 + 1];
  EnlistLedger *ledger;
  EnlistExchange *exchange;
  char *device;

  EnlistProgramRun *program;
  gboolean device_runs;
  gboolean device_finished;
  gboolean lock_permitted;
  guint timeout_source;

  EnlistSide failed_side;
  int failed_step;
};

G_DEFINE_FINAL_TYPE (EnlistSession, enlist_session, G_TYPE_OBJECT)

static void fail (EnlistSession *self, EnlistSide side, int step, GError *error);

/* Telling. */

static void
set_state (EnlistSession *self, EnlistSessionState state)
{
  if (self->state == state)
    return;

  self->state = state;
  enlist_session_log_add_nick (self->log, ENLIST_TYPE_SESSION_STATE, state);
  enlist_session_status_set_state (self->status, state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
on_status_changed (EnlistSessionStatus *status, gpointer user_data)
{
  EnlistSession *self = user_data;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNAL_STRENGTH]);
}

/* Ending. */

static void
complete (EnlistSession *self)
{
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  if (self->program != NULL)
    enlist_program_run_stop (self->program);
}

/* The session lives until what it has begun to write is undone. */
static void
on_ledger_abandoned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;

  enlist_ledger_abandon_finish (self->ledger, result);
}

/* @error: (transfer full); @step: -1 when no step failed */
static void
fail (EnlistSession *self, EnlistSide side, int step, GError *error)
{
  g_autoptr (EnlistSession) keep = g_object_ref (self);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  gboolean undecided = self->state == ENLIST_SESSION_COMMITTING &&
                       !enlist_exchange_has_rolled_back (self->exchange);

  if (task == NULL)
    {
      g_error_free (error);
      return;
    }

  enlist_session_log_add (self->log, "failed: %s", error->message);
  self->failed_side = side;
  self->failed_step = step;
  if (step >= 0)
    enlist_session_log_set_step (self->log, side, step, ENLIST_STEP_FAILED, error->message);
  if (self->exchange != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->exchange, self);
      enlist_exchange_abort (self->exchange);
    }
  complete (self);
  set_state (self, ENLIST_SESSION_FAILED);

  /* A commit without an answer stays in the journal: only the device knows what became of it. */
  if (self->ledger != NULL && !undecided)
    enlist_ledger_abandon_async (self->ledger, on_ledger_abandoned, g_object_ref (self));
  g_task_return_error (task, error);
}

/* What the device has been told to commit cannot be called back: that ends as it will, soon. */
static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  EnlistSession *self = user_data;

  if (self->state == ENLIST_SESSION_COMMITTING)
    {
      enlist_session_log_add (self->log, "too late to cancel");
      return G_SOURCE_REMOVE;
    }
  fail (self, ENLIST_SIDE_ASSISTANT, -1,
        g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "The installer ended the enrollment"));

  return G_SOURCE_REMOVE;
}

static gboolean
on_timeout (gpointer user_data)
{
  EnlistSession *self = user_data;

  self->timeout_source = 0;
  fail (self, ENLIST_SIDE_DEVICE, -1,
        g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_TIMEOUT, "The device did not go on in time"));

  return G_SOURCE_REMOVE;
}

static void
start_timeout (EnlistSession *self, guint seconds)
{
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  self->timeout_source = g_timeout_add_seconds (seconds, on_timeout, self);
}

/* Record, commit, end: each writes before the next begins (docs/format.md, clause 10.6). */

static void
on_ledger_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  enlist_ledger_close_finish (self->ledger, result);
  if (task == NULL)
    return;
  complete (self);
  set_state (self, ENLIST_SESSION_ENROLLED);
  g_task_return_pointer (task, g_object_ref (self->record), g_object_unref);
}

static void
on_record_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  GError *error = NULL;

  if (!enlist_ledger_confirm_finish (self->ledger, result, &error))
    {
      fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
      return;
    }
  enlist_exchange_end (self->exchange);
  enlist_ledger_close_async (self->ledger, on_ledger_closed, g_object_ref (self));
}

static void
on_exchange_done (EnlistExchange *exchange, gpointer user_data)
{
  EnlistSession *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *enrolled_at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  if (self->state != ENLIST_SESSION_COMMITTING)
    return;

  enlist_session_log_skip_pending (self->log, ENLIST_SIDE_DEVICE);
  g_object_set (self->record, "enrolled-at", enrolled_at, "done-signature",
                enlist_device_proof_get_done_signature (enlist_exchange_get_proof (exchange)), NULL);
  enlist_ledger_confirm_async (self->ledger, self->record, on_record_confirmed, g_object_ref (self));
}

static void
on_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  GError *error = NULL;

  if (!enlist_ledger_decide_finish (self->ledger, result, &error))
    {
      fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
      return;
    }
  set_state (self, ENLIST_SESSION_COMMITTING);
  enlist_exchange_commit (self->exchange);
}

static void
record_when_both_ended (EnlistSession *self)
{
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (JsonObject) secrets = NULL;

  if (!enlist_program_run_has_ended (self->program) || !self->device_finished || self->record != NULL)
    return;

  g_clear_handle_id (&self->timeout_source, g_source_remove);
  if (enlist_session_needs_lock_permission (self))
    return;

  self->record = enlist_enrollment_record_new (self->label, self->publisher, self->session_id, self->exchange,
                                               enlist_program_run_get_fields (self->program));
  enlist_enrollment_record_list_configuration (self->label, enlist_program_run_get_fields (self->program),
                                               &values, &secrets);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORD]);
  set_state (self, ENLIST_SESSION_RECORDING);
  enlist_ledger_decide_async (self->ledger, self->record, values, secrets,
                              g_task_get_cancellable (self->task), on_decided, g_object_ref (self));
}

/* What the programs do. */

static void
on_program_prompt_changed (EnlistProgramRun *program, GParamSpec *pspec, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_status_set_asking (self->status, enlist_session_get_prompt (self) != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROMPT]);
}

static void
on_program_ended (EnlistProgramRun *program, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_log_skip_pending (self->log, ENLIST_SIDE_ASSISTANT);
  if (!self->device_finished && self->device_runs)
    start_timeout (self, FINISH_TIMEOUT_S);
  record_when_both_ended (self);
}

static void
on_program_failed (EnlistProgramRun *program, const GError *error, int side, int step, gpointer user_data)
{
  fail (user_data, side, step, g_error_copy (error));
}

static void
on_running_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  GError *error = NULL;

  if (!enlist_ledger_note_running_finish (self->ledger, result, &error))
    fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
}

static void
on_exchange_stage (EnlistExchange *exchange, EnlistSessionState state, gpointer user_data)
{
  EnlistSession *self = user_data;

  set_state (self, state);
  if (state == ENLIST_SESSION_TRANSFERRING)
    enlist_ledger_note_running_async (self->ledger, on_running_noted, g_object_ref (self));
  if (state != ENLIST_SESSION_RUNNING)
    return;

  self->device_runs = TRUE;
  if (enlist_program_run_has_ended (self->program))
    start_timeout (self, FINISH_TIMEOUT_S);
}

static void
on_exchange_progress (EnlistExchange *exchange, gpointer progress, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_status_set_progress (self->status, progress);
}

static void
on_exchange_state (EnlistExchange *exchange, gpointer user_data)
{
  EnlistSession *self = user_data;

  if (!enlist_exchange_locks_by_itself (exchange))
    return;
  enlist_session_log_add (self->log, "the device locks by itself");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOCKS_BY_ITSELF]);
}

static void
on_exchange_step (EnlistExchange *exchange, guint index, guint progress, gpointer user_data)
{
  static const EnlistStepState states[] = { ENLIST_STEP_RUNNING, ENLIST_STEP_DONE, ENLIST_STEP_CAUGHT };
  EnlistSession *self = user_data;
  EnlistStepState state = states[MIN (progress, G_N_ELEMENTS (states) - 1)];

  enlist_session_log_set_step (self->log, ENLIST_SIDE_DEVICE, index, state,
                               state == ENLIST_STEP_CAUGHT ? _("Failed, went on") : NULL);
  if (enlist_program_run_has_ended (self->program) && !self->device_finished)
    start_timeout (self, FINISH_TIMEOUT_S);
}

static void
on_exchange_finished (EnlistExchange *exchange, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_log_add (self->log, "the device's program has ended");
  self->device_finished = TRUE;
  record_when_both_ended (self);
}

static void
on_exchange_failed (EnlistExchange *exchange, const GError *error, int step, gpointer user_data)
{
  fail (user_data, ENLIST_SIDE_DEVICE, step, g_error_copy (error));
}

/* Beginning. */

static void
make_exchange (EnlistSession *self)
{
  guint8 session_id[ENLIST_SESSION_ID_SIZE];

  sodium_hex2bin (session_id, sizeof session_id, self->session_id, strlen (self->session_id), NULL, NULL,
                  NULL);
  self->exchange = enlist_exchange_new (self->label, session_id);
  g_signal_connect (self->exchange, "stage", G_CALLBACK (on_exchange_stage), self);
  g_signal_connect (self->exchange, "progress", G_CALLBACK (on_exchange_progress), self);
  g_signal_connect (self->exchange, "state", G_CALLBACK (on_exchange_state), self);
  g_signal_connect (self->exchange, "step", G_CALLBACK (on_exchange_step), self);
  g_signal_connect (self->exchange, "finished", G_CALLBACK (on_exchange_finished), self);
  g_signal_connect (self->exchange, "done", G_CALLBACK (on_exchange_done), self);
  g_signal_connect (self->exchange, "failed", G_CALLBACK (on_exchange_failed), self);
}

static void
make_program (EnlistSession *self)
{
  self->program = enlist_program_run_new (self->label, self->log, self->keyring, self->exchange);
  enlist_program_run_set_catalogs (self->program, self->catalogs);
  enlist_program_run_set_answer_memory (self->program, self->memory);
  enlist_program_run_set_gateway (self->program, self->gateway != NULL);
  g_signal_connect (self->program, "notify::prompt", G_CALLBACK (on_program_prompt_changed), self);
  g_signal_connect (self->program, "ended", G_CALLBACK (on_program_ended), self);
  g_signal_connect (self->program, "failed", G_CALLBACK (on_program_failed), self);
}

static void
on_session_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  GError *error = NULL;

  if (!enlist_ledger_begin_finish (self->ledger, result, &error))
    {
      fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
      return;
    }

  make_exchange (self);
  make_program (self);
  enlist_exchange_start (self->exchange, self->device, &self->context);
  if (self->task != NULL)
    enlist_program_run_start (self->program);
}

static void
on_ledger_remark (EnlistLedger *ledger, const char *text, gpointer user_data)
{
  enlist_session_log_add (ENLIST_SESSION (user_data)->log, "%s", text);
}

static void
make_ledger (EnlistSession *self)
{
  self->ledger = enlist_ledger_new (self->journal, self->keyring, self->label, self->publisher,
                                    self->session_id);
  enlist_ledger_set_gateway (self->ledger, self->gateway);
  g_signal_connect (self->ledger, "remark", G_CALLBACK (on_ledger_remark), self);
}

static void
make_session_id (EnlistSession *self)
{
  guint8 bytes[ENLIST_SESSION_ID_SIZE];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2hex (self->session_id, sizeof self->session_id, bytes, sizeof bytes);
}

static gboolean
check_parts (EnlistSession *self, GError **error)
{
  g_auto (GStrv) missing = enlist_missing_parts_list (self->label);
  g_autofree char *names = g_strjoinv (", ", missing);

  if (*missing == NULL)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_INCOMPLETE,
               _("The label does not carry everything that is needed, and nothing supplied it: %s"), names);

  return FALSE;
}

void
enlist_session_run_async (EnlistSession      *self,
                          const char         *device,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GError *error = NULL;

  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, enlist_session_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->device = g_strdup (device);
  if (cancellable != NULL)
    {
      self->cancel_source = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
    }
  make_session_id (self);
  set_state (self, ENLIST_SESSION_PREPARING);

  if (!enlist_label_verify_key (self->label, enlist_publisher_get_key (self->publisher), &error) ||
      !check_parts (self, &error))
    {
      fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
      return;
    }
  make_ledger (self);
  enlist_ledger_begin_async (self->ledger, cancellable, on_session_begun, g_object_ref (self));
}

EnlistRecord *
enlist_session_run_finish (EnlistSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Getters. */

void
enlist_session_set_catalogs (EnlistSession *self, EnlistCatalogs *catalogs)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->catalogs, catalogs);
}

void
enlist_session_set_gateway (EnlistSession *self, EnlistGateway *gateway)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->gateway, gateway);
}

void
enlist_session_set_answer_memory (EnlistSession *self, EnlistAnswerMemory *memory)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->memory, memory);
}

void
enlist_session_set_bluetooth (EnlistSession *self, EnlistBluetooth *bluetooth)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->context.bluetooth, bluetooth);
}

gboolean
enlist_session_locks_by_itself (EnlistSession *self)
{
  return self->exchange != NULL && enlist_exchange_locks_by_itself (self->exchange);
}

gboolean
enlist_session_needs_lock_permission (EnlistSession *self)
{
  return enlist_session_locks_by_itself (self) && !enlist_label_locks (self->label) && !self->lock_permitted;
}

void
enlist_session_permit_lock (EnlistSession *self)
{
  if (self->lock_permitted)
    return;

  self->lock_permitted = TRUE;
  if (self->program != NULL && self->task != NULL)
    record_when_both_ended (self);
}

EnlistSessionState
enlist_session_get_state (EnlistSession *self)
{
  return self->state;
}

const char *
enlist_session_get_status (EnlistSession *self)
{
  return enlist_session_status_get_text (self->status);
}

const EnlistTransportProgress *
enlist_session_get_progress (EnlistSession *self)
{
  return enlist_session_status_get_progress (self->status);
}

char *
enlist_session_dup_hearing (EnlistSession *self)
{
  return enlist_session_status_dup_hearing (self->status);
}

EnlistSignalQuality
enlist_session_get_signal_quality (EnlistSession *self)
{
  return enlist_session_status_get_signal_quality (self->status);
}

int
enlist_session_get_signal_strength (EnlistSession *self)
{
  return enlist_session_status_get_signal_strength (self->status);
}

EnlistPrompt *
enlist_session_get_prompt (EnlistSession *self)
{
  return self->program != NULL ? enlist_program_run_get_prompt (self->program) : NULL;
}

EnlistRecord *
enlist_session_get_record (EnlistSession *self)
{
  return self->record;
}

EnlistLabel *
enlist_session_get_label (EnlistSession *self)
{
  return self->label;
}

GListModel *
enlist_session_get_steps (EnlistSession *self, EnlistSide side)
{
  return enlist_session_log_get_steps (self->log, side);
}

char *
enlist_session_dup_log (EnlistSession *self)
{
  return enlist_session_log_dup_text (self->log);
}

EnlistSide
enlist_session_get_failed_side (EnlistSession *self)
{
  return self->failed_side;
}

int
enlist_session_get_failed_step (EnlistSession *self)
{
  return self->failed_step;
}

static void
enlist_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistSession *self = ENLIST_SESSION (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, enlist_session_get_status (self));
      break;
    case PROP_PROMPT:
      g_value_set_object (value, enlist_session_get_prompt (self));
      break;
    case PROP_RECORD:
      g_value_set_object (value, self->record);
      break;
    case PROP_LOCKS_BY_ITSELF:
      g_value_set_boolean (value, enlist_session_locks_by_itself (self));
      break;
    case PROP_SIGNAL_STRENGTH:
      g_value_set_int (value, enlist_session_get_signal_strength (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_session_dispose (GObject *object)
{
  EnlistSession *self = ENLIST_SESSION (object);

  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  if (self->program != NULL)
    g_signal_handlers_disconnect_by_data (self->program, self);
  if (self->ledger != NULL)
    g_signal_handlers_disconnect_by_data (self->ledger, self);
  g_signal_handlers_disconnect_by_data (self->status, self);
  complete (self);

  G_OBJECT_CLASS (enlist_session_parent_class)->dispose (object);
}

static void
enlist_session_finalize (GObject *object)
{
  EnlistSession *self = ENLIST_SESSION (object);

  g_clear_object (&self->label);
  g_clear_object (&self->publisher);
  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_object (&self->catalogs);
  g_clear_object (&self->gateway);
  g_clear_object (&self->memory);
  g_clear_object (&self->context.bluetooth);
  g_clear_object (&self->log);
  g_clear_object (&self->status);
  g_clear_object (&self->record);
  g_clear_object (&self->ledger);
  g_clear_object (&self->program);
  g_clear_object (&self->exchange);
  g_clear_object (&self->task);
  g_free (self->device);

  G_OBJECT_CLASS (enlist_session_parent_class)->finalize (object);
}

static void
enlist_session_class_init (EnlistSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_session_get_property;
  object_class->dispose = enlist_session_dispose;
  object_class->finalize = enlist_session_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, ENLIST_TYPE_SESSION_STATE, ENLIST_SESSION_IDLE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_PROMPT] = g_param_spec_object ("prompt", NULL, NULL, ENLIST_TYPE_PROMPT, flags);
  properties[PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, ENLIST_TYPE_RECORD, flags);
  properties[PROP_LOCKS_BY_ITSELF] = g_param_spec_boolean ("locks-by-itself", NULL, NULL, FALSE, flags);
  properties[PROP_SIGNAL_STRENGTH] =
      g_param_spec_int ("signal-strength", NULL, NULL, -128, ENLIST_SIGNAL_STRENGTH_UNKNOWN,
                        ENLIST_SIGNAL_STRENGTH_UNKNOWN, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
enlist_session_init (EnlistSession *self)
{
  self->failed_step = -1;
  self->status = enlist_session_status_new ();
  g_signal_connect (self->status, "changed", G_CALLBACK (on_status_changed), self);
}

EnlistSession *
enlist_session_new (EnlistLabel *label, EnlistPublisher *publisher, EnlistJournal *journal,
                    EnlistKeyring *keyring)
{
  EnlistSession *self = g_object_new (ENLIST_TYPE_SESSION, NULL);

  self->label = g_object_ref (label);
  self->publisher = g_object_ref (publisher);
  self->journal = g_object_ref (journal);
  self->keyring = g_object_ref (keyring);
  self->log = enlist_session_log_new (label);

  return self;
}
