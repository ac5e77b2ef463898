/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program.h"

#include "bounded.h"
#include "program-check.h"

/* Recurses with the nesting of `if`, which CBOR bounds. */
EnlistStatus
enlist_program_check_block (EnlistProgramCheck *check,
                            EnlistProgramState *state)
{
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (&check->reader, 1, SIZE_MAX, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_program_check_step (check, state);

  return status;
}

/* What the device's runtime writes before the first step, clause 8.5 point 4 */
static void
write_what_the_runtime_knows (EnlistProgramState *state)
{
  enlist_program_state_write (state, ENLIST_FIELD_DEVICE_SERIAL);
  enlist_program_state_write (state, ENLIST_FIELD_DEVICE_VERSIONS);
  enlist_program_state_write (state, ENLIST_FIELD_DEVICE_CAPABILITIES);
}

EnlistStatus
enlist_program_validate (EnlistSlice           program,
                         EnlistRole            role,
                         const EnlistManifest *manifest,
                         EnlistProgramError   *error)
{
  EnlistProgramCheck check = { .role = role, .manifest = manifest, .error = { .field = -1 } };
  EnlistProgramState state = { 0 };
  EnlistStatus status;

  enlist_cbor_reader_init (&check.reader, program);
  status = enlist_cbor_validate (program, &check.reader.offset);
  if (status == ENLIST_OK)
    {
      if (role == ENLIST_ROLE_DEVICE)
        write_what_the_runtime_knows (&state);
      status = enlist_program_check_block (&check, &state);
    }

  if (status != ENLIST_OK && error != NULL)
    {
      *error = check.error;
      error->status = status;
      error->offset = check.reader.offset;
    }

  return status;
}

static void
collect_fields (EnlistSlice         program,
                EnlistOperation     operation,
                EnlistProgramState *fields)
{
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned field;

  if (enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return;

  while (enlist_program_walk_next (&walk, &step))
    if (step.operation == operation)
      for (unsigned i = 0; i < step.argument_count; i++)
        if (enlist_step_read_field (&step.arguments, &field) == ENLIST_OK)
          enlist_program_state_write (fields, field);
}

/* Holds the fields of every @waits in @program against those that @meets names in @other. */
static EnlistStatus
check_met (EnlistSlice         program,
           EnlistOperation     waits,
           EnlistSlice         other,
           EnlistOperation     meets,
           EnlistProgramError *error)
{
  EnlistProgramState met = { 0 };
  EnlistProgramWalk walk;
  EnlistStep step;

  collect_fields (other, meets, &met);
  if (enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return ENLIST_OK;

  while (enlist_program_walk_next (&walk, &step))
    {
      unsigned passed = 0, field;

      if (step.operation != waits)
        continue;

      /* The first argument of `await` is a time. */
      if (waits == ENLIST_OP_AWAIT && enlist_cbor_read_item (&step.arguments, NULL) == ENLIST_OK)
        passed++;

      for (; passed < step.argument_count; passed++)
        {
          size_t offset = step.arguments.offset;

          if (enlist_step_read_field (&step.arguments, &field) == ENLIST_OK
              && enlist_program_state_has (&met, field))
            continue;

          *error = (EnlistProgramError) {
            .status = ENLIST_E_UNMET,
            .step = step.index,
            .operation = step.operation,
            .field = (int) field,
            .offset = offset,
          };
          return ENLIST_E_UNMET;
        }
    }

  return ENLIST_OK;
}

EnlistStatus
enlist_program_validate_pair (EnlistSlice         assist,
                              EnlistSlice         device,
                              EnlistRole         *failing,
                              EnlistProgramError *error)
{
  EnlistProgramError where;
  EnlistRole role = ENLIST_ROLE_DEVICE;
  EnlistStatus status = check_met (device, ENLIST_OP_NEED, assist, ENLIST_OP_SEND, &where);

  if (status == ENLIST_OK)
    {
      role = ENLIST_ROLE_ASSIST;
      status = check_met (assist, ENLIST_OP_AWAIT, device, ENLIST_OP_REPORT, &where);
    }

  if (status != ENLIST_OK && failing != NULL)
    *failing = role;
  if (status != ENLIST_OK && error != NULL)
    *error = where;

  return status;
}
