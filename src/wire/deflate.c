/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "deflate.h"

#define ZLIB_CONST
#include <zlib.h>

#include "label-text.h"

/*
 * Negative: raw deflate without header and checksum; the signature and the hash of the set are checksums
 * enough.
 */
#define WINDOW_BITS -15

EnlistStatus
enlist_deflate_pack (EnlistSlice  label,
                     uint8_t     *payload,
                     size_t       capacity,
                     size_t      *size)
{
  EnlistSlice dictionary = enlist_deflate_dictionary ();
  z_stream stream = { 0 };
  uint8_t spare;
  bool fits;
  int result;

  if (label.size > ENLIST_LABEL_MAX_PAYLOAD)
    return ENLIST_E_TOO_LARGE;
  if (capacity < 1)
    return ENLIST_E_SPACE;
  if (capacity > UINT32_MAX)
    capacity = UINT32_MAX;

  if (deflateInit2 (&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_BITS, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    return ENLIST_E_SPACE;
  deflateSetDictionary (&stream, dictionary.data, (uInt) dictionary.size);

  payload[0] = ENLIST_DEFLATE_FORMAT;
  stream.next_in = label.data;
  stream.avail_in = (uInt) label.size;
  stream.next_out = payload + 1;
  stream.avail_out = (uInt) (capacity - 1);
  result = deflate (&stream, Z_FINISH);
  if (result == Z_OK && stream.avail_out == 0)
    {
      /* zlib says that it has ended only while there is room. */
      stream.next_out = &spare;
      stream.avail_out = 1;
      result = deflate (&stream, Z_FINISH);
    }
  fits = result == Z_STREAM_END && 1 + stream.total_out <= capacity;
  if (fits)
    *size = 1 + stream.total_out;
  deflateEnd (&stream);

  return fits ? ENLIST_OK : ENLIST_E_SPACE;
}

static EnlistStatus
inflate_all (z_stream *stream)
{
  int result = inflate (stream, Z_FINISH);
  bool beyond = false;

  if (result == Z_BUF_ERROR && stream->avail_out == 0)
    {
      /*
       * The room is used up; only asking for one byte more tells a stream that is too long from one cut
       * short.
       */
      uint8_t spare;

      stream->next_out = &spare;
      stream->avail_out = 1;
      result = inflate (stream, Z_FINISH);
      beyond = stream->avail_out == 0;
    }

  if (beyond)
    return ENLIST_E_TOO_LARGE;
  if (result == Z_BUF_ERROR)
    return ENLIST_E_TRUNCATED;
  if (result == Z_MEM_ERROR)
    return ENLIST_E_SPACE;
  if (result != Z_STREAM_END)
    return ENLIST_E_INFLATE;

  return stream->avail_in > 0 ? ENLIST_E_TRAILING : ENLIST_OK;
}

EnlistStatus
enlist_deflate_unpack (EnlistSlice  payload,
                       uint8_t     *label,
                       size_t       capacity,
                       size_t      *size)
{
  EnlistSlice dictionary = enlist_deflate_dictionary ();
  z_stream stream = { 0 };
  EnlistStatus status;

  if (payload.size < 1)
    return ENLIST_E_TRUNCATED;
  if (payload.data[0] != ENLIST_DEFLATE_FORMAT)
    return ENLIST_E_VERSION;
  if (payload.size > ENLIST_LABEL_MAX_PAYLOAD)
    return ENLIST_E_TOO_LARGE;
  if (capacity > ENLIST_LABEL_MAX_PAYLOAD)
    capacity = ENLIST_LABEL_MAX_PAYLOAD;

  if (inflateInit2 (&stream, WINDOW_BITS) != Z_OK)
    return ENLIST_E_SPACE;
  if (inflateSetDictionary (&stream, dictionary.data, (uInt) dictionary.size) != Z_OK)
    {
      inflateEnd (&stream);
      return ENLIST_E_SPACE;
    }

  stream.next_in = payload.data + 1;
  stream.avail_in = (uInt) (payload.size - 1);
  stream.next_out = label;
  stream.avail_out = (uInt) capacity;
  status = inflate_all (&stream);
  if (status == ENLIST_OK)
    *size = stream.total_out;
  inflateEnd (&stream);

  return status;
}
