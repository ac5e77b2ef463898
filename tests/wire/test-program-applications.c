/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_steps (void)
{
  static const ProgramCase table[] = {
    { I, "[[25, [0], [[0]]]]", ENLIST_OK },
    { I,
      "[[25, [0], [[1, true, \"m\"], [2, true, [[0]]], [3, [[0]], [[0]]], [4, 1, [[0]]], [5, \"m\"], [24, "
      "65, 1],"
      " [16, 0, [], []]]]]",
      ENLIST_OK },

    /* on the first level `when`, and below it no other one */
    { I, "[[0]]", ENLIST_E_ROLE, 0 },
    { I, "[[24, 65, 1]]", ENLIST_E_ROLE, 0 },
    { I, "[[25, [0], [[0]]], [0]]", ENLIST_E_ROLE, 2 },
    { I, "[[25, [0], [[25, [0], [[0]]]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[2, true, [[25, [0], [[0]]]]]]]]", ENLIST_E_ROLE, 2 },

    /* what else programs have */
    { I, "[[25, [0], [[17, [65, 1]]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[15, 0]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[18, 1, 5]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[20, 6]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[21, 2]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[22]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[7, 0]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[9, 6]]]]", ENLIST_E_ROLE, 1 },
    { I, "[[25, [0], [[26]]]]", ENLIST_E_OPERATION, 1 },

    /* arguments */
    { I, "[[25, [0]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [0], [[0]], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [0], []]]", ENLIST_E_RANGE, 0 },
    { I, "[[25, [0], 1]]", ENLIST_E_TYPE, 0 },

    /* fields read as what is there, whoever has given it; secrets stay where they are */
    { I, "[[25, [0], [[24, 65, [0, 15]]]]]", ENLIST_OK },
    { I, "[[25, [0], [[16, 64, [[0, 78]], []]]]]", ENLIST_OK },
    { I, "[[25, [0], [[24, 64, [0, 78]]]]]", ENLIST_E_RECEIVER, 1 },
    { I, "[[25, [0], [[24, 65, [0, 79]]]]]", ENLIST_E_FIELD, 1 },
    { I, "[[25, [0], [[24, 65, \"1\"]]]]", ENLIST_E_TYPE, 1 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_triggers (void)
{
  static const ProgramCase table[] = {
    { I, "[[25, [], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, 0, [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [3], [[0]]]]", ENLIST_E_RANGE, 0 },
    { I, "[[25, [-1], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [0, 1], [[0]]]]", ENLIST_E_TYPE, 0 },

    { I, "[[25, [1, 60], [[0]]]]", ENLIST_OK },
    { I, "[[25, [1, 0], [[0]]]]", ENLIST_OK }, /* it never triggers */
    { I, "[[25, [1, [0, 15]], [[0]]]]", ENLIST_OK },
    { I, "[[25, [1, [12, [0, 64]]], [[0]]]]", ENLIST_OK },
    { I, "[[25, [1], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, 60, 60], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, \"60\"], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, null], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, [0, 64]], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, [10, 64]], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [1, [0, 79]], [[0]]]]", ENLIST_E_FIELD, 0 },

    { I, "[[25, [2, 0], [[0]]]]", ENLIST_OK },
    { I, "[[25, [2, 65535, 64, 65], [[0]]]]", ENLIST_OK },
    { I, "[[25, [2, 65536], [[0]]]]", ENLIST_E_RANGE, 0 },
    { I, "[[25, [2, \"button\"], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [2], [[0]]]]", ENLIST_E_TYPE, 0 },
    { I, "[[25, [2, 1, 79], [[0]]]]", ENLIST_E_FIELD, 0 },
    { I, "[[25, [2, 1, [65]], [[0]]]]", ENLIST_E_TYPE, 0 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_limits (void)
{
  static const ProgramCase table[] = {
    { I, "[]", ENLIST_E_RANGE, 0 },
    { I, "[[25, [0], [[0]]]*16]", ENLIST_OK },
    { I, "[[25, [0], [[0]]]*17]", ENLIST_E_RANGE, 0 },
    { I, "[[25, [0], [[0]*255]]]", ENLIST_OK },
    { I, "[[25, [0], [[0]*256]]]", ENLIST_E_BUDGET, 256 },
  };
  EnlistProgramError error;

  program_run_cases (table, N_ELEMENTS (table));
  /* 12 bytes and the text */
  CHECK_STATUS (program_validate (diagnostic_cbor ("[[25, [0], [[5, \"a\"^4084]]]]"), I, 0, &error),
                ENLIST_OK);
  CHECK_STATUS (program_validate (diagnostic_cbor ("[[25, [0], [[5, \"a\"^4085]]]]"), I, 0, &error),
                ENLIST_E_TOO_LARGE);
}

typedef struct {
  const char *notation;
  EnlistStatus status;
  size_t offset;
} ConfigurationCase;

static void
test_configurations (void)
{
  static const ConfigurationCase table[] = {
    { "{}", ENLIST_OK },
    { "{0: [\"Vienna\"], 15: 600, 64: \"t\", 69: \"secret\", 78: null}", ENLIST_OK },
    { "[]", ENLIST_E_TYPE, 0 },
    { "1", ENLIST_E_TYPE, 0 },
    { "{16: 1}", ENLIST_E_FIELD, 1 },
    { "{15: 1, 79: 1}", ENLIST_E_FIELD, 3 },
    { "{128: 1}", ENLIST_E_FIELD, 1 },
    { "{-1: 1}", ENLIST_E_TYPE, 1 },
    { "{15: \"600\"}", ENLIST_E_TYPE, 2 },
    { "{68: \"2026-02-30\"}", ENLIST_E_RANGE, 3 },
    { "{15: 1, 15: 2}", ENLIST_E_CBOR, 3 },
    { "{76: h'00'^1000}", ENLIST_OK },
    { "{76: h'00'^1001}", ENLIST_E_RANGE, 3 },
  };
  EnlistManifest manifest;

  program_manifest (&manifest);
  for (size_t i = 0; i < N_ELEMENTS (table); i++)
    {
      size_t offset = 0;

      test_context ("%s", table[i].notation);
      CHECK_STATUS (enlist_configuration_validate (diagnostic_cbor (table[i].notation), &manifest, &offset),
                    table[i].status);
      CHECK_NUMBER (offset, table[i].offset);
      CHECK_STATUS (enlist_configuration_validate (diagnostic_cbor (table[i].notation), &manifest, NULL),
                    table[i].status);
    }
}

#define LARGE_FIELDS "{12: \"a\"^1000, 13: \"a\"^1000, 64: \"a\"^1000, 76: h'00'^1000, "

static void
test_configuration_size (void)
{
  EnlistManifest manifest;
  EnlistSlice bytes = diagnostic_cbor (LARGE_FIELDS "78: \"a\"^73}");

  program_manifest (&manifest);
  CHECK_NUMBER (bytes.size, ENLIST_STAYING_PART_MAX);
  CHECK_STATUS (enlist_configuration_validate (bytes, &manifest, NULL), ENLIST_OK);
  CHECK_STATUS (
      enlist_configuration_validate (diagnostic_cbor (LARGE_FIELDS "78: \"a\"^74}"), &manifest, NULL),
      ENLIST_E_TOO_LARGE);
}

static const TestCase cases[] = {
  { "/wire/program-applications/8.8-steps", test_steps },
  { "/wire/program-applications/8.8-triggers", test_triggers },
  { "/wire/program-applications/11-limits", test_limits },
  { "/wire/program-applications/7.5-configurations", test_configurations },
  { "/wire/program-applications/7.5-4096-bytes", test_configuration_size },
};

TEST_MAIN (cases)
