/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "expression-text.h"

#include "expression-value.h"
#include "text.h"

void
enlist_expression_text_init (EnlistExpressionText   *text,
                             EnlistSlice             expression,
                             const EnlistFieldStore *fields)
{
  memset (text, 0, sizeof *text);
  text->fields = fields;
  text->remaining[0] = 1;
  enlist_cbor_reader_init (&text->reader, expression);
}

/*
 * Answers the remainder. Of 32-bit divisions: the C library's 64-bit one takes more of a microcontroller's
 * flash than all of this file.
 */
static unsigned
divide_by_ten (uint64_t *number)
{
  uint64_t quotient = 0;
  uint32_t remainder = 0;

  for (unsigned shift = 64; shift > 0; shift -= 16)
    {
      uint32_t part = remainder << 16 | (uint32_t) (*number >> (shift - 16) & 0xffff);

      quotient = quotient << 16 | part / 10;
      remainder = part % 10;
    }
  *number = quotient;

  return remainder;
}

static EnlistSlice
write_decimal (EnlistExpressionText *text,
               int64_t               number)
{
  uint64_t magnitude = number < 0 ? 0 - (uint64_t) number : (uint64_t) number;
  uint8_t *end = text->decimal + sizeof text->decimal;
  uint8_t *digit = end;

  do
    *--digit = (uint8_t) ('0' + divide_by_ten (&magnitude));
  while (magnitude > 0);
  if (number < 0)
    *--digit = '-';

  return enlist_slice (digit, (size_t) (end - digit));
}

static EnlistStatus
read_operand (EnlistExpressionText *text,
              EnlistSlice           expression,
              EnlistSlice          *piece)
{
  EnlistExpressionValue value;
  EnlistCborReader reader;
  int64_t number;
  EnlistStatus status = enlist_expression_value_resolve (&value, expression, text->fields);

  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, value.item);
  if (enlist_cbor_reader_peek (&reader) == ENLIST_CBOR_TEXT)
    return enlist_cbor_read_text (&reader, piece);

  status = enlist_cbor_read_integer (&reader, &number);
  if (status == ENLIST_OK)
    *piece = write_decimal (text, number);

  return status;
}

/* Whether a concatenation stands there; then moves onto its first operand. */
static bool
enter_concatenation (EnlistExpressionText *text)
{
  EnlistCborReader reader = text->reader;
  size_t count;
  uint64_t operator;

  if (text->depth == ENLIST_CBOR_MAX_DEPTH || enlist_cbor_read_array (&reader, &count) != ENLIST_OK
      || count == 0 || count > ENLIST_CBOR_MAX_ITEMS
      || enlist_cbor_read_unsigned (&reader, &operator) != ENLIST_OK
      || operator != ENLIST_EXPRESSION_CONCATENATE)
    return false;

  text->reader = reader;
  text->remaining[++text->depth] = (uint16_t) (count - 1);

  return true;
}

EnlistStatus
enlist_expression_text_next (EnlistExpressionText *text,
                             EnlistSlice          *piece)
{
  EnlistSlice operand;
  EnlistStatus status;

  *piece = enlist_slice (NULL, 0);
  while (piece->size == 0)
    {
      while (text->depth > 0 && text->remaining[text->depth] == 0)
        text->depth--;
      if (text->remaining[text->depth] == 0)
        return ENLIST_OK;

      text->remaining[text->depth]--;
      if (enter_concatenation (text))
        continue;

      status = enlist_cbor_read_item (&text->reader, &operand);
      if (status == ENLIST_OK)
        status = read_operand (text, operand, piece);
      if (status != ENLIST_OK)
        return status;
    }

  text->total += piece->size;

  return text->total <= ENLIST_EXPRESSION_TEXT_MAX ? ENLIST_OK : ENLIST_E_RANGE;
}

EnlistStatus
enlist_expression_text_measure (EnlistSlice             expression,
                                const EnlistFieldStore *fields,
                                size_t                 *bytes,
                                size_t                 *characters)
{
  EnlistExpressionText text;
  EnlistSlice piece;

  enlist_expression_text_init (&text, expression, fields);
  *bytes = *characters = 0;
  do
    {
      EnlistStatus status = enlist_expression_text_next (&text, &piece);

      if (status != ENLIST_OK)
        return status;
      *bytes += piece.size;
      *characters += enlist_text_length (piece);
    }
  while (piece.size > 0);

  return ENLIST_OK;
}

static EnlistStatus
refill (EnlistExpressionText *text,
        EnlistSlice          *piece)
{
  return piece->size > 0 ? ENLIST_OK : enlist_expression_text_next (text, piece);
}

static EnlistSlice
skip (EnlistSlice slice,
      size_t      size)
{
  return enlist_slice (slice.data + size, slice.size - size);
}

EnlistStatus
enlist_expression_text_compare (EnlistSlice             a,
                                EnlistSlice             b,
                                const EnlistFieldStore *fields,
                                int                    *order)
{
  EnlistExpressionText text_a, text_b;
  EnlistSlice piece_a = { 0 }, piece_b = { 0 };

  enlist_expression_text_init (&text_a, a, fields);
  enlist_expression_text_init (&text_b, b, fields);
  for (;;)
    {
      EnlistStatus status = refill (&text_a, &piece_a);
      size_t common;

      if (status == ENLIST_OK)
        status = refill (&text_b, &piece_b);
      if (status != ENLIST_OK)
        return status;

      if (piece_a.size == 0 || piece_b.size == 0)
        {
          *order = (piece_a.size > 0) - (piece_b.size > 0);
          return ENLIST_OK;
        }

      common = piece_a.size < piece_b.size ? piece_a.size : piece_b.size;
      *order = memcmp (piece_a.data, piece_b.data, common);
      if (*order != 0)
        return ENLIST_OK;

      piece_a = skip (piece_a, common);
      piece_b = skip (piece_b, common);
    }
}
