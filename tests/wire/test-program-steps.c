/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_samples (void)
{
  EnlistManifest manifest;
  EnlistProgramError error;
  EnlistRole failing;

  program_manifest (&manifest);
  CHECK_STATUS (program_validate (diagnostic_cbor (SAMPLE_ASSIST), A, 0, &error), ENLIST_OK);
  CHECK_STATUS (program_validate (diagnostic_cbor (SAMPLE_DEVICE), D, 0, &error), ENLIST_OK);
  CHECK_STATUS (program_validate (diagnostic_cbor (SAMPLE_ASSIST_ALTERNATIVES), A, 0, &error), ENLIST_OK);
  CHECK_STATUS (program_validate (diagnostic_cbor (SAMPLE_DEVICE_ALTERNATIVES), D, 0, &error), ENLIST_OK);
  CHECK_STATUS (program_validate (diagnostic_cbor (SAMPLE_IOT_APPLICATION), I, 0, &error), ENLIST_OK);
  CHECK_STATUS (enlist_program_validate_pair (diagnostic_cbor (SAMPLE_ASSIST_ALTERNATIVES),
                                              diagnostic_cbor (SAMPLE_DEVICE_ALTERNATIVES), &manifest,
                                              &failing, &error),
                ENLIST_OK);
  CHECK_STATUS (enlist_program_validate_pair (diagnostic_cbor (SAMPLE_ASSIST),
                                              diagnostic_cbor (SAMPLE_DEVICE), &manifest, &failing, &error),
                ENLIST_OK);
}

/* Of each operation: fewer arguments than it takes, as many, more, and others */
static void
test_operations (void)
{
  static const ProgramCase table[] = {
    { A, "[[0]]", ENLIST_OK },
    { D, "[[0]]", ENLIST_OK },
    { A, "[[0, 1]]", ENLIST_E_TYPE, 0 },

    { A, "[[1, true, \"m\"]]", ENLIST_OK },
    { D, "[[1, true, [\"m\", \"de\", \"n\"]]]", ENLIST_OK },
    { A, "[[1, true]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, true, \"m\", 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, true, 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, true, []]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, true, [\"m\", \"de\"]]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, true, [\"m\", \"de\", 1]]]", ENLIST_E_TYPE, 0 },
    { A, "[[1, 1, \"m\"]]", ENLIST_E_TYPE, 0 },

    { A, "[[2, true, [[0]]]]", ENLIST_OK },
    { D, "[[2, false, [[0]], [[0]]]]", ENLIST_OK },
    { A, "[[2, true]]", ENLIST_E_TYPE, 0 },
    { A, "[[2, true, [[0]], [[0]], [[0]]]]", ENLIST_E_TYPE, 0 },
    { A, "[[2, true, []]]", ENLIST_E_RANGE, 0 },
    { A, "[[2, true, [[0], [0]], []]]", ENLIST_E_RANGE, 0 },
    { A, "[[2, true, 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[2, \"yes\", [[0]]]]", ENLIST_E_TYPE, 0 },

    { A, "[[5, \"m\"]]", ENLIST_OK },
    { D, "[[5, \"m\"]]", ENLIST_OK },
    { A, "[[5]]", ENLIST_E_TYPE, 0 },
    { A, "[[5, \"m\", \"n\"]]", ENLIST_E_TYPE, 0 },

    { A, "[[6, \"t\"]]", ENLIST_OK },
    { A, "[[6, \"t\", false]]", ENLIST_OK },
    { A, "[[6]]", ENLIST_E_TYPE, 0 },
    { A, "[[6, \"t\", 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[6, \"t\", true, true]]", ENLIST_E_TYPE, 0 },

    { A, "[[7, 0]]", ENLIST_OK },
    { A, "[[7]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, \"location\"]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [0]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [0, {}, 1]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [0, []]]]", ENLIST_E_TYPE, 0 },

    { A, "[[7, 0], [9, 0]]", ENLIST_OK },
    { A, "[[9]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, 0], [9, [0]]]", ENLIST_E_TYPE, 1 },

    { A, "[[10, 1, 5]]", ENLIST_OK },
    { A, "[[10, 3600, 5, 6]]", ENLIST_OK },
    { A, "[[10, 0, 5]]", ENLIST_E_RANGE, 0 },
    { A, "[[10, 3601, 5]]", ENLIST_E_RANGE, 0 },
    { A, "[[10, 60]]", ENLIST_E_TYPE, 0 },
    { A, "[[10, -1, 5]]", ENLIST_E_TYPE, 0 },

    { A, "[[11]]", ENLIST_OK },
    { A, "[[7, 0, 3], [11, 0, 3]]", ENLIST_OK },
    { A, "[[11, \"all\"]]", ENLIST_E_TYPE, 0 },

    { A, "[[14]]", ENLIST_OK },
    { A, "[[14, 5]]", ENLIST_E_TYPE, 0 },

    { D, "[[15, 0, 4, 64]]", ENLIST_OK },
    { D, "[[15]]", ENLIST_E_TYPE, 0 },

    { D, "[[16, 0, [], []]]", ENLIST_OK },
    { D, "[[16, 65535, [1, \"a\", h'00', null, [0, 6]], [64, 65], \"t\"]]", ENLIST_OK },
    { D, "[[16, 65536, [], []]]", ENLIST_E_RANGE, 0 },
    { D, "[[16, 0, []]]", ENLIST_E_TYPE, 0 },
    { D, "[[16, 0, [], [], \"t\", 1]]", ENLIST_E_TYPE, 0 },
    { D, "[[16, \"join\", [], []]]", ENLIST_E_TYPE, 0 },
    { D, "[[16, 0, 1, []]]", ENLIST_E_TYPE, 0 },
    { D, "[[16, 0, [], 1]]", ENLIST_E_TYPE, 0 },
    { D, "[[16, 0, [], [], 1]]", ENLIST_E_TYPE, 0 },

    { D, "[[15, 0], [17, 0]]", ENLIST_OK },
    { D, "[[17, [65, 1], [64, \"t\"], 65]]", ENLIST_OK },
    { D, "[[17]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [65]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [65, 1, 2]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, true]]", ENLIST_E_TYPE, 0 },

    { D, "[[18, 1, 5]]", ENLIST_OK },
    { D, "[[18, 2, 75]]", ENLIST_OK },
    { D, "[[18, 3, 5]]", ENLIST_OK },
    { D, "[[18, 0, 5]]", ENLIST_E_RANGE, 0 },
    { D, "[[18, 4, 5]]", ENLIST_E_RANGE, 0 },
    { D, "[[18, 1, 64]]", ENLIST_E_TYPE, 0 },
    { D, "[[18, 1]]", ENLIST_E_TYPE, 0 },
    { D, "[[18, 1, 5, 5]]", ENLIST_E_TYPE, 0 },

    { D, "[[18, 1, 5], [20, 5, 6, 7, 8]]", ENLIST_OK },
    { D, "[[18, 1, 5], [20]]", ENLIST_E_TYPE, 1 },

    { D, "[[15, 2], [18, 1, 5], [22]]", ENLIST_OK },
    { D, "[[15, 2], [18, 1, 5], [22, 1]]", ENLIST_E_TYPE, 2 },

    { D, "[[23]]", ENLIST_OK },
    { D, "[[23, 1]]", ENLIST_E_TYPE, 0 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

/* The same of the operations that have alternatives, several rounds and the like */
static void
test_more_operations (void)
{
  static const ProgramCase table[] = {
    { A, "[[3, [[0]], [[0]]]]", ENLIST_OK },
    { D, "[[3, [[0]], [[0]], [[0]], [[0]], [[0]], [[0]], [[0]], [[0]]]]", ENLIST_OK },
    { A, "[[3, [[0]], [[0]], [[0]], [[0]], [[0]], [[0]], [[0]], [[0]], [[0]]]]", ENLIST_E_TYPE, 0 },
    { A, "[[3]]", ENLIST_E_TYPE, 0 },
    { A, "[[3, [[0]]]]", ENLIST_E_TYPE, 0 },
    { A, "[[3, [[0]], []]]", ENLIST_E_RANGE, 0 },
    { A, "[[3, [[0]], 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[3, [[14]], [[14], [6]]]]", ENLIST_E_TYPE, 3 },

    { A, "[[4, 1, [[0]]]]", ENLIST_OK },
    { D, "[[4, 255, [[0]], true]]", ENLIST_OK },
    { A, "[[4, 0, [[0]]]]", ENLIST_E_RANGE, 0 },
    { A, "[[4, 256, [[0]]]]", ENLIST_E_RANGE, 0 },
    { A, "[[4, -1, [[0]]]]", ENLIST_E_TYPE, 0 },
    { A, "[[4, 1, []]]", ENLIST_E_RANGE, 0 },
    { A, "[[4, 1]]", ENLIST_E_TYPE, 0 },
    { A, "[[4, 1, [[0]], true, true]]", ENLIST_E_TYPE, 0 },
    { A, "[[4, 1, [[14]], 1], [0]]", ENLIST_E_TYPE, 0 },
    { A, "[[14], [4, 1, [[14], [2, true, [[14]]]], [10, 79]]]", ENLIST_E_FIELD, 1 },

    { A, "[[8, \"k\", 0]]", ENLIST_OK },
    { A, "[[8, 17, 0, 4, 78]]", ENLIST_OK },
    { A, "[[8, \"k\"]]", ENLIST_E_TYPE, 0 },
    { A, "[[8]]", ENLIST_E_TYPE, 0 },
    { A, "[[8, \"k\", [0]]]", ENLIST_E_TYPE, 0 },

    { A, "[[12]]", ENLIST_OK },
    { A, "[[7, 0, 3], [12, 0, 3]]", ENLIST_OK },
    { A, "[[12, true]]", ENLIST_E_TYPE, 0 },

    { A, "[[7, 0], [13, 0, [65, 1]]]", ENLIST_OK },
    { A, "[[13]]", ENLIST_E_TYPE, 0 },
    { A, "[[13, [65]]]", ENLIST_E_TYPE, 0 },
    { A, "[[13, [65, 1, 2]]]", ENLIST_E_TYPE, 0 },

    { D, "[[18, 1, 5], [19, 5, \"cn\", 76]]", ENLIST_OK },
    { D, "[[18, 1, 5], [19, 5, \"cn\"]]", ENLIST_E_TYPE, 1 },
    { D, "[[18, 1, 5], [19, 5, \"cn\", 76, 76]]", ENLIST_E_TYPE, 1 },

    { D, "[[21, 2]]", ENLIST_OK },
    { D, "[[21, 3, 2]]", ENLIST_OK },
    { D, "[[21]]", ENLIST_E_TYPE, 0 },
    { D, "[[21, \"app\"]]", ENLIST_E_TYPE, 0 },
    { D, "[[21, -1]]", ENLIST_E_TYPE, 0 },

    { A, "[[24, 65, 1]]", ENLIST_OK },
    { D, "[[24, 65, [12, \"a\"]]]", ENLIST_OK },
    { A, "[[24, 65]]", ENLIST_E_TYPE, 0 },
    { A, "[[24, 65, 1, 2]]", ENLIST_E_TYPE, 0 },
    { A, "[[24, [65, 1]]]", ENLIST_E_TYPE, 0 },
    { A, "[[24, \"c.number\", 1]]", ENLIST_E_TYPE, 0 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

/* Point 10 */
static void
test_parts_and_keys (void)
{
  static const ProgramCase table[] = {
    { D, "[[21, 2, 4]]", ENLIST_E_RANGE, 0 }, /* one past the last part */
    { D, "[[21, 18446744073709551615]]", ENLIST_E_RANGE, 0 },
    { D, "[[21, 0]]", ENLIST_E_RANGE, 0 },    /* programs */
    { D, "[[21, 1]]", ENLIST_E_RANGE, 0 },
    { D, "[[18, 1, 76]]", ENLIST_E_TYPE, 0 },
    { D, "[[18, 1, 5], [19, 5, \"cn\", 64]]", ENLIST_E_TYPE, 1 },
    { D, "[[18, 1, 5], [19, 76, \"cn\", 76]]", ENLIST_E_TYPE, 1 },
    { D, "[[18, 1, 5], [19, 79, \"cn\", 76]]", ENLIST_E_FIELD, 1 },
    { D, "[[18, 1, 5], [19, 5, \"cn\", 79]]", ENLIST_E_FIELD, 1 },
    { D, "[[19, 64, \"cn\", 64]]", ENLIST_E_TYPE, 0 }, /* of a field the kind comes before the value */
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_point_1 (void)
{
  static const ProgramCase table[] = {
    { A, "[[26]]", ENLIST_E_OPERATION, 0 },
    { A, "[[14], [26, 1]]", ENLIST_E_OPERATION, 1 },
    { A, "[[18446744073709551615]]", ENLIST_E_OPERATION, 0 },
    { A, "[[4294967296]]", ENLIST_E_OPERATION, 0 },

    { D, "[[0], [6, \"t\"]]", ENLIST_E_ROLE, 1 },
    { D, "[[7, 0]]", ENLIST_E_ROLE, 0 },
    { D, "[[9, 6]]", ENLIST_E_ROLE, 0 },
    { D, "[[10, 1, 5]]", ENLIST_E_ROLE, 0 },
    { D, "[[11]]", ENLIST_E_ROLE, 0 },
    { D, "[[14]]", ENLIST_E_ROLE, 0 },
    { A, "[[15, 0]]", ENLIST_E_ROLE, 0 },
    { A, "[[16, 0, [], []]]", ENLIST_E_ROLE, 0 },
    { A, "[[17, [65, 1]]]", ENLIST_E_ROLE, 0 },
    { A, "[[18, 1, 5]]", ENLIST_E_ROLE, 0 },
    { A, "[[20, 5]]", ENLIST_E_ROLE, 0 },
    { A, "[[22]]", ENLIST_E_ROLE, 0 },
    { A, "[[2, true, [[14], [23]]]]", ENLIST_E_ROLE, 2 },
    { ENLIST_ROLE_CONFIG, "[[0]]", ENLIST_E_ROLE, 0 },
    { D, "[[8, \"k\", 0]]", ENLIST_E_ROLE, 0 },
    { D, "[[12]]", ENLIST_E_ROLE, 0 },
    { D, "[[13, [65, 1]]]", ENLIST_E_ROLE, 0 },
    { A, "[[19, 5, \"cn\", 76]]", ENLIST_E_ROLE, 0 },
    { A, "[[21, 2]]", ENLIST_E_ROLE, 0 },
    { A, "[[25, [0], [[0]]]]", ENLIST_E_ROLE, 0 },
    { D, "[[25, [0], [[0]]]]", ENLIST_E_ROLE, 0 },
    { A, "[[15]]", ENLIST_E_ROLE, 0 }, /* before its arguments are counted */
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_point_2_shape (void)
{
  static const ProgramCase table[] = {
    { A, "1", ENLIST_E_TYPE, 0 },
    { A, "{}", ENLIST_E_TYPE, 0 },
    { A, "[]", ENLIST_E_RANGE, 0 },
    { A, "[1]", ENLIST_E_TYPE, 0 },
    { A, "[[14], []]", ENLIST_E_TYPE, 1 },
    { A, "[[\"end\"]]", ENLIST_E_TYPE, 0 },
    { A, "[[-1]]", ENLIST_E_TYPE, 0 },

    /* 256 steps, those inside of blocks included */
    { A, "[[14]*256]", ENLIST_OK },
    { A, "[[14]*257]", ENLIST_E_BUDGET, 256 },
    { A, "[[2, true, [[14]*100], [[14]*100]], [14]*55]", ENLIST_OK },
    { A, "[[2, true, [[14]*100], [[14]*100]], [14]*56]", ENLIST_E_BUDGET, 256 },
    { A, "[[2, true, [[14]*257]]]", ENLIST_E_BUDGET, 256 },

    /* 8 levels, 1024 items */
    { A, "[[2, true, [[2, true, [[2, true, [[14]]]]]]]]", ENLIST_OK },
    { A, "[[2, true, [[2, true, [[2, true, [[2, true, [[14]]]]]]]]]]", ENLIST_E_DEPTH, 0 },
    { A, "[[4, 1, [[3, [[4, 1, [[14]]]], [[2, true, [[14]]]]]]]]", ENLIST_OK },
    { A, "[[4, 1, [[3, [[4, 1, [[3, [[14]], [[14]]]]]], [[14]]]]]]", ENLIST_E_DEPTH, 0 },
    { A, "[[3, [[14]*85], [[14]*85], [[14]*85]]]", ENLIST_OK },
    { A, "[[3, [[14]*85], [[14]*85], [[14]*85]], [14]]", ENLIST_E_BUDGET, 256 },
    { A, "[[1, [9, [9, [9, [9, [9, [9, true]]]]]], \"m\"]]", ENLIST_OK },
    { A, "[[1, [9, [9, [9, [9, [9, [9, [9, true]]]]]]], \"m\"]]", ENLIST_E_DEPTH, 0 },
    { A, "[[1, [7, true*1018], \"m\"]]", ENLIST_OK },
    { A, "[[1, [7, true*1019], \"m\"]]", ENLIST_E_ITEMS, 0 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_point_3 (void)
{
  static const ProgramCase table[] = {
    { A, "[[7, 15]]", ENLIST_OK },
    { A, "[[7, 16]]", ENLIST_E_FIELD, 0 },
    { A, "[[7, 63]]", ENLIST_E_FIELD, 0 },
    { A, "[[7, 78]]", ENLIST_OK },
    { A, "[[7, 79]]", ENLIST_E_FIELD, 0 },
    { A, "[[7, 128]]", ENLIST_E_FIELD, 0 },
    { A, "[[7, [79, {}]]]", ENLIST_E_FIELD, 0 },
    { A, "[[14], [9, 79]]", ENLIST_E_FIELD, 1 },
    { A, "[[10, 1, 79]]", ENLIST_E_FIELD, 0 },
    { A, "[[11, 79]]", ENLIST_E_FIELD, 0 },
    { A, "[[1, [10, 79], \"m\"]]", ENLIST_E_FIELD, 0 },
    { A, "[[1, [0, 18446744073709551615], \"m\"]]", ENLIST_E_FIELD, 0 },
    { D, "[[15, 79]]", ENLIST_E_FIELD, 0 },
    { D, "[[16, 0, [], [79]]]", ENLIST_E_FIELD, 0 },
    { D, "[[16, 0, [[0, 79]], []]]", ENLIST_E_FIELD, 0 },
    { D, "[[17, [79, 1]]]", ENLIST_E_FIELD, 0 },
    { D, "[[18, 1, 79]]", ENLIST_E_FIELD, 0 },
    { D, "[[18, 1, 5], [20, 79]]", ENLIST_E_FIELD, 1 },

    /* `set` of a value of the wrong kind */
    { D, "[[17, [65, \"1\"]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [65, null]]]", ENLIST_OK },
    { D, "[[17, [68, \"2026-01-01\"]]]", ENLIST_OK },
    { D, "[[17, [68, \"tomorrow\"]]]", ENLIST_E_RANGE, 0 },
    { D, "[[17, [70, [13, [\"Vienna\"]]]]]", ENLIST_OK },
    { D, "[[17, [70, [13, []]]]]", ENLIST_E_RANGE, 0 },
    { D, "[[17, [70, [13, [1]]]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [64, [0, 6]]]]", ENLIST_OK },
    { D, "[[17, [65, [0, 6]]]]", ENLIST_OK }, /* both may be null */
    { D, "[[17, [67, [1, 1, 1]]]]", ENLIST_OK },
    { D, "[[17, [65, [1, 1, 1]]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [65, [12, [0, 6]]]]]", ENLIST_OK },
    { D, "[[17, [64, [12, [0, 6]]]]]", ENLIST_E_TYPE, 0 },
    { D, "[[17, [76, h'00']]]", ENLIST_OK },

    /* the same for `let` and `configure`, and for the key of `lookup` and the subject of `csr` */
    { A, "[[24, 79, 1]]", ENLIST_E_FIELD, 0 },
    { A, "[[24, 65, \"1\"]]", ENLIST_E_TYPE, 0 },
    { A, "[[24, 65, null]]", ENLIST_OK },
    { A, "[[24, 68, \"tomorrow\"]]", ENLIST_E_RANGE, 0 },
    { A, "[[24, 70, [13, [1]]]]", ENLIST_E_TYPE, 0 },
    { A, "[[13, [79, 1]]]", ENLIST_E_FIELD, 0 },
    { A, "[[13, [65, true]]]", ENLIST_E_TYPE, 0 },
    { A, "[[8, \"k\", 79]]", ENLIST_E_FIELD, 0 },
    { A, "[[8, true, 0]]", ENLIST_E_TYPE, 0 },
    { A, "[[8, null, 0]]", ENLIST_E_TYPE, 0 },
    { A, "[[8, h'00', 0]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, 76], [8, [0, 76], 0]]", ENLIST_E_TYPE, 1 },
    { D, "[[18, 1, 5], [19, 5, 1, 76]]", ENLIST_E_TYPE, 1 },
    { D, "[[18, 1, 5], [19, 5, [12, \"a\"], 76]]", ENLIST_E_TYPE, 1 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_error (void)
{
  EnlistProgramError error;

  /* 82 | 81 0e | 82 07 18 4f: field 79 */
  CHECK_STATUS (program_validate (diagnostic_cbor ("[[14], [7, 79]]"), A, 0, &error), ENLIST_E_FIELD);
  CHECK_NUMBER (error.step, 1);
  CHECK_NUMBER (error.operation, ENLIST_OP_ASK);
  CHECK_NUMBER (error.field, 79);

  CHECK_STATUS (program_validate (diagnostic_cbor ("[[14], [9, 0, 79]]"), A, 0, &error), ENLIST_E_UNWRITTEN);
  CHECK_NUMBER (error.field, 0);
  CHECK_NUMBER (error.offset, 5);

  CHECK_STATUS (program_validate (diagnostic_cbor ("[[14], [26]]"), A, 0, &error), ENLIST_E_OPERATION);
  CHECK_NUMBER (error.operation, 26);
  CHECK (error.field == -1);
  CHECK_NUMBER (error.offset, 3);

  CHECK_STATUS (program_validate (test_hex ("818106ff"), A, 0, &error), ENLIST_E_TRAILING);
  CHECK_NUMBER (error.offset, 3);
}

static void
test_registry (void)
{
  CHECK_TEXT (enlist_operation_name (18), "make-key");
  CHECK_TEXT (enlist_operation_name (25), "when");
  for (unsigned operation = 0; operation <= ENLIST_OP_WHEN; operation++)
    CHECK (enlist_operation_name (operation) != NULL);
  CHECK (enlist_operation_takes_block (ENLIST_OP_IF, 2) && !enlist_operation_takes_block (ENLIST_OP_IF, 3));
  CHECK (enlist_operation_takes_block (ENLIST_OP_TRY, 7) && !enlist_operation_takes_block (ENLIST_OP_TRY, 8));
  CHECK (enlist_operation_takes_block (ENLIST_OP_WHEN, 1) && !enlist_operation_takes_block (26, 0));
  CHECK (enlist_operation_takes (ENLIST_OP_ASK, 1000) && !enlist_operation_takes (26, 0));
  CHECK (enlist_operation_name (26) == NULL);
  CHECK (enlist_operation_in_role (ENLIST_OP_IF, A) && enlist_operation_in_role (ENLIST_OP_IF, D));
  CHECK (enlist_operation_in_role (ENLIST_OP_ASK, A) && !enlist_operation_in_role (ENLIST_OP_ASK, D));
  CHECK (!enlist_operation_in_role (ENLIST_OP_LOCK, A) && enlist_operation_in_role (ENLIST_OP_LOCK, D));
  CHECK (!enlist_operation_in_role (26, A) && enlist_operation_in_role (ENLIST_OP_END, ENLIST_ROLE_APP));
}

static const TestCase cases[] = {
  { "/wire/program-steps/8.1-samples", test_samples },
  { "/wire/program-steps/8.2-operations", test_operations },
  { "/wire/program-steps/8.2-more-operations", test_more_operations },
  { "/wire/program-steps/8.5.10-parts-and-keys", test_parts_and_keys },
  { "/wire/program-steps/8.5.1-operation-and-role", test_point_1 },
  { "/wire/program-steps/8.5.2-shape-and-sizes", test_point_2_shape },
  { "/wire/program-steps/8.5.3-fields-and-kinds", test_point_3 },
  { "/wire/program-steps/8.5-error", test_error },
  { "/wire/program-steps/12.1-registry", test_registry },
};

TEST_MAIN (cases)
