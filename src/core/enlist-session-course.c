/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-session"

#include "enlist-session-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-enrollment-record-private.h"
#include "enlist-enums.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "enlist-missing-parts.h"

/* After its program the assistant gives the device this long for each further step. */
#define FINISH_TIMEOUT_S 120

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
  g_object_notify (G_OBJECT (self), "state");
}

/* @record: (nullable) (transfer full) */
static void
set_record (EnlistSession *self, EnlistRecord *record)
{
  if (self->record == NULL && record == NULL)
    return;

  g_clear_object (&self->record);
  self->record = record;
  g_object_notify (G_OBJECT (self), "record");
}

/* Ending. */

void
enlist_session_stop (EnlistSession *self)
{
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  if (self->cancel_source != NULL)
    g_source_destroy (self->cancel_source);
  g_clear_pointer (&self->cancel_source, g_source_unref);
  if (self->program != NULL)
    enlist_program_run_stop (self->program);
}

static void
return_result (EnlistSession *self, GTask *task)
{
  GError *error = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (self->record), g_object_unref);
}

static void
on_trace_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_trace_close_finish (ENLIST_TRACE (source), result, &error))
    enlist_session_log_add (self->log, "%s", error->message);
  return_result (self, task);
}

/* Whoever waits for the session may read its trace. @task: (transfer full); @error: (transfer full)
 * (nullable): %NULL when there is a record */
static void
conclude (EnlistSession *self, GTask *task, GError *error)
{
  if (error != NULL)
    g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
  if (self->trace_open)
    {
      enlist_trace_close_async (self->context.trace, on_trace_closed, task);
      return;
    }
  return_result (self, task);
  g_object_unref (task);
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
  GTask *task = g_steal_pointer (&self->task);
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
  enlist_session_stop (self);
  set_state (self, ENLIST_SESSION_FAILED);

  /* A commit without an answer stays in the journal: only the device knows what became of it. */
  if (self->ledger != NULL && !undecided)
    enlist_ledger_abandon_async (self->ledger, on_ledger_abandoned, g_object_ref (self));
  conclude (self, task, error);
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
  GTask *task = g_steal_pointer (&self->task);

  enlist_ledger_close_finish (self->ledger, result);
  if (task == NULL)
    return;
  enlist_session_stop (self);
  set_state (self, ENLIST_SESSION_ENROLLED);
  conclude (self, task, NULL);
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

  self->deciding = FALSE;
  if (!enlist_ledger_decide_finish (self->ledger, result, &error))
    {
      fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
      return;
    }
  /* The link was lost meanwhile, and with it what the record says. */
  if (self->record == NULL)
    {
      enlist_session_record_when_both_ended (self);
      return;
    }
  set_state (self, ENLIST_SESSION_COMMITTING);
  enlist_exchange_commit (self->exchange);
}

void
enlist_session_record_when_both_ended (EnlistSession *self)
{
  g_autoptr (JsonObject) values = NULL;
  g_autoptr (JsonObject) secrets = NULL;

  if (!enlist_program_run_has_ended (self->program) || !self->device_finished || self->record != NULL ||
      self->deciding || self->task == NULL)
    return;

  g_clear_handle_id (&self->timeout_source, g_source_remove);
  if (enlist_session_needs_lock_permission (self))
    return;

  set_record (self, enlist_enrollment_record_new (self->label, self->publisher, self->session_id,
                                                  self->exchange,
                                                  enlist_program_run_get_fields (self->program)));
  enlist_enrollment_record_list_configuration (self->label, enlist_program_run_get_fields (self->program),
                                               &values, &secrets);
  self->deciding = TRUE;
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
  g_object_notify (G_OBJECT (self), "prompt");
}

static void
on_program_ended (EnlistProgramRun *program, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_log_skip_pending (self->log, ENLIST_SIDE_ASSISTANT);
  if (!self->device_finished && self->device_runs)
    start_timeout (self, FINISH_TIMEOUT_S);
  enlist_session_record_when_both_ended (self);
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
tell_time_left (EnlistSession *self)
{
  guint left_ms = enlist_exchange_get_time_left (self->exchange);

  if (left_ms != 0)
    enlist_session_status_set_lost (self->status, g_get_monotonic_time () + left_ms * 1000LL);
}

static void
on_exchange_stage (EnlistExchange *exchange, EnlistSessionState state, gpointer user_data)
{
  EnlistSession *self = user_data;

  if (state == ENLIST_SESSION_CONNECTING)
    tell_time_left (self);
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
  g_object_notify (G_OBJECT (self), "locks-by-itself");
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
  enlist_session_record_when_both_ended (self);
}

/* What the device has done so far is undone. */
static void
take_back (EnlistSession *self)
{
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  self->device_runs = FALSE;
  self->device_finished = FALSE;
  set_record (self, NULL);
  enlist_session_log_begin_anew (self->log, ENLIST_SIDE_DEVICE);
}

static void
on_exchange_lost (EnlistExchange *exchange, const GError *error, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_log_add (self->log, "connection lost (%s), connecting again", error->message);
  /* Only the device knows what became of a commit. */
  if (self->state != ENLIST_SESSION_COMMITTING)
    take_back (self);
  else
    tell_time_left (self);
}

static void
on_exchange_restarted (EnlistExchange *exchange, gpointer user_data)
{
  EnlistSession *self = user_data;

  enlist_session_log_add (self->log, "connected again, both programs begin anew");
  take_back (self);
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
  enlist_exchange_set_patience (self->exchange, self->patience_s);
  g_signal_connect (self->exchange, "stage", G_CALLBACK (on_exchange_stage), self);
  g_signal_connect (self->exchange, "progress", G_CALLBACK (on_exchange_progress), self);
  g_signal_connect (self->exchange, "state", G_CALLBACK (on_exchange_state), self);
  g_signal_connect (self->exchange, "step", G_CALLBACK (on_exchange_step), self);
  g_signal_connect (self->exchange, "finished", G_CALLBACK (on_exchange_finished), self);
  g_signal_connect (self->exchange, "done", G_CALLBACK (on_exchange_done), self);
  g_signal_connect (self->exchange, "lost", G_CALLBACK (on_exchange_lost), self);
  g_signal_connect (self->exchange, "restarted", G_CALLBACK (on_exchange_restarted), self);
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

static void
begin_ledger (EnlistSession *self)
{
  make_ledger (self);
  enlist_ledger_begin_async (self->ledger, g_task_get_cancellable (self->task), on_session_begun,
                             g_object_ref (self));
}

static void
on_trace_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSession) self = user_data;
  GError *error = NULL;

  self->trace_open = enlist_trace_open_finish (ENLIST_TRACE (source), result, &error);
  if (!self->trace_open)
    fail (self, ENLIST_SIDE_ASSISTANT, -1, error);
  else if (self->task != NULL)
    begin_ledger (self);
}

void
enlist_session_begin (EnlistSession *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);
  GError *error = NULL;

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
  if (self->trace_file == NULL)
    {
      begin_ledger (self);
      return;
    }
  self->context.trace = enlist_trace_new ();
  enlist_trace_open_async (self->context.trace, self->trace_file, NULL, on_trace_open, g_object_ref (self));
}
