/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/* The device's program, step by step (docs/format.md, clauses 8.4 and 8.6). */

static bool
has_field (const uint8_t set[ENLIST_FIELD_COUNT / 8], unsigned field)
{
  return (set[field / 8] & 1u << field % 8) != 0;
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
  EnlistFieldStore *fields = &runtime->execution.fields;
  uint8_t serial[40];
  EnlistCborWriter writer;
  EnlistStatus status;

  enlist_cbor_writer_init (&writer, serial, sizeof serial);
  enlist_cbor_write_text (&writer, runtime->info.identity->serial);
  status = enlist_field_store_set (fields, ENLIST_FIELD_DEVICE_SERIAL, enlist_cbor_writer_slice (&writer));
  if (status == ENLIST_OK)
    status = enlist_field_store_set (fields, ENLIST_FIELD_DEVICE_VERSIONS, runtime->info.versions);
  if (status == ENLIST_OK)
    status = enlist_field_store_set (fields, ENLIST_FIELD_DEVICE_CAPABILITIES, runtime->info.capabilities);

  return status;
}

static EnlistStatus
check_make_key (const EnlistRuntime *runtime, const EnlistStep *step)
{
  const EnlistCrypto *crypto = runtime->platform->crypto;
  EnlistCborReader reader = step->arguments;
  uint64_t type = 0;
  EnlistStatus status = enlist_cbor_read_unsigned (&reader, &type);

  if (status != ENLIST_OK)
    return status;
  if (runtime->memory.key_count == 0)
    return ENLIST_E_SPACE;

  return type == ENLIST_KEY_P256 && (crypto->p256_generate == NULL || crypto->p256_sign == NULL)
             ? ENLIST_E_KEY_TYPE
             : ENLIST_OK;
}

static EnlistStatus
check_install (const EnlistRuntime *runtime, const EnlistStep *step)
{
  const EnlistManifest *manifest = &runtime->manifest;
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (unsigned i = 0; status == ENLIST_OK && i < step->argument_count; i++)
    {
      EnlistPartEntry entry;
      uint64_t part = 0;

      status = enlist_cbor_read_unsigned (&reader, &part);
      if (status == ENLIST_OK && part >= manifest->part_count)
        status = ENLIST_E_RANGE;
      if (status != ENLIST_OK)
        break;
      entry = enlist_manifest_part (manifest, (unsigned) part);
      status = enlist_install_check (runtime, &entry);
    }

  return status;
}

static EnlistStatus
check_step (EnlistRuntime *runtime, const EnlistStep *step)
{
  switch (step->operation)
    {
    case ENLIST_OP_NEED: return note_needs (runtime, step);
    case ENLIST_OP_CALL: return enlist_execution_check_call (runtime->platform, step);
    case ENLIST_OP_MAKE_KEY: return check_make_key (runtime, step);
    case ENLIST_OP_INSTALL: return check_install (runtime, step);
    default: return ENLIST_OK;
    }
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
      status = check_step (runtime, &step);
    }

  return status;
}

EnlistStatus
enlist_execute_prepare (EnlistRuntime *runtime, int *step)
{
  unsigned preset = runtime->info.identity->preset;
  EnlistSlice program = enlist_part_program (runtime);
  EnlistProgramError error = { 0 };
  EnlistStatus status;

  enlist_stage_clear (runtime);
  status = write_own_fields (runtime);
  if (status != ENLIST_OK)
    return status;
  if (runtime->program_part < 0) /* nobody tells who the owner is */
    return (preset & ENLIST_PRESET_LOCK) != 0 ? ENLIST_E_UNWRITTEN : ENLIST_OK;

  status = enlist_program_validate_at_device (program, ENLIST_ROLE_DEVICE, &runtime->manifest, preset,
                                              &error);
  *step = (int) error.step;

  return status == ENLIST_OK ? check_steps (runtime, program, step) : status;
}

EnlistStatus
enlist_execute_start (EnlistRuntime *runtime)
{
  runtime->stage = ENLIST_EXECUTE_NEXT;
  if (runtime->program_part < 0)
    return ENLIST_OK;

  return enlist_interpreter_init (&runtime->execution.interpreter, enlist_part_program (runtime),
                                  &runtime->execution.fields);
}

/* The assistant has no say in what the device knows by itself. */
static bool
is_own (const EnlistRuntime *runtime, unsigned field)
{
  if (field >= ENLIST_FIELD_DEVICE_SERIAL && field <= ENLIST_FIELD_DEVICE_CAPABILITIES)
    return true;

  return enlist_stage_find_key (runtime, field) != NULL;
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
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (&reader, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, &value);
      if (status != ENLIST_OK || !has_field (runtime->needed, field) || is_own (runtime, field))
        continue;
      status = enlist_execution_keep (&runtime->execution, field, value);
      runtime->fresh[field / 8] |= (uint8_t) (1u << field % 8);
    }

  return status;
}

/* What the device knows by itself is always there. */
static EnlistStatus
perform_need (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  uint8_t fresh[ENLIST_FIELD_COUNT / 8];

  memcpy (fresh, runtime->fresh, sizeof fresh);
  for (unsigned i = 0; i < step->argument_count; i++)
    {
      unsigned field;
      EnlistStatus status = enlist_step_read_field (&reader, &field);

      if (status != ENLIST_OK)
        return status;
      if (!has_field (runtime->fresh, field) && !is_own (runtime, field))
        return ENLIST_E_BUSY;
      fresh[field / 8] &= (uint8_t) ~(1u << field % 8);
    }
  memcpy (runtime->fresh, fresh, sizeof fresh);

  return ENLIST_OK;
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
        status = enlist_execution_assign (&runtime->execution, field, expression);
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
    case ENLIST_OP_IF:
    case ENLIST_OP_TRY:
    case ENLIST_OP_REPEAT: return ENLIST_OK; /* the interpreter has done it */
    case ENLIST_OP_NEED: return perform_need (runtime, step);
    case ENLIST_OP_CALL: return enlist_execution_call (&runtime->execution);
    case ENLIST_OP_SET: return perform_set (runtime, step);
    case ENLIST_OP_LET: return enlist_execution_let (&runtime->execution);
    case ENLIST_OP_MAKE_KEY: return perform_make_key (runtime, step);
    case ENLIST_OP_CSR: return enlist_request_perform (runtime, step);
    case ENLIST_OP_REPORT: return enlist_report_send (runtime, step);
    case ENLIST_OP_INSTALL: return enlist_install_perform (runtime, step);
    case ENLIST_OP_LOCK: return enlist_stage_lock (runtime);
    case ENLIST_OP_FORGET: runtime->forget = true; return ENLIST_OK;
    default: return ENLIST_E_OPERATION;
    }
}

static void
fail_step (EnlistRuntime *runtime, EnlistStatus status)
{
  enlist_execution_explain (&runtime->execution, status);
  enlist_session_fail (runtime, status, (int) runtime->execution.step.index, runtime->execution.text);
}

static void
announce (EnlistRuntime *runtime, EnlistProgress progress)
{
  static const EnlistEventType events[] = { ENLIST_EVENT_STEP_RUNNING, ENLIST_EVENT_STEP_DONE,
                                            ENLIST_EVENT_STEP_FAILED };
  EnlistMessage message = { .type = ENLIST_MESSAGE_STEP,
                            .step = (int) runtime->execution.step.index,
                            .progress = progress };

  enlist_runtime_event (runtime, events[progress]);
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
is_explicit_end (const EnlistExecution *execution)
{
  return execution->step.operation == ENLIST_OP_END
         && execution->step.index < enlist_program_count_steps (execution->interpreter.reader.input);
}

static void
fetch_step (EnlistRuntime *runtime)
{
  EnlistExecution *execution = &runtime->execution;
  EnlistStatus status;

  if (runtime->program_part < 0 || execution->interpreter.ended)
    {
      finish (runtime);
      return;
    }

  status = enlist_interpreter_next (&execution->interpreter, &execution->step);
  if (status != ENLIST_OK)
    fail_step (runtime, status);
  else if (execution->step.failed)
    runtime->stage = ENLIST_EXECUTE_FAILED;
  else if (is_explicit_end (execution))
    runtime->stage = ENLIST_EXECUTE_DONE;
  else if (execution->step.operation == ENLIST_OP_END)
    finish (runtime);
  else if (execution->step.operation == ENLIST_OP_NEED || execution->step.operation == ENLIST_OP_CALL)
    runtime->stage = ENLIST_EXECUTE_ANNOUNCE; /* these may take a while */
  else
    runtime->stage = ENLIST_EXECUTE_PERFORM;
}

static bool
perform_step (EnlistRuntime *runtime)
{
  EnlistStatus status = perform (runtime, &runtime->execution.step);

  if (status == ENLIST_E_BUSY)
    return false;

  if (status == ENLIST_OK)
    runtime->stage = ENLIST_EXECUTE_DONE;
  else if (enlist_interpreter_fail (&runtime->execution.interpreter, status) == ENLIST_OK)
    runtime->stage = ENLIST_EXECUTE_FAILED;
  else
    fail_step (runtime, status);

  return true;
}

bool
enlist_execute_advance (EnlistRuntime *runtime)
{
  EnlistProgress progress;

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
    case ENLIST_EXECUTE_FAILED:
      progress = runtime->stage == ENLIST_EXECUTE_DONE ? ENLIST_PROGRESS_DONE : ENLIST_PROGRESS_FAILED;
      runtime->stage = ENLIST_EXECUTE_NEXT;
      announce (runtime, progress);
      return true;
    default:
      return false;
    }
}
