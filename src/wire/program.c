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

  walk->blocks[0].remaining = (uint16_t) count;

  return status;
}

/* Passes over the arguments of the step that the present block belongs to, into its next block. */
static bool
find_block (EnlistProgramWalk *walk)
{
  size_t count;

  while (walk->blocks[walk->depth].arguments > 0)
    {
      unsigned argument = walk->blocks[walk->depth].argument++;

      walk->blocks[walk->depth].arguments--;
      if (!enlist_operation_takes_block (walk->blocks[walk->depth].operation, argument))
        {
          if (enlist_cbor_read_item (&walk->reader, NULL) != ENLIST_OK)
            return false;
          continue;
        }

      if (enlist_cbor_read_array (&walk->reader, &count) != ENLIST_OK || count > ENLIST_MAX_STEPS)
        return false;
      walk->blocks[walk->depth].remaining = (uint16_t) count;
      return true;
    }
  walk->depth--;

  return true;
}

bool
enlist_program_walk_next (EnlistProgramWalk *walk,
                          EnlistStep        *step)
{
  while (walk->blocks[walk->depth].remaining == 0)
    if (walk->depth == 0 || !find_block (walk))
      return false;

  if (enlist_step_read (&walk->reader, step) != ENLIST_OK)
    return false;

  step->index = walk->index++;
  step->depth = walk->depth;
  step->failed = false;
  walk->blocks[walk->depth].remaining--;

  /* One level too many fails with the first block only, which no valid program has. */
  if (walk->depth + 1 == ENLIST_PROGRAM_MAX_DEPTH)
    {
      for (unsigned i = 0; i < step->argument_count; i++)
        if (enlist_operation_takes_block (step->operation, i)
            || enlist_cbor_read_item (&walk->reader, NULL) != ENLIST_OK)
          return false;
      return true;
    }

  walk->depth++;
  walk->blocks[walk->depth].remaining = 0;
  walk->blocks[walk->depth].arguments = (uint16_t) step->argument_count;
  walk->blocks[walk->depth].operation = (uint8_t) step->operation;
  walk->blocks[walk->depth].argument = 0;

  return true;
}

static unsigned
count_rest (EnlistProgramWalk *walk)
{
  EnlistStep step;
  unsigned count = 0;

  while (enlist_program_walk_next (walk, &step))
    count++;

  return count;
}

unsigned
enlist_program_count_steps (EnlistSlice program)
{
  EnlistProgramWalk walk;

  return enlist_program_walk_init (&walk, program) == ENLIST_OK ? count_rest (&walk) : 0;
}

unsigned
enlist_program_pass_step (EnlistCborReader *reader)
{
  EnlistProgramWalk walk = { .reader = *reader, .blocks[0].remaining = 1 };
  unsigned count = count_rest (&walk);

  *reader = walk.reader;

  return count;
}
