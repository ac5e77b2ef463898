/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"

/* Reads the next item with the typed readers and writes the same with the typed writers. */
static inline EnlistStatus
cbor_copy_item (EnlistCborReader *reader, EnlistCborWriter *writer)
{
  EnlistCborType type = enlist_cbor_reader_peek (reader);
  EnlistStatus status;
  EnlistSlice slice;
  uint64_t number;
  int64_t integer;
  size_t count;
  bool truth;

  switch (type)
    {
    case ENLIST_CBOR_UNSIGNED:
      status = enlist_cbor_read_unsigned (reader, &number);
      if (status == ENLIST_OK)
        enlist_cbor_write_unsigned (writer, number);
      return status;

    case ENLIST_CBOR_NEGATIVE:
      status = enlist_cbor_read_integer (reader, &integer);
      if (status == ENLIST_OK)
        enlist_cbor_write_integer (writer, integer);
      if (status != ENLIST_E_RANGE)
        return status;
      /* Beyond 64 bits with a sign: of the subset, but without a C type. */
      status = enlist_cbor_read_item (reader, &slice);
      if (status == ENLIST_OK)
        enlist_cbor_write_encoded (writer, slice);
      return status;

    case ENLIST_CBOR_BYTES:
      status = enlist_cbor_read_bytes (reader, &slice);
      if (status == ENLIST_OK)
        enlist_cbor_write_bytes (writer, slice);
      return status;

    case ENLIST_CBOR_TEXT:
      status = enlist_cbor_read_text (reader, &slice);
      if (status == ENLIST_OK)
        enlist_cbor_write_text (writer, slice);
      return status;

    case ENLIST_CBOR_ARRAY:
    case ENLIST_CBOR_MAP:
      if (type == ENLIST_CBOR_ARRAY)
        status = enlist_cbor_read_array (reader, &count);
      else
        status = enlist_cbor_read_map (reader, &count);
      if (status == ENLIST_OK && type == ENLIST_CBOR_ARRAY)
        enlist_cbor_write_array (writer, count);
      else if (status == ENLIST_OK)
        enlist_cbor_write_map (writer, count), count *= 2;
      while (status == ENLIST_OK && count-- > 0)
        status = cbor_copy_item (reader, writer);
      return status;

    case ENLIST_CBOR_BOOL:
      status = enlist_cbor_read_bool (reader, &truth);
      if (status == ENLIST_OK)
        enlist_cbor_write_bool (writer, truth);
      return status;

    case ENLIST_CBOR_NULL:
      status = enlist_cbor_read_null (reader);
      if (status == ENLIST_OK)
        enlist_cbor_write_null (writer);
      return status;

    case ENLIST_CBOR_NONE:
    default:
      return ENLIST_E_CBOR;
    }
}
