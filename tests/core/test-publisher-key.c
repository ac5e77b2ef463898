/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>
#include <string.h>

#include "await.h"
#include "enlist-publisher-key.h"

typedef struct {
  char *folder;
  GFile *file;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("enlist-publisher-key-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "key.json", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
}

static void
write_file (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (g_file_peek_path (fixture->file), text, -1, NULL));
}

static void
assert_not_loaded (Fixture *fixture, EnlistError code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (enlist_publisher_key_load (fixture->file, &error));
  g_assert_error (error, ENLIST_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, "key.json"));
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("Example Instruments", &error);
  g_autoptr(EnlistPublisherKey) copy = NULL;
  g_autoptr(EnlistPublisher) publisher = NULL, again = NULL;
  guint8 signature[ENLIST_PUBLISHER_SIGNATURE_SIZE], signature_again[sizeof signature];
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_true (enlist_publisher_key_save (key, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (g_file_peek_path (fixture->file), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  copy = enlist_publisher_key_load (fixture->file, &error);
  g_assert_no_error (error);
  publisher = enlist_publisher_key_dup_publisher (key);
  again = enlist_publisher_key_dup_publisher (copy);
  g_assert_cmpstr (enlist_publisher_get_name (again), ==, "Example Instruments");
  g_assert_true (g_bytes_equal (enlist_publisher_get_key (publisher), enlist_publisher_get_key (again)));
  g_assert_true (enlist_publisher_key_sign (key, "x", 1, signature, &error));
  g_assert_true (enlist_publisher_key_sign (copy, "x", 1, signature_again, &error));
  g_assert_cmpmem (signature, sizeof signature, signature_again, sizeof signature_again);
}

static void
test_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  write_file (fixture, "precious");
  g_assert_false (enlist_publisher_key_save (key, fixture->file, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  g_assert_true (g_file_get_contents (g_file_peek_path (fixture->file), &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate ("A", NULL);
  g_autoptr(GFile) file = g_file_get_child (fixture->file, "missing");
  g_autoptr(GError) error = NULL;

  g_assert_false (enlist_publisher_key_save (key, file, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
}

#define SEED "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
#define KEY "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define START "{\"enlist-publisher-key\":1,\"name\":\"A\","

static void
test_not_loaded (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    EnlistError code;
  } cases[] = {
    { "", ENLIST_ERROR_DAMAGED },
    { "[]", ENLIST_ERROR_DAMAGED },
    { "{", ENLIST_ERROR_DAMAGED },
    { "{\"name\":\"A\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":\"1\"}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":true}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":1.5}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":{}}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":0}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":2}", ENLIST_ERROR_TOO_NEW },
    { START "\"key\":\"" KEY "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"secret\":\"" SEED "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"key\":\"AAAA\",\"secret\":\"" SEED "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"key\":\"" KEY "\",\"secret\":\"" SEED "=\"}", ENLIST_ERROR_DAMAGED },
    { START "\"key\":\"" KEY "\",\"secret\":7}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":1,\"name\":\"\",\"key\":\"" KEY "\",\"secret\":\"" SEED "\"}",
      ENLIST_ERROR_DAMAGED },
    /* Both well-formed, but another pair's. */
    { START "\"key\":\"" SEED "\",\"secret\":\"" SEED "\"}", ENLIST_ERROR_DAMAGED },
  };
  g_autoptr(EnlistPublisherKey) key = NULL;

  assert_not_loaded (fixture, ENLIST_ERROR_NOT_FOUND);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_file (fixture, cases[i].text);
      assert_not_loaded (fixture, cases[i].code);
    }

  /* The pair of RFC 8032, section 7.1, test 1, is one. */
  write_file (fixture, START "\"key\":\"" KEY "\",\"secret\":\"" SEED "\"}");
  key = enlist_publisher_key_load (fixture->file, NULL);
  g_assert_nonnull (key);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *limit = g_strnfill (64, 'x');
  g_autofree char *beyond = g_strnfill (65, 'x');
  g_autoptr(EnlistPublisherKey) key = enlist_publisher_key_generate (limit, NULL);

  g_assert_nonnull (key);
  g_assert_null (enlist_publisher_key_generate (beyond, NULL));
  g_assert_null (enlist_publisher_key_generate ("", NULL));
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/core/publisher-key/round-trip-mode-0600", test_round_trip);
  add ("/core/publisher-key/not-overwritten", test_not_overwritten);
  add ("/core/publisher-key/no-folder", test_no_folder);
  add ("/core/publisher-key/not-loaded", test_not_loaded);
  add ("/core/publisher-key/names", test_names);
  return g_test_run ();
}
