/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "serial.h"

#include "test.h"

static EnlistSlice
numbers (unsigned from, unsigned count)
{
  uint8_t *bytes = test_memory (count);

  for (unsigned i = 0; i < count; i++)
    bytes[i] = (uint8_t) (from + i);

  return enlist_slice (bytes, count);
}

static EnlistSlice
joined (const char *before, EnlistSlice middle, const char *after)
{
  EnlistSlice first = test_hex (before), last = test_hex (after);
  uint8_t *bytes = test_memory (first.size + middle.size + last.size);

  memcpy (bytes, first.data, first.size);
  memcpy (bytes + first.size, middle.data, middle.size);
  memcpy (bytes + first.size + middle.size, last.data, last.size);

  return enlist_slice (bytes, first.size + middle.size + last.size);
}

static void
check_cobs (EnlistSlice data, EnlistSlice encoded)
{
  uint8_t *buffer = test_memory (ENLIST_COBS_MAX_ENCODED (data.size));
  uint8_t *again = test_memory (encoded.size - 1);
  size_t size;

  CHECK_STATUS (enlist_cobs_encode (data, buffer, ENLIST_COBS_MAX_ENCODED (data.size), &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (buffer, size), encoded);
  for (size_t capacity = 0; capacity < encoded.size; capacity++)
    CHECK_STATUS (enlist_cobs_encode (data, test_memory (capacity), capacity, &size), ENLIST_E_SPACE);

  CHECK_STATUS (enlist_cobs_decode (test_exact (encoded), again, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (again, size), data);
  CHECK_STATUS (enlist_cobs_decode (enlist_slice (buffer, encoded.size), buffer, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (buffer, size), data);
}

/* The examples of the encyclopedias, and the edges of a block */
static void
test_cobs (void)
{
  static const char *const vectors[][2] = {
    { "", "01" },
    { "00", "0101" },
    { "0000", "010101" },
    { "001100", "01021101" },
    { "11220033", "0311220233" },
    { "11223344", "0511223344" },
    { "11000000", "0211010101" },
  };

  for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
    {
      test_context ("%s", vectors[i][0]);
      check_cobs (test_hex (vectors[i][0]), test_hex (vectors[i][1]));
    }
  check_cobs (numbers (1, 253), joined ("fe", numbers (1, 253), ""));
  check_cobs (numbers (1, 254), joined ("ff", numbers (1, 254), ""));
  check_cobs (numbers (0, 255), joined ("01ff", numbers (1, 254), ""));
  check_cobs (numbers (1, 255), joined ("ff", numbers (1, 254), "02ff"));
  check_cobs (joined ("", numbers (2, 254), "00"), joined ("ff", numbers (2, 254), "0101"));
  check_cobs (joined ("", numbers (3, 253), "0001"), joined ("fe", numbers (3, 253), "0201"));
}

static void
test_cobs_refused (void)
{
  uint8_t data[8];
  size_t size;

  CHECK_STATUS (enlist_cobs_decode (enlist_slice (NULL, 0), data, &size), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("02"), data, &size), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("031102"), data, &size), ENLIST_OK);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("041102"), data, &size), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("ff1102"), data, &size), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("021100"), data, &size), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_cobs_decode (test_hex ("0311000111"), data, &size), ENLIST_E_RANGE);
}

/* The check value of the catalogue of CRCs first */
static void
test_checksum (void)
{
  CHECK_NUMBER (enlist_serial_checksum (enlist_slice_text ("123456789")), 0x29b1);
  CHECK_NUMBER (enlist_serial_checksum (enlist_slice (NULL, 0)), 0xffff);
  CHECK_NUMBER (enlist_serial_checksum (enlist_slice_text ("A")), 0xb915);
  CHECK_NUMBER (enlist_serial_checksum (test_hex ("31323334353637383929b1")), 0);
}

static void
check_encoded (EnlistSlice frame, EnlistSlice expected)
{
  uint8_t *encoded = test_memory (expected.size);
  size_t size = 0;

  CHECK_STATUS (enlist_serial_encode (frame, encoded, expected.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (encoded, size), expected);
  for (size_t capacity = 0; capacity < expected.size; capacity++)
    CHECK_STATUS (enlist_serial_encode (frame, test_memory (capacity), capacity, &size), ENLIST_E_SPACE);
}

static void
test_encoding (void)
{
  uint8_t encoded[ENLIST_SERIAL_MAX_ENCODED + 8];
  size_t size;

  CHECK_NUMBER (ENLIST_SERIAL_MAX_ENCODED, 132);
  check_encoded (enlist_slice_text ("123456789"), test_hex ("0c31323334353637383929b100"));
  check_encoded (test_hex ("020001"), test_hex ("02020401b2dd00"));
  CHECK_STATUS (enlist_serial_encode (numbers (1, 128), encoded, ENLIST_SERIAL_MAX_ENCODED, &size),
                ENLIST_OK);
  CHECK_NUMBER (size, ENLIST_SERIAL_MAX_ENCODED);
  CHECK_STATUS (enlist_serial_encode (numbers (1, 129), encoded, sizeof encoded, &size),
                ENLIST_E_TOO_LARGE);
  CHECK_STATUS (enlist_serial_encode (enlist_slice (NULL, 0), encoded, sizeof encoded, &size),
                ENLIST_E_RANGE);
}

/* Feeds @input in pieces. Returns: how many frames there were, each of them "123456789" */
static unsigned
count_frames (EnlistSerialDecoder *decoder, EnlistSlice input, size_t piece)
{
  unsigned count = 0;

  for (size_t i = 0; i < input.size; i += piece)
    {
      EnlistSlice rest = enlist_slice (input.data + i, input.size - i < piece ? input.size - i : piece);
      EnlistSlice frame;

      for (; enlist_serial_decode (decoder, &rest, &frame); count++)
        CHECK_BYTES (frame, enlist_slice_text ("123456789"));
      CHECK_NUMBER (rest.size, 0);
    }

  return count;
}

#define FRAME "0c31323334353637383929b100"

static void
check_line (const char *hex, unsigned frames, unsigned damaged)
{
  EnlistSlice line = test_hex (hex);

  test_context ("%s", hex);
  for (size_t piece = 1; piece <= line.size; piece++)
    {
      EnlistSerialDecoder *decoder = test_memory (sizeof *decoder);

      memset (decoder, 0, sizeof *decoder);
      CHECK_NUMBER (count_frames (decoder, line, piece), frames);
      CHECK_NUMBER (decoder->damaged, damaged);
    }
}

static void
test_decoding (void)
{
  check_line (FRAME, 1, 0);
  check_line ("00" FRAME, 1, 0);
  check_line (FRAME FRAME "0000" FRAME, 3, 0);
  check_line ("77777700" FRAME, 1, 1);               /* what the line had before */
  check_line ("777777" FRAME FRAME, 1, 1);           /* swallows the frame behind it */
  check_line ("0c31323334353637" FRAME FRAME, 1, 1); /* one end was restarted */
  check_line ("0c31323334353637383929b000" FRAME, 1, 1);
  check_line ("0c31323334353637383829b100" FRAME, 1, 1);
  check_line ("0d31323334353637383929b100" FRAME, 1, 1);
  check_line ("0b31323334353637383929b100" FRAME, 1, 1);
  check_line ("0c313233343536373839290100" FRAME, 1, 1);
  check_line ("03ffff00", 0, 1); /* the checksum of nothing */
  check_line ("0100", 0, 1);
  check_line ("020100", 0, 1);
}

/* 128 bytes are a frame, 129 are not, and what is longer than the decoder leaves no trace. */
static void
test_longest (void)
{
  for (unsigned count = 1; count <= 1000; count++)
    {
      EnlistSerialDecoder *decoder = test_memory (sizeof *decoder);
      EnlistSlice data = numbers (1, count), input, frame;
      uint8_t *checked = test_memory (count + 2);
      uint8_t *line = test_memory (ENLIST_COBS_MAX_ENCODED (count + 2) + 1);
      uint16_t checksum = enlist_serial_checksum (data);
      size_t size;

      test_context ("%u bytes", count);
      memset (decoder, 0, sizeof *decoder);
      memcpy (checked, data.data, count);
      checked[count] = (uint8_t) (checksum >> 8);
      checked[count + 1] = (uint8_t) checksum;
      CHECK_STATUS (enlist_cobs_encode (enlist_slice (checked, count + 2), line,
                                        ENLIST_COBS_MAX_ENCODED (count + 2), &size),
                    ENLIST_OK);
      line[size++] = 0;
      input = enlist_slice (line, size);
      if (CHECK (enlist_serial_decode (decoder, &input, &frame) == (count <= ENLIST_SERIAL_MAX_FRAME))
          && count <= ENLIST_SERIAL_MAX_FRAME)
        CHECK_BYTES (frame, data);
      CHECK_NUMBER (decoder->damaged, count > ENLIST_SERIAL_MAX_FRAME);
      CHECK_NUMBER (count_frames (decoder, test_hex (FRAME), 5), 1);
    }
}

/* On a line that flips, loses and adds bytes every frame that arrives is one that was sent. */
static void
test_noise (void)
{
  TestRandom random = { 7 };
  EnlistSerialDecoder decoder = { .size = 0 };
  unsigned arrived = 0, sent = 20000;

  for (unsigned i = 0; i < sent; i++)
    {
      uint8_t line[ENLIST_SERIAL_MAX_ENCODED + 1], bytes[ENLIST_SERIAL_MAX_FRAME];
      EnlistSlice input, frame;
      size_t size;

      /* a frame that shows by itself whether it is whole */
      size = 8 + test_random_below (&random, 121);
      memset (bytes, (int) size, size);
      CHECK_STATUS (enlist_serial_encode (enlist_slice (bytes, size), line, sizeof line, &size), ENLIST_OK);
      switch (test_random_below (&random, 4))
        {
        case 0:
          line[test_random_below (&random, (unsigned) size)] ^= 0x10;
          break;
        case 1:
          size -= 1 + test_random_below (&random, (unsigned) size - 1);
          break;
        case 2:
          line[size++] = (uint8_t) test_random (&random);
          break;
        default:
          break;
        }
      input = enlist_slice (line, size);
      while (enlist_serial_decode (&decoder, &input, &frame))
        {
          arrived++;
          memset (bytes, (int) frame.size, sizeof bytes);
          CHECK_BYTES (frame, enlist_slice (bytes, frame.size));
        }
    }
  printf ("# %u of %u frames arrived, %u pieces were dropped\n", arrived, sent, decoder.damaged);
  CHECK (arrived > sent / 5 && decoder.damaged > sent / 5);
}

static const TestCase cases[] = {
  { "/wire/serial/10.1.7-cobs", test_cobs },
  { "/wire/serial/10.1.7-cobs-refused", test_cobs_refused },
  { "/wire/serial/10.1.7-checksum", test_checksum },
  { "/wire/serial/10.1.7-encoding", test_encoding },
  { "/wire/serial/10.1.7-decoding", test_decoding },
  { "/wire/serial/10.1.7-longest", test_longest },
  { "/wire/serial/10.1.7-noise", test_noise },
};

TEST_MAIN (cases)
