/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "await.h"
#include "enrollment.h"

static void
set_up_sensor (Enrollment *self, gconstpointer data)
{
  enrollment_set_up (self, "Weather Sensor");
}

static void
tear_down (Enrollment *self, gconstpointer data)
{
  enrollment_tear_down (self);
}

static EnlistSession *
make_session (Enrollment *self, EnlistLabel *label)
{
  return enlist_session_new (label, self->publisher, self->journal, self->keyring);
}

static gboolean
storage_has (Enrollment *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->storage, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
write_networks (Enrollment *self, const char *passphrase)
{
  g_autofree char *path = g_build_filename (self->storage, "networks.txt", NULL);
  g_autofree char *text = g_strdup_printf ("site\t%s\n", passphrase);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_all_done (EnlistSession *session, EnlistSide side)
{
  GListModel *steps = enlist_session_get_steps (session, side);

  g_assert_cmpuint (g_list_model_get_n_items (steps), >, 0);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);

      g_assert_cmpint (enlist_step_item_get_state (item), ==, ENLIST_STEP_DONE);
    }
}

static void
test_enrolls (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) session = make_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  write_networks (self, "correct horse");
  enrollment_start_device (self);
  record = enrollment_run (self, session, &error);
  log = enlist_session_dup_log (session);
  if (error != NULL)
    g_test_message ("%s", log);
  g_assert_no_error (error);

  g_assert_cmpint (enlist_session_get_state (session), ==, ENLIST_SESSION_ENROLLED);
  assert_all_done (session, ENLIST_SIDE_ASSISTANT);
  assert_all_done (session, ENLIST_SIDE_DEVICE);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
  g_assert_cmpstr (enlist_record_get_serial (record), ==, enlist_device_values_get_serial (self->device));
  g_assert_cmpstr (enlist_record_get_place (record), ==, "Main site, Building 2, Roof");
  g_assert_cmpuint (enlist_record_get_n_keys (record), ==, 1);
  g_assert_nonnull (enlist_record_get_done_signature (record));
  g_assert_null (strstr (log, "correct horse"));
  g_assert_true (storage_has (self, "lock"));
}

static void
test_second_owner (Enrollment *self, gconstpointer data)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  g_autoptr (EnlistLabel) label = enrollment_make_label (self, source);
  g_autoptr (EnlistSession) first = make_session (self, label);
  g_autoptr (EnlistSession) second = make_session (self, label);
  g_autoptr (EnlistRecord) record = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  write_networks (self, "correct horse");
  enrollment_start_device (self);
  record = enrollment_run (self, first, &error);
  g_assert_no_error (error);

  none = enrollment_run (self, second, &error);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_OWNED);
  g_assert_null (none);
  g_assert_cmpint (enlist_session_get_state (second), ==, ENLIST_SESSION_FAILED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/core/session/enrolls", Enrollment, NULL, set_up_sensor, test_enrolls, tear_down);
  g_test_add ("/core/session/refuses-a-second-owner", Enrollment, NULL, set_up_sensor, test_second_owner,
              tear_down);

  return g_test_run ();
}
