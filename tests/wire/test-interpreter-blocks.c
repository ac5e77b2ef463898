/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "interpreter.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

/*
 * A host that writes down which steps it gets: their numbers, `!` behind one that the interpreter says has
 * failed, `*` behind one that the host itself fails. It performs `let`, and fails calls of these functions:
 */
enum {
  FUNCTION_WORKS = 64,
  FUNCTION_FAILS = 65,
  FUNCTION_LACKS = 66,
  FUNCTION_TIMES_OUT = 67,
  FUNCTION_FAILS_ONCE = 68,
  FUNCTION_STORES = 69,
  FUNCTION_LOSES = 70,
  FUNCTION_FINDS = 71,
};

typedef struct {
  EnlistFieldStore fields;
  EnlistInterpreter interpreter;
  bool has_failed_once;
  char trace[256];
} Host;

static EnlistStatus
call (Host             *host,
      const EnlistStep *step)
{
  EnlistCall arguments;

  CHECK_STATUS (enlist_step_read_call (step, &arguments), ENLIST_OK);
  switch (arguments.function)
    {
    case FUNCTION_FAILS:     return ENLIST_E_CALL;
    case FUNCTION_LACKS:     return ENLIST_E_FUNCTION;
    case FUNCTION_TIMES_OUT: return ENLIST_E_TIMEOUT;
    case FUNCTION_STORES:    return ENLIST_E_STORAGE;
    case FUNCTION_LOSES:     return ENLIST_E_DECRYPT;
    case FUNCTION_FINDS:     return ENLIST_E_NOT_FOUND;

    case FUNCTION_FAILS_ONCE:
      if (host->has_failed_once)
        return ENLIST_OK;
      host->has_failed_once = true;
      return ENLIST_E_CALL;

    default:
      return ENLIST_OK;
    }
}

static EnlistStatus
let (Host             *host,
     const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistSlice expression;
  unsigned field = 0;
  size_t size = 0;
  EnlistStatus status;

  CHECK_STATUS (enlist_step_read_field (&reader, &field), ENLIST_OK);
  CHECK_STATUS (enlist_cbor_read_item (&reader, &expression), ENLIST_OK);
  status = enlist_expression_evaluate (expression, &host->fields, value, sizeof value, &size);

  return status == ENLIST_OK ? enlist_field_store_set (&host->fields, field, enlist_slice (value, size))
                             : status;
}

static void
note_step (Host             *host,
           const EnlistStep *step,
           const char       *sign)
{
  size_t used = strlen (host->trace);

  if (used < sizeof host->trace - 12)
    sprintf (host->trace + used, "%s%u%s", used > 0 ? " " : "", step->index, sign);
}

static EnlistStatus
run (Host *host)
{
  for (;;)
    {
      EnlistStatus performed = ENLIST_OK;
      EnlistStep step = { 0 };
      EnlistStatus status = enlist_interpreter_next (&host->interpreter, &step);

      if (status == ENLIST_OK && !step.failed && step.operation == ENLIST_OP_CALL)
        performed = call (host, &step);
      else if (status == ENLIST_OK && !step.failed && step.operation == ENLIST_OP_LET)
        performed = let (host, &step);
      note_step (host, &step, status != ENLIST_OK || step.failed ? "!" : performed != ENLIST_OK ? "*" : "");

      if (performed != ENLIST_OK)
        status = enlist_interpreter_fail (&host->interpreter, performed);
      if (status != ENLIST_OK)
        {
          CHECK (enlist_interpreter_next (&host->interpreter, &step) == status);
          return status;
        }
      if (step.operation == ENLIST_OP_END)
        return ENLIST_OK;
    }
}

static void
check_run (const char   *program,
           const char   *trace,
           EnlistStatus  status)
{
  Host host = { 0 };

  test_context ("%s", program);
  enlist_field_store_init (&host.fields, test_memory (256), 256);
  CHECK_STATUS (enlist_interpreter_init (&host.interpreter, diagnostic_cbor (program), &host.fields),
                ENLIST_OK);
  CHECK_STATUS (run (&host), status);
  CHECK_TEXT (host.trace, trace);
}

#define CALL(function) "[16, " #function ", [], []]"
#define WORKS CALL (64)
#define FAILS CALL (65)

static void
test_try (void)
{
  /* the first block that comes to its end is enough */
  check_run ("[[3, [" WORKS "], [" WORKS "]], [14]]", "0 1 3 4", ENLIST_OK);
  check_run ("[[3, [" FAILS ", [14]], [[14], [14]]], [14]]", "0 1* 3 4 5 6", ENLIST_OK);
  check_run ("[[3, [[14], " FAILS "], [" FAILS "], [[14]]], [14]]", "0 1 2* 3* 4 5 6", ENLIST_OK);
  check_run ("[[3, [" FAILS "], [" FAILS "], [" WORKS "], [[14]]]]", "0 1* 2* 3 5", ENLIST_OK);

  /* what fails in the last one fails the `try` */
  check_run ("[[3, [" FAILS "], [[14], " FAILS ", [14]]], [14]]", "0 1* 2 3*", ENLIST_E_CALL);
  check_run ("[[3, [" FAILS "], [[5, \"m\"]]]]", "0 1* 2!", ENLIST_E_FAILED);

  /* the interpreter's own failures */
  check_run ("[[3, [[5, \"m\"], [14]], [[14]]]]", "0 1! 3 4", ENLIST_OK);
  check_run ("[[3, [[1, false, \"m\"], [14]], [[14]]]]", "0 1! 3 4", ENLIST_OK);
  check_run ("[[3, [[1, [0, 67], \"m\"]], [[14]]]]", "0 1! 2 3", ENLIST_OK);
  check_run ("[[3, [[2, [0, 67], [[14]], [[14]]]], [[14]]]]", "0 1! 4 5", ENLIST_OK);
  check_run ("[[3, [[24, 64, [11, [0, 67]]]], [[14]]]]", "0 1* 2 3", ENLIST_OK);
  check_run ("[[3, [[1, [1, [11, \"a\"^1000, \"b\"^25], 1], \"m\"], [1, [3, [11, \"a\"^1000, \"b\"^25], "
             "\"a\"], \"m\"]],"
             " [[14]]]]",
             "0 1! 3 4", ENLIST_OK);

  /* `end` is none */
  check_run ("[[3, [[14], [0], " FAILS "], [[14]]], [14]]", "0 1 2", ENLIST_OK);
  check_run ("[[3, [" FAILS "], [[0]]], [14]]", "0 1* 2", ENLIST_OK);
}

/* What counts as a failure, and what ends the program whatever stands around it */
static void
test_failures (void)
{
  check_run ("[[3, [" CALL (66) "], [[14]]]]", "0 1* 2 3", ENLIST_OK);
  check_run ("[[3, [" CALL (67) "], [[14]]]]", "0 1* 2 3", ENLIST_OK);
  check_run ("[[3, [" CALL (71) "], [[14]]]]", "0 1* 2 3", ENLIST_OK);
  check_run ("[[3, [" CALL (69) "], [[14]]]]", "0 1*", ENLIST_E_STORAGE);
  check_run ("[[3, [" CALL (70) "], [[14]]]]", "0 1*", ENLIST_E_DECRYPT);
  check_run ("[" FAILS ", [14]]", "0*", ENLIST_E_CALL);
  check_run ("[[3, [[14]], [[14]]], " FAILS "]", "0 1 3*", ENLIST_E_CALL);
  check_run ("[[2, true, [" FAILS "]]]", "0 1*", ENLIST_E_CALL);
  check_run ("[[4, 3, [" FAILS "]]]", "0 1*", ENLIST_E_CALL);

  /* the field store is full: 256 bytes */
  check_run ("[[3, [[24, 64, \"a\"^255]], [[14]]]]", "0 1*", ENLIST_E_SPACE);
}

static void
test_try_in_try (void)
{
  /* the inner one has another block */
  check_run ("[[3, [[3, [" FAILS "], [[14]]], [14]], [[14]]]]", "0 1 2* 3 4 6", ENLIST_OK);
  /* it has none: the outer one */
  check_run ("[[3, [[3, [" FAILS "], [" FAILS "]], [14]], [[14]]]]", "0 1 2* 3* 5 6", ENLIST_OK);
  /* behind the inner one, which is through */
  check_run ("[[3, [[3, [" WORKS "], [[14]]], " FAILS "], [[14]]]]", "0 1 2 4* 5 6", ENLIST_OK);
  /* in an `if` and a `repeat` */
  check_run ("[[3, [[2, true, [[4, 2, [" FAILS "]]]], [14]], [[14]]], [14]]", "0 1 2 3* 5 6 7", ENLIST_OK);
  check_run ("[[3, [[14]], [[14]]], [3, [[3, [" FAILS "], [" FAILS "]]], [" FAILS "]]]", "0 1 3 4 5* 6* 7*",
             ENLIST_E_CALL);
}

static void
test_repeat (void)
{
  check_run ("[[4, 1, [[14]]], [14]]", "0 1 2 3", ENLIST_OK);
  check_run ("[[4, 3, [[14], [14]]], [14]]", "0 1 2 1 2 1 2 3 4", ENLIST_OK);
  check_run ("[[4, 3, [[2, true, [[14]]]]]]", "0 1 2 1 2 1 2 3", ENLIST_OK);
  check_run ("[[4, 2, [[4, 2, [[14]]], [14]]]]", "0 1 2 2 3 1 2 2 3 4", ENLIST_OK);
  check_run ("[[4, 2, [[14]]], [4, 2, [[14]]]]", "0 1 1 2 3 3 4", ENLIST_OK);
  check_run ("[[4, 9, [[14], [0]]], [14]]", "0 1 2", ENLIST_OK);
  check_run ("[[4, 2, [[1, false, \"m\"]]]]", "0 1!", ENLIST_E_CHECK);

  /* `until`, judged behind the block */
  check_run ("[[4, 3, [[14]], true], [14]]", "0 1 2 3", ENLIST_OK);
  check_run ("[[4, 3, [[14]], false], [14]]", "0 1 1 1 2 3", ENLIST_OK);
  check_run ("[[24, 65, 0], [4, 9, [[24, 65, [12, [11, [0, 65], \"x\"]]]], [5, [0, 65], 1]], [14]]",
             "0 1 2 3 4", ENLIST_OK);
  check_run ("[[24, 64, \"\"], [4, 9, [[24, 64, [11, [0, 64], \"x\"]]], [1, [0, 64], \"xxx\"]], [14]]",
             "0 1 2 2 2 3 4", ENLIST_OK);
}

/* Where `until` fails, the `repeat` has failed; behind the last round it is not looked at. */
static void
test_until_fails (void)
{
  check_run ("[[14], [4, 3, [[14], [14]], [0, 64]]]", "0 1 2 3 1!", ENLIST_E_TYPE);
  check_run ("[[4, 1, [[14]], [0, 64]], [14]]", "0 1 2 3", ENLIST_OK);
  check_run ("[[24, 67, false], [4, 2, [[3, [" CALL (68) "], [[24, 67, null]]]], [0, 67]], [14]]",
             "0 1 2 3* 4 1!", ENLIST_E_TYPE);
  check_run ("[[3, [[4, 2, [[14]], [0, 64]], [14]], [[14]]], [14]]", "0 1 2 1! 4 5 6", ENLIST_OK);
  check_run ("[[3, [[2, true, [[4, 2, [[14]], [0, 64]]]]], [[14]]], [14]]", "0 1 2 3 2! 4 5 6", ENLIST_OK);
}

static void
test_repeat_with_try (void)
{
  /* again until it works */
  check_run ("[[24, 67, false], [4, 5, [[3, [" CALL (
                 68) ", [24, 67, true]], [[14]]]], [0, 67]], [1, [0, 67], \"m\"]]",
             "0 1 2 3* 5 2 3 4 6 7", ENLIST_OK);
  /* a `try` begins anew in each round */
  check_run ("[[4, 2, [[3, [" FAILS "], [[14]]]]]]", "0 1 2* 3 1 2* 3 4", ENLIST_OK);
  /* and goes on with its next block, rounds or not */
  check_run ("[[3, [[4, 3, [" CALL (68) "]]], [[4, 2, [[14]]]]], [14]]", "0 1 2* 3 4 4 5 6", ENLIST_OK);
}

/* What a block that failed has written stays written. */
static void
test_values_stay (void)
{
  Host host = { 0 };
  EnlistSlice value;

  enlist_field_store_init (&host.fields, test_memory (256), 256);
  CHECK_STATUS (enlist_interpreter_init (
                  &host.interpreter,
                  diagnostic_cbor ("[[24, 65, 1], [3, [[24, 65, 2], [24, 64, \"a\"], [5, \"m\"]], [[14]]]]"),
                  &host.fields),
                ENLIST_OK);
  CHECK_STATUS (run (&host), ENLIST_OK);
  CHECK (enlist_field_store_get (&host.fields, 65, &value));
  CHECK_BYTES (value, diagnostic_cbor ("2"));
  CHECK (enlist_field_store_get (&host.fields, 64, &value));
}

/* Steps to `executed`: each counts one, however often and whether or not it fails */
static void
check_budget (const char   *program,
              unsigned      executed,
              EnlistStatus  status)
{
  Host host = { 0 };

  test_context ("%s", program);
  enlist_field_store_init (&host.fields, test_memory (256), 256);
  CHECK_STATUS (enlist_interpreter_init (&host.interpreter, diagnostic_cbor (program), &host.fields),
                ENLIST_OK);
  CHECK_STATUS (run (&host), status);
  CHECK_NUMBER (host.interpreter.executed, executed);
}

static void
test_budget (void)
{
  /* 1 + 16 * (1 + 254) + 15 */
  check_budget ("[[4, 16, [[4, 254, [[14]]]]], [14]*15]", 4096, ENLIST_OK);
  check_budget ("[[4, 16, [[4, 254, [[14]]]]], [14]*16]", 4096, ENLIST_E_BUDGET);
  check_budget ("[[4, 16, [[4, 254, [[14]]]]], [14]*14, [0]]", 4096, ENLIST_OK);
  check_budget ("[[4, 255, [[4, 255, [[4, 255, [[14]]]]]]]]", 4096, ENLIST_E_BUDGET);
  check_budget ("[[3, [[4, 255, [[4, 255, [[14]]]]]], [[14]]]]", 4096, ENLIST_E_BUDGET); /* no failure */
  check_budget ("[[3, [[5, \"m\"]], [[14]]]]", 3, ENLIST_OK);
  check_budget ("[[4, 2, [[3, [[1, false, \"m\"]], [[14]]]]]]", 7, ENLIST_OK);
}

static void
check_depth (Host     *host,
             unsigned  index,
             unsigned  depth)
{
  EnlistStep step;

  CHECK_STATUS (enlist_interpreter_next (&host->interpreter, &step), ENLIST_OK);
  CHECK_NUMBER (step.index, index);
  CHECK_NUMBER (step.depth, depth);
}

static void
test_depths (void)
{
  Host host = { 0 };

  CHECK_STATUS (
      enlist_interpreter_init (
          &host.interpreter,
          diagnostic_cbor ("[[3, [[4, 2, [[2, true, [[14]]]], [0, 64]]], [[3, [[5, \"m\"]], [[14]]]]]]"),
          &host.fields),
      ENLIST_OK);
  check_depth (&host, 0, 0);
  check_depth (&host, 1, 1);
  check_depth (&host, 2, 2);
  check_depth (&host, 3, 3);
  check_depth (&host, 1, 1); /* its `until` fails */
  check_depth (&host, 4, 1);
  check_depth (&host, 5, 2);
  check_depth (&host, 6, 2);
  check_depth (&host, 7, 0);
}

/* The block of a `when`, numbered as the whole application is */
static void
test_when (void)
{
  EnlistSlice program =
      diagnostic_cbor ("[[25, [0], [[14]]], [25, [2, 1], [[3, [" FAILS "], [[4, 2, [[14]]]]], [14]]],"
                       " [25, [0], [[5, \"m\"]]]]");
  EnlistProgramWalk walk;
  EnlistStep step = { 0 };

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step))
    {
      Host host = { 0 };
      EnlistTrigger trigger;

      if (step.operation != ENLIST_OP_WHEN)
        continue;
      CHECK_STATUS (enlist_step_read_when (&step, &trigger), ENLIST_OK);
      CHECK_STATUS (enlist_interpreter_init_block (&host.interpreter, program, trigger.block, step.index + 1,
                                                   &host.fields),
                    ENLIST_OK);
      test_context ("step %u", step.index);
      CHECK_STATUS (run (&host), step.index == 8 ? ENLIST_E_FAILED : ENLIST_OK);
      CHECK_TEXT (host.trace, step.index == 0 ? "1 2" : step.index == 2 ? "3 4* 5 6 6 7 8" : "9!");
    }
}

/* docs/device.md: what a device needs for running programs */
static void
test_size (void)
{
  CHECK (sizeof (EnlistInterpreter) <= 256);
  CHECK (sizeof (EnlistInterpreter) + sizeof (EnlistFieldStore) + sizeof (EnlistProgramWalk)
           + sizeof (EnlistCborReader)
         <= 4096);
}

static const TestCase cases[] = {
  { "/wire/interpreter-blocks/8.2-try", test_try },
  { "/wire/interpreter-blocks/8.2-failures", test_failures },
  { "/wire/interpreter-blocks/8.2-try-in-try", test_try_in_try },
  { "/wire/interpreter-blocks/8.2-repeat", test_repeat },
  { "/wire/interpreter-blocks/8.2-until-fails", test_until_fails },
  { "/wire/interpreter-blocks/8.2-repeat-with-try", test_repeat_with_try },
  { "/wire/interpreter-blocks/8.2-values-stay", test_values_stay },
  { "/wire/interpreter-blocks/8.6-budget", test_budget },
  { "/wire/interpreter-blocks/8.2-depths", test_depths },
  { "/wire/interpreter-blocks/8.8-when", test_when },
  { "/wire/interpreter-blocks/11-size", test_size },
};

TEST_MAIN (cases)
