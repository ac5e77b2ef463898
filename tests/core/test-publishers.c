/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>

#include "await.h"
#include "enlist-publishers.h"

typedef struct {
  char *folder;
  char *user;
  char *system;
  EnlistPublishers *publishers;
} Fixture;

static EnlistPublishers *
make_store (Fixture *fixture)
{
  const char *system_dirs[] = { fixture->system, NULL };

  return enlist_publishers_new (fixture->user, system_dirs);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("enlist-publishers-XXXXXX", NULL);
  fixture->user = g_build_filename (fixture->folder, "user", "publishers", NULL);
  fixture->system = g_build_filename (fixture->folder, "system", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->system, 0700), ==, 0);
  fixture->publishers = make_store (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->publishers);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->user);
  g_free (fixture->system);
}

static EnlistPublisher *
make_publisher (const char *name,
                guint8      value)
{
  guint8 data[ENLIST_PUBLISHER_KEY_SIZE];
  g_autoptr(GBytes) key = NULL;
  g_autoptr(GError) error = NULL;
  EnlistPublisher *publisher;

  memset (data, value, sizeof data);
  key = g_bytes_new (data, sizeof data);
  publisher = enlist_publisher_new (name, key, ENLIST_PUBLISHER_CARD, &error);
  g_assert_no_error (error);
  return publisher;
}

static void
write_file (const char *folder,
            const char *name,
            const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
write_publisher (const char      *folder,
                 const char      *file,
                 EnlistPublisher *publisher)
{
  g_autofree char *json = enlist_publisher_to_json (publisher);

  write_file (folder, file, json);
}

static void
load (EnlistPublishers *publishers)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  enlist_publishers_load_async (publishers, NULL, await_ready, &await);
  result = await_result (&await);
  enlist_publishers_load_finish (publishers, result, &error);
  g_assert_no_error (error);
}

static gboolean
add (EnlistPublishers  *publishers,
     EnlistPublisher   *publisher,
     GError           **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_publishers_add_async (publishers, publisher, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_publishers_add_finish (publishers, result, error);
}

static gboolean
remove_publisher (EnlistPublishers  *publishers,
                  EnlistPublisher   *publisher,
                  GError           **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_publishers_remove_async (publishers, publisher, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_publishers_remove_finish (publishers, result, error);
}

static guint
count (EnlistPublishers *publishers)
{
  return g_list_model_get_n_items (G_LIST_MODEL (publishers));
}

static const char *
nth_name (EnlistPublishers *publishers,
          guint             position)
{
  g_autoptr(EnlistPublisher) item = g_list_model_get_item (G_LIST_MODEL (publishers), position);

  return enlist_publisher_get_name (item);
}

static void
test_key_id (void)
{
  g_autoptr(EnlistPublisher) publisher = make_publisher ("Zero", 0);

  /* SHA-256 of 32 zero bytes begins with these. */
  g_assert_cmpstr (enlist_publisher_get_key_id (publisher), ==, "66687aadf862bd77");
  g_assert_cmphex (enlist_publisher_get_key_id_bytes (publisher)[0], ==, 0x66);
}

static void
test_card_round_trip (void)
{
  g_autofree char *longest = g_strnfill (ENLIST_PUBLISHER_MAX_NAME, 'n');
  const char *names[] = { "A", "Müller & Söhne GmbH", longest };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(EnlistPublisher) publisher = make_publisher (names[i], 7);
      g_autofree char *card = enlist_publisher_to_card (publisher);
      g_autofree char *padded = g_strconcat (" \n", card, "\r\n", NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistPublisher) copy = enlist_publisher_new_from_card (padded, &error);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (card, "ENP1:"));
      g_assert_cmpuint (strspn (card, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), ==, strlen (card));
      g_assert_cmpstr (enlist_publisher_get_name (copy), ==, names[i]);
      g_assert_true (g_bytes_equal (enlist_publisher_get_key (copy), enlist_publisher_get_key (publisher)));
      g_assert_cmpint (enlist_publisher_get_source (copy), ==, ENLIST_PUBLISHER_CARD);
    }
}

static void
test_card_refused (void)
{
  g_autoptr(EnlistPublisher) publisher = make_publisher ("A", 7);
  g_autofree char *card = enlist_publisher_to_card (publisher);
  g_autofree char *cut = g_strndup (card, strlen (card) - 3);
  g_autofree char *lower = g_ascii_strdown (card, -1);
  g_autofree char *filler = g_strnfill (3000, '0');
  g_autofree char *large = g_strconcat ("ENP1:", filler, NULL);
  const struct {
    const char *text;
    EnlistError code;
  } cases[] = {
    { "", ENLIST_ERROR_NOT_A_LABEL },
    { "EN1:ABC", ENLIST_ERROR_NOT_A_LABEL },
    { "ENP", ENLIST_ERROR_NOT_A_LABEL },
    { "ENP:", ENLIST_ERROR_NOT_A_LABEL },
    { "ENP1", ENLIST_ERROR_NOT_A_LABEL },
    { "ENP2:ABC", ENLIST_ERROR_TOO_NEW },
    { "ENP1:", ENLIST_ERROR_DAMAGED },
    { "ENP1:~", ENLIST_ERROR_DAMAGED },
    { lower, ENLIST_ERROR_DAMAGED },
    { cut, ENLIST_ERROR_DAMAGED },
    { large, ENLIST_ERROR_DAMAGED },
    { "ENP1:.P0200", ENLIST_ERROR_DAMAGED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (enlist_publisher_new_from_card (cases[i].text, &error));
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
    }
}

static void
test_names (void)
{
  g_autofree char *longest = g_strnfill (ENLIST_PUBLISHER_MAX_NAME, 'n');
  g_autofree char *longer = g_strnfill (ENLIST_PUBLISHER_MAX_NAME + 1, 'n');
  const struct {
    const char *name;
    gboolean accepted;
  } cases[] = {
    { "", FALSE }, { "  ", FALSE }, { "a\nb", FALSE }, { "a\xe2\x80\xae" "b", FALSE }, { "\xff", FALSE },
    { longest, TRUE }, { longer, FALSE }, { "<b>", TRUE },
  };
  g_autoptr(EnlistPublisher) model = make_publisher ("A", 1);
  g_autoptr(GBytes) short_key = g_bytes_new_from_bytes (enlist_publisher_get_key (model), 0, 31);
  g_autoptr(GError) key_error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistPublisher) publisher = NULL;

      publisher = enlist_publisher_new (cases[i].name, enlist_publisher_get_key (model),
                                        ENLIST_PUBLISHER_CARD, &error);
      g_assert_true ((publisher != NULL) == cases[i].accepted);
      if (!cases[i].accepted)
        g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
    }
  g_assert_null (enlist_publisher_new ("A", short_key, ENLIST_PUBLISHER_CARD, &key_error));
  g_assert_error (key_error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
}

static void
test_add_and_remove (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(EnlistPublisher) first = make_publisher ("B", 1);
  g_autoptr(EnlistPublisher) second = make_publisher ("A", 2);
  g_autoptr(EnlistPublisher) renamed = make_publisher ("C", 2);
  g_autoptr(EnlistPublishers) reader = make_store (fixture);
  g_autoptr(GError) error = NULL;
  EnlistPublisher *found;

  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 0);
  g_assert_true (add (fixture->publishers, first, NULL));
  g_assert_true (add (fixture->publishers, second, NULL));
  g_assert_cmpuint (count (fixture->publishers), ==, 2);
  g_assert_cmpstr (nth_name (fixture->publishers, 0), ==, "A");
  g_assert_true (add (fixture->publishers, renamed, NULL));
  g_assert_cmpuint (count (fixture->publishers), ==, 2);
  g_assert_cmpstr (nth_name (fixture->publishers, 1), ==, "C");

  load (reader);
  g_assert_cmpuint (count (reader), ==, 2);
  found = enlist_publishers_lookup (reader, enlist_publisher_get_key_id_bytes (second));
  g_assert_cmpstr (enlist_publisher_get_name (found), ==, "C");
  g_assert_cmpint (enlist_publisher_get_source (found), ==, ENLIST_PUBLISHER_USER);
  g_assert_true (found == enlist_publishers_lookup_hex (reader, enlist_publisher_get_key_id (second)));

  g_assert_true (remove_publisher (fixture->publishers, second, NULL));
  g_assert_null (enlist_publishers_lookup_hex (fixture->publishers, enlist_publisher_get_key_id (second)));
  g_assert_false (remove_publisher (fixture->publishers, second, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  load (reader);
  g_assert_cmpuint (count (reader), ==, 1);
}

static void
test_any_file_name (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(EnlistPublisher) publisher = make_publisher ("A", 1);
  g_autoptr(EnlistPublisher) renamed = make_publisher ("B", 1);

  write_publisher (fixture->user, "mine.json", publisher);
  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 1);

  /* The new name must not lose against the old file. */
  g_assert_true (add (fixture->publishers, renamed, NULL));
  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 1);
  g_assert_cmpstr (nth_name (fixture->publishers, 0), ==, "B");

  write_publisher (fixture->user, "again.json", publisher);
  g_assert_true (remove_publisher (fixture->publishers, publisher, NULL));
  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 0);
}

static void
test_system (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(EnlistPublisher) publisher = make_publisher ("System", 1);
  g_autoptr(EnlistPublisher) alias = make_publisher ("Alias", 1);
  g_autoptr(GError) error = NULL;

  write_publisher (fixture->system, "a.json", publisher);
  write_publisher (fixture->user, "a.json", alias);
  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 1);
  g_assert_cmpstr (nth_name (fixture->publishers, 0), ==, "System");

  g_assert_false (add (fixture->publishers, alias, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (remove_publisher (fixture->publishers, publisher, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
}

static void
test_bad_files (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(EnlistPublisher) good = make_publisher ("Good", 1);
  g_autofree char *json = enlist_publisher_to_json (good);
  g_autofree char *filler = g_strnfill (4097, ' ');
  g_autofree char *large = g_strconcat (json, filler, NULL);

  write_file (fixture->user, "1.json", "");
  write_file (fixture->user, "2.json", "[]");
  write_file (fixture->user, "3.json", "{\"enlist-publisher\":2,\"name\":\"A\",\"key\":\"AA\"}");
  write_file (fixture->user, "4.json", "{\"enlist-publisher\":1,\"name\":\"A\",\"key\":\"AA\"}");
  write_file (fixture->user, "5.json", "{\"enlist-publisher\":1,\"name\":5,\"key\":\"AA\"}");
  write_file (fixture->user, "6.json", large);
  write_file (fixture->user, "note.txt", "not looked at");
  write_publisher (fixture->user, "7.json", good);

  load (fixture->publishers);
  g_assert_cmpuint (count (fixture->publishers), ==, 1);
  g_assert_cmpstr (nth_name (fixture->publishers, 0), ==, "Good");
  g_assert_cmpuint (g_strv_length ((char **) enlist_publishers_get_problems (fixture->publishers)), ==, 6);
}

static void
test_cannot_write (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(EnlistPublisher) publisher = make_publisher ("A", 1);
  g_autofree char *parent = g_path_get_dirname (fixture->user);
  g_autoptr(GError) error = NULL;

  load (fixture->publishers);
  g_assert_true (g_file_set_contents (parent, "x", 1, NULL));
  g_assert_false (add (fixture->publishers, publisher, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
  g_assert_cmpuint (count (fixture->publishers), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/publisher/key-id", test_key_id);
  g_test_add_func ("/core/publisher/4.5-card-round-trip", test_card_round_trip);
  g_test_add_func ("/core/publisher/4.5-card-refused", test_card_refused);
  g_test_add_func ("/core/publisher/names", test_names);
  g_test_add ("/core/publishers/add-and-remove", Fixture, NULL, set_up, test_add_and_remove, tear_down);
  g_test_add ("/core/publishers/any-file-name", Fixture, NULL, set_up, test_any_file_name, tear_down);
  g_test_add ("/core/publishers/system", Fixture, NULL, set_up, test_system, tear_down);
  g_test_add ("/core/publishers/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/core/publishers/cannot-write", Fixture, NULL, set_up, test_cannot_write, tear_down);
  return g_test_run ();
}
