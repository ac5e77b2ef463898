/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program.h"

EnlistStatus
enlist_program_walk_init (EnlistProgramWalk *walk,
                          EnlistSlice        program)
{
  size_t count = 0;
  EnlistStatus status;

  memset (walk, 0, sizeof *walk);
  enlist_cbor_reader_init (&walk->reader, program);
  status = enlist_cbor_read_array (&walk->reader, &count);
  if (status == ENLIST_OK && count > ENLIST_MAX_STEPS)
    return ENLIST_E_BUDGET;

  walk->remaining[0] = (uint16_t) count;

  return status;
}

static bool
enter_block (EnlistProgramWalk *walk)
{
  size_t count;

  if (enlist_cbor_read_array (&walk->reader, &count) != ENLIST_OK || count > ENLIST_MAX_STEPS)
    return false;

  walk->remaining[walk->depth] = (uint16_t) count;

  return true;
}

/* Leaves blocks that are through, for their `else` or for what stands behind the `if`. */
static bool
find_step (EnlistProgramWalk *walk)
{
  while (walk->remaining[walk->depth] == 0)
    {
      uint8_t bit = (uint8_t) (1u << walk->depth);

      if (walk->depth == 0)
        return false;

      if (walk->else_follows & bit)
        {
          walk->else_follows &= (uint8_t) ~bit;
          if (!enter_block (walk))
            return false;
        }
      else
        {
          walk->depth--;
        }
    }

  return true;
}

static bool
enter_if (EnlistProgramWalk *walk,
          unsigned           argument_count)
{
  if (argument_count < 2 || walk->depth + 1 == ENLIST_CBOR_MAX_DEPTH
      || enlist_cbor_read_item (&walk->reader, NULL) != ENLIST_OK)
    return false;

  walk->depth++;
  if (argument_count > 2)
    walk->else_follows |= (uint8_t) (1u << walk->depth);

  return enter_block (walk);
}

bool
enlist_program_walk_next (EnlistProgramWalk *walk,
                          EnlistStep        *step)
{
  if (!find_step (walk) || enlist_step_read (&walk->reader, step) != ENLIST_OK)
    return false;

  step->index = walk->index++;
  step->depth = walk->depth;
  walk->remaining[walk->depth]--;

  if (step->operation == ENLIST_OP_IF)
    return enter_if (walk, step->argument_count);

  for (unsigned i = 0; i < step->argument_count; i++)
    if (enlist_cbor_read_item (&walk->reader, NULL) != ENLIST_OK)
      return false;

  return true;
}

unsigned
enlist_program_count_steps (EnlistSlice program)
{
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned count = 0;

  if (enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return 0;

  while (enlist_program_walk_next (&walk, &step))
    count++;

  return count;
}
