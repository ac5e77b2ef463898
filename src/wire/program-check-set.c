/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "bounded.h"
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

static EnlistStatus
check_assignment (EnlistProgramCheck *check,
                  EnlistProgramState *state)
{
  EnlistCborReader start;
  EnlistFieldInfo info;
  EnlistStatus status;
  unsigned field;
  size_t count, size;

  status = enlist_bounded_read_array (&check->reader, 2, 2, &count);
  if (status == ENLIST_OK)
    status = enlist_program_check_field (check, &info, &field);
  if (status != ENLIST_OK)
    return status;

  start = check->reader;
  status = enlist_program_check_expression (check, state, enlist_program_check_kind_yields (info.kind));
  if (status != ENLIST_OK)
    return status;

  size = check->reader.offset - start.offset;
  status = check_assigned (info.kind, enlist_slice (start.input.data + start.offset, size));
  check->error.field = (int) field;
  if (status != ENLIST_OK)
    check->reader = start;
  else
    enlist_program_state_write (state, field);

  return status;
}

EnlistStatus
enlist_program_check_set (EnlistProgramCheck *check,
                          EnlistProgramState *state,
                          size_t              count)
{
  EnlistStatus status = ENLIST_OK;
  EnlistFieldInfo info;
  unsigned field;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      if (enlist_cbor_reader_peek (&check->reader) == ENLIST_CBOR_ARRAY)
        status = check_assignment (check, state);
      else
        status = enlist_program_check_read_field (check, state, &info, &field);
    }

  return status;
}
