/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "bounded.h"
#include "expression.h"

static EnlistStatus
check_operand (EnlistProgramCheck       *check,
               const EnlistProgramState *state,
               unsigned                  wanted,
               unsigned                 *yields);

static unsigned
type_yields (EnlistCborType type)
{
  switch (type)
    {
    case ENLIST_CBOR_UNSIGNED:
    case ENLIST_CBOR_NEGATIVE: return ENLIST_YIELDS_INTEGER;
    case ENLIST_CBOR_TEXT:     return ENLIST_YIELDS_TEXT;
    case ENLIST_CBOR_BYTES:    return ENLIST_YIELDS_BYTES;
    case ENLIST_CBOR_BOOL:     return ENLIST_YIELDS_BOOL;
    case ENLIST_CBOR_NULL:     return ENLIST_YIELDS_NULL;
    case ENLIST_CBOR_ARRAY:    return ENLIST_YIELDS_ARRAY;
    case ENLIST_CBOR_MAP:      return ENLIST_YIELDS_MAP;
    default:                   return 0;
    }
}

unsigned
enlist_program_check_kind_yields (EnlistFieldKind kind)
{
  switch (kind)
    {
    case ENLIST_KIND_TEXT:
    case ENLIST_KIND_DATE:
    case ENLIST_KIND_SECRET:
    case ENLIST_KIND_NAME:   return ENLIST_YIELDS_TEXT | ENLIST_YIELDS_NULL;
    case ENLIST_KIND_NUMBER:
    case ENLIST_KIND_CHOICE: return ENLIST_YIELDS_INTEGER | ENLIST_YIELDS_NULL;
    case ENLIST_KIND_YES_NO: return ENLIST_YIELDS_BOOL | ENLIST_YIELDS_NULL;
    case ENLIST_KIND_BYTES:  return ENLIST_YIELDS_BYTES | ENLIST_YIELDS_NULL;
    default:                 return ENLIST_YIELDS_ARRAY | ENLIST_YIELDS_NULL;
    }
}

/* A value as it stands in the program: integers of 64 bits, at most 1024 bytes */
static EnlistStatus
check_literal (EnlistProgramCheck *check,
               unsigned           *yields)
{
  size_t start = check->reader.offset;
  EnlistSlice item;
  int64_t number;
  EnlistStatus status;

  *yields = type_yields (enlist_cbor_reader_peek (&check->reader));
  if (*yields == ENLIST_YIELDS_INTEGER)
    return enlist_cbor_read_integer (&check->reader, &number);

  status = enlist_cbor_read_item (&check->reader, &item);
  if (status == ENLIST_OK && item.size > ENLIST_FIELD_VALUE_MAX)
    {
      check->reader.offset = start;
      return ENLIST_E_RANGE;
    }

  return status;
}

static EnlistStatus
check_operands (EnlistProgramCheck       *check,
                const EnlistProgramState *state,
                size_t                    count,
                unsigned                  wanted)
{
  EnlistStatus status = ENLIST_OK;
  unsigned yields;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = check_operand (check, state, wanted, &yields);

  return status;
}

static EnlistStatus
check_operator (EnlistProgramCheck       *check,
                const EnlistProgramState *state,
                uint64_t                  operator,
                size_t                    count,
                unsigned                 *yields)
{
  EnlistFieldInfo info;
  unsigned field;
  EnlistStatus status;

  *yields = ENLIST_YIELDS_BOOL;
  switch (operator)
    {
    case ENLIST_EXPRESSION_FIELD:
      status = check->no_secrets ? enlist_program_check_public_field (check, state, &info, &field)
                                 : enlist_program_check_read_field (check, state, &info, &field);
      *yields = status == ENLIST_OK ? enlist_program_check_kind_yields (info.kind) : 0;
      return status;

    case ENLIST_EXPRESSION_AND:
    case ENLIST_EXPRESSION_OR:
    case ENLIST_EXPRESSION_NOT:
      return check_operands (check, state, count, ENLIST_YIELDS_BOOL);

    case ENLIST_EXPRESSION_PRESENT:
      return enlist_program_check_field (check, &info, &field);

    case ENLIST_EXPRESSION_CONCATENATE:
      *yields = ENLIST_YIELDS_TEXT;
      return check_operands (check, state, count, ENLIST_YIELDS_TEXT | ENLIST_YIELDS_INTEGER);

    case ENLIST_EXPRESSION_LENGTH:
      *yields = ENLIST_YIELDS_INTEGER;
      return check_operands (check, state, count,
                             ENLIST_YIELDS_TEXT | ENLIST_YIELDS_BYTES | ENLIST_YIELDS_ARRAY);

    case ENLIST_EXPRESSION_LITERAL:
      return check_literal (check, yields);

    default: /* comparisons */
      return check_operands (check, state, count, ENLIST_YIELDS_ANYTHING);
    }
}

static bool
operand_count_fits (uint64_t operator,
                    size_t   count)
{
  switch (operator)
    {
    case ENLIST_EXPRESSION_AND:
    case ENLIST_EXPRESSION_OR:
    case ENLIST_EXPRESSION_CONCATENATE:
      return count >= 1;

    case ENLIST_EXPRESSION_FIELD:
    case ENLIST_EXPRESSION_NOT:
    case ENLIST_EXPRESSION_PRESENT:
    case ENLIST_EXPRESSION_LENGTH:
    case ENLIST_EXPRESSION_LITERAL:
      return count == 1;

    default:
      return count == 2;
    }
}

static EnlistStatus
check_composed (EnlistProgramCheck       *check,
                const EnlistProgramState *state,
                unsigned                 *yields)
{
  size_t start = check->reader.offset;
  uint64_t operator;
  size_t count;
  EnlistStatus status = enlist_cbor_read_array (&check->reader, &count);

  if (status == ENLIST_OK && count > 0)
    status = enlist_bounded_read_unsigned (&check->reader, 0, ENLIST_EXPRESSION_LITERAL, &operator);
  if (status != ENLIST_OK)
    return status;

  if (count == 0 || !operand_count_fits (operator, count - 1))
    {
      check->reader.offset = start;
      return ENLIST_E_TYPE;
    }

  return check_operator (check, state, operator, count - 1, yields);
}

/* Recurses with the nesting of the expression, which CBOR bounds. */
static EnlistStatus
check_operand (EnlistProgramCheck       *check,
               const EnlistProgramState *state,
               unsigned                  wanted,
               unsigned                 *yields)
{
  size_t start = check->reader.offset;
  EnlistStatus status;

  if (enlist_cbor_reader_peek (&check->reader) == ENLIST_CBOR_ARRAY)
    status = check_composed (check, state, yields);
  else if (enlist_cbor_reader_peek (&check->reader) == ENLIST_CBOR_MAP)
    status = ENLIST_E_TYPE;
  else
    status = check_literal (check, yields);

  if (status == ENLIST_OK && (*yields & wanted) == 0)
    {
      check->reader.offset = start;
      return ENLIST_E_TYPE;
    }

  return status;
}

EnlistStatus
enlist_program_check_expression (EnlistProgramCheck       *check,
                                 const EnlistProgramState *state,
                                 unsigned                  wanted)
{
  unsigned yields = 0;

  return check_operand (check, state, wanted, &yields);
}
