/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"

#include "cbor-private.h"

void
enlist_cbor_writer_init (EnlistCborWriter *writer,
                         void             *buffer,
                         size_t            capacity)
{
  *writer = (EnlistCborWriter) { .buffer = buffer, .capacity = buffer != NULL ? capacity : SIZE_MAX };
}

static void
append (EnlistCborWriter *writer,
        const void       *data,
        size_t            size)
{
  if (writer->status != ENLIST_OK)
    return;

  if (size > writer->capacity - writer->size)
    {
      writer->status = ENLIST_E_SPACE;
      return;
    }

  if (writer->buffer != NULL && size > 0)
    memcpy (writer->buffer + writer->size, data, size);
  writer->size += size;
}

static void
append_head (EnlistCborWriter *writer,
             unsigned          major,
             uint64_t          argument)
{
  uint8_t head[9];
  unsigned length = 0; /* of the argument behind the initial byte */
  unsigned info = (unsigned) argument;

  if (argument > UINT32_MAX)
    length = 8, info = 27;
  else if (argument > UINT16_MAX)
    length = 4, info = 26;
  else if (argument > UINT8_MAX)
    length = 2, info = 25;
  else if (argument >= 24)
    length = 1, info = 24;

  head[0] = (uint8_t) (major << 5 | info);
  for (unsigned i = length; i > 0; i--, argument >>= 8)
    head[i] = (uint8_t) argument;

  append (writer, head, 1 + length);
}

void
enlist_cbor_write_unsigned (EnlistCborWriter *writer,
                            uint64_t          value)
{
  append_head (writer, ENLIST_CBOR_MAJOR_UNSIGNED, value);
}

void
enlist_cbor_write_integer (EnlistCborWriter *writer,
                           int64_t           value)
{
  if (value < 0)
    append_head (writer, ENLIST_CBOR_MAJOR_NEGATIVE, (uint64_t) (-1 - value));
  else
    append_head (writer, ENLIST_CBOR_MAJOR_UNSIGNED, (uint64_t) value);
}

void
enlist_cbor_write_bytes (EnlistCborWriter *writer,
                         EnlistSlice       value)
{
  append_head (writer, ENLIST_CBOR_MAJOR_BYTES, value.size);
  append (writer, value.data, value.size);
}

void
enlist_cbor_write_text (EnlistCborWriter *writer,
                        EnlistSlice       value)
{
  append_head (writer, ENLIST_CBOR_MAJOR_TEXT, value.size);
  append (writer, value.data, value.size);
}

void
enlist_cbor_write_string (EnlistCborWriter *writer,
                          const char       *value)
{
  enlist_cbor_write_text (writer, enlist_slice_text (value));
}

void
enlist_cbor_write_array (EnlistCborWriter *writer,
                         size_t            count)
{
  append_head (writer, ENLIST_CBOR_MAJOR_ARRAY, count);
}

void
enlist_cbor_write_map (EnlistCborWriter *writer,
                       size_t            count)
{
  append_head (writer, ENLIST_CBOR_MAJOR_MAP, count);
}

void
enlist_cbor_write_bool (EnlistCborWriter *writer,
                        bool              value)
{
  append_head (writer, ENLIST_CBOR_MAJOR_SIMPLE, value ? ENLIST_CBOR_SIMPLE_TRUE : ENLIST_CBOR_SIMPLE_FALSE);
}

void
enlist_cbor_write_null (EnlistCborWriter *writer)
{
  append_head (writer, ENLIST_CBOR_MAJOR_SIMPLE, ENLIST_CBOR_SIMPLE_NULL);
}

void
enlist_cbor_write_encoded (EnlistCborWriter *writer,
                           EnlistSlice       encoded)
{
  append (writer, encoded.data, encoded.size);
}

EnlistSlice
enlist_cbor_writer_slice (const EnlistCborWriter *writer)
{
  return enlist_slice (writer->buffer, writer->size);
}
