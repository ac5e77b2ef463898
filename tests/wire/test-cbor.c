/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"

#include "cbor-copy.h"
#include "test.h"

#include <stdlib.h>

/* Of every kind, long and short heads, nested */
static const char sample[] = "a7" "00" "83011818390100" "01" "4401020304" "02" "6663c3bc727a65"
                             "03" "a12081f5" "1818" "f6" "190100" "f4" "20" "820b1b0000000100000000";

static void
check_round_trip (EnlistSlice input)
{
  uint8_t *buffer = test_memory (input.size);
  EnlistCborReader reader;
  EnlistCborWriter writer;
  EnlistSlice item;

  enlist_cbor_reader_init (&reader, input);
  enlist_cbor_writer_init (&writer, buffer, input.size);
  CHECK_STATUS (cbor_copy_item (&reader, &writer), ENLIST_OK);
  CHECK (enlist_cbor_reader_at_end (&reader));
  CHECK_STATUS (writer.status, ENLIST_OK);
  CHECK_BYTES (enlist_cbor_writer_slice (&writer), input);

  enlist_cbor_reader_init (&reader, input);
  CHECK_STATUS (enlist_cbor_read_item (&reader, &item), ENLIST_OK);
  CHECK_BYTES (item, input);
  CHECK (enlist_cbor_reader_at_end (&reader));
}

static void
check_vectors (const char *name)
{
  TestVectors *vectors = test_memory (sizeof *vectors);

  if (!test_vectors_open (vectors, name))
    return;

  while (test_vectors_next (vectors, 3))
    {
      EnlistSlice input = test_hex (vectors->fields[0]);
      EnlistStatus expected = test_status (vectors->fields[1]);
      size_t offset = SIZE_MAX;

      CHECK_STATUS (enlist_cbor_validate (input, &offset), expected);
      CHECK_STATUS (enlist_cbor_validate (input, NULL), expected);
      if (expected == ENLIST_OK)
        check_round_trip (input);
      else
        CHECK_NUMBER (offset, strtoul (vectors->fields[2], NULL, 10));
    }
}

static void
test_appendix_a (void)
{
  check_vectors ("cbor-appendix-a.txt");
}

static void
test_subset (void)
{
  check_vectors ("cbor-subset.txt");
}

/* An array that makes @items items with itself, of zeros */
static EnlistSlice
flat_array (size_t items)
{
  size_t capacity = items + 3;
  uint8_t *data = test_memory (capacity);
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, data, capacity);
  enlist_cbor_write_array (&writer, items - 1);
  for (size_t i = 1; i < items; i++)
    enlist_cbor_write_unsigned (&writer, 0);
  CHECK_STATUS (writer.status, ENLIST_OK);

  return test_exact (enlist_cbor_writer_slice (&writer));
}

static EnlistSlice
flat_map (size_t pairs)
{
  size_t capacity = 4 * pairs + 3;
  uint8_t *data = test_memory (capacity);
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, data, capacity);
  enlist_cbor_write_map (&writer, pairs);
  for (size_t i = 0; i < pairs; i++)
    {
      enlist_cbor_write_unsigned (&writer, i);
      enlist_cbor_write_null (&writer);
    }
  CHECK_STATUS (writer.status, ENLIST_OK);

  return test_exact (enlist_cbor_writer_slice (&writer));
}

static void
test_items (void)
{
  EnlistSlice input = flat_array (ENLIST_CBOR_MAX_ITEMS);
  size_t offset = 0;

  CHECK_STATUS (enlist_cbor_validate (input, NULL), ENLIST_OK);

  input = flat_array (ENLIST_CBOR_MAX_ITEMS + 1);
  CHECK_STATUS (enlist_cbor_validate (input, &offset), ENLIST_E_ITEMS);
  CHECK_NUMBER (offset, input.size - 1);

  /* One for the map and two for every pair */
  CHECK_STATUS (enlist_cbor_validate (flat_map ((ENLIST_CBOR_MAX_ITEMS - 1) / 2), NULL), ENLIST_OK);
  CHECK_STATUS (enlist_cbor_validate (flat_map ((ENLIST_CBOR_MAX_ITEMS - 1) / 2 + 1), NULL), ENLIST_E_ITEMS);
}

static void
test_depth (void)
{
  for (size_t depth = 1; depth <= 64; depth++)
    {
      uint8_t input[65];
      size_t offset = 0;
      bool fits = depth <= ENLIST_CBOR_MAX_DEPTH;

      test_context ("depth %zu", depth);
      memset (input, 0x81, depth);
      input[depth] = 0xf6;
      CHECK_STATUS (enlist_cbor_validate (test_exact (enlist_slice (input, depth + 1)), &offset),
                    fits ? ENLIST_OK : ENLIST_E_DEPTH);
      CHECK_NUMBER (offset, fits ? 0 : ENLIST_CBOR_MAX_DEPTH);
    }
}

/* Levels that are left again do not count: 512 arrays side by side are one below the other twice. */
static void
test_siblings (void)
{
  uint8_t input[3 + 1022] = { 0x99, 0x01, 0xff };

  for (size_t i = 0; i < 511; i++)
    {
      input[3 + 2 * i] = 0x81;
      input[4 + 2 * i] = 0x80;
    }

  CHECK_STATUS (enlist_cbor_validate (enlist_slice (input, sizeof input), NULL), ENLIST_OK);
}

static void
test_truncated (void)
{
  EnlistSlice whole = test_hex (sample);
  uint8_t longer[128] = { 0 };
  size_t offset = 0;

  CHECK_STATUS (enlist_cbor_validate (whole, NULL), ENLIST_OK);
  check_round_trip (whole);

  for (size_t size = 0; size < whole.size; size++)
    {
      test_context ("%zu bytes", size);
      CHECK_STATUS (enlist_cbor_validate (test_exact (enlist_slice (whole.data, size)), &offset),
                    ENLIST_E_TRUNCATED);
      CHECK (offset <= size);
    }

  memcpy (longer, whole.data, whole.size);
  CHECK_STATUS (enlist_cbor_validate (enlist_slice (longer, whole.size + 1), &offset), ENLIST_E_TRAILING);
  CHECK_NUMBER (offset, whole.size);
}

/*
 * Whatever one byte becomes: refused with a place inside, or accepted and the same again after reading and
 * writing.
 */
static void
test_every_byte (void)
{
  EnlistSlice whole = test_hex (sample);
  unsigned accepted = 0;

  for (size_t i = 0; i < whole.size; i++)
    {
      for (unsigned value = 0; value < 256; value++)
        {
          uint8_t copy[128];
          EnlistSlice input = enlist_slice (copy, whole.size);
          EnlistCborReader reader;
          EnlistCborWriter writer;
          uint8_t buffer[128];
          size_t offset = 0;

          memcpy (copy, whole.data, whole.size);
          copy[i] = (uint8_t) value;
          test_context ("byte %zu is %02x", i, value);

          if (enlist_cbor_validate (input, &offset) != ENLIST_OK)
            {
              CHECK (offset <= input.size);
              continue;
            }
          accepted++;
          enlist_cbor_reader_init (&reader, input);
          enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
          CHECK_STATUS (cbor_copy_item (&reader, &writer), ENLIST_OK);
          CHECK_BYTES (enlist_cbor_writer_slice (&writer), input);
        }
    }

  CHECK (accepted > whole.size);
}

/* Readers without validation before them meet anything at all. */
static void
test_noise (void)
{
  TestRandom random = { 1 };

  for (unsigned round = 0; round < 200000; round++)
    {
      uint8_t bytes[24];
      uint8_t buffer[64];
      size_t size = test_random_below (&random, sizeof bytes + 1);
      EnlistSlice input = enlist_slice (bytes, size);
      EnlistCborReader reader;
      EnlistCborWriter writer;
      EnlistStatus whole, typed;
      EnlistSlice item;

      test_context ("round %u", round);
      test_random_fill (&random, bytes, size);
      enlist_cbor_reader_init (&reader, input);
      whole = enlist_cbor_read_item (&reader, &item);
      CHECK (enlist_cbor_reader_offset (&reader) <= size);

      enlist_cbor_reader_init (&reader, input);
      enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
      typed = cbor_copy_item (&reader, &writer);
      CHECK (enlist_cbor_reader_offset (&reader) <= size);
      if (whole == ENLIST_OK)
        {
          CHECK_STATUS (typed, ENLIST_OK);
          CHECK_BYTES (enlist_cbor_writer_slice (&writer), item);
        }
    }
}

static void
check_types (const char     *hex,
             EnlistCborType  type)
{
  EnlistSlice input = test_hex (hex);
  EnlistCborReader reader;
  uint64_t number = 77;
  int64_t integer = 77;
  EnlistSlice slice = { NULL, 77 };
  size_t count = 77;
  bool truth;
  bool is_integer = type == ENLIST_CBOR_UNSIGNED || type == ENLIST_CBOR_NEGATIVE;

  test_context ("%s", hex);
  enlist_cbor_reader_init (&reader, input);
  CHECK_NUMBER (enlist_cbor_reader_peek (&reader), type);

  if (type != ENLIST_CBOR_UNSIGNED)
    CHECK_STATUS (enlist_cbor_read_unsigned (&reader, &number), ENLIST_E_TYPE);
  if (!is_integer)
    CHECK_STATUS (enlist_cbor_read_integer (&reader, &integer), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_BYTES)
    CHECK_STATUS (enlist_cbor_read_bytes (&reader, &slice), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_TEXT)
    CHECK_STATUS (enlist_cbor_read_text (&reader, &slice), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_ARRAY)
    CHECK_STATUS (enlist_cbor_read_array (&reader, &count), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_MAP)
    CHECK_STATUS (enlist_cbor_read_map (&reader, &count), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_BOOL)
    CHECK_STATUS (enlist_cbor_read_bool (&reader, &truth), ENLIST_E_TYPE);
  if (type != ENLIST_CBOR_NULL)
    CHECK_STATUS (enlist_cbor_read_null (&reader), ENLIST_E_TYPE);

  CHECK_NUMBER (number, 77);
  CHECK_NUMBER (integer, 77);
  CHECK_NUMBER (slice.size, 77);
  CHECK_NUMBER (count, 77);
  CHECK_NUMBER (enlist_cbor_reader_offset (&reader), 0);
}

static void
test_types (void)
{
  check_types ("00", ENLIST_CBOR_UNSIGNED);
  check_types ("1903e8", ENLIST_CBOR_UNSIGNED);
  check_types ("20", ENLIST_CBOR_NEGATIVE);
  check_types ("4100", ENLIST_CBOR_BYTES);
  check_types ("6141", ENLIST_CBOR_TEXT);
  check_types ("8100", ENLIST_CBOR_ARRAY);
  check_types ("a10000", ENLIST_CBOR_MAP);
  check_types ("f4", ENLIST_CBOR_BOOL);
  check_types ("f5", ENLIST_CBOR_BOOL);
  check_types ("f6", ENLIST_CBOR_NULL);
}

static void
test_end (void)
{
  EnlistCborReader reader;
  uint64_t number;
  int64_t integer;
  EnlistSlice slice;
  size_t count;
  bool truth;

  enlist_cbor_reader_init (&reader, test_hex ("00"));
  CHECK_STATUS (enlist_cbor_read_unsigned (&reader, &number), ENLIST_OK);
  CHECK (enlist_cbor_reader_at_end (&reader));
  CHECK_NUMBER (enlist_cbor_reader_peek (&reader), ENLIST_CBOR_NONE);
  CHECK_STATUS (enlist_cbor_read_unsigned (&reader, &number), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_integer (&reader, &integer), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_bytes (&reader, &slice), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_text (&reader, &slice), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_array (&reader, &count), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_map (&reader, &count), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_bool (&reader, &truth), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_null (&reader), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cbor_read_item (&reader, NULL), ENLIST_E_TRUNCATED);

  /* A tag is of no type, and not of the subset. */
  enlist_cbor_reader_init (&reader, test_hex ("c100"));
  CHECK_NUMBER (enlist_cbor_reader_peek (&reader), ENLIST_CBOR_NONE);
  CHECK_STATUS (enlist_cbor_read_unsigned (&reader, &number), ENLIST_E_CBOR);
  CHECK_STATUS (enlist_cbor_read_item (&reader, NULL), ENLIST_E_CBOR);
  CHECK_NUMBER (enlist_cbor_reader_offset (&reader), 0);
}

static void
check_integer (const char *hex,
               int64_t     expected)
{
  EnlistCborReader reader;
  EnlistCborWriter writer;
  uint8_t buffer[9];
  int64_t value = 0;

  test_context ("%s", hex);
  enlist_cbor_reader_init (&reader, test_hex (hex));
  CHECK_STATUS (enlist_cbor_read_integer (&reader, &value), ENLIST_OK);
  CHECK (value == expected);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_integer (&writer, expected);
  CHECK_BYTES (enlist_cbor_writer_slice (&writer), test_hex (hex));
}

static void
test_integers (void)
{
  EnlistCborReader reader;
  int64_t value = 77;

  check_integer ("00", 0);
  check_integer ("17", 23);
  check_integer ("1818", 24);
  check_integer ("18ff", 255);
  check_integer ("190100", 256);
  check_integer ("19ffff", 65535);
  check_integer ("1a00010000", 65536);
  check_integer ("1affffffff", UINT32_MAX);
  check_integer ("1b0000000100000000", (int64_t) UINT32_MAX + 1);
  check_integer ("1b7fffffffffffffff", INT64_MAX);
  check_integer ("20", -1);
  check_integer ("37", -24);
  check_integer ("3818", -25);
  check_integer ("38ff", -256);
  check_integer ("390100", -257);
  check_integer ("3b7fffffffffffffff", INT64_MIN);

  enlist_cbor_reader_init (&reader, test_hex ("1b8000000000000000"));
  CHECK_STATUS (enlist_cbor_read_integer (&reader, &value), ENLIST_E_RANGE);
  enlist_cbor_reader_init (&reader, test_hex ("3b8000000000000000"));
  CHECK_STATUS (enlist_cbor_read_integer (&reader, &value), ENLIST_E_RANGE);
  CHECK_NUMBER (enlist_cbor_reader_offset (&reader), 0);
  CHECK_NUMBER (value, 77);
}

static void
write_everything (EnlistCborWriter *writer)
{
  enlist_cbor_write_map (writer, 6);
  enlist_cbor_write_unsigned (writer, 0);
  enlist_cbor_write_integer (writer, -1000);
  enlist_cbor_write_integer (writer, 1);
  enlist_cbor_write_bytes (writer, enlist_slice ("\x01\x02", 2));
  enlist_cbor_write_integer (writer, 2);
  enlist_cbor_write_string (writer, "IETF");
  enlist_cbor_write_integer (writer, 3);
  enlist_cbor_write_array (writer, 2);
  enlist_cbor_write_bool (writer, true);
  enlist_cbor_write_bool (writer, false);
  enlist_cbor_write_integer (writer, 4);
  enlist_cbor_write_null (writer);
  enlist_cbor_write_integer (writer, -1);
  enlist_cbor_write_encoded (writer, enlist_slice ("\x81\xf6", 2));
}

static void
test_writer (void)
{
  EnlistSlice expected = test_hex ("a6003903e701420102026449455446" "0382f5f404f62081f6");
  EnlistCborWriter writer;

  /* Counts without a buffer */
  enlist_cbor_writer_init (&writer, NULL, 0);
  write_everything (&writer);
  CHECK_STATUS (writer.status, ENLIST_OK);
  CHECK_NUMBER (writer.size, expected.size);
  CHECK_STATUS (enlist_cbor_validate (expected, NULL), ENLIST_OK);

  for (size_t capacity = 0; capacity <= expected.size; capacity++)
    {
      bool fits = capacity == expected.size;

      test_context ("capacity %zu", capacity);
      enlist_cbor_writer_init (&writer, test_memory (capacity + 1), capacity);
      writer.buffer[capacity] = 0xee;
      write_everything (&writer);
      CHECK_STATUS (writer.status, fits ? ENLIST_OK : ENLIST_E_SPACE);
      CHECK (writer.size <= capacity);
      CHECK_NUMBER (writer.buffer[capacity], 0xee);
      if (fits)
        CHECK_BYTES (enlist_cbor_writer_slice (&writer), expected);
      else
        CHECK (memcmp (writer.buffer, expected.data, writer.size) == 0);
    }
}

/* After a failure nothing is written any more, even if it would fit. */
static void
test_writer_sticks (void)
{
  EnlistCborWriter writer;
  uint8_t buffer[4];

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_unsigned (&writer, 1);
  enlist_cbor_write_unsigned (&writer, UINT32_MAX);
  enlist_cbor_write_unsigned (&writer, 2);
  CHECK_STATUS (writer.status, ENLIST_E_SPACE);
  CHECK_NUMBER (writer.size, 1);
}

static void
test_status_names (void)
{
  CHECK_TEXT (enlist_status_name (ENLIST_OK), "ok");
  CHECK_TEXT (enlist_status_name (ENLIST_E_NOT_LABEL), "not-label");
  CHECK_TEXT (enlist_status_name (ENLIST_E_UNKNOWN_KEY), "unknown-key");
  CHECK_TEXT (enlist_status_name (ENLIST_E_FAILED), "failed");
  CHECK_TEXT (enlist_status_name ((EnlistStatus) 9), "unknown");
  CHECK_TEXT (enlist_status_name ((EnlistStatus) 255), "unknown");
}

static const TestCase cases[] = {
  { "/wire/status/10.3-names", test_status_names },
  { "/wire/cbor/rfc8949-a-examples", test_appendix_a },
  { "/wire/cbor/2-subset", test_subset },
  { "/wire/cbor/11-items", test_items },
  { "/wire/cbor/11-depth", test_depth },
  { "/wire/cbor/11-depth-of-siblings", test_siblings },
  { "/wire/cbor/2-truncated-at-every-byte", test_truncated },
  { "/wire/cbor/2-every-byte-changed", test_every_byte },
  { "/wire/cbor/2-noise", test_noise },
  { "/wire/cbor/reader-types", test_types },
  { "/wire/cbor/reader-end", test_end },
  { "/wire/cbor/integers", test_integers },
  { "/wire/cbor/writer-space", test_writer },
  { "/wire/cbor/writer-sticks", test_writer_sticks },
};

TEST_MAIN (cases)
