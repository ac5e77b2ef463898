/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

static void
test_point_2_questions (void)
{
  static const ProgramCase table[] = {
    { A, "[[7, [64, {}]]]", ENLIST_OK },
    { A, "[[7, [64, {0: \"l\", 1: 1, 2: 5, 4: \"abc\", 5: [\"h\", \"de\", \"i\"], 6: true}]]]", ENLIST_OK },
    { A, "[[7, [64, {9: 1}]]]", ENLIST_E_RANGE, 0 },
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

    /* pattern */
    { A, "[[7, [64, {7: \"[a-z]+\"}], [69, {7: \".{8,}\"}], [73, {7: \"x\"}]]]", ENLIST_OK },
    { A, "[[7, [64, {7: 1}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [64, {7: \"\"}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {7: \"a\"^33}]]]", ENLIST_E_RANGE, 0 },   /* atoms */
    { A, "[[7, [64, {7: \"a{1,4}\"^21}]]]", ENLIST_OK },      /* bytes */
    { A, "[[7, [64, {7: \"a{1,4}b\"^18}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {7: \"[a\"}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [65, {7: \"1\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [68, {7: \"1\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [76, {7: \"[\"}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [64, {4: \"abc\", 7: \"[a-z]+\"}]]]", ENLIST_OK },
    { A, "[[7, [64, {4: \"abc1\", 7: \"[a-z]+\"}]]]", ENLIST_E_RANGE, 0 },
    { A, "[[7, [64, {4: null, 7: \"[a-z]+\"}]]]", ENLIST_OK },

    /* remember */
    { A, "[[7, [0, {8: true}], [4, {8: false}], [78, {8: false}]]]", ENLIST_OK },
    { A, "[[7, [0, {8: 1}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [4, {8: true}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [69, {8: true}]]]", ENLIST_E_TYPE, 0 },
    { A, "[[7, [78, {8: true}]]]", ENLIST_E_TYPE, 0 },
  };

  program_run_cases (table, N_ELEMENTS (table));
}

static void
test_answers (void)
{
  EnlistQuestion number = { .has_minimum = true, .minimum = -2, .has_maximum = true, .maximum = 3 };
  EnlistQuestion text = {
    .has_minimum = true, .minimum = 2, .has_maximum = true, .maximum = 3, .optional = true
  };
  EnlistQuestion pattern = { .pattern = enlist_slice_text ("[a-z]+"), .has_maximum = true, .maximum = 3 };
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

  CHECK_STATUS (enlist_step_check_answer (&pattern, ENLIST_KIND_TEXT, diagnostic_cbor ("\"abc\"")),
                ENLIST_OK);
  CHECK_STATUS (enlist_step_check_answer (&pattern, ENLIST_KIND_NAME, diagnostic_cbor ("\"Abc\"")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&pattern, ENLIST_KIND_TEXT, diagnostic_cbor ("\"abcd\"")),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_step_check_answer (&pattern, ENLIST_KIND_TEXT, diagnostic_cbor ("\"\"")),
                ENLIST_E_RANGE);

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

static const TestCase cases[] = {
  { "/wire/program-questions/8.3-options", test_point_2_questions },
  { "/wire/program-questions/8.3-answers", test_answers },
  { "/wire/program-questions/2.4-texts", test_texts },
};

TEST_MAIN (cases)
