/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "interpreter.h"

EnlistStatus
enlist_interpreter_init (EnlistInterpreter *interpreter,
                         EnlistSlice        program,
                         EnlistFieldStore  *fields)
{
  size_t count = 0;
  EnlistStatus status;

  memset (interpreter, 0, sizeof *interpreter);
  interpreter->fields = fields;
  interpreter->program = program;
  enlist_cbor_reader_init (&interpreter->reader, program);

  status = enlist_cbor_read_array (&interpreter->reader, &count);
  if (status == ENLIST_OK && count > ENLIST_MAX_STEPS)
    return ENLIST_E_BUDGET;
  interpreter->blocks[0].remaining = (uint16_t) count;

  return status;
}

/* @reader: on a block; is moved behind it */
static EnlistStatus
read_block (EnlistCborReader *reader,
            EnlistCborReader *first,
            size_t           *count,
            unsigned         *steps)
{
  EnlistSlice block;
  EnlistStatus status;

  *first = *reader;
  status = enlist_cbor_read_array (first, count);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (reader, &block);
  if (status == ENLIST_OK)
    *steps = enlist_program_count_steps (block);

  return status;
}

/* @reader: on the condition of an `if`. The interpreter is changed only in case of success. */
static EnlistStatus
choose_block (EnlistInterpreter *interpreter,
              const EnlistStep  *step,
              EnlistCborReader   reader,
              bool               condition)
{
  EnlistCborReader first[2];
  size_t counts[2] = { 0, 0 };
  unsigned steps[2] = { 0, 0 };
  unsigned chosen = condition ? 0 : 1;
  unsigned depth = interpreter->depth;
  EnlistStatus status = enlist_cbor_read_item (&reader, NULL);

  for (unsigned i = 0; i + 1 < step->argument_count && i < 2 && status == ENLIST_OK; i++)
    status = read_block (&reader, &first[i], &counts[i], &steps[i]);
  if (status != ENLIST_OK)
    return status;
  if (depth + 1 == ENLIST_CBOR_MAX_DEPTH)
    return ENLIST_E_DEPTH;

  interpreter->blocks[depth].remaining--;
  interpreter->reader = reader;
  interpreter->index = step->index + 1 + steps[0] + steps[1];
  if (counts[chosen] == 0)
    return ENLIST_OK;

  interpreter->blocks[depth + 1].remaining = (uint16_t) counts[chosen];
  interpreter->blocks[depth + 1].end = reader.offset;
  interpreter->blocks[depth + 1].end_index = (uint16_t) interpreter->index;
  interpreter->depth++;
  interpreter->reader = first[chosen];
  interpreter->index = step->index + 1 + (condition ? 0 : steps[0]);

  return ENLIST_OK;
}

static EnlistStatus
pass_step (EnlistInterpreter *interpreter,
           const EnlistStep  *step)
{
  EnlistCborReader reader = step->arguments;

  for (unsigned i = 0; i < step->argument_count; i++)
    {
      EnlistStatus status = enlist_cbor_read_item (&reader, NULL);

      if (status != ENLIST_OK)
        return status;
    }

  interpreter->reader = reader;
  interpreter->index++;
  interpreter->blocks[interpreter->depth].remaining--;

  return ENLIST_OK;
}

static EnlistStatus
execute (EnlistInterpreter *interpreter,
         const EnlistStep  *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice condition;
  bool result = true;
  EnlistStatus status = ENLIST_OK;

  if (step->operation == ENLIST_OP_FAIL)
    return ENLIST_E_FAILED;

  if (step->operation == ENLIST_OP_END)
    {
      interpreter->ended = true;
      return ENLIST_OK;
    }

  if (step->operation == ENLIST_OP_CHECK || step->operation == ENLIST_OP_IF)
    {
      status = enlist_cbor_read_item (&reader, &condition);
      if (status == ENLIST_OK)
        status = enlist_expression_test (condition, interpreter->fields, &result);
      if (status != ENLIST_OK)
        return status;
    }

  if (step->operation == ENLIST_OP_IF)
    return choose_block (interpreter, step, step->arguments, result);

  return result ? pass_step (interpreter, step) : ENLIST_E_CHECK;
}

static void
leave_blocks (EnlistInterpreter *interpreter)
{
  while (interpreter->depth > 0 && interpreter->blocks[interpreter->depth].remaining == 0)
    {
      interpreter->reader.offset = interpreter->blocks[interpreter->depth].end;
      interpreter->index = interpreter->blocks[interpreter->depth].end_index;
      interpreter->depth--;
    }
}

EnlistStatus
enlist_interpreter_next (EnlistInterpreter *interpreter,
                         EnlistStep        *step)
{
  EnlistCborReader reader;
  EnlistStatus status;

  leave_blocks (interpreter);
  *step = (EnlistStep) {
    .operation = ENLIST_OP_END,
    .index = interpreter->index,
    .depth = interpreter->depth,
    .arguments = interpreter->reader,
  };
  if (interpreter->blocks[interpreter->depth].remaining == 0)
    interpreter->ended = true;
  if (interpreter->ended)
    return ENLIST_OK;

  reader = interpreter->reader;
  status = enlist_step_read (&reader, step);
  if (status == ENLIST_OK && interpreter->executed == ENLIST_MAX_EXECUTED)
    return ENLIST_E_BUDGET;
  if (status == ENLIST_OK)
    status = execute (interpreter, step);
  if (status == ENLIST_OK)
    interpreter->executed++;

  return status;
}

EnlistSlice
enlist_interpreter_message (const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice texts = { 0 };

  if (step->operation == ENLIST_OP_CHECK && step->argument_count == 2
      && enlist_cbor_read_item (&reader, NULL) != ENLIST_OK)
    return texts;

  if ((step->operation == ENLIST_OP_CHECK && step->argument_count == 2)
      || (step->operation == ENLIST_OP_FAIL && step->argument_count == 1))
    enlist_cbor_read_item (&reader, &texts);

  return texts;
}
