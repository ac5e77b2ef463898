/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "base45.h"

#include "base64url.h"
#include "test.h"

#include <stdlib.h>

static void
check_base45 (EnlistSlice bytes,
              EnlistSlice text)
{
  size_t chars = enlist_base45_encoded_size (bytes.size);
  char *encoded = test_memory (chars);
  uint8_t *decoded = test_memory (bytes.size);
  size_t length = 77, size = 77;

  CHECK_STATUS (enlist_base45_encode (bytes, encoded, chars, &length), ENLIST_OK);
  CHECK_BYTES (enlist_slice (encoded, length), text);
  CHECK_STATUS (enlist_base45_decode (text, decoded, bytes.size, &size, NULL), ENLIST_OK);
  CHECK_BYTES (enlist_slice (decoded, size), bytes);
  CHECK_STATUS (enlist_base45_decode (text, NULL, 0, &size, NULL), ENLIST_OK);
  CHECK_NUMBER (size, bytes.size);

  if (bytes.size > 0)
    {
      CHECK_STATUS (enlist_base45_encode (bytes, encoded, chars - 1, &length), ENLIST_E_SPACE);
      CHECK_STATUS (enlist_base45_decode (text, decoded, bytes.size - 1, &size, NULL), ENLIST_E_SPACE);
    }
}

static void
test_vectors (void)
{
  TestVectors *vectors = test_memory (sizeof *vectors);

  if (!test_vectors_open (vectors, "base45.txt"))
    return;

  while (test_vectors_next (vectors, 3))
    {
      EnlistSlice text = test_exact (enlist_slice_text (vectors->fields[1]));
      uint8_t decoded[16];
      size_t size, offset = SIZE_MAX;

      if (strcmp (vectors->fields[0], "-") != 0)
        {
          check_base45 (test_hex (vectors->fields[0]), text);
          continue;
        }

      CHECK_STATUS (enlist_base45_decode (text, decoded, sizeof decoded, &size, &offset), ENLIST_E_BASE45);
      CHECK_NUMBER (offset, strtoul (vectors->fields[2], NULL, 10));
      CHECK_STATUS (enlist_base45_decode (text, NULL, 0, &size, NULL), ENLIST_E_BASE45);
    }
}

/* All 45^2 pairs and 45^3 triplets: as many are accepted as there are values, so none has two texts. */
static void
test_every_group (void)
{
  unsigned pairs = 0, triplets = 0;

  for (unsigned group = 0; group < 128 * 128 * 128; group++)
    {
      uint8_t text[3] = { group & 0x7f, group >> 7 & 0x7f, group >> 14 };
      uint8_t bytes[2];
      char again[3];
      size_t size, length;

      if (enlist_base45_decode (enlist_slice (text, 3), bytes, sizeof bytes, &size, NULL) == ENLIST_OK)
        {
          triplets++;
          enlist_base45_encode (enlist_slice (bytes, size), again, sizeof again, &length);
          CHECK (length == 3 && memcmp (again, text, 3) == 0);
        }
      if (group < 128 * 128
          && enlist_base45_decode (enlist_slice (text, 2), bytes, sizeof bytes, &size, NULL) == ENLIST_OK)
        pairs++;
    }

  CHECK_NUMBER (triplets, 65536);
  CHECK_NUMBER (pairs, 256);
}

static void
test_lengths (void)
{
  TestRandom random = { 45 };

  for (size_t size = 0; size < 300; size++)
    {
      uint8_t *bytes = test_memory (size);
      char *text = test_memory (enlist_base45_encoded_size (size));
      size_t length = 0;

      test_context ("%zu bytes", size);
      test_random_fill (&random, bytes, size);
      CHECK_STATUS (enlist_base45_encode (enlist_slice (bytes, size), text, enlist_base45_encoded_size (size),
                                          &length), ENLIST_OK);
      CHECK_NUMBER (enlist_base45_decoded_size (length), size);
      check_base45 (enlist_slice (bytes, size), enlist_slice (text, length));
    }
}

static void
check_base64url (const char *bytes,
                 const char *text)
{
  EnlistSlice plain = enlist_slice_text (bytes);
  EnlistSlice coded = enlist_slice_text (text);
  char encoded[32];
  uint8_t decoded[32];
  size_t length = 0, size = 0;

  test_context ("%s", text);
  CHECK_STATUS (enlist_base64url_encode (plain, encoded, coded.size, &length), ENLIST_OK);
  CHECK_BYTES (enlist_slice (encoded, length), coded);
  CHECK_STATUS (enlist_base64url_decode (coded, decoded, plain.size, &size, NULL), ENLIST_OK);
  CHECK_BYTES (enlist_slice (decoded, size), plain);

  if (plain.size > 0)
    {
      CHECK_STATUS (enlist_base64url_encode (plain, encoded, coded.size - 1, &length), ENLIST_E_SPACE);
      CHECK_STATUS (enlist_base64url_decode (coded, decoded, plain.size - 1, &size, NULL), ENLIST_E_SPACE);
    }
}

static void
refuse_base64url (const char *text,
                  size_t      expected)
{
  uint8_t decoded[32];
  size_t size, offset = SIZE_MAX;

  test_context ("%s", text);
  CHECK_STATUS (enlist_base64url_decode (enlist_slice_text (text), decoded, sizeof decoded, &size, &offset),
                ENLIST_E_BASE45);
  CHECK_NUMBER (offset, expected);
}

static void
test_base64url (void)
{
  /* Section 10, with the alphabet of section 5 and without padding */
  check_base64url ("", "");
  check_base64url ("f", "Zg");
  check_base64url ("fo", "Zm8");
  check_base64url ("foo", "Zm9v");
  check_base64url ("foob", "Zm9vYg");
  check_base64url ("fooba", "Zm9vYmE");
  check_base64url ("foobar", "Zm9vYmFy");
  check_base64url ("\xfb\xff\xbf", "-_-_");

  refuse_base64url ("Zg==", 2);
  refuse_base64url ("Zm9v\n", 4);
  refuse_base64url ("+/+/", 0);
  refuse_base64url ("Zm9vY", 4);
  refuse_base64url ("Zh", 1); /* unused bits that are not zero */
  refuse_base64url ("Zm9", 2);
  refuse_base64url ("Zm9vZm9", 6);
}

static const TestCase cases[] = {
  { "/wire/base45/rfc9285-vectors", test_vectors },
  { "/wire/base45/rfc9285-6-every-group", test_every_group },
  { "/wire/base45/rfc9285-4-lengths", test_lengths },
  { "/wire/base64url/rfc4648-5", test_base64url },
};

TEST_MAIN (cases)
