/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"
#include "fuzz.h"

/* Copies one item through the typed reader and the writer. */
static void
copy_item (EnlistCborReader *reader,
           EnlistCborWriter *writer)
{
  uint64_t number;
  int64_t integer;
  EnlistSlice string;
  size_t count;
  bool truth;

  switch (enlist_cbor_reader_peek (reader))
    {
    case ENLIST_CBOR_UNSIGNED:
      fuzz_require (enlist_cbor_read_unsigned (reader, &number) == ENLIST_OK);
      enlist_cbor_write_unsigned (writer, number);
      break;

    case ENLIST_CBOR_NEGATIVE:
      if (enlist_cbor_read_integer (reader, &integer) == ENLIST_OK)
        {
          enlist_cbor_write_integer (writer, integer);
          break;
        }
      fuzz_require (enlist_cbor_read_item (reader, &string) == ENLIST_OK);
      enlist_cbor_write_encoded (writer, string);
      break;

    case ENLIST_CBOR_BYTES:
      fuzz_require (enlist_cbor_read_bytes (reader, &string) == ENLIST_OK);
      enlist_cbor_write_bytes (writer, string);
      break;

    case ENLIST_CBOR_TEXT:
      fuzz_require (enlist_cbor_read_text (reader, &string) == ENLIST_OK);
      enlist_cbor_write_text (writer, string);
      break;

    case ENLIST_CBOR_ARRAY:
      fuzz_require (enlist_cbor_read_array (reader, &count) == ENLIST_OK);
      enlist_cbor_write_array (writer, count);
      for (size_t i = 0; i < count; i++)
        copy_item (reader, writer);
      break;

    case ENLIST_CBOR_MAP:
      fuzz_require (enlist_cbor_read_map (reader, &count) == ENLIST_OK);
      enlist_cbor_write_map (writer, count);
      for (size_t i = 0; i < 2 * count; i++)
        copy_item (reader, writer);
      break;

    case ENLIST_CBOR_BOOL:
      fuzz_require (enlist_cbor_read_bool (reader, &truth) == ENLIST_OK);
      enlist_cbor_write_bool (writer, truth);
      break;

    case ENLIST_CBOR_NULL:
      fuzz_require (enlist_cbor_read_null (reader) == ENLIST_OK);
      enlist_cbor_write_null (writer);
      break;

    default:
      abort ();
    }
}

/* There is one way to write a valid item: what was read is what is written. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  EnlistSlice input = enlist_slice (data, size);
  size_t offset = SIZE_MAX;
  EnlistCborReader reader;
  EnlistCborWriter writer;
  uint8_t *copy;

  if (enlist_cbor_validate (input, &offset) != ENLIST_OK)
    {
      fuzz_require (offset <= size);
      return 0;
    }

  copy = malloc (size);
  fuzz_require (copy != NULL);
  enlist_cbor_reader_init (&reader, input);
  enlist_cbor_writer_init (&writer, copy, size);
  copy_item (&reader, &writer);
  fuzz_require (enlist_cbor_reader_at_end (&reader) && writer.status == ENLIST_OK);
  fuzz_require (enlist_slice_equal (enlist_cbor_writer_slice (&writer), input));
  free (copy);

  return 0;
}
