/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "bounded.h"
#include "operation.h"

EnlistStatus
enlist_program_check_lock (EnlistProgramCheck       *check,
                           const EnlistProgramState *state)
{
  if (state->has_session_key && enlist_field_set_has (&state->written, ENLIST_FIELD_OWNER))
    return ENLIST_OK;

  check->error.field = state->has_session_key ? ENLIST_FIELD_OWNER : -1;

  return ENLIST_E_UNWRITTEN;
}

/* Steps inside of blocks have left their mark in the error. */
static void
name_step (EnlistProgramCheck *check,
           const EnlistStep   *step)
{
  check->error.step = step->index;
  check->error.operation = step->operation;
  check->error.field = -1;
}

static void
keep_common (EnlistFieldSet       *set,
             const EnlistFieldSet *other)
{
  for (size_t i = 0; i < sizeof set->bits; i++)
    set->bits[i] &= other->bits[i];
}

/* What only one of the ways makes certain is not certain behind them. */
static void
join (EnlistProgramState       *state,
      const EnlistProgramState *other)
{
  keep_common (&state->written, &other->written);
  keep_common (&state->signing_keys, &other->signing_keys);
  state->has_session_key &= other->has_session_key;
}

/* Whether the block need not run: the second way is around it or through another one. */
static bool
is_one_of_several (EnlistOperation operation)
{
  return operation == ENLIST_OP_IF || operation == ENLIST_OP_TRY;
}

static EnlistStatus
check_arguments (EnlistProgramCheck *check,
                 EnlistProgramState *state,
                 const EnlistStep   *step)
{
  bool repeats = step->operation == ENLIST_OP_TRY || step->operation == ENLIST_OP_REPEAT;
  EnlistProgramState before = *state, after = before;
  EnlistStatus status = ENLIST_OK;
  unsigned blocks = 0;

  check->alternatives += repeats;
  for (unsigned i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    {
      char letter = enlist_operation_argument (step->operation, i);

      if (letter != ENLIST_ARGUMENT_BLOCK)
        {
          status = enlist_program_check_argument (check, state, letter);
          continue;
        }

      if (is_one_of_several (step->operation))
        *state = before;
      status = enlist_program_check_block (check, state);
      if (status == ENLIST_OK)
        name_step (check, step);
      if (blocks++ > 0)
        join (state, &after);
      after = *state;
    }
  check->alternatives -= repeats;

  if (step->operation == ENLIST_OP_IF && blocks == 1)
    join (state, &before);

  return status;
}

/* Clause 8.5, point 5 */
static EnlistStatus
check_precondition (EnlistProgramCheck       *check,
                    const EnlistProgramState *state,
                    EnlistOperation           operation)
{
  if (operation == ENLIST_OP_LOCK)
    return enlist_program_check_lock (check, state);

  return operation == ENLIST_OP_REPORT && !state->has_session_key ? ENLIST_E_UNWRITTEN : ENLIST_OK;
}

static EnlistStatus
check_place (const EnlistProgramCheck *check,
             const EnlistStep         *step)
{
  bool is_when = step->operation == ENLIST_OP_WHEN;

  if (!enlist_operation_in_role (step->operation, check->role))
    return ENLIST_E_ROLE;
  if (check->role == ENLIST_ROLE_APP && is_when != (check->depth == 1))
    return ENLIST_E_ROLE;
  if (check->alternatives > 0 && enlist_operation_happens_once (step->operation))
    return ENLIST_E_ONCE;

  return enlist_operation_takes (step->operation, step->argument_count) ? ENLIST_OK : ENLIST_E_TYPE;
}

EnlistStatus
enlist_program_check_step (EnlistProgramCheck *check,
                           EnlistProgramState *state)
{
  size_t start = check->reader.offset;
  EnlistStep step = { .index = check->next_index++ };
  EnlistStatus status;

  name_step (check, &step);
  if (step.index == ENLIST_MAX_STEPS)
    return ENLIST_E_BUDGET;

  status = enlist_step_read (&check->reader, &step);
  check->error.operation = step.operation;
  if (status == ENLIST_OK)
    status = check_place (check, &step);
  if (status != ENLIST_OK)
    {
      check->reader.offset = start;
      return status;
    }

  status = check_precondition (check, state, step.operation);

  return status == ENLIST_OK ? check_arguments (check, state, &step) : status;
}
