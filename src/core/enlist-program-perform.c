/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-run"

#include "enlist-program-run-struct-private.h"

#include <glib/gi18n-lib.h>

#include "enlist-error-private.h"
#include "enlist-label-private.h"
#include "enlist-program-answers-private.h"
#include "enlist-program-step-private.h"

/* Answers. */

/* Goes on with an answer, of the installer or of the tape. */
static void
take_prompt (EnlistProgramRun *self, EnlistPrompt *prompt, EnlistAnswerMemory *memory)
{
  EnlistStatus status = ENLIST_OK;

  g_clear_pointer (&self->problem, g_free);
  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
    status = enlist_program_answers_store (prompt, self->label, self->fields, memory);
  enlist_program_run_finish_with_status (self, status);
}

/* The program may have begun again since it has asked, and not be there yet. */
static void
take_answers (EnlistProgramRun *self, EnlistPrompt *answered)
{
  g_autoptr (EnlistPrompt) prompt = g_object_ref (answered);
  gboolean awaited = self->waiting == WAITING_FOR_INSTALLER && self->prompt == prompt;

  enlist_program_tape_add (self->tape, prompt);
  if (self->prompt == prompt)
    enlist_program_run_set_prompt (self, NULL);
  if (!awaited || self->waiting != WAITING_FOR_INSTALLER)
    return;

  enlist_program_tape_next (self->tape, self->step.index);
  take_prompt (self, prompt, self->memory);
  enlist_program_run_go_on (self);
}

static void
on_owners_complete (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = user_data;
  EnlistPrompt *prompt = ENLIST_PROMPT (source);
  GError *error = NULL;

  if (!enlist_prompt_complete_owners_finish (prompt, result, &error))
    enlist_program_run_fail (self, ENLIST_SIDE_ASSISTANT, error);
  else if (!self->stopped)
    take_answers (self, prompt);
}

static void
on_prompt_submitted (EnlistPrompt *prompt, gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = g_object_ref (user_data);

  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
    enlist_prompt_complete_owners_async (prompt, self->keyring, self->cancellable, on_owners_complete,
                                         g_object_ref (self));
  else
    take_answers (self, prompt);
}

static EnlistPrompt *
make_prompt (EnlistProgramRun *self)
{
  EnlistPrompt *prompt = enlist_prompt_new (self->label, &self->step);

  if (enlist_program_answers_prefill (prompt, self->label, self->fields, self->memory))
    {
      /* Translators: %s says what has gone wrong: a step of the device, or a sentence of the publisher */
      g_autofree char *text = self->problem != NULL ? g_strdup_printf (_("%s: asked again"), self->problem)
                                                    : g_strdup (_("Asked again"));

      enlist_prompt_set_problem (prompt, text);
    }
  g_signal_connect (prompt, "submitted", G_CALLBACK (on_prompt_submitted), self);

  return prompt;
}

/* Whether the installer has to be asked: not twice the same, when the program had to begin again, and a
 * question that is open stays so. */
static gboolean
begin_prompt (EnlistProgramRun *self)
{
  EnlistPrompt *answered = enlist_program_tape_next (self->tape, self->step.index);

  if (answered != NULL)
    {
      take_prompt (self, answered, NULL);
      return FALSE;
    }

  self->waiting = WAITING_FOR_INSTALLER;
  if (self->prompt == NULL || enlist_prompt_get_step (self->prompt) != self->step.index)
    enlist_program_run_set_prompt (self, make_prompt (self));

  return TRUE;
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
    enlist_program_run_finish_step (self);
}

static void
perform_send (EnlistProgramRun *self)
{
  if (!self->device_runs)
    {
      self->waiting = WAITING_FOR_START;
      return;
    }

  enlist_program_step_send (&self->step, self->fields, self->exchange);
  if (!self->stopped)
    enlist_program_run_finish_step (self);
}

static gboolean
on_timeout (gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = g_object_ref (user_data);

  self->timeout_source = 0;
  enlist_program_run_fail_performing (self, ENLIST_SIDE_DEVICE, ENLIST_E_TIMEOUT,
                   g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_TIMEOUT,
                                        "The device did not report in time"));
  enlist_program_run_go_on (self);

  return G_SOURCE_REMOVE;
}

static void
perform_await (EnlistProgramRun *self)
{
  EnlistCborReader reader = self->step.arguments;
  guint64 seconds = 0;

  if (enlist_program_step_await (&self->step, self->fields))
    {
      enlist_program_run_finish_step (self);
      return;
    }
  self->waiting = WAITING_FOR_REPORT;
  if (self->device_runs && enlist_cbor_read_unsigned (&reader, &seconds) == ENLIST_OK)
    self->timeout_source = g_timeout_add_seconds (seconds, on_timeout, self);
}

static void
on_lookup_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistProgramRun) self = user_data;
  GError *error = NULL;
  EnlistStatus status = enlist_program_step_lookup_finish (self->fields, result, &error);

  if (self->lookup == NULL || g_task_get_cancellable (G_TASK (result)) != self->lookup)
    {
      g_clear_error (&error);
      return;
    }
  if (status == ENLIST_OK)
    enlist_program_run_finish_step (self);
  else
    enlist_program_run_fail_performing (self, ENLIST_SIDE_ASSISTANT, status, error);
  enlist_program_run_go_on (self);
}

static void
perform_lookup (EnlistProgramRun *self)
{
  EnlistCatalogs *catalogs = self->catalogs != NULL ? self->catalogs : enlist_catalogs_get_default ();

  self->waiting = WAITING_FOR_CATALOG;
  g_clear_object (&self->lookup);
  self->lookup = g_cancellable_new ();
  enlist_program_step_lookup_async (&self->step, self->fields, catalogs, self->lookup, on_lookup_ready,
                                    g_object_ref (self));
}

static void
perform_configure (EnlistProgramRun *self)
{
  if (self->is_gateway)
    enlist_program_run_finish_with_status (self, enlist_program_step_configure (&self->step, self->fields));
  else
    enlist_program_run_fail_performing (self, ENLIST_SIDE_ASSISTANT, ENLIST_E_FUNCTION,
                     g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                                          _("This assistant is no gateway: it keeps no configuration. "
                                            "“enlistctl enroll --gateway” makes it one.")));
}

static void
perform_identify (EnlistProgramRun *self)
{
  if (!self->device_runs)
    {
      self->waiting = WAITING_FOR_START;
      return;
    }
  if (begin_prompt (self))
    enlist_exchange_identify (self->exchange);
}

void
enlist_program_run_perform (EnlistProgramRun *self)
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
    case ENLIST_OP_LOOKUP:
      perform_lookup (self);
      break;
    case ENLIST_OP_LET:
      enlist_program_run_finish_with_status (self, enlist_program_step_let (&self->step, self->fields));
      break;
    case ENLIST_OP_RECORD:
      enlist_program_run_finish_with_status (self, enlist_program_step_record (&self->step, self->fields));
      break;
    case ENLIST_OP_RELAY:
      enlist_program_run_finish_with_status (self, enlist_program_step_relay (&self->step, self->fields));
      break;
    case ENLIST_OP_CONFIGURE:
      perform_configure (self);
      break;
    case ENLIST_OP_IDENTIFY:
      perform_identify (self);
      break;
    default:
      enlist_program_run_finish_step (self); /* `check`, `if`, `try` and `repeat` are the interpreter's */
      break;
    }
}
