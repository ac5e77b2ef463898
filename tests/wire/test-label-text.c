/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "label-text.h"

#include "base45.h"
#include "crypto-sodium.h"
#include "test.h"

#include <stdlib.h>

#define MAX ENLIST_LABEL_MAX_PAYLOAD
#define MAX_TEXT 32768

typedef struct {
  unsigned count;
  EnlistSlice texts[ENLIST_LABEL_MAX_CODES];
} Codes;

static EnlistStatus
add_text (EnlistLabelSet *set,
          const char     *text,
          size_t         *error_offset)
{
  return enlist_label_set_add (set, test_exact (enlist_slice_text (text)), error_offset);
}

static EnlistStatus
join (const EnlistLabelSet *set,
      uint8_t              *payload,
      size_t                capacity,
      size_t               *size)
{
  return enlist_label_set_payload (set, enlist_crypto_sodium (), payload, capacity, size);
}

/* @text: MAX_TEXT characters */
static EnlistStatus
write_code (EnlistSlice  payload,
            size_t       max_chars,
            unsigned     index,
            unsigned    *count,
            char        *text)
{
  return enlist_label_text_write (payload, max_chars, enlist_crypto_sodium (), index, count, text, MAX_TEXT);
}

static EnlistStatus
read_uri (const char *text,
          uint8_t    *payload,
          size_t      capacity,
          size_t     *size,
          size_t     *error_offset)
{
  return enlist_label_uri_read (test_exact (enlist_slice_text (text)), payload, capacity, size, error_offset);
}

static EnlistSlice
make_payload (size_t   size,
              uint64_t seed)
{
  TestRandom random = { seed };
  uint8_t *data = test_memory (size);

  test_random_fill (&random, data, size);

  return enlist_slice (data, size);
}

static Codes
make_codes (EnlistSlice payload,
            size_t      max_chars)
{
  char *text = test_memory (MAX_TEXT);
  Codes codes = { 0 };
  unsigned index = 1;

  do
    {
      if (!CHECK_STATUS (write_code (payload, max_chars, index, &codes.count, text), ENLIST_OK))
        return codes;
      CHECK (strlen (text) <= max_chars);
      codes.texts[index - 1] = test_exact (enlist_slice_text (text));
    }
  while (index++ < codes.count);

  return codes;
}

static void
check_payload (const EnlistLabelSet *set,
               EnlistSlice           expected)
{
  uint8_t *payload = test_memory (expected.size);
  size_t size = 0;

  CHECK (enlist_label_set_complete (set));
  CHECK_STATUS (join (set, payload, expected.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (payload, size), expected);
}

static void
test_kinds (void)
{
  static const struct {
    const char *text;
    EnlistTextKind kind;
  } texts[] = {
    { "EN1:BB8", ENLIST_TEXT_LABEL },
    { "en1:BB8", ENLIST_TEXT_LABEL },
    { " \r\n\tEN1:BB8\n", ENLIST_TEXT_LABEL },
    { "EN1:", ENLIST_TEXT_LABEL },
    { "EN1.1/2.00000000:BB8", ENLIST_TEXT_LABEL_PART },
    { "En1.nonsense", ENLIST_TEXT_LABEL_PART },
    { "enlist:AQ", ENLIST_TEXT_URI },
    { "ENLIST:AQ", ENLIST_TEXT_URI },
    { "EN2:BB8", ENLIST_TEXT_LABEL_NEWER },
    { "EN10.1/2", ENLIST_TEXT_LABEL_NEWER },
    { "en999:", ENLIST_TEXT_LABEL_NEWER },
    { "EN1000:", ENLIST_TEXT_OTHER },
    { "EN0:", ENLIST_TEXT_OTHER },
    { "EN01:", ENLIST_TEXT_OTHER },
    { "EN:", ENLIST_TEXT_OTHER },
    { "EN1", ENLIST_TEXT_OTHER },
    { "EN2", ENLIST_TEXT_OTHER },
    { "EN", ENLIST_TEXT_OTHER },
    { "E", ENLIST_TEXT_OTHER },
    { "ENP1:BB8", ENLIST_TEXT_PUBLISHER },
    { "http://example.com/", ENLIST_TEXT_WEB },
    { "HTTPS://EXAMPLE.COM/", ENLIST_TEXT_WEB },
    { "WIFI:T:WPA;S:home;P:secret;;", ENLIST_TEXT_WIFI },
    { "MT:Y.K9042C00KA0648G00", ENLIST_TEXT_MATTER },
    { "DPP:K:MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAD;;", ENLIST_TEXT_DPP },
    { "X-HM://0023ISYWYABCD", ENLIST_TEXT_HOMEKIT },
    { "{\"ver\":\"v1\",\"name\":\"PROV_1\",\"pop\":\"abc\",\"transport\":\"ble\"}", ENLIST_TEXT_ESP },
    { "{\"ver\":\"v1\"}", ENLIST_TEXT_OTHER },
    { "BEGIN:VCARD\nVERSION:3.0", ENLIST_TEXT_CONTACT },
    { "MECARD:N:Doe;;", ENLIST_TEXT_CONTACT },
    { "4006381333931", ENLIST_TEXT_PRODUCT },
    { "4006381333932", ENLIST_TEXT_OTHER },
    { "73513537", ENLIST_TEXT_PRODUCT },
    { "036000291452", ENLIST_TEXT_PRODUCT },
    { "10614141000415", ENLIST_TEXT_PRODUCT },
    { "7351353", ENLIST_TEXT_OTHER },
    { "400638133393A", ENLIST_TEXT_OTHER },
    { "", ENLIST_TEXT_OTHER },
    { "   ", ENLIST_TEXT_OTHER },
    { "hello", ENLIST_TEXT_OTHER },
  };

  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    {
      test_context ("%s", texts[i].text);
      CHECK_NUMBER (enlist_label_text_kind (test_exact (enlist_slice_text (texts[i].text))), texts[i].kind);
    }
}

static void
test_parse (void)
{
  EnlistLabelCode code;

  CHECK_STATUS (enlist_label_text_parse (enlist_slice_text (" en1:BB8\n"), &code), ENLIST_OK);
  CHECK_NUMBER (code.index, 1);
  CHECK_NUMBER (code.count, 1);
  CHECK_NUMBER (code.set, 0);
  CHECK_BYTES (code.body, enlist_slice_text ("BB8"));

  CHECK_STATUS (enlist_label_text_parse (enlist_slice_text ("EN1.2/16.0123CDEF:BB8"), &code), ENLIST_OK);
  CHECK_NUMBER (code.index, 2);
  CHECK_NUMBER (code.count, 16);
  CHECK_NUMBER (code.set, 0x0123cdef);
  CHECK_BYTES (code.body, enlist_slice_text ("BB8"));
}

static void
test_parse_refused (void)
{
  static const struct {
    const char *text;
    EnlistStatus status;
  } texts[] = {
    { "EN1.16/16.0123CDEF:BB8", ENLIST_OK },
    { "EN1.1/17.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.17/17.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/1.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.0/2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.3/2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.01/2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/02.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.001/2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/100.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.-1/2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1./2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1.2.0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/2/0123CDEF:BB8", ENLIST_E_RANGE },
    { "EN1.1/2.0123CDE:BB8", ENLIST_E_RANGE },
    { "EN1.1/2.0123CDEF0:BB8", ENLIST_E_RANGE },
    { "EN1.1/2.0123cdef:BB8", ENLIST_E_RANGE },
    { "EN1.1/2.0123CDEG:BB8", ENLIST_E_RANGE },
    { "EN1.1/2.0123CDEF", ENLIST_E_RANGE },
    { "EN1.1/2.", ENLIST_E_RANGE },
    { "EN1.1/2", ENLIST_E_RANGE },
    { "EN1.1", ENLIST_E_RANGE },
    { "EN1.", ENLIST_E_RANGE },
    { "EN1.1/2.0123CDEF:", ENLIST_E_TRUNCATED },
    { "EN1:", ENLIST_E_TRUNCATED },
    { "EN1: ", ENLIST_E_TRUNCATED },
    { "EN2:BB8", ENLIST_E_VERSION },
    { "enlist:AQ", ENLIST_E_NOT_LABEL },
    { "https://example.com/EN1:BB8", ENLIST_E_NOT_LABEL },
    { "", ENLIST_E_NOT_LABEL },
  };

  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    {
      EnlistLabelCode code;

      test_context ("%s", texts[i].text);
      CHECK_STATUS (enlist_label_text_parse (test_exact (enlist_slice_text (texts[i].text)), &code),
                    texts[i].status);
    }
}

static void
test_vectors (void)
{
  TestVectors *vectors = test_memory (sizeof *vectors);
  EnlistLabelSet *set = test_memory (sizeof *set);
  char *uri = test_memory (MAX_TEXT);
  uint8_t *payload = test_memory (MAX);

  if (!test_vectors_open (vectors, "label-text.txt"))
    return;

  while (test_vectors_next (vectors, 4))
    {
      EnlistSlice expected = test_hex (vectors->fields[0]);
      Codes codes = make_codes (expected, strtoul (vectors->fields[1], NULL, 10));
      size_t size = 0;

      CHECK_STATUS (enlist_label_uri_write (expected, uri, MAX_TEXT), ENLIST_OK);
      CHECK_TEXT (uri, vectors->fields[2]);
      CHECK_STATUS (read_uri ((uri), payload, MAX, &size, NULL), ENLIST_OK);
      CHECK_BYTES (enlist_slice (payload, size), expected);

      enlist_label_set_init (set);
      CHECK_NUMBER (codes.count, vectors->n_fields - 3);
      for (unsigned i = 0; i < codes.count && i + 3 < vectors->n_fields; i++)
        {
          CHECK_BYTES (codes.texts[i], enlist_slice_text (vectors->fields[i + 3]));
          CHECK (!enlist_label_set_complete (set));
          CHECK_STATUS (add_text (set, vectors->fields[i + 3], NULL), ENLIST_OK);
        }
      check_payload (set, expected);
    }
}

/* Every size, in as few codes as possible, and none of them longer than allowed */
static void
test_sizes (void)
{
  EnlistLabelSet *set = test_memory (sizeof *set);

  for (size_t size = 1; size <= 700; size++)
    {
      EnlistSlice payload = make_payload (size, size);
      Codes codes = make_codes (payload, 100);

      test_context ("%zu bytes", size);
      enlist_label_set_init (set);
      for (unsigned i = codes.count; i > 0; i--)
        CHECK_STATUS (enlist_label_set_add (set, codes.texts[i - 1], NULL), ENLIST_OK);
      check_payload (set, payload);
    }
}

static void
test_any_order (void)
{
  static const char orders[][5] = {
    "0123", "0132", "0213", "0231", "0312", "0321", "1023", "1032", "1203", "1230", "1302", "1320",
    "2013", "2031", "2103", "2130", "2301", "2310", "3012", "3021", "3102", "3120", "3201", "3210",
  };
  EnlistSlice payload = make_payload (700, 7);
  Codes codes = make_codes (payload, ENLIST_LABEL_QR10M_CHARS);
  EnlistLabelSet *set = test_memory (sizeof *set);

  if (!CHECK_NUMBER (codes.count, 4))
    return;

  for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
    {
      test_context ("order %s", orders[i]);
      enlist_label_set_init (set);
      for (unsigned j = 0; j < 4; j++)
        {
          uint8_t room[700];
          size_t size;

          CHECK_STATUS (join (set, room, sizeof room, &size),
                        ENLIST_E_INCOMPLETE);
          CHECK_STATUS (enlist_label_set_add (set, codes.texts[orders[i][j] - '0'], NULL), ENLIST_OK);
          /* The camera sees the same code in the next frame. */
          CHECK_STATUS (enlist_label_set_add (set, codes.texts[orders[i][j] - '0'], NULL), ENLIST_OK);
        }
      check_payload (set, payload);
    }
}

static void
test_mixed (void)
{
  EnlistSlice payloads[2] = { make_payload (700, 1), make_payload (700, 2) };
  Codes codes[2] = { make_codes (payloads[0], 311), make_codes (payloads[1], 311) };
  Codes whole = make_codes (make_payload (20, 3), 311);
  Codes fewer = make_codes (payloads[0], 600);
  EnlistLabelSet *set = test_memory (sizeof *set);
  EnlistLabelSet *before = test_memory (sizeof *before);

  enlist_label_set_init (set);
  for (unsigned i = 0; i < 4; i++)
    {
      CHECK_STATUS (enlist_label_set_add (set, codes[0].texts[i], NULL), ENLIST_OK);

      memcpy (before, set, sizeof *before);
      for (unsigned j = 0; j < 4; j++)
        CHECK_STATUS (enlist_label_set_add (set, codes[1].texts[j], NULL), ENLIST_E_OTHER_SET);
      CHECK_STATUS (enlist_label_set_add (set, whole.texts[0], NULL), ENLIST_E_OTHER_SET);
      CHECK_STATUS (enlist_label_set_add (set, fewer.texts[0], NULL), ENLIST_E_OTHER_SET);
      CHECK_STATUS (add_text (set, "EN2:BB8", NULL), ENLIST_E_VERSION);
      CHECK_STATUS (add_text (set, "hello", NULL), ENLIST_E_NOT_LABEL);
      CHECK (memcmp (before, set, sizeof *before) == 0);
    }
  check_payload (set, payloads[0]);

  /* A whole label is a set of its own. */
  enlist_label_set_init (set);
  CHECK_STATUS (enlist_label_set_add (set, whole.texts[0], NULL), ENLIST_OK);
  CHECK_STATUS (enlist_label_set_add (set, whole.texts[0], NULL), ENLIST_OK);
  CHECK_STATUS (add_text (set, "EN1:BB8", NULL), ENLIST_E_OTHER_SET);
  CHECK_STATUS (enlist_label_set_add (set, codes[0].texts[0], NULL), ENLIST_E_OTHER_SET);
  CHECK (enlist_label_set_complete (set));
}

/* The right header with another's slice: the hash tells. */
static void
test_hash (void)
{
  EnlistLabelSet *set = test_memory (sizeof *set);
  uint8_t room[4] = { 0 };
  size_t size = 77;

  enlist_label_set_init (set);
  CHECK_STATUS (add_text (set, "EN1.1/2.00000000:BB8", NULL), ENLIST_OK);
  CHECK_STATUS (add_text (set, "EN1.1/2.00000000:BB9", NULL), ENLIST_E_OTHER_SET);
  CHECK_STATUS (add_text (set, "EN1.1/2.00000000:BB", NULL), ENLIST_E_BASE45);
  CHECK_STATUS (add_text (set, "EN1.2/2.00000000:BB8", NULL), ENLIST_OK);
  CHECK (enlist_label_set_complete (set));
  CHECK_STATUS (join (set, room, 3, &size), ENLIST_E_SPACE);
  CHECK_STATUS (join (set, room, 4, &size), ENLIST_E_SET_HASH);
  CHECK_NUMBER (size, 77);
}

static void
test_error_offset (void)
{
  EnlistLabelSet *set = test_memory (sizeof *set);
  uint8_t room[16];
  size_t size, offset = 0;

  enlist_label_set_init (set);
  CHECK_STATUS (add_text (set, "  EN1:BB8b", &offset), ENLIST_E_BASE45);
  CHECK_NUMBER (offset, 9);
  CHECK_STATUS (add_text (set, "EN1.1/2.00000000:BB8GGW", &offset), ENLIST_E_BASE45);
  CHECK_NUMBER (offset, 20);
  CHECK_NUMBER (set->count, 0);

  CHECK_STATUS (read_uri ("\tenlist:AQ=", room, sizeof room, &size, &offset),
                ENLIST_E_BASE45);
  CHECK_NUMBER (offset, 10);
}

/* A bit of a printed code flips: the set is refused, or incomplete, or the payload is right after all. */
static void
test_every_bit (void)
{
  EnlistSlice payload = make_payload (640, 5);
  Codes codes = make_codes (payload, 311);
  EnlistLabelSet *set = test_memory (sizeof *set);
  uint8_t *room = test_memory (MAX);
  unsigned caught = 0, harmless = 0;

  if (!CHECK_NUMBER (codes.count, 4))
    return;

  for (unsigned i = 0; i < codes.count; i++)
    {
      uint8_t *text = test_memory (codes.texts[i].size);
      EnlistSlice damaged = enlist_slice (text, codes.texts[i].size);

      for (size_t bit = 0; bit < codes.texts[i].size * 8; bit++)
        {
          size_t size = 0;

          test_context ("code %u, bit %zu", i, bit);
          memcpy (text, codes.texts[i].data, codes.texts[i].size);
          text[bit / 8] ^= (uint8_t) (1u << bit % 8);

          enlist_label_set_init (set);
          for (unsigned j = 0; j < codes.count; j++)
            enlist_label_set_add (set, i == j ? damaged : codes.texts[j], NULL);

          if (join (set, room, MAX, &size) != ENLIST_OK)
            {
              caught++;
              continue;
            }
          harmless++;
          CHECK_BYTES (enlist_slice (room, size), payload);
        }
    }

  /* Only the case of the two letters of the prefix */
  CHECK_NUMBER (harmless, 2 * codes.count);
  CHECK (caught > 8000);
}

static void
test_truncated (void)
{
  EnlistSlice payload = make_payload (300, 6);
  Codes codes = make_codes (payload, 311);
  EnlistLabelSet *set = test_memory (sizeof *set);
  uint8_t *room = test_memory (MAX);
  size_t joined;

  if (!CHECK_NUMBER (codes.count, 2))
    return;

  for (size_t size = 0; size < codes.texts[1].size; size++)
    {
      test_context ("%zu characters", size);
      enlist_label_set_init (set);
      CHECK_STATUS (enlist_label_set_add (set, codes.texts[0], NULL), ENLIST_OK);
      if (enlist_label_set_add (set, test_exact (enlist_slice (codes.texts[1].data, size)), NULL)
          == ENLIST_OK)
        CHECK_STATUS (join (set, room, MAX, &joined),
                      ENLIST_E_SET_HASH);
      else
        CHECK (!enlist_label_set_complete (set));
    }
}

static void
check_write (size_t       size,
             size_t       max_chars,
             unsigned     index,
             EnlistStatus expected,
             unsigned     expected_count)
{
  char *text = test_memory (MAX_TEXT);
  unsigned count = 0;

  test_context ("%zu bytes, %zu characters, code %u", size, max_chars, index);
  CHECK_STATUS (write_code (make_payload (size, 1), max_chars, index, &count, text), expected);
  CHECK_NUMBER (count, expected_count);
}

static void
test_limits (void)
{
  EnlistLabelSet *set = test_memory (sizeof *set);
  EnlistSlice payload = make_payload (MAX, 8);
  Codes codes = make_codes (payload, 2000);

  /* 16 codes of 311 characters carry 292 / 3 * 2 = 194 bytes each, and then a 17th would be needed. */
  check_write (16 * 194, ENLIST_LABEL_QR10M_CHARS, 16, ENLIST_OK, 16);
  check_write (16 * 194, ENLIST_LABEL_QR10M_CHARS, 17, ENLIST_E_RANGE, 16);
  check_write (16 * 194 + 1, ENLIST_LABEL_QR10M_CHARS, 1, ENLIST_E_TOO_LARGE, 0);
  check_write (100, 311, 0, ENLIST_E_RANGE, 1);
  check_write (100, 32, 1, ENLIST_OK, 13);
  check_write (100, 31, 1, ENLIST_E_RANGE, 0);
  check_write (0, 311, 1, ENLIST_E_RANGE, 0);
  check_write (MAX, 4 + MAX / 2 * 3, 1, ENLIST_OK, 1);
  check_write (MAX, 4 + MAX / 2 * 3 - 1, 1, ENLIST_OK, 2);
  check_write (MAX + 1, 30000, 1, ENLIST_E_TOO_LARGE, 0);

  /* A whole set of 16384 bytes, repeated codes when nothing is left, and one byte more than the set holds */
  enlist_label_set_init (set);
  for (unsigned i = 0; i < codes.count; i++)
    CHECK_STATUS (enlist_label_set_add (set, codes.texts[i], NULL), ENLIST_OK);
  for (unsigned i = 0; i < codes.count; i++)
    CHECK_STATUS (enlist_label_set_add (set, codes.texts[i], NULL), ENLIST_OK);
  check_payload (set, payload);

  for (size_t extra = 0; extra < 2; extra++)
    {
      char *text = test_memory (MAX_TEXT);
      size_t length;

      enlist_label_set_init (set);
      CHECK_STATUS (add_text (set, "EN1.2/2.00000000:00", NULL), ENLIST_OK);
      memcpy (text, "EN1.1/2.00000000:", 17);
      CHECK_STATUS (enlist_base45_encode (make_payload (MAX - 1 + extra, 1), text + 17, MAX_TEXT - 17,
                                          &length), ENLIST_OK);
      CHECK_STATUS (enlist_label_set_add (set, enlist_slice (text, 17 + length), NULL),
                    extra == 0 ? ENLIST_OK : ENLIST_E_TOO_LARGE);
      CHECK (enlist_label_set_complete (set) == (extra == 0));
    }
}

static void
test_write_space (void)
{
  EnlistSlice payload = make_payload (21, 1);
  unsigned count;

  for (size_t capacity = 0; capacity <= 37; capacity++)
    {
      test_context ("capacity %zu", capacity);
      CHECK_STATUS (enlist_label_text_write (payload, 311, NULL, 1, &count, test_memory (capacity), capacity),
                    capacity < 4 + 32 + 1 ? ENLIST_E_SPACE : ENLIST_OK);
      CHECK_STATUS (enlist_label_uri_write (payload, test_memory (capacity), capacity),
                    capacity < 7 + 28 + 1 ? ENLIST_E_SPACE : ENLIST_OK);
    }
}

static void
test_uri (void)
{
  uint8_t *room = test_memory (MAX);
  char *text = test_memory (MAX_TEXT);
  size_t size = 0;

  CHECK_STATUS (read_uri (" ENLIST:-_8\n", room, 2, &size, NULL), ENLIST_OK);
  CHECK_BYTES (enlist_slice (room, size), enlist_slice ("\xfb\xff", 2));
  CHECK_STATUS (read_uri ("enlist:-_8", room, 1, &size, NULL), ENLIST_E_SPACE);
  CHECK_STATUS (read_uri ("enlist:", room, 1, &size, NULL), ENLIST_E_TRUNCATED);
  CHECK_STATUS (read_uri ("EN1:BB8", room, 1, &size, NULL), ENLIST_E_NOT_LABEL);
  CHECK_STATUS (read_uri ("enlist://AQ", room, 9, &size, NULL), ENLIST_E_BASE45);

  CHECK_STATUS (enlist_label_uri_write (make_payload (MAX, 1), text, MAX_TEXT), ENLIST_OK);
  CHECK_STATUS (read_uri (text, room, MAX, &size, NULL), ENLIST_OK);
  CHECK_BYTES (enlist_slice (room, size), make_payload (MAX, 1));
  CHECK_STATUS (enlist_label_uri_write (make_payload (MAX + 1, 1), text, MAX_TEXT), ENLIST_E_TOO_LARGE);
  memset (text, 'A', MAX_TEXT);
  memcpy (text, "enlist:", 7);
  text[7 + (MAX + 1) / 3 * 4 + 3] = '\0';
  CHECK_STATUS (read_uri (text, room, MAX, &size, NULL), ENLIST_E_TOO_LARGE);
}

static const TestCase cases[] = {
  { "/wire/label/4.1-kinds", test_kinds },
  { "/wire/label/4.1-parse", test_parse },
  { "/wire/label/4.1-parse-refused", test_parse_refused },
  { "/wire/label/4.2-vectors", test_vectors },
  { "/wire/label/4.2-sizes", test_sizes },
  { "/wire/label/4.2-parts-in-any-order", test_any_order },
  { "/wire/label/4.2-mixed-with-others", test_mixed },
  { "/wire/label/4.2-hash", test_hash },
  { "/wire/label/4.2-error-offset", test_error_offset },
  { "/wire/label/4.2-every-bit-changed", test_every_bit },
  { "/wire/label/4.2-truncated-at-every-character", test_truncated },
  { "/wire/label/11-limits", test_limits },
  { "/wire/label/4.2-write-space", test_write_space },
  { "/wire/label/4.3-uri", test_uri },
};

TEST_MAIN (cases)
