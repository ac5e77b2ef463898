/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "expression.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

static void
give (EnlistFieldStore *fields,
      unsigned          field,
      const char       *value)
{
  CHECK_STATUS (enlist_field_store_set (fields, field, diagnostic_cbor (value)), ENLIST_OK);
}

typedef struct {
  const char *expression;
  const char *value; /* NULL: refused with @status */
  EnlistStatus status;
} ExpressionCase;

/* Fields: 64 "Wien", 65 42, 66 -7, 67 true, 68 null, 76 h'0102', 77 ["a", "b", "c"], 78 600 letters, 69 none
 */
static const ExpressionCase expression_cases[] = {
  { "1", "1" },
  { "-1", "-1" },
  { "\"a\"", "\"a\"" },
  { "h'00'", "h'00'" },
  { "true", "true" },
  { "null", "null" },

  { "[0, 64]", "\"Wien\"" },
  { "[0, 77]", "[\"a\", \"b\", \"c\"]" },
  { "[0, 68]", "null" },
  { "[0, 69]", "null" },

  { "[1, 1, 1]", "true" },
  { "[1, 1, 2]", "false" },
  { "[1, 1, \"1\"]", "false" },
  { "[1, null, false]", "false" },
  { "[1, true, [0, 67]]", "true" },
  { "[1, [0, 77], [13, [\"a\", \"b\", \"c\"]]]", "true" },
  { "[1, [0, 77], [13, [\"a\", \"b\"]]]", "false" },
  { "[1, h'61', \"a\"]", "false" },
  { "[1, \"Wien\", [0, 64]]", "true" },
  { "[1, [11, \"Wi\", \"en\"], [0, 64]]", "true" },
  { "[1, [11, \"W\", \"i\", \"en\"], [11, \"Wie\", \"n\"]]", "true" },
  { "[1, [11, \"Wi\"], [0, 65]]", "false" },
  { "[1, [11, \"42\"], 42]", "false" },
  { "[2, [0, 68], null]", "false" },
  { "[2, 1, \"1\"]", "true" },
  { "[2, [11, \"a\", \"b\"], \"ab\"]", "false" },

  { "[3, 1, 2]", "true" },
  { "[3, 2, 2]", "false" },
  { "[3, [0, 66], [0, 65]]", "true" },
  { "[3, -9223372036854775808, 9223372036854775807]", "true" },
  { "[4, 2, 2]", "true" },
  { "[4, 3, 2]", "false" },
  { "[5, 3, 2]", "true" },
  { "[5, 2, 2]", "false" },
  { "[6, 2, 2]", "true" },
  { "[6, 1, 2]", "false" },
  { "[3, \"a\", \"b\"]", "true" },
  { "[3, \"a\", \"aa\"]", "true" },
  { "[3, \"b\", \"aa\"]", "false" },
  { "[3, \"\", \"a\"]", "true" },
  { "[3, \"Z\", \"a\"]", "true" },
  { "[3, [11, \"a\", \"b\"], [11, \"a\", \"\", \"c\"]]", "true" },
  { "[6, [11, \"a\", \"\"], \"a\"]", "true" },
  { "[3, \"1\", 2]", "false" },
  { "[6, \"1\", 2]", "false" },
  { "[4, true, true]", "false" },
  { "[4, null, null]", "false" },
  { "[4, h'00', h'00']", "false" },

  { "[7, true]", "true" },
  { "[7, true, true, false]", "false" },
  { "[8, false]", "false" },
  { "[8, false, false, true]", "true" },
  { "[7, false, [0, 68]]", "false" }, /* the first that decides ends it */
  { "[8, true, [0, 68]]", "true" },
  { "[7, true, [0, 68]]", NULL, ENLIST_E_TYPE },
  { "[8, false, [0, 65]]", NULL, ENLIST_E_TYPE },
  { "[9, true]", "false" },
  { "[9, [9, [0, 67]]]", "true" },
  { "[9, [0, 68]]", NULL, ENLIST_E_TYPE },
  { "[9, [11, \"a\"]]", NULL, ENLIST_E_TYPE },

  { "[10, 64]", "true" },
  { "[10, 68]", "false" },
  { "[10, 69]", "false" },

  { "[11, \"a\"]", "\"a\"" },
  { "[11, \"\"]", "\"\"" },
  { "[11, \"\", \"\", \"a\"]", "\"a\"" },
  { "[11, \"at \", [0, 64], \": \", [0, 65], \"/\", [0, 66], \"/\", 0]", "\"at Wien: 42/-7/0\"" },
  { "[11, -9223372036854775808, 9223372036854775807]", "\"-92233720368547758089223372036854775807\"" },
  { "[11, [11, \"a\", [11, \"b\"]], [11, \"c\"], \"d\"]", "\"abcd\"" },
  { "[11, [12, [0, 64]], [13, \"x\"], [13, 5]]", "\"4x5\"" },
  { "[11, \"a\"^1000, \"b\"^24]", NULL, ENLIST_OK },
  { "[11, \"a\"^1000, \"b\"^25]", NULL, ENLIST_E_RANGE },
  { "[11, [0, 78], [0, 78]]", NULL, ENLIST_E_RANGE },
  { "[1, [11, [0, 78], [0, 78]], [11, [0, 78], [0, 78]]]", NULL, ENLIST_E_RANGE },
  { "[12, [11, [0, 78], [0, 78]]]", NULL, ENLIST_E_RANGE },
  { "[11, [0, 68]]", NULL, ENLIST_E_TYPE },
  { "[11, [0, 67]]", NULL, ENLIST_E_TYPE },
  { "[11, [0, 77]]", NULL, ENLIST_E_TYPE },

  { "[12, \"\"]", "0" },
  { "[12, \"\xc3\xa4\xe2\x82\xac\"]", "2" },
  { "[12, [11, \"\xc3\xa4\", \"bc\", 12]]", "5" },
  { "[12, h'010203']", "3" },
  { "[12, [0, 76]]", "2" },
  { "[12, [0, 77]]", "3" },
  { "[12, [0, 78]]", "600" },
  { "[12, [0, 68]]", NULL, ENLIST_E_TYPE },
  { "[12, [0, 65]]", NULL, ENLIST_E_TYPE },
  { "[12, [13, {1: 2}]]", NULL, ENLIST_E_TYPE },

  { "[13, [1, 2]]", "[1, 2]" },
  { "[13, {1: []}]", "{1: []}" },
  { "[13, \"a\"]", "\"a\"" },
};

static void
set_up (EnlistFieldStore *fields)
{
  enlist_field_store_init (fields, test_memory (2048), 2048);
  give (fields, 64, "\"Wien\"");
  give (fields, 65, "42");
  give (fields, 66, "-7");
  give (fields, 67, "true");
  give (fields, 68, "null");
  give (fields, 76, "h'0102'");
  give (fields, 77, "[\"a\", \"b\", \"c\"]");
  give (fields, 78, "\"x\"^600");
}

static void
test_expressions (void)
{
  EnlistFieldStore fields;

  set_up (&fields);
  for (unsigned i = 0; i < N_ELEMENTS (expression_cases); i++)
    {
      const ExpressionCase *expected = &expression_cases[i];
      uint8_t *value = test_memory (ENLIST_EXPRESSION_VALUE_MAX);
      size_t size = 0;

      test_context ("%s", expected->expression);
      CHECK_STATUS (enlist_expression_evaluate (diagnostic_cbor (expected->expression), &fields,
                                                value, ENLIST_EXPRESSION_VALUE_MAX, &size),
                    expected->status);
      if (expected->status == ENLIST_OK)
        CHECK_STATUS (enlist_cbor_validate (enlist_slice (value, size), NULL), ENLIST_OK);
      if (expected->value != NULL)
        CHECK_BYTES (enlist_slice (value, size), diagnostic_cbor (expected->value));
    }
}

static void
test_expression_space (void)
{
  static const char *const expressions[] = { "[0, 78]", "[11, \"a\", [0, 78]]", "true", "[12, [0, 78]]" };
  EnlistFieldStore fields;

  set_up (&fields);
  for (unsigned i = 0; i < N_ELEMENTS (expressions); i++)
    {
      EnlistSlice expression = diagnostic_cbor (expressions[i]);
      size_t needed = 0, size;

      CHECK_STATUS (enlist_expression_evaluate (expression, &fields, NULL, 0, &needed), ENLIST_OK);
      for (size_t capacity = 0; capacity <= needed; capacity++)
        CHECK_STATUS (enlist_expression_evaluate (expression, &fields, test_memory (capacity + 1),
                                                  capacity, &size),
                      capacity < needed ? ENLIST_E_SPACE : ENLIST_OK);
    }
}

static void
test_expression_test (void)
{
  EnlistFieldStore fields;
  bool result = false;

  set_up (&fields);
  CHECK_STATUS (enlist_expression_test (diagnostic_cbor ("[0, 67]"), &fields, &result), ENLIST_OK);
  CHECK (result);
  CHECK_STATUS (enlist_expression_test (diagnostic_cbor ("[9, true]"), &fields, &result), ENLIST_OK);
  CHECK (!result);
  CHECK_STATUS (enlist_expression_test (diagnostic_cbor ("[0, 64]"), &fields, &result),
                ENLIST_E_TYPE);
  CHECK_STATUS (enlist_expression_test (diagnostic_cbor ("[11, \"a\"]"), &fields, &result),
                ENLIST_E_TYPE);
}

static const TestCase cases[] = {
  { "/wire/expression/8.7-values", test_expressions },
  { "/wire/expression/8.7-space", test_expression_space },
  { "/wire/expression/8.7-conditions", test_expression_test },
};

TEST_MAIN (cases)
