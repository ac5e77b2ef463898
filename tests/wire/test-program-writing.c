/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_point_4 (void)
{
  static const ProgramCase table[] = {
    { A, "[[9, 0]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[9, 0], [7, 0]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[7, 0], [9, 0, 1]]", ENLIST_E_UNWRITTEN, 1 },
    { A, "[[11, 5]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[10, 1, 5], [11, 5]]", ENLIST_OK },
    { A, "[[1, [1, [0, 65], 1], \"m\"]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[7, 65], [1, [1, [0, 65], 1], \"m\"]]", ENLIST_OK },
    { A, "[[1, [10, 65], \"m\"]]", ENLIST_OK },
    { A, "[[9, 6]]", ENLIST_E_UNWRITTEN, 0 },

    /* `if` */
    { A, "[[2, true, [[7, 0], [9, 0]]]]", ENLIST_OK },
    { A, "[[2, true, [[7, 0]]], [9, 0]]", ENLIST_E_UNWRITTEN, 2 },
    { A, "[[2, true, [[7, 0]], [[14]]], [9, 0]]", ENLIST_E_UNWRITTEN, 3 },
    { A, "[[2, true, [[14]], [[7, 0]]], [9, 0]]", ENLIST_E_UNWRITTEN, 3 },
    { A, "[[2, true, [[7, 0, 1]], [[7, 127], [7, 0]]], [9, 0]]", ENLIST_E_FIELD, 2 },
    { A, "[[2, true, [[7, 0, 64]], [[7, 64, 0]]], [9, 0, 64]]", ENLIST_OK },
    { A, "[[2, true, [[7, 0, 1]], [[7, 0]]], [9, 0], [9, 1]]", ENLIST_E_UNWRITTEN, 4 },
    { A, "[[2, true, [[7, 64]]], [9, 64]]", ENLIST_E_UNWRITTEN, 2 },
    { A, "[[2, true, [[14]], [[7, 64]]], [9, 64]]", ENLIST_E_UNWRITTEN, 3 },
    { A, "[[2, true, [[7, 0]], [[9, 0]]]]", ENLIST_E_UNWRITTEN, 2 },
    { A, "[[7, 0], [2, true, [[9, 0]], [[9, 0]]], [9, 0]]", ENLIST_OK },
    { A, "[[2, true, [[2, true, [[7, 0]], [[7, 0]]]], [[7, 0]]], [9, 0]]", ENLIST_OK },
    { A, "[[2, true, [[2, true, [[7, 0]]]], [[7, 0]]], [9, 0]]", ENLIST_E_UNWRITTEN, 4 },
    { A, "[[2, [0, 67], [[7, 67]]]]", ENLIST_E_UNWRITTEN, 0 },

    /* `let`, `lookup`, `await` and `configure` */
    { A, "[[24, 65, 1], [9, 65]]", ENLIST_OK },
    { A, "[[24, 65, [0, 65]]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[8, \"k\", 65, 64], [9, 64, 65]]", ENLIST_OK },
    { A, "[[8, [0, 64], 64]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[13, [65, 1]], [9, 65]]", ENLIST_OK },
    { A, "[[13, 65]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[13, [65, 1], 65]]", ENLIST_OK },
    { A, "[[12, 65]]", ENLIST_E_UNWRITTEN, 0 },

    /* `try`: only what every block writes, and each begins as the first */
    { A, "[[3, [[7, 0]], [[7, 0, 1]]], [9, 0]]", ENLIST_OK },
    { A, "[[3, [[7, 0]], [[7, 0, 1]]], [9, 1]]", ENLIST_E_UNWRITTEN, 3 },
    { A, "[[3, [[7, 0, 1]], [[7, 0]]], [9, 1]]", ENLIST_E_UNWRITTEN, 3 },
    { A, "[[3, [[7, 0, 1]], [[7, 1]], [[7, 0, 1]]], [9, 0]]", ENLIST_E_UNWRITTEN, 4 },
    { A, "[[3, [[7, 0]], [[9, 0]]]]", ENLIST_E_UNWRITTEN, 2 },
    { A, "[[3, [[14]], [[7, 0], [9, 0]], [[9, 0]]]]", ENLIST_E_UNWRITTEN, 4 },
    { A, "[[7, 0], [3, [[9, 0]], [[9, 0]]], [9, 0]]", ENLIST_OK },
    { A, "[[3, [[7, 0]], [[0]]], [9, 0]]", ENLIST_E_UNWRITTEN, 3 },

    /* `repeat`: once, and `until` behind it */
    { A, "[[4, 1, [[7, 0]]], [9, 0]]", ENLIST_OK },
    { A, "[[4, 2, [[9, 0], [7, 0]]]]", ENLIST_E_UNWRITTEN, 1 },
    { A, "[[4, 2, [[7, 67]], [0, 67]]]", ENLIST_OK },
    { A, "[[4, 2, [[7, 0]], [0, 67]]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[14], [4, 2, [[14], [7, 0]], [0, 67]]]", ENLIST_E_UNWRITTEN, 1 },
    { A, "[[4, 2, [[3, [[7, 0]], [[7, 0]]]]], [9, 0]]", ENLIST_OK },

    /* the device's side */
    { D, "[[17, 0]]", ENLIST_E_UNWRITTEN, 0 },
    { D, "[[15, 0], [17, 0]]", ENLIST_OK },
    { D, "[[17, 6, 7, 8]]", ENLIST_OK },
    { D, "[[17, 5]]", ENLIST_E_UNWRITTEN, 0 },
    { D, "[[16, 64, [], [65]], [17, 65]]", ENLIST_OK },
    { D, "[[16, 64, [[0, 65]], [65]]]", ENLIST_E_UNWRITTEN, 0 },
    { D, "[[17, [65, [0, 65]]]]", ENLIST_E_UNWRITTEN, 0 },
    { D, "[[17, [65, 1], [64, [11, [0, 65]]]]]", ENLIST_OK },
    { D, "[[18, 2, 5], [17, 5]]", ENLIST_OK },
    { D, "[[18, 1, 5], [20, 75]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 1, 5], [19, 5, \"cn\", 76], [20, 76]]", ENLIST_OK },
    { D, "[[18, 1, 5], [19, 5, [0, 64], 76]]", ENLIST_E_UNWRITTEN, 1 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_point_5 (void)
{
  static const ProgramCase table[] = {
    { D, "[[20, 6]]", ENLIST_E_UNWRITTEN, 0 },
    { D, "[[18, 2, 5], [20, 5]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 1, 5], [20, 5]]", ENLIST_OK },
    { D, "[[15, 2], [22]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 1, 5], [22]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 2, 5], [15, 2], [22]]", ENLIST_E_UNWRITTEN, 2 },
    { D, "[[18, 1, 5], [15, 2], [22]]", ENLIST_OK },
    { D, "[[15, 2], [2, true, [[18, 1, 5]]], [22]]", ENLIST_E_UNWRITTEN, 3 },
    { D, "[[15, 2], [2, true, [[18, 1, 5]], [[18, 1, 75]]], [22]]", ENLIST_OK },
    { D, "[[15, 2], [2, true, [[18, 1, 5]], [[18, 2, 5]]], [20, 5]]", ENLIST_E_UNWRITTEN, 4 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

/* The key of `csr` is made by the program, with a type that can sign; the last `make-key` counts. */
static void
test_point_5_requests (void)
{
  static const ProgramCase table[] = {
    { D, "[[18, 1, 5], [19, 5, \"cn\", 76]]", ENLIST_OK },
    { D, "[[18, 3, 75], [19, 75, \"cn\", 76]]", ENLIST_OK },
    { D, "[[18, 2, 5], [19, 5, \"cn\", 76]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 1, 5], [19, 75, \"cn\", 76]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[15, 5], [19, 5, \"cn\", 76]]", ENLIST_E_UNWRITTEN, 1 },
    { D, "[[18, 1, 5], [18, 2, 5], [19, 5, \"cn\", 76]]", ENLIST_E_UNWRITTEN, 2 },
    { D, "[[18, 2, 5], [18, 3, 5], [19, 5, \"cn\", 76]]", ENLIST_OK },
    { D, "[[2, true, [[18, 1, 5]]], [19, 5, \"cn\", 76]]", ENLIST_E_UNWRITTEN, 2 },
    { D, "[[2, true, [[18, 1, 5]], [[18, 3, 5]]], [19, 5, \"cn\", 76]]", ENLIST_OK },
    { D, "[[18, 3, 75], [20, 75]]", ENLIST_E_UNWRITTEN, 1 }, /* P-256 does not sign for the session */
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
check_preset (const char   *program,
              unsigned      preset,
              EnlistStatus  status,
              unsigned      step,
              int           field)
{
  EnlistProgramError error;

  test_context ("%s with %u", program, preset);
  CHECK_STATUS (program_validate (diagnostic_cbor (program), D, preset, &error), status);
  if (status == ENLIST_OK)
    return;

  CHECK_NUMBER (error.step, step);
  CHECK_NUMBER (error.operation, ENLIST_OP_LOCK);
  CHECK (error.field == field);
}

static void
test_point_5_preset (void)
{
  check_preset ("[[15, 2], [18, 1, 5]]", ENLIST_PRESET_LOCK, ENLIST_OK, 0, 0);
  check_preset ("[[15, 2], [18, 1, 5], [22]]", ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET, ENLIST_OK, 0, 0);
  check_preset ("[[18, 1, 5], [2, true, [[15, 2]]]]", ENLIST_PRESET_LOCK, ENLIST_E_UNWRITTEN, 3,
                ENLIST_FIELD_OWNER);
  check_preset ("[[15, 2], [18, 3, 5]]", ENLIST_PRESET_LOCK, ENLIST_E_UNWRITTEN, 2, -1);
  check_preset ("[[0]]", ENLIST_PRESET_LOCK, ENLIST_E_UNWRITTEN, 1, -1);
  check_preset ("[[0]]", ENLIST_PRESET_FORGET, ENLIST_OK, 0, 0);
  check_preset ("[[0]]", 0, ENLIST_OK, 0, 0);
}

static const TestCase cases[] = {
  { "/wire/program-writing/8.5.4-written-before-read", test_point_4 },
  { "/wire/program-writing/8.5.5-lock-and-report", test_point_5 },
  { "/wire/program-writing/8.5.5-requests", test_point_5_requests },
  { "/wire/program-writing/8.5.5-preset", test_point_5_preset },
};

TEST_MAIN (cases)
