/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <math.h>
#include <string.h>

#include "enlist-error.h"
#include "enlist-value.h"

#define KEY "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

static JsonNode *
parse (const char *json)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);
  return node;
}

static EnlistValue *
value_from_text (EnlistValueKind kind, const char *json, GError **error)
{
  g_autoptr(JsonNode) node = parse (json);

  return enlist_value_from_json (kind, node, error);
}

static void
assert_refused (EnlistValueKind kind, const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistValue) value = value_from_text (kind, json, &error);

  if (value != NULL)
    g_error ("Kind %d takes %s", kind, json);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_assert_cmpstr (error->message, !=, "");
}

typedef struct {
  EnlistValueKind kind;
  const char *json;
  const char *display;
} Case;

static const Case cases[] = {
  { ENLIST_VALUE_TEXT, "\"\"", "" },
  { ENLIST_VALUE_TEXT, "\"Grüße <b>\"", "Grüße <b>" },
  { ENLIST_VALUE_NUMBER, "0", "0" },
  { ENLIST_VALUE_NUMBER, "-9223372036854775808", "-9223372036854775808" },
  { ENLIST_VALUE_NUMBER, "9223372036854775807", "9223372036854775807" },
  { ENLIST_VALUE_CHOICE, "2", "2" },
  { ENLIST_VALUE_YES_NO, "true", "Yes" },
  { ENLIST_VALUE_YES_NO, "false", "No" },
  { ENLIST_VALUE_DATE, "\"2024-02-29\"", "2024-02-29" },
  { ENLIST_VALUE_SECRET, "\"hunter2\"", "••••••••" },
  { ENLIST_VALUE_PLACE, "{\"site\":\"Main site\",\"floor\":\"1\"}", "Main site, 1" },
  { ENLIST_VALUE_PLACE, "{\"site\":\"A\",\"building\":\"B\",\"floor\":\"C\",\"room\":\"D\"}", "A, B, C, D" },
  { ENLIST_VALUE_POSITION,
    "{\"latitude\":52.5163,\"longitude\":-13.3777,\"accuracy\":12.5,\"source\":\"satellite\"}",
    "52.51630, -13.37770 (±12 m)" },
  { ENLIST_VALUE_POSITION, "{\"latitude\":-90.0,\"longitude\":180.0,\"source\":\"map\"}",
    "-90.00000, 180.00000" },
  { ENLIST_VALUE_OWNER, "{\"name\":\"Example Works\",\"key\":\"" KEY "\"}", "Example Works" },
  { ENLIST_VALUE_NAME, "\"Roof sensor\"", "Roof sensor" },
  { ENLIST_VALUE_WIFI, "{\"ssid\":\"site\",\"passphrase\":\"correct horse\"}", "site" },
  { ENLIST_VALUE_WIFI, "{\"ssid\":\"site\"}", "site" },
  { ENLIST_VALUE_KEY, "{\"type\":\"ed25519\",\"key\":\"" KEY "\"}", KEY },
  { ENLIST_VALUE_KEY, "{\"type\":\"x25519\",\"key\":\"" KEY "\"}", KEY },
  { ENLIST_VALUE_KEY, "{\"type\":9,\"key\":\"" KEY "\"}", KEY },
  { ENLIST_VALUE_BYTES, "\"\"", "" },
  { ENLIST_VALUE_BYTES, "\"-_8\"", "-_8" },
  { ENLIST_VALUE_LIST, "[]", "" },
  { ENLIST_VALUE_LIST, "[\"firmware 1.2\",\"\",\"radio 3\"]", "firmware 1.2, radio 3" },
};

/* JSON to value, to JSON, to value by its CBOR: always the same; and what a person reads. */
static void
test_json (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].json);
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistValue) value = enlist_value_from_json (cases[i].kind, node, &error);
      g_autoptr(EnlistValue) again = NULL, copy = NULL;
      g_autoptr(JsonNode) written = NULL;
      g_autofree char *display = NULL;

      g_assert_no_error (error);
      g_assert_cmpint (enlist_value_get_kind (value), ==, cases[i].kind);
      g_assert_false (enlist_value_is_null (value));
      written = enlist_value_to_json (value);
      again = enlist_value_from_json (cases[i].kind, written, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (enlist_value_get_cbor (again), enlist_value_get_cbor (value)));
      g_assert_true (json_node_equal (written, node));
      copy = enlist_value_new_cbor (cases[i].kind, enlist_value_get_cbor (value), &error);
      g_assert_no_error (error);
      display = enlist_value_to_display (copy);
      g_assert_cmpstr (display, ==, cases[i].display);
    }
}

static void
test_null (void)
{
  for (int kind = ENLIST_VALUE_TEXT; kind <= ENLIST_VALUE_LIST; kind++)
    {
      g_autoptr(EnlistValue) value = enlist_value_new_null (kind);
      g_autoptr(JsonNode) node = enlist_value_to_json (value);
      g_autoptr(EnlistValue) again = enlist_value_from_json (kind, node, NULL);
      g_autofree char *display = enlist_value_to_display (value);

      g_assert_true (enlist_value_is_null (value));
      g_assert_true (JSON_NODE_HOLDS_NULL (node));
      g_assert_true (enlist_value_is_null (again));
      g_assert_cmpint (enlist_value_get_kind (again), ==, kind);
      g_assert_cmpstr (display, ==, "not given");
    }
}

/* What a string constructor of @kind takes: @minimum to @maximum bytes. */
static void
check_lengths (EnlistValueKind kind, gsize minimum, gsize maximum)
{
  const gsize lengths[] = { minimum - 1, minimum, maximum, maximum + 1, 5000 };

  for (gsize i = minimum == 0 ? 1 : 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistValue) value = enlist_value_new_text (kind, text, &error);

      g_assert_true ((value != NULL) == (lengths[i] >= minimum && lengths[i] <= maximum));
      if (value == NULL)
        g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
    }
}

static void
test_text_limits (void)
{
  check_lengths (ENLIST_VALUE_TEXT, 0, 1000);
  check_lengths (ENLIST_VALUE_NAME, 1, 64);
  check_lengths (ENLIST_VALUE_SECRET, 1, 256);
  g_assert_null (enlist_value_new_text (ENLIST_VALUE_TEXT, "\xff", NULL));
}

static void
test_date_limits (void)
{
  static const char *const refused[] = { "", "2026-1-31", "2026-02-29", "2026-13-01", "2026-00-10",
                                         "2026-04-31", "2026-01-31T00:00", "31.01.2026" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_null (enlist_value_new_text (ENLIST_VALUE_DATE, refused[i], NULL));
}

static void
test_place_limits (void)
{
  g_autofree char *limit = g_strnfill (64, 'x');
  g_autofree char *beyond = g_strnfill (65, 'x');
  g_autoptr(EnlistValue) full = enlist_value_new_place (limit, limit, limit, limit, NULL);
  g_autoptr(EnlistValue) site = enlist_value_new_place ("A", NULL, "", NULL, NULL);
  g_autoptr(EnlistValue) same = value_from_text (ENLIST_VALUE_PLACE, "\"A\"", NULL);
  g_autofree char *display = NULL;

  g_assert_nonnull (full);
  g_assert_null (enlist_value_new_place (limit, limit, limit, beyond, NULL));
  g_assert_null (enlist_value_new_place (beyond, NULL, NULL, NULL, NULL));
  g_assert_null (enlist_value_new_place ("", "B", NULL, NULL, NULL));
  g_assert_null (enlist_value_new_place (NULL, NULL, NULL, NULL, NULL));
  display = enlist_value_to_display (site);
  g_assert_cmpstr (display, ==, "A");
  g_assert_true (g_bytes_equal (enlist_value_get_cbor (site), enlist_value_get_cbor (same)));
}

static void
test_position_limits (void)
{
  static const struct {
    double latitude, longitude;
    gboolean accepted;
  } positions[] = {
    { 90, 180, TRUE }, { -90, -180, TRUE }, { 90.0000001, 0, FALSE }, { 0, -180.0000001, FALSE },
    { NAN, 0, FALSE }, { 0, NAN, FALSE }, { INFINITY, 0, FALSE }, { 0, -INFINITY, FALSE },
    { 1e300, 0, FALSE },
  };
  static const double unknown[] = { NAN, INFINITY, -INFINITY, -1, 1e300 };

  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      g_autoptr(EnlistValue) value = enlist_value_new_position (positions[i].latitude, positions[i].longitude,
                                                                1, ENLIST_POSITION_NETWORK, NULL);

      g_assert_true ((value != NULL) == positions[i].accepted);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr(EnlistValue) value = enlist_value_new_position (1, 2, unknown[i], ENLIST_POSITION_MAP, NULL);
      g_autofree char *display = enlist_value_to_display (value);

      g_assert_cmpstr (display, ==, "1.00000, 2.00000");
    }
  g_assert_null (enlist_value_new_position (1, 2, 3, (EnlistPositionSource) 4, NULL));
}

static void
test_wifi_limits (void)
{
  static const struct {
    gsize ssid, passphrase;
    gboolean accepted;
  } networks[] = {
    { 1, 8, TRUE }, { 32, 63, TRUE }, { 32, 0, TRUE }, { 0, 8, FALSE }, { 33, 8, FALSE }, { 1, 7, FALSE },
    { 1, 64, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      g_autofree char *ssid = g_strnfill (networks[i].ssid, 's');
      g_autofree char *passphrase = g_strnfill (networks[i].passphrase, 'p');
      g_autoptr(EnlistValue) value = enlist_value_new_wifi (ssid, passphrase, NULL);

      g_assert_true ((value != NULL) == networks[i].accepted);
    }
}

static void
test_owner_limits (void)
{
  g_autofree char *limit = g_strnfill (64, 'x');
  g_autofree char *beyond = g_strnfill (65, 'x');
  g_autoptr(EnlistValue) owner = enlist_value_new_owner (limit, NULL, NULL);
  g_autoptr(EnlistValue) named = value_from_text (ENLIST_VALUE_OWNER, "{\"name\":\"A\",\"key\":null}", NULL);

  g_assert_nonnull (owner);
  g_assert_nonnull (named);
  g_assert_null (enlist_value_new_owner (beyond, NULL, NULL));
  g_assert_null (enlist_value_new_owner ("", NULL, NULL));
}

static void
test_bytes_and_list_limits (void)
{
  for (gsize size = 1000; size <= 1001; size++)
    {
      g_autofree guchar *data = g_malloc0 (size);
      g_autofree char *base64 = g_base64_encode (data, size);
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(EnlistValue) value = NULL;

      base64[strcspn (base64, "=")] = '\0';
      node = json_node_init_string (json_node_alloc (), base64);
      value = enlist_value_from_json (ENLIST_VALUE_BYTES, node, NULL);
      g_assert_true ((value != NULL) == (size == 1000));
    }
  for (guint count = 32; count <= 33; count++)
    {
      g_autoptr(JsonArray) array = json_array_new ();
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(EnlistValue) value = NULL;

      for (guint i = 0; i < count; i++)
        json_array_add_string_element (array, "a");
      node = json_node_init_array (json_node_alloc (), array);
      value = enlist_value_from_json (ENLIST_VALUE_LIST, node, NULL);
      g_assert_true ((value != NULL) == (count == 32));
    }
}

static void
test_wrong_shapes (void)
{
  static const char *const shapes[] = { "\"a\"", "7", "1.5", "true", "[]", "{}", "[1]", "{\"a\":{}}" };
  /* Which shapes a kind takes, by bit. */
  static const guint taken[] = {
    [ENLIST_VALUE_TEXT] = 1, [ENLIST_VALUE_NUMBER] = 2, [ENLIST_VALUE_CHOICE] = 2,
    [ENLIST_VALUE_YES_NO] = 8, [ENLIST_VALUE_SECRET] = 1, [ENLIST_VALUE_PLACE] = 1,
    [ENLIST_VALUE_OWNER] = 1, [ENLIST_VALUE_NAME] = 1, [ENLIST_VALUE_LIST] = 16,
  };

  for (int kind = 0; kind <= ENLIST_VALUE_LIST; kind++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
        {
          if ((taken[kind] >> i & 1) == 0)
            assert_refused (kind, shapes[i]);
        }
    }
}

/* What was meant is not guessed: a password that is not understood must not make an open network. */
static void
test_members_not_passed_over (void)
{
  assert_refused (ENLIST_VALUE_WIFI, "{\"ssid\":\"site\",\"password\":\"correct horse\"}");
  assert_refused (ENLIST_VALUE_WIFI, "{\"ssid\":\"site\",\"passphrase\":12345678}");
  assert_refused (ENLIST_VALUE_PLACE, "{\"site\":\"A\",\"building\":2}");
  assert_refused (ENLIST_VALUE_PLACE, "{\"site\":\"A\",\"hall\":\"2\"}");
  assert_refused (ENLIST_VALUE_OWNER, "{\"name\":\"A\",\"key\":\"AAAA\"}");
  assert_refused (ENLIST_VALUE_POSITION, "{\"latitude\":1,\"longitude\":2,\"source\":\"moon\"}");
  assert_refused (ENLIST_VALUE_POSITION, "{\"latitude\":1,\"longitude\":2,\"accuracy\":\"3\"}");
  assert_refused (ENLIST_VALUE_POSITION, "{\"latitude\":1,\"longitude\":2,\"acuracy\":3}");
  assert_refused (ENLIST_VALUE_KEY, "{\"type\":\"ed25519\",\"key\":\"" KEY "\",\"name\":\"a\"}");
  assert_refused (ENLIST_VALUE_POSITION, "{\"latitude\":\"1\",\"longitude\":2}");
  assert_refused (ENLIST_VALUE_KEY, "{\"type\":\"ed25519\",\"key\":\"AAAA\"}");
  assert_refused (ENLIST_VALUE_KEY, "{\"type\":0,\"key\":\"" KEY "\"}");
  assert_refused (ENLIST_VALUE_CHOICE, "-1");
  assert_refused (ENLIST_VALUE_BYTES, "\"AA==\"");
}

static void
test_secrets_not_displayed (void)
{
  g_autoptr(EnlistValue) wifi = enlist_value_new_wifi ("site", "correct horse", NULL);
  g_autoptr(EnlistValue) short_secret = enlist_value_new_text (ENLIST_VALUE_SECRET, "a", NULL);
  g_autoptr(EnlistValue) long_secret = enlist_value_new_text (ENLIST_VALUE_SECRET, "correct horse", NULL);
  g_autofree char *network = enlist_value_to_display (wifi);
  g_autofree char *one = enlist_value_to_display (short_secret);
  g_autofree char *other = enlist_value_to_display (long_secret);

  g_assert_null (strstr (network, "correct"));
  g_assert_cmpstr (one, ==, other); /* not even the length */
}

static void
test_cbor_checked (void)
{
  static const guint8 two_items[] = { 0x01, 0x02 }, wide[] = { 0x18, 0x01 };
  g_autoptr(GBytes) trailing = g_bytes_new_static (two_items, sizeof two_items);
  g_autoptr(GBytes) minimal = g_bytes_new_static (wide, sizeof wide);
  g_autoptr(GBytes) empty = g_bytes_new_static ("", 0);

  for (int kind = 0; kind <= ENLIST_VALUE_LIST; kind++)
    {
      g_assert_null (enlist_value_new_cbor (kind, trailing, NULL));
      g_assert_null (enlist_value_new_cbor (kind, minimal, NULL));
      g_assert_null (enlist_value_new_cbor (kind, empty, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/value/9.2-json-both-ways", test_json);
  g_test_add_func ("/core/value/9.2-null-of-any-kind", test_null);
  g_test_add_func ("/core/value/9.2-text-limits", test_text_limits);
  g_test_add_func ("/core/value/9.2-date-limits", test_date_limits);
  g_test_add_func ("/core/value/9.2-place-limits", test_place_limits);
  g_test_add_func ("/core/value/9.2-position-limits", test_position_limits);
  g_test_add_func ("/core/value/9.2-wifi-limits", test_wifi_limits);
  g_test_add_func ("/core/value/9.2-owner-limits", test_owner_limits);
  g_test_add_func ("/core/value/9.2-bytes-and-list-limits", test_bytes_and_list_limits);
  g_test_add_func ("/core/value/wrong-shapes", test_wrong_shapes);
  g_test_add_func ("/core/value/members-not-passed-over", test_members_not_passed_over);
  g_test_add_func ("/core/value/secrets-not-displayed", test_secrets_not_displayed);
  g_test_add_func ("/core/value/9.2-cbor-checked", test_cbor_checked);
  return g_test_run ();
}
