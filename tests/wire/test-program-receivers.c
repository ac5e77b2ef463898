/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_point_6 (void)
{
  program_check_pair ("[[7, 0], [9, 0]]", "[[15, 0]]", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[7, 0], [9, 0]]", "[[0], [15, 0, 1]]", ENLIST_E_UNMET, D, 1, 1);
  program_check_pair ("[[7, 0], [2, true, [[9, 0]]]]", "[[2, true, [[15, 0]]]]", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[14]]", "[[2, true, [[0]], [[15, 64]]]]", ENLIST_E_UNMET, D, 2, 64);

  program_check_pair ("[[10, 60, 5]]", "[[18, 1, 5], [20, 5]]", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[14], [10, 60, 5, 6]]", "[[18, 1, 5], [20, 5]]", ENLIST_E_UNMET, A, 1, 6);
  program_check_pair ("[[10, 5, 6]]", "[[18, 1, 5], [20, 5]]", ENLIST_E_UNMET, A, 0, 6);

  /* an application with one program */
  program_check_pair ("[[7, 0], [9, 0], [11]]", "", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[10, 60, 5]]", "", ENLIST_E_UNMET, A, 0, 5);
  program_check_pair ("", "[[15, 0]]", ENLIST_E_UNMET, D, 0, 0);
  program_check_pair ("", "[[23]]", ENLIST_OK, A, 0, 0);

  /* in blocks of every kind */
  program_check_pair ("[[7, 0], [3, [[14]], [[4, 2, [[9, 0]], true]]]]", "[[4, 2, [[15, 0]]]]", ENLIST_OK, A,
                      0, 0);
  program_check_pair ("[[3, [[10, 1, 5]], [[10, 1, 6]]]]", "[[18, 1, 5], [3, [[20, 5]], [[0]]]]",
                      ENLIST_E_UNMET, A, 2, 6);

  /* a sensitive value that nobody needs, declared or of its kind; the needs come first */
  program_check_pair ("[[7, 4], [9, 4]]", "[[15, 4]]", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[7, 0, 4], [9, 0, 4]]", "[[15, 0]]", ENLIST_E_RECEIVER, A, 1, 4);
  program_check_pair ("[[7, 78], [9, 78]]", "[[0]]", ENLIST_E_RECEIVER, A, 1, 78);
  program_check_pair ("[[7, 78], [9, 78]]", "", ENLIST_E_RECEIVER, A, 1, 78);
  program_check_pair ("[[7, 64], [9, 64]]", "[[0]]", ENLIST_OK, A, 0, 0);
  program_check_pair ("[[7, 4], [9, 4]]", "[[15, 0]]", ENLIST_E_UNMET, D, 0, 0);
  program_check_pair ("[[10, 1, 5], [7, 4], [9, 4]]", "[[0]]", ENLIST_E_UNMET, A, 0, 5);
  program_check_pair ("[[7, 4], [9, 4], [10, 1, 5]]", "[[0]]", ENLIST_E_RECEIVER, A, 1, 4);
}

static void
test_point_7 (void)
{
  static const ProgramCase table[] = {
    { A, "[[7, 4], [9, 4], [11]]", ENLIST_OK },
    { A, "[[7, 4], [11, 4]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 14], [11, 14]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 69], [11, 69]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 74], [11, 74]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [11, 78]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 64], [11, 64]]", ENLIST_OK },
    { D, "[[15, 4, 78], [18, 1, 5], [17, 4, 78]]", ENLIST_OK },
    { D, "[[15, 4], [18, 1, 5], [20, 5, 4]]", ENLIST_E_RECEIVER, 2 },
    { D, "[[15, 78], [18, 1, 5], [20, 5, 78]]", ENLIST_E_RECEIVER, 2 },

    { A, "[[7, 4], [12]]", ENLIST_OK },
    { A, "[[7, 4], [12, 4]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [12, 78]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [13, 78]]", ENLIST_OK },
    { A, "[[11, 4]]", ENLIST_E_UNWRITTEN, 0 },

    /* read in an expression */
    { A, "[[7, 78], [8, [0, 78], 0]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [8, [11, \"k\", [0, 78]], 0]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [8, [12, [0, 78]], 0]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [24, 64, [0, 78]]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [24, 67, [7, [10, 78], [1, [0, 78], \"a\"]]]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [24, 69, [0, 78]]]", ENLIST_OK },
    { A, "[[7, 78], [24, 67, [10, 78]]]", ENLIST_OK },
    { A, "[[7, 78], [24, 64, [13, [0, 78]]]]", ENLIST_E_TYPE, 1 },
    { A, "[[7, 78], [13, [64, [0, 78]]]]", ENLIST_E_RECEIVER, 1 },
    { A, "[[7, 78], [13, [78, [0, 78]]]]", ENLIST_OK },
    { A, "[[7, 78], [1, [1, [0, 78], \"a\"], \"m\"]]", ENLIST_OK },
    { A, "[[24, 64, [0, 78]]]", ENLIST_E_UNWRITTEN, 0 },
    { A, "[[7, 78, 64], [24, 64, [0, 64]], [24, 69, [0, 78]], [8, [0, 64], 0]]", ENLIST_OK },
    { D, "[[15, 78], [17, [64, [0, 78]]]]", ENLIST_E_RECEIVER, 1 },
    { D, "[[15, 78], [17, [69, [0, 78]]]]", ENLIST_OK },
    { D, "[[15, 78], [16, 64, [[0, 78]], []]]", ENLIST_OK },
    { D, "[[15, 78], [18, 1, 5], [19, 5, [0, 78], 76]]", ENLIST_E_RECEIVER, 2 },
    { D, "[[15, 78], [24, 64, [11, [0, 78], \"!\"]]]", ENLIST_E_RECEIVER, 1 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static const TestCase cases[] = {
  { "/wire/program-receivers/8.5.6-pair", test_point_6 },
  { "/wire/program-receivers/8.5.7-sensitive", test_point_7 },
};

TEST_MAIN (cases)
