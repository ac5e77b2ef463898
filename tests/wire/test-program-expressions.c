/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

/* Clause 8.7, in a condition and with the fields of the sample written */
static void
test_expressions (void)
{
  static const struct {
    const char *expression;
    EnlistStatus status;
  } table[] = {
    { "true", ENLIST_OK },
    { "1", ENLIST_E_TYPE },
    { "\"a\"", ENLIST_E_TYPE },
    { "null", ENLIST_E_TYPE },
    { "{}", ENLIST_E_TYPE },
    { "[]", ENLIST_E_TYPE },
    { "[\"a\"]", ENLIST_E_TYPE },
    { "[14, 1]", ENLIST_E_RANGE },
    { "[0, 67]", ENLIST_OK },
    { "[0, 64]", ENLIST_E_TYPE },
    { "[0]", ENLIST_E_TYPE },
    { "[0, 67, 67]", ENLIST_E_TYPE },
    { "[0, \"a\"]", ENLIST_E_TYPE },
    { "[1, 1, \"a\"]", ENLIST_OK },
    { "[1, 1]", ENLIST_E_TYPE },
    { "[2, 1, 1, 1]", ENLIST_E_TYPE },
    { "[3, [0, 65], 5]", ENLIST_OK },
    { "[4, [0, 72], 5]", ENLIST_OK },
    { "[5, {}, 5]", ENLIST_E_TYPE },
    { "[6, 9223372036854775807, 5]", ENLIST_OK },
    { "[6, 9223372036854775808, 5]", ENLIST_E_RANGE },
    { "[7, true]", ENLIST_OK },
    { "[7]", ENLIST_E_TYPE },
    { "[7, 1]", ENLIST_E_TYPE },
    { "[8, [0, 67], [0, 64]]", ENLIST_E_TYPE },
    { "[8, [0, 67], [10, 64]]", ENLIST_OK },
    { "[9, [0, 67]]", ENLIST_OK },
    { "[9]", ENLIST_E_TYPE },
    { "[9, true, true]", ENLIST_E_TYPE },
    { "[9, \"a\"]", ENLIST_E_TYPE },
    { "[10, 64]", ENLIST_OK },
    { "[10, [0, 64]]", ENLIST_E_TYPE },
    { "[11, \"a\"]", ENLIST_E_TYPE },
    { "[1, [11, \"a\", 1, [0, 64], [0, 65], [12, \"a\"]], \"a\"]", ENLIST_OK },
    { "[1, [11], \"a\"]", ENLIST_E_TYPE },
    { "[1, [11, true], \"a\"]", ENLIST_E_TYPE },
    { "[1, [11, [0, 76]], \"a\"]", ENLIST_E_TYPE },
    { "[1, [12, \"a\"], 1]", ENLIST_OK },
    { "[1, [12, h'00'], 1]", ENLIST_OK },
    { "[1, [12, [0, 77]], 1]", ENLIST_OK },
    { "[1, [12, 1], 1]", ENLIST_E_TYPE },
    { "[1, [12, [13, {}]], 1]", ENLIST_E_TYPE },
    { "[1, [12], 1]", ENLIST_E_TYPE },
    { "[13, true]", ENLIST_OK },
    { "[13, [true]]", ENLIST_E_TYPE },
    { "[13]", ENLIST_E_TYPE },
    { "[1, [13, {1: []}], 1]", ENLIST_OK },
    { "[1, \"a\"^1021, 1]", ENLIST_OK }, /* 1024 bytes */
    { "[1, \"a\"^1022, 1]", ENLIST_E_RANGE },
    { "[1, [13, [h'00'^1020]], 1]", ENLIST_OK },
    { "[1, [13, [h'00'^1021]], 1]", ENLIST_E_RANGE },
  };

  for (size_t i = 0; i < N_ELEMENTS (table); i++)
    {
      EnlistProgramError error;

      test_context ("%s", table[i].expression);
      CHECK_STATUS (program_validate (diagnostic_cbor_format ("[[7, 64, 65, 67, 72, 76, 77], [1, %s, \"m\"]]",
                                                      table[i].expression),
                              A, 0, &error),
                    table[i].status);
      if (table[i].status != ENLIST_OK)
        CHECK_NUMBER (error.step, 1);
    }
}

static const TestCase cases[] = {
  { "/wire/program-expressions/8.7-operands", test_expressions },
};

TEST_MAIN (cases)
