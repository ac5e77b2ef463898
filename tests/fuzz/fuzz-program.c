/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "fuzz.h"
#include "interpreter.h"
#include "sample-programs.h"

/* Reads every argument and evaluates every expression as a host would. */
static void
perform (const EnlistStep       *step,
         const EnlistFieldStore *fields)
{
  EnlistCborReader arguments = step->arguments;
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistQuestion question;
  EnlistSlice expression;
  EnlistCall call;
  EnlistStatus status;
  unsigned field;
  size_t size;

  switch (step->operation)
    {
    case ENLIST_OP_ASK:
      for (unsigned i = 0; i < step->argument_count; i++)
        {
          fuzz_require (enlist_step_read_question (&arguments, &question) == ENLIST_OK);
          enlist_text_choose (question.label, "de_AT.UTF-8");
        }
      break;

    case ENLIST_OP_SET:
      for (unsigned i = 0; i < step->argument_count; i++)
        {
          fuzz_require (enlist_step_read_setting (&arguments, &field, &expression) == ENLIST_OK);
          if (expression.size > 0)
            {
              status = enlist_expression_evaluate (expression, fields, value, sizeof value, &size);
              fuzz_require (status != ENLIST_E_SPACE);
              fuzz_require (status != ENLIST_OK
                            || enlist_cbor_validate (enlist_slice (value, size), NULL) == ENLIST_OK);
            }
        }
      break;

    case ENLIST_OP_CALL:
      fuzz_require (enlist_step_read_call (step, &call) == ENLIST_OK);
      for (size_t i = 0; i < call.argument_count; i++)
        {
          fuzz_require (enlist_cbor_read_item (&call.arguments, &expression) == ENLIST_OK);
          status = enlist_expression_evaluate (expression, fields, value, sizeof value, &size);
          fuzz_require (status != ENLIST_E_SPACE);
        }
      for (size_t i = 0; i < call.result_count; i++)
        fuzz_require (enlist_step_read_field (&call.results, &field) == ENLIST_OK);
      break;

    default:
      break;
    }
}

static void
run (EnlistSlice       program,
     EnlistFieldStore *fields)
{
  EnlistInterpreter interpreter;
  EnlistStatus status;
  EnlistStep step;
  unsigned count = enlist_program_count_steps (program), executed = 0, last = 0;

  fuzz_require (count > 0 && count <= ENLIST_MAX_STEPS);
  fuzz_require (enlist_interpreter_init (&interpreter, program, fields) == ENLIST_OK);
  for (;;)
    {
      status = enlist_interpreter_next (&interpreter, &step);
      fuzz_require (step.index <= count && (executed == 0 || step.index > last));
      if (status != ENLIST_OK || step.operation == ENLIST_OP_END)
        break;

      perform (&step, fields);
      last = step.index;
      fuzz_require (++executed <= count);
    }

  fuzz_require (status == ENLIST_OK || status == ENLIST_E_CHECK || status == ENLIST_E_FAILED
                || status == ENLIST_E_TYPE || status == ENLIST_E_RANGE);
  enlist_text_choose (enlist_interpreter_message (&step), "de");
}

static void
set_field (EnlistFieldStore *fields,
           unsigned          field,
           const char       *value)
{
  fuzz_require (enlist_field_store_set (fields, field, diagnostic_cbor (value)) == ENLIST_OK);
}

/* The first byte is the role, the others the program. What validates runs to an end. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static EnlistManifest manifest;
  static EnlistFieldStore fields;
  static uint8_t arena[4096];
  EnlistProgramError error = { .status = ENLIST_OK };
  EnlistSlice program;
  EnlistRole role;

  if (size == 0)
    return 0;

  if (fields.arena == NULL)
    {
      fuzz_require (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), &manifest, NULL) == ENLIST_OK);
      enlist_field_store_init (&fields, arena, sizeof arena);
      set_field (&fields, 0, "[\"Vienna\", \"HQ\"]");
      set_field (&fields, 6, "\"SN-1\"");
      set_field (&fields, 64, "\"x\"^600");
      set_field (&fields, 65, "-5");
      set_field (&fields, 66, "1");
      set_field (&fields, 67, "true");
      set_field (&fields, 72, "null");
      set_field (&fields, 76, "h'0102'");
    }

  program = enlist_slice (data + 1, size - 1);
  role = data[0] % 2 == 0 ? ENLIST_ROLE_ASSIST : ENLIST_ROLE_DEVICE;
  if (enlist_program_validate (program, role, &manifest, 0, &error) != ENLIST_OK)
    {
      fuzz_require (error.status != ENLIST_OK && error.offset <= program.size &&
                    error.step <= ENLIST_MAX_STEPS);
      return 0;
    }

  run (program, &fields);
  enlist_program_validate_pair (program, program, &manifest, NULL, NULL);

  return 0;
}
