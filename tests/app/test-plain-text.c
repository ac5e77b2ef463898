/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <json-glib/json-glib.h>

#include "enlist-error.h"
#include "enlist-field-title.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-scanner-error.h"

static void
assert_cap (const char *text,
            guint       max,
            const char *expected)
{
  g_autofree char *result = enlist_plain_text_cap (text, max);

  g_assert_cmpstr (result, ==, expected);
}

static void
test_cap (void)
{
  assert_cap (NULL, 5, "");
  assert_cap ("", 5, "");
  assert_cap ("abcde", 5, "abcde");
  assert_cap ("abcdef", 5, "abcd…");
  assert_cap ("äöüßx", 5, "äöüßx");
  assert_cap ("äöüßxy", 5, "äöüß…");
  assert_cap ("one\ntwo\tthree", 20, "one two three");
  assert_cap ("a\001b\177c", 20, "abc");
}

/* Nothing of a label may turn the text around it: Unicode TR 36, clause 2.3. */
static void
test_cap_direction (void)
{
  assert_cap ("gpj.\xe2\x80\xae" "exe", 20, "gpj.exe");
  assert_cap ("\xe2\x81\xa6x\xe2\x81\xa9", 20, "x");
}

static void
test_cap_invalid (void)
{
  assert_cap ("a\xff" "b", 20, "a\xef\xbf\xbd" "b");
}

static void
test_markup (void)
{
  g_autofree char *markup = enlist_plain_text_to_markup ("<b>A</b> & \"B\"", 64);
  g_autofree char *cut = enlist_plain_text_to_markup ("&&&&&", 3);

  g_assert_cmpstr (markup, ==, "&lt;b&gt;A&lt;/b&gt; &amp; &quot;B&quot;");
  g_assert_cmpstr (cut, ==, "&amp;&amp;…");
}

static void
test_hex (void)
{
  g_autofree char *grouped = enlist_plain_text_group_hex ("0123456789");
  g_autofree char *empty = enlist_plain_text_group_hex (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x00\x0f\xff", 3);
  g_autofree char *hex = enlist_plain_text_hex (bytes);

  g_assert_cmpstr (grouped, ==, "0123 4567 89");
  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (hex, ==, "000fff");
}

static void
assert_display (const char *json,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = enlist_field_display (node);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_field_display (void)
{
  assert_display ("\"text\"", "text");
  assert_display ("12", "12");
  assert_display ("true", "Yes");
  assert_display ("null", "Not given");
  assert_display ("{\"site\": \"A\", \"building\": \"\", \"floor\": \"2\", \"room\": \"B\"}", "A, 2, B");
  assert_display ("{\"latitude\": 52.5163, \"longitude\": -13.25, \"accuracy\": 3}", "52.5163, -13.25");
  assert_display ("{\"name\": \"Owner\", \"key\": \"x\"}", "Owner");
  assert_display ("[\"a\", \"b\"]", "a, b");
  assert_display ("{\"type\": \"ed25519\"}", "type: ed25519");
}

static void
test_field_title (void)
{
  g_autofree char *known = enlist_field_title ("wifi");
  g_autofree char *unknown = enlist_field_title ("x.y\nz");

  g_assert_cmpstr (known, ==, "Wi-Fi network");
  g_assert_cmpstr (unknown, ==, "x.y z");
}

/* Every error of the scanner has words of its own, and of the core its words. */
static void
test_problem_text (void)
{
  for (int code = 0; code <= ENLIST_SCANNER_ERROR_NO_CODE; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ENLIST_SCANNER_ERROR, code, "technical");

      g_assert_cmpstr (enlist_problem_text_get_title (error), !=, "");
      g_assert_cmpstr (enlist_problem_text_get_remedy (error), !=, "");
    }
  for (int code = 0; code < ENLIST_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (ENLIST_ERROR, code, "message");

      g_assert_cmpstr (enlist_problem_text_get_title (error), ==, enlist_error_get_title (code));
      g_assert_cmpstr (enlist_problem_text_get_remedy (error), ==, enlist_error_get_remedy (code));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/plain-text/cap", test_cap);
  g_test_add_func ("/app/plain-text/cap-direction", test_cap_direction);
  g_test_add_func ("/app/plain-text/cap-invalid", test_cap_invalid);
  g_test_add_func ("/app/plain-text/markup", test_markup);
  g_test_add_func ("/app/plain-text/hex", test_hex);
  g_test_add_func ("/app/field/12.2-title", test_field_title);
  g_test_add_func ("/app/field/display", test_field_display);
  g_test_add_func ("/app/problem-text", test_problem_text);
  return g_test_run ();
}
