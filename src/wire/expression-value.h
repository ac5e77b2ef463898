/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "expression.h"

/*
 * What an expression yields, without copying. Never copy the struct: @item may point into it. Internal to
 * expressions.
 */
typedef struct {
  EnlistSlice item;   /* CBOR; the expression itself when @is_concatenation */
  bool is_concatenation;
  uint8_t storage[9]; /* of a computed integer */
} EnlistExpressionValue;

EnlistStatus enlist_expression_value_resolve (EnlistExpressionValue  *value,
                                              EnlistSlice             expression,
                                              const EnlistFieldStore *fields);

/* What the value's CBOR is: a concatenation is a text. */
EnlistCborType enlist_expression_value_type (const EnlistExpressionValue *value);
