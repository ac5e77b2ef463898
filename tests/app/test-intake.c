/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>

#include "await.h"
#include "enlist-intake.h"
#include "enlist-label-compiler.h"
#include "enlist-label-file.h"
#include "enlist-ndef.h"

/* What the camera, the keyboard and files give, and which label comes of it. */

#define DEADLINE (20 * G_USEC_PER_SEC)

typedef struct {
  char *folder;
  EnlistCatalogs *catalogs;
  EnlistIntake *intake;
  EnlistPublisherKey *key;
  EnlistLabel *found;
  GError *problem;
} Fixture;

static EnlistLabel *
make_label (Fixture    *fixture,
            const char *model)
{
  const char *const transports[] = { "ble:", NULL };
  g_autofree char *json =
    g_strdup_printf ("{\"enlist-label\": 1, \"sequence\": 1, \"vendor\": \"V\", \"model\": \"%s\","
                     "\"assistant\": [{\"note\": \"Hello\"}]}", model);
  g_autoptr (JsonNode) source = json_from_string (json, NULL);
  g_autoptr (GError) error = NULL;
  EnlistLabel *label = enlist_label_compile (source, "test", transports, NULL, fixture->key, &error);

  g_assert_no_error (error);
  return label;
}

static void
on_label (Fixture     *fixture,
          EnlistLabel *label)
{
  g_assert_null (fixture->found);
  fixture->found = g_object_ref (label);
}

static void
on_problem (Fixture *fixture,
            GError  *error)
{
  g_assert_null (fixture->problem);
  fixture->problem = g_error_copy (error);
}

static void
add_entry (GString     *table,
           Fixture     *fixture,
           const char  *number,
           const char  *model)
{
  g_autoptr (EnlistLabel) label = make_label (fixture, model);
  g_auto (GStrv) texts = enlist_label_dup_texts (label, 4000);

  g_string_append_printf (table, "%s,%s\n", number, texts[0]);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  const char *const no_dirs[] = { NULL };
  g_autoptr (GString) table = g_string_new ("key,label\n");
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("enlist-intake-XXXXXX", NULL);
  fixture->key = enlist_publisher_key_generate ("Example", NULL);
  folder = g_build_filename (fixture->folder, "pumps", NULL);
  path = g_build_filename (folder, "entries.csv", NULL);
  add_entry (table, fixture, "SN-0001", "Device");
  add_entry (table, fixture, "4006381333931", "Kind");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, table->str, -1, NULL));

  fixture->catalogs = enlist_catalogs_new (fixture->folder, no_dirs);
  fixture->intake = enlist_intake_new ();
  enlist_intake_set_catalogs (fixture->intake, fixture->catalogs);
  g_signal_connect_swapped (fixture->intake, "label", G_CALLBACK (on_label), fixture);
  g_signal_connect_swapped (fixture->intake, "problem", G_CALLBACK (on_problem), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_object_unref (fixture->intake);
  g_object_unref (fixture->catalogs);
  g_object_unref (fixture->key);
  g_clear_object (&fixture->found);
  g_clear_error (&fixture->problem);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
wait_for_end (Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (fixture->found == NULL && fixture->problem == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
expect (Fixture    *fixture,
        const char *model)
{
  wait_for_end (fixture);
  g_assert_no_error (fixture->problem);
  g_assert_cmpstr (enlist_label_get_model (fixture->found), ==, model);
  g_clear_object (&fixture->found);
}

static void
add_code (Fixture    *fixture,
          const char *text)
{
  g_autoptr (GBytes) payload = g_bytes_new (text, strlen (text));

  enlist_intake_add_code (fixture->intake, payload);
}

static void
test_typed (Fixture       *fixture,
            gconstpointer  user_data)
{
  enlist_intake_add_text (fixture->intake, " sn 0001 ");
  expect (fixture, "Device");
  enlist_intake_add_text (fixture->intake, "4006381-333931");
  expect (fixture, "Kind");
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  user_data)
{
  enlist_intake_add_text (fixture->intake, "SN-0002");
  wait_for_end (fixture);
  g_assert_error (fixture->problem, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (fixture->problem->message, "SN-0002"));
  g_clear_error (&fixture->problem);

  enlist_intake_add_text (fixture->intake, "4006381333932");
  wait_for_end (fixture);
  g_assert_error (fixture->problem, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&fixture->problem);

  enlist_intake_add_text (fixture->intake, "hello");
  g_assert_error (fixture->problem, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL);
}

/* A device has two bar codes: its own and that of its kind. */
static void
test_bar_codes (Fixture       *fixture,
                gconstpointer  user_data)
{
  add_code (fixture, "4006381333931");
  add_code (fixture, "SN-0001");
  expect (fixture, "Device");
  add_code (fixture, "]C10104006381333931" "21X");
  expect (fixture, "Kind");
}

/* The codes of a label count before a bar code, whichever is read first. */
static void
test_label_beside_bar_code (Fixture       *fixture,
                            gconstpointer  user_data)
{
  g_autoptr (EnlistLabel) label = make_label (fixture, "Printed");
  g_auto (GStrv) texts = enlist_label_dup_texts (label, 120);

  g_assert_cmpuint (g_strv_length (texts), >, 1);
  add_code (fixture, "SN-0001");
  add_code (fixture, texts[0]);
  add_code (fixture, "4006381333931");
  for (guint i = 1; texts[i] != NULL; i++)
    add_code (fixture, texts[i]);
  g_assert_nonnull (fixture->found);
  expect (fixture, "Printed");

  /* And nothing of the bar codes is left over. */
  enlist_intake_add_text (fixture->intake, "SN-0001");
  expect (fixture, "Device");
  g_assert_null (fixture->problem);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (EnlistLabel) label = make_label (fixture, "Filed");
  GBytes *payload = enlist_label_get_payload (label);
  g_autoptr (GBytes) file = enlist_label_file_wrap (payload);
  g_autoptr (GBytes) message = enlist_ndef_write (payload, NULL);
  GBytes *contents[] = { payload, file, message };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      enlist_intake_add_bytes (fixture->intake, contents[i]);
      expect (fixture, "Filed");
    }
}

static void
test_without_catalogs (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (EnlistIntake) intake = enlist_intake_new ();

  g_signal_connect_swapped (intake, "problem", G_CALLBACK (on_problem), fixture);
  enlist_intake_add_text (intake, "SN-0001");
  g_assert_error (fixture->problem, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL);
}

#define ADD(name, function) g_test_add ("/app/intake/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("4.8-typed", test_typed);
  ADD ("4.8-unknown", test_unknown);
  ADD ("4.8-bar-codes", test_bar_codes);
  ADD ("4.8-label-beside-bar-code", test_label_beside_bar_code);
  ADD ("4.6-files", test_files);
  ADD ("without-catalogs", test_without_catalogs);
  return g_test_run ();
}
