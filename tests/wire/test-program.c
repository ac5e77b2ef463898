/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "program.h"
#include "sample-programs.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])
#define A ENLIST_ROLE_ASSIST
#define D ENLIST_ROLE_DEVICE

static void
read_manifest (EnlistManifest *manifest)
{
  CHECK_STATUS (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), manifest, NULL), ENLIST_OK);
}

static EnlistStatus
validate (EnlistSlice         program,
          EnlistRole          role,
          EnlistProgramError *error)
{
  EnlistManifest manifest;
  EnlistStatus status;

  read_manifest (&manifest);
  *error = (EnlistProgramError) { .status = ENLIST_OK, .step = 999, .field = -1 };
  status = enlist_program_validate (program, role, &manifest, 0, error);
  CHECK_STATUS (error->status, status);
  CHECK (status == ENLIST_OK || error->offset <= program.size);
  CHECK_STATUS (enlist_program_validate (program, role, &manifest, 0, NULL), status);

  return status;
}

typedef struct {
  EnlistRole role;
  const char *program;
  EnlistStatus status;
  unsigned step;
} ProgramCase;

static void
run_cases (const ProgramCase *cases,
           size_t             n_cases)
{
  for (size_t i = 0; i < n_cases; i++)
    {
      EnlistProgramError error;

      test_context ("%s", cases[i].program);
      CHECK_STATUS (validate (diagnostic_cbor (cases[i].program), cases[i].role, &error), cases[i].status);
      if (cases[i].status != ENLIST_OK)
        CHECK_NUMBER (error.step, cases[i].step);
    }
}

static void
test_samples (void)
{
  EnlistManifest manifest;
  EnlistProgramError error;
  EnlistRole failing;

  read_manifest (&manifest);
  CHECK_STATUS (validate (diagnostic_cbor (SAMPLE_ASSIST), A, &error), ENLIST_OK);
  CHECK_STATUS (validate (diagnostic_cbor (SAMPLE_DEVICE), D, &error), ENLIST_OK);
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
    { D, "[[18, 0, 5]]", ENLIST_E_RANGE, 0 },
    { D, "[[18, 3, 5]]", ENLIST_E_RANGE, 0 },
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

  run_cases (table, N_ELEMENTS (table));
}

static void
test_point_1 (void)
{
  static const ProgramCase table[] = {
    { A, "[[3]]", ENLIST_E_OPERATION, 0 },
    { A, "[[4]]", ENLIST_E_OPERATION, 0 },
    { A, "[[8, 1]]", ENLIST_E_OPERATION, 0 },
    { A, "[[12]]", ENLIST_E_OPERATION, 0 },
    { A, "[[13]]", ENLIST_E_OPERATION, 0 },
    { D, "[[19]]", ENLIST_E_OPERATION, 0 },
    { D, "[[21]]", ENLIST_E_OPERATION, 0 },
    { A, "[[14], [24]]", ENLIST_E_OPERATION, 1 },
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
  };

  run_cases (table, N_ELEMENTS (table));
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
    { A, "[[1, [9, [9, [9, [9, [9, [9, true]]]]]], \"m\"]]", ENLIST_OK },
    { A, "[[1, [9, [9, [9, [9, [9, [9, [9, true]]]]]]], \"m\"]]", ENLIST_E_DEPTH, 0 },
    { A, "[[1, [7, true*1018], \"m\"]]", ENLIST_OK },
    { A, "[[1, [7, true*1019], \"m\"]]", ENLIST_E_ITEMS, 0 },
  };

  run_cases (table, N_ELEMENTS (table));
}

static void
test_point_2_questions (void)
{
  static const ProgramCase table[] = {
    { A, "[[7, [64, {}]]]", ENLIST_OK },
    { A, "[[7, [64, {0: \"l\", 1: 1, 2: 5, 4: \"abc\", 5: [\"h\", \"de\", \"i\"], 6: true}]]]", ENLIST_OK },
    { A, "[[7, [64, {7: 1}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {-1: 1}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {0: 1}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [64, {5: []}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [64, {6: 1}]]]", ENLIST_E_TYPE, 0 },

    /* minimum and maximum */
    { A, "[[7, [65, {1: -5, 2: -5}]]]", ENLIST_OK },
    { A, "[[7, [65, {1: 5, 2: 4}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [65, {1: \"5\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [65, {1: 9223372036854775808}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {1: -1}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [69, {1: 8, 2: 64}], [73, {2: 10}]]]", ENLIST_OK },
    { A, "[[7, [68, {1: 1}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, 64, [67, {2: 1}]]]", ENLIST_E_TYPE, 0 },

    /* options */
    { A, "[[7, [66, {3: [\"a\", \"b\"]}]]]", ENLIST_OK },
    { A, "[[7, [66, {3: [\"a\"*32], 4: 31}]]]", ENLIST_OK },
    { A, "[[7, [66, {3: [\"a\"*33]}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [66, {3: [\"a\"]}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [66, {3: [1, 2]}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, 66]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [66, {0: \"l\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [64, {3: [\"a\", \"b\"]}]]]", ENLIST_E_TYPE, 0 },

    /* default (point 3, too) */
    { A, "[[7, [66, {3: [\"a\", \"b\"], 4: 2}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [66, {3: [\"a\", \"b\"], 4: \"a\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [65, {4: \"1\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [65, {1: 5, 4: 4}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [65, {2: 5, 4: 6}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {2: 2, 4: \"\xc3\xa4\xc3\xb6\"}]]]", ENLIST_OK },
    { A, "[[7, [64, {2: 2, 4: \"abc\"}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [68, {4: \"2026-02-29\"}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [0, {4: [\"Vienna\"]}], [67, {4: null}]]]", ENLIST_OK },
  };

  run_cases (table, N_ELEMENTS (table));
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
  };

  run_cases (table, N_ELEMENTS (table));
}

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
  };

  run_cases (table, N_ELEMENTS (table));
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

  run_cases (table, N_ELEMENTS (table));
}

static void
check_pair (const char   *assist,
            const char   *device,
            EnlistStatus  status,
            EnlistRole    role,
            unsigned      step,
            int           field)
{
  EnlistProgramError error = { .step = 999 };
  EnlistRole failing = ENLIST_ROLE_APP;
  EnlistManifest manifest;

  read_manifest (&manifest);
  test_context ("%s and %s", assist, device);
  CHECK_STATUS (enlist_program_validate_pair (
                    *assist != '\0' ? diagnostic_cbor (assist) : enlist_slice (NULL, 0),
                    *device != '\0' ? diagnostic_cbor (device) : enlist_slice (NULL, 0), &manifest, &failing,
                    &error),
                status);
  if (status == ENLIST_OK)
    return;

  CHECK_NUMBER (failing, role);
  CHECK_NUMBER (error.step, step);
  CHECK_NUMBER (error.field, field);
  CHECK_STATUS (error.status, status);
}

static void
test_point_6 (void)
{
  EnlistManifest manifest;

  read_manifest (&manifest);
  check_pair ("[[7, 0], [9, 0]]", "[[15, 0]]", ENLIST_OK, A, 0, 0);
  check_pair ("[[7, 0], [9, 0]]", "[[0], [15, 0, 1]]", ENLIST_E_UNMET, D, 1, 1);
  check_pair ("[[7, 0], [2, true, [[9, 0]]]]", "[[2, true, [[15, 0]]]]", ENLIST_OK, A, 0, 0);
  check_pair ("[[14]]", "[[2, true, [[0]], [[15, 64]]]]", ENLIST_E_UNMET, D, 2, 64);

  check_pair ("[[10, 60, 5]]", "[[18, 1, 5], [20, 5]]", ENLIST_OK, A, 0, 0);
  check_pair ("[[14], [10, 60, 5, 6]]", "[[18, 1, 5], [20, 5]]", ENLIST_E_UNMET, A, 1, 6);
  check_pair ("[[10, 5, 6]]", "[[18, 1, 5], [20, 5]]", ENLIST_E_UNMET, A, 0, 6);

  /* an application with one program */
  check_pair ("[[7, 0], [9, 0], [11]]", "", ENLIST_OK, A, 0, 0);
  check_pair ("[[10, 60, 5]]", "", ENLIST_E_UNMET, A, 0, 5);
  check_pair ("", "[[15, 0]]", ENLIST_E_UNMET, D, 0, 0);
  check_pair ("", "[[23]]", ENLIST_OK, A, 0, 0);

  CHECK_STATUS (
      enlist_program_validate_pair (diagnostic_cbor ("[[0]]"), diagnostic_cbor ("[[15, 0]]"), &manifest, NULL,
                                    NULL),
      ENLIST_E_UNMET);
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
  };

  run_cases (table, N_ELEMENTS (table));
}

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
      CHECK_STATUS (validate (diagnostic_cbor_format ("[[7, 64, 65, 67, 72, 76, 77], [1, %s, \"m\"]]",
                                                      table[i].expression),
                              A, &error),
                    table[i].status);
      if (table[i].status != ENLIST_OK)
        CHECK_NUMBER (error.step, 1);
    }
}

static void
test_error (void)
{
  EnlistProgramError error;

  /* 82 | 81 0e | 82 07 18 4f: field 79 */
  CHECK_STATUS (validate (diagnostic_cbor ("[[14], [7, 79]]"), A, &error), ENLIST_E_FIELD);
  CHECK_NUMBER (error.step, 1);
  CHECK_NUMBER (error.operation, ENLIST_OP_ASK);
  CHECK_NUMBER (error.field, 79);

  CHECK_STATUS (validate (diagnostic_cbor ("[[14], [9, 0, 79]]"), A, &error), ENLIST_E_UNWRITTEN);
  CHECK_NUMBER (error.field, 0);
  CHECK_NUMBER (error.offset, 5);

  CHECK_STATUS (validate (diagnostic_cbor ("[[14], [24]]"), A, &error), ENLIST_E_OPERATION);
  CHECK_NUMBER (error.operation, 24);
  CHECK (error.field == -1);
  CHECK_NUMBER (error.offset, 3);

  CHECK_STATUS (validate (test_hex ("818106ff"), A, &error), ENLIST_E_TRAILING);
  CHECK_NUMBER (error.offset, 3);
}

static void
test_walk (void)
{
  static const struct {
    EnlistOperation operation;
    unsigned depth;
  } expected[] = {
    { ENLIST_OP_NOTE, 0 }, { ENLIST_OP_ASK, 0 },      { ENLIST_OP_IF, 0 },    { ENLIST_OP_NOTE, 1 },
    { ENLIST_OP_IF, 1 },   { ENLIST_OP_NOTE, 2 },     { ENLIST_OP_IDENTIFY, 1 }, { ENLIST_OP_NOTE, 1 },
    { ENLIST_OP_CHECK, 0 }, { ENLIST_OP_SEND, 0 },    { ENLIST_OP_AWAIT, 0 }, { ENLIST_OP_RECORD, 0 },
    { ENLIST_OP_RECORD, 0 }, { ENLIST_OP_END, 0 },
  };
  EnlistSlice program = diagnostic_cbor (SAMPLE_ASSIST);
  EnlistProgramWalk walk;
  EnlistStep step;
  unsigned count = 0;

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step) && CHECK (count < N_ELEMENTS (expected)))
    {
      test_context ("step %u", count);
      CHECK_NUMBER (step.index, count);
      CHECK_NUMBER (step.operation, expected[count].operation);
      CHECK_NUMBER (step.depth, expected[count].depth);
      count++;
    }
  CHECK_NUMBER (count, N_ELEMENTS (expected));
  CHECK (!enlist_program_walk_next (&walk, &step));
  CHECK_NUMBER (enlist_program_count_steps (program), N_ELEMENTS (expected));
  CHECK_NUMBER (enlist_program_count_steps (diagnostic_cbor ("[[14]*256]")), 256);
}

static void
test_arguments (void)
{
  EnlistSlice program = diagnostic_cbor (
    "[[7, 0, [66, {0: \"Mast\", 3: [\"Steel\", \"Wood\"], 4: 1, 5: \"?\", 6: true}], [65, {1: -3, 2: 120}]],"
    " [17, 2, [65, [12, \"a\"]]], [16, 70, [1, \"a\"], [64], \"t\"]]");
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistQuestion question;
  EnlistSlice expression;
  EnlistCall call;
  unsigned field;

  CHECK_STATUS (enlist_program_walk_init (&walk, program), ENLIST_OK);
  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_NUMBER (step.argument_count, 3);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK (question.field == 0 && question.label.size == 0 && question.value.size == 0 && !question.optional);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK_NUMBER (question.field, 66);
  CHECK_BYTES (question.label, diagnostic_cbor ("\"Mast\""));
  CHECK_BYTES (question.options, diagnostic_cbor ("[\"Steel\", \"Wood\"]"));
  CHECK_BYTES (question.value, diagnostic_cbor ("1"));
  CHECK_BYTES (question.help, diagnostic_cbor ("\"?\""));
  CHECK (question.optional && !question.has_minimum);
  CHECK_STATUS (enlist_step_read_question (&step.arguments, &question), ENLIST_OK);
  CHECK (question.has_minimum && question.minimum == -3 && question.has_maximum && question.maximum == 120);

  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_setting (&step.arguments, &field, &expression), ENLIST_OK);
  CHECK (field == 2 && expression.size == 0);
  CHECK_STATUS (enlist_step_read_setting (&step.arguments, &field, &expression), ENLIST_OK);
  CHECK_NUMBER (field, 65);
  CHECK_BYTES (expression, diagnostic_cbor ("[12, \"a\"]"));

  CHECK (enlist_program_walk_next (&walk, &step));
  CHECK_STATUS (enlist_step_read_call (&step, &call), ENLIST_OK);
  CHECK (call.function == 70 && call.argument_count == 2 && call.result_count == 1);
  CHECK_STATUS (enlist_cbor_read_item (&call.arguments, &expression), ENLIST_OK);
  CHECK_BYTES (expression, diagnostic_cbor ("1"));
  CHECK_STATUS (enlist_step_read_field (&call.results, &field), ENLIST_OK);
  CHECK_NUMBER (field, 64);
  CHECK_BYTES (call.title, diagnostic_cbor ("\"t\""));
}

static void
test_answers (void)
{
  EnlistQuestion number = { .has_minimum = true, .minimum = -2, .has_maximum = true, .maximum = 3 };
  EnlistQuestion text = {
    .has_minimum = true, .minimum = 2, .has_maximum = true, .maximum = 3, .optional = true
  };
  EnlistQuestion choice = { .options = diagnostic_cbor ("[\"a\", \"b\"]") };

  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("-2")), ENLIST_OK);
  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("-3")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("3")), ENLIST_OK);
  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("4")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("\"3\"")),
                ENLIST_E_TYPE);
  CHECK_STATUS (enlist_step_check_answer (&number, ENLIST_KIND_NUMBER, diagnostic_cbor ("null")),
                ENLIST_E_RANGE);

  CHECK_STATUS (enlist_step_check_answer (&text, ENLIST_KIND_TEXT, diagnostic_cbor ("\"a\"")),
                ENLIST_E_RANGE);
  CHECK_STATUS (
      enlist_step_check_answer (&text, ENLIST_KIND_NAME, diagnostic_cbor ("\"\xc3\xa4\xc3\xa4\xc3\xa4\"")),
      ENLIST_OK);
  CHECK_STATUS (enlist_step_check_answer (&text, ENLIST_KIND_SECRET, diagnostic_cbor ("\"abcd\"")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&text, ENLIST_KIND_TEXT, diagnostic_cbor ("null")), ENLIST_OK);

  CHECK_STATUS (enlist_step_check_answer (&choice, ENLIST_KIND_CHOICE, diagnostic_cbor ("1")), ENLIST_OK);
  CHECK_STATUS (enlist_step_check_answer (&choice, ENLIST_KIND_CHOICE, diagnostic_cbor ("2")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&choice, ENLIST_KIND_YES_NO, diagnostic_cbor ("true")), ENLIST_OK);
}

static void
check_text (const char *texts,
            const char *language,
            const char *expected)
{
  test_context ("%s for %s", texts, language != NULL ? language : "nobody");
  CHECK_BYTES (enlist_text_choose (diagnostic_cbor (texts), language), enlist_slice_text (expected));
}

static void
test_texts (void)
{
  const char *texts =
      "[\"colour\", \"en-US\", \"color\", \"de\", \"Farbe\", \"de-AT\", \"Foab\", \"zh-Hant\", \"x\"]";

  check_text ("\"only\"", "de", "only");
  check_text (texts, NULL, "colour");
  check_text (texts, "fr", "colour");
  check_text (texts, "C", "colour");
  check_text (texts, "", "colour");
  check_text (texts, "de", "Farbe");
  check_text (texts, "de-AT", "Foab");
  check_text (texts, "de_AT.UTF-8", "Foab");
  check_text (texts, "DE_at@euro", "Foab");
  check_text (texts, "de_CH.UTF-8", "Farbe");
  check_text (texts, "en_GB", "color");
  check_text (texts, "zh", "x");
  check_text (texts, "d", "colour");
  check_text ("[\"a\", \"de\"]", "de", "a");
  check_text ("[]", "de", "");
  check_text ("1", "de", "");
}

static void
test_registry (void)
{
  CHECK_TEXT (enlist_operation_name (18), "make-key");
  CHECK (enlist_operation_name (26) == NULL);
  CHECK (enlist_operation_in_role (ENLIST_OP_IF, A) && enlist_operation_in_role (ENLIST_OP_IF, D));
  CHECK (enlist_operation_in_role (ENLIST_OP_ASK, A) && !enlist_operation_in_role (ENLIST_OP_ASK, D));
  CHECK (!enlist_operation_in_role (ENLIST_OP_LOCK, A) && enlist_operation_in_role (ENLIST_OP_LOCK, D));
  CHECK (!enlist_operation_in_role (26, A) && enlist_operation_in_role (ENLIST_OP_END, ENLIST_ROLE_APP));
}

static void
mutate (const char *notation,
        EnlistRole  role)
{
  EnlistSlice program = diagnostic_cbor (notation);
  uint8_t *copy = test_memory (program.size);
  EnlistManifest manifest;

  read_manifest (&manifest);
  for (size_t size = 0; size < program.size; size++)
    CHECK_STATUS (
        enlist_program_validate (test_exact (enlist_slice (program.data, size)), role, &manifest, 0, NULL),
        ENLIST_E_TRUNCATED);

  for (size_t i = 0; i < program.size; i++)
    for (unsigned byte = 0; byte < 256; byte++)
      {
        EnlistSlice changed = enlist_slice (copy, program.size);
        EnlistProgramError error = { .status = ENLIST_OK };

        memcpy (copy, program.data, program.size);
        copy[i] = (uint8_t) byte;
        if (enlist_program_validate (changed, role, &manifest, 0, &error) == ENLIST_OK)
          CHECK (enlist_program_count_steps (changed) > 0);
        else
          CHECK (error.status != ENLIST_OK && error.step <= ENLIST_MAX_STEPS && error.offset <= program.size);
        enlist_program_validate_pair (changed, changed, &manifest, NULL, NULL);
      }
}

static void
test_mutations (void)
{
  mutate (SAMPLE_ASSIST, A);
  mutate (SAMPLE_DEVICE, D);
}

static const TestCase cases[] = {
  { "/wire/program/8.1-samples", test_samples },
  { "/wire/program/8.2-operations", test_operations },
  { "/wire/program/8.5.1-operation-and-role", test_point_1 },
  { "/wire/program/8.5.2-shape-and-sizes", test_point_2_shape },
  { "/wire/program/8.5.2-questions", test_point_2_questions },
  { "/wire/program/8.5.3-fields-and-kinds", test_point_3 },
  { "/wire/program/8.5.4-written-before-read", test_point_4 },
  { "/wire/program/8.5.5-lock-and-report", test_point_5 },
  { "/wire/program/8.5.6-pair", test_point_6 },
  { "/wire/program/8.5.7-sensitive", test_point_7 },
  { "/wire/program/8.7-expressions", test_expressions },
  { "/wire/program/8.5-error", test_error },
  { "/wire/program/8.1-walk", test_walk },
  { "/wire/program/8.3-arguments", test_arguments },
  { "/wire/program/8.3-answers", test_answers },
  { "/wire/program/2.4-texts", test_texts },
  { "/wire/program/12.1-registry", test_registry },
  { "/wire/program/8.5-mutations", test_mutations },
};

TEST_MAIN (cases)
