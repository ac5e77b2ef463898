/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "await.h"
#include "scripted-device.h"

typedef struct {
  const char *name;
  Trick trick;
  EnlistError code;
  guint8 refusal;
} Case;

static const Case cases[] = {
  { "10.2.3-garbage-for-an-answer", TRICK_GARBAGE, ENLIST_ERROR_WRONG_DEVICE, 0 },
  { "10.2.6-refuses-as-busy", TRICK_REFUSES, ENLIST_ERROR_BUSY, ENLIST_E_BUSY },
  { "10.2.6-refuses-the-version", TRICK_REFUSES, ENLIST_ERROR_TOO_NEW, ENLIST_E_VERSION },
  { "10.2.6-refuses-the-handshake", TRICK_REFUSES, ENLIST_ERROR_WRONG_DEVICE, ENLIST_E_HANDSHAKE },
  { "10.2.6-refuses-with-an-unknown-number", TRICK_REFUSES, ENLIST_ERROR_WRONG_DEVICE, 255 },
  { "10.2-closes-in-the-handshake", TRICK_CLOSES, ENLIST_ERROR_LINK_LOST, 0 },
  { "10.2.4-unauthentic-message", TRICK_UNAUTHENTIC, ENLIST_ERROR_LINK_LOST, 0 },
  { "10.3-malformed-message", TRICK_MALFORMED, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.3-message-of-the-assistant", TRICK_ASSISTANT_MESSAGE, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.4-other-serial-number", TRICK_OTHER_SERIAL, ENLIST_ERROR_WRONG_DEVICE, 0 },
  { "10.4-owned", TRICK_OWNED, ENLIST_ERROR_OWNED, 0 },
  { "7.4-asks-for-the-assistants-part", TRICK_ASKS_FOR_THE_OTHER_PART, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.4-finishes-before-the-start", TRICK_FINISHES_EARLY, ENLIST_ERROR_PROTOCOL, 0 },
  { "8.4-undeclared-field", TRICK_UNDECLARED_FIELD, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.5-bad-signature-of-the-report", TRICK_BAD_REPORT, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.5-report-with-another-key", TRICK_SECOND_KEY, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.4-asks-again", TRICK_ASKS_AGAIN, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.4-report-after-the-end", TRICK_LATE_REPORT, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.6-done-before-commit", TRICK_EARLY_DONE, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.6-bad-signature-of-done", TRICK_BAD_DONE, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.2-never-answers", TRICK_SILENT, ENLIST_ERROR_TIMEOUT, 0 },
};

static EnlistRecord *
run_label (Enrollment *self, EnlistLabel *label, Trick trick, guint8 refusal, GError **error)
{
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  ScriptedDevice device;
  EnlistRecord *record;

  scripted_device_start (&device, self, trick, refusal);
  record = enrollment_run (self, session, error);
  scripted_device_stop (&device);

  return record;
}

static EnlistRecord *
run (Enrollment *self, Trick trick, guint8 refusal, GError **error)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_label (self);

  return run_label (self, label, trick, refusal, error);
}

static void
test_case (Enrollment *self, gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistRecord) record = run (self, one->trick, one->refusal, &error);
  g_autoptr (GPtrArray) records = enrollment_list_records (self);

  g_assert_error (error, ENLIST_ERROR, (int) one->code);
  g_assert_null (record);
  for (guint i = 0; i < records->len; i++)
    g_assert_cmpint (enlist_record_get_state (g_ptr_array_index (records, i)), ==, ENLIST_RECORD_PROVISIONAL);
}

static void
test_control_characters (Enrollment *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (self, TRICK_CONTROL_CHARACTERS, 0, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED);
  g_assert_nonnull (strstr (error->message, "one two"));
  for (const char *c = error->message; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
}

/* The same device without a trick enrolls: what the others fail at is their trick. */
static void
test_without_a_trick (Enrollment *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistRecord) record = run (self, TRICK_NONE, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
}

/* A device that says that it locks must. */
static void
test_does_not_lock (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_open_label (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (GError) error = NULL;
  ScriptedDevice device;

  enlist_session_permit_lock (session);
  scripted_device_start (&device, self, TRICK_DOES_NOT_LOCK, 0);
  g_assert_null (enrollment_run (self, session, &error));
  scripted_device_stop (&device);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_PROTOCOL);
}

static void
test_locks_unasked (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_open_label (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (run_label (self, label, TRICK_NONE, 0, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_PROTOCOL);
}

/* As soon as both programs have ended. */
static gboolean
permit (gpointer session)
{
  g_autofree char *log = enlist_session_dup_log (session);

  g_assert_true (enlist_session_needs_lock_permission (session));
  if (strstr (log, "the device's program has ended") == NULL)
    return G_SOURCE_CONTINUE;
  g_assert_cmpint (enlist_session_get_state (session), ==, ENLIST_SESSION_RUNNING);
  enlist_session_permit_lock (session);

  return G_SOURCE_REMOVE;
}

static void
on_locks_by_itself (EnlistSession *session, GParamSpec *pspec, guint *n_told)
{
  (*n_told)++;
  g_assert_true (enlist_session_locks_by_itself (session));
  g_assert_true (enlist_session_needs_lock_permission (session));
  g_idle_add_full (G_PRIORITY_LOW, permit, g_object_ref (session), g_object_unref);
}

static void
test_locks_by_itself (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_open_label (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  ScriptedDevice device;
  guint n_told = 0;

  g_signal_connect (session, "notify::locks-by-itself", G_CALLBACK (on_locks_by_itself), &n_told);
  scripted_device_start (&device, self, TRICK_LOCKS_BY_ITSELF, 0);
  record = enrollment_run (self, session, &error);
  scripted_device_stop (&device);
  g_assert_no_error (error);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
}

/* What the device needs for a lock of its own must be in the program: an owner. */
static void
test_locks_without_owner (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source =
      enrollment_parse_source ("{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments',"
                               "  'model': 'Weather Sensor',"
                               "  'device': [ { 'make-key': 'ed25519', 'into': 'device.key' },"
                               "              { 'report': ['device.key'] } ] }");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (GError) error = NULL;

  g_assert_null (run_label (self, label, TRICK_LOCKS_BY_ITSELF, 0, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_INVALID_PROGRAM);
}

static void
answer_at_length (EnlistSession *session, GParamSpec *pspec, gpointer size)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (session);
  g_autofree char *text = g_strnfill (GPOINTER_TO_SIZE (size), 'x');

  for (guint i = 0; prompt != NULL && i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (prompt, i);
      gboolean owner = enlist_question_item_get_kind (question) == ENLIST_VALUE_OWNER;
      g_autoptr (EnlistValue) value = owner ? enlist_value_new_owner ("Example Works", NULL, NULL)
                                            : enlist_value_new_text (ENLIST_VALUE_TEXT, text, NULL);

      g_assert_true (enlist_question_item_set_answer (question, value, NULL));
    }
  if (prompt != NULL)
    enlist_prompt_submit (prompt);
}

/* Three answers that only together are too much; the device itself counts the bytes of every message. */
static void
run_at_length (Enrollment *self, gsize answer_size, guint *n_messages, guint *n_parts, GError **error)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_open_label (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  ScriptedDevice device;
  Await await = { 0 };

  scripted_device_start (&device, self, TRICK_TAKES_LITTLE, 0);
  g_signal_connect (session, "notify::prompt", G_CALLBACK (answer_at_length),
                    GSIZE_TO_POINTER (answer_size));
  enlist_session_run_async (session, NULL, NULL, await_ready, &await);
  result = await_result (&await);
  record = enlist_session_run_finish (session, result, error);
  *n_messages = device.n_fields_messages;
  *n_parts = device.n_part_messages;
  scripted_device_stop (&device);
}

static void
test_limit (Enrollment *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_messages, n_parts;

  run_at_length (self, 300, &n_messages, &n_parts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, 2);
  g_assert_cmpuint (n_parts, ==, 3);
}

/* 5 bytes of the message, 3 before the text: 692 fit. */
static void
test_answer_at_the_limit (Enrollment *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_messages, n_parts;

  run_at_length (self, 692, &n_messages, &n_parts, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_messages, ==, 4);
}

static void
test_answer_beyond_the_limit (Enrollment *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_messages, n_parts;

  run_at_length (self, 693, &n_messages, &n_parts, &error);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED);
  g_assert_nonnull (strstr (error->message, "700"));
}

static void
test_manifest_beyond_the_limit (Enrollment *self, gconstpointer data)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_open_label (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (run_label (self, label, TRICK_TAKES_LEAST, 0, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DEVICE_FAILED);
  g_assert_nonnull (strstr (error->message, enlist_device_values_get_serial (self->device)));
  g_assert_nonnull (strstr (error->message, "256"));
}

static void
add (const char *name, void (*test) (Enrollment *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/core/session/hostile/", name, NULL);

  g_test_add (path, Enrollment, NULL, enrollment_set_up_sensor, test, enrollment_clear);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("without-a-trick", test_without_a_trick);
  add ("10.3-control-characters", test_control_characters);
  add ("10.3-locks-by-itself", test_locks_by_itself);
  add ("8.5.5-locks-by-itself-without-owner", test_locks_without_owner);
  add ("10.6-does-not-lock-though-it-says-so", test_does_not_lock);
  add ("10.6-locks-unasked", test_locks_unasked);
  add ("10.3-limit", test_limit);
  add ("10.3-answer-at-the-limit", test_answer_at_the_limit);
  add ("10.3-answer-beyond-the-limit", test_answer_beyond_the_limit);
  add ("10.3-manifest-beyond-the-limit", test_manifest_beyond_the_limit);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/core/session/hostile/", cases[i].name, NULL);

      g_test_add (path, Enrollment, &cases[i], enrollment_set_up_sensor, test_case, enrollment_clear);
    }

  return g_test_run ();
}
