/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "expression.h"

/*
 * A value that stands in the program is held against the field's kind now, whatever is computed when it
 * runs.
 */
static EnlistStatus
check_assigned (EnlistFieldKind kind,
                EnlistSlice     expression)
{
  EnlistCborReader reader;
  size_t count;
  uint64_t operator;

  enlist_cbor_reader_init (&reader, expression);
  if (enlist_cbor_reader_peek (&reader) != ENLIST_CBOR_ARRAY)
    return enlist_field_check_value (kind, expression);

  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK
      || enlist_cbor_read_unsigned (&reader, &operator) != ENLIST_OK || operator != ENLIST_EXPRESSION_LITERAL)
    return ENLIST_OK;

  return enlist_field_check_value (kind, enlist_slice (reader.input.data + reader.offset,
                                                       reader.input.size - reader.offset));
}

EnlistStatus
enlist_program_check_target (EnlistProgramCheck *check,
                             EnlistProgramState *state)
{
  EnlistFieldInfo info;
  EnlistStatus status;
  unsigned field, yields;
  size_t start;

  status = enlist_program_check_field (check, &info, &field);
  if (status != ENLIST_OK)
    return status;

  start = check->reader.offset;
  yields = enlist_program_check_kind_yields (info.kind);
  status = (info.flags & ENLIST_FIELD_SENSITIVE) != 0
             ? enlist_program_check_expression (check, state, yields)
             : enlist_program_check_public_expression (check, state, yields);
  if (status != ENLIST_OK)
    return status;

  status = check_assigned (info.kind, enlist_cbor_reader_since (&check->reader, start));
  check->error.field = (int) field;
  if (status != ENLIST_OK)
    check->reader.offset = start;
  else
    enlist_field_set_add (&state->written, field);

  return status;
}
