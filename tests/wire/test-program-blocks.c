/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

/* What may happen only once stands in no block that may be executed twice or half (point 9). */
static void
test_point_9 (void)
{
  static const ProgramCase table[] = {
    { D, "[[3, [[18, 1, 5]], [[0]]]]", ENLIST_E_ONCE, 1 },
    { D, "[[3, [[0]], [[14]]]]", ENLIST_E_ROLE, 2 },
    { D, "[[3, [[0]], [[18, 1, 5]]]]", ENLIST_E_ONCE, 2 },
    { D, "[[4, 1, [[18, 1, 5]]]]", ENLIST_E_ONCE, 1 },
    { D, "[[18, 1, 5], [4, 1, [[19, 5, \"cn\", 76]]]]", ENLIST_E_ONCE, 2 },
    { D, "[[4, 1, [[21, 2]]]]", ENLIST_E_ONCE, 1 },
    { D, "[[15, 2], [18, 1, 5], [4, 1, [[22]]]]", ENLIST_E_ONCE, 3 },
    { D, "[[3, [[23]], [[0]]]]", ENLIST_E_ONCE, 1 },
    { D, "[[4, 1, [[22]]]]", ENLIST_E_ONCE, 1 },       /* before what it needs */
    { D, "[[4, 1, [[22, 1, 2]]]]", ENLIST_E_ONCE, 1 }, /* and before its arguments are counted */

    /* deeper, and with an `if` in between */
    { D, "[[2, true, [[4, 1, [[2, true, [[23]]]]]]]]", ENLIST_E_ONCE, 3 },
    { D, "[[3, [[0]], [[2, true, [[0]], [[23]]]]]]", ENLIST_E_ONCE, 4 },

    /* not in them */
    { D, "[[2, true, [[23]]]]", ENLIST_OK },
    { D, "[[4, 1, [[0]]], [3, [[0]], [[0]]], [23]]", ENLIST_OK },
    { D, "[[2, true, [[4, 1, [[0]]], [23]]]]", ENLIST_OK },
    { D, "[[18, 1, 5], [4, 2, [[15, 0], [17, 0], [16, 0, [], []], [20, 5]]]]", ENLIST_OK },
    { A, "[[7, 64], [4, 2, [[3, [[8, [0, 64], 65], [9, 65]], [[24, 65, 1]]]]]]", ENLIST_OK },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

/* A fault is found in whichever block it stands, and named with the number of its step. */
static void
test_faults_in_blocks (void)
{
  static const ProgramCase table[] = {
    { A, "[[3, [[14], [14]], [[14], [26]]]]", ENLIST_E_OPERATION, 4 },
    { A, "[[3, [[14]], [[3, [[14]], [[14], [9, 0]]]]]]", ENLIST_E_UNWRITTEN, 5 },
    { A, "[[4, 2, [[14], [4, 2, [[14]]], [4, 0, [[14]]]]]]", ENLIST_E_RANGE, 4 },
    { A, "[[3, [[14]], [[14]], {}]]", ENLIST_E_TYPE, 0 },
    { A, "[[2, true, [[4, 2, [[14]]]], [[3, [[14]], [1]]]]]", ENLIST_E_TYPE, 5 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static const TestCase cases[] = {
  { "/wire/program-blocks/8.5.9-once", test_point_9 },
  { "/wire/program-blocks/8.5-faults-in-blocks", test_faults_in_blocks },
};

TEST_MAIN (cases)
