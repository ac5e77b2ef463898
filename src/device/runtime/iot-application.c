/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "iot-application.h"

#include "state.h"

#define MAX_SECONDS 2592000 /* clause 8.8 */
#define STEPS_PER_TICK 32
#define CALL_POLL_MS 20
#define ENTRY_HEADER 3 /* of the queue: the number of the `when`, the size of the values in two bytes */

static uint64_t
now (const EnlistIotApplication *application)
{
  const EnlistPlatform *platform = application->execution.platform;

  return platform->clock (platform->context);
}

static void
tell (const EnlistIotApplication *application, EnlistEventType type, EnlistStatus status)
{
  const EnlistExecution *execution = &application->execution;
  EnlistEvent event = {
    .type = type,
    .status = status,
    .step = (int) execution->step.index,
    .operation = execution->step.operation,
    .text = status != ENLIST_OK && execution->text[0] != '\0' ? execution->text : NULL,
  };

  if (execution->platform->event != NULL)
    execution->platform->event (execution->platform->context, &event);
}

/* The `when` with that number; false when there are not so many. */
static bool
find_trigger (const EnlistIotApplication *application,
              unsigned                    number,
              EnlistStep                 *step,
              EnlistTrigger              *trigger)
{
  EnlistProgramWalk walk;

  if (enlist_program_walk_init (&walk, application->program) != ENLIST_OK)
    return false;
  while (enlist_program_walk_next (&walk, step))
    if (step->operation == ENLIST_OP_WHEN && number-- == 0)
      return enlist_step_read_when (step, trigger) == ENLIST_OK;

  return false;
}

static bool
is_waiting (const EnlistIotApplication *application, unsigned number)
{
  const uint8_t *entry = application->queue;
  const uint8_t *end = application->queue + application->queue_used;

  for (; entry < end; entry += ENTRY_HEADER + (entry[1] << 8 | entry[2]))
    if (entry[0] == number)
      return true;

  return false;
}

static EnlistStatus
enqueue (EnlistIotApplication *application, unsigned number, const EnlistSlice *values, size_t count)
{
  uint8_t *entry = application->queue + application->queue_used;
  size_t size = 0;

  for (size_t i = 0; i < count; i++)
    size += values[i].size;
  if (size > UINT16_MAX || ENTRY_HEADER + size > application->memory.queue_size - application->queue_used)
    return ENLIST_E_SPACE;

  entry[0] = (uint8_t) number;
  entry[1] = (uint8_t) (size >> 8);
  entry[2] = (uint8_t) size;
  application->queue_used += ENTRY_HEADER + size;
  entry += ENTRY_HEADER;
  for (size_t i = 0; i < count; i++)
    {
      memcpy (entry, values[i].data, values[i].size);
      entry += values[i].size;
    }

  return ENLIST_OK;
}

static void
dequeue (EnlistIotApplication *application)
{
  uint8_t *queue = application->queue;
  size_t size = ENTRY_HEADER + (size_t) (queue[1] << 8 | queue[2]);

  application->queue_used -= size;
  memmove (queue, queue + size, application->queue_used);
}

static EnlistStatus
divide_memory (EnlistIotApplication *application, const EnlistPlatform *platform)
{
  const EnlistIotApplicationMemory *memory = &application->memory;
  EnlistExecution *execution = &application->execution;
  uint8_t *next = memory->bytes;

  if (memory->size < ENLIST_IOT_APPLICATION_MEMORY_SIZE (memory->program_size, memory->values_size,
                                                     memory->queue_size, memory->work_size))
    return ENLIST_E_RANGE;

  execution->platform = platform;
  application->program = enlist_slice (next, 0);
  next += memory->program_size;
  enlist_field_store_init (&execution->fields, next, memory->values_size);
  next += memory->values_size;
  application->queue = next;
  next += memory->queue_size;
  execution->work = next;
  execution->work_size = memory->work_size;

  return ENLIST_OK;
}

static EnlistStatus
find_part (const EnlistState *state, unsigned number, EnlistStatePart *part)
{
  EnlistStateIterator iterator;

  enlist_state_iterate_parts (state, &iterator);
  while (enlist_state_next_part (&iterator, part))
    if (part->role == ENLIST_ROLE_APP && part->media.size == 0 && number-- == 0)
      return ENLIST_OK;

  return ENLIST_E_NOT_FOUND;
}

static EnlistStatus
load_program (EnlistIotApplication *application, const EnlistState *state, unsigned number)
{
  const EnlistPlatform *platform = application->execution.platform;
  uint8_t *program = application->memory.bytes;
  uint8_t hash[ENLIST_PART_HASH_SIZE];
  EnlistStatePart part;
  EnlistStatus status = find_part (state, number, &part);

  if (status != ENLIST_OK)
    return status;
  if (platform->part_read == NULL)
    return ENLIST_E_STORAGE;
  if (part.size > application->memory.program_size
      || state->custom_fields.size > application->memory.program_size - part.size)
    return ENLIST_E_TOO_LARGE;
  status = platform->part_read (platform->context, part.hash, 0, program, part.size);
  if (status != ENLIST_OK)
    return status;
  application->program = enlist_slice (program, part.size);
  enlist_manifest_part_hash (platform->crypto, application->program, hash);
  if (memcmp (hash, part.hash, sizeof hash) != 0)
    return ENLIST_E_HASH;

  if (state->custom_fields.size > 0)
    memcpy (program + part.size, state->custom_fields.data, state->custom_fields.size);
  application->execution.custom_fields = enlist_slice (program + part.size, state->custom_fields.size);

  return ENLIST_OK;
}

static EnlistStatus
load_settings (EnlistIotApplication *application, const EnlistState *state)
{
  EnlistStateIterator iterator;
  EnlistSetting setting;
  EnlistStatus status = ENLIST_OK;

  enlist_state_iterate_settings (state->configuration, &iterator);
  while (status == ENLIST_OK && enlist_state_next_setting (&iterator, &setting))
    status = enlist_field_store_set (&application->execution.fields, setting.field, setting.value);

  return status;
}

static EnlistStatus
load (EnlistIotApplication *application, unsigned number)
{
  const EnlistPlatform *platform = application->execution.platform;
  EnlistState state;
  size_t size = 0;
  EnlistStatus status = platform->read_state (platform->context, application->execution.work,
                                              application->execution.work_size, &size);

  if (status == ENLIST_OK)
    status = enlist_state_read (enlist_slice (application->execution.work, size), &state);
  if (status == ENLIST_OK)
    status = load_program (application, &state, number);
  if (status == ENLIST_OK)
    status = load_settings (application, &state);
  platform->crypto->wipe (platform->crypto->context, application->execution.work, size);

  return status;
}

/* A value that is not a number of seconds never triggers. */
static uint32_t
evaluate_seconds (EnlistIotApplication *application, EnlistSlice expression)
{
  EnlistExecution *execution = &application->execution;
  EnlistCborReader reader;
  uint64_t seconds;
  size_t size = 0;

  if (enlist_expression_evaluate (expression, &execution->fields, execution->work, execution->work_size,
                                  &size) != ENLIST_OK)
    return 0;
  enlist_cbor_reader_init (&reader, enlist_slice (execution->work, size));

  return enlist_cbor_read_unsigned (&reader, &seconds) == ENLIST_OK && seconds <= MAX_SECONDS
             ? (uint32_t) seconds
             : 0;
}

static EnlistStatus
arm_triggers (EnlistIotApplication *application)
{
  EnlistStatus status = ENLIST_OK;
  EnlistTrigger trigger;
  EnlistStep step;

  for (unsigned i = 0; status == ENLIST_OK && i < ENLIST_MAX_TRIGGERS
                       && find_trigger (application, i, &step, &trigger); i++)
    {
      application->trigger_count = i + 1;
      if (trigger.kind == ENLIST_TRIGGER_START)
        status = enqueue (application, i, NULL, 0);
      if (trigger.kind == ENLIST_TRIGGER_EVERY)
        application->seconds[i] = evaluate_seconds (application, trigger.seconds);
      application->due[i] = now (application) + (uint64_t) application->seconds[i] * 1000;
    }

  return status;
}

EnlistStatus
enlist_iot_application_start (EnlistIotApplication             *application,
                              const EnlistPlatform          *platform,
                              const EnlistIotApplicationMemory *memory,
                              unsigned                       number)
{
  EnlistStatus status;

  memset (application, 0, sizeof *application);
  application->memory = *memory;
  status = divide_memory (application, platform);
  if (status != ENLIST_OK)
    return status;

  status = load (application, number);
  if (status == ENLIST_OK)
    status = arm_triggers (application);
  if (status != ENLIST_OK)
    enlist_iot_application_stop (application);

  return status;
}

void
enlist_iot_application_stop (EnlistIotApplication *application)
{
  const EnlistPlatform *platform = application->execution.platform;

  if (platform == NULL)
    return;
  platform->crypto->wipe (platform->crypto->context, application->memory.bytes, application->memory.size);
  memset (application, 0, sizeof *application);
}

/* What an event brings goes into the fields; what it does not bring becomes null. */
static EnlistStatus
keep_values (EnlistExecution *execution, const EnlistTrigger *trigger, EnlistSlice values)
{
  EnlistCborReader fields = trigger->fields, reader;
  EnlistStatus status = ENLIST_OK;

  enlist_cbor_reader_init (&reader, values);
  for (size_t i = 0; status == ENLIST_OK && i < trigger->field_count; i++)
    {
      EnlistSlice value = enlist_slice ("\xf6", 1);
      unsigned field;

      status = enlist_step_read_field (&fields, &field);
      if (status == ENLIST_OK && !enlist_cbor_reader_at_end (&reader))
        status = enlist_cbor_read_item (&reader, &value);
      if (status == ENLIST_OK)
        status = enlist_execution_keep (execution, field, value);
    }

  return status;
}

static void
fail_block (EnlistIotApplication *application, EnlistStatus status)
{
  enlist_execution_explain (&application->execution, status);
  tell (application, ENLIST_EVENT_BLOCK_FAILED, status);
  application->running = false;
}

/* The first trigger that waits */
static void
begin_block (EnlistIotApplication *application)
{
  EnlistExecution *execution = &application->execution;
  const uint8_t *entry = application->queue;
  EnlistSlice values = enlist_slice (entry + ENTRY_HEADER, (size_t) (entry[1] << 8 | entry[2]));
  EnlistTrigger trigger;
  EnlistStatus status = ENLIST_E_RANGE;

  if (find_trigger (application, entry[0], &execution->step, &trigger))
    {
      tell (application, ENLIST_EVENT_TRIGGERED, ENLIST_OK);
      status = keep_values (execution, &trigger, values);
    }
  if (status == ENLIST_OK)
    status = enlist_interpreter_init_block (&execution->interpreter, application->program, trigger.block,
                                            execution->step.index + 1, &execution->fields);
  dequeue (application);
  application->running = true;
  if (status != ENLIST_OK)
    fail_block (application, status);
}

static EnlistStatus
perform (EnlistExecution *execution)
{
  switch (execution->step.operation)
    {
    case ENLIST_OP_CHECK:
    case ENLIST_OP_IF:
    case ENLIST_OP_TRY:
    case ENLIST_OP_REPEAT: return ENLIST_OK; /* the interpreter has done it */
    case ENLIST_OP_LET: return enlist_execution_let (execution);
    case ENLIST_OP_CALL: return enlist_execution_call (execution);
    default: return ENLIST_E_OPERATION;
    }
}

static void
run_step (EnlistIotApplication *application)
{
  EnlistExecution *execution = &application->execution;
  EnlistStatus status = ENLIST_OK;

  if (!execution->call_pending)
    status = enlist_interpreter_next (&execution->interpreter, &execution->step);
  if (status != ENLIST_OK)
    {
      fail_block (application, status);
      return;
    }
  if (execution->step.failed)
    return;
  if (execution->step.operation == ENLIST_OP_END)
    {
      application->running = false;
      return;
    }

  status = perform (execution);
  if (status != ENLIST_OK && status != ENLIST_E_BUSY
      && enlist_interpreter_fail (&execution->interpreter, status) != ENLIST_OK)
    fail_block (application, status);
}

/* A block that takes longer than its interval, or a device that slept, is not made up for. */
static uint32_t
check_timers (EnlistIotApplication *application)
{
  uint64_t time = now (application);
  uint64_t next = UINT64_MAX;

  for (unsigned i = 0; i < application->trigger_count; i++)
    {
      uint64_t interval = (uint64_t) application->seconds[i] * 1000;

      if (interval == 0)
        continue;
      if (time >= application->due[i])
        {
          application->due[i] += interval * ((time - application->due[i]) / interval + 1);
          if (!is_waiting (application, i))
            enqueue (application, i, NULL, 0);
        }
      if (application->due[i] < next)
        next = application->due[i];
    }

  return next == UINT64_MAX ? UINT32_MAX : (uint32_t) (next - time);
}

void
enlist_iot_application_tick (EnlistIotApplication *application, uint32_t *wait_ms)
{
  *wait_ms = UINT32_MAX;
  if (application->execution.platform == NULL)
    return;

  *wait_ms = check_timers (application);
  for (unsigned i = 0; i < STEPS_PER_TICK; i++)
    {
      if (application->running)
        run_step (application);
      else if (application->queue_used > 0)
        begin_block (application);
      else
        return;
      if (application->execution.call_pending)
        {
          if (*wait_ms > CALL_POLL_MS)
            *wait_ms = CALL_POLL_MS;
          return;
        }
    }
  *wait_ms = 0;
}

EnlistStatus
enlist_iot_application_event (EnlistIotApplication *application,
                              unsigned           event,
                              const EnlistSlice *values,
                              size_t             count)
{
  EnlistStatus status = ENLIST_OK;
  EnlistTrigger trigger;
  EnlistStep step;

  for (unsigned i = 0; i < application->trigger_count; i++)
    if (find_trigger (application, i, &step, &trigger) && trigger.kind == ENLIST_TRIGGER_EVENT
        && trigger.event == event && enqueue (application, i, values, count) != ENLIST_OK)
      status = ENLIST_E_SPACE;

  return status;
}
