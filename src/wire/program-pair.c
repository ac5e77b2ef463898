/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program.h"

#include "program-check.h"

/* Clause 8.5, point 6: what one program waits for or hands over, the other gives or takes. */

static void
collect_fields (EnlistSlice      program,
                EnlistOperation  operation,
                EnlistFieldSet  *fields)
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
          enlist_field_set_add (fields, field);
}

static bool
is_sensitive (const EnlistManifest *manifest,
              unsigned              field)
{
  EnlistFieldInfo info;

  return enlist_manifest_field (manifest, field, &info) && (info.flags & ENLIST_FIELD_SENSITIVE) != 0;
}

/* The first field of @step from @first on that is not in @there */
static EnlistStatus
check_fields (const EnlistStep     *step,
              unsigned              first,
              const EnlistFieldSet *there,
              const EnlistManifest *manifest,
              EnlistProgramError   *error)
{
  EnlistCborReader reader = step->arguments;
  bool sends = step->operation == ENLIST_OP_SEND;
  unsigned field;

  for (unsigned i = 0; i < step->argument_count; i++)
    {
      size_t offset = reader.offset;
      bool is_field = i >= first && enlist_step_read_field (&reader, &field) == ENLIST_OK;

      if (!is_field && enlist_cbor_read_item (&reader, NULL) != ENLIST_OK)
        break;
      if (!is_field || enlist_field_set_has (there, field) || (sends && !is_sensitive (manifest, field)))
        continue;

      *error = (EnlistProgramError) {
        .status = sends ? ENLIST_E_RECEIVER : ENLIST_E_UNMET,
        .step = step->index,
        .operation = step->operation,
        .field = (int) field,
        .offset = offset,
      };
      return error->status;
    }

  return ENLIST_OK;
}

static EnlistStatus
check_device (EnlistSlice         device,
              EnlistSlice         assist,
              EnlistProgramError *error)
{
  EnlistFieldSet sent = { 0 };
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistStatus status = ENLIST_OK;

  collect_fields (assist, ENLIST_OP_SEND, &sent);
  if (enlist_program_walk_init (&walk, device) != ENLIST_OK)
    return ENLIST_OK;

  while (status == ENLIST_OK && enlist_program_walk_next (&walk, &step))
    if (step.operation == ENLIST_OP_NEED)
      status = check_fields (&step, 0, &sent, NULL, error);

  return status;
}

static EnlistStatus
check_assistant (EnlistSlice           assist,
                 EnlistSlice           device,
                 const EnlistManifest *manifest,
                 EnlistProgramError   *error)
{
  EnlistFieldSet needed = { 0 }, reported = { 0 };
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistStatus status = ENLIST_OK;

  collect_fields (device, ENLIST_OP_NEED, &needed);
  collect_fields (device, ENLIST_OP_REPORT, &reported);
  if (enlist_program_walk_init (&walk, assist) != ENLIST_OK)
    return ENLIST_OK;

  while (status == ENLIST_OK && enlist_program_walk_next (&walk, &step))
    {
      /* The first argument of `await` is a time. */
      if (step.operation == ENLIST_OP_AWAIT)
        status = check_fields (&step, 1, &reported, manifest, error);
      else if (step.operation == ENLIST_OP_SEND)
        status = check_fields (&step, 0, &needed, manifest, error);
    }

  return status;
}

EnlistStatus
enlist_program_validate_pair (EnlistSlice           assist,
                              EnlistSlice           device,
                              const EnlistManifest *manifest,
                              EnlistRole           *failing,
                              EnlistProgramError   *error)
{
  EnlistProgramError where;
  EnlistRole role = ENLIST_ROLE_DEVICE;
  EnlistStatus status = check_device (device, assist, &where);

  if (status == ENLIST_OK)
    {
      role = ENLIST_ROLE_ASSIST;
      status = check_assistant (assist, device, manifest, &where);
    }

  if (status != ENLIST_OK && failing != NULL)
    *failing = role;
  if (status != ENLIST_OK && error != NULL)
    *error = where;

  return status;
}
