/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "await.h"
#include "enrollment.h"

#define HEAD "{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments', 'model': 'Weather Sensor',"

/* A session with the real device: what the prompts were, and what is to be answered. */
typedef struct {
  EnlistSession *session;
  void (*answer) (EnlistPrompt *prompt, guint round);
  guint rounds;
} Site;

static void
set_answer (EnlistPrompt *prompt, const char *field, EnlistValue *taken)
{
  g_autoptr (EnlistValue) value = taken;
  g_autoptr (GError) error = NULL;
  EnlistQuestionItem *question = enlist_prompt_find_question (prompt, field);

  g_assert_nonnull (question);
  enlist_question_item_set_answer (question, value, &error);
  g_assert_no_error (error);
}

static void
on_prompt_changed (EnlistSession *session, GParamSpec *pspec, Site *site)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (session);

  if (prompt == NULL)
    return;
  site->answer (prompt, site->rounds++);
  enlist_prompt_submit (prompt);
}

static EnlistRecord *
run (Enrollment *self, EnlistLabel *label, Site *site, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  if (site->session == NULL)
    site->session = enrollment_new_session (self, label);
  if (site->answer != NULL)
    g_signal_connect (site->session, "notify::prompt", G_CALLBACK (on_prompt_changed), site);
  if (self->process == NULL)
    enrollment_start_device (self);
  enlist_session_run_async (site->session, NULL, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_session_run_finish (site->session, result, error);
}

static EnlistRecord *
run_well (Enrollment *self, EnlistLabel *label, Site *site)
{
  g_autoptr (GError) error = NULL;
  EnlistRecord *record = run (self, label, site, &error);
  g_autofree char *log = enlist_session_dup_log (site->session);

  if (error != NULL)
    g_test_message ("%s", log);
  g_assert_no_error (error);

  return record;
}

static EnlistLabel *
make_label (Enrollment *self, const char *rest)
{
  g_autofree char *text = g_strconcat (HEAD, rest, NULL);
  g_autoptr (JsonNode) source = enrollment_parse_source (text);

  return enrollment_make_label (self, source);
}

static void
assert_step (Site *site, EnlistSide side, guint index, EnlistStepState state)
{
  g_autoptr (EnlistStepItem) item =
      g_list_model_get_item (enlist_session_get_steps (site->session, side), index);

  g_assert_cmpint (enlist_step_item_get_state (item), ==, state);
}

static void
assert_field (EnlistRecord *record, const char *field, const char *expected)
{
  JsonNode *node = enlist_record_lookup_field (record, field);

  g_assert_nonnull (node);
  g_assert_cmpstr (json_node_get_string (node), ==, expected);
}

/* A wrong password: the same page again, with what was not secret. */

static const char retry[] =
    "  'fields': [ { 'name': 'joined', 'kind': 'yes-no' } ],"
    "  'assistant': [ { 'repeat': 3, 'until': { 'field': 'joined' },"
    "      'do': [ { 'ask': ['name', 'wifi'] }, { 'send': ['name', 'wifi'] }, { 'await': ['joined'] } ] },"
    "    { 'check': { 'field': 'joined' }, 'message': 'No network' }, { 'record': ['name'] } ],"
    "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'let': 'joined', 'be': false },"
    "    { 'repeat': 3, 'until': { 'field': 'joined' }, 'do': [ { 'need': ['name', 'wifi'] },"
    "        { 'try': [ [ { 'call': 'wifi.join', 'with': [{ 'field': 'wifi' }], 'title': 'Joins' },"
    "                     { 'let': 'joined', 'be': true } ],"
    "                   [ { 'let': 'joined', 'be': false } ] ] },"
    "        { 'report': ['joined'] } ] } ] }";

static void
answer_retry (EnlistPrompt *prompt, guint round)
{
  EnlistQuestionItem *name = enlist_prompt_find_question (prompt, "name");
  EnlistQuestionItem *wifi = enlist_prompt_find_question (prompt, "wifi");
  EnlistValue *before = enlist_question_item_get_default (name);
  g_autofree char *shown = before != NULL ? enlist_value_to_display (before) : NULL;

  g_assert_null (enlist_question_item_get_default (wifi));
  g_assert_cmpstr (shown, ==, round == 0 ? NULL : "Roof 1");
  g_assert_cmpstr (enlist_prompt_get_problem (prompt), ==, round == 0 ? "" : "Joins: asked again");
  set_answer (prompt, "name", round == 0 ? enlist_value_new_text (ENLIST_VALUE_NAME, "Roof 1", NULL)
                                         : enlist_value_ref (before));
  set_answer (prompt, "wifi", enlist_value_new_wifi ("site", round < 2 ? "wrong horse" : "correct horse",
                                                     NULL));
}

static void
test_retry (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, retry);
  Site site = { .answer = answer_retry };
  g_autoptr (EnlistRecord) record = run_well (self, label, &site);
  g_autofree char *log = enlist_session_dup_log (site.session);

  g_assert_cmpuint (site.rounds, ==, 3);
  assert_field (record, "name", "Roof 1");
  g_assert_nonnull (strstr (log, "device step 5 (call): caught, Failed, went on"));
  g_assert_null (strstr (log, "horse"));
  assert_step (&site, ENLIST_SIDE_DEVICE, 5, ENLIST_STEP_DONE);
  g_object_unref (site.session);
}

static void
answer_wrong (EnlistPrompt *prompt, guint round)
{
  set_answer (prompt, "name", enlist_value_new_text (ENLIST_VALUE_NAME, "Roof 1", NULL));
  set_answer (prompt, "wifi", enlist_value_new_wifi ("site", "wrong horse", NULL));
}

static void
test_retry_in_vain (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, retry);
  Site site = { .answer = answer_wrong };
  g_autoptr (GError) error = NULL;

  g_assert_null (run (self, label, &site, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED);
  g_assert_cmpstr (error->message, ==, "No network");
  g_assert_cmpuint (site.rounds, ==, 3);
  g_object_unref (site.session);
}

/* What the publisher says is said at the questions, too. */
static void
answer_checked (EnlistPrompt *prompt, guint round)
{
  g_assert_cmpstr (enlist_prompt_get_problem (prompt), ==, round == 0 ? "" : "Not a letter: asked again");
  set_answer (prompt, "asset", enlist_value_new_text (ENLIST_VALUE_TEXT, round == 0 ? "1" : "A", NULL));
}

static void
test_caught_check (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'fields': [ { 'name': 'good', 'kind': 'yes-no' } ],"
            "  'assistant': [ { 'repeat': 5, 'until': { 'field': 'good' }, 'do': [ { 'ask': ['asset'] },"
            "      { 'try': [ [ { 'check': { 'greater': [ { 'field': 'asset' }, '9' ] },"
            "                     'message': 'Not a letter' }, { 'let': 'good', 'be': true } ],"
            "                 [ { 'let': 'good', 'be': false } ] ] } ] }, { 'record': [] } ],"
            "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' } ] }");
  Site site = { .answer = answer_checked };
  g_autoptr (EnlistRecord) record = run_well (self, label, &site);

  g_assert_cmpuint (site.rounds, ==, 2);
  assert_field (record, "asset", "A");
  g_object_unref (site.session);
}

static void
answer_name (EnlistPrompt *prompt, guint round)
{
  set_answer (prompt, "name", enlist_value_new_text (ENLIST_VALUE_NAME, "Roof 1", NULL));
}

/* The device reports only when it has heard something: the first way takes too long. */
static void
test_await_in_vain (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'assistant': [ { 'ask': ['name'] },"
            "    { 'try': [ [ { 'await': ['device.key'], 'seconds': 1 },"
            "                 { 'let': 'remark', 'be': 'early' } ],"
            "               [ { 'let': 'remark', 'be': 'late' }, { 'send': ['name'] } ] ] },"
            "    { 'await': ['device.key'], 'seconds': 60 }, { 'record': [] } ],"
            "  'device': [ { 'need': ['name'] }, { 'make-key': 'ed25519', 'into': 'device.key' },"
            "              { 'report': ['device.key'] } ] }");
  Site site = { .answer = answer_name };
  g_autoptr (EnlistRecord) record = run_well (self, label, &site);

  assert_field (record, "remark", "late");
  assert_step (&site, ENLIST_SIDE_ASSISTANT, 2, ENLIST_STEP_CAUGHT);
  assert_step (&site, ENLIST_SIDE_ASSISTANT, 3, ENLIST_STEP_SKIPPED);
  g_object_unref (site.session);
}

/* What has been taken once is not taken again: the second `await` waits for the second report. */
static void
test_await_newer (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'fields': [ { 'name': 'round', 'kind': 'number' } ],"
            "  'assistant': [ { 'ask': ['name'] }, { 'send': ['name'] }, { 'await': ['round'] },"
            "    { 'send': ['name'] }, { 'await': ['round'] },"
            "    { 'check': { 'equal': [ { 'field': 'round' }, 2 ] }, 'message': 'Old' } ],"
            "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'need': ['name'] },"
            "    { 'let': 'round', 'be': 1 }, { 'report': ['round'] }, { 'need': ['name'] },"
            "    { 'let': 'round', 'be': 2 }, { 'report': ['round'] } ] }");
  Site site = { .answer = answer_name };
  g_autoptr (EnlistRecord) record = run_well (self, label, &site);

  g_assert_nonnull (record);
  g_object_unref (site.session);
}

/* Catalogs. */

static const char lookup[] =
    "  'fields': [ { 'name': 'pressure', 'kind': 'number' }, { 'name': 'zone', 'kind': 'text' } ],"
    "  'assistant': [ { 'ask': ['asset'] },"
    "    { 'try': [ [ { 'lookup': { 'field': 'asset' }, 'into': ['name', 'pressure', 'zone'] } ],"
    "               [ { 'ask': ['name'] }, { 'let': 'pressure', 'be': 7 },"
    "                 { 'let': 'zone', 'be': 'none' } ] ] },"
    "    { 'record': [] }, { 'relay': ['name', 'pressure'] } ],"
    "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'report': ['device.key'] } ] }";

static EnlistCatalogs *
make_catalogs (Enrollment *self)
{
  static const char json[] =
      "{ \"enlist-catalog\": 1, \"name\": \"Pumps\", \"entries\": {"
      "  \"P-1\": { \"fields\": { \"name\": \"Feed pump\", \"pressure\": 6 } },"
      "  \"P-2\": { \"fields\": { \"name\": \"Feed pump\", \"pressure\": \"much\" } } } }";
  const char *const none[] = { NULL };
  g_autofree char *folder = g_build_filename (self->folder, "pumps", NULL);
  g_autofree char *user = g_build_filename (self->folder, "no-catalogs", NULL);
  g_autofree char *path = g_build_filename (folder, "catalog.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  EnlistCatalogs *catalogs = enlist_catalogs_new (user, none);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  enlist_catalogs_add_folder (catalogs, file);

  return catalogs;
}

static const char *asset;

static void
answer_asset (EnlistPrompt *prompt, guint round)
{
  if (round == 0)
    set_answer (prompt, "asset", enlist_value_new_text (ENLIST_VALUE_TEXT, asset, NULL));
  else
    set_answer (prompt, "name", enlist_value_new_text (ENLIST_VALUE_NAME, "By hand", NULL));
}

static EnlistRecord *
run_lookup (Enrollment *self, Site *site, const char *number)
{
  g_autoptr (EnlistLabel) label = make_label (self, lookup);
  g_autoptr (EnlistCatalogs) catalogs = make_catalogs (self);

  asset = number;
  site->session = enrollment_new_session (self, label);
  enlist_session_set_catalogs (site->session, catalogs);

  return run_well (self, label, site);
}

static void
test_lookup (Enrollment *self, gconstpointer data)
{
  const char *const relayed[] = { "name", "pressure", NULL };
  Site site = { .answer = answer_asset };
  g_autoptr (EnlistRecord) record = run_lookup (self, &site, "p 1");
  g_autoptr (GPtrArray) records = enrollment_list_records (self);

  assert_field (record, "name", "Feed pump");
  g_assert_cmpint (json_node_get_int (enlist_record_lookup_field (record, "pressure")), ==, 6);
  g_assert_null (enlist_record_lookup_field (record, "zone"));
  g_assert_cmpuint (site.rounds, ==, 1);
  g_assert_cmpint (enlist_record_get_relay_state (record), ==, ENLIST_RELAY_WAITING);
  g_assert_cmpint (enlist_record_get_relay_state (g_ptr_array_index (records, 0)), ==, ENLIST_RELAY_WAITING);
  g_assert_cmpstrv (enlist_record_get_relay_fields (g_ptr_array_index (records, 0)), relayed);
  g_object_unref (site.session);
}

static void
assert_by_hand (Enrollment *self, const char *number)
{
  Site site = { .answer = answer_asset };
  g_autoptr (EnlistRecord) record = run_lookup (self, &site, number);

  assert_field (record, "name", "By hand");
  assert_field (record, "zone", "none");
  g_assert_cmpint (json_node_get_int (enlist_record_lookup_field (record, "pressure")), ==, 7);
  assert_step (&site, ENLIST_SIDE_ASSISTANT, 2, ENLIST_STEP_CAUGHT);
  g_object_unref (site.session);
}

static void
test_lookup_not_found (Enrollment *self, gconstpointer data)
{
  assert_by_hand (self, "P-9");
}

/* A value of the entry is not of its field's kind: nothing of the entry is taken. */
static void
test_lookup_wrong_kind (Enrollment *self, gconstpointer data)
{
  assert_by_hand (self, "P-2");
}

/* A gateway. */

static const char configure[] =
    "  'fields': [ { 'name': 'pipe', 'kind': 'choice' } ],"
    "  'assistant': [ { 'ask': ['name', 'wifi', { 'field': 'pipe', 'options': ['DN 15', 'DN 20'] }] },"
    "    { 'configure': ['wifi', 'pipe', { 'field': 'interval', 'to': 60 }] }, { 'record': ['name'] } ],"
    "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'report': ['device.key'] } ] }";

static void
answer_gateway (EnlistPrompt *prompt, guint round)
{
  answer_wrong (prompt, round);
  set_answer (prompt, "pipe", enlist_value_new_choice (1));
}

static void
assert_file (const char *folder, const char *name, const char *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *plain = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  node = json_from_string (text, NULL);
  plain = json_to_string (node, FALSE);
  g_assert_cmpstr (plain, ==, expected);
}

static void
test_configure (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, configure);
  g_autofree char *path = g_build_filename (self->folder, "gateway", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (EnlistGateway) gateway = enlist_gateway_new (folder);
  Site site = { .answer = answer_gateway };
  g_autoptr (EnlistRecord) record = NULL;

  site.session = enrollment_new_session (self, label);
  enlist_session_set_gateway (site.session, gateway);
  record = run_well (self, label, &site);
  assert_file (path, "configuration.json", "{\"interval\":60,\"pipe\":\"DN 20\"}");
  assert_file (path, "secrets.json", "{\"wifi\":{\"ssid\":\"site\",\"passphrase\":\"wrong horse\"}}");
  g_object_unref (site.session);
}

static void
test_configure_without_gateway (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, configure);
  Site site = { .answer = answer_gateway };
  g_autoptr (GError) error = NULL;

  g_assert_null (run (self, label, &site, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "gateway"));
  g_assert_cmpint (enlist_session_get_failed_step (site.session), ==, 1);
  g_object_unref (site.session);
}

/* A gateway's folder that cannot be used is found before anything is asked. */
static void
test_configure_nowhere (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, configure);
  g_autoptr (GFile) folder = g_file_new_for_path ("/proc/nothing");
  g_autoptr (EnlistGateway) gateway = enlist_gateway_new (folder);
  Site site = { .answer = answer_gateway };
  g_autoptr (GError) error = NULL;

  site.session = enrollment_new_session (self, label);
  enlist_session_set_gateway (site.session, gateway);
  g_assert_null (run (self, label, &site, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
  g_assert_cmpuint (site.rounds, ==, 0);
  g_object_unref (site.session);
}

/* The next device of the same model. */

static const char remember[] =
    "  'assistant': [ { 'ask': [ { 'field': 'location', 'remember': true }, 'name',"
    "                            { 'field': 'asset', 'pattern': '[A-Z]{2}[0-9]{4}', 'optional': true } ] },"
    "                 { 'record': [] } ],"
    "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'report': ['device.key'] } ] }";

static void
answer_first (EnlistPrompt *prompt, guint round)
{
  g_assert_null (enlist_question_item_get_default (enlist_prompt_find_question (prompt, "location")));
  set_answer (prompt, "location", enlist_value_new_place ("Main site", "Building 2", NULL, NULL, NULL));
  set_answer (prompt, "name", enlist_value_new_text (ENLIST_VALUE_NAME, "One", NULL));
}

static void
answer_second (EnlistPrompt *prompt, guint round)
{
  EnlistValue *place = enlist_question_item_get_default (enlist_prompt_find_question (prompt, "location"));

  g_assert_nonnull (place);
  g_assert_cmpstr (enlist_prompt_get_problem (prompt), ==, "");
  set_answer (prompt, "location", enlist_value_ref (place));
  g_assert_null (enlist_question_item_get_default (enlist_prompt_find_question (prompt, "name")));
  set_answer (prompt, "name", enlist_value_new_text (ENLIST_VALUE_NAME, "Two", NULL));
}

static void
test_remember (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, remember);
  g_autoptr (EnlistAnswerMemory) memory = enlist_answer_memory_new ();
  g_autoptr (EnlistAnswerMemory) copy = enlist_answer_memory_new ();
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;
  Site first = { .answer = answer_first }, second = { .answer = answer_second };
  g_autoptr (EnlistRecord) one = NULL;
  g_autoptr (EnlistRecord) two = NULL;

  first.session = enrollment_new_session (self, label);
  enlist_session_set_answer_memory (first.session, memory);
  one = run_well (self, label, &first);

  json = enlist_answer_memory_to_json (memory);
  text = json_to_string (json, FALSE);
  g_assert_cmpstr (text, ==, "{\"Example Instruments\":{\"Weather Sensor\":{\"location\":"
                   "{\"site\":\"Main site\",\"building\":\"Building 2\"}}}}");
  g_assert_true (enlist_answer_memory_read_json (copy, json, NULL));
  second.session = enrollment_new_session (self, label);
  enlist_session_set_answer_memory (second.session, copy);
  two = run_well (self, label, &second);
  g_assert_cmpstr (enlist_record_get_place (two), ==, "Main site, Building 2");
  g_object_unref (first.session);
  g_object_unref (second.session);
}

/* Answers to an older label: what does not fit any more is not offered. */
static void
answer_older (EnlistPrompt *prompt, guint round)
{
  EnlistValue *pipe = enlist_question_item_get_default (enlist_prompt_find_question (prompt, "pipe"));
  g_autoptr (JsonNode) index = NULL;

  g_assert_nonnull (pipe);
  index = enlist_value_to_json (pipe);
  g_assert_cmpint (json_node_get_int (index), ==, 1);
  g_assert_null (enlist_question_item_get_default (enlist_prompt_find_question (prompt, "asset")));
  g_assert_null (enlist_question_item_get_default (enlist_prompt_find_question (prompt, "name")));
  g_assert_null (enlist_question_item_get_default (enlist_prompt_find_question (prompt, "remark")));
  set_answer (prompt, "pipe", enlist_value_ref (pipe));
  answer_name (prompt, round);
}

static void
test_remember_older (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'fields': [ { 'name': 'pipe', 'kind': 'choice' } ],"
            "  'assistant': [ { 'ask': ["
            "    { 'field': 'pipe', 'options': ['DN 15', 'DN 20'], 'remember': true },"
            "    { 'field': 'asset', 'pattern': '[0-9]{4}', 'remember': true, 'optional': true },"
            "    { 'field': 'name', 'remember': true }, { 'field': 'remark', 'optional': true } ] } ],"
            "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' } ] }");
  g_autoptr (EnlistAnswerMemory) memory = enlist_answer_memory_new ();
  g_autoptr (JsonNode) json =
      json_from_string ("{\"Example Instruments\":{\"Weather Sensor\":{\"pipe\":\"DN 20\",\"asset\":\"A\","
                        "\"name\":7,\"remark\":\"not to be remembered\"}}}", NULL);
  g_autoptr (JsonNode) after = NULL;
  g_autofree char *text = NULL;
  Site site = { .answer = answer_older };
  g_autoptr (EnlistRecord) record = NULL;

  g_assert_true (enlist_answer_memory_read_json (memory, json, NULL));
  site.session = enrollment_new_session (self, label);
  enlist_session_set_answer_memory (site.session, memory);
  record = run_well (self, label, &site);

  /* An open question is forgotten, what the label does not mark stays as it was. */
  after = enlist_answer_memory_to_json (memory);
  text = json_to_string (after, FALSE);
  g_assert_cmpstr (text, ==, "{\"Example Instruments\":{\"Weather Sensor\":{\"pipe\":\"DN 20\","
                   "\"name\":\"Roof 1\",\"remark\":\"not to be remembered\"}}}");
  g_object_unref (site.session);
}

static void
answer_pattern (EnlistPrompt *prompt, guint round)
{
  EnlistQuestionItem *question = enlist_prompt_find_question (prompt, "asset");
  static const char *const wrong[] = { "", "AB123", "AB12345", "ab1234", "AB1234\n" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (EnlistValue) value = enlist_value_new_text (ENLIST_VALUE_TEXT, wrong[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_false (enlist_question_item_set_answer (question, value, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
      g_assert_nonnull (strstr (error->message, "[A-Z]{2}[0-9]{4}"));
    }
  answer_first (prompt, round);
  set_answer (prompt, "asset", enlist_value_new_text (ENLIST_VALUE_TEXT, "AB1234", NULL));
}

static void
test_pattern (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, remember);
  Site site = { .answer = answer_pattern };
  g_autoptr (EnlistRecord) record = run_well (self, label, &site);

  assert_field (record, "asset", "AB1234");
  g_object_unref (site.session);
}

/* Applications and parts. */

static void
test_second_application (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'applications': ["
            "    { 'title': 'Install', 'assistant': [ { 'ask': ['name'] } ],"
            "      'device': [ { 'make-key': 'ed25519', 'into': 'device.key' } ] },"
            "    { 'title': 'Replace',"
            "      'assistant': [ { 'let': 'remark', 'be': 'replaced' }, { 'record': [] },"
            "                     { 'send': ['remark'] } ],"
            "      'device': [ { 'need': ['remark'] }, { 'check': { 'equal': [ { 'field': 'remark' },"
            "                  'replaced' ] }, 'message': 'Another application' },"
            "                  { 'make-key': 'ed25519', 'into': 'device.key' },"
            "                  { 'report': ['device.key'] } ] } ] }");
  Site site = { NULL };
  g_autoptr (EnlistRecord) record = NULL;

  enlist_label_select_application (label, 1);
  record = run_well (self, label, &site);
  assert_field (record, "remark", "replaced");
  g_assert_cmpuint (enlist_record_get_n_keys (record), ==, 1);
  assert_step (&site, ENLIST_SIDE_DEVICE, 1, ENLIST_STEP_DONE);
  g_object_unref (site.session);
}

static void
test_absent_part (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (
      self, "  'configurations': { 'defaults': { 'hash': '00112233445566778899aabbccddeeff', 'size': 10 } },"
            "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'install': ['defaults'] } ] }");
  Site site = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (run (self, label, &site, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "00112233445566778899aabbccddeeff"));
  g_object_unref (site.session);
}

static void
add (const char *name, void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/language/", name, NULL);

  g_test_add (path, Enrollment, NULL, enrollment_set_up_sensor, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("8.2-asks-again", test_retry);
  add ("8.2-asks-again-in-vain", test_retry_in_vain);
  add ("8.2-caught-check", test_caught_check);
  add ("8.2-await-in-vain", test_await_in_vain);
  add ("8.3-await-newer", test_await_newer);
  add ("8.3-lookup-and-relay", test_lookup);
  add ("8.3-lookup-not-found", test_lookup_not_found);
  add ("8.3-lookup-wrong-kind", test_lookup_wrong_kind);
  add ("8.3-configure", test_configure);
  add ("8.3-configure-without-gateway", test_configure_without_gateway);
  add ("8.3-configure-nowhere", test_configure_nowhere);
  add ("8.3-remember", test_remember);
  add ("8.3-remember-older", test_remember_older);
  add ("8.3-pattern", test_pattern);
  add ("7.2-second-application", test_second_application);
  add ("7.3-absent-part", test_absent_part);

  return g_test_run ();
}
