/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enrollment.h"

#include <signal.h>
#include <string.h>

#include "await.h"
#include "link.h"

/* For a device that is lost for good. */
#define PATIENCE_S 3

static void
set_up (Enrollment *self, const char *model, gboolean development)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  g_autoptr (GFile) storage = NULL;
  g_autofree char *path = NULL;
  Await await = { 0 };

  self->folder = g_dir_make_tmp ("enlist-XXXXXX", &error);
  g_assert_no_error (error);
  self->storage = g_build_filename (self->folder, "device", NULL);
  self->uri = g_strdup_printf ("unix:%s/socket", self->folder);

  self->key = enlist_publisher_key_generate ("Example Instruments", &error);
  g_assert_no_error (error);
  self->publisher = enlist_publisher_key_dup_publisher (self->key);
  self->device = enlist_device_values_generate ("Example Instruments", model, NULL, NULL, development,
                                                &error);
  g_assert_no_error (error);
  g_ptr_array_add (keys, enlist_publisher_get_key (self->publisher));
  storage = g_file_new_for_path (self->storage);
  enlist_device_values_save_image (self->device, storage, keys, &error);
  g_assert_no_error (error);

  path = g_build_filename (self->folder, "journal.db", NULL);
  enlist_journal_open_async (path, NULL, await_ready, &await);
  {
    g_autoptr (GAsyncResult) result = await_result (&await);

    self->journal = enlist_journal_open_finish (result, &error);
  }
  g_assert_no_error (error);
  self->keyring = enlist_keyring_new (FALSE);
  self->log = g_string_new (NULL);
}

void
enrollment_set_up (Enrollment *self, const char *model)
{
  set_up (self, model, FALSE);
}

void
enrollment_set_up_development (Enrollment *self, const char *model)
{
  set_up (self, model, TRUE);
}

void
enrollment_set_up_sensor (Enrollment *self, gconstpointer data)
{
  enrollment_set_up (self, "Weather Sensor");
  enrollment_write_networks (self, "correct horse");
}

void
enrollment_clear (Enrollment *self, gconstpointer data)
{
  enrollment_tear_down (self);
}

void
enrollment_tear_down (Enrollment *self)
{
  enrollment_stop_device (self);
  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_object (&self->key);
  g_clear_object (&self->publisher);
  g_clear_object (&self->device);
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->storage);
  g_free (self->uri);
  g_string_free (self->log, TRUE);
}

JsonNode *
enrollment_load_sample (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_SAMPLES"), file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_parser_steal_root (parser);
}

JsonNode *
enrollment_parse_source (const char *text)
{
  g_auto (GStrv) pieces = g_strsplit (text, "'", -1);
  g_autofree char *json = g_strjoinv ("\"", pieces);
  g_autoptr (GError) error = NULL;
  JsonNode *source = json_from_string (json, &error);

  g_assert_no_error (error);

  return source;
}

EnlistLabel *
enrollment_make_sensor (Enrollment *self)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");

  return enrollment_make_label (self, source);
}

void
enrollment_write_networks (Enrollment *self, const char *passphrase)
{
  g_autofree char *path = g_build_filename (self->storage, "networks.txt", NULL);
  g_autofree char *text = g_strdup_printf ("site\t%s\n", passphrase);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

EnlistLabel *
enrollment_make_label (Enrollment *self, JsonNode *source)
{
  const char *const transports[] = { self->uri, NULL };
  g_autoptr (GError) error = NULL;
  EnlistLabel *label = enlist_label_compile (source, "sample.json", transports, self->device, self->key,
                                             &error);

  g_assert_no_error (error);

  return label;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("The device does not say that it listens");

  return G_SOURCE_REMOVE;
}

static gboolean
read_line (Enrollment *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line != NULL)
    g_string_append_printf (self->log, "%s\n", line);

  return line != NULL;
}

void
enrollment_start_device (Enrollment *self)
{
  g_autoptr (GError) error = NULL;
  guint deadline = g_timeout_add_seconds (30, on_deadline, NULL);
  g_autofree char *mtu = g_strdup_printf ("%u", self->mtu != 0 ? self->mtu : ENLIST_LINK_MAX_FRAME);

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("ENLIST_DEVICE"),
                                    "--storage", self->storage, "--listen", self->uri, "--mtu", mtu, "--json",
                                    self->media != NULL ? "--media" : NULL, self->media, NULL);
  g_assert_no_error (error);

  g_string_truncate (self->log, 0);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  while (strstr (self->log->str, "listening") == NULL)
    g_assert_true (read_line (self));
  g_source_remove (deadline);
}

static void
end_device (Enrollment *self, int signal_number)
{
  if (self->process == NULL)
    return;

  g_subprocess_send_signal (self->process, signal_number);
  while (read_line (self))
    ;
  g_clear_object (&self->lines);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
}

void
enrollment_stop_device (Enrollment *self)
{
  end_device (self, SIGTERM);
}

void
enrollment_kill_device (Enrollment *self)
{
  end_device (self, SIGKILL);
}

gboolean
enrollment_is_locked (Enrollment *self)
{
  g_autofree char *path = g_build_filename (self->storage, "lock", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static EnlistValue *
plausible_value (EnlistQuestionItem *question)
{
  g_autoptr (GError) error = NULL;
  EnlistValue *value;

  switch (enlist_question_item_get_kind (question))
    {
    case ENLIST_VALUE_PLACE:
      value = enlist_value_new_place ("Main site", "Building 2", "Roof", NULL, &error);
      break;
    case ENLIST_VALUE_OWNER:
      value = enlist_value_new_owner ("Example Works", NULL, &error);
      break;
    case ENLIST_VALUE_WIFI:
      value = enlist_value_new_wifi ("site", "correct horse", &error);
      break;
    case ENLIST_VALUE_CHOICE:
      value = enlist_value_new_choice (1);
      break;
    default:
      value = enlist_value_new_text (enlist_question_item_get_kind (question), "Roof 1", &error);
      break;
    }
  g_assert_no_error (error);

  return value;
}

void
enrollment_answer (EnlistSession *session)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (session);
  g_autoptr (GError) error = NULL;

  if (prompt == NULL)
    return;

  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (prompt, i);
      g_autoptr (EnlistValue) value = plausible_value (question);

      enlist_question_item_set_answer (question, value, &error);
      g_assert_no_error (error);
    }
  g_assert_true (enlist_prompt_is_complete (prompt));
  enlist_prompt_submit (prompt);
}

EnlistSession *
enrollment_new_session (Enrollment *self, EnlistLabel *label)
{
  EnlistSession *session = enlist_session_new (label, self->publisher, self->journal, self->keyring);

  enlist_session_set_patience (session, PATIENCE_S);

  return session;
}

EnlistRecord *
enrollment_run (Enrollment *self, EnlistSession *session, GError **error)
{
  return enrollment_run_at (self, session, NULL, NULL, error);
}

EnlistRecord *
enrollment_run_at (Enrollment *self, EnlistSession *session, const char *uri, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gulong handler = g_signal_connect (session, "notify::prompt", G_CALLBACK (enrollment_answer), NULL);
  Await await = { 0 };

  enlist_session_run_async (session, uri, cancellable, await_ready, &await);
  result = await_result (&await);
  g_signal_handler_disconnect (session, handler);

  return enlist_session_run_finish (session, result, error);
}

void
enrollment_assert_enrollable (Enrollment *self, EnlistLabel *label)
{
  g_autoptr (EnlistSession) session = enrollment_new_session (self, label);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (enrollment_is_locked (self));
  record = enrollment_run (self, session, &error);
  g_assert_no_error (error);
  g_assert_nonnull (record);
}

GPtrArray *
enrollment_list_records (Enrollment *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;
  Await await = { 0 };

  enlist_journal_list_records_async (self->journal, NULL, 1000, 0, NULL, await_ready, &await);
  result = await_result (&await);
  records = enlist_journal_list_records_finish (self->journal, result, &error);
  g_assert_no_error (error);

  return records;
}

GPtrArray *
enrollment_list_unfinished (Enrollment *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *sessions;
  Await await = { 0 };

  enlist_journal_list_unfinished_sessions_async (self->journal, NULL, await_ready, &await);
  result = await_result (&await);
  sessions = enlist_journal_list_unfinished_sessions_finish (self->journal, result, &error);
  g_assert_no_error (error);

  return sessions;
}
