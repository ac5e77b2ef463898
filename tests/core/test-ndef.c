/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "enlist-error.h"
#include "enlist-ndef.h"

#define TYPE ENLIST_NDEF_MEDIA_TYPE
#define SHORT_HEADER (3 + sizeof TYPE - 1)
#define LONG_HEADER (6 + sizeof TYPE - 1)
#define MAX_PAYLOAD 16384

/* The first byte of a record: message begin 80 and end 40, chunk 20, short record 10, id length 08, TNF. */

static GBytes *
make_payload (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    data[i] = i * 7 + 1;

  return g_bytes_new_take (data, size);
}

static void
append (GByteArray *message, const char *data, gsize size)
{
  g_byte_array_append (message, (const guint8 *) data, size);
}

/* @flags: the first byte; a short record */
static void
append_record (GByteArray *message,
               guint8      flags,
               const char *type,
               const char *id,
               const char *payload,
               gsize       size)
{
  guint8 header[3] = { flags | 0x10 | (id != NULL ? 0x08 : 0), strlen (type), size };
  guint8 id_length = id != NULL ? strlen (id) : 0;

  g_byte_array_append (message, header, sizeof header);
  if (id != NULL)
    g_byte_array_append (message, &id_length, 1);
  append (message, type, strlen (type));
  if (id != NULL)
    append (message, id, id_length);
  append (message, payload, size);
}

static void
assert_read (GByteArray *message, const char *payload, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (message->data, message->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) read = enlist_ndef_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), payload, size);
}

static void
assert_refused (gconstpointer data, gsize size, EnlistError code, const char *words)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (enlist_ndef_read (bytes, &error));
  g_assert_error (error, ENLIST_ERROR, (int) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in: %s", words, error->message);
}

static void
assert_round_trip (gsize size, gsize header)
{
  g_autoptr (GBytes) payload = make_payload (size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = enlist_ndef_write (payload, &error);
  g_autoptr (GBytes) read = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (message), ==, header + size);
  g_assert_cmpuint (g_bytes_get_size (message), <=, ENLIST_NDEF_MAX_MESSAGE);
  read = enlist_ndef_read (message, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read, payload));
}

static void
test_round_trip (void)
{
  assert_round_trip (1, SHORT_HEADER);
  assert_round_trip (255, SHORT_HEADER);
  assert_round_trip (256, LONG_HEADER);
  assert_round_trip (MAX_PAYLOAD, LONG_HEADER);
}

static void
test_bytes (void)
{
  static const guint8 abc[] = { 'a', 'b', 'c' };
  g_autoptr (GBytes) payload = g_bytes_new_static (abc, sizeof abc);
  g_autoptr (GBytes) message = enlist_ndef_write (payload, NULL);
  g_autoptr (GBytes) large = make_payload (0x1234);
  g_autoptr (GBytes) large_message = enlist_ndef_write (large, NULL);

  g_assert_cmpmem (g_bytes_get_data (message, NULL), g_bytes_get_size (message), "\xd2\x1c\x03" TYPE "abc",
                   3 + 28 + 3);
  g_assert_cmpmem (g_bytes_get_data (large_message, NULL), 6 + 28, "\xc2\x1c\0\0\x12\x34" TYPE, 6 + 28);
}

static void
test_not_written (void)
{
  const gsize sizes[] = { 0, MAX_PAYLOAD + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) payload = make_payload (sizes[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (enlist_ndef_write (payload, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
    }
}

static void
test_first_label_wherever_it_stands (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append_record (message, 0x81, "U", NULL, "\4example.com", 12);
  append_record (message, 0x01, "U", NULL, "\0enlist:AQI", 11);
  append_record (message, 0x02, "text/plain", "id", "x", 1);
  append_record (message, 0x02, TYPE, NULL, "first", 5);
  append_record (message, 0x02, TYPE, NULL, "second", 6);
  append_record (message, 0x40, "", NULL, "", 0);
  assert_read (message, "first", 5);
}

static void
test_ids_and_case_do_not_matter (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append_record (message, 0xc2, "Application/VND.enlist.label", "an id", "x", 1);
  assert_read (message, "x", 1);
}

static void
test_long_form_of_short_payload (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append (message, "\xc2\x1c\0\0\0\1" TYPE "x", 6 + 28 + 1);
  assert_read (message, "x", 1);
}

static void
test_first_uri (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append_record (message, 0x81, "U", NULL, "\4enlist:AQE", 11);
  append_record (message, 0x01, "U", NULL, "\0https://example.com", 20);
  append_record (message, 0x02, "U", NULL, "\0enlist:AQE", 11);
  append_record (message, 0x01, "U", NULL, "\0", 1);
  append_record (message, 0x01, "U", NULL, "", 0);
  append_record (message, 0x01, "U", NULL, "\0enlist:AQID", 12);
  append_record (message, 0x41, "U", NULL, "\0enlist:AQE", 11);
  assert_read (message, "\1\2\3", 3);
}

static void
test_damaged_uri (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  append_record (message, 0xc1, "U", NULL, "\0enlist:AQ*D", 12);
  assert_refused (message->data, message->len, ENLIST_ERROR_DAMAGED, "byte 14:");
}

static void
test_no_label (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  assert_refused ("\xd0\0\0", 3, ENLIST_ERROR_NOT_A_LABEL, TYPE);
  append_record (message, 0x81, "T", NULL, "\2enEN1:ABC", 10);
  append_record (message, 0x04, TYPE, NULL, "x", 1);
  append_record (message, 0x05, "", NULL, "x", 1);
  append_record (message, 0x07, "new", NULL, "x", 1);
  append_record (message, 0x42, TYPE "s", NULL, "x", 1);
  assert_refused (message->data, message->len, ENLIST_ERROR_NOT_A_LABEL, "enlist: URI");
}

static void
test_no_message (void)
{
  static const struct { const char *data; gsize size; const char *words; } cases[] = {
    { "", 0, "byte 0: " },
    { "\x52\x01\x01Ax", 5, "byte 0: this is not where a message begins" },
    { "\xd2\x01\x01" "AxB", 6, "byte 5: bytes follow" },
    { "\x92\x01\x01" "Ax\xd2\x01\x01" "Ax", 10, "byte 5: another message begins" },
    { "\x92\x01\x01" "Ax", 5, "byte 5: " },
    { "\xf2\x01\x01" "Ax", 5, "byte 0: the record is chunked" },
    { "\x92\x01\x01" "Ax\x76\x00\x01x", 9, "byte 5: the record is chunked" },
    { "\xd6\x00\x01x", 4, "byte 0: the record is chunked" },
    { "\xd0\x01\x00T", 4, "byte 0: an empty record is not empty" },
    { "\xd0\x00\x01x", 4, "byte 0: an empty record is not empty" },
    { "\xd8\x00\x00\x01i", 5, "byte 0: an empty record is not empty" },
    { "\xd5\x01\x00T", 4, "byte 0: a record of unknown type has a type" },
    { "\xc2\x01\xff\xff\xff\xff" "A", 7, "byte 7: the payload needs 4294967295 bytes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].data, cases[i].size, ENLIST_ERROR_DAMAGED, cases[i].words);
}

static void
test_truncated_at_every_byte (void)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GBytes) payload = make_payload (300);
  g_autoptr (GBytes) large = enlist_ndef_write (payload, NULL);

  append_record (message, 0x82, TYPE, "an id", "first", 5);
  append_record (message, 0x41, "U", NULL, "\0enlist:AQID", 12);
  assert_read (message, "first", 5);
  for (gsize size = 0; size < message->len; size++)
    assert_refused (message->data, size, ENLIST_ERROR_DAMAGED, "bytes more");
  for (gsize size = 0; size < g_bytes_get_size (large); size++)
    assert_refused (g_bytes_get_data (large, NULL), size, ENLIST_ERROR_DAMAGED, "bytes more");
}

static void
test_limit (void)
{
  for (gsize size = ENLIST_NDEF_MAX_MESSAGE; size <= ENLIST_NDEF_MAX_MESSAGE + 1; size++)
    {
      g_autoptr (GByteArray) message = g_byte_array_new ();
      guint8 header[] = { 0x82, 28, 0, 0, 0, 1 }, filler[] = { 0x42, 1, 0, 0, 0, 0, 'A' };
      gsize filled = size - LONG_HEADER - 1 - sizeof filler;

      filler[4] = filled >> 8;
      filler[5] = filled & 0xff;
      g_byte_array_append (message, header, sizeof header);
      append (message, TYPE "x", 29);
      g_byte_array_append (message, filler, sizeof filler);
      g_byte_array_set_size (message, size);
      memset (message->data + size - filled, 0, filled);
      if (size == ENLIST_NDEF_MAX_MESSAGE)
        assert_read (message, "x", 1);
      else
        assert_refused (message->data, message->len, ENLIST_ERROR_DAMAGED, "at most 16448 bytes");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ndef/4.7-round-trip", test_round_trip);
  g_test_add_func ("/core/ndef/4.7-bytes", test_bytes);
  g_test_add_func ("/core/ndef/4.7-not-written", test_not_written);
  g_test_add_func ("/core/ndef/4.7-first-label-wherever-it-stands", test_first_label_wherever_it_stands);
  g_test_add_func ("/core/ndef/4.7-ids-and-case-do-not-matter", test_ids_and_case_do_not_matter);
  g_test_add_func ("/core/ndef/4.7-long-form-of-short-payload", test_long_form_of_short_payload);
  g_test_add_func ("/core/ndef/4.7-first-uri", test_first_uri);
  g_test_add_func ("/core/ndef/4.7-damaged-uri", test_damaged_uri);
  g_test_add_func ("/core/ndef/4.7-no-label", test_no_label);
  g_test_add_func ("/core/ndef/4.7-no-message", test_no_message);
  g_test_add_func ("/core/ndef/4.7-truncated-at-every-byte", test_truncated_at_every_byte);
  g_test_add_func ("/core/ndef/4.7-limit", test_limit);
  return g_test_run ();
}
