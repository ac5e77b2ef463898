/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>
#include <string.h>

#include "await.h"
#include "enlist-device-batch.h"

typedef struct {
  char *path;
  GFile *folder;
  JsonNode *source;
  EnlistPublisherKey *key;
  GPtrArray *keys;
} Fixture;

static const char source_text[] =
  "{\"enlist-label\":1,\"sequence\":1,\"vendor\":\"Example Instruments\",\"model\":\"M\",\"hardware\":\"B\","
  "\"assistant\":[{\"note\":\"Hello\"}]}";

static GPtrArray *
list_key (EnlistPublisherKey *key)
{
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (key);
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (keys, g_bytes_ref (enlist_publisher_get_key (publisher)));

  return keys;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_dir_make_tmp ("enlist-device-batch-XXXXXX", NULL);

  fixture->path = g_build_filename (parent, "batch", NULL);
  fixture->folder = g_file_new_for_path (fixture->path);
  fixture->source = json_from_string (source_text, NULL);
  fixture->key = enlist_publisher_key_generate ("Example Instruments", NULL);
  fixture->keys = list_key (fixture->key);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_path_get_dirname (fixture->path);

  remove_tree (parent);
  g_free (fixture->path);
  g_object_unref (fixture->folder);
  json_node_unref (fixture->source);
  g_object_unref (fixture->key);
  g_ptr_array_unref (fixture->keys);
}

static EnlistDeviceBatch *
open_batch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  EnlistDeviceBatch *batch = enlist_device_batch_open (fixture->folder, fixture->source, "source.json", NULL,
                                                       fixture->key, fixture->keys, &error);

  g_assert_no_error (error);
  return batch;
}

static void
assert_not_opened (Fixture *fixture, EnlistError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (enlist_device_batch_open (fixture->folder, fixture->source, "source.json", NULL,
                                           fixture->key, fixture->keys, &error));
  g_assert_error (error, ENLIST_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
make (EnlistDeviceBatch *batch, const char *serial)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (enlist_device_batch_make (batch, serial, &error));
  g_assert_no_error (error);
}

static char *
read_file (Fixture *fixture, const char *name, gsize *size)
{
  g_autofree char *path = g_build_filename (fixture->path, name, NULL);
  char *content;

  g_assert_true (g_file_get_contents (path, &content, size, NULL));

  return content;
}

static void
write_file (Fixture *fixture, const char *name, const char *content, gssize size)
{
  g_autofree char *path = g_build_filename (fixture->path, name, NULL);

  g_assert_true (g_file_set_contents (path, content, size, NULL));
}

static void
assert_order (const char *text, const char *first, const char *second)
{
  const char *at = strstr (text, first);

  g_assert_nonnull (at);
  g_assert_nonnull (strstr (at, second));
}

static gboolean
exists (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->path, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_make (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "A1/identity.cbor", "A1/label.enlist", "A1/label.txt" };
  g_autoptr (EnlistDeviceBatch) batch = open_batch (fixture);
  g_autofree char *list = NULL;

  make (batch, "A1");
  g_assert_true (enlist_device_batch_contains (batch, "A1"));
  g_assert_cmpuint (enlist_device_batch_get_count (batch), ==, 0);
  g_assert_false (exists (fixture, "A1"));
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  g_assert_cmpuint (enlist_device_batch_get_count (batch), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->path, files[i], NULL);
      GStatBuf status;

      g_assert_cmpint (g_stat (path, &status), ==, 0);
      g_assert_cmpint (status.st_mode & 0777, ==, 0600);
      g_assert_cmpint (status.st_size, >, 0);
    }
  g_assert_true (enlist_device_batch_save_list (batch, NULL, NULL));
  list = read_file (fixture, "devices.csv", NULL);
  g_assert_true (g_str_has_prefix (list, "serial,label-id,label,storage\nA1,"));
  g_assert_true (g_str_has_suffix (list, ",A1/label.enlist,A1\n"));
}

static void
test_list_order_and_quotes (Fixture *fixture, gconstpointer data)
{
  static const char *const order[] = { "b", "a,\"x\"", "not made", NULL };
  g_autoptr (EnlistDeviceBatch) batch = open_batch (fixture);
  g_autofree char *sorted = NULL, *ordered = NULL;

  make (batch, "b");
  make (batch, "a,\"x\"");
  make (batch, "c");
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  g_assert_true (enlist_device_batch_save_list (batch, NULL, NULL));
  sorted = read_file (fixture, "devices.csv", NULL);
  assert_order (sorted, "\n\"a,\"\"x\"\"\",", "\nb,");
  g_assert_nonnull (strstr (sorted, "\nc,"));
  g_assert_true (enlist_device_batch_save_list (batch, order, NULL));
  ordered = read_file (fixture, "devices.csv", NULL);
  assert_order (ordered, "\nb,", "\n\"a,\"\"x\"\"\",");
  g_assert_null (strstr (ordered, "\nc,"));
}

/* What was not complete is gone, what was is as it was. */
static void
test_resumed (Fixture *fixture, gconstpointer data)
{
  EnlistDeviceBatch *batch = open_batch (fixture);
  g_autofree char *before = NULL, *after = NULL;
  gsize size, size_after;

  make (batch, "A1");
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  make (batch, "A2");
  g_object_unref (batch);
  g_assert_true (exists (fixture, ".staged/A2"));
  before = read_file (fixture, "A1/identity.cbor", &size);

  batch = open_batch (fixture);
  g_assert_cmpuint (enlist_device_batch_get_count (batch), ==, 1);
  g_assert_cmpuint (enlist_device_batch_get_repaired (batch), ==, 0);
  g_assert_true (enlist_device_batch_contains (batch, "A1"));
  g_assert_false (enlist_device_batch_contains (batch, "A2"));
  g_assert_false (exists (fixture, ".staged/A2"));
  make (batch, "A2");
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  g_object_unref (batch);
  after = read_file (fixture, "A1/identity.cbor", &size_after);
  g_assert_cmpmem (before, size, after, size_after);
  g_assert_false (exists (fixture, ".staged"));
}

/* Groups complete by themselves. */
static void
test_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EnlistDeviceBatch) batch = open_batch (fixture);

  for (guint i = 0; i < 99; i++)
    make (batch, NULL);
  g_assert_cmpuint (enlist_device_batch_get_count (batch), ==, 0);
  make (batch, NULL);
  g_assert_cmpuint (enlist_device_batch_get_count (batch), ==, 100);
}

static void
test_lost_label (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "A1/label.enlist", "A1/label.txt" };
  EnlistDeviceBatch *batch = open_batch (fixture);
  gsize sizes[2];
  char *contents[2];

  make (batch, "A1");
  make (batch, "A2");
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  g_object_unref (batch);
  for (guint i = 0; i < 2; i++)
    contents[i] = read_file (fixture, names[i], &sizes[i]);

  for (guint i = 0; i < 2; i++)
    {
      for (gsize size = 0; size < sizes[i] - 1; size += 37)
        {
          g_autoptr (EnlistDeviceBatch) repaired = NULL;

          write_file (fixture, names[i], contents[i], (gssize) size);
          repaired = open_batch (fixture);
          g_assert_cmpuint (enlist_device_batch_get_repaired (repaired), ==, 1);
          g_assert_cmpuint (enlist_device_batch_get_count (repaired), ==, 2);
          for (guint j = 0; j < 2; j++)
            {
              gsize size_now;
              g_autofree char *now = read_file (fixture, names[j], &size_now);

              g_assert_cmpmem (now, size_now, contents[j], sizes[j]);
            }
        }
    }

  /* Another device's label is not the device's. */
  {
    g_autofree char *other = read_file (fixture, "A2/label.enlist", &sizes[1]);
    g_autoptr (EnlistDeviceBatch) repaired = NULL;
    g_autofree char *now = NULL;
    gsize size_now;

    write_file (fixture, names[0], other, (gssize) sizes[1]);
    repaired = open_batch (fixture);
    now = read_file (fixture, names[0], &size_now);
    g_assert_cmpmem (now, size_now, contents[0], sizes[0]);
  }
  g_free (contents[0]);
  g_free (contents[1]);
}

static void
test_lost_identity (Fixture *fixture, gconstpointer data)
{
  EnlistDeviceBatch *batch = open_batch (fixture);
  g_autofree char *identity = g_build_filename (fixture->path, "A1", "identity.cbor", NULL);
  g_autofree char *other = NULL;
  gsize size;

  make (batch, "A1");
  make (batch, "A2");
  g_assert_true (enlist_device_batch_flush (batch, NULL));
  g_object_unref (batch);
  other = read_file (fixture, "A2/identity.cbor", &size);
  write_file (fixture, "A1/identity.cbor", other, (gssize) size);
  assert_not_opened (fixture, ENLIST_ERROR_DAMAGED, "Move it away");
  write_file (fixture, "A1/identity.cbor", other, (gssize) size - 1);
  assert_not_opened (fixture, ENLIST_ERROR_DAMAGED, "Move it away");
  g_unlink (identity);
  assert_not_opened (fixture, ENLIST_ERROR_DAMAGED, "Move it away");
}

static void
test_begun_with_something_else (Fixture *fixture, gconstpointer data)
{
  static const char *const transports[] = { "tcp:host:1", NULL };
  g_autoptr (EnlistPublisherKey) other = enlist_publisher_key_generate ("Other", NULL);
  g_autoptr (GPtrArray) other_keys = list_key (other);
  g_autoptr (EnlistPublisherKey) key = g_object_ref (fixture->key);
  g_autoptr (GError) error = NULL;

  g_object_unref (open_batch (fixture));
  g_object_unref (open_batch (fixture));

  g_assert_null (enlist_device_batch_open (fixture->folder, fixture->source, "source.json", transports,
                                           fixture->key, fixture->keys, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);

  g_ptr_array_add (fixture->keys, g_bytes_ref (g_ptr_array_index (other_keys, 0)));
  assert_not_opened (fixture, ENLIST_ERROR_REFUSED, "publishers");
  g_set_object (&fixture->key, other);
  assert_not_opened (fixture, ENLIST_ERROR_REFUSED, "another key");
  g_ptr_array_remove_index (fixture->keys, 1);
  assert_not_opened (fixture, ENLIST_ERROR_USAGE, "refuse their labels");
  g_set_object (&fixture->key, key);
  json_object_set_int_member (json_node_get_object (fixture->source), "sequence", 2);
  assert_not_opened (fixture, ENLIST_ERROR_REFUSED, "another source");
  write_file (fixture, "batch.json", "{", 1);
  assert_not_opened (fixture, ENLIST_ERROR_DAMAGED, "batch.json");
}

static void
test_not_its_folder (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  write_file (fixture, "something", "else", -1);
  assert_not_opened (fixture, ENLIST_ERROR_REFUSED, "something else");
}

/* A power cut while the description was written. */
static void
test_description_not_finished (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  write_file (fixture, "batch.json.new", "{", 1);
  g_object_unref (open_batch (fixture));
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  EnlistDeviceBatch *batch = open_batch (fixture);

  assert_not_opened (fixture, ENLIST_ERROR_BUSY, "Somebody else");
  g_object_unref (batch);
  g_object_unref (open_batch (fixture));
}

static void
test_source_first (Fixture *fixture, gconstpointer data)
{
  json_object_set_string_member (json_node_get_object (fixture->source), "vendr", "x");
  assert_not_opened (fixture, ENLIST_ERROR_SOURCE, "vendr");
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_serials (void)
{
  static const char *const good[] = { "A", "A B", "ä-1_2.3", "~", "a,b;c\"d",
                                      "12345678901234567890123456789012" };
  static const char *const bad[] = { "",     ".",    "..",         "a/b",         ".hidden", "a\nb",
                                     "\xff", "\x7f", "batch.json", "devices.csv",
                                     "123456789012345678901234567890123" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (enlist_device_batch_check_serial (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (enlist_device_batch_check_serial (bad[i], &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
    }
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/core/device-batch/make", test_make);
  add ("/core/device-batch/list-order-and-quotes", test_list_order_and_quotes);
  add ("/core/device-batch/resumed", test_resumed);
  add ("/core/device-batch/groups", test_groups);
  add ("/core/device-batch/lost-label", test_lost_label);
  add ("/core/device-batch/lost-identity", test_lost_identity);
  add ("/core/device-batch/begun-with-something-else", test_begun_with_something_else);
  add ("/core/device-batch/not-its-folder", test_not_its_folder);
  add ("/core/device-batch/description-not-finished", test_description_not_finished);
  add ("/core/device-batch/one-at-a-time", test_one_at_a_time);
  add ("/core/device-batch/source-first", test_source_first);
  g_test_add_func ("/core/device-batch/serials", test_serials);
  return g_test_run ();
}
