/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <sodium.h>

#include "await.h"
#include "enrollment.h"
#include "link-proxy.h"
#include "serial-relay.h"

#define HEAD "{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments', 'model': 'Weather Sensor',"
#define MODULE_SIZE 65536

/* A session behind a proxy, and what happens in it. */
typedef struct {
  Enrollment *enrollment;
  LinkProxy proxy;
  EnlistSession *session;
  guint asked;       /* how many prompts there were */
  guint losses;      /* how often the session was connecting */
  EnlistSessionState cut_at;
  Await await;
  void (*on_prompt) (void *site, EnlistPrompt *prompt); /* answers; the prompt stays open without */
} Site;

static void
on_prompt_changed (EnlistSession *session, GParamSpec *pspec, gpointer user_data)
{
  Site *site = user_data;
  EnlistPrompt *prompt = enlist_session_get_prompt (session);

  if (prompt == NULL)
    return;
  site->asked++;
  if (site->on_prompt != NULL)
    site->on_prompt (site, prompt);
}

static void
on_state_changed (EnlistSession *session, GParamSpec *pspec, gpointer user_data)
{
  Site *site = user_data;

  if (enlist_session_get_state (session) == ENLIST_SESSION_CONNECTING)
    site->losses++;
}

static void
site_start (Site *site, Enrollment *enrollment, EnlistLabel *label)
{
  g_autofree char *path = g_build_filename (enrollment->folder, "proxy", NULL);

  site->enrollment = enrollment;
  enrollment_start_device (enrollment);
  link_proxy_start (&site->proxy, path, enrollment->uri);
  site->session = enrollment_new_session (enrollment, label);
  enlist_session_set_patience (site->session, 30);
  g_signal_connect (site->session, "notify::prompt", G_CALLBACK (on_prompt_changed), site);
  g_signal_connect (site->session, "notify::state", G_CALLBACK (on_state_changed), site);
  enlist_session_run_async (site->session, site->proxy.uri, NULL, await_ready, &site->await);
}

/* Ends well; answers the record. */
static EnlistRecord *
site_finish (Site *site)
{
  g_autoptr (GAsyncResult) result = await_result (&site->await);
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistRecord) record = enlist_session_run_finish (site->session, result, &error);
  g_autofree char *log = enlist_session_dup_log (site->session);

  g_test_message ("%s", log);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (log, "connection lost"));
  g_assert_nonnull (strstr (log, "both programs begin anew"));
  link_proxy_stop (&site->proxy);
  g_clear_object (&site->session);

  return g_steal_pointer (&record);
}

static gboolean
on_late (gpointer data)
{
  g_error ("Nothing came within 20 seconds");

  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                                               \
  G_STMT_START                                                                                              \
  {                                                                                                         \
    guint deadline_ = g_timeout_add_seconds (20, on_late, NULL);                                            \
    while (!(condition))                                                                                    \
      g_main_context_iteration (NULL, TRUE);                                                                \
    g_source_remove (deadline_);                                                                            \
  }                                                                                                         \
  G_STMT_END

static EnlistLabel *
make_label (Enrollment *self, const char *rest)
{
  g_autofree char *text = g_strconcat (HEAD, rest, NULL);
  g_autoptr (JsonNode) source = enrollment_parse_source (text);

  return enrollment_make_label (self, source);
}

static void
set_text (EnlistPrompt *prompt, const char *field, EnlistValueKind kind, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistValue) value = enlist_value_new_text (kind, text, &error);

  enlist_question_item_set_answer (enlist_prompt_find_question (prompt, field), value, &error);
  g_assert_no_error (error);
}

static void
assert_field (EnlistRecord *record, const char *field, const char *expected)
{
  JsonNode *node = enlist_record_lookup_field (record, field);

  g_assert_nonnull (node);
  g_assert_cmpstr (json_node_get_string (node), ==, expected);
}

/* A question that is open when the link breaks. */

static const char two_pages[] =
    "  'assistant': [ { 'note': 'Open it', 'confirm': true }, { 'ask': ['name'] }, { 'send': ['name'] },"
    "                 { 'await': ['device.key'] }, { 'ask': ['remark', 'asset'] }, { 'record': [] } ],"
    "  'device': [ { 'need': ['name'] }, { 'set': ['name'] },"
    "              { 'make-key': 'ed25519', 'into': 'device.key' }, { 'report': ['device.key'] } ] }";

static void
answer_first_pages (void *data, EnlistPrompt *prompt)
{
  Site *site = data;

  if (site->asked == 2)
    set_text (prompt, "name", ENLIST_VALUE_NAME, "Roof 1");
  if (site->asked <= 2)
    enlist_prompt_submit (prompt);
}

static void
test_open_question (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, two_pages);
  Site site = { .on_prompt = answer_first_pages };
  g_autoptr (EnlistRecord) record = NULL;
  EnlistPrompt *open;

  site_start (&site, self, label);
  WAIT_UNTIL (site.asked == 3);
  open = enlist_session_get_prompt (site.session);
  set_text (open, "remark", ENLIST_VALUE_TEXT, "half typed");
  link_proxy_cut (&site.proxy);
  WAIT_UNTIL (site.losses == 2);
  g_assert_true (enlist_session_get_prompt (site.session) == open);
  g_assert_true (g_str_has_prefix (enlist_session_get_status (site.session),
                                   "Connection lost, connecting again…"));
  WAIT_UNTIL (enlist_session_get_state (site.session) == ENLIST_SESSION_RUNNING);

  g_assert_true (enlist_session_get_prompt (site.session) == open);
  set_text (open, "asset", ENLIST_VALUE_TEXT, "A1");
  enlist_prompt_submit (open);
  record = site_finish (&site);
  g_assert_cmpuint (site.asked, ==, 3);
  assert_field (record, "name", "Roof 1");
  assert_field (record, "remark", "half typed");
  assert_field (record, "asset", "A1");
}

/* The installer goes on while the device is away. */
static void
test_answered_meanwhile (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, two_pages);
  Site site = { .on_prompt = answer_first_pages };
  g_autoptr (EnlistRecord) record = NULL;
  EnlistPrompt *open;

  site_start (&site, self, label);
  WAIT_UNTIL (site.asked == 3);
  enrollment_kill_device (self);
  WAIT_UNTIL (site.losses == 2);
  open = enlist_session_get_prompt (site.session);
  set_text (open, "remark", ENLIST_VALUE_TEXT, "typed");
  set_text (open, "asset", ENLIST_VALUE_TEXT, "A1");
  enlist_prompt_submit (open);
  WAIT_UNTIL (enlist_session_get_prompt (site.session) == NULL);
  enrollment_start_device (self);
  record = site_finish (&site);
  g_assert_cmpuint (site.asked, ==, 3);
  assert_field (record, "remark", "typed");
}

/* Asked again because of a wrong answer, which is played again once. */

static const char retry[] =
    "  'fields': [ { 'name': 'joined', 'kind': 'yes-no' } ],"
    "  'assistant': [ { 'repeat': 5, 'until': { 'field': 'joined' },"
    "      'do': [ { 'ask': ['wifi'] }, { 'send': ['wifi'] }, { 'await': ['joined'] } ] },"
    "    { 'check': { 'field': 'joined' }, 'message': 'No network' }, { 'ask': ['remark'] },"
    "    { 'record': [] } ],"
    "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'let': 'joined', 'be': false },"
    "    { 'repeat': 5, 'until': { 'field': 'joined' }, 'do': [ { 'need': ['wifi'] },"
    "        { 'try': [ [ { 'call': 'wifi.join', 'with': [{ 'field': 'wifi' }], 'title': 'Joins' },"
    "                     { 'let': 'joined', 'be': true } ],"
    "                   [ { 'let': 'joined', 'be': false } ] ] },"
    "        { 'report': ['joined'] } ] } ] }";

static void
answer_networks (void *data, EnlistPrompt *prompt)
{
  Site *site = data;
  g_autoptr (EnlistValue) value =
      enlist_value_new_wifi ("site", site->asked < 3 ? "wrong horse" : "correct horse", NULL);

  if (site->asked > 3)
    return;
  enlist_question_item_set_answer (enlist_prompt_find_question (prompt, "wifi"), value, NULL);
  enlist_prompt_submit (prompt);
}

static void
test_wrong_answer (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, retry);
  Site site = { .on_prompt = answer_networks };
  g_autoptr (EnlistRecord) record = NULL;
  EnlistPrompt *open;

  site_start (&site, self, label);
  WAIT_UNTIL (site.asked == 4);
  open = enlist_session_get_prompt (site.session);
  link_proxy_cut (&site.proxy);
  WAIT_UNTIL (site.losses == 2);
  WAIT_UNTIL (enlist_session_get_state (site.session) == ENLIST_SESSION_RUNNING);
  g_assert_true (enlist_session_get_prompt (site.session) == open);
  set_text (open, "remark", ENLIST_VALUE_TEXT, "done");
  enlist_prompt_submit (open);
  record = site_finish (&site);
  g_assert_cmpuint (site.asked, ==, 4);
  assert_field (record, "remark", "done");
}

/* The link breaks again and again, a little further each time: that is progress, whatever it takes. */

static gboolean
on_cut_due (gpointer user_data)
{
  Site *site = user_data;

  link_proxy_cut (&site->proxy);

  return G_SOURCE_REMOVE;
}

static void
on_step_changed (EnlistStepItem *item, GParamSpec *pspec, gpointer user_data)
{
  Site *site = user_data;

  if (enlist_step_item_get_state (item) == ENLIST_STEP_DONE && enlist_step_item_get_index (item) < 10 &&
      site->losses == enlist_step_item_get_index (item) + 1)
    g_idle_add_full (G_PRIORITY_HIGH, on_cut_due, site, NULL);
}

static void
test_many_losses (Enrollment *self, gconstpointer data)
{
  GString *source = g_string_new ("  'assistant': [ { 'ask': ['name'] }, { 'send': ['name'] } ],"
                                  "  'device': [ { 'need': ['name'] }");
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (EnlistRecord) record = NULL;
  Site site = { .on_prompt = NULL };
  GListModel *steps;

  for (guint i = 0; i < 10; i++)
    g_string_append (source, ", { 'set': ['name'] }");
  g_string_append (source, ", { 'make-key': 'ed25519', 'into': 'device.key' },"
                           " { 'report': ['device.key'] } ] }");
  label = make_label (self, source->str);
  site_start (&site, self, label);
  steps = enlist_session_get_steps (site.session, ENLIST_SIDE_DEVICE);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);

      g_signal_connect (item, "notify::state", G_CALLBACK (on_step_changed), &site);
    }
  WAIT_UNTIL (site.asked == 1);
  set_text (enlist_session_get_prompt (site.session), "name", ENLIST_VALUE_NAME, "Roof 1");
  enlist_prompt_submit (enlist_session_get_prompt (site.session));
  record = site_finish (&site);
  g_assert_cmpuint (site.asked, ==, 1);
  g_assert_cmpuint (site.losses, >, 6);
  g_string_free (source, TRUE);
}

/* While the record is being written, and when it has been. */

static void
on_state_cut (EnlistSession *session, GParamSpec *pspec, gpointer user_data)
{
  Site *site = user_data;

  if (enlist_session_get_state (session) == site->cut_at && !site->proxy.cut)
    link_proxy_cut (&site->proxy);
}

static void
test_cut_in_state (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label (self, two_pages);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) unfinished = NULL;
  Site site = { .on_prompt = answer_first_pages, .cut_at = GPOINTER_TO_INT (data) };
  EnlistPrompt *open;

  site_start (&site, self, label);
  g_signal_connect (site.session, "notify::state", G_CALLBACK (on_state_cut), &site);
  WAIT_UNTIL (site.asked == 3);
  open = enlist_session_get_prompt (site.session);
  set_text (open, "remark", ENLIST_VALUE_TEXT, "typed");
  set_text (open, "asset", ENLIST_VALUE_TEXT, "A1");
  enlist_prompt_submit (open);
  record = site_finish (&site);
  g_assert_cmpuint (site.asked, ==, 3);
  assert_field (record, "remark", "typed");

  records = enrollment_list_records (self);
  unfinished = enrollment_list_unfinished (self);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpint (enlist_record_get_state (g_ptr_array_index (records, 0)), ==, ENLIST_RECORD_ENROLLED);
  g_assert_cmpuint (unfinished->len, ==, 0);
}

/* A part of 64 KiB goes on where it was. */

static char *
encode (const guint8 *data, gsize size)
{
  gsize capacity = sodium_base64_encoded_len (size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  char *text = g_malloc (capacity);

  return sodium_bin2base64 (text, capacity, data, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static EnlistLabel *
make_label_with_module (Enrollment *self)
{
  g_autofree guint8 *module = g_malloc (MODULE_SIZE);
  g_autofree char *text = NULL;
  g_autofree char *rest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  EnlistLabel *label;

  for (gsize i = 0; i < MODULE_SIZE; i++)
    module[i] = (guint8) (i * 31 + i / 256);
  text = encode (module, MODULE_SIZE);
  rest = g_strdup_printf ("  'iot-applications': { 'pump': { 'data': '%s', 'media': 'application/wasm',"
                          "    'absent': true } },"
                          "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' },"
                          "    { 'report': ['device.key'] }, { 'install': ['pump'] } ] }", text);
  label = make_label (self, rest);
  bytes = g_bytes_new (module, MODULE_SIZE);
  enlist_label_supply_part (label, bytes, &error);
  g_assert_no_error (error);

  return label;
}

static void
test_part (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = make_label_with_module (self);
  g_autoptr (EnlistRecord) record = NULL;
  Site site = { .on_prompt = NULL };

  self->media = "application/wasm=true";
  site_start (&site, self, label);
  WAIT_UNTIL (site.proxy.bytes[TO_DEVICE] > MODULE_SIZE / 2);
  link_proxy_cut (&site.proxy);
  record = site_finish (&site);

  /* All of it once, what was under way at the cut, and the rest of the enrollment twice. */
  g_test_message ("%" G_GUINT64_FORMAT " bytes to the device", site.proxy.bytes[TO_DEVICE]);
  g_assert_cmpuint (site.proxy.bytes[TO_DEVICE], >, MODULE_SIZE);
  g_assert_cmpuint (site.proxy.bytes[TO_DEVICE], <, MODULE_SIZE + MODULE_SIZE / 4);
}

/* A board that restarts because its port was opened has not heard how the handshake began. */
static void
test_board_restarts (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  const char *port;
  SerialRelay relay;

  g_free (self->uri);
  self->uri = g_strdup ("serial:");
  enrollment_start_device (self);
  port = strstr (self->log->str, "/dev/pts/");
  g_assert_nonnull (port);
  path = g_strndup (port, strcspn (port, "\" "));
  serial_relay_start (&relay, path, 3);
  record = enrollment_run_at (self, session, relay.uri, NULL, &error);
  serial_relay_stop (&relay);
  g_assert_no_error (error);
  g_assert_nonnull (record);
}

/* The label's transports, in their order. */

static EnlistLabel *
make_label_for (Enrollment *self, const char *const *transports)
{
  g_autoptr (JsonNode) source = enrollment_parse_source (
      HEAD "'device': [ { 'make-key': 'ed25519', 'into': 'device.key' }, { 'report': ['device.key'] } ] }");
  g_autoptr (GError) error = NULL;
  EnlistLabel *label = enlist_label_compile (source, "sample.json", transports, self->device, self->key,
                                             &error);

  g_assert_no_error (error);

  return label;
}

static void
test_next_transport (Enrollment *self, gconstpointer data)
{
  const char *const transports[] = { "ble:", "serial:/dev/there-is-none", self->uri, NULL };
  g_autoptr (EnlistLabel) label = make_label_for (self, transports);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  enrollment_start_device (self);
  record = enrollment_run (self, session, &error);
  g_assert_no_error (error);
  g_assert_nonnull (record);
}

static void
test_no_transport (Enrollment *self, gconstpointer data)
{
  const char *const transports[] = { "ble:", "serial:/dev/there-is-none", "tcp:127.0.0.1:1", self->uri,
                                     NULL };
  g_autoptr (EnlistLabel) label = make_label_for (self, transports);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autofree char *socket = g_strconcat ("; ", self->uri, ": ", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (enrollment_run (self, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_ABSENT);
  g_assert_true (g_str_has_prefix (error->message, "ble: "));
  g_assert_nonnull (strstr (error->message, "; serial:/dev/there-is-none: There is no /dev/there-is-none"));
  g_assert_nonnull (strstr (error->message, "; tcp:127.0.0.1:1: "));
  g_assert_nonnull (strstr (error->message, socket));
}

static void
add (const char *name, void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/resume/", name, NULL);

  g_test_add (path, Enrollment, NULL, enrollment_set_up_sensor, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/there-is-none", TRUE);
  g_test_init (&argc, &argv, NULL);

  add ("10.7-open-question", test_open_question);
  add ("10.7-answered-meanwhile", test_answered_meanwhile);
  add ("10.7-wrong-answer", test_wrong_answer);
  add ("10.7-many-losses", test_many_losses);
  g_test_add ("/core/session/resume/10.7-recording", Enrollment, GINT_TO_POINTER (ENLIST_SESSION_RECORDING),
              enrollment_set_up_sensor, test_cut_in_state, enrollment_clear);
  g_test_add ("/core/session/resume/10.7-committing", Enrollment, GINT_TO_POINTER (ENLIST_SESSION_COMMITTING),
              enrollment_set_up_sensor, test_cut_in_state, enrollment_clear);
  add ("10.4-part", test_part);
  add ("10.1.7-board-restarts", test_board_restarts);
  add ("6.1-next-transport", test_next_transport);
  add ("6.1-no-transport", test_no_transport);

  return g_test_run ();
}
