/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-run"

#include "enlist-program-run-private.h"

#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "enlist-prompt-private.h"
#include "enlist-value-private.h"
#include "interpreter.h"

#define ARENA_SIZE 65535 /* for the values of the fields; as much as a field store can use */

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

/* What the step in hand waits for. */
typedef enum {
  WAITING_FOR_NOTHING,
  WAITING_FOR_INSTALLER,
  WAITING_FOR_KEYRING, /* an owner's key */
  WAITING_FOR_START,   /* the device's program must run before anything can be sent */
  WAITING_FOR_REPORT,
} Waiting;

struct _EnlistProgramRun {
  GObject parent_instance;

  EnlistLabel *label;
  GListModel *steps;
  EnlistKeyring *keyring;
  EnlistExchange *exchange;
  GCancellable *cancellable;

  EnlistPrompt *prompt;
  EnlistQuestionItem *owner_question; /* whose key the keyring is looking for */
  EnlistInterpreter interpreter;
  EnlistFieldStore fields;
  guint8 *arena;
  EnlistValue *values[ENLIST_FIELD_COUNT];
  gboolean reported[ENLIST_FIELD_COUNT]; /* by the device */
  gboolean recorded[ENLIST_FIELD_COUNT];
  EnlistStep step;
  Waiting waiting;
  gboolean device_runs;
  gboolean ended;
  gboolean stopped;
  guint timeout_source;
};

G_DEFINE_FINAL_TYPE (EnlistProgramRun, enlist_program_run, G_TYPE_OBJECT)

static void run (EnlistProgramRun *self);
static void store_answers (EnlistProgramRun *self);

static void
set_step_state (EnlistProgramRun *self, EnlistStepState state)
{
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (self->steps, self->step.index);

  if (item != NULL)
    enlist_step_item_set_state (item, state, NULL);
}

static void
finish_step (EnlistProgramRun *self)
{
  self->waiting = WAITING_FOR_NOTHING;
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  set_step_state (self, ENLIST_STEP_DONE);
}

/* @prompt: (transfer full) (nullable) */
static void
set_prompt (EnlistProgramRun *self, EnlistPrompt *prompt)
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
static void
fail (EnlistProgramRun *self, EnlistSide side, GError *error)
{
  g_autoptr (GError) owned = error;
  int step = side == ENLIST_SIDE_ASSISTANT ? (int) self->step.index : -1;

  if (self->stopped)
    return;

  enlist_program_run_stop (self);
  g_signal_emit (self, signals[FAILED], 0, owned, (int) side, step);
}

static void
set_value (EnlistProgramRun *self, guint field, EnlistValue *value)
{
  EnlistStatus status;

  status = enlist_field_store_set (&self->fields, field, enlist_bytes_slice (enlist_value_get_cbor (value)));
  if (status != ENLIST_OK)
    {
      GError *error = NULL;

      enlist_error_from_status (&error, status, "Keeping the value of field %u", field);
      fail (self, ENLIST_SIDE_ASSISTANT, error);
      return;
    }
  enlist_value_ref (value);
  g_clear_pointer (&self->values[field], enlist_value_unref);
  self->values[field] = value;
}

static gboolean
on_timeout (gpointer user_data)
{
  EnlistProgramRun *self = user_data;

  self->timeout_source = 0;
  fail (self, ENLIST_SIDE_DEVICE,
        g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_TIMEOUT, "The device did not report in time"));

  return G_SOURCE_REMOVE;
}

/* Answers. */

static void
on_owner_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = user_data;
  g_autoptr (EnlistOwner) owner = NULL;
  g_autoptr (EnlistValue) value = NULL;
  GError *error = NULL;

  owner = enlist_keyring_ensure_owner_finish (self->keyring, result, &error);
  if (owner != NULL)
    value = enlist_value_new_owner (enlist_owner_get_name (owner), enlist_owner_get_public_key (owner),
                                    &error);
  if (value != NULL && !self->stopped &&
      enlist_question_item_set_answer (self->owner_question, value, &error))
    store_answers (self);
  if (error != NULL)
    fail (self, ENLIST_SIDE_ASSISTANT, error);
}

/* Whether the question is for an owner whose key is not in the answer yet. */
static gboolean
needs_owner_key (EnlistQuestionItem *question)
{
  EnlistValue *answer = enlist_question_item_get_answer (question);
  EnlistCborReader reader;
  EnlistSlice name, key;
  gsize count;

  if (enlist_question_item_get_kind (question) != ENLIST_VALUE_OWNER || answer == NULL ||
      enlist_value_is_null (answer))
    return FALSE;

  enlist_value_init_reader (answer, &reader);

  return enlist_cbor_read_array (&reader, &count) == ENLIST_OK &&
         enlist_cbor_read_text (&reader, &name) == ENLIST_OK &&
         enlist_cbor_read_bytes (&reader, &key) == ENLIST_OK && sodium_is_zero (key.data, key.size);
}

/* The owner's key is in the keyring, read back, before the device hears of it. */
static gboolean
look_for_owner_key (EnlistProgramRun *self)
{
  for (guint i = 0; i < enlist_prompt_get_n_questions (self->prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (self->prompt, i);
      g_autofree char *name = NULL;

      if (!needs_owner_key (question))
        continue;
      name = enlist_value_to_display (enlist_question_item_get_answer (question));
      self->waiting = WAITING_FOR_KEYRING;
      self->owner_question = question;
      enlist_keyring_ensure_owner_async (self->keyring, name, self->cancellable, on_owner_ready,
                                         g_object_ref (self));
      return TRUE;
    }

  return FALSE;
}

static void
store_answers (EnlistProgramRun *self)
{
  if (look_for_owner_key (self))
    return;

  for (guint i = 0; !self->stopped && i < enlist_prompt_get_n_questions (self->prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (self->prompt, i);
      EnlistValue *answer = enlist_question_item_get_answer (question);
      g_autoptr (EnlistValue) value = NULL;

      value = answer != NULL ? enlist_value_ref (answer)
                             : enlist_value_new_null (enlist_question_item_get_kind (question));
      set_value (self, enlist_question_item_get_number (question), value);
    }
  if (self->stopped)
    return;
  set_prompt (self, NULL);
  finish_step (self);
  run (self);
}

static void
on_prompt_submitted (EnlistPrompt *prompt, gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = g_object_ref (user_data);

  if (self->waiting != WAITING_FOR_INSTALLER)
    return;

  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
    {
      store_answers (self);
      return;
    }
  set_prompt (self, NULL);
  finish_step (self);
  run (self);
}

static void
begin_prompt (EnlistProgramRun *self)
{
  EnlistPrompt *prompt = enlist_prompt_new (self->label, &self->step);

  self->waiting = WAITING_FOR_INSTALLER;
  g_signal_connect (prompt, "submitted", G_CALLBACK (on_prompt_submitted), self);
  set_prompt (self, prompt);
}

/* Steps. */

static void
perform_note (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;
  bool confirm = false;

  enlist_cbor_read_item (&reader, NULL);
  if (self->step.argument_count > 1)
    enlist_cbor_read_bool (&reader, &confirm);
  if (confirm)
    begin_prompt (self);
  else
    finish_step (self);
}

static void
perform_send (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;
  guint fields[ENLIST_FIELD_COUNT];
  EnlistValue *values[ENLIST_FIELD_COUNT];
  guint count = 0;

  if (!self->device_runs)
    {
      self->waiting = WAITING_FOR_START;
      return;
    }

  for (guint i = 0; i < self->step.argument_count; i++)
    {
      unsigned field;

      if (enlist_step_read_field (&reader, &field) == ENLIST_OK && self->values[field] != NULL)
        {
          fields[count] = field;
          values[count++] = self->values[field];
        }
    }
  enlist_exchange_send (self->exchange, fields, values, count);
  if (!self->stopped)
    finish_step (self);
}

/* Whether every field of the `await` in hand has been reported. */
static gboolean
report_is_complete (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;

  enlist_cbor_read_item (&reader, NULL);
  for (guint i = 1; i < self->step.argument_count; i++)
    {
      unsigned field;

      if (enlist_step_read_field (&reader, &field) != ENLIST_OK || !self->reported[field])
        return FALSE;
    }

  return TRUE;
}

static void
perform_await (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;
  guint64 seconds = 0;

  if (report_is_complete (self))
    {
      finish_step (self);
      return;
    }
  self->waiting = WAITING_FOR_REPORT;
  if (self->device_runs && enlist_cbor_read_unsigned (&reader, &seconds) == ENLIST_OK)
    self->timeout_source = g_timeout_add_seconds (seconds, on_timeout, self);
}

static void
perform_record (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;

  for (guint field = 0; field < ENLIST_FIELD_COUNT && self->step.argument_count == 0; field++)
    self->recorded[field] = TRUE;
  for (guint i = 0; i < self->step.argument_count; i++)
    {
      unsigned field;

      if (enlist_step_read_field (&reader, &field) == ENLIST_OK)
        self->recorded[field] = TRUE;
    }
  finish_step (self);
}

static void
perform_identify (EnlistProgramRun *self)
{
  if (!self->device_runs)
    {
      self->waiting = WAITING_FOR_START;
      return;
    }
  enlist_exchange_identify (self->exchange);
  begin_prompt (self);
}

static void
perform_step (EnlistProgramRun *self)
{
  switch (self->step.operation)
    {
    case ENLIST_OP_NOTE:
      perform_note (self);
      break;
    case ENLIST_OP_ASK:
      begin_prompt (self);
      break;
    case ENLIST_OP_SEND:
      perform_send (self);
      break;
    case ENLIST_OP_AWAIT:
      perform_await (self);
      break;
    case ENLIST_OP_RECORD:
      perform_record (self);
      break;
    case ENLIST_OP_IDENTIFY:
      perform_identify (self);
      break;
    default:
      finish_step (self); /* `check` and `if` are the interpreter's */
      break;
    }
}

static void
fail_step (EnlistProgramRun *self, EnlistStatus status)
{
  g_autofree char *message = NULL;
  GError *error = NULL;

  if (status == ENLIST_E_CHECK || status == ENLIST_E_FAILED)
    {
      message = enlist_label_dup_text (enlist_interpreter_message (&self->step));
      error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED, message);
    }
  else
    {
      enlist_error_from_status (&error, status, "Executing the assistant's program");
    }
  fail (self, ENLIST_SIDE_ASSISTANT, error);
}

/* Executes steps until one has to wait. */
static void
run (EnlistProgramRun *self)
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
          set_step_state (self, ENLIST_STEP_DONE);
          self->ended = TRUE;
          g_signal_emit (self, signals[ENDED], 0);
        }
      else
        {
          set_step_state (self, ENLIST_STEP_RUNNING);
          perform_step (self);
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
      perform_step (self);
      run (self);
    }
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
      set_value (self, GPOINTER_TO_UINT (field), value);
      self->reported[GPOINTER_TO_UINT (field)] = TRUE;
    }
  if (self->waiting == WAITING_FOR_REPORT && report_is_complete (self))
    {
      finish_step (self);
      run (self);
    }
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
  status = enlist_interpreter_init (&self->interpreter, program, &self->fields);
  if (status != ENLIST_OK)
    fail_step (self, status);
  else
    run (self);
}

void
enlist_program_run_stop (EnlistProgramRun *self)
{
  if (self->stopped)
    return;

  self->stopped = TRUE;
  self->waiting = WAITING_FOR_NOTHING;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  set_prompt (self, NULL);
  for (guint i = 0; i < ENLIST_FIELD_COUNT; i++)
    g_clear_pointer (&self->values[i], enlist_value_unref);
  enlist_field_store_clear (&self->fields);
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

EnlistValue *const *
enlist_program_run_get_values (EnlistProgramRun *self)
{
  return self->values;
}

const gboolean *
enlist_program_run_get_recorded (EnlistProgramRun *self)
{
  return self->recorded;
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
  g_clear_object (&self->steps);
  g_clear_object (&self->keyring);
  g_clear_object (&self->exchange);
  g_clear_object (&self->cancellable);
  sodium_free (self->arena);

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
  self->arena = sodium_malloc (ARENA_SIZE);
  if (self->arena == NULL)
    g_error ("There is no guarded memory for the answers");
  enlist_field_store_init (&self->fields, self->arena, ARENA_SIZE);
}

EnlistProgramRun *
enlist_program_run_new (EnlistLabel    *label,
                        GListModel     *steps,
                        EnlistKeyring  *keyring,
                        EnlistExchange *exchange)
{
  EnlistProgramRun *self = g_object_new (ENLIST_TYPE_PROGRAM_RUN, NULL);

  self->label = g_object_ref (label);
  self->steps = g_object_ref (steps);
  self->keyring = g_object_ref (keyring);
  self->exchange = g_object_ref (exchange);
  g_signal_connect (exchange, "stage", G_CALLBACK (on_exchange_stage), self);
  g_signal_connect (exchange, "fields", G_CALLBACK (on_exchange_fields), self);

  return self;
}
