/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "bounded.h"
#include "operation.h"

#define SECONDS_MAX 3600
#define TIMES_MAX 255

EnlistStatus
enlist_program_check_field (EnlistProgramCheck *check,
                            EnlistFieldInfo    *info,
                            unsigned           *field)
{
  size_t start = check->reader.offset;
  EnlistStatus status = enlist_step_read_field (&check->reader, field);

  if (status != ENLIST_OK)
    return status;

  check->error.field = (int) *field;
  if (!enlist_manifest_field (check->manifest, *field, info))
    {
      check->reader.offset = start;
      return ENLIST_E_FIELD;
    }

  return ENLIST_OK;
}

EnlistStatus
enlist_program_check_read_field (EnlistProgramCheck       *check,
                                 const EnlistProgramState *state,
                                 EnlistFieldInfo          *info,
                                 unsigned                 *field)
{
  size_t start = check->reader.offset;
  EnlistStatus status = enlist_program_check_field (check, info, field);

  if (status == ENLIST_OK && !enlist_field_set_has (&state->written, *field))
    {
      check->reader.offset = start;
      return ENLIST_E_UNWRITTEN;
    }

  return status;
}

EnlistStatus
enlist_program_check_public_field (EnlistProgramCheck       *check,
                                   const EnlistProgramState *state,
                                   EnlistFieldInfo          *info,
                                   unsigned                 *field)
{
  size_t start = check->reader.offset;
  EnlistStatus status = enlist_program_check_read_field (check, state, info, field);

  if (status == ENLIST_OK && (info->flags & ENLIST_FIELD_SENSITIVE) != 0)
    {
      check->reader.offset = start;
      return ENLIST_E_RECEIVER;
    }

  return status;
}

EnlistStatus
enlist_program_check_public_expression (EnlistProgramCheck       *check,
                                        const EnlistProgramState *state,
                                        unsigned                  wanted)
{
  EnlistStatus status;

  check->no_secrets = true;
  status = enlist_program_check_expression (check, state, wanted);
  check->no_secrets = false;

  return status;
}

/* A field that receives a value, of @kind unless that is ENLIST_KIND_COUNT */
static EnlistStatus
write_field (EnlistProgramCheck *check,
             EnlistProgramState *state,
             EnlistFieldKind     kind,
             unsigned           *field)
{
  size_t start = check->reader.offset;
  EnlistFieldInfo info;
  EnlistStatus status = enlist_program_check_field (check, &info, field);

  if (status != ENLIST_OK)
    return status;
  if (kind != ENLIST_KIND_COUNT && info.kind != kind)
    {
      check->reader.offset = start;
      return ENLIST_E_TYPE;
    }

  enlist_field_set_add (&state->written, *field);

  return ENLIST_OK;
}

static EnlistStatus
check_bounded (EnlistProgramCheck *check,
               uint64_t            min,
               uint64_t            max)
{
  uint64_t number;

  return enlist_bounded_read_unsigned (&check->reader, min, max, &number);
}

static EnlistStatus
check_texts (EnlistProgramCheck *check)
{
  EnlistSlice texts;
  EnlistStatus status = enlist_text_read (&check->reader, &texts);

  if (status != ENLIST_OK)
    check->error.field = -1;

  return status;
}

/* The type and the field of `make-key` */
static EnlistStatus
check_make_key (EnlistProgramCheck *check,
                EnlistProgramState *state)
{
  uint64_t type;
  unsigned field;
  EnlistStatus status =
    enlist_bounded_read_unsigned (&check->reader, ENLIST_KEY_ED25519, ENLIST_KEY_P256, &type);

  if (status == ENLIST_OK)
    status = write_field (check, state, ENLIST_KIND_KEY, &field);
  if (status != ENLIST_OK)
    return status;

  if (type == ENLIST_KEY_X25519)
    enlist_field_set_remove (&state->signing_keys, field);
  else
    enlist_field_set_add (&state->signing_keys, field);
  if (type == ENLIST_KEY_ED25519)
    state->has_session_key = true;

  return ENLIST_OK;
}

/* The key of `csr` */
static EnlistStatus
check_made_key (EnlistProgramCheck       *check,
                const EnlistProgramState *state)
{
  size_t start = check->reader.offset;
  EnlistFieldInfo info;
  unsigned field;
  EnlistStatus status = enlist_program_check_field (check, &info, &field);

  if (status == ENLIST_OK && info.kind != ENLIST_KIND_KEY)
    status = ENLIST_E_TYPE;
  else if (status == ENLIST_OK && !enlist_field_set_has (&state->signing_keys, field))
    status = ENLIST_E_UNWRITTEN;
  if (status != ENLIST_OK)
    check->reader.offset = start;

  return status;
}

/* A part of `install` */
static EnlistStatus
check_part (EnlistProgramCheck *check)
{
  size_t start = check->reader.offset;
  uint64_t part;
  EnlistStatus status = enlist_cbor_read_unsigned (&check->reader, &part);

  if (status != ENLIST_OK)
    return status;
  if (part >= check->manifest->part_count
      || enlist_manifest_part (check->manifest, (unsigned) part).role < ENLIST_ROLE_CONFIG)
    {
      check->reader.offset = start;
      return ENLIST_E_RANGE;
    }

  return ENLIST_OK;
}

static EnlistStatus
check_trigger (EnlistProgramCheck *check,
               EnlistProgramState *state)
{
  EnlistTrigger trigger = { 0 };
  unsigned field;
  EnlistStatus status = enlist_step_read_trigger (&check->reader, &trigger);

  if (status != ENLIST_OK || trigger.kind == ENLIST_TRIGGER_START)
    return status;

  if (trigger.kind == ENLIST_TRIGGER_EVERY)
    {
      check->reader.offset -= trigger.seconds.size;
      return enlist_program_check_expression (check, state, ENLIST_YIELDS_INTEGER);
    }

  check->reader = trigger.fields;
  for (size_t i = 0; i < trigger.field_count && status == ENLIST_OK; i++)
    status = write_field (check, state, ENLIST_KIND_COUNT, &field);

  return status;
}

/* The arrays of `call`: @letter says of what */
static EnlistStatus
check_list (EnlistProgramCheck *check,
            EnlistProgramState *state,
            char                letter)
{
  unsigned field;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_array (&check->reader, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      if (letter == ENLIST_ARGUMENT_ANYTHING)
        status = enlist_program_check_expression (check, state, ENLIST_YIELDS_ANYTHING);
      else
        status = write_field (check, state, ENLIST_KIND_COUNT, &field);
    }

  return status;
}

static EnlistStatus
check_assignment (EnlistProgramCheck *check,
                  EnlistProgramState *state)
{
  EnlistFieldInfo info;
  unsigned field;
  size_t count;
  EnlistStatus status;

  if (enlist_cbor_reader_peek (&check->reader) != ENLIST_CBOR_ARRAY)
    return enlist_program_check_read_field (check, state, &info, &field);

  status = enlist_bounded_read_array (&check->reader, 2, 2, &count);

  return status == ENLIST_OK ? enlist_program_check_target (check, state) : status;
}

EnlistStatus
enlist_program_check_argument (EnlistProgramCheck *check,
                               EnlistProgramState *state,
                               char                letter)
{
  EnlistFieldInfo info;
  unsigned field;
  bool flag;

  switch (letter)
    {
    case ENLIST_ARGUMENT_ASSIGNMENT: return check_assignment (check, state);
    case ENLIST_ARGUMENT_BOOL:       return enlist_cbor_read_bool (&check->reader, &flag);
    case ENLIST_ARGUMENT_FUNCTION:   return check_bounded (check, 0, UINT16_MAX);
    case ENLIST_ARGUMENT_TIMES:      return check_bounded (check, 1, TIMES_MAX);
    case ENLIST_ARGUMENT_SECONDS:    return check_bounded (check, 1, SECONDS_MAX);
    case ENLIST_ARGUMENT_TRIGGER:    return check_trigger (check, state);
    case ENLIST_ARGUMENT_PART:       return check_part (check);
    case ENLIST_ARGUMENT_MADE_KEY:   return check_made_key (check, state);
    case ENLIST_ARGUMENT_KEY_TYPE:   return check_make_key (check, state);
    case ENLIST_ARGUMENT_TARGET:     return enlist_program_check_target (check, state);
    case ENLIST_ARGUMENT_TEXTS:      return check_texts (check);
    case ENLIST_ARGUMENT_PUBLIC:     return enlist_program_check_public_field (check, state, &info, &field);
    case ENLIST_ARGUMENT_READ:       return enlist_program_check_read_field (check, state, &info, &field);
    case ENLIST_ARGUMENT_WRITTEN:    return write_field (check, state, ENLIST_KIND_COUNT, &field);
    case ENLIST_ARGUMENT_REQUEST:    return write_field (check, state, ENLIST_KIND_BYTES, &field);

    case ENLIST_ARGUMENT_CONDITION:
      return enlist_program_check_expression (check, state, ENLIST_YIELDS_BOOL);

    case ENLIST_ARGUMENT_SUBJECT:
      return enlist_program_check_public_expression (check, state, ENLIST_YIELDS_TEXT);

    case ENLIST_ARGUMENT_KEY:
      return enlist_program_check_public_expression (check, state,
                                                     ENLIST_YIELDS_TEXT | ENLIST_YIELDS_INTEGER);

    case ENLIST_ARGUMENT_QUESTION:
      return check->check_question != NULL ? check->check_question (check, state) : ENLIST_E_ROLE;

    case ENLIST_ARGUMENT_ANYTHING:
    case ENLIST_ARGUMENT_RESULTS:    return check_list (check, state, letter);
    default:                         return ENLIST_OK; /* judged with the argument before it */
    }
}
