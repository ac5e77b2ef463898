/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program.h"

#include "bounded.h"
#include "program-check.h"

/* Recurses with the nesting of blocks, which CBOR bounds. */
EnlistStatus
enlist_program_check_block (EnlistProgramCheck *check,
                            EnlistProgramState *state)
{
  bool of_triggers = check->role == ENLIST_ROLE_APP && check->depth == 0;
  size_t count = 0;
  EnlistStatus status =
    enlist_bounded_read_array (&check->reader, 1, of_triggers ? ENLIST_MAX_TRIGGERS : SIZE_MAX, &count);

  check->depth++;
  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_program_check_step (check, state);
  check->depth--;

  return status;
}

/* Clause 8.5, point 4: what the device's runtime writes; IoT applications read whatever is there */
static void
write_what_is_known (EnlistProgramState *state,
                     EnlistRole          role)
{
  if (role == ENLIST_ROLE_DEVICE)
    {
      enlist_field_set_add (&state->written, ENLIST_FIELD_DEVICE_SERIAL);
      enlist_field_set_add (&state->written, ENLIST_FIELD_DEVICE_VERSIONS);
      enlist_field_set_add (&state->written, ENLIST_FIELD_DEVICE_CAPABILITIES);
    }
  else if (role == ENLIST_ROLE_APP)
    {
      memset (&state->written, 0xff, sizeof state->written);
    }
}

static EnlistStatus
check_end (EnlistProgramCheck       *check,
           const EnlistProgramState *state,
           unsigned                  preset)
{
  if (check->role != ENLIST_ROLE_DEVICE || (preset & ENLIST_PRESET_LOCK) == 0)
    return ENLIST_OK;

  check->error.step = check->next_index;
  check->error.operation = ENLIST_OP_LOCK;

  return enlist_program_check_lock (check, state);
}

EnlistStatus
enlist_program_check_run (EnlistProgramCheck *check,
                          EnlistSlice         program,
                          unsigned            preset,
                          EnlistProgramError *error)
{
  EnlistProgramState state = { 0 };
  EnlistStatus status;

  check->error.field = -1;
  enlist_cbor_reader_init (&check->reader, program);
  write_what_is_known (&state, check->role);

  if (check->role == ENLIST_ROLE_APP && program.size > ENLIST_STAYING_PART_MAX)
    status = ENLIST_E_TOO_LARGE;
  else
    status = enlist_cbor_validate (program, &check->reader.offset);
  if (status == ENLIST_OK)
    status = enlist_program_check_block (check, &state);
  if (status == ENLIST_OK)
    status = check_end (check, &state, preset);

  if (status != ENLIST_OK && error != NULL)
    {
      *error = check->error;
      error->status = status;
      error->offset = check->reader.offset;
    }

  return status;
}

EnlistStatus
enlist_program_validate_at_device (EnlistSlice           program,
                                   EnlistRole            role,
                                   const EnlistManifest *manifest,
                                   unsigned              preset,
                                   EnlistProgramError   *error)
{
  EnlistProgramCheck check = { .role = role, .manifest = manifest };

  return enlist_program_check_run (&check, program, preset, error);
}
