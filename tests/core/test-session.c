/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <sodium.h>

#include "await.h"
#include "enrollment.h"

static void
assert_step (EnlistSession *session, EnlistSide side, guint index, EnlistStepState state)
{
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (enlist_session_get_steps (session, side), index);

  g_assert_nonnull (item);
  g_assert_cmpint (enlist_step_item_get_state (item), ==, state);
}

static void
assert_all_done (EnlistSession *session, EnlistSide side)
{
  guint count = g_list_model_get_n_items (enlist_session_get_steps (session, side));

  g_assert_cmpuint (count, >, 0);
  for (guint i = 0; i < count; i++)
    assert_step (session, side, i, ENLIST_STEP_DONE);
}

static EnlistRecord *
run (Enrollment *self, EnlistSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;
  EnlistRecord *record;

  enrollment_start_device (self);
  record = enrollment_run (self, session, &error);
  log = enlist_session_dup_log (session);
  if (error != NULL)
    g_test_message ("%s", log);
  g_assert_no_error (error);
  g_assert_cmpint (enlist_session_get_state (session), ==, ENLIST_SESSION_ENROLLED);
  g_assert_null (enlist_session_get_prompt (session));
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);

  return record;
}

static void
test_enrolls (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);

  assert_all_done (session, ENLIST_SIDE_ASSISTANT);
  assert_all_done (session, ENLIST_SIDE_DEVICE);
  g_assert_cmpstr (enlist_record_get_serial (record), ==, enlist_device_values_get_serial (self->device));
  g_assert_cmpstr (enlist_record_get_place (record), ==, "Main site, Building 2, Roof");
  g_assert_cmpuint (enlist_record_get_n_keys (record), ==, 1);
  g_assert_cmpuint (enlist_record_get_n_versions (record), ==, 1);
  g_assert_true (enrollment_is_locked (self));
}

/* The label's secret and every sensitive answer, in the forms in which they could appear. */
static void
test_no_secret_in_the_log (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);
  g_autofree char *log = enlist_session_dup_log (session);
  g_autofree char *json = enlist_record_to_json (record);
  GBytes *secret = enlist_device_values_get_secret (self->device);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
  char hex[2 * 16 + 1];

  sodium_bin2hex (hex, sizeof hex, g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
  g_assert_null (strstr (log, "correct horse"));
  g_assert_null (strstr (log, hex));
  g_assert_null (strstr (json, "correct horse"));
  g_assert_null (strstr (json, hex));
  base64[8] = '\0';
  g_assert_null (strstr (log, base64));
  g_assert_null (strstr (json, base64));
}

static EnlistJournalSession *
find_unfinished (Enrollment *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  enlist_journal_list_unfinished_sessions_async (self->journal, NULL, await_ready, &await);
  result = await_result (&await);
  sessions = enlist_journal_list_unfinished_sessions_finish (self->journal, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sessions->len, ==, 1);

  return g_object_ref (g_ptr_array_index (sessions, 0));
}

/* Whoever finds an unfinished session later must be able to tell which device it was. */
static void
test_journal_names_the_device (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EnlistJournalSession) unfinished = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  enrollment_start_device (self);
  enlist_session_run_async (session, NULL, cancellable, await_ready, &await);
  while (await.result == NULL && enlist_session_get_state (session) != ENLIST_SESSION_RUNNING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (enlist_session_get_state (session), ==, ENLIST_SESSION_RUNNING);
  unfinished = find_unfinished (self);
  g_assert_cmpint (enlist_journal_session_get_stage (unfinished), ==, ENLIST_JOURNAL_RUNNING);
  g_assert_cmpstr (enlist_journal_session_get_serial (unfinished), ==, enlist_label_get_serial (label));

  g_cancellable_cancel (cancellable);
  result = await_result (&await);
  g_assert_null (enlist_session_run_finish (session, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED);
}

static void
test_second_owner (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) first = enrollment_new_session (self, label);
  g_autoptr (EnlistSession) second = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, first);
  g_autoptr (EnlistRecord) none = NULL;
  g_autoptr (GError) error = NULL;

  none = enrollment_run (self, second, &error);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_OWNED);
  g_assert_null (none);
  g_assert_cmpint (enlist_session_get_state (second), ==, ENLIST_SESSION_FAILED);
}

/* The record again, as it is stored. */

static JsonObject *
stored_object (const char *json, JsonNode **node)
{
  g_autoptr (GError) error = NULL;

  *node = json_from_string (json, &error);
  g_assert_no_error (error);

  return json_node_get_object (*node);
}

static char *
lookup_in_keyring (Enrollment *self, EnlistRecord *record)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *line;
  Await await = { 0 };

  enlist_keyring_lookup_device_async (self->keyring, enlist_record_get_vendor (record),
                                      enlist_record_get_serial (record), NULL, await_ready, &await);
  result = await_result (&await);
  line = enlist_keyring_lookup_device_finish (self->keyring, result, &error);
  g_assert_no_error (error);

  return line;
}

static void
test_stores_twice (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);
  g_autofree char *line = lookup_in_keyring (self, record);
  g_autoptr (GPtrArray) records = enrollment_list_records (self);
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL, journal_node = NULL;
  JsonObject *keyring_object = stored_object (line, &node), *journal_object;

  g_assert_cmpuint (records->len, ==, 1);
  json = enlist_record_to_json (g_ptr_array_index (records, 0));
  journal_object = stored_object (json, &journal_node);
  g_assert_cmpstr (json_object_get_string_member (keyring_object, "state"), ==, "enrolled");
  g_assert_cmpstr (json_object_get_string_member (journal_object, "state"), ==, "enrolled");
  g_assert_true (json_node_equal (json_object_get_member (keyring_object, "keys"),
                                  json_object_get_member (journal_object, "keys")));
}

/* What the device signs (clauses 10.5 and 10.6), put together here by hand. */

static void
append_bytes (GByteArray *array, GBytes *bytes)
{
  gsize size = g_bytes_get_size (bytes);
  const guint8 head[] = { 0x59, size >> 8, size & 0xff };

  g_assert_cmpuint (size, <, 65536);
  if (size < 24)
    g_byte_array_append (array, (guint8[]) { 0x40 + size }, 1);
  else if (size < 256)
    g_byte_array_append (array, (guint8[]) { 0x58, size }, 2);
  else
    g_byte_array_append (array, head, sizeof head);
  g_byte_array_append (array, g_bytes_get_data (bytes, NULL), size);
}

static void
append_hex (GByteArray *array, const char *hex)
{
  guint8 data[32];
  size_t size;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_cmpint (sodium_hex2bin (data, sizeof data, hex, strlen (hex), NULL, &size, NULL), ==, 0);
  bytes = g_bytes_new (data, size);
  append_bytes (array, bytes);
}

static GByteArray *
begin_signed (EnlistRecord *record, const char *purpose)
{
  GByteArray *array = g_byte_array_new ();

  g_assert_cmpuint (strlen (purpose), <, 24);
  g_byte_array_append (array, (guint8[]) { 0x85, 0x60 + strlen (purpose) }, 2);
  g_byte_array_append (array, (const guint8 *) purpose, strlen (purpose));
  append_bytes (array, enlist_record_get_handshake_hash (record));
  append_hex (array, enlist_record_get_session_id (record));
  append_hex (array, enlist_record_get_label_id (record));

  return array;
}

static gboolean
verifies (GByteArray *array, GBytes *signature, GBytes *key)
{
  return crypto_sign_verify_detached (g_bytes_get_data (signature, NULL), array->data, array->len,
                                      g_bytes_get_data (key, NULL)) == 0;
}

static void
test_signatures (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) given = run (self, session);
  g_autoptr (GPtrArray) records = enrollment_list_records (self);
  EnlistRecord *record = g_ptr_array_index (records, 0);
  GBytes *key = enlist_record_get_key (record, 0, NULL, NULL);
  g_autoptr (GByteArray) report = begin_signed (record, "enlist/1 report");
  g_autoptr (GByteArray) done = begin_signed (record, "enlist/1 done");

  append_bytes (report, enlist_record_get_report (record));
  g_byte_array_append (done, (guint8[]) { 2 }, 1);
  g_assert_true (verifies (report, enlist_record_get_report_signature (record), key));
  g_assert_true (verifies (done, enlist_record_get_done_signature (record), key));
  g_assert_false (verifies (report, enlist_record_get_done_signature (record), key));
}

/* Other labels. */

static void
set_up_development (Enrollment *self, gconstpointer data)
{
  enrollment_set_up_development (self, "Weather Sensor");
}

static void
test_development (Enrollment *self, gconstpointer data)
{
  const char *const transports[] = { self->uri, NULL };
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistLabel) label = enlist_label_compile (source, "sample.json", transports, NULL, self->key,
                                                        &error);
  g_autoptr (EnlistSession) session = NULL;
  g_autoptr (EnlistRecord) record = NULL;

  g_assert_no_error (error);
  session = enrollment_new_session (self, label);
  record = run (self, session);
  g_assert_cmpstr (enlist_record_get_serial (record), ==, enlist_device_values_get_serial (self->device));
  g_assert_true (enrollment_is_locked (self));
}

static void
set_up_controller (Enrollment *self, gconstpointer data)
{
  enrollment_set_up (self, "Flow Controller");
}

/* Without `lock` the device stays open to the next enrollment. */
static void
test_controller (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("flow-controller");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);
  JsonNode *pipe = enlist_record_lookup_field (record, "pipe");

  g_assert_nonnull (pipe);
  g_assert_cmpstr (json_node_get_string (pipe), ==, "DN 20");
  enrollment_assert_enrollable (self, label);
}

static void
test_device_program_alone (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Flow Controller',"
                               "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' },"
                               "              { 'report': ['device.key'] } ] }");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);

  assert_all_done (session, ENLIST_SIDE_DEVICE);
  g_assert_cmpuint (enlist_record_get_n_keys (record), ==, 1);
  g_assert_nonnull (enlist_record_get_done_signature (record));
}

static void
test_skipped_steps (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Flow Controller',"
                               "  'fields': [ { 'name': 'pipe', 'kind': 'choice' } ],"
                               "  'assistant': ["
                               "    { 'ask': [ { 'field': 'pipe', 'options': ['small', 'large'] } ] },"
                               "    { 'if': { 'equal': [ { 'field': 'pipe' }, 0 ] },"
                               "      'then': [ { 'note': 'small' } ], 'else': [ { 'note': 'large' } ] },"
                               "    { 'send': ['pipe'] }, 'end', { 'note': 'never' } ],"
                               "  'device': [ { 'need': ['pipe'] },"
                               "    { 'if': { 'equal': [ { 'field': 'pipe' }, 0 ] },"
                               "      'then': [ { 'call': 65, 'with': [0] } ] },"
                               "    { 'make-key': 'ed25519', 'into': 'device.key' },"
                               "    { 'report': ['device.key'] } ] }");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = run (self, session);

  assert_step (session, ENLIST_SIDE_ASSISTANT, 1, ENLIST_STEP_DONE);
  assert_step (session, ENLIST_SIDE_ASSISTANT, 2, ENLIST_STEP_SKIPPED);
  assert_step (session, ENLIST_SIDE_ASSISTANT, 3, ENLIST_STEP_DONE);
  assert_step (session, ENLIST_SIDE_ASSISTANT, 5, ENLIST_STEP_DONE);
  assert_step (session, ENLIST_SIDE_ASSISTANT, 6, ENLIST_STEP_SKIPPED);
  assert_step (session, ENLIST_SIDE_DEVICE, 1, ENLIST_STEP_DONE);
  assert_step (session, ENLIST_SIDE_DEVICE, 2, ENLIST_STEP_SKIPPED);
  assert_step (session, ENLIST_SIDE_DEVICE, 4, ENLIST_STEP_DONE);
}

/* Values that only several messages can carry, one of them named twice */
static void
answer_at_length (EnlistSession *session)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (session);
  g_autofree char *text = g_strnfill (1000, 'x');

  for (guint i = 0; prompt != NULL && i < enlist_prompt_get_n_questions (prompt); i++)
    {
      g_autoptr (EnlistValue) value = enlist_value_new_text (ENLIST_VALUE_TEXT, text, NULL);

      g_assert_true (enlist_question_item_set_answer (enlist_prompt_get_question (prompt, i), value, NULL));
    }
  if (prompt != NULL)
    enlist_prompt_submit (prompt);
}

static void
test_long_answers (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Flow Controller',"
                               "  'fields': ["
                               "    { 'name': 'a', 'kind': 'text' }, { 'name': 'b', 'kind': 'text' },"
                               "    { 'name': 'c', 'kind': 'text' }, { 'name': 'd', 'kind': 'text' },"
                               "    { 'name': 'e', 'kind': 'text' } ],"
                               "  'assistant': [ { 'ask': ['a', 'b', 'c', 'd', 'e'] },"
                               "    { 'send': ['e', 'a', 'b', 'c', 'd', 'a'] }, { 'record': [] } ],"
                               "  'device': [ { 'need': ['a', 'b', 'c', 'd', 'e'] } ] }");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  enrollment_start_device (self);
  g_signal_connect (session, "notify::prompt", G_CALLBACK (answer_at_length), NULL);
  enlist_session_run_async (session, NULL, NULL, await_ready, &await);
  result = await_result (&await);
  record = enlist_session_run_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (enlist_record_get_n_fields (record), ==, 5);
}

static void
add (const char *name, void (*set_up) (Enrollment *, gconstpointer),
     void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/", name, NULL);

  g_test_add (path, Enrollment, NULL, set_up, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

  add ("10.4-enrolls", enrollment_set_up_sensor, test_enrolls);
  add ("journal-names-the-device", enrollment_set_up_sensor, test_journal_names_the_device);
  add ("no-secret-in-the-log", enrollment_set_up_sensor, test_no_secret_in_the_log);
  add ("10.4-refuses-a-second-owner", enrollment_set_up_sensor, test_second_owner);
  add ("stores-the-key-twice", enrollment_set_up_sensor, test_stores_twice);
  add ("10.5-10.6-stored-signatures-verify", enrollment_set_up_sensor, test_signatures);
  add ("10.2.5-development-label", set_up_development, test_development);
  add ("10.6-stays-open-without-lock", set_up_controller, test_controller);
  add ("7.2-device-program-alone", set_up_controller, test_device_program_alone);
  add ("8.2-skipped-steps", set_up_controller, test_skipped_steps);
  add ("10.3-long-answers", set_up_controller, test_long_answers);

  return g_test_run ();
}
