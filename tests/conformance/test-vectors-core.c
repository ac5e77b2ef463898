/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* The vectors of files and tags, which the assistant reads, through src/core */

#include <string.h>

#include <json-glib/json-glib.h>

#include "enlist-error.h"
#include "enlist-label.h"
#include "enlist-ndef.h"

typedef GBytes *(*Read) (GBytes *content, GError **error);

static GBytes *
read_file (GBytes  *content,
           GError **error)
{
  g_autoptr (EnlistLabel) label = enlist_label_load_bytes (content, error);

  return label == NULL ? NULL : g_bytes_ref (enlist_label_get_payload (label));
}

/* What clause 12.5 tells apart, the assistant's users need not. */
static const struct {
  const char *name;
  EnlistError code;
} codes[] = {
  { "base45", ENLIST_ERROR_DAMAGED },
  { "incomplete", ENLIST_ERROR_INCOMPLETE },
  { "not-label", ENLIST_ERROR_NOT_A_LABEL },
  { "range", ENLIST_ERROR_DAMAGED },
  { "too-large", ENLIST_ERROR_DAMAGED },
  { "trailing", ENLIST_ERROR_DAMAGED },
  { "truncated", ENLIST_ERROR_DAMAGED },
  { "version", ENLIST_ERROR_TOO_NEW },
};

static EnlistError
code_by_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].name, name))
      return codes[i].code;

  return ENLIST_ERROR_FAILED;
}

static GBytes *
decode_hex (const char *digits)
{
  gsize size = strlen (digits) / 2;
  guint8 *bytes = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (digits[2 * i]) << 4
                         | g_ascii_xdigit_value (digits[2 * i + 1]));

  return g_bytes_new_take (bytes, size);
}

static void
run_case (Read        read,
          JsonObject *expected)
{
  const char *name = json_object_get_string_member (expected, "name");
  const char *expect = json_object_get_string_member (expected, "expect");
  g_autoptr (GBytes) content = decode_hex (json_object_get_string_member (expected, "hex"));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = read (content, &error);

  if (g_str_equal (expect, "ok"))
    {
      JsonObject *result = json_object_get_object_member (expected, "result");
      g_autoptr (GBytes) right = decode_hex (json_object_get_string_member (result, "payload"));

      if (payload != NULL && g_bytes_equal (payload, right))
        return;
    }
  else if (g_error_matches (error, ENLIST_ERROR, (int) code_by_name (expect)))
    {
      return;
    }

  g_test_message ("%s: %s, not %s", name, error == NULL ? "read" : error->message, expect);
  g_test_fail ();
}

static void
run_vectors (const char *file,
             Read        read)
{
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_VECTORS"), "format", file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "cases");
  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    run_case (read, json_array_get_object_element (cases, i));
}

static void
test_files (void)
{
  run_vectors ("4.6-file.json", read_file);
}

static void
test_tags (void)
{
  run_vectors ("4.7-ndef.json", enlist_ndef_read);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conformance/core/4.6-file", test_files);
  g_test_add_func ("/conformance/core/4.7-ndef", test_tags);

  return g_test_run ();
}
