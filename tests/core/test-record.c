/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-error.h"
#include "enlist-record.h"

static GBytes *
make_bytes (guint8 value,
            gsize  size)
{
  guint8 *data = g_malloc (size + 1);

  memset (data, value, size);
  return g_bytes_new_take (data, size);
}

static EnlistRecord *
make_record (void)
{
  EnlistRecord *record = enlist_record_new ();
  g_autoptr(GBytes) key = make_bytes (0xfb, 32);
  g_autoptr(GBytes) point = make_bytes (0x02, 33);
  g_autoptr(GBytes) hash = make_bytes (0x11, 32);
  g_autoptr(GBytes) report = make_bytes (0xff, 100);
  g_autoptr(GBytes) signature = make_bytes (0x22, 64);
  g_autoptr(JsonNode) position = json_from_string ("{\"latitude\":52.5163,\"longitude\":13.0}", NULL);
  g_autoptr(JsonNode) number = json_from_string ("-9223372036854775808", NULL);
  g_autoptr(JsonNode) list = json_from_string ("[null,true,\"a\\n\\u0001\"]", NULL);

  g_object_set (record,
                "id", "00112233445566778899aabbccddeeff",
                "session-id", "00112233445566778899aabbccddeeff",
                "label-id", "0123456789abcdef",
                "vendor", "Müller & Söhne",
                "model", "TH-2",
                "hardware", "B",
                "serial", "SN\"1\\\n",
                "publisher-key-id", "fedcba9876543210",
                "publisher-name", "Publisher",
                "device-key", "ff",
                "enrolled-at", "2026-01-31T12:00:00Z",
                "place", "Main site, Room 4",
                "handshake-hash", hash,
                "report", report,
                "report-signature", signature,
                "done-signature", signature,
                "state", ENLIST_RECORD_ENROLLED,
                NULL);
  enlist_record_set_field (record, "z", number);
  enlist_record_set_field (record, "location", position);
  enlist_record_set_field (record, "a", list);
  g_assert_true (enlist_record_set_key (record, "device.key", "x25519", key));
  g_assert_true (enlist_record_set_key (record, "tls.key", "p-256", point));
  enlist_record_set_version (record, "firmware", "1.4.1");
  enlist_record_set_version (record, "firmware", "1.4.2");
  enlist_record_add_capability (record, "lock");
  enlist_record_add_capability (record, "lock");
  enlist_record_add_capability (record, "identify");
  return record;
}

static void
test_round_trip (void)
{
  g_autoptr(EnlistRecord) record = make_record ();
  g_autofree char *json = enlist_record_to_json (record);
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistRecord) copy = enlist_record_from_json (json, &error);
  g_autofree char *again = NULL;
  const char *name, *type;

  g_assert_no_error (error);
  again = enlist_record_to_json (copy);
  g_assert_cmpstr (again, ==, json);
  g_assert_null (strchr (json, '\n'));

  g_assert_cmpstr (enlist_record_get_vendor (copy), ==, "Müller & Söhne");
  g_assert_cmpstr (enlist_record_get_serial (copy), ==, "SN\"1\\\n");
  g_assert_cmpint (enlist_record_get_state (copy), ==, ENLIST_RECORD_ENROLLED);
  g_assert_true (g_bytes_equal (enlist_record_get_report (copy), enlist_record_get_report (record)));
  g_assert_cmpuint (enlist_record_get_n_fields (copy), ==, 3);
  g_assert_true (json_node_equal (enlist_record_get_field (copy, 1, &name),
                                  enlist_record_lookup_field (record, "location")));
  g_assert_cmpstr (name, ==, "location");
  g_assert_cmpint (json_node_get_int (enlist_record_lookup_field (copy, "z")), ==, G_MININT64);
  g_assert_cmpuint (enlist_record_get_n_keys (copy), ==, 2);
  g_assert_cmpuint (g_bytes_get_size (enlist_record_get_key (copy, 1, &name, &type)), ==, 33);
  g_assert_cmpstr (type, ==, "p-256");
  g_assert_cmpuint (enlist_record_get_n_versions (copy), ==, 1);
  g_assert_cmpstr (enlist_record_get_version (copy, 0, NULL), ==, "1.4.2");
  g_assert_cmpuint (g_strv_length ((char **) enlist_record_get_capabilities (copy)), ==, 2);
}

static void
test_documented_keys (void)
{
  g_autoptr(EnlistRecord) record = make_record ();
  g_autofree char *json = enlist_record_to_json (record);
  g_autoptr(JsonNode) root = json_from_string (json, NULL);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpint (json_object_get_int_member (object, "enlist-record"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "enrolled");
  g_assert_true (json_object_has_member (json_object_get_object_member (object, "publisher"), "id"));
  /* 0xfb 0xfb 0xfb is "-_v7" in base64url and "+/v7" in base64. */
  g_assert_true (g_str_has_prefix (json_object_get_string_member (json_array_get_object_element (
    json_object_get_array_member (object, "keys"), 0), "key"), "-_v7"));
  for (guint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "handshake", "report", "report-signature", "done-signature" };

      g_assert_true (json_object_has_member (json_object_get_object_member (object, "proof"), names[i]));
    }
}

static void
test_empty (void)
{
  g_autoptr(EnlistRecord) record = enlist_record_new ();
  g_autofree char *json = enlist_record_to_json (record);
  g_autoptr(EnlistRecord) copy = NULL;

  g_assert_cmpstr (json, ==, "{\"enlist-record\":1,\"state\":\"provisional\"}");
  copy = enlist_record_from_json (json, NULL);
  g_assert_null (enlist_record_get_id (copy));
  g_assert_null (enlist_record_get_report (copy));
}

/* What is asked for adds up, and nothing is more than the whole record. */
static void
test_relay (void)
{
  static const char *const fields[] = { "name", "location", NULL };
  static const char *const other[] = { "name", "owner", NULL };
  static const char *const joined[] = { "name", "location", "owner", NULL }, *const whole[] = { NULL };
  g_autoptr (EnlistRecord) record = enlist_record_new ();
  g_autoptr (EnlistRecord) copy = NULL;
  g_autofree char *without = enlist_record_to_json (record);
  g_autofree char *json = NULL;
  g_autofree char *all = NULL;

  g_assert_null (strstr (without, "relay"));
  enlist_record_request_relay (record, fields);
  enlist_record_request_relay (record, other);
  json = enlist_record_to_json (record);
  g_assert_nonnull (strstr (json, "\"relay\":{\"state\":\"requested\",\"fields\":[\"name\",\"location\","
                            "\"owner\"]}"));
  copy = enlist_record_from_json (json, NULL);
  g_assert_cmpint (enlist_record_get_relay_state (copy), ==, ENLIST_RELAY_REQUESTED);
  g_assert_cmpstrv (enlist_record_get_relay_fields (copy), joined);

  enlist_record_request_relay (record, whole);
  enlist_record_request_relay (record, fields);
  g_assert_cmpstrv (enlist_record_get_relay_fields (record), whole);
  all = enlist_record_to_json (record);
  g_assert_nonnull (strstr (all, "\"relay\":{\"state\":\"requested\"}"));
}

static void
test_refused (void)
{
  static const struct {
    const char *json;
    EnlistError code;
  } cases[] = {
    { "", ENLIST_ERROR_DAMAGED },
    { "[]", ENLIST_ERROR_DAMAGED },
    { "{\"state\":\"enrolled\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":\"1\",\"state\":\"enrolled\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":2,\"state\":\"enrolled\"}", ENLIST_ERROR_TOO_NEW },
    { "{\"enlist-record\":1}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"half\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"serial\":7}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"publisher\":\"x\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"fields\":[{\"name\":\"a\"}]}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\","
      "\"keys\":[{\"name\":\"a\",\"type\":\"x25519\",\"key\":\"AAAA\"}]}",
      ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"versions\":[1]}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"capabilities\":[1]}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"relay\":{}}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"relay\":{\"state\":\"sent\"}}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"relay\":[]}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-record\":1,\"state\":\"enrolled\",\"proof\":{\"report\":\"AA==\"}}", ENLIST_ERROR_DAMAGED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (enlist_record_from_json (cases[i].json, &error));
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
    }
}

static void
test_key_sizes (void)
{
  static const struct {
    const char *type;
    gsize size;
    gboolean accepted;
  } cases[] = {
    { "ed25519", 31, FALSE }, { "ed25519", 32, TRUE }, { "ed25519", 33, FALSE }, { "x25519", 32, TRUE },
    { "x25519", 0, FALSE }, { "p-256", 32, FALSE }, { "p-256", 33, TRUE }, { "p-256", 64, FALSE },
    { "p-256", 65, TRUE }, { "rsa", 32, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EnlistRecord) record = enlist_record_new ();
      g_autoptr(GBytes) key = make_bytes (1, cases[i].size);

      g_assert_true (enlist_record_set_key (record, "k", cases[i].type, key) == cases[i].accepted);
      g_assert_cmpuint (enlist_record_get_n_keys (record), ==, cases[i].accepted ? 1 : 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/record/round-trip", test_round_trip);
  g_test_add_func ("/core/record/documented-keys", test_documented_keys);
  g_test_add_func ("/core/record/empty", test_empty);
  g_test_add_func ("/core/record/relay", test_relay);
  g_test_add_func ("/core/record/refused", test_refused);
  g_test_add_func ("/core/record/key-sizes", test_key_sizes);
  return g_test_run ();
}
