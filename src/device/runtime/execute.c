/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <stdio.h>

#include "runtime-private.h"

/* The device's program, step by step (docs/format.md, clauses 8.4 and 8.6). */

static bool
is_needed (const EnlistRuntime *runtime, unsigned field)
{
  return (runtime->needed[field / 8] & 1u << field % 8) != 0;
}

static EnlistStatus
note_needs (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (unsigned i = 0; status == ENLIST_OK && i < step->argument_count; i++)
    {
      unsigned field = 0;

      status = enlist_step_read_field (&reader, &field);
      if (status == ENLIST_OK)
        runtime->needed[field / 8] |= (uint8_t) (1u << field % 8);
    }

  return status;
}

/* What the device knows about itself is there before the first step (clause 8.5, point 4). */
static EnlistStatus
write_own_fields (EnlistRuntime *runtime)
{
  uint8_t serial[40];
  EnlistCborWriter writer;
  EnlistStatus status;

  enlist_cbor_writer_init (&writer, serial, sizeof serial);
  enlist_cbor_write_text (&writer, runtime->info.identity->serial);
  status = enlist_field_store_set (&runtime->values, ENLIST_FIELD_DEVICE_SERIAL,
                                   enlist_cbor_writer_slice (&writer));
  if (status == ENLIST_OK)
    status = enlist_field_store_set (&runtime->values, ENLIST_FIELD_DEVICE_VERSIONS, runtime->info.versions);
  if (status == ENLIST_OK)
    status = enlist_field_store_set (&runtime->values, ENLIST_FIELD_DEVICE_CAPABILITIES,
                                     runtime->info.capabilities);

  return status;
}

static EnlistStatus
check_steps (EnlistRuntime *runtime, EnlistSlice program, int *failing)
{
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistStatus status = enlist_program_walk_init (&walk, program);

  while (status == ENLIST_OK && enlist_program_walk_next (&walk, &step))
    {
      *failing = (int) step.index;
      if (step.operation == ENLIST_OP_NEED)
        status = note_needs (runtime, &step);
      else if (step.operation == ENLIST_OP_CALL)
        status = enlist_call_check (runtime, &step);
    }

  return status;
}

EnlistStatus
enlist_execute_prepare (EnlistRuntime *runtime, int *step)
{
  EnlistSlice program = enlist_part_program (runtime);
  EnlistProgramError error = { 0 };
  EnlistStatus status;

  enlist_stage_clear (runtime);
  status = write_own_fields (runtime);
  if (status != ENLIST_OK || runtime->part < 0)
    return status;

  status = enlist_program_validate_at_device (program, ENLIST_ROLE_DEVICE, &runtime->manifest, 0, &error);
  *step = (int) error.step;

  return status == ENLIST_OK ? check_steps (runtime, program, step) : status;
}

EnlistStatus
enlist_execute_start (EnlistRuntime *runtime)
{
  runtime->stage = ENLIST_EXECUTE_NEXT;
  if (runtime->part < 0)
    return ENLIST_OK;

  return enlist_interpreter_init (&runtime->interpreter, enlist_part_program (runtime), &runtime->values);
}

/* The assistant has no say in what the device knows by itself. */
static bool
is_own (const EnlistRuntime *runtime, unsigned field)
{
  if (field >= ENLIST_FIELD_DEVICE_SERIAL && field <= ENLIST_FIELD_DEVICE_CAPABILITIES)
    return true;
  for (unsigned i = 0; i < runtime->key_count; i++)
    if (runtime->keys[i].field == field)
      return true;

  return false;
}

EnlistStatus
enlist_execute_fields (EnlistRuntime *runtime, EnlistSlice map)
{
  EnlistCborReader reader;
  EnlistStatus status;
  size_t count;

  enlist_cbor_reader_init (&reader, map);
  status = enlist_cbor_read_map (&reader, &count);
  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      EnlistFieldInfo info;
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (&reader, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, &value);
      if (status != ENLIST_OK || !is_needed (runtime, field) || is_own (runtime, field))
        continue;
      if (!enlist_manifest_field (&runtime->manifest, field, &info))
        return ENLIST_E_FIELD;
      status = enlist_field_check_value (info.kind, value);
      if (status == ENLIST_OK)
        status = enlist_field_store_set (&runtime->values, field, value);
    }

  return status;
}

static EnlistStatus
perform_need (const EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;

  for (unsigned i = 0; i < step->argument_count; i++)
    {
      EnlistSlice value;
      unsigned field;
      EnlistStatus status = enlist_step_read_field (&reader, &field);

      if (status != ENLIST_OK)
        return status;
      if (!enlist_field_store_get (&runtime->values, field, &value))
        return ENLIST_E_BUSY;
    }

  return ENLIST_OK;
}

static EnlistStatus
assign (EnlistRuntime *runtime, unsigned field, EnlistSlice expression)
{
  EnlistFieldInfo info;
  EnlistSlice value = { runtime->memory.work, 0 };
  EnlistStatus status = enlist_expression_evaluate (expression, &runtime->values, runtime->memory.work,
                                                    runtime->memory.work_size, &value.size);

  if (status != ENLIST_OK)
    return status;
  if (!enlist_manifest_field (&runtime->manifest, field, &info))
    return ENLIST_E_FIELD;
  status = enlist_field_check_value (info.kind, value);

  return status == ENLIST_OK ? enlist_field_store_set (&runtime->values, field, value) : status;
}

static EnlistStatus
perform_set (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (unsigned i = 0; status == ENLIST_OK && i < step->argument_count; i++)
    {
      EnlistSlice expression;
      unsigned field;

      status = enlist_step_read_setting (&reader, &field, &expression);
      if (status == ENLIST_OK && expression.size > 0)
        status = assign (runtime, field, expression);
      if (status == ENLIST_OK)
        status = enlist_stage_setting (runtime, field);
    }

  return status;
}

static EnlistStatus
perform_make_key (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  uint64_t type;
  unsigned field;
  EnlistStatus status = enlist_cbor_read_unsigned (&reader, &type);

  if (status == ENLIST_OK)
    status = enlist_step_read_field (&reader, &field);

  return status == ENLIST_OK ? enlist_stage_make_key (runtime, (unsigned) type, field) : status;
}

static EnlistStatus
perform (EnlistRuntime *runtime, const EnlistStep *step)
{
  switch (step->operation)
    {
    case ENLIST_OP_CHECK:
    case ENLIST_OP_IF: return ENLIST_OK; /* the interpreter has done it */
    case ENLIST_OP_NEED: return perform_need (runtime, step);
    case ENLIST_OP_CALL: return enlist_call_perform (runtime, step);
    case ENLIST_OP_SET: return perform_set (runtime, step);
    case ENLIST_OP_MAKE_KEY: return perform_make_key (runtime, step);
    case ENLIST_OP_REPORT: return enlist_report_send (runtime, step);
    case ENLIST_OP_LOCK: return enlist_stage_lock (runtime);
    case ENLIST_OP_FORGET: runtime->forget = true; return ENLIST_OK;
    default: return ENLIST_E_OPERATION;
    }
}

static void
fail_step (EnlistRuntime *runtime, EnlistStatus status)
{
  char text[ENLIST_RUNTIME_TEXT_SIZE];
  const char *operation = enlist_operation_name (runtime->step.operation);

  if (status == ENLIST_E_CHECK || status == ENLIST_E_FAILED)
    {
      EnlistSlice message = enlist_text_choose (enlist_interpreter_message (&runtime->step), NULL);
      size_t size = message.size < sizeof text ? message.size : sizeof text - 1;

      while (size < message.size && size > 0 && (message.data[size] & 0xc0) == 0x80)
        size--;
      snprintf (text, sizeof text, "%.*s", (int) size, (const char *) message.data);
    }
  else if (status == ENLIST_E_CALL)
    snprintf (text, sizeof text, "%s", runtime->reply.text);
  else
    snprintf (text, sizeof text, "%s: %s", operation != NULL ? operation : "program",
              enlist_status_name (status));

  enlist_session_fail (runtime, status, (int) runtime->step.index, text);
}

static void
announce (EnlistRuntime *runtime, EnlistProgress progress)
{
  EnlistMessage message = { .type = ENLIST_MESSAGE_STEP,
                            .step = (int) runtime->step.index,
                            .progress = progress };

  enlist_runtime_event (runtime, progress == ENLIST_PROGRESS_RUNNING ? ENLIST_EVENT_STEP_RUNNING
                                                                     : ENLIST_EVENT_STEP_DONE);
  enlist_runtime_send (runtime, &message);
}

static void
finish (EnlistRuntime *runtime)
{
  EnlistMessage message = { .type = ENLIST_MESSAGE_FINISHED, .step = -1 };
  EnlistStatus status = enlist_stage_finish (runtime);

  if (status != ENLIST_OK)
    {
      enlist_session_fail (runtime, status, -1, "what was staged cannot be stored");
      return;
    }
  runtime->phase = ENLIST_PHASE_STAGED;
  enlist_runtime_event (runtime, ENLIST_EVENT_FINISHED);
  enlist_runtime_send (runtime, &message);
}

/* An `end` that stands in the program is announced like every step; running past the last one is not. */
static bool
is_explicit_end (const EnlistRuntime *runtime)
{
  return runtime->step.operation == ENLIST_OP_END
         && runtime->step.index < enlist_program_count_steps (runtime->interpreter.reader.input);
}

static void
fetch_step (EnlistRuntime *runtime)
{
  EnlistStatus status;

  if (runtime->part < 0 || runtime->interpreter.ended)
    {
      finish (runtime);
      return;
    }

  status = enlist_interpreter_next (&runtime->interpreter, &runtime->step);
  if (status != ENLIST_OK)
    fail_step (runtime, status);
  else if (is_explicit_end (runtime))
    runtime->stage = ENLIST_EXECUTE_DONE;
  else if (runtime->step.operation == ENLIST_OP_END)
    finish (runtime);
  else if (runtime->step.operation == ENLIST_OP_NEED || runtime->step.operation == ENLIST_OP_CALL)
    runtime->stage = ENLIST_EXECUTE_ANNOUNCE; /* these may take a while */
  else
    runtime->stage = ENLIST_EXECUTE_PERFORM;
}

static bool
perform_step (EnlistRuntime *runtime)
{
  EnlistStatus status = perform (runtime, &runtime->step);

  if (status == ENLIST_E_BUSY)
    return false;
  if (status == ENLIST_OK)
    runtime->stage = ENLIST_EXECUTE_DONE;
  else
    fail_step (runtime, status);

  return true;
}

bool
enlist_execute_advance (EnlistRuntime *runtime)
{
  switch (runtime->stage)
    {
    case ENLIST_EXECUTE_NEXT:
      fetch_step (runtime);
      return true;
    case ENLIST_EXECUTE_ANNOUNCE:
      runtime->stage = ENLIST_EXECUTE_PERFORM;
      announce (runtime, ENLIST_PROGRESS_RUNNING);
      return true;
    case ENLIST_EXECUTE_PERFORM:
      return perform_step (runtime);
    case ENLIST_EXECUTE_DONE:
      runtime->stage = ENLIST_EXECUTE_NEXT;
      announce (runtime, ENLIST_PROGRESS_DONE);
      return true;
    default:
      return false;
    }
}
