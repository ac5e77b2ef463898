/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>

#include "await.h"
#include "enlist-gateway.h"

typedef struct {
  char *parent;
  char *folder;
  EnlistGateway *gateway;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GFile) folder = NULL;

  self->parent = g_dir_make_tmp ("enlist-gateway-XXXXXX", NULL);
  self->folder = g_build_filename (self->parent, "below", "gateway", NULL);
  folder = g_file_new_for_path (self->folder);
  self->gateway = enlist_gateway_new (folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->gateway);
  remove_tree (self->parent);
  g_free (self->parent);
  g_free (self->folder);
}

static gboolean
check (Fixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  enlist_gateway_check_async (self->gateway, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_gateway_check_finish (self->gateway, result, error);
}

static gboolean
keep (Fixture *self, const char *values, const char *secrets, GError **error)
{
  g_autoptr (JsonNode) value_node = json_from_string (values, NULL);
  g_autoptr (JsonNode) secret_node = json_from_string (secrets, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  enlist_gateway_keep_async (self->gateway, json_node_get_object (value_node),
                             json_node_get_object (secret_node), await_ready, &await);
  result = await_result (&await);

  return enlist_gateway_keep_finish (self->gateway, result, error);
}

static void
assert_file (Fixture *self, const char *name, const char *expected, guint mode)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *plain = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  node = json_from_string (text, NULL);
  plain = json_to_string (node, FALSE);
  g_assert_cmpstr (plain, ==, expected);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777 & ~022, ==, mode);
}

static void
test_keeps (Fixture *self, gconstpointer data)
{
  g_autofree char *fresh = g_build_filename (self->folder, "secrets.json.new", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  check (self, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (self->folder, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);

  keep (self, "{\"name\":\"Roof\",\"interval\":60}", "{\"wifi\":{\"ssid\":\"site\"}}", &error);
  g_assert_no_error (error);
  assert_file (self, "configuration.json", "{\"name\":\"Roof\",\"interval\":60}", 0644);
  assert_file (self, "secrets.json", "{\"wifi\":{\"ssid\":\"site\"}}", 0600);

  /* What a power cut has left behind does not matter; what is not configured again stays. */
  g_assert_true (g_file_set_contents (fresh, "{", 1, NULL));
  keep (self, "{\"interval\":null,\"pipe\":\"DN 20\"}", "{\"name\":\"now secret\"}", &error);
  g_assert_no_error (error);
  assert_file (self, "configuration.json", "{\"pipe\":\"DN 20\"}", 0644);
  assert_file (self, "secrets.json", "{\"wifi\":{\"ssid\":\"site\"},\"name\":\"now secret\"}", 0600);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
}

static void
test_without_secrets (Fixture *self, gconstpointer data)
{
  g_autofree char *secrets = g_build_filename (self->folder, "secrets.json", NULL);

  g_assert_true (keep (self, "{\"name\":\"Roof\"}", "{}", NULL));
  assert_file (self, "configuration.json", "{\"name\":\"Roof\"}", 0644);
  g_assert_false (g_file_test (secrets, G_FILE_TEST_EXISTS));
}

/* Somebody else's file is found before the device hears of anything, and left alone. */
static void
test_leaves_other_files_alone (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "configuration.json", "secrets.json" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (check (self, NULL));
      g_assert_true (g_file_set_contents (path, "[1]\n", -1, NULL));
      g_assert_false (check (self, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
      g_clear_error (&error);
      g_assert_false (keep (self, "{\"name\":\"Roof\"}", "{\"wifi\":{}}", &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "[1]\n");
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->parent, "below", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  g_assert_false (check (self, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_false (keep (self, "{\"name\":\"Roof\"}", "{}", &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/core/gateway/8.3-keeps", Fixture, NULL, set_up, test_keeps, tear_down);
  g_test_add ("/core/gateway/8.3-without-secrets", Fixture, NULL, set_up, test_without_secrets, tear_down);
  g_test_add ("/core/gateway/leaves-other-files-alone", Fixture, NULL, set_up, test_leaves_other_files_alone,
              tear_down);
  g_test_add ("/core/gateway/no-folder", Fixture, NULL, set_up, test_no_folder, tear_down);

  return g_test_run ();
}
