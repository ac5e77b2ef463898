/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE
#include <glib/gstdio.h>
#include <string.h>

#include "await.h"
#include "enlist-device-values.h"

typedef struct {
  char *folder;
  GFile *file;
  GFile *storage;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GFile) folder = NULL;

  fixture->folder = g_dir_make_tmp ("enlist-device-values-XXXXXX", NULL);
  folder = g_file_new_for_path (fixture->folder);
  fixture->file = g_file_get_child (folder, "device.json");
  fixture->storage = g_file_get_child (folder, "storage");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
  g_object_unref (fixture->storage);
}

static EnlistDeviceValues *
generate (gboolean development)
{
  g_autoptr(GError) error = NULL;
  EnlistDeviceValues *values = enlist_device_values_generate ("Example Instruments", "Weather Sensor", "B",
                                                              "SN1", development, &error);

  g_assert_no_error (error);
  return values;
}

static GPtrArray *
make_keys (guint count)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < count; i++)
    {
      guint8 key[32] = { [31] = i };

      g_ptr_array_add (keys, g_bytes_new (key, sizeof key));
    }

  return keys;
}

static int
get_mode (GFile *file)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  return status.st_mode & 0777;
}

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  gboolean development = GPOINTER_TO_INT (data);
  g_autoptr(EnlistDeviceValues) values = generate (development);
  g_autoptr(EnlistDeviceValues) copy = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (enlist_device_values_save (values, fixture->file, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_mode (fixture->file), ==, 0600);
  copy = enlist_device_values_load (fixture->file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (enlist_device_values_get_vendor (copy), ==, "Example Instruments");
  g_assert_cmpstr (enlist_device_values_get_model (copy), ==, "Weather Sensor");
  g_assert_cmpstr (enlist_device_values_get_hardware (copy), ==, "B");
  g_assert_cmpstr (enlist_device_values_get_serial (copy), ==, "SN1");
  g_assert_true (g_bytes_equal (enlist_device_values_get_key (copy), enlist_device_values_get_key (values)));
  if (development)
    g_assert_null (enlist_device_values_get_secret (copy));
  else
    g_assert_true (g_bytes_equal (enlist_device_values_get_secret (copy),
                                  enlist_device_values_get_secret (values)));
}

static void
test_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistDeviceValues) values = generate (FALSE);
  g_autoptr(EnlistDeviceValues) copy = NULL;
  g_autoptr(EnlistDeviceValues) other = generate (FALSE);
  g_autoptr(GError) error = NULL;

  g_assert_true (enlist_device_values_save (values, fixture->file, NULL));
  g_assert_false (enlist_device_values_save (other, fixture->file, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  copy = enlist_device_values_load (fixture->file, NULL);
  g_assert_true (g_bytes_equal (enlist_device_values_get_key (copy), enlist_device_values_get_key (values)));
}

/* What is on the device makes the same label again. */
static void
test_image_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistDeviceValues) values = generate (GPOINTER_TO_INT (data));
  g_autoptr(GPtrArray) keys = make_keys (2);
  g_autoptr(EnlistDeviceValues) copy = NULL;
  g_autoptr(GBytes) image = NULL, again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (enlist_device_values_load_image (fixture->storage, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (enlist_device_values_save_image (values, fixture->storage, keys, &error));
  copy = enlist_device_values_load_image (fixture->storage, &error);
  g_assert_no_error (error);
  image = enlist_device_values_dup_image (values, keys, &error);
  again = enlist_device_values_dup_image (copy, keys, &error);
  g_assert_true (g_bytes_equal (image, again));
  g_assert_true (g_bytes_equal (enlist_device_values_get_key (copy), enlist_device_values_get_key (values)));
}

static void
test_damaged_image (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistDeviceValues) values = generate (FALSE);
  g_autoptr(GPtrArray) keys = make_keys (1);
  g_autoptr(GBytes) image = enlist_device_values_dup_image (values, keys, NULL);
  g_autoptr(GFile) file = g_file_get_child (fixture->storage, ENLIST_DEVICE_IMAGE_NAME);

  g_assert_cmpint (g_mkdir (g_file_peek_path (fixture->storage), 0700), ==, 0);
  for (gsize size = 0; size < g_bytes_get_size (image); size++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (g_file_set_contents (g_file_peek_path (file), g_bytes_get_data (image, NULL),
                                          (gssize) size, NULL));
      g_assert_null (enlist_device_values_load_image (fixture->storage, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
    }
}

/* One to eight publishers; never fewer than were given. */
static void
test_image_publishers (Fixture *fixture, gconstpointer data)
{
  static const guint counts[] = { 0, 9, 1000, 1, 8 };
  g_autoptr(EnlistDeviceValues) values = generate (FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      g_autofree char *name = g_strdup_printf ("storage-%u", counts[i]);
      g_autoptr(GFile) storage = g_file_get_child (fixture->storage, name);
      g_autoptr(GFile) image = g_file_get_child (storage, "identity.cbor");
      g_autoptr(GPtrArray) keys = make_keys (counts[i]);
      g_autoptr(GError) error = NULL;
      g_autofree char *bytes = NULL;
      gsize size;

      if (counts[i] < 1 || counts[i] > 8)
        {
          g_assert_false (enlist_device_values_save_image (values, storage, keys, &error));
          g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
          g_assert_false (g_file_query_exists (storage, NULL));
          continue;
        }

      g_assert_true (enlist_device_values_save_image (values, storage, keys, &error));
      g_assert_no_error (error);
      g_assert_cmpint (get_mode (image), ==, 0600);
      g_assert_true (g_file_load_contents (image, NULL, &bytes, &size, NULL, NULL));
      for (guint j = 0; j < counts[i]; j++)
        {
          GBytes *key = g_ptr_array_index (keys, j);

          g_assert_nonnull (memmem (bytes, size, g_bytes_get_data (key, NULL), 32));
        }
    }
}

static void
test_image_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autoptr(EnlistDeviceValues) values = generate (FALSE);
  g_autoptr(EnlistDeviceValues) other = generate (FALSE);
  g_autoptr(GPtrArray) keys = make_keys (1);
  g_autoptr(GFile) image = g_file_get_child (fixture->storage, "identity.cbor");
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) before = NULL, after = NULL;

  g_assert_true (enlist_device_values_save_image (values, fixture->storage, keys, NULL));
  before = g_file_load_bytes (image, NULL, NULL, NULL);
  g_assert_false (enlist_device_values_save_image (other, fixture->storage, keys, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  after = g_file_load_bytes (image, NULL, NULL, NULL);
  g_assert_true (g_bytes_equal (before, after));
}

#define KEY "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
#define START "{\"enlist-device\":1,\"vendor\":\"V\",\"model\":\"M\","
#define LONG "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" /* 33 */

static void
test_not_loaded (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    EnlistError code;
  } cases[] = {
    { NULL, ENLIST_ERROR_NOT_FOUND },
    { "", ENLIST_ERROR_DAMAGED },
    { "[]", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-device\":", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-publisher-key\":1}", ENLIST_ERROR_DAMAGED },
    { "{\"enlist-device\":2}", ENLIST_ERROR_TOO_NEW },
    { START "\"serial\":\"S\"}", ENLIST_ERROR_DAMAGED },
    { START "\"key\":\"" KEY "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"\",\"key\":\"" KEY "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"" LONG "\",\"key\":\"" KEY "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"S\",\"key\":\"AAAA\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"S\",\"key\":\"" KEY "\",\"hardware\":7}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"S\",\"key\":\"" KEY "\",\"hardware\":\"" LONG "\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"S\",\"key\":\"" KEY "\",\"secret\":\"AAAA\"}", ENLIST_ERROR_DAMAGED },
    { START "\"serial\":\"S\",\"key\":\"" KEY "\",\"secret\":null}", ENLIST_ERROR_DAMAGED },
  };
  g_autoptr(EnlistDeviceValues) values = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      if (cases[i].text != NULL)
        g_assert_true (g_file_set_contents (g_file_peek_path (fixture->file), cases[i].text, -1, NULL));
      g_assert_null (enlist_device_values_load (fixture->file, &error));
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, "device.json"));
    }

  g_assert_true (g_file_set_contents (g_file_peek_path (fixture->file),
                                      START "\"serial\":\"S\",\"key\":\"" KEY "\"}", -1, NULL));
  values = enlist_device_values_load (fixture->file, NULL);
  g_assert_nonnull (values);
  g_assert_null (enlist_device_values_get_hardware (values));
}

static void
test_generate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *limit = g_strnfill (32, 'x');
  g_autoptr(EnlistDeviceValues) full = enlist_device_values_generate ("V", "M", limit, limit, FALSE, NULL);
  g_autoptr(EnlistDeviceValues) one = enlist_device_values_generate ("V", "M", NULL, NULL, FALSE, NULL);
  g_autoptr(EnlistDeviceValues) other = enlist_device_values_generate ("V", "M", NULL, NULL, FALSE, NULL);

  g_assert_nonnull (full);
  g_assert_cmpstr (enlist_device_values_get_serial (one), !=, enlist_device_values_get_serial (other));
  g_assert_false (g_bytes_equal (enlist_device_values_get_key (one), enlist_device_values_get_key (other)));
  g_assert_false (g_bytes_equal (enlist_device_values_get_secret (one),
                                 enlist_device_values_get_secret (other)));
  g_assert_null (enlist_device_values_generate ("", "M", NULL, NULL, FALSE, NULL));
  g_assert_null (enlist_device_values_generate ("V", "M", NULL, LONG, FALSE, NULL));
  g_assert_null (enlist_device_values_generate ("V", "M", LONG, NULL, FALSE, NULL));
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/core/device-values/round-trip-mode-0600", GINT_TO_POINTER (FALSE), test_round_trip);
  add ("/core/device-values/development-round-trip", GINT_TO_POINTER (TRUE), test_round_trip);
  add ("/core/device-values/not-overwritten", NULL, test_not_overwritten);
  add ("/core/device-values/image-round-trip", GINT_TO_POINTER (FALSE), test_image_round_trip);
  add ("/core/device-values/development-image-round-trip", GINT_TO_POINTER (TRUE), test_image_round_trip);
  add ("/core/device-values/damaged-image", NULL, test_damaged_image);
  add ("/core/device-values/image-publishers", NULL, test_image_publishers);
  add ("/core/device-values/image-not-overwritten", NULL, test_image_not_overwritten);
  add ("/core/device-values/not-loaded", NULL, test_not_loaded);
  add ("/core/device-values/generate", NULL, test_generate);
  return g_test_run ();
}
