/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"

#include "cbor-copy.h"
#include "cbor-oracle.h"

/*
 * Answers with `ok`, the value and the same written again, or with the status and the offset of the
 * refusal.
 */

static void print_value (EnlistCborReader *reader);

static void
print_negative (EnlistCborReader *reader)
{
  EnlistSlice item;
  uint64_t argument = 0;
  int64_t value;

  if (enlist_cbor_read_integer (reader, &value) == ENLIST_OK)
    {
      printf ("~%llu", (unsigned long long) (-1 - value));
      return;
    }

  enlist_cbor_read_item (reader, &item);
  for (size_t i = 1; i < item.size; i++)
    argument = argument << 8 | item.data[i];
  printf ("~%llu", (unsigned long long) argument);
}

static void
print_elements (EnlistCborReader *reader,
                size_t            count,
                bool              is_map)
{
  printf (is_map ? "{" : "[");
  for (size_t i = 0; i < count; i++)
    {
      if (i > 0)
        printf (",");
      print_value (reader);
      if (is_map)
        {
          printf (":");
          print_value (reader);
        }
    }
  printf (is_map ? "}" : "]");
}

static void
print_value (EnlistCborReader *reader)
{
  EnlistCborType type = enlist_cbor_reader_peek (reader);
  EnlistStatus status = ENLIST_OK;
  EnlistSlice slice;
  uint64_t number;
  size_t count;
  bool truth;

  if (type == ENLIST_CBOR_UNSIGNED && (status = enlist_cbor_read_unsigned (reader, &number)) == ENLIST_OK)
    printf ("%llu", (unsigned long long) number);
  else if (type == ENLIST_CBOR_NEGATIVE)
    print_negative (reader);
  else if (type == ENLIST_CBOR_BYTES && (status = enlist_cbor_read_bytes (reader, &slice)) == ENLIST_OK)
    printf ("h"), oracle_print_hex (slice.data, slice.size);
  else if (type == ENLIST_CBOR_TEXT && (status = enlist_cbor_read_text (reader, &slice)) == ENLIST_OK)
    printf ("t"), oracle_print_hex (slice.data, slice.size);
  else if (type == ENLIST_CBOR_ARRAY && (status = enlist_cbor_read_array (reader, &count)) == ENLIST_OK)
    print_elements (reader, count, false);
  else if (type == ENLIST_CBOR_MAP && (status = enlist_cbor_read_map (reader, &count)) == ENLIST_OK)
    print_elements (reader, count, true);
  else if (type == ENLIST_CBOR_BOOL && (status = enlist_cbor_read_bool (reader, &truth)) == ENLIST_OK)
    printf (truth ? "T" : "F");
  else if (type == ENLIST_CBOR_NULL && (status = enlist_cbor_read_null (reader)) == ENLIST_OK)
    printf ("N");
  else
    printf ("?%s", enlist_status_name (status));
}

int
main (void)
{
  static uint8_t data[65536];
  static uint8_t again[65536];
  size_t size;

  while (oracle_read (data, sizeof data, &size))
    {
      EnlistSlice input = enlist_slice (data, size);
      EnlistCborReader reader;
      EnlistCborWriter writer;
      size_t offset = 0;
      EnlistStatus status = enlist_cbor_validate (input, &offset);

      if (status != ENLIST_OK)
        {
          printf ("%s %zu\n", enlist_status_name (status), offset);
          continue;
        }

      printf ("ok ");
      enlist_cbor_reader_init (&reader, input);
      print_value (&reader);
      enlist_cbor_reader_init (&reader, input);
      enlist_cbor_writer_init (&writer, again, sizeof again);
      cbor_copy_item (&reader, &writer);
      printf (" ");
      oracle_print_hex (again, writer.size);
      printf ("\n");
    }

  return EXIT_SUCCESS;
}
