/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "deflate.h"

#include "crypto-sodium.h"
#include "label-text.h"
#include "test.h"

#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

#define MAX ENLIST_LABEL_MAX_PAYLOAD

/* @size bytes that are easy or impossible to compress */
static EnlistSlice
make_bytes (size_t size,
            bool   easy)
{
  TestRandom random = { size };
  uint8_t *data = test_memory (size);

  if (easy)
    memset (data, 'e', size);
  else
    test_random_fill (&random, data, size);

  return enlist_slice (data, size);
}

/* As enlist_deflate_pack(), but of any size and in no hurry to refuse */
static EnlistSlice
pack_anything (EnlistSlice label)
{
  EnlistSlice dictionary = enlist_deflate_dictionary ();
  size_t capacity = label.size + label.size / 100 + 64;
  uint8_t *payload = test_memory (capacity);
  z_stream stream = { 0 };

  CHECK (deflateInit2 (&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  CHECK (deflateSetDictionary (&stream, dictionary.data, (uInt) dictionary.size) == Z_OK);
  payload[0] = ENLIST_DEFLATE_FORMAT;
  stream.next_in = label.data;
  stream.avail_in = (uInt) label.size;
  stream.next_out = payload + 1;
  stream.avail_out = (uInt) capacity - 1;
  CHECK (deflate (&stream, Z_FINISH) == Z_STREAM_END);
  capacity = 1 + stream.total_out;
  deflateEnd (&stream);

  return test_exact (enlist_slice (payload, capacity));
}

static EnlistStatus
unpack (EnlistSlice  payload,
        size_t       capacity,
        EnlistSlice *label)
{
  uint8_t *buffer = test_memory (capacity);
  size_t size = 0;
  EnlistStatus status = enlist_deflate_unpack (payload, buffer, capacity, &size);

  *label = enlist_slice (buffer, size);

  return status;
}

static void
check_round_trip (EnlistSlice label)
{
  size_t capacity = label.size + label.size / 100 + 64;
  uint8_t *payload = test_memory (capacity);
  EnlistSlice again;
  size_t size = 0;

  CHECK_STATUS (enlist_deflate_pack (label, payload, capacity, &size), ENLIST_OK);
  CHECK (size >= 2 && payload[0] == 0x01);
  if (size > MAX)
    return;

  CHECK_STATUS (unpack (test_exact (enlist_slice (payload, size)), label.size, &again), ENLIST_OK);
  CHECK_BYTES (again, label);
}

static void
test_round_trip (void)
{
  static const size_t sizes[] = { 0, 1, 2, 100, 255, 256, 1000, 4096, MAX - 100, MAX - 1, MAX };

  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    {
      test_context ("%zu bytes", sizes[i]);
      check_round_trip (make_bytes (sizes[i], true));
      check_round_trip (make_bytes (sizes[i], false));
    }
}

static void
test_limits (void)
{
  uint8_t *payload = test_memory (2 * MAX);
  EnlistSlice label;
  size_t size;

  CHECK_STATUS (enlist_deflate_pack (make_bytes (MAX, true), payload, 2 * MAX, &size), ENLIST_OK);
  CHECK_STATUS (enlist_deflate_pack (make_bytes (MAX + 1, true), payload, 2 * MAX, &size),
                ENLIST_E_TOO_LARGE);

  CHECK_STATUS (unpack (pack_anything (make_bytes (MAX, true)), MAX, &label), ENLIST_OK);
  CHECK_NUMBER (label.size, MAX);
  CHECK_STATUS (unpack (pack_anything (make_bytes (MAX + 1, true)), MAX, &label), ENLIST_E_TOO_LARGE);

  /* Room beyond the limit does not move the limit; room below it does. */
  CHECK_STATUS (unpack (pack_anything (make_bytes (MAX + 1, true)), 2 * MAX, &label), ENLIST_E_TOO_LARGE);
  CHECK_STATUS (unpack (pack_anything (make_bytes (100, false)), 100, &label), ENLIST_OK);
  CHECK_STATUS (unpack (pack_anything (make_bytes (100, false)), 99, &label), ENLIST_E_TOO_LARGE);
  CHECK_STATUS (unpack (pack_anything (make_bytes (1, false)), 0, &label), ENLIST_E_TOO_LARGE);

  /* A payload of 16384 bytes and one of 16385 */
  memset (payload, 0xff, MAX + 1);
  payload[0] = ENLIST_DEFLATE_FORMAT;
  CHECK_STATUS (unpack (enlist_slice (payload, MAX), MAX, &label), ENLIST_E_INFLATE);
  CHECK_STATUS (unpack (enlist_slice (payload, MAX + 1), MAX, &label), ENLIST_E_TOO_LARGE);
}

static void
test_pack_space (void)
{
  EnlistSlice label = make_bytes (300, false);
  uint8_t *payload = test_memory (400);
  size_t size = 0, again = 0;

  CHECK_STATUS (enlist_deflate_pack (label, payload, 400, &size), ENLIST_OK);
  for (size_t capacity = 0; capacity < size; capacity += 7)
    CHECK_STATUS (enlist_deflate_pack (label, test_memory (capacity), capacity, &again), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_deflate_pack (label, test_memory (size), size, &again), ENLIST_OK);
  CHECK_NUMBER (again, size);
}

/* Ten megabytes in ten kilobytes */
static void
test_bomb (void)
{
  EnlistSlice payload = pack_anything (make_bytes (10000000, true));
  EnlistSlice label;

  CHECK (payload.size < MAX);
  CHECK_STATUS (unpack (payload, MAX, &label), ENLIST_E_TOO_LARGE);
}

static void
test_truncated (void)
{
  static const size_t sizes[] = { 0, 1, 300, 1000 };
  EnlistSlice label;

  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    {
      for (unsigned easy = 0; easy < 2; easy++)
        {
          EnlistSlice payload = pack_anything (make_bytes (sizes[i], easy));

          for (size_t size = 0; size < payload.size; size++)
            {
              test_context ("%zu of %zu bytes", size, payload.size);
              CHECK_STATUS (unpack (test_exact (enlist_slice (payload.data, size)), MAX, &label),
                            ENLIST_E_TRUNCATED);
              /* Also when exactly as much room is left as the whole would need */
              CHECK_STATUS (unpack (enlist_slice (payload.data, size), sizes[i], &label), ENLIST_E_TRUNCATED);
            }
        }
    }
}

static void
test_trailing (void)
{
  EnlistSlice payload = pack_anything (make_bytes (100, false));
  uint8_t *longer = test_memory (payload.size + 1);
  EnlistSlice label;

  memcpy (longer, payload.data, payload.size);
  longer[payload.size] = 0;
  CHECK_STATUS (unpack (enlist_slice (longer, payload.size + 1), MAX, &label), ENLIST_E_TRAILING);
  CHECK_STATUS (unpack (enlist_slice (longer, payload.size + 1), 100, &label), ENLIST_E_TRAILING);
}

static void
test_format_byte (void)
{
  EnlistSlice payload = pack_anything (make_bytes (100, false));
  uint8_t *copy = test_memory (payload.size);
  EnlistSlice label;

  memcpy (copy, payload.data, payload.size);
  for (unsigned format = 0; format < 256; format++)
    {
      test_context ("format %u", format);
      copy[0] = (uint8_t) format;
      CHECK_STATUS (unpack (enlist_slice (copy, payload.size), MAX, &label),
                    format == ENLIST_DEFLATE_FORMAT ? ENLIST_OK : ENLIST_E_VERSION);
    }
}

/*
 * A damaged stream is refused or stays within its room. It may even come out the same: a match can be told
 * in more than one way.
 */
static void
test_every_bit (void)
{
  EnlistSlice label = enlist_slice_text ("text: Please turn on the device; model: model, model, model");
  EnlistSlice payload = pack_anything (label);
  uint8_t *copy = test_memory (payload.size);
  uint8_t *room = test_memory (MAX);

  for (size_t bit = 8; bit < payload.size * 8; bit++)
    {
      EnlistStatus status;
      size_t size = 0;

      test_context ("bit %zu", bit);
      memcpy (copy, payload.data, payload.size);
      copy[bit / 8] ^= (uint8_t) (1u << bit % 8);
      status = enlist_deflate_unpack (enlist_slice (copy, payload.size), room, MAX, &size);
      CHECK (status == ENLIST_OK || status == ENLIST_E_INFLATE || status == ENLIST_E_TRUNCATED
             || status == ENLIST_E_TRAILING || status == ENLIST_E_TOO_LARGE);
      CHECK (size <= MAX);
    }
}

static void
test_dictionary_helps (void)
{
  EnlistSlice dictionary = enlist_deflate_dictionary ();
  EnlistSlice tail = enlist_slice (dictionary.data + dictionary.size - 100, 100);

  CHECK (dictionary.size > 100 && dictionary.size <= 32768);
  CHECK (pack_anything (tail).size < 20);
}

static void
test_dictionary_frozen (void)
{
  TestVectors *vectors = test_memory (sizeof *vectors);
  EnlistSlice dictionary = enlist_deflate_dictionary ();
  uint8_t digest[ENLIST_SHA256_SIZE];

  enlist_crypto_sha256 (enlist_crypto_sodium (), dictionary, digest);
  if (!test_vectors_open (vectors, "dictionary.txt"))
    return;
  while (test_vectors_next (vectors, 3))
    {
      CHECK_NUMBER (strtoul (vectors->fields[0], NULL, 10), ENLIST_DEFLATE_FORMAT);
      CHECK_NUMBER (strtoul (vectors->fields[1], NULL, 10), dictionary.size);
      CHECK_BYTES (enlist_slice (digest, sizeof digest), test_hex (vectors->fields[2]));
    }
}

static const TestCase cases[] = {
  { "/wire/deflate/3-round-trip", test_round_trip },
  { "/wire/deflate/11-limits", test_limits },
  { "/wire/deflate/3-pack-space", test_pack_space },
  { "/wire/deflate/11-bomb", test_bomb },
  { "/wire/deflate/3-truncated-at-every-byte", test_truncated },
  { "/wire/deflate/3-trailing", test_trailing },
  { "/wire/deflate/3-format-byte", test_format_byte },
  { "/wire/deflate/3-every-bit-changed", test_every_bit },
  { "/wire/deflate/3-dictionary-helps", test_dictionary_helps },
  { "/wire/deflate/3-dictionary-is-frozen", test_dictionary_frozen },
};

TEST_MAIN (cases)
