/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "field.h"

/* Expressions (docs/format.md, clause 8.7). */

#define ENLIST_EXPRESSION_TEXT_MAX 1024                            /* bytes of a concatenation */
#define ENLIST_EXPRESSION_VALUE_MAX (ENLIST_EXPRESSION_TEXT_MAX + 8) /* bytes of CBOR */

typedef enum {
  ENLIST_EXPRESSION_FIELD = 0,
  ENLIST_EXPRESSION_EQUAL = 1,
  ENLIST_EXPRESSION_NOT_EQUAL = 2,
  ENLIST_EXPRESSION_LESS = 3,
  ENLIST_EXPRESSION_LESS_OR_EQUAL = 4,
  ENLIST_EXPRESSION_GREATER = 5,
  ENLIST_EXPRESSION_GREATER_OR_EQUAL = 6,
  ENLIST_EXPRESSION_AND = 7,
  ENLIST_EXPRESSION_OR = 8,
  ENLIST_EXPRESSION_NOT = 9,
  ENLIST_EXPRESSION_PRESENT = 10,
  ENLIST_EXPRESSION_CONCATENATE = 11,
  ENLIST_EXPRESSION_LENGTH = 12,
  ENLIST_EXPRESSION_LITERAL = 13,
} EnlistExpressionOperator;

/**
 * enlist_expression_evaluate:
 * @expression: one valid expression
 * @fields: a field without a value counts as null
 * @buffer: where the value's CBOR goes; ENLIST_EXPRESSION_VALUE_MAX bytes always suffice
 *
 * `and` and `or` stop at the first operand that decides. Recurses with the nesting of the expression only,
 * which ENLIST_CBOR_MAX_DEPTH bounds.
 *
 * Returns: ENLIST_OK; ENLIST_E_TYPE; ENLIST_E_RANGE (a text beyond 1024 bytes); ENLIST_E_SPACE
 */
EnlistStatus enlist_expression_evaluate (EnlistSlice             expression,
                                         const EnlistFieldStore *fields,
                                         void                   *buffer,
                                         size_t                  capacity,
                                         size_t                 *size);

/* Evaluates a condition without a buffer; ENLIST_E_TYPE when its value is not a bool. */
EnlistStatus enlist_expression_test (EnlistSlice             expression,
                                     const EnlistFieldStore *fields,
                                     bool                   *result);
