/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-run"

#include "enlist-program-run-struct-private.h"

#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "enlist-program-step-private.h"

enum {
  PROP_0,
  PROP_PROMPT,
  N_PROPS,
};

enum {
  ENDED,
  FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistProgramRun, enlist_program_run, G_TYPE_OBJECT)

void
enlist_program_run_set_step_state (EnlistProgramRun *self, EnlistStepState state, const char *problem)
{
  enlist_session_log_set_step (self->log, ENLIST_SIDE_ASSISTANT, self->step.index, state, problem);
}

void
enlist_program_run_finish_step (EnlistProgramRun *self)
{
  self->waiting = WAITING_FOR_NOTHING;
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  enlist_program_run_set_step_state (self, ENLIST_STEP_DONE, NULL);
}

/* @prompt: (transfer full) (nullable) */
void
enlist_program_run_set_prompt (EnlistProgramRun *self, EnlistPrompt *prompt)
{
  if (self->prompt == NULL && prompt == NULL)
    return;

  if (self->prompt != NULL)
    g_signal_handlers_disconnect_by_data (self->prompt, self);
  g_clear_object (&self->prompt);
  self->prompt = prompt;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROMPT]);
}

/* @error: (transfer full) */
void
enlist_program_run_fail (EnlistProgramRun *self, EnlistSide side, GError *error)
{
  g_autoptr (GError) owned = error;
  int step = side == ENLIST_SIDE_ASSISTANT ? (int) self->step.index : -1;

  if (self->stopped)
    return;

  enlist_program_run_stop (self);
  g_signal_emit (self, signals[FAILED], 0, owned, (int) side, step);
}

/* What goes wrong here is the program's to deal with, when it has a `try` around it. @error: (transfer full):
 * what is said when it has not */
void
enlist_program_run_fail_performing (EnlistProgramRun *self, EnlistSide side, EnlistStatus status,
                                    GError *error)
{
  if (enlist_interpreter_fail (&self->interpreter, status) != ENLIST_OK)
    {
      enlist_program_run_fail (self, side, error);
      return;
    }
  self->waiting = WAITING_FOR_NOTHING;
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  enlist_program_run_set_step_state (self, ENLIST_STEP_CAUGHT, error->message);
  g_error_free (error);
}

static void
fail_with_status (EnlistProgramRun *self, EnlistStatus status)
{
  GError *error = NULL;

  enlist_error_from_status (&error, status, "Executing the assistant's program");
  enlist_program_run_fail_performing (self, ENLIST_SIDE_ASSISTANT, status, error);
}

void
enlist_program_run_finish_with_status (EnlistProgramRun *self, EnlistStatus status)
{
  if (status == ENLIST_OK)
    enlist_program_run_finish_step (self);
  else
    fail_with_status (self, status);
}

/* (transfer full) (nullable): what the publisher says of a step that the program itself has failed */
static char *
dup_message (EnlistProgramRun *self)
{
  EnlistSlice texts = enlist_interpreter_message (&self->step);

  return texts.size > 0 ? enlist_label_dup_text (texts) : NULL;
}

static void
fail_step (EnlistProgramRun *self, EnlistStatus status)
{
  g_autofree char *message = NULL;
  GError *error = NULL;

  if (status == ENLIST_E_CHECK || status == ENLIST_E_FAILED)
    message = dup_message (self);
  if (message != NULL)
    error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED, message);
  else
    enlist_error_from_status (&error, status, "Executing the assistant's program");
  enlist_program_run_fail (self, ENLIST_SIDE_ASSISTANT, error);
}

/* The program goes on with another block of a `try`. */
static void
note_caught (EnlistProgramRun *self)
{
  g_autofree char *message = dup_message (self);

  enlist_program_run_set_step_state (self, ENLIST_STEP_CAUGHT, message);
  if (message != NULL)
    {
      g_free (self->problem);
      self->problem = g_steal_pointer (&message);
    }
}

/* Executes steps until one has to wait. */
void
enlist_program_run_go_on (EnlistProgramRun *self)
{
  while (!self->stopped && !self->ended && self->waiting == WAITING_FOR_NOTHING)
    {
      EnlistStatus status = enlist_interpreter_next (&self->interpreter, &self->step);

      if (status != ENLIST_OK)
        {
          fail_step (self, status);
        }
      else if (self->step.operation == ENLIST_OP_END)
        {
          enlist_program_run_set_step_state (self, ENLIST_STEP_DONE, NULL);
          self->ended = TRUE;
          enlist_program_run_set_prompt (self, NULL);
          g_signal_emit (self, signals[ENDED], 0);
        }
      else if (self->step.failed)
        {
          note_caught (self);
        }
      else
        {
          enlist_program_run_set_step_state (self, ENLIST_STEP_RUNNING, NULL);
          enlist_program_run_perform (self);
        }
    }
}

/* What the device's program does. */

static void
on_exchange_stage (EnlistExchange *exchange, EnlistSessionState stage, gpointer user_data)
{
  EnlistProgramRun *self = user_data;

  if (stage != ENLIST_SESSION_RUNNING)
    return;

  self->device_runs = TRUE;
  if (self->waiting == WAITING_FOR_START || self->waiting == WAITING_FOR_REPORT)
    {
      self->waiting = WAITING_FOR_NOTHING;
      enlist_program_run_perform (self);
      enlist_program_run_go_on (self);
    }
}

/* What the program sends and awaits has to wait until the device is back. */
static void
on_exchange_lost (EnlistExchange *exchange, const GError *error, gpointer user_data)
{
  EnlistProgramRun *self = user_data;

  self->device_runs = FALSE;
  g_clear_handle_id (&self->timeout_source, g_source_remove);
}

/* The device's program begins anew, and with it this one. */
static void
on_exchange_restarted (EnlistExchange *exchange, gpointer user_data)
{
  EnlistProgramRun *self = user_data;

  self->device_runs = FALSE;
  self->ended = FALSE;
  self->waiting = WAITING_FOR_NOTHING;
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  g_clear_pointer (&self->problem, g_free);
  if (self->lookup != NULL)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  enlist_field_table_reset (self->fields);
  enlist_program_tape_rewind (self->tape);
  enlist_session_log_begin_anew (self->log, ENLIST_SIDE_ASSISTANT);
  enlist_program_run_start (self);
}

static void
on_exchange_fields (EnlistExchange *exchange, GHashTable *values, gpointer user_data)
{
  EnlistProgramRun *self = user_data;
  GHashTableIter iter;
  gpointer field, value;

  g_hash_table_iter_init (&iter, values);
  while (!self->stopped && g_hash_table_iter_next (&iter, &field, &value))
    {
      EnlistStatus status = enlist_field_table_set (self->fields, GPOINTER_TO_UINT (field), value);

      if (status == ENLIST_OK)
        enlist_field_table_mark (self->fields, GPOINTER_TO_UINT (field), ENLIST_FIELD_MARK_REPORTED);
      else
        fail_step (self, status);
    }
  if (self->waiting == WAITING_FOR_REPORT && enlist_program_step_await (&self->step, self->fields))
    {
      enlist_program_run_finish_step (self);
      enlist_program_run_go_on (self);
    }
}

/* A step of the device that fails without ending its program: a person who is asked again is told of it. */
static void
on_exchange_step (EnlistExchange *exchange, guint index, guint progress, gpointer user_data)
{
  EnlistProgramRun *self = user_data;
  GListModel *steps = enlist_session_log_get_steps (self->log, ENLIST_SIDE_DEVICE);
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, index);

  if (progress != ENLIST_PROGRESS_FAILED || item == NULL)
    return;
  g_free (self->problem);
  self->problem = g_strdup (enlist_step_item_get_title (item));
}

void
enlist_program_run_start (EnlistProgramRun *self)
{
  EnlistSlice program = enlist_label_get_program (self->label, ENLIST_SIDE_ASSISTANT);
  EnlistStatus status;

  if (program.data == NULL)
    {
      self->ended = TRUE;
      g_signal_emit (self, signals[ENDED], 0);
      return;
    }
  status = enlist_interpreter_init (&self->interpreter, program,
                                    enlist_field_table_get_store (self->fields));
  if (status != ENLIST_OK)
    fail_step (self, status);
  else
    enlist_program_run_go_on (self);
}

void
enlist_program_run_stop (EnlistProgramRun *self)
{
  if (self->stopped)
    return;

  self->stopped = TRUE;
  self->waiting = WAITING_FOR_NOTHING;
  g_cancellable_cancel (self->cancellable);
  if (self->lookup != NULL)
    g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  enlist_program_run_set_prompt (self, NULL);
  enlist_program_tape_clear (self->tape);
  enlist_field_table_clear (self->fields);
}

gboolean
enlist_program_run_has_ended (EnlistProgramRun *self)
{
  return self->ended;
}

EnlistPrompt *
enlist_program_run_get_prompt (EnlistProgramRun *self)
{
  return self->prompt;
}

EnlistFieldTable *
enlist_program_run_get_fields (EnlistProgramRun *self)
{
  return self->fields;
}

void
enlist_program_run_set_catalogs (EnlistProgramRun *self, EnlistCatalogs *catalogs)
{
  g_set_object (&self->catalogs, catalogs);
}

void
enlist_program_run_set_answer_memory (EnlistProgramRun *self, EnlistAnswerMemory *memory)
{
  g_set_object (&self->memory, memory);
}

void
enlist_program_run_set_gateway (EnlistProgramRun *self, gboolean is_gateway)
{
  self->is_gateway = is_gateway;
}

static void
enlist_program_run_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistProgramRun *self = ENLIST_PROGRAM_RUN (object);

  switch (property_id)
    {
    case PROP_PROMPT:
      g_value_set_object (value, self->prompt);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_program_run_dispose (GObject *object)
{
  enlist_program_run_stop (ENLIST_PROGRAM_RUN (object));

  G_OBJECT_CLASS (enlist_program_run_parent_class)->dispose (object);
}

static void
enlist_program_run_finalize (GObject *object)
{
  EnlistProgramRun *self = ENLIST_PROGRAM_RUN (object);

  g_clear_object (&self->label);
  g_clear_object (&self->log);
  g_clear_object (&self->keyring);
  g_clear_object (&self->exchange);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->tape);
  g_clear_object (&self->catalogs);
  g_clear_object (&self->memory);
  g_clear_object (&self->fields);
  g_free (self->problem);

  G_OBJECT_CLASS (enlist_program_run_parent_class)->finalize (object);
}

static void
enlist_program_run_class_init (EnlistProgramRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = enlist_program_run_get_property;
  object_class->dispose = enlist_program_run_dispose;
  object_class->finalize = enlist_program_run_finalize;

  properties[PROP_PROMPT] = g_param_spec_object ("prompt", NULL, NULL, ENLIST_TYPE_PROMPT,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_ERROR, G_TYPE_INT, G_TYPE_INT);
}

static void
enlist_program_run_init (EnlistProgramRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->tape = enlist_program_tape_new ();
}

EnlistProgramRun *
enlist_program_run_new (EnlistLabel *label, EnlistSessionLog *log, EnlistKeyring *keyring,
                        EnlistExchange *exchange)
{
  EnlistProgramRun *self = g_object_new (ENLIST_TYPE_PROGRAM_RUN, NULL);

  self->label = g_object_ref (label);
  self->log = g_object_ref (log);
  self->fields = enlist_field_table_new (label);
  self->keyring = g_object_ref (keyring);
  self->exchange = g_object_ref (exchange);
  g_signal_connect (exchange, "stage", G_CALLBACK (on_exchange_stage), self);
  g_signal_connect (exchange, "step", G_CALLBACK (on_exchange_step), self);
  g_signal_connect (exchange, "lost", G_CALLBACK (on_exchange_lost), self);
  g_signal_connect (exchange, "restarted", G_CALLBACK (on_exchange_restarted), self);
  g_signal_connect (exchange, "fields", G_CALLBACK (on_exchange_fields), self);

  return self;
}
