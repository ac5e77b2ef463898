/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "interpreter.h"
#include "sample-programs.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

typedef struct {
  EnlistFieldStore fields;
  EnlistSlice program;
  EnlistInterpreter interpreter;
} Fixture;

static void
set_up (Fixture    *fixture,
        const char *program)
{
  fixture->program = diagnostic_cbor (program);
  enlist_field_store_init (&fixture->fields, test_memory (8192), 8192);
  CHECK_STATUS (enlist_interpreter_init (&fixture->interpreter, fixture->program, &fixture->fields),
                ENLIST_OK);
}

static void
give (Fixture    *fixture,
      unsigned    field,
      const char *value)
{
  CHECK_STATUS (enlist_field_store_set (&fixture->fields, field, diagnostic_cbor (value)), ENLIST_OK);
}

static void
expect_step (Fixture         *fixture,
             EnlistOperation  operation,
             unsigned         index,
             unsigned         depth)
{
  EnlistStep step;

  test_context ("step %u", index);
  CHECK_STATUS (enlist_interpreter_next (&fixture->interpreter, &step), ENLIST_OK);
  CHECK_NUMBER (step.operation, operation);
  CHECK_NUMBER (step.index, index);
  CHECK_NUMBER (step.depth, depth);
}

static void
test_assistant_wood (void)
{
  Fixture fixture;

  set_up (&fixture, SAMPLE_ASSIST);
  expect_step (&fixture, ENLIST_OP_NOTE, 0, 0);
  expect_step (&fixture, ENLIST_OP_ASK, 1, 0);
  give (&fixture, 0, "[\"Vienna\", \"HQ\"]");
  give (&fixture, 2, "[\"Example\", h'00'^32]");
  give (&fixture, 66, "1");
  give (&fixture, 65, "null");
  expect_step (&fixture, ENLIST_OP_IF, 2, 0);
  expect_step (&fixture, ENLIST_OP_NOTE, 3, 1);
  expect_step (&fixture, ENLIST_OP_IF, 4, 1); /* the height was left open */
  expect_step (&fixture, ENLIST_OP_CHECK, 8, 0);
  expect_step (&fixture, ENLIST_OP_SEND, 9, 0);
  expect_step (&fixture, ENLIST_OP_AWAIT, 10, 0);
  expect_step (&fixture, ENLIST_OP_RECORD, 11, 0);
  expect_step (&fixture, ENLIST_OP_RECORD, 12, 0);
  expect_step (&fixture, ENLIST_OP_END, 13, 0);
  expect_step (&fixture, ENLIST_OP_END, 13, 0);
}

static void
test_assistant_branches (void)
{
  Fixture fixture;

  set_up (&fixture, SAMPLE_ASSIST);
  expect_step (&fixture, ENLIST_OP_NOTE, 0, 0);
  expect_step (&fixture, ENLIST_OP_ASK, 1, 0);
  give (&fixture, 0, "[\"Vienna\"]");
  give (&fixture, 66, "1");
  give (&fixture, 65, "12");
  expect_step (&fixture, ENLIST_OP_IF, 2, 0);
  expect_step (&fixture, ENLIST_OP_NOTE, 3, 1);
  expect_step (&fixture, ENLIST_OP_IF, 4, 1);
  expect_step (&fixture, ENLIST_OP_NOTE, 5, 2);
  expect_step (&fixture, ENLIST_OP_CHECK, 8, 0);

  set_up (&fixture, SAMPLE_ASSIST);
  expect_step (&fixture, ENLIST_OP_NOTE, 0, 0);
  expect_step (&fixture, ENLIST_OP_ASK, 1, 0);
  give (&fixture, 0, "[\"Vienna\"]");
  give (&fixture, 66, "0");
  expect_step (&fixture, ENLIST_OP_IF, 2, 0);
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 6, 1);
  expect_step (&fixture, ENLIST_OP_NOTE, 7, 1);
  expect_step (&fixture, ENLIST_OP_CHECK, 8, 0);
}

static void
test_device (void)
{
  Fixture fixture;
  EnlistSlice expression;
  EnlistStep step;
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  unsigned field;
  size_t size;

  set_up (&fixture, SAMPLE_DEVICE);
  give (&fixture, 6, "\"1234\"");
  expect_step (&fixture, ENLIST_OP_NEED, 0, 0);
  give (&fixture, 0, "[\"Vienna\"]");
  give (&fixture, 2, "[\"Example\", h'00'^32]");
  give (&fixture, 66, "3");
  expect_step (&fixture, ENLIST_OP_CALL, 1, 0);
  give (&fixture, 67, "true");
  expect_step (&fixture, ENLIST_OP_CHECK, 2, 0);

  CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_OK);
  CHECK_NUMBER (step.operation, ENLIST_OP_SET);
  for (unsigned i = 0; i < 4; i++)
    CHECK_STATUS (enlist_step_read_setting (&step.arguments, &field, &expression), ENLIST_OK);
  CHECK_NUMBER (field, 64);
  CHECK_STATUS (enlist_expression_evaluate (expression, &fixture.fields, value, sizeof value, &size),
                ENLIST_OK);
  CHECK_BYTES (enlist_slice (value, size), diagnostic_cbor ("\"sn-1234/3\""));

  expect_step (&fixture, ENLIST_OP_MAKE_KEY, 4, 0);
  expect_step (&fixture, ENLIST_OP_IF, 5, 0);
  expect_step (&fixture, ENLIST_OP_CALL, 6, 1);
  expect_step (&fixture, ENLIST_OP_REPORT, 7, 0);
  expect_step (&fixture, ENLIST_OP_LOCK, 8, 0);
  expect_step (&fixture, ENLIST_OP_FORGET, 9, 0);
  expect_step (&fixture, ENLIST_OP_END, 10, 0);
}

static void
test_check_fails (void)
{
  Fixture fixture;
  EnlistStep step;

  set_up (&fixture, SAMPLE_DEVICE);
  expect_step (&fixture, ENLIST_OP_NEED, 0, 0);
  expect_step (&fixture, ENLIST_OP_CALL, 1, 0);
  give (&fixture, 67, "false");
  for (unsigned i = 0; i < 2; i++) /* and it stays there */
    {
      CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_E_CHECK);
      CHECK_NUMBER (step.index, 2);
      CHECK_NUMBER (step.operation, ENLIST_OP_CHECK);
      CHECK_BYTES (enlist_text_choose (enlist_interpreter_message (&step), "de"),
                   enlist_slice_text ("Selbsttest fehlgeschlagen"));
    }
}

static void
test_fail (void)
{
  Fixture fixture;
  EnlistStep step;

  set_up (&fixture, "[[2, false, [[0]], [[14], [5, \"No\"]]], [0]]");
  expect_step (&fixture, ENLIST_OP_IF, 0, 0);
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 2, 1);
  CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_E_FAILED);
  CHECK_NUMBER (step.index, 3);
  CHECK_NUMBER (step.depth, 1);
  CHECK_BYTES (enlist_interpreter_message (&step), diagnostic_cbor ("\"No\""));

  set_up (&fixture, "[[14]]");
  CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_OK);
  CHECK_NUMBER (enlist_interpreter_message (&step).size, 0);
}

static void
test_ends (void)
{
  Fixture fixture;

  set_up (&fixture, "[[14], [14]]");
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 0, 0);
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 1, 0);
  expect_step (&fixture, ENLIST_OP_END, 2, 0); /* past the last step */
  expect_step (&fixture, ENLIST_OP_END, 2, 0);

  set_up (&fixture, "[[2, true, [[2, true, [[0], [14]]]]], [14]]");
  expect_step (&fixture, ENLIST_OP_IF, 0, 0);
  expect_step (&fixture, ENLIST_OP_IF, 1, 1);
  expect_step (&fixture, ENLIST_OP_END, 2, 2);
  expect_step (&fixture, ENLIST_OP_END, 2, 2);

  set_up (&fixture, "[[2, false, [[14], [14]]]]");
  expect_step (&fixture, ENLIST_OP_IF, 0, 0);
  expect_step (&fixture, ENLIST_OP_END, 3, 0);

  set_up (&fixture, "[[2, true, [[2, true, [[2, true, [[14]]]]]]], [14]]");
  expect_step (&fixture, ENLIST_OP_IF, 0, 0);
  expect_step (&fixture, ENLIST_OP_IF, 1, 1);
  expect_step (&fixture, ENLIST_OP_IF, 2, 2);
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 3, 3);
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 4, 0);
  expect_step (&fixture, ENLIST_OP_END, 5, 0);
}

/* Without loops 256 steps are the most that one program executes, so the count is set forward. */
static void
test_budget (void)
{
  Fixture fixture;
  EnlistStep step;

  set_up (&fixture, "[[14], [14]]");
  fixture.interpreter.executed = ENLIST_MAX_EXECUTED - 1;
  expect_step (&fixture, ENLIST_OP_IDENTIFY, 0, 0);
  CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_E_BUDGET);
  CHECK_NUMBER (step.index, 1);
}

static void
test_256_steps (void)
{
  Fixture fixture;

  set_up (&fixture, "[[14]*256]");
  for (unsigned i = 0; i < 256; i++)
    expect_step (&fixture, ENLIST_OP_IDENTIFY, i, 0);
  expect_step (&fixture, ENLIST_OP_END, 256, 0);
  CHECK_STATUS (
      enlist_interpreter_init (&fixture.interpreter, diagnostic_cbor ("[[14]*257]"), &fixture.fields),
      ENLIST_E_BUDGET);
  CHECK_STATUS (enlist_interpreter_init (&fixture.interpreter, diagnostic_cbor ("{}"), &fixture.fields),
                ENLIST_E_TYPE);
}

static void
test_condition_is_no_bool (void)
{
  static const char *const conditions[] = { "[0, 67]", "[8, [0, 67]]", "[9, [0, 67]]", "[0, 64]" };
  EnlistStep step;

  for (unsigned i = 0; i < N_ELEMENTS (conditions); i++)
    {
      char program[64];
      Fixture fixture;

      snprintf (program, sizeof program, "[[1, %s, \"m\"]]", conditions[i]);
      set_up (&fixture, program);
      give (&fixture, 67, "null");
      test_context ("%s", program);
      CHECK_STATUS (enlist_interpreter_next (&fixture.interpreter, &step), ENLIST_E_TYPE);
      CHECK_NUMBER (step.index, 0);
    }
}

static void
set_up_fields (Fixture *fixture)
{
  set_up (fixture, "[[0]]");
  give (fixture, 64, "\"Wien\"");
  give (fixture, 65, "42");
  give (fixture, 66, "-7");
  give (fixture, 67, "true");
  give (fixture, 68, "null");
  give (fixture, 76, "h'0102'");
  give (fixture, 77, "[\"a\", \"b\", \"c\"]");
  give (fixture, 78, "\"x\"^600");
}

/* Whatever validates runs to an end. */
static void
run_mutations (const char *notation,
               EnlistRole  role)
{
  EnlistSlice program = diagnostic_cbor (notation);
  uint8_t *copy = test_memory (program.size);
  EnlistManifest manifest;
  Fixture fixture;

  CHECK_STATUS (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), &manifest, NULL), ENLIST_OK);
  set_up_fields (&fixture);
  for (size_t i = 0; i < program.size; i++)
    for (unsigned byte = 0; byte < 256; byte++)
      {
        EnlistSlice changed = enlist_slice (copy, program.size);
        unsigned steps = 0, count, last = 0;
        EnlistStep step;

        memcpy (copy, program.data, program.size);
        copy[i] = (uint8_t) byte;
        if (enlist_program_validate (changed, role, &manifest, 0, NULL) != ENLIST_OK)
          continue;

        count = enlist_program_count_steps (changed);
        CHECK_STATUS (enlist_interpreter_init (&fixture.interpreter, changed, &fixture.fields), ENLIST_OK);
        while (enlist_interpreter_next (&fixture.interpreter, &step) == ENLIST_OK &&
               step.operation != ENLIST_OP_END && steps++ < count)
          {
            CHECK (steps == 1 || step.index > last);
            last = step.index;
          }
        CHECK (steps <= count && step.index <= count);
      }
}

static void
test_mutations (void)
{
  run_mutations (SAMPLE_ASSIST, ENLIST_ROLE_ASSIST);
  run_mutations (SAMPLE_DEVICE, ENLIST_ROLE_DEVICE);
}

static const TestCase cases[] = {
  { "/wire/interpreter/8.3-assistant-runs-through", test_assistant_wood },
  { "/wire/interpreter/8.1-numbers-in-branches", test_assistant_branches },
  { "/wire/interpreter/8.4-device-runs-through", test_device },
  { "/wire/interpreter/8.2-check-fails", test_check_fails },
  { "/wire/interpreter/8.2-fail", test_fail },
  { "/wire/interpreter/8.2-ends", test_ends },
  { "/wire/interpreter/8.6-budget", test_budget },
  { "/wire/interpreter/8.1-256-steps", test_256_steps },
  { "/wire/interpreter/8.7-condition-is-no-bool", test_condition_is_no_bool },
  { "/wire/interpreter/8.6-mutations", test_mutations },
};

TEST_MAIN (cases)
