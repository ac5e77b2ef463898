/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "interpreter.h"

EnlistStatus
enlist_interpreter_init_block (EnlistInterpreter *interpreter,
                               EnlistSlice        program,
                               EnlistSlice        block,
                               unsigned           index,
                               EnlistFieldStore  *fields)
{
  size_t count = 0;
  EnlistStatus status;

  memset (interpreter, 0, sizeof *interpreter);
  interpreter->fields = fields;
  interpreter->index = index;
  enlist_cbor_reader_init (&interpreter->reader, program);
  interpreter->reader.offset = (size_t) (block.data - program.data);

  status = enlist_cbor_read_array (&interpreter->reader, &count);
  if (status == ENLIST_OK && count > ENLIST_MAX_STEPS)
    return ENLIST_E_BUDGET;
  interpreter->blocks[0].remaining = (uint16_t) count;

  return status;
}

EnlistStatus
enlist_interpreter_init (EnlistInterpreter *interpreter,
                         EnlistSlice        program,
                         EnlistFieldStore  *fields)
{
  return enlist_interpreter_init_block (interpreter, program, program, 0, fields);
}

/* Onto the first step of the block at @depth: the argument of its step that @argument says. */
static EnlistStatus
enter_block (EnlistInterpreter *interpreter,
             unsigned           depth,
             unsigned           argument)
{
  EnlistCborReader reader = interpreter->reader;
  EnlistStep step = { 0 };
  EnlistSlice item;
  unsigned index = interpreter->blocks[depth].index + 1u;
  size_t count = 0;
  EnlistStatus status;

  reader.offset = interpreter->blocks[depth].step;
  status = enlist_step_read (&reader, &step);
  for (unsigned i = 0; i < argument && status == ENLIST_OK; i++)
    {
      status = enlist_cbor_read_item (&reader, &item);
      if (status == ENLIST_OK && enlist_operation_takes_block (step.operation, i))
        index += enlist_program_count_steps (item);
    }
  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&reader, &count);
  if (status != ENLIST_OK)
    return status;

  interpreter->blocks[depth].argument = (uint8_t) argument;
  interpreter->blocks[depth].remaining = (uint16_t) count;
  interpreter->depth = depth;
  interpreter->reader = reader;
  interpreter->index = index;

  return ENLIST_OK;
}

/* Enters a block of @step, on which the interpreter stands. @left: as in the interpreter's blocks */
static EnlistStatus
descend (EnlistInterpreter *interpreter,
         const EnlistStep  *step,
         unsigned           argument,
         unsigned           left)
{
  unsigned depth = interpreter->depth + 1;
  EnlistStatus status;

  if (depth == ENLIST_PROGRAM_MAX_DEPTH)
    return ENLIST_E_DEPTH;

  interpreter->blocks[depth].step = interpreter->reader.offset;
  interpreter->blocks[depth].index = (uint16_t) step->index;
  interpreter->blocks[depth].operation = (uint8_t) step->operation;
  interpreter->blocks[depth].left = (uint8_t) left;
  status = enter_block (interpreter, depth, argument);
  if (status == ENLIST_OK)
    interpreter->blocks[depth - 1].remaining--;

  return status;
}

static void
pass_step (EnlistInterpreter *interpreter)
{
  interpreter->index += enlist_program_pass_step (&interpreter->reader);
}

static EnlistStatus
test (EnlistInterpreter *interpreter,
      EnlistCborReader   reader,
      bool              *result)
{
  EnlistSlice condition;
  EnlistStatus status = enlist_cbor_read_item (&reader, &condition);

  return status == ENLIST_OK ? enlist_expression_test (condition, interpreter->fields, result) : status;
}

static EnlistStatus
execute (EnlistInterpreter *interpreter,
         const EnlistStep  *step)
{
  EnlistCborReader reader = step->arguments;
  uint64_t times = 1;
  bool result = true;
  EnlistStatus status = ENLIST_OK;

  switch (step->operation)
    {
    case ENLIST_OP_END:
      interpreter->ended = true;
      return ENLIST_OK;

    case ENLIST_OP_FAIL:
      return ENLIST_E_FAILED;

    case ENLIST_OP_CHECK:
      status = test (interpreter, reader, &result);
      if (status == ENLIST_OK && !result)
        status = ENLIST_E_CHECK;
      break;

    case ENLIST_OP_IF:
      status = test (interpreter, reader, &result);
      if (status == ENLIST_OK && (result || step->argument_count > 2))
        return descend (interpreter, step, result ? 1 : 2, 0);
      break;

    case ENLIST_OP_TRY:
      return descend (interpreter, step, 0, step->argument_count - 1);

    case ENLIST_OP_REPEAT:
      status = enlist_cbor_read_unsigned (&reader, &times);
      return status == ENLIST_OK ? descend (interpreter, step, 1, (unsigned) times - 1) : status;

    default:
      break;
    }

  if (status == ENLIST_OK)
    {
      pass_step (interpreter);
      interpreter->blocks[interpreter->depth].remaining--;
    }

  return status;
}

/* Onto the step that holds the present block. */
static EnlistCborReader
read_holder (const EnlistInterpreter *interpreter,
             EnlistStep              *step)
{
  EnlistCborReader reader = interpreter->reader;

  reader.offset = interpreter->blocks[interpreter->depth].step;
  *step = (EnlistStep) {
    .index = interpreter->blocks[interpreter->depth].index,
    .depth = interpreter->depth - 1,
  };
  enlist_step_read (&reader, step);

  return reader;
}

/* @step: the `repeat` behind whose block the interpreter stands, with rounds left */
static EnlistStatus
repeat (EnlistInterpreter *interpreter,
        const EnlistStep  *step,
        EnlistCborReader   reader,
        bool              *again)
{
  bool until = false;
  EnlistStatus status = ENLIST_OK;

  if (step->argument_count > 2)
    {
      status = enlist_cbor_read_item (&reader, NULL);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, NULL);
      if (status == ENLIST_OK)
        status = test (interpreter, reader, &until);
    }
  *again = status == ENLIST_OK && !until;

  return status;
}

/* Leaves blocks that are through, or begins them again. @step: (out): where an `until` fails */
static EnlistStatus
leave_blocks (EnlistInterpreter *interpreter,
              EnlistStep        *step)
{
  while (interpreter->depth > 0 && interpreter->blocks[interpreter->depth].remaining == 0)
    {
      unsigned depth = interpreter->depth;
      EnlistCborReader reader = interpreter->reader;
      bool again = false;

      if (interpreter->blocks[depth].operation == ENLIST_OP_REPEAT && interpreter->blocks[depth].left > 0)
        {
          EnlistStatus status;

          reader = read_holder (interpreter, step);
          status = repeat (interpreter, step, reader, &again);
          if (status != ENLIST_OK)
            return status;
        }

      if (again)
        {
          interpreter->blocks[depth].left--;
          enter_block (interpreter, depth, 1);
        }
      else
        {
          interpreter->reader.offset = interpreter->blocks[depth].step;
          interpreter->index = interpreter->blocks[depth].index;
          interpreter->depth--;
          pass_step (interpreter);
        }
    }

  return ENLIST_OK;
}

/* Clause 8.2: the failures that a `try` catches */
static bool
counts_as_failure (EnlistStatus status)
{
  switch (status)
    {
    case ENLIST_E_TYPE:
    case ENLIST_E_RANGE:
    case ENLIST_E_CHECK:
    case ENLIST_E_FUNCTION:
    case ENLIST_E_CALL:
    case ENLIST_E_TIMEOUT:
    case ENLIST_E_FAILED:
    case ENLIST_E_NOT_FOUND: return true;
    default:                 return false;
    }
}

/* Enters the next block of the innermost `try` that has one. */
static bool
catch_failure (EnlistInterpreter *interpreter,
               EnlistStatus       status)
{
  if (!counts_as_failure (status))
    return false;

  for (unsigned depth = interpreter->depth; depth > 0; depth--)
    if (interpreter->blocks[depth].operation == ENLIST_OP_TRY && interpreter->blocks[depth].left > 0)
      {
        interpreter->blocks[depth].left--;
        return enter_block (interpreter, depth, interpreter->blocks[depth].argument + 1u) == ENLIST_OK;
      }

  return false;
}

static EnlistStatus
next_step (EnlistInterpreter *interpreter,
           EnlistStep        *step)
{
  EnlistCborReader reader;
  EnlistStatus status = leave_blocks (interpreter, step);

  if (status != ENLIST_OK)
    return status;

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
  if (status == ENLIST_OK || counts_as_failure (status))
    interpreter->executed++;

  return status;
}

EnlistStatus
enlist_interpreter_next (EnlistInterpreter *interpreter,
                         EnlistStep        *step)
{
  EnlistStatus status;

  if (interpreter->failure != ENLIST_OK)
    return interpreter->failure;

  status = next_step (interpreter, step);
  if (status == ENLIST_OK || !catch_failure (interpreter, status))
    return status;

  step->failed = true;

  return ENLIST_OK;
}

EnlistStatus
enlist_interpreter_fail (EnlistInterpreter *interpreter,
                         EnlistStatus       status)
{
  if (catch_failure (interpreter, status))
    return ENLIST_OK;

  interpreter->failure = status;

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
