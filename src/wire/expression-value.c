/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "expression-value.h"

#include "expression-text.h"
#include "step.h"
#include "text.h"

static const uint8_t cbor_false[] = { 0xf4 };
static const uint8_t cbor_true[] = { 0xf5 };
static const uint8_t cbor_null[] = { 0xf6 };

static void
set_bool (EnlistExpressionValue *value,
          bool                   result)
{
  value->item = enlist_slice (result ? cbor_true : cbor_false, 1);
}

static void
set_number (EnlistExpressionValue *value,
            size_t                 number)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, value->storage, sizeof value->storage);
  enlist_cbor_write_unsigned (&writer, number);
  value->item = enlist_cbor_writer_slice (&writer);
}

static EnlistStatus
resolve_next (EnlistExpressionValue  *value,
              EnlistCborReader       *reader,
              const EnlistFieldStore *fields)
{
  EnlistSlice expression;
  EnlistStatus status = enlist_cbor_read_item (reader, &expression);

  return status == ENLIST_OK ? enlist_expression_value_resolve (value, expression, fields) : status;
}

static EnlistStatus
read_field_value (EnlistCborReader       *reader,
                  const EnlistFieldStore *fields,
                  EnlistSlice            *item)
{
  unsigned field;
  EnlistStatus status = enlist_step_read_field (reader, &field);

  if (status == ENLIST_OK && !enlist_field_store_get (fields, field, item))
    *item = enlist_slice (cbor_null, 1);

  return status;
}

static bool
is_integer (EnlistCborType type)
{
  return type == ENLIST_CBOR_UNSIGNED || type == ENLIST_CBOR_NEGATIVE;
}

static EnlistStatus
order_integers (EnlistSlice  a,
                EnlistSlice  b,
                int         *order)
{
  EnlistCborReader reader_a, reader_b;
  int64_t number_a = 0, number_b = 0;
  EnlistStatus status;

  enlist_cbor_reader_init (&reader_a, a);
  enlist_cbor_reader_init (&reader_b, b);
  status = enlist_cbor_read_integer (&reader_a, &number_a);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_integer (&reader_b, &number_b);
  *order = (number_a > number_b) - (number_a < number_b);

  return status;
}

static bool
order_holds (uint64_t operator,
             int      order)
{
  switch (operator)
    {
    case ENLIST_EXPRESSION_EQUAL:            return order == 0;
    case ENLIST_EXPRESSION_NOT_EQUAL:        return order != 0;
    case ENLIST_EXPRESSION_LESS:             return order < 0;
    case ENLIST_EXPRESSION_LESS_OR_EQUAL:    return order <= 0;
    case ENLIST_EXPRESSION_GREATER:          return order > 0;
    default:                                 return order >= 0;
    }
}

static EnlistStatus
resolve_comparison (EnlistExpressionValue  *value,
                    uint64_t                operator,
                    EnlistCborReader       *reader,
                    const EnlistFieldStore *fields)
{
  EnlistExpressionValue a, b;
  EnlistCborType type_a, type_b;
  int order = 0;
  EnlistStatus status = resolve_next (&a, reader, fields);

  if (status == ENLIST_OK)
    status = resolve_next (&b, reader, fields);
  if (status != ENLIST_OK)
    return status;

  type_a = enlist_expression_value_type (&a);
  type_b = enlist_expression_value_type (&b);
  if (type_a == ENLIST_CBOR_TEXT && type_b == ENLIST_CBOR_TEXT)
    {
      status = enlist_expression_text_compare (a.item, b.item, fields, &order);
    }
  else if (is_integer (type_a) && is_integer (type_b))
    {
      status = order_integers (a.item, b.item, &order);
    }
  else if (operator <= ENLIST_EXPRESSION_NOT_EQUAL)
    {
      order = type_a != type_b || !enlist_slice_equal (a.item, b.item);
    }
  else
    {
      set_bool (value, false);
      return ENLIST_OK;
    }

  set_bool (value, order_holds (operator, order));

  return status;
}

static EnlistStatus
resolve_condition (EnlistCborReader       *reader,
                   const EnlistFieldStore *fields,
                   bool                   *result)
{
  EnlistExpressionValue operand;
  EnlistCborReader operand_reader;
  EnlistStatus status = resolve_next (&operand, reader, fields);

  if (status != ENLIST_OK)
    return status;
  if (operand.is_concatenation)
    return ENLIST_E_TYPE;

  enlist_cbor_reader_init (&operand_reader, operand.item);

  return enlist_cbor_read_bool (&operand_reader, result);
}

static EnlistStatus
resolve_junction (EnlistExpressionValue  *value,
                  uint64_t                operator,
                  size_t                  count,
                  EnlistCborReader       *reader,
                  const EnlistFieldStore *fields)
{
  bool decides = operator == ENLIST_EXPRESSION_OR;
  bool result = !decides;
  EnlistStatus status = ENLIST_OK;

  for (size_t i = 0; i < count && status == ENLIST_OK && result != decides; i++)
    status = resolve_condition (reader, fields, &result);
  set_bool (value, result);

  return status;
}

static EnlistStatus
resolve_length (EnlistExpressionValue  *value,
                EnlistCborReader       *reader,
                const EnlistFieldStore *fields)
{
  EnlistExpressionValue operand;
  EnlistCborReader operand_reader;
  EnlistSlice bytes;
  size_t length = 0, size;
  EnlistStatus status = resolve_next (&operand, reader, fields);

  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&operand_reader, operand.item);
  switch (enlist_expression_value_type (&operand))
    {
    case ENLIST_CBOR_TEXT:
      status = enlist_expression_text_measure (operand.item, fields, &size, &length);
      break;

    case ENLIST_CBOR_BYTES:
      status = enlist_cbor_read_bytes (&operand_reader, &bytes);
      length = status == ENLIST_OK ? bytes.size : 0;
      break;

    case ENLIST_CBOR_ARRAY:
      status = enlist_cbor_read_array (&operand_reader, &length);
      break;

    default:
      return ENLIST_E_TYPE;
    }
  set_number (value, length);

  return status;
}

static EnlistStatus
resolve_not (EnlistExpressionValue  *value,
             EnlistCborReader       *reader,
             const EnlistFieldStore *fields)
{
  bool result = false;
  EnlistStatus status = resolve_condition (reader, fields, &result);

  set_bool (value, !result);

  return status;
}

static EnlistStatus
resolve_present (EnlistExpressionValue  *value,
                 EnlistCborReader       *reader,
                 const EnlistFieldStore *fields)
{
  EnlistSlice item = { 0 };
  EnlistStatus status = read_field_value (reader, fields, &item);

  set_bool (value, !enlist_slice_equal (item, enlist_slice (cbor_null, 1)));

  return status;
}

EnlistStatus
enlist_expression_value_resolve (EnlistExpressionValue  *value,
                                 EnlistSlice             expression,
                                 const EnlistFieldStore *fields)
{
  EnlistCborReader reader;
  uint64_t operator;
  size_t count, size, length;
  EnlistStatus status;

  value->item = expression;
  value->is_concatenation = false;
  enlist_cbor_reader_init (&reader, expression);
  if (enlist_cbor_reader_peek (&reader) != ENLIST_CBOR_ARRAY)
    return ENLIST_OK;

  status = enlist_cbor_read_array (&reader, &count);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (&reader, &operator);
  if (status != ENLIST_OK)
    return status;

  switch (operator)
    {
    case ENLIST_EXPRESSION_FIELD:
      return read_field_value (&reader, fields, &value->item);

    case ENLIST_EXPRESSION_AND:
    case ENLIST_EXPRESSION_OR:
      return resolve_junction (value, operator, count - 1, &reader, fields);

    case ENLIST_EXPRESSION_NOT:
      return resolve_not (value, &reader, fields);

    case ENLIST_EXPRESSION_PRESENT:
      return resolve_present (value, &reader, fields);

    case ENLIST_EXPRESSION_CONCATENATE:
      /* Read to its end, or a comparison that is decided early would hide that it fails. */
      value->is_concatenation = true;
      return enlist_expression_text_measure (expression, fields, &size, &length);

    case ENLIST_EXPRESSION_LENGTH:
      return resolve_length (value, &reader, fields);

    case ENLIST_EXPRESSION_LITERAL:
      return enlist_cbor_read_item (&reader, &value->item);

    default:
      if (operator > ENLIST_EXPRESSION_LITERAL)
        return ENLIST_E_RANGE;
      return resolve_comparison (value, operator, &reader, fields);
    }
}

EnlistCborType
enlist_expression_value_type (const EnlistExpressionValue *value)
{
  EnlistCborReader reader;

  if (value->is_concatenation)
    return ENLIST_CBOR_TEXT;

  enlist_cbor_reader_init (&reader, value->item);

  return enlist_cbor_reader_peek (&reader);
}
