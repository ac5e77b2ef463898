/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "bounded.h"

#define SECONDS_MAX 3600

EnlistStatus
enlist_program_check_field (EnlistProgramCheck *check,
                            EnlistFieldInfo    *info,
                            unsigned           *field)
{
  EnlistCborReader start = check->reader;
  EnlistStatus status = enlist_step_read_field (&check->reader, field);

  if (status != ENLIST_OK)
    return status;

  check->error.field = (int) *field;
  if (!enlist_manifest_field (check->manifest, *field, info))
    {
      check->reader = start;
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
  EnlistCborReader start = check->reader;
  EnlistStatus status = enlist_program_check_field (check, info, field);

  if (status == ENLIST_OK && !enlist_program_state_has (state, *field))
    {
      check->reader = start;
      return ENLIST_E_UNWRITTEN;
    }

  return status;
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

static EnlistStatus
write_fields (EnlistProgramCheck *check,
              EnlistProgramState *state,
              size_t              count)
{
  EnlistFieldInfo info;
  unsigned field;
  EnlistStatus status = ENLIST_OK;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      status = enlist_program_check_field (check, &info, &field);
      if (status == ENLIST_OK)
        enlist_program_state_write (state, field);
    }

  return status;
}

static EnlistStatus
read_fields (EnlistProgramCheck       *check,
             const EnlistProgramState *state,
             size_t                    count,
             bool                      allow_sensitive)
{
  EnlistStatus status = ENLIST_OK;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      EnlistCborReader start = check->reader;
      EnlistFieldInfo info;
      unsigned field;

      status = enlist_program_check_read_field (check, state, &info, &field);
      if (status == ENLIST_OK && !allow_sensitive && (info.flags & ENLIST_FIELD_SENSITIVE) != 0)
        {
          check->reader = start;
          return ENLIST_E_TYPE;
        }
    }

  return status;
}

static EnlistStatus
check_call (EnlistProgramCheck *check,
            EnlistProgramState *state,
            const EnlistStep   *step)
{
  uint64_t function;
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_unsigned (&check->reader, 0, UINT16_MAX, &function);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&check->reader, &count);
  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_program_check_expression (check, state, ~0u);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&check->reader, &count);
  if (status == ENLIST_OK)
    status = write_fields (check, state, count);
  if (status == ENLIST_OK && step->argument_count == 4)
    status = check_texts (check);

  return status;
}

static EnlistStatus
check_make_key (EnlistProgramCheck *check,
                EnlistProgramState *state)
{
  EnlistCborReader start;
  EnlistFieldInfo info;
  unsigned field;
  uint64_t type;
  EnlistStatus status;

  status = enlist_bounded_read_unsigned (&check->reader, ENLIST_KEY_ED25519, ENLIST_KEY_X25519, &type);
  start = check->reader;
  if (status == ENLIST_OK)
    status = enlist_program_check_field (check, &info, &field);
  if (status == ENLIST_OK && info.kind != ENLIST_KIND_KEY)
    {
      check->reader = start;
      return ENLIST_E_TYPE;
    }
  if (status != ENLIST_OK)
    return status;

  enlist_program_state_write (state, field);
  if (type == ENLIST_KEY_ED25519)
    state->has_signing_key = true;

  return ENLIST_OK;
}

static EnlistStatus
check_lock (EnlistProgramCheck       *check,
            const EnlistProgramState *state)
{
  if (state->has_signing_key && enlist_program_state_has (state, ENLIST_FIELD_OWNER))
    return ENLIST_OK;

  check->error.field = state->has_signing_key ? ENLIST_FIELD_OWNER : -1;

  return ENLIST_E_UNWRITTEN;
}

static EnlistStatus
check_note (EnlistProgramCheck *check,
            const EnlistStep   *step)
{
  bool confirm;
  EnlistStatus status = check_texts (check);

  if (status == ENLIST_OK && step->argument_count == 2)
    status = enlist_cbor_read_bool (&check->reader, &confirm);

  return status;
}

static EnlistStatus
check_await (EnlistProgramCheck *check,
             EnlistProgramState *state,
             const EnlistStep   *step)
{
  uint64_t seconds;
  EnlistStatus status = enlist_bounded_read_unsigned (&check->reader, 1, SECONDS_MAX, &seconds);

  return status == ENLIST_OK ? write_fields (check, state, step->argument_count - 1) : status;
}

static EnlistStatus
check_check (EnlistProgramCheck       *check,
             const EnlistProgramState *state)
{
  EnlistStatus status = enlist_program_check_expression (check, state, ENLIST_YIELDS_BOOL);

  return status == ENLIST_OK ? check_texts (check) : status;
}

/* What only one of the branches makes certain is not certain behind them. */
static EnlistStatus
check_if (EnlistProgramCheck *check,
          EnlistProgramState *state,
          const EnlistStep   *step)
{
  EnlistProgramState otherwise = *state;
  EnlistStatus status = enlist_program_check_expression (check, state, ENLIST_YIELDS_BOOL);

  if (status == ENLIST_OK)
    status = enlist_program_check_block (check, state);
  if (status == ENLIST_OK && step->argument_count == 3)
    {
      check->error.step = step->index;
      check->error.operation = ENLIST_OP_IF;
      check->error.field = -1;
      status = enlist_program_check_block (check, &otherwise);
    }

  state->written[0] &= otherwise.written[0];
  state->written[1] &= otherwise.written[1];
  state->has_signing_key &= otherwise.has_signing_key;

  return status;
}

static EnlistStatus
check_arguments (EnlistProgramCheck *check,
                 EnlistProgramState *state,
                 const EnlistStep   *step)
{
  size_t count = step->argument_count;

  switch (step->operation)
    {
    case ENLIST_OP_CHECK:    return check_check (check, state);
    case ENLIST_OP_IF:       return check_if (check, state, step);
    case ENLIST_OP_FAIL:     return check_texts (check);
    case ENLIST_OP_NOTE:     return check_note (check, step);
    case ENLIST_OP_ASK:      return enlist_program_check_ask (check, state, count);
    case ENLIST_OP_SEND:     return read_fields (check, state, count, true);
    case ENLIST_OP_AWAIT:    return check_await (check, state, step);
    case ENLIST_OP_RECORD:   return read_fields (check, state, count, false);
    case ENLIST_OP_NEED:     return write_fields (check, state, count);
    case ENLIST_OP_CALL:     return check_call (check, state, step);
    case ENLIST_OP_SET:      return enlist_program_check_set (check, state, count);
    case ENLIST_OP_MAKE_KEY: return check_make_key (check, state);
    case ENLIST_OP_LOCK:     return check_lock (check, state);

    case ENLIST_OP_REPORT:
      return state->has_signing_key ? read_fields (check, state, count, false) : ENLIST_E_UNWRITTEN;

    default: /* end, identify, forget: no arguments */
      return ENLIST_OK;
    }
}

EnlistStatus
enlist_program_check_step (EnlistProgramCheck *check,
                           EnlistProgramState *state)
{
  EnlistCborReader start = check->reader;
  EnlistStep step = { .index = check->next_index++ };
  EnlistStatus status;

  check->error.step = step.index;
  check->error.operation = ENLIST_OP_END;
  check->error.field = -1;
  if (step.index == ENLIST_MAX_STEPS)
    return ENLIST_E_BUDGET;

  status = enlist_step_read (&check->reader, &step);
  check->error.operation = step.operation;
  if (status == ENLIST_OK && !enlist_operation_in_role (step.operation, check->role))
    status = ENLIST_E_ROLE;
  else if (status == ENLIST_OK && !enlist_operation_takes (step.operation, step.argument_count))
    status = ENLIST_E_TYPE;
  if (status != ENLIST_OK)
    {
      check->reader = start;
      return status;
    }

  return check_arguments (check, state, &step);
}
