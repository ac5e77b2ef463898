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
  { "10.4-report-after-the-end", TRICK_LATE_REPORT, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.6-done-before-commit", TRICK_EARLY_DONE, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.6-bad-signature-of-done", TRICK_BAD_DONE, ENLIST_ERROR_PROTOCOL, 0 },
  { "10.2-never-answers", TRICK_SILENT, ENLIST_ERROR_TIMEOUT, 0 },
};

static EnlistRecord *
run (Enrollment *self, Trick trick, guint8 refusal, GError **error)
{
  g_autoptr (EnlistLabel) label = scripted_device_make_label (self);
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  ScriptedDevice device;
  EnlistRecord *record;

  scripted_device_start (&device, self, trick, refusal);
  record = enrollment_run (self, session, error);
  scripted_device_stop (&device);

  return record;
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/core/session/hostile/without-a-trick", Enrollment, NULL, enrollment_set_up_sensor,
              test_without_a_trick, enrollment_clear);
  g_test_add ("/core/session/hostile/10.3-control-characters", Enrollment, NULL, enrollment_set_up_sensor,
              test_control_characters, enrollment_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/core/session/hostile/", cases[i].name, NULL);

      g_test_add (path, Enrollment, &cases[i], enrollment_set_up_sensor, test_case, enrollment_clear);
    }

  return g_test_run ();
}
