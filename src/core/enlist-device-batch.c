/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* syncfs */
#define G_LOG_DOMAIN "enlist-device-batch"

#include "enlist-device-batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-json-file-private.h"
#include "enlist-label-file.h"
#include "enlist-private-file-private.h"

#define MARKER "enlist-batch"
#define DESCRIPTION "batch.json"
#define LIST "devices.csv"
#define STAGING ".staged"
#define LABEL_FILE "label" ENLIST_LABEL_FILE_SUFFIX
#define TEXT_FILE "label.txt"

/* One sync for so many devices: what is lost when the power fails is made again. */
#define GROUP 100
#define MAX_SERIAL 32 /* bytes; docs/format.md, clause 6.1 */

struct _EnlistDeviceBatch {
  GObject parent_instance;

  char *path;
  char *staging;
  int fd; /* of the folder, locked */
  JsonNode *source;
  char *name;
  char **transports;
  EnlistPublisherKey *key;
  GPtrArray *publisher_keys;
  EnlistLabel *sample;      /* without a device: says vendor, model and hardware revision */
  GHashTable *label_ids;    /* by serial number, of the devices that are complete */
  GHashTable *staged;       /* the same, of those that wait for the next sync */
  guint repaired;
};

G_DEFINE_FINAL_TYPE (EnlistDeviceBatch, enlist_device_batch, G_TYPE_OBJECT)

static void
enlist_device_batch_finalize (GObject *object)
{
  EnlistDeviceBatch *self = ENLIST_DEVICE_BATCH (object);

  if (self->fd >= 0)
    {
      g_rmdir (self->staging);
      close (self->fd);
    }
  g_clear_pointer (&self->source, json_node_unref);
  g_clear_pointer (&self->publisher_keys, g_ptr_array_unref);
  g_clear_object (&self->key);
  g_clear_object (&self->sample);
  g_hash_table_unref (self->label_ids);
  g_hash_table_unref (self->staged);
  g_strfreev (self->transports);
  g_free (self->staging);
  g_free (self->path);
  g_free (self->name);

  G_OBJECT_CLASS (enlist_device_batch_parent_class)->finalize (object);
}

static void
enlist_device_batch_class_init (EnlistDeviceBatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_device_batch_finalize;
}

static void
enlist_device_batch_init (EnlistDeviceBatch *self)
{
  self->fd = -1;
  self->label_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->staged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
fail_storage (GError **error, const char *path)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));

  return FALSE;
}

/* What the devices are made of. A folder that mixes two sources would be found out only at the site. */
static JsonObject *
describe (EnlistDeviceBatch *self)
{
  g_autofree char *source = json_to_string (self->source, FALSE);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, source, -1);
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (self->key);
  g_autoptr (GString) accepted = g_string_new (NULL);
  g_autofree char *transports = self->transports != NULL ? g_strjoinv (" ", self->transports) : g_strdup ("");
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < self->publisher_keys->len; i++)
    {
      EnlistSlice key = enlist_bytes_slice (g_ptr_array_index (self->publisher_keys, i));
      g_autofree char *text = enlist_bytes_to_base64url (key.data, key.size);

      g_string_append_printf (accepted, "%s%s", i > 0 ? " " : "", text);
    }
  json_object_set_int_member (object, MARKER, 1);
  json_object_set_string_member (object, "source", hash);
  json_object_set_string_member (object, "key", enlist_publisher_get_key_id (publisher));
  json_object_set_string_member (object, "publishers", accepted->str);
  json_object_set_string_member (object, "transports", transports);

  return object;
}

static gboolean
compare_descriptions (EnlistDeviceBatch *self, JsonObject *wanted, JsonObject *found, GError **error)
{
  static const struct { const char *member, *name; } members[] = {
    { "source", "another source" },
    { "key", "another key" },
    { "publishers", "other publishers" },
    { "transports", "other transports" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = enlist_json_file_get_text (found, members[i].member, error);

      if (text == NULL)
        {
          g_prefix_error (error, "%s/" DESCRIPTION ": ", self->path);
          return FALSE;
        }
      if (!g_str_equal (text, json_object_get_string_member (wanted, members[i].member)))
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                       "%s was begun with %s. Use another folder, or what it was begun with.", self->path,
                       members[i].name);
          return FALSE;
        }
    }

  return TRUE;
}

/* But for a description that was not finished. */
static gboolean
is_empty (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      if (!g_str_has_prefix (name, DESCRIPTION))
        return FALSE;
    }

  return folder != NULL;
}

static gboolean
check_description (EnlistDeviceBatch *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, DESCRIPTION, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (JsonObject) wanted = describe (self);
  g_autoptr (JsonObject) found = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      found = enlist_json_file_load (file, MARKER, error);
      return found != NULL && compare_descriptions (self, wanted, found, error);
    }
  if (!is_empty (self->path))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   "%s has something else in it: use a folder that is empty or does not exist", self->path);
      return FALSE;
    }
  node = json_node_init_object (json_node_alloc (), wanted);
  text = json_to_string (node, TRUE);

  return enlist_private_file_replace (path, text, strlen (text), error);
}

static gboolean
lock_folder (EnlistDeviceBatch *self, GError **error)
{
  if (g_mkdir_with_parents (self->path, 0700) != 0)
    return fail_storage (error, self->path);
  self->fd = g_open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (self->fd < 0)
    return fail_storage (error, self->path);
  if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail_storage (error, self->path);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BUSY, "Somebody else is making devices in %s", self->path);

  return FALSE;
}

/* Folders in folders, of files: all that this file ever makes. */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static gboolean
write_label (EnlistLabel *label, const char *folder, GError **error)
{
  g_autofree char *binary_path = g_build_filename (folder, LABEL_FILE, NULL);
  g_autofree char *text_path = g_build_filename (folder, TEXT_FILE, NULL);
  g_autoptr (GBytes) binary = enlist_label_file_wrap (enlist_label_get_payload (label));
  g_auto (GStrv) codes = enlist_label_dup_texts (label, 0);
  g_autofree char *lines = codes != NULL ? g_strjoinv ("\n", codes) : NULL;
  g_autofree char *text = lines != NULL ? g_strconcat (lines, "\n", NULL) : NULL;

  if (text == NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE,
                   "The label needs more than 16 codes. Shorten its texts or leave steps out.");
      return FALSE;
    }

  return enlist_private_file_create_unsynced (binary_path, g_bytes_get_data (binary, NULL),
                                              g_bytes_get_size (binary), error) &&
         enlist_private_file_create_unsynced (text_path, text, strlen (text), error);
}

static EnlistLabel *
compile (EnlistDeviceBatch *self, EnlistDeviceValues *values, GError **error)
{
  return enlist_label_compile (self->source, self->name, (const char *const *) self->transports, values,
                               self->key, error);
}

static gboolean
is_label_of (EnlistDeviceBatch *self, EnlistLabel *label, EnlistDeviceValues *values)
{
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (self->key);
  EnlistSlice key = enlist_bytes_slice (enlist_device_values_get_key (values));
  g_autofree char *key_hex = enlist_bytes_to_hex (key.data, key.size);

  return g_strcmp0 (enlist_label_get_serial (label), enlist_device_values_get_serial (values)) == 0 &&
         g_strcmp0 (enlist_label_get_device_key (label), key_hex) == 0 &&
         enlist_label_verify_key (label, enlist_publisher_get_key (publisher), NULL);
}

/* (transfer full) (nullable): the label that is there, when both of its files are whole */
static EnlistLabel *
load_label (EnlistDeviceBatch *self, const char *folder, EnlistDeviceValues *values)
{
  g_autofree char *binary_path = g_build_filename (folder, LABEL_FILE, NULL);
  g_autofree char *text_path = g_build_filename (folder, TEXT_FILE, NULL);
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *lines = NULL;
  g_auto (GStrv) codes = NULL;
  char *binary, *text;
  gsize size;

  if (!g_file_get_contents (binary_path, &binary, &size, NULL))
    return NULL;
  content = g_bytes_new_take (binary, size);
  label = enlist_label_load_bytes (content, NULL);
  codes = label != NULL ? enlist_label_dup_texts (label, 0) : NULL;
  lines = codes != NULL ? g_strjoinv ("\n", codes) : NULL;
  if (lines == NULL || !is_label_of (self, label, values) ||
      !g_file_get_contents (text_path, &text, NULL, NULL))
    return NULL;
  if (!g_str_equal (g_strchomp (text), lines))
    g_clear_object (&label);
  g_free (text);

  return g_steal_pointer (&label);
}

/* The identity is never made twice: another label of it is the same label again. */
static EnlistLabel *
repair_label (EnlistDeviceBatch *self, const char *folder, EnlistDeviceValues *values, GError **error)
{
  g_autofree char *binary_path = g_build_filename (folder, LABEL_FILE, NULL);
  g_autofree char *text_path = g_build_filename (folder, TEXT_FILE, NULL);
  g_autoptr (EnlistLabel) label = compile (self, values, error);

  g_unlink (binary_path);
  g_unlink (text_path);
  if (label == NULL || !write_label (label, folder, error))
    return NULL;
  if (syncfs (self->fd) != 0)
    {
      fail_storage (error, folder);
      return NULL;
    }
  self->repaired++;

  return g_steal_pointer (&label);
}

static gboolean
load_device (EnlistDeviceBatch *self, const char *serial, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, serial, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (EnlistDeviceValues) values = enlist_device_values_load_image (folder, &local_error);
  g_autoptr (EnlistLabel) label = NULL;

  if (values == NULL || !g_str_equal (enlist_device_values_get_serial (values), serial))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED,
                   "%s is not the storage of a device with this serial number%s%s. Move it away, then the "
                   "device is made anew.",
                   path, local_error != NULL ? ": " : "", local_error != NULL ? local_error->message : "");
      return FALSE;
    }
  label = load_label (self, path, values);
  if (label == NULL)
    label = repair_label (self, path, values, error);
  if (label == NULL)
    return FALSE;
  g_hash_table_insert (self->label_ids, g_strdup (serial), g_strdup (enlist_label_get_id (label)));

  return TRUE;
}

static gboolean
load_devices (EnlistDeviceBatch *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) folder = g_dir_open (self->path, 0, &local_error);
  const char *name;

  if (folder == NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, local_error->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->path, name, NULL);

      if (*name != '.' && g_file_test (path, G_FILE_TEST_IS_DIR) && !load_device (self, name, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_publishers (EnlistDeviceBatch *self, GError **error)
{
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (self->key);

  for (guint i = 0; i < self->publisher_keys->len; i++)
    {
      if (g_bytes_equal (g_ptr_array_index (self->publisher_keys, i), enlist_publisher_get_key (publisher)))
        return TRUE;
    }
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               "The devices would refuse their labels: %s (%s), who signs, is not among the publishers that "
               "they accept",
               enlist_publisher_get_name (publisher), enlist_publisher_get_key_id (publisher));

  return FALSE;
}

EnlistDeviceBatch *
enlist_device_batch_open (GFile              *folder,
                          JsonNode           *source,
                          const char         *name,
                          const char *const  *transports,
                          EnlistPublisherKey *key,
                          GPtrArray          *publisher_keys,
                          GError            **error)
{
  g_autoptr (EnlistDeviceBatch) self = g_object_new (ENLIST_TYPE_DEVICE_BATCH, NULL);

  self->path = g_file_get_path (folder);
  self->staging = g_build_filename (self->path, STAGING, NULL);
  self->source = json_node_ref (source);
  self->name = g_strdup (name);
  self->transports = g_strdupv ((char **) transports);
  self->key = g_object_ref (key);
  self->publisher_keys = g_ptr_array_ref (publisher_keys);

  /* What is wrong with the source is told before anything is made. */
  self->sample = compile (self, NULL, error);
  if (self->sample == NULL || !check_publishers (self, error) || !lock_folder (self, error) ||
      !check_description (self, error))
    return NULL;
  remove_tree (self->staging);
  if (!load_devices (self, error))
    return NULL;
  if (g_mkdir (self->staging, 0700) != 0)
    {
      fail_storage (error, self->staging);
      return NULL;
    }

  return g_steal_pointer (&self);
}

guint
enlist_device_batch_get_count (EnlistDeviceBatch *self)
{
  return g_hash_table_size (self->label_ids);
}

guint
enlist_device_batch_get_repaired (EnlistDeviceBatch *self)
{
  return self->repaired;
}

EnlistLabel *
enlist_device_batch_get_sample (EnlistDeviceBatch *self)
{
  return self->sample;
}

gboolean
enlist_device_batch_contains (EnlistDeviceBatch *self, const char *serial)
{
  return g_hash_table_contains (self->label_ids, serial) || g_hash_table_contains (self->staged, serial);
}

gboolean
enlist_device_batch_check_serial (const char *serial, GError **error)
{
  const char *problem = NULL;

  if (*serial == '\0' || strlen (serial) > MAX_SERIAL || !g_utf8_validate (serial, -1, NULL))
    problem = "1 to 32 bytes of text";
  else if (*serial == '.' || strchr (serial, G_DIR_SEPARATOR) != NULL)
    problem = "no “/”, and no “.” in front: it becomes the name of a folder";
  for (const char *at = serial; problem == NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        problem = "no control characters";
    }
  if (g_str_equal (serial, DESCRIPTION) || g_str_equal (serial, LIST))
    problem = "another name than those of the files beside it";
  if (problem == NULL)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "a serial number has %s", problem);

  return FALSE;
}

static EnlistDeviceValues *
generate (EnlistDeviceBatch *self, const char *serial, GError **error)
{
  g_autoptr (EnlistDeviceValues) values = NULL;
  gboolean taken;

  do
    {
      g_clear_object (&values);
      values = enlist_device_values_generate (enlist_label_get_vendor (self->sample),
                                              enlist_label_get_model (self->sample),
                                              enlist_label_get_hardware (self->sample), serial, FALSE, error);
      taken = values != NULL && enlist_device_batch_contains (self, enlist_device_values_get_serial (values));
    }
  while (taken);

  return g_steal_pointer (&values);
}

static gboolean
stage (EnlistDeviceBatch *self, EnlistDeviceValues *values, EnlistLabel *label, GError **error)
{
  const char *serial = enlist_device_values_get_serial (values);
  g_autofree char *folder = g_build_filename (self->staging, serial, NULL);
  g_autofree char *path = g_build_filename (folder, ENLIST_DEVICE_IMAGE_NAME, NULL);
  g_autoptr (GBytes) image = enlist_device_values_dup_image (values, self->publisher_keys, error);

  if (image == NULL)
    return FALSE;
  if (g_mkdir (folder, 0700) != 0)
    return fail_storage (error, folder);
  if (enlist_private_file_create_unsynced (path, g_bytes_get_data (image, NULL), g_bytes_get_size (image),
                                           error) &&
      write_label (label, folder, error))
    {
      g_hash_table_insert (self->staged, g_strdup (serial), g_strdup (enlist_label_get_id (label)));
      return TRUE;
    }
  remove_tree (folder);

  return FALSE;
}

gboolean
enlist_device_batch_make (EnlistDeviceBatch *self, const char *serial, GError **error)
{
  g_autoptr (EnlistDeviceValues) values = NULL;
  g_autoptr (EnlistLabel) label = NULL;

  g_return_val_if_fail (serial == NULL || !enlist_device_batch_contains (self, serial), FALSE);

  if (serial != NULL && !enlist_device_batch_check_serial (serial, error))
    return FALSE;
  values = generate (self, serial, error);
  label = values != NULL ? compile (self, values, error) : NULL;
  if (label == NULL || !stage (self, values, label, error))
    return FALSE;

  return g_hash_table_size (self->staged) < GROUP || enlist_device_batch_flush (self, error);
}

gboolean
enlist_device_batch_flush (EnlistDeviceBatch *self, GError **error)
{
  GHashTableIter iter;
  gpointer serial, label_id;

  if (g_hash_table_size (self->staged) == 0)
    return TRUE;
  if (syncfs (self->fd) != 0)
    return fail_storage (error, self->staging);

  g_hash_table_iter_init (&iter, self->staged);
  while (g_hash_table_iter_next (&iter, &serial, &label_id))
    {
      g_autofree char *from = g_build_filename (self->staging, serial, NULL);
      g_autofree char *to = g_build_filename (self->path, serial, NULL);

      if (g_rename (from, to) != 0)
        return fail_storage (error, to);
      g_hash_table_iter_steal (&iter);
      g_hash_table_insert (self->label_ids, serial, label_id);
    }

  return fsync (self->fd) == 0 || fail_storage (error, self->path);
}

/* RFC 4180, section 2 */
static void
append_value (GString *csv, const char *value, const char *end)
{
  g_autoptr (GString) quoted = g_string_new (value);

  g_string_replace (quoted, "\"", "\"\"", 0);
  if (strpbrk (value, ",\"\r\n") != NULL)
    g_string_append_printf (csv, "\"%s\"%s", quoted->str, end);
  else
    g_string_append_printf (csv, "%s%s", value, end);
}

static void
append_device (EnlistDeviceBatch *self, GString *csv, const char *serial)
{
  const char *label_id = g_hash_table_lookup (self->label_ids, serial);
  g_autofree char *label = g_build_filename (serial, LABEL_FILE, NULL);

  if (label_id == NULL)
    return;
  append_value (csv, serial, ",");
  append_value (csv, label_id, ",");
  append_value (csv, label, ",");
  append_value (csv, serial, "\n");
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

gboolean
enlist_device_batch_save_list (EnlistDeviceBatch *self, const char *const *serials, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, LIST, NULL);
  g_autofree const char **all = (const char **) g_hash_table_get_keys_as_array (self->label_ids, NULL);
  g_autoptr (GString) csv = g_string_new ("serial,label-id,label,storage\n");
  g_autoptr (GError) local_error = NULL;

  qsort (all, g_hash_table_size (self->label_ids), sizeof *all, compare_texts);
  if (serials == NULL)
    serials = all;
  for (guint i = 0; serials[i] != NULL; i++)
    append_device (self, csv, serials[i]);
  if (g_file_set_contents_full (path, csv->str, (gssize) csv->len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &local_error))
    return TRUE;
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, local_error->message);

  return FALSE;
}
