/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "bounded.h"

EnlistStatus
enlist_bounded_read_unsigned (EnlistCborReader *reader,
                              uint64_t          min,
                              uint64_t          max,
                              uint64_t         *value)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, value);

  if (status == ENLIST_OK && (*value < min || *value > max))
    {
      reader->offset = start;
      return ENLIST_E_RANGE;
    }

  return status;
}

EnlistStatus
enlist_bounded_read_integer (EnlistCborReader *reader,
                             int64_t           min,
                             int64_t           max,
                             int64_t          *value)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_cbor_read_integer (reader, value);

  if (status == ENLIST_OK && (*value < min || *value > max))
    {
      reader->offset = start;
      return ENLIST_E_RANGE;
    }

  return status;
}

static EnlistStatus
check_size (EnlistCborReader *reader,
            size_t            start,
            size_t            min,
            size_t            max,
            size_t            size)
{
  if (size >= min && size <= max)
    return ENLIST_OK;

  reader->offset = start;
  return ENLIST_E_RANGE;
}

EnlistStatus
enlist_bounded_read_text (EnlistCborReader *reader,
                          size_t            min,
                          size_t            max,
                          EnlistSlice      *value)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_cbor_read_text (reader, value);

  return status != ENLIST_OK ? status : check_size (reader, start, min, max, value->size);
}

EnlistStatus
enlist_bounded_read_bytes (EnlistCborReader *reader,
                           size_t            min,
                           size_t            max,
                           EnlistSlice      *value)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_cbor_read_bytes (reader, value);

  return status != ENLIST_OK ? status : check_size (reader, start, min, max, value->size);
}

EnlistStatus
enlist_bounded_read_array (EnlistCborReader *reader,
                           size_t            min,
                           size_t            max,
                           size_t           *count)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_cbor_read_array (reader, count);

  if (status == ENLIST_OK)
    status = check_size (reader, start, min, max, *count);

  return status == ENLIST_E_RANGE && min == max ? ENLIST_E_TYPE : status;
}

bool
enlist_bounded_skip_null (EnlistCborReader *reader)
{
  return enlist_cbor_reader_peek (reader) == ENLIST_CBOR_NULL && enlist_cbor_read_null (reader) == ENLIST_OK;
}
