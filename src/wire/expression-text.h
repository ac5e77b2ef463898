/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "expression.h"

/*
 * The text that a text or a concatenation stands for, piece by piece: to compare, measure or write it, it
 * need not be anywhere in memory as a whole. Internal to expressions.
 */

typedef struct {
  const EnlistFieldStore *fields;
  EnlistCborReader reader;
  unsigned depth;
  uint16_t remaining[ENLIST_CBOR_MAX_DEPTH + 1]; /* operands left in the whole and each open concatenation */
  size_t total;                                  /* bytes handed out */
  uint8_t decimal[24];
} EnlistExpressionText;

void enlist_expression_text_init (EnlistExpressionText   *text,
                                  EnlistSlice             expression,
                                  const EnlistFieldStore *fields);

/**
 * enlist_expression_text_next:
 * @piece: (out): valid until the next call; empty at the end and never before
 *
 * Returns: ENLIST_OK, ENLIST_E_TYPE for an operand that is neither text nor integer, ENLIST_E_RANGE beyond
 *   ENLIST_EXPRESSION_TEXT_MAX bytes
 */
EnlistStatus enlist_expression_text_next (EnlistExpressionText *text,
                                          EnlistSlice          *piece);

EnlistStatus enlist_expression_text_measure (EnlistSlice             expression,
                                             const EnlistFieldStore *fields,
                                             size_t                 *bytes,
                                             size_t                 *characters);

/* @order: (out): negative, zero or positive, as memcmp() */
EnlistStatus enlist_expression_text_compare (EnlistSlice             a,
                                             EnlistSlice             b,
                                             const EnlistFieldStore *fields,
                                             int                    *order);
