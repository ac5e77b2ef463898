/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <signal.h>
#include <sys/resource.h>

#include "await.h"
#include "enrollment.h"

/* What happens to an enrollment, once, when its session comes to a state. */
typedef struct {
  Enrollment *enrollment;
  EnlistSessionState state;
  void (*happen) (Enrollment *enrollment, gpointer data);
  gpointer data;
  gboolean happened;
} Fault;

static void
on_state_changed (EnlistSession *session, GParamSpec *pspec, gpointer user_data)
{
  Fault *fault = user_data;

  if (fault->happened || enlist_session_get_state (session) != fault->state)
    return;

  fault->happened = TRUE;
  fault->happen (fault->enrollment, fault->data);
}

static void
assert_fails (Enrollment *self, EnlistSession *session, const char *uri, EnlistError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistRecord) record = enrollment_run_at (self, session, uri, NULL, &error);

  g_assert_error (error, ENLIST_ERROR, (int) code);
  g_assert_null (record);
  g_assert_cmpint (enlist_session_get_state (session), ==, ENLIST_SESSION_FAILED);
  g_assert_null (enlist_session_get_prompt (session));
}

static void
assert_label_fails (Enrollment *self, EnlistLabel *label, EnlistError code)
{
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);

  assert_fails (self, session, NULL, code);
}

/* The wrong device. */

/* The device's values, but one member of another device's */
static EnlistDeviceValues *
mix_values (Enrollment *self, const char *member)
{
  g_autofree char *own_path = g_build_filename (self->folder, "own.json", NULL);
  g_autofree char *other_path = g_build_filename (self->folder, "other.json", NULL);
  g_autoptr (GFile) own = g_file_new_for_path (own_path);
  g_autoptr (GFile) other = g_file_new_for_path (other_path);
  g_autoptr (EnlistDeviceValues) stranger = NULL;
  g_autoptr (JsonParser) own_parser = json_parser_new (), other_parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  JsonObject *object;
  EnlistDeviceValues *mixed;

  stranger = enlist_device_values_generate ("Example Instruments", "Weather Sensor", NULL, NULL, FALSE,
                                            &error);
  g_assert_no_error (error);
  g_assert_true (enlist_device_values_save (self->device, own, NULL));
  g_assert_true (enlist_device_values_save (stranger, other, NULL));
  g_assert_true (json_parser_load_from_file (own_parser, own_path, NULL));
  g_assert_true (json_parser_load_from_file (other_parser, other_path, NULL));
  object = json_node_get_object (json_parser_get_root (own_parser));
  g_assert_true (json_object_has_member (object, member));
  json_object_set_member (object, member, json_node_copy (json_object_get_member (
                              json_node_get_object (json_parser_get_root (other_parser)), member)));
  json = json_to_string (json_parser_get_root (own_parser), FALSE);
  g_assert_true (g_file_set_contents (own_path, json, -1, NULL));
  mixed = enlist_device_values_load (own, &error);
  g_assert_no_error (error);

  return mixed;
}

static void
test_wrong_device (Enrollment *self, gconstpointer data)
{
  const char *const transports[] = { self->uri, NULL };
  g_autoptr (EnlistDeviceValues) values = mix_values (self, data);
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  g_autoptr (EnlistLabel) right = enrollment_make_sensor (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistLabel) label = enlist_label_compile (source, "sample.json", transports, values, self->key,
                                                        &error);

  g_assert_no_error (error);
  enrollment_start_device (self);
  assert_label_fails (self, label, ENLIST_ERROR_WRONG_DEVICE);
  g_assert_cmpstr (enlist_error_get_title (ENLIST_ERROR_WRONG_DEVICE), ==,
                   "This is not the device on the label");
  enrollment_assert_enrollable (self, right);
}

static void
test_unreachable (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  gint64 start = g_get_monotonic_time ();

  assert_label_fails (self, label, ENLIST_ERROR_UNREACHABLE);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_TIME_SPAN_SECOND);
}

/* At every state. */

static const EnlistSessionState states[] = {
  ENLIST_SESSION_PREPARING, ENLIST_SESSION_CONNECTING, ENLIST_SESSION_SECURING, ENLIST_SESSION_TRANSFERRING,
  ENLIST_SESSION_RUNNING,   ENLIST_SESSION_RECORDING,
};

static void
cancel (Enrollment *self, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
cancel_at (Enrollment *self, EnlistLabel *label, EnlistSessionState state)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  Fault fault = { .enrollment = self, .state = state, .happen = cancel, .data = cancellable };

  g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
  record = enrollment_run_at (self, session, NULL, cancellable, &error);
  g_assert_true (fault.happened);
  if (state == ENLIST_SESSION_COMMITTING)
    {
      g_assert_no_error (error);
      g_assert_true (enrollment_is_locked (self));
      return;
    }
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED);
  g_assert_false (enrollment_is_locked (self));
}

/* Nothing of one session stands in the way of the next; what was told to commit is enrolled. */
static void
test_cancel (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);

  enrollment_start_device (self);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    cancel_at (self, label, states[i]);
  cancel_at (self, label, ENLIST_SESSION_COMMITTING);
}

static void
test_enrolls_after_cancel (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);

  enrollment_start_device (self);
  cancel_at (self, label, ENLIST_SESSION_RECORDING);
  enrollment_assert_enrollable (self, label);
}

static void
kill_device (Enrollment *self, gpointer data)
{
  enrollment_kill_device (self);
}

static void
test_killed (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);

  for (gsize i = 1; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
      g_autoptr (EnlistRecord) record = NULL;
      g_autoptr (GError) error = NULL;
      Fault fault = { .enrollment = self, .state = states[i], .happen = kill_device };

      enrollment_start_device (self);
      g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
      record = enrollment_run (self, session, &error);
      g_assert_true (fault.happened);
      g_assert_null (record);
      g_assert_true (g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_LINK_LOST) ||
                     g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE));
      g_assert_false (enrollment_is_locked (self));
    }
  enrollment_start_device (self);
  enrollment_assert_enrollable (self, label);
}

static void
restart_device (Enrollment *self, gpointer data)
{
  enrollment_kill_device (self);
  enrollment_start_device (self);
}

/* The device loses its power before it hears of the commit: it begins again, and so does the assistant. */
static void
test_restarted_at_commit (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  Fault fault = { .enrollment = self, .state = ENLIST_SESSION_COMMITTING, .happen = restart_device };

  enrollment_start_device (self);
  g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
  record = enrollment_run (self, session, &error);
  g_assert_no_error (error);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
  g_assert_true (fault.happened);
  g_assert_true (enrollment_is_locked (self));
}

/* What fails in a program. */

static void
test_wrong_wifi (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistStepItem) step = NULL;

  enrollment_write_networks (self, "another passphrase");
  enrollment_start_device (self);
  assert_fails (self, session, NULL, ENLIST_ERROR_DEVICE_FAILED);
  g_assert_cmpint (enlist_session_get_failed_side (session), ==, ENLIST_SIDE_DEVICE);
  g_assert_cmpint (enlist_session_get_failed_step (session), ==, 1);
  step = g_list_model_get_item (enlist_session_get_steps (session, ENLIST_SIDE_DEVICE), 1);
  g_assert_cmpint (enlist_step_item_get_state (step), ==, ENLIST_STEP_FAILED);
  g_assert_nonnull (strstr (enlist_step_item_get_problem (step), "the passphrase was refused"));

  enrollment_write_networks (self, "correct horse");
  enrollment_assert_enrollable (self, label);
}

static void
test_check (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Weather Sensor',"
                               "  'assistant': [ { 'ask': ['name'] },"
                               "    { 'check': { 'equal': [ { 'field': 'name' }, 'Cellar' ] },"
                               "      'message': 'Only for the cellar.' }, { 'send': ['name'] } ],"
                               "  'device': [ { 'need': ['name'] } ] }");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistLabel) sensor = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (GError) error = NULL;

  enrollment_start_device (self);
  g_assert_null (enrollment_run (self, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CHECK_FAILED);
  g_assert_cmpstr (error->message, ==, "Only for the cellar.");
  g_assert_cmpint (enlist_session_get_failed_side (session), ==, ENLIST_SIDE_ASSISTANT);
  g_assert_cmpint (enlist_session_get_failed_step (session), ==, 1);
  enrollment_assert_enrollable (self, sensor);
}

/* The journal. */

static void
close_journal (Enrollment *self, gpointer data)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  enlist_journal_close_async (self->journal, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_true (enlist_journal_close_finish (self->journal, result, &error));
}

static void
test_journal_closed (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);

  enrollment_start_device (self);
  close_journal (self, NULL);
  assert_label_fails (self, label, ENLIST_ERROR_JOURNAL);
  enrollment_stop_device (self);
  g_assert_null (strstr (self->log->str, "connected"));
}

static void
set_file_limit (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
fill_disk (Enrollment *self, gpointer data)
{
  set_file_limit (1);
}

static void
test_disk_full (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  Fault fault = { .enrollment = self, .state = ENLIST_SESSION_RECORDING, .happen = fill_disk };

  enrollment_start_device (self);
  g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
  record = enrollment_run (self, session, &error);
  set_file_limit (RLIM_INFINITY);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
  g_assert_null (record);
  enrollment_assert_enrollable (self, label);
}

/* What is open stays open: the record is kept, and the session is there to be taken up again. */
static void
assert_open (Enrollment *self)
{
  g_autoptr (GPtrArray) records = enrollment_list_records (self);
  g_autoptr (GPtrArray) sessions = enrollment_list_unfinished (self);

  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpint (enlist_record_get_state (g_ptr_array_index (records, 0)), ==, ENLIST_RECORD_PROVISIONAL);
  g_assert_cmpuint (sessions->len, ==, 1);
  g_assert_cmpint (enlist_journal_session_get_stage (g_ptr_array_index (sessions, 0)), ==,
                   ENLIST_JOURNAL_COMMITTING);
}

static void
test_disk_full_after_commit (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  Fault fault = { .enrollment = self, .state = ENLIST_SESSION_COMMITTING, .happen = fill_disk };

  enrollment_start_device (self);
  g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
  assert_fails (self, session, NULL, ENLIST_ERROR_STORAGE);
  set_file_limit (RLIM_INFINITY);
  assert_open (self);
  g_assert_true (enrollment_is_locked (self));
}

static void
test_away_at_commit (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  Fault fault = { .enrollment = self, .state = ENLIST_SESSION_COMMITTING, .happen = kill_device };

  enrollment_start_device (self);
  g_signal_connect (session, "notify::state", G_CALLBACK (on_state_changed), &fault);
  assert_fails (self, session, NULL, ENLIST_ERROR_LINK_LOST);
  assert_open (self);
}

/* Without a keyring that can be used nothing is sent to the device. */
static void
test_keyring (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = enrollment_make_sensor (self);

  enrollment_start_device (self);
  assert_label_fails (self, label, GPOINTER_TO_INT (data));
  enrollment_stop_device (self);
  g_assert_null (strstr (self->log->str, "connected"));
}

static void
add (const char *name, gconstpointer data, void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/faults/", name, NULL);

  g_test_add (path, Enrollment, data, enrollment_set_up_sensor, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  const char *keyring = argc > 1 ? argv[argc - 1] : NULL;

  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);

  if (g_strcmp0 (keyring, "locked") == 0)
    {
      add ("keyring-locked", GINT_TO_POINTER (ENLIST_ERROR_KEYRING_LOCKED), test_keyring);
      return g_test_run ();
    }
  if (g_strcmp0 (keyring, "absent") == 0)
    {
      add ("keyring-absent", GINT_TO_POINTER (ENLIST_ERROR_KEYRING_ABSENT), test_keyring);
      return g_test_run ();
    }

  add ("10.2-wrong-device-key", "key", test_wrong_device);
  add ("10.2.2-wrong-label-secret", "secret", test_wrong_device);
  add ("unreachable", NULL, test_unreachable);
  add ("10.4-cancelled-in-every-state", NULL, test_cancel);
  add ("10.4-enrolls-after-being-cancelled", NULL, test_enrolls_after_cancel);
  add ("10.7-device-killed-in-every-state", NULL, test_killed);
  add ("10.6-device-restarted-at-commit", NULL, test_restarted_at_commit);
  add ("8.4-wrong-wifi-password", NULL, test_wrong_wifi);
  add ("8.2-check-shows-its-message", NULL, test_check);
  add ("journal-closed", NULL, test_journal_closed);
  add ("10.6-disk-full-before-commit", NULL, test_disk_full);
  add ("10.6-disk-full-after-commit", NULL, test_disk_full_after_commit);
  add ("10.6-device-away-at-commit", NULL, test_away_at_commit);

  return g_test_run ();
}
