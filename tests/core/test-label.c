/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "await.h"
#include "enlist-label-collector.h"
#include "enlist-label-compiler.h"
#include "enlist-label-file.h"
#include "enlist-label-private.h"
#include "enlist-ndef.h"

static const char *const samples[] = { "weather-sensor", "flow-controller" };

/* Every operation, option, operator and kind of literal. */
static const char kitchen_sink[] =
  "{\"enlist-label\":1,\"sequence\":4294967295,\"vendor\":\"Müller\",\"model\":\"M\",\"hardware\":\"B\","
  "\"serial\":\"SN1\",\"device-key\":\"00112233445566778899aabbccddeeff00112233445566778899aabbccddee0f\","
  "\"transports\":[\"unix:/run/device\",\"tcp:localhost:4000\",\"serial:/dev/ttyUSB0\",\"ble:\"],"
  "\"fields\":[{\"name\":\"a.text\",\"kind\":\"text\",\"sensitive\":true},"
  "{\"name\":\"a.choice\",\"kind\":\"choice\"},{\"name\":\"a.yes\",\"kind\":\"yes-no\"},"
  "{\"name\":\"a.secret\",\"kind\":\"secret\",\"sensitive\":true},{\"name\":\"a.key\",\"kind\":\"key\"},"
  "{\"name\":\"a.bytes\",\"kind\":\"bytes\"},{\"name\":\"a.list\",\"kind\":\"list\"},"
  "{\"name\":\"a.plain\",\"kind\":\"text\",\"sensitive\":false},{\"name\":\"a.volt\",\"kind\":\"number\"}],"
  "\"assistant\":["
  "{\"note\":\"Plain\"},"
  "{\"note\":{\"default\":\"Press the button.\",\"de\":\"Taste drücken.\",\"pt-BR\":\"Aperte.\"},"
  "\"confirm\":true},"
  "\"identify\","
  "{\"ask\":[\"location\",\"position\",\"owner\",\"name\",\"wifi\",\"installed\",\"a.yes\",\"a.secret\","
  "{\"field\":\"a.choice\",\"label\":{\"default\":\"Pipe\",\"de\":\"Rohr\"},\"options\":[\"DN 15\","
  "{\"default\":\"Large\",\"de\":\"Groß\"}],\"default\":1,\"help\":\"On the plate\",\"optional\":true},"
  "{\"field\":\"interval\",\"minimum\":-10,\"maximum\":3600,\"default\":300},"
  "{\"field\":\"a.text\",\"minimum\":1,\"maximum\":5,\"optional\":false},\"remark\","
  "{\"field\":\"asset\",\"pattern\":\"[A-Z]{2}[0-9]+\",\"remember\":true},"
  "{\"field\":\"a.plain\",\"default\":{\"cbor\":\"YQA\"}}]},"
  "{\"note\":[\"Twice\",\"de\",\"Eins\",\"de\",\"Zwei\"],\"confirm\":false},"
  "{\"check\":{\"and\":[{\"or\":[{\"present\":\"remark\"},true]},"
  "{\"not\":{\"equal\":[{\"field\":\"name\"},null]}},"
  "{\"not-equal\":[1,-1]},{\"less\":[\"a\",\"b\"]},{\"less-or-equal\":[1,1]},{\"greater\":[2,1]},"
  "{\"greater-or-equal\":[{\"length\":{\"field\":\"name\"}},1]},"
  "{\"equal\":[{\"concat\":[\"a\",{\"field\":\"interval\"},{\"field\":\"name\"}]},false]}]},"
  "\"message\":\"Check it.\"},"
  "{\"if\":{\"field\":\"a.yes\"},\"then\":[{\"if\":true,\"then\":[{\"note\":\"Deep\"}]}],"
  "\"else\":[{\"fail\":{\"default\":\"It failed.\",\"de\":\"Fehlgeschlagen.\"}}]},"
  "{\"try\":[[{\"lookup\":{\"concat\":[\"a\",{\"field\":\"name\"}]},\"into\":[\"remark\",\"a.volt\"]}],"
  "[{\"let\":\"a.volt\",\"be\":12},{\"note\":\"Not in the catalog\"}]]},"
  "{\"repeat\":2,\"do\":[{\"note\":\"Again\"}]},"
  "{\"repeat\":255,\"do\":[{\"note\":\"Again\"}],"
  "\"until\":{\"less\":[{\"field\":\"interval\"},{\"field\":\"a.volt\"}]}},"
  "{\"configure\":[\"location\",{\"field\":\"endpoint\",\"to\":\"mqtts://a\"}]},"
  "{\"relay\":[\"name\",\"remark\"]},{\"relay\":[]},"
  "{\"send\":[\"location\",\"owner\",\"name\",\"wifi\",\"interval\",\"a.choice\",\"a.secret\"]},"
  "{\"await\":[\"device.key\",\"device.versions\"],\"seconds\":3600},"
  "{\"record\":[\"name\",\"location\"]},{\"record\":[]},\"end\"],"
  "\"device\":["
  "{\"need\":[\"location\",\"owner\",\"name\",\"wifi\",\"interval\",\"a.secret\"]},"
  "{\"call\":\"identify\"},{\"call\":\"wifi.join\",\"with\":[{\"field\":\"wifi\"}]},"
  "{\"call\":\"self-test\",\"into\":[\"a.yes\"]},{\"call\":\"clock.set\",\"with\":[0]},"
  "{\"call\":64,\"title\":{\"default\":\"Calibrates\",\"de\":\"Kalibriert\"},\"with\":["
  "{\"kind\":\"text\",\"value\":\"x\"},{\"kind\":\"number\",\"value\":-5},{\"kind\":\"choice\",\"value\":3},"
  "{\"kind\":\"yes-no\",\"value\":true},{\"kind\":\"date\",\"value\":\"2026-01-31\"},"
  "{\"kind\":\"secret\",\"value\":\"s\"},{\"kind\":\"place\",\"value\":{\"site\":\"A\",\"room\":\"B\"}},"
  "{\"kind\":\"position\",\"value\":{\"latitude\":52.5163,\"longitude\":-13.3777,\"accuracy\":1.5,"
  "\"source\":\"map\"}},"
  "{\"kind\":\"position\",\"value\":{\"latitude\":-90,\"longitude\":180}},"
  "{\"kind\":\"owner\",\"value\":{\"name\":\"A\",\"key\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}},"
  "{\"kind\":\"name\",\"value\":\"n\"},"
  "{\"kind\":\"wifi\",\"value\":{\"ssid\":\"s\",\"passphrase\":\"12345678\"}},"
  "{\"kind\":\"wifi\",\"value\":{\"ssid\":\"s\"}},"
  "{\"kind\":\"key\",\"value\":{\"type\":\"x25519\","
  "\"key\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}},"
  "{\"kind\":\"key\",\"value\":{\"type\":4,\"key\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}},"
  "{\"kind\":\"key\",\"value\":{\"type\":\"p-256\",\"key\":\"BAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhsc"
  "HR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\"}},"
  "{\"kind\":\"bytes\",\"value\":\"-_8\"},{\"kind\":\"list\",\"value\":[]},"
  "{\"kind\":\"list\",\"value\":[\"a\",\"\"]},{\"kind\":\"list\",\"value\":[\"\",\"a\",\"b\",\"c\",\"d\"]},"
  "{\"kind\":\"text\",\"value\":null},"
  "{\"cbor\":\"oQEC\"},{\"bytes\":\"-_8\"},"
  "\"text\",5,true,null,{\"field\":\"name\"}],\"into\":[\"a.bytes\",\"a.list\"]},"
  "{\"call\":65535},{\"call\":\"publish\",\"with\":[\"topic\",1]},"
  "{\"set\":[\"location\",{\"field\":\"endpoint\",\"to\":\"coaps://example.com\"},"
  "{\"field\":\"remark\",\"to\":null}]},"
  "{\"make-key\":\"ed25519\",\"into\":\"device.key\"},{\"make-key\":\"x25519\",\"into\":\"a.key\"},"
  "{\"make-key\":\"p-256\",\"into\":\"system.key\"},"
  "{\"csr\":\"system.key\",\"subject\":{\"field\":\"name\"},\"into\":\"a.bytes\"},"
  "{\"report\":[\"device.key\",\"device.versions\"]},"
  "{\"install\":[\"configuration-1\",\"iot-application-1\"]},{\"install\":[\"configuration-2\"]},"
  "\"lock\",\"forget\",\"end\"],"
  "\"configurations\":{\"configuration-1\":{\"values\":{\"name\":\"Roof\",\"interval\":300,"
  "\"a.choice\":1,\"a.plain\":{\"cbor\":\"YQA\"}}},"
  "\"configuration-2\":{\"data\":\"AAEC\",\"media\":\"application/octet-stream\"}},"
  "\"iot-applications\":{\"iot-application-1\":{\"program\":["
  "{\"when\":\"start\",\"do\":[{\"call\":\"self-test\",\"into\":[\"a.yes\"]}]},"
  "{\"when\":{\"every\":{\"field\":\"interval\"}},\"do\":[{\"call\":66,\"into\":[\"a.volt\"]},"
  "{\"try\":[[{\"call\":\"publish\",\"with\":[\"volt\",{\"field\":\"a.volt\"}]}],[\"end\"]]}]},"
  "{\"when\":{\"event\":\"measured\",\"into\":[\"a.volt\"]},\"do\":[{\"let\":\"a.yes\",\"be\":true}]},"
  "{\"when\":{\"event\":70},\"do\":[\"end\"]}]}}}";

static EnlistPublisherKey *publisher_key;

static JsonNode *
load_sample (const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.json", g_getenv ("ENLIST_TEST_SAMPLES"), name);
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

static EnlistLabel *
compile (JsonNode *source, EnlistDeviceValues *device)
{
  g_autoptr(GError) error = NULL;
  EnlistLabel *label = enlist_label_compile (source, "test", NULL, device, publisher_key, &error);

  g_assert_no_error (error);
  return label;
}

static EnlistLabel *
make_sample (const char *name, gboolean with_device)
{
  g_autoptr(JsonNode) source = load_sample (name);
  JsonObject *object = json_node_get_object (source);
  g_autoptr(EnlistDeviceValues) device = NULL;

  if (with_device)
    device = enlist_device_values_generate (json_object_get_string_member (object, "vendor"),
                                            json_object_get_string_member (object, "model"), "rev B",
                                            "SN0001", FALSE, NULL);
  return compile (source, device);
}

static EnlistLabel *
make_kitchen_sink (void)
{
  g_autoptr(JsonNode) source = json_from_string (kitchen_sink, NULL);

  g_assert_nonnull (source);
  return compile (source, NULL);
}

static void
test_samples (void)
{
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (samples); i++)
    {
      gboolean with_device = i % 2 != 0;
      g_autoptr(EnlistLabel) label = make_sample (samples[i / 2], with_device);
      g_auto(GStrv) texts = enlist_label_dup_texts (label, 0);

      g_assert_cmpstr (enlist_label_get_vendor (label), ==, "Example Instruments");
      g_assert_cmpuint (enlist_label_get_sequence (label), ==, 1);
      g_assert_true (enlist_label_has_secret (label) == with_device);
      g_assert_cmpstr (enlist_label_get_serial (label), ==, with_device ? "SN0001" : NULL);
      g_assert_cmpstr (enlist_label_get_hardware (label), ==, with_device ? "rev B" : NULL);
      g_assert_true ((enlist_label_get_device_key (label) != NULL) == with_device);
      g_assert_true (enlist_label_locks (label) == (i / 2 == 0));
      g_assert_cmpstr (enlist_label_get_transports (label)[0], ==, "ble:");
      g_assert_cmpstr (enlist_label_get_sent_fields (label)[1], ==, i / 2 == 0 ? "Owner" : "Location");
      g_assert_cmpuint (strlen (enlist_label_get_id (label)), ==, 16);

      g_assert_cmpuint (g_strv_length (texts), <=, 2);
      for (guint j = 0; texts[j] != NULL; j++)
        {
          g_assert_cmpuint (strlen (texts[j]), <=, 311);
          g_assert_cmpuint (strspn (texts[j], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), ==,
                            strlen (texts[j]));
        }
    }
}

static void
add_publisher (EnlistPublishers *publishers, EnlistPublisher *publisher)
{
  Await await = { NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  enlist_publishers_add_async (publishers, publisher, NULL, await_ready, &await);
  result = await_result (&await);
  enlist_publishers_add_finish (publishers, result, &error);
  g_assert_no_error (error);
}

static void
test_verify (void)
{
  static const char *const no_folders[] = { NULL };
  g_autofree char *folder = g_dir_make_tmp ("enlist-label-XXXXXX", NULL);
  g_autoptr(EnlistPublishers) publishers = enlist_publishers_new (folder, no_folders);
  g_autoptr(EnlistPublisherKey) other_key = enlist_publisher_key_generate ("Other", NULL);
  g_autoptr(EnlistPublisher) other = enlist_publisher_key_dup_publisher (other_key);
  g_autoptr(EnlistPublisher) own = enlist_publisher_key_dup_publisher (publisher_key);
  g_autoptr(EnlistPublisher) found = NULL;
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_autoptr(GError) unknown = NULL, wrong = NULL, error = NULL;

  add_publisher (publishers, other);
  g_assert_false (enlist_label_verify (label, publishers, &found, &unknown));
  g_assert_error (unknown, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER);
  g_assert_null (found);
  g_assert_false (enlist_label_verify_key (label, enlist_publisher_get_key (other), &wrong));
  g_assert_true (g_error_matches (wrong, ENLIST_ERROR, ENLIST_ERROR_BAD_SIGNATURE) ||
                 g_error_matches (wrong, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER));
  add_publisher (publishers, own);
  g_assert_true (enlist_label_verify (label, publishers, &found, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (enlist_publisher_get_key_id (found), ==, enlist_label_get_key_id (label));
  g_assert_true (enlist_label_verify_key (label, enlist_publisher_get_key (own), &error));
  remove_tree (folder);
}

static gboolean
same_slice (EnlistSlice one, EnlistSlice other)
{
  return one.size == other.size && (one.size == 0 || memcmp (one.data, other.data, one.size) == 0);
}

static gboolean
says_the_same_envelope (EnlistLabel *one, EnlistLabel *other)
{
  return same_slice (enlist_label_get_envelope (one), enlist_label_get_envelope (other));
}

/* All that a publisher answers for; the secret is not signed (clause 5.5). */
static gboolean
says_the_same (EnlistLabel *one, EnlistLabel *other)
{
  return same_slice (enlist_label_get_envelope (one), enlist_label_get_envelope (other)) &&
         same_slice (enlist_label_get_program (one, ENLIST_SIDE_ASSISTANT),
                     enlist_label_get_program (other, ENLIST_SIDE_ASSISTANT)) &&
         same_slice (enlist_label_get_program (one, ENLIST_SIDE_DEVICE),
                     enlist_label_get_program (other, ENLIST_SIDE_DEVICE));
}

static void
test_byte_flips (gconstpointer data)
{
  g_autoptr(EnlistLabel) label = make_sample (data, TRUE);
  g_autoptr(EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (publisher_key);
  gsize size;
  const guint8 *payload = g_bytes_get_data (enlist_label_get_payload (label), &size);
  g_autofree guint8 *copy = g_memdup2 (payload, size);
  guint refused = 0, unsigned_changes = 0;

  for (gsize i = 0; i < size; i++)
    {
      for (guint bit = 0; bit <= 8; bit++)
        {
          g_autoptr(EnlistLabel) flipped = NULL;
          g_autoptr(GBytes) bytes = NULL;
          g_autoptr(GError) error = NULL;

          copy[i] = payload[i] ^ (bit < 8 ? 1 << bit : 0xff);
          bytes = g_bytes_new (copy, size);
          flipped = enlist_label_new_for_payload (bytes, &error);
          if (flipped == NULL ||
              !enlist_label_verify_key (flipped, enlist_publisher_get_key (publisher), &error))
            {
              g_assert_true (error != NULL && error->domain == ENLIST_ERROR);
              refused++;
              continue;
            }
          g_assert_true (says_the_same (flipped, label));
          unsigned_changes++;
        }
      copy[i] = payload[i];
    }
  g_test_message ("%u refused, %u that no publisher signs", refused, unsigned_changes);
  /* At most the 16 bytes of the secret and the bits that deflate leaves open. */
  g_assert_cmpuint (unsigned_changes, <, 9 * 24);
  g_assert_cmpuint (refused, >, 9 * (size - 24));
}

static void
test_cut_short (void)
{
  g_autoptr(EnlistLabel) label = make_sample ("flow-controller", TRUE);
  GBytes *payload = enlist_label_get_payload (label);

  for (gsize size = 0; size < g_bytes_get_size (payload); size++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_from_bytes (payload, 0, size);
      g_autoptr(GError) error = NULL;

      g_assert_null (enlist_label_new_for_payload (bytes, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
    }
}

static EnlistLabel *
add_text (EnlistLabelCollector *collector, const char *text)
{
  g_autoptr(GError) error = NULL;
  EnlistLabel *label = enlist_label_collector_add (collector, text, &error);

  g_assert_no_error (error);
  return label;
}

static void
assert_progress (EnlistLabelCollector *collector, guint have, guint total)
{
  guint now_have, now_total;

  enlist_label_collector_get_progress (collector, &now_have, &now_total);
  g_assert_cmpuint (now_have, ==, have);
  g_assert_cmpuint (now_total, ==, total);
}

/* Backwards, each twice, and between them the codes of another label. */
static void
test_collector (void)
{
  g_autoptr(EnlistLabelCollector) collector = enlist_label_collector_new ();
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_autoptr(EnlistLabel) other = make_sample ("flow-controller", TRUE);
  g_autoptr(EnlistLabel) complete = NULL, other_complete = NULL;
  g_auto(GStrv) texts = enlist_label_dup_texts (label, 120);
  g_auto(GStrv) other_texts = enlist_label_dup_texts (other, 120);
  guint count = g_strv_length (texts);

  g_assert_cmpuint (count, >, 4);
  assert_progress (collector, 0, 0);
  g_assert_null (enlist_label_collector_get_missing (collector));
  for (guint i = count - 1; i > 0; i--)
    {
      g_assert_null (add_text (collector, texts[i]));
      g_assert_null (add_text (collector, other_texts[0]));
      assert_progress (collector, 1, g_strv_length (other_texts));
      g_assert_null (add_text (collector, texts[i]));
      assert_progress (collector, count - i, count);
    }
  complete = add_text (collector, texts[0]);
  g_assert_nonnull (complete);
  g_assert_true (g_bytes_equal (enlist_label_get_payload (complete), enlist_label_get_payload (label)));

  /* What was collected of the other is still there. */
  assert_progress (collector, 1, g_strv_length (other_texts));
  for (guint i = 1; other_texts[i] != NULL; i++)
    {
      g_clear_object (&other_complete);
      other_complete = add_text (collector, other_texts[i]);
    }
  g_assert_nonnull (other_complete);
  assert_progress (collector, 0, 0);
}

static void
test_collector_missing (void)
{
  g_autoptr(EnlistLabelCollector) collector = enlist_label_collector_new ();
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_auto(GStrv) texts = enlist_label_dup_texts (label, 311);
  g_auto(GStrv) many = enlist_label_dup_texts (label, 160);
  g_autoptr(GError) one = NULL, several = NULL, wrong = NULL;

  g_assert_cmpuint (g_strv_length (texts), ==, 2);
  g_assert_null (add_text (collector, texts[1]));
  one = enlist_label_collector_get_missing (collector);
  g_assert_error (one, ENLIST_ERROR, ENLIST_ERROR_INCOMPLETE);
  g_assert_cmpstr (one->message, ==, "Code 1 of 2 of this label is missing.");

  /* An error leaves what was collected. */
  g_assert_null (enlist_label_collector_add (collector, "https://example.com", &wrong));
  g_assert_error (wrong, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL);
  assert_progress (collector, 1, 2);

  enlist_label_collector_reset (collector);
  assert_progress (collector, 0, 0);
  g_assert_cmpuint (g_strv_length (many), >=, 4);
  g_assert_null (add_text (collector, many[1]));
  several = enlist_label_collector_get_missing (collector);
  g_assert_true (g_str_has_prefix (several->message, "Codes 1, 3, 4"));
}

/* Codes of many labels that never end do not push out the one in hand. */
static void
test_collector_many_labels (void)
{
  g_autoptr(EnlistLabelCollector) collector = enlist_label_collector_new ();
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_autoptr(EnlistLabel) complete = NULL;
  g_auto(GStrv) texts = enlist_label_dup_texts (label, 200);
  guint count = g_strv_length (texts);

  for (guint i = 0; i < count; i++)
    {
      g_clear_object (&complete);
      complete = add_text (collector, texts[i]);
      for (guint j = 0; j < 3 && complete == NULL; j++)
        {
          g_autoptr(EnlistLabel) other = make_sample ("flow-controller", TRUE);
          g_auto(GStrv) other_texts = enlist_label_dup_texts (other, 200);

          g_assert_null (add_text (collector, other_texts[0]));
        }
    }
  g_assert_nonnull (complete);
}

static EnlistLabel *
load_text (const char *text, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return enlist_label_load_bytes (bytes, error);
}

static void
test_load_bytes (void)
{
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_auto(GStrv) whole = enlist_label_dup_texts (label, 4000);
  g_auto(GStrv) texts = enlist_label_dup_texts (label, 0);
  g_autofree char *uri = enlist_label_dup_uri (label);
  g_autofree char *lines = g_strdup_printf ("\r\n %s\t\r\n\n%s\n", texts[1], texts[0]);
  g_autofree char *spaced = g_strdup_printf (" \n%s\n ", whole[0]);
  g_autofree char *lower = g_strdup (whole[0]);
  const char *contents[] = { whole[0], spaced, lower, uri, lines };
  g_autoptr(GError) incomplete = NULL;

  memcpy (lower, "en1", 3);
  g_assert_cmpuint (g_strv_length (whole), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistLabel) loaded = load_text (contents[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (enlist_label_get_id (loaded), ==, enlist_label_get_id (label));
    }
  g_assert_null (load_text (texts[0], &incomplete));
  g_assert_error (incomplete, ENLIST_ERROR, ENLIST_ERROR_INCOMPLETE);
}

static void
test_load_binary (void)
{
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  GBytes *payload = enlist_label_get_payload (label);
  g_autoptr(GBytes) file = enlist_label_file_wrap (payload);
  g_autoptr(GBytes) message = enlist_ndef_write (payload, NULL);
  GBytes *contents[] = { payload, file, message };

  g_assert_cmpmem (g_bytes_get_data (file, NULL), 4, "ENL\1", 4);
  g_assert_cmpuint (g_bytes_get_size (file), ==, 3 + g_bytes_get_size (payload));
  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistLabel) loaded = enlist_label_load_bytes (contents[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (enlist_label_get_id (loaded), ==, enlist_label_get_id (label));
    }
}

static void
test_load_binary_errors (void)
{
  static const struct {
    const char *content;
    gsize size;
    EnlistError code;
  } cases[] = {
    { "E", 1, ENLIST_ERROR_NOT_A_LABEL },
    { "EN", 2, ENLIST_ERROR_NOT_A_LABEL },
    { "ENL", 3, ENLIST_ERROR_DAMAGED },
    { "ENL\1", 4, ENLIST_ERROR_DAMAGED },
    { "ENL\2x", 5, ENLIST_ERROR_TOO_NEW },
    { "ENLIST", 6, ENLIST_ERROR_NOT_A_LABEL },
    { "ENL\n", 4, ENLIST_ERROR_NOT_A_LABEL },
    { "\1", 1, ENLIST_ERROR_DAMAGED },
    { "\xd1\1\4T\2enx", 8, ENLIST_ERROR_NOT_A_LABEL },
    { "\x89PNG\r\n", 6, ENLIST_ERROR_NOT_A_LABEL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new (cases[i].content, cases[i].size);
      g_autoptr(GError) error = NULL;

      g_assert_null (enlist_label_load_bytes (bytes, &error));
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
    }
}

static void
test_load_something_else (void)
{
  static const struct {
    const char *text;
    EnlistError code;
    const char *message;
  } cases[] = {
    { "", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { " \r\n\t ", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { "garbage", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { "\xff\xfe", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { "\x02\x03", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { "https://example.com/EN1:", ENLIST_ERROR_NOT_A_LABEL, "web link" },
    { "WIFI:T:WPA;S:site;P:secret;;", ENLIST_ERROR_NOT_A_LABEL, "Wi-Fi network" },
    { "MT:Y.K9042C00KA0648G00", ENLIST_ERROR_NOT_A_LABEL, "Matter" },
    { "DPP:C:81/1;K:MDkw;;", ENLIST_ERROR_NOT_A_LABEL, "Wi-Fi Easy Connect" },
    { "X-HM://0081YCYEP3QYT", ENLIST_ERROR_NOT_A_LABEL, "HomeKit" },
    { "{\"ver\":\"v1\",\"name\":\"a\",\"transport\":\"ble\"}", ENLIST_ERROR_NOT_A_LABEL, "Espressif" },
    { "BEGIN:VCARD\nFN:A\nEND:VCARD", ENLIST_ERROR_NOT_A_LABEL, "contact" },
    { "4006381333931", ENLIST_ERROR_NOT_A_LABEL, "product number" },
    { "4006381333932", ENLIST_ERROR_NOT_A_LABEL, "not an Enlist label" },
    { "ENP1:ABC", ENLIST_ERROR_NOT_A_LABEL, "publisher card" },
    { "EN2:ABC", ENLIST_ERROR_TOO_NEW, "newer version" },
    { "EN1:", ENLIST_ERROR_DAMAGED, "truncated" },
    { "EN1:abc", ENLIST_ERROR_DAMAGED, "base45" },
    { "EN1.3/2.00000000:ABC", ENLIST_ERROR_DAMAGED, "range" },
    { "enlist:", ENLIST_ERROR_DAMAGED, "truncated" },
    { "enlist:+", ENLIST_ERROR_DAMAGED, "base45" },
    { "enlist:Ag", ENLIST_ERROR_TOO_NEW, "version" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistLabel) label = load_text (cases[i].text, &error);

      g_test_message ("%zu: %s", i, error != NULL ? error->message : "loaded");
      g_assert_null (label);
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].message));
    }
}

/* A label's source makes the label again: programs, manifest, signature, all but the secret. */
static void
check_identity (EnlistLabel *label)
{
  g_autoptr(JsonNode) source = enlist_label_to_json (label);
  g_autofree char *json = json_to_string (source, TRUE);
  g_autoptr(JsonNode) parsed = json_from_string (json, NULL);
  g_autoptr(EnlistLabel) again = compile (parsed, NULL);
  g_autoptr(JsonNode) source_again = enlist_label_to_json (again);

  g_assert_true (says_the_same (again, label));
  g_assert_cmpstr (enlist_label_get_id (again), ==, enlist_label_get_id (label));
  g_assert_false (enlist_label_has_secret (again));
  g_assert_true (json_node_equal (source_again, source));
  if (!enlist_label_has_secret (label))
    g_assert_true (g_bytes_equal (enlist_label_get_payload (again), enlist_label_get_payload (label)));
}

static void
test_to_json (void)
{
  g_autoptr(EnlistLabel) sink = make_kitchen_sink ();

  check_identity (sink);
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (samples); i++)
    {
      g_autoptr(EnlistLabel) label = make_sample (samples[i / 2], i % 2 != 0);

      check_identity (label);
    }
}

/* What the source of a sample says is what comes out, name by name. */
static void
test_to_json_readable (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = g_dir_open (g_getenv ("ENLIST_TEST_SAMPLES"), 0, &error);
  const char *file;
  guint count = 0;

  g_assert_no_error (error);
  while ((file = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *name = g_strndup (file, strcspn (file, "."));
      g_autoptr(JsonNode) source = NULL, written = NULL;
      g_autoptr(EnlistLabel) label = NULL;

      if (g_str_has_suffix (file, ".answers.json"))
        continue;
      source = load_sample (name);
      label = compile (source, NULL);
      written = enlist_label_to_json (label);
      g_test_message ("%s", name);
      g_assert_true (json_node_equal (written, source));
      check_identity (label);
      count++;
    }
  g_assert_cmpuint (count, >=, 10);
}

/* What inspection shows of the parts that the device keeps. */
static void
test_staying_parts (void)
{
  static const char *const lines[] = {
    "Configuration: Name “Roof”, Measuring interval 300, Pipe Large, a.plain “”",
    "IoT application, when it starts: Tests itself",
    "IoT application, as often as “Measuring interval” says: Calls its function 66, Tries 2 ways in turn, "
    "Publishes a value",
    "IoT application, when it has measured: Works out a.yes",
    "IoT application, on its event 70: nothing",
    "Configuration of the type application/octet-stream, 3 bytes",
    NULL,
  };
  g_autoptr(EnlistLabel) label = make_kitchen_sink ();

  g_assert_true (g_strv_equal (enlist_label_get_staying_parts (label), lines));
}

#define TWO_APPLICATIONS \
  "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\",\"applications\":[" \
  "{\"title\":{\"default\":\"Install\",\"de\":\"Einbauen\"},\"assistant\":[{\"ask\":[\"name\"]}," \
  "{\"send\":[\"name\"]}],\"device\":[{\"need\":[\"name\"]}]}," \
  "{\"title\":\"Lock\",\"assistant\":[{\"ask\":[\"owner\"]},{\"send\":[\"owner\"]}]," \
  "\"device\":[{\"need\":[\"owner\"]},{\"make-key\":\"ed25519\",\"into\":\"device.key\"},\"lock\"]}," \
  "{\"title\":\"Blink\",\"device\":[{\"call\":\"identify\"}]}]}"

static void
assert_application (EnlistLabel *label, guint n, const char *title, const char *sent, gboolean locks,
                    guint assistant_steps, guint device_steps)
{
  g_autofree char *own_title = enlist_label_dup_application_title (label, n);
  g_autoptr(GListModel) assistant = NULL, device = NULL;

  enlist_label_select_application (label, n);
  assistant = enlist_label_list_steps (label, ENLIST_SIDE_ASSISTANT);
  device = enlist_label_list_steps (label, ENLIST_SIDE_DEVICE);
  g_assert_cmpuint (enlist_label_get_application (label), ==, n);
  g_assert_cmpstr (own_title, ==, title);
  g_assert_cmpstr (enlist_label_get_sent_fields (label)[0], ==, sent);
  g_assert_true (enlist_label_locks (label) == locks);
  g_assert_cmpuint (g_list_model_get_n_items (assistant), ==, assistant_steps);
  g_assert_cmpuint (g_list_model_get_n_items (device), ==, device_steps);
}

static void
test_applications (void)
{
  g_autoptr(JsonNode) source = json_from_string (TWO_APPLICATIONS, NULL);
  g_autoptr(EnlistLabel) label = compile (source, NULL);
  g_autoptr(EnlistLabel) sample = make_sample ("weather-sensor", FALSE);
  g_autoptr(JsonNode) back = enlist_label_to_json (label);

  g_assert_cmpuint (enlist_label_get_n_applications (label), ==, 3);
  g_assert_cmpuint (enlist_label_get_application (label), ==, 0);
  assert_application (label, 1, "Lock", "Owner", TRUE, 2, 3);
  assert_application (label, 2, "Blink", NULL, FALSE, 0, 1);
  assert_application (label, 0, "Install", "Name", FALSE, 2, 1);
  g_assert_true (json_node_equal (back, source));

  g_assert_cmpuint (enlist_label_get_n_applications (sample), ==, 1);
  g_assert_null (enlist_label_dup_application_title (sample, 0));
}

#define ABSENT \
  "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\",\"assistant\":[\"identify\"]," \
  "\"device\":{\"program\":[{\"install\":[\"configuration-1\",\"iot-application-1\"]},{\"call\":66}]," \
  "\"absent\":true}," \
  "\"configurations\":{\"configuration-1\":{\"data\":\"AAEC\",\"media\":\"a/b\",\"absent\":true}}," \
  "\"iot-applications\":{\"iot-application-1\":{\"program\":[{\"when\":{\"every\":60}," \
  "\"do\":[{\"call\":66}]}],\"absent\":true}}}"

static void
test_absent_parts (void)
{
  g_autoptr(JsonNode) source = json_from_string (ABSENT, NULL);
  g_autoptr(EnlistLabel) whole = compile (source, NULL);
  g_autoptr(EnlistLabel) label = enlist_label_new_for_payload (enlist_label_get_payload (whole), NULL);
  g_autoptr(JsonNode) whole_json = enlist_label_to_json (whole);
  g_autoptr(JsonNode) bare_json = enlist_label_to_json (label);
  g_autoptr(EnlistLabel) again = compile (bare_json, NULL);
  g_autoptr(GListModel) none = enlist_label_list_steps (label, ENLIST_SIDE_DEVICE);
  g_autoptr(GListModel) steps = NULL;
  g_autoptr(GBytes) other = g_bytes_new_static ("\0\1\3", 3);
  g_autoptr(GError) error = NULL;
  const char *const *absent = enlist_label_get_absent_parts (label);

  /* The whole one has all its parts, the bare one only hashes; both sources make the same label. */
  g_assert_cmpuint (g_strv_length ((char **) enlist_label_get_absent_parts (whole)), ==, 0);
  g_assert_true (json_node_equal (whole_json, source));
  g_assert_true (says_the_same_envelope (again, whole));
  g_assert_cmpuint (g_strv_length ((char **) absent), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);

  g_assert_false (enlist_label_supply_part (label, other, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BAD_HASH);
  g_clear_error (&error);
  for (guint i = 0; absent[i] != NULL; i++)
    {
      g_autoptr(GBytes) bytes = enlist_label_find_part (whole, absent[i]);

      g_assert_null (enlist_label_find_part (label, absent[i]));
      g_assert_true (enlist_label_supply_part (label, bytes, &error));
      g_assert_true (enlist_label_supply_part (label, bytes, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length ((char **) enlist_label_get_absent_parts (label)), ==, 2 - i);
    }
  steps = enlist_label_list_steps (label, ENLIST_SIDE_DEVICE);
  g_assert_cmpuint (g_list_model_get_n_items (steps), ==, 2);
  g_assert_cmpstr (enlist_label_get_staying_parts (label)[0], ==, "Configuration of the type a/b, 3 bytes");
  g_assert_cmpstr (enlist_label_get_staying_parts (label)[1], ==,
                   "IoT application, every 60 seconds: Calls its function 66");
}

/* A part whose hash is right, and which is no valid program: it is refused when it comes, and stays away. */
static void
test_absent_part_that_is_invalid (void)
{
  g_autoptr(JsonNode) source = json_from_string (
    "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"V\",\"model\":\"M\",\"device\":"
    "{\"hash\":\"6e340b9cffb37a989ca544e6bb780a2c\",\"size\":1}}", NULL);
  g_autoptr(EnlistLabel) label = compile (source, NULL);
  g_autoptr(GBytes) zero = g_bytes_new_static ("\0", 1);
  g_autoptr(GError) error = NULL;

  g_assert_false (enlist_label_supply_part (label, zero, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
  g_assert_cmpuint (g_strv_length ((char **) enlist_label_get_absent_parts (label)), ==, 1);
}

typedef struct {
  EnlistSide side;
  guint index;
  guint depth;
  const char *operation;
  const char *title;
  const char *detail;
} Step;

static const Step steps[] = {
  { ENLIST_SIDE_ASSISTANT, 0, 0, "note", "Shows an instruction", "Plain" },
  { ENLIST_SIDE_ASSISTANT, 1, 0, "note", "Shows an instruction", "Press the button." },
  { ENLIST_SIDE_ASSISTANT, 2, 0, "identify", "Asks whether the right device makes itself noticed", "" },
  { ENLIST_SIDE_ASSISTANT, 3, 0, "ask",
    "Asks for Location, Position, Owner, Name, Wi-Fi network, Installation date, a.yes, a.secret, Pipe, "
    "Measuring interval, a.text, Remark, Inventory number, a.plain",
    "" },
  { ENLIST_SIDE_ASSISTANT, 4, 0, "note", "Shows an instruction", "Twice" },
  { ENLIST_SIDE_ASSISTANT, 5, 0, "check", "Checks a condition", "Check it." },
  { ENLIST_SIDE_ASSISTANT, 6, 0, "if", "Decides how to go on", "If a.yes: steps 8 to 9, otherwise step 10" },
  { ENLIST_SIDE_ASSISTANT, 7, 1, "if", "Decides how to go on", "If Yes: step 9" },
  { ENLIST_SIDE_ASSISTANT, 8, 2, "note", "Shows an instruction", "Deep" },
  { ENLIST_SIDE_ASSISTANT, 9, 1, "fail", "Stops the enrollment", "It failed." },
  { ENLIST_SIDE_ASSISTANT, 10, 0, "try", "Tries 2 ways in turn", "step 12; when that fails steps 13 to 14" },
  { ENLIST_SIDE_ASSISTANT, 11, 1, "lookup",
    "Looks up Remark, a.volt in a catalog",
    "The key is “a” + Name." },
  { ENLIST_SIDE_ASSISTANT, 12, 1, "let", "Works out a.volt", "12" },
  { ENLIST_SIDE_ASSISTANT, 13, 1, "note", "Shows an instruction", "Not in the catalog" },
  { ENLIST_SIDE_ASSISTANT, 14, 0, "repeat", "Repeats 2 times", "step 16" },
  { ENLIST_SIDE_ASSISTANT, 15, 1, "note", "Shows an instruction", "Again" },
  { ENLIST_SIDE_ASSISTANT, 16, 0, "repeat",
    "Repeats up to 255 times, until Measuring interval is below a.volt",
    "step 18" },
  { ENLIST_SIDE_ASSISTANT, 17, 1, "note", "Shows an instruction", "Again" },
  { ENLIST_SIDE_ASSISTANT, 18, 0, "configure",
    "Configures itself as a gateway: Location, Data endpoint",
    "" },
  { ENLIST_SIDE_ASSISTANT, 19, 0, "relay", "Hands Name, Remark on to the IoT system", "" },
  { ENLIST_SIDE_ASSISTANT, 20, 0, "relay", "Hands the record on to the IoT system", "" },
  { ENLIST_SIDE_ASSISTANT, 21, 0, "send",
    "Sends Location, Owner, Name, Wi-Fi network, Measuring interval, Pipe, a.secret to the device",
    "" },
  { ENLIST_SIDE_ASSISTANT, 22, 0, "await", "Waits for Device key, Software versions", "" },
  { ENLIST_SIDE_ASSISTANT, 23, 0, "record", "Keeps Name, Location in the record", "" },
  { ENLIST_SIDE_ASSISTANT, 24, 0, "record", "Keeps all of it in the record", "" },
  { ENLIST_SIDE_ASSISTANT, 25, 0, "end", "Ends the enrollment", "" },
  { ENLIST_SIDE_DEVICE, 0, 0, "need",
    "Waits for Location, Owner, Name, Wi-Fi network, Measuring interval, a.secret",
    "" },
  { ENLIST_SIDE_DEVICE, 1, 0, "call", "Makes itself noticed", "" },
  { ENLIST_SIDE_DEVICE, 2, 0, "call", "Joins the Wi-Fi network", "" },
  { ENLIST_SIDE_DEVICE, 3, 0, "call", "Tests itself", "" },
  { ENLIST_SIDE_DEVICE, 4, 0, "call", "Sets its clock", "" },
  { ENLIST_SIDE_DEVICE, 5, 0, "call", "Calibrates", "" },
  { ENLIST_SIDE_DEVICE, 6, 0, "call", "Calls its function 65535", "" },
  { ENLIST_SIDE_DEVICE, 7, 0, "call", "Publishes a value", "" },
  { ENLIST_SIDE_DEVICE, 8, 0, "set", "Configures Location, Data endpoint, Remark", "" },
  { ENLIST_SIDE_DEVICE, 9, 0, "make-key", "Makes its key for signing (Ed25519)", "" },
  { ENLIST_SIDE_DEVICE, 10, 0, "make-key", "Makes its key for encryption (X25519)", "" },
  { ENLIST_SIDE_DEVICE, 11, 0, "make-key", "Makes its key for signing (P-256)", "" },
  { ENLIST_SIDE_DEVICE, 12, 0, "csr",
    "Requests a certificate for IoT system key",
    "It is to be issued to Name." },
  { ENLIST_SIDE_DEVICE, 13, 0, "report", "Reports Device key, Software versions, signed", "" },
  { ENLIST_SIDE_DEVICE, 14, 0, "install",
    "Installs an IoT application, which runs after enrollment",
    "Configuration: Name “Roof”, Measuring interval 300, Pipe Large, a.plain “”; IoT "
    "application, when it starts: Tests itself; IoT application, as often as “Measuring interval” "
    "says: Calls its function 66, Tries 2 ways in turn, Publishes a value; IoT application, when it has "
    "measured: Works out a.yes; IoT application, on its event 70: nothing" },
  { ENLIST_SIDE_DEVICE, 15, 0, "install",
    "Installs a configuration",
    "Configuration of the type application/octet-stream, 3 bytes" },
  { ENLIST_SIDE_DEVICE, 16, 0, "lock",
    "Makes its ownership permanent",
    "This cannot be undone at the device. Only the owner’s key can release it." },
  { ENLIST_SIDE_DEVICE, 17, 0, "forget", "Deletes the enrollment program", "" },
  { ENLIST_SIDE_DEVICE, 18, 0, "end", "Ends the enrollment", "" },
};

static void
test_steps_described (void)
{
  g_autoptr(EnlistLabel) label = make_kitchen_sink ();
  g_autoptr(GListModel) assistant = enlist_label_list_steps (label, ENLIST_SIDE_ASSISTANT);
  g_autoptr(GListModel) device = enlist_label_list_steps (label, ENLIST_SIDE_DEVICE);

  g_assert_cmpuint (g_list_model_get_n_items (assistant) + g_list_model_get_n_items (device), ==,
                    G_N_ELEMENTS (steps));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(EnlistStepItem) item =
        g_list_model_get_item (steps[i].side == ENLIST_SIDE_DEVICE ? device : assistant, steps[i].index);

      g_assert_cmpint (enlist_step_item_get_side (item), ==, steps[i].side);
      g_assert_cmpuint (enlist_step_item_get_index (item), ==, steps[i].index);
      g_assert_cmpuint (enlist_step_item_get_depth (item), ==, steps[i].depth);
      g_assert_cmpstr (enlist_step_item_get_operation (item), ==, steps[i].operation);
      g_assert_cmpstr (enlist_step_item_get_title (item), ==, steps[i].title);
      g_assert_cmpstr (enlist_step_item_get_detail (item), ==, steps[i].detail);
      g_assert_cmpint (enlist_step_item_get_state (item), ==, ENLIST_STEP_PENDING);
    }
}

static void
assert_texts (const char *languages, const char *note, const char *title, const char *question)
{
  g_autoptr(EnlistLabel) label = make_kitchen_sink ();
  g_autoptr(GListModel) assistant = NULL, device = NULL;
  g_autoptr(EnlistStepItem) note_item = NULL, ask_item = NULL, call_item = NULL;

  g_setenv ("LANGUAGE", languages, TRUE);
  assistant = enlist_label_list_steps (label, ENLIST_SIDE_ASSISTANT);
  device = enlist_label_list_steps (label, ENLIST_SIDE_DEVICE);
  note_item = g_list_model_get_item (assistant, 1);
  ask_item = g_list_model_get_item (assistant, 3);
  call_item = g_list_model_get_item (device, 5);
  g_unsetenv ("LANGUAGE");
  g_assert_cmpstr (enlist_step_item_get_detail (note_item), ==, note);
  g_assert_cmpstr (enlist_step_item_get_title (call_item), ==, title);
  g_assert_nonnull (strstr (enlist_step_item_get_title (ask_item), question));
}

static void
test_languages (void)
{
  assert_texts ("en", "Press the button.", "Calibrates", "Pipe");
  assert_texts ("de", "Taste drücken.", "Kalibriert", "Rohr");
  assert_texts ("de_AT.UTF-8:en", "Taste drücken.", "Kalibriert", "Rohr");
  assert_texts ("pt_PT", "Aperte.", "Calibrates", "Pipe");
  assert_texts ("fr", "Press the button.", "Calibrates", "Pipe");
}

static void
test_sizes (void)
{
  g_autoptr(EnlistLabel) label = make_sample ("weather-sensor", TRUE);
  g_auto(GStrv) texts = enlist_label_dup_texts (label, 0);
  g_autoptr(JsonNode) node = enlist_label_sizes_to_json (label);
  JsonObject *sizes = json_node_get_object (node);
  JsonObject *parts = json_object_get_object_member (sizes, "parts");
  gint64 assist = json_object_get_int_member (parts, "assist");
  gint64 device = json_object_get_int_member (parts, "device");

  g_assert_cmpint (json_object_get_int_member (sizes, "codes"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (sizes, "text"), ==, strlen (texts[0]) + strlen (texts[1]));
  g_assert_cmpint (json_object_get_int_member (sizes, "payload"), ==,
                   g_bytes_get_size (enlist_label_get_payload (label)));
  g_assert_cmpint (assist, ==, enlist_label_get_program (label, ENLIST_SIDE_ASSISTANT).size);
  g_assert_cmpint (device, ==, enlist_label_get_program (label, ENLIST_SIDE_DEVICE).size);
  g_assert_cmpint (json_object_get_int_member (sizes, "label"), >, assist + device);
  g_assert_cmpint (json_object_get_int_member (sizes, "manifest"), >, 0);
}

/* The format byte and @size zeros, deflated. */
static GBytes *
make_bomb (gsize size)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GOutputStream) stream = NULL;
  g_autofree guint8 *zeros = g_malloc0 (size);
  g_autoptr(GError) error = NULL;

  g_output_stream_write_all (memory, "\1", 1, NULL, NULL, &error);
  stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_output_stream_write_all (stream, zeros, size, NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
test_inflate_bomb (void)
{
  static const gsize sizes[] = { 16384, 16385, 100 << 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) payload = make_bomb (sizes[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (enlist_label_load_bytes (payload, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
      g_assert_true ((strstr (error->message, "too-large") != NULL) == (sizes[i] > 16384));
    }
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("LANGUAGE");
  publisher_key = enlist_publisher_key_generate ("Example Instruments", NULL);
  g_test_add_func ("/core/label/4.4-samples-fit-two-codes", test_samples);
  g_test_add_func ("/core/label/5.3-verify", test_verify);
  g_test_add_data_func ("/core/label/5-byte-flips-weather-sensor", samples[0], test_byte_flips);
  g_test_add_data_func ("/core/label/5-byte-flips-flow-controller", samples[1], test_byte_flips);
  g_test_add_func ("/core/label/3.2-cut-short", test_cut_short);
  g_test_add_func ("/core/label/3.2-inflate-bomb", test_inflate_bomb);
  g_test_add_func ("/core/label/4.2-parts-in-any-order", test_collector);
  g_test_add_func ("/core/label/4.2-missing-parts", test_collector_missing);
  g_test_add_func ("/core/label/4.2-many-labels", test_collector_many_labels);
  g_test_add_func ("/core/label/4.6-load-texts", test_load_bytes);
  g_test_add_func ("/core/label/4.6-load-binary", test_load_binary);
  g_test_add_func ("/core/label/4.6-load-binary-errors", test_load_binary_errors);
  g_test_add_func ("/core/label/4-load-something-else", test_load_something_else);
  g_test_add_func ("/core/label/source-is-identity", test_to_json);
  g_test_add_func ("/core/label/source-is-readable", test_to_json_readable);
  g_test_add_func ("/core/label/7.2-applications", test_applications);
  g_test_add_func ("/core/label/7.3-absent-parts", test_absent_parts);
  g_test_add_func ("/core/label/7.3-absent-part-that-is-invalid", test_absent_part_that_is_invalid);
  g_test_add_func ("/core/label/7.5-staying-parts", test_staying_parts);
  g_test_add_func ("/core/label/8-steps-described", test_steps_described);
  g_test_add_func ("/core/label/2.4-languages", test_languages);
  g_test_add_func ("/core/label/sizes", test_sizes);
  result = g_test_run ();
  g_clear_object (&publisher_key);
  return result;
}
