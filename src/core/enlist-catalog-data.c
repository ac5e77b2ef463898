/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-data"

#include "enlist-catalog-data-private.h"

#include <string.h>

#include <glib/gstdio.h>

#include "enlist-catalog-key.h"
#include "enlist-error.h"

#define FIELD_NAME_MAX 32 /* bytes */

static const char *const files[] = { "catalog.json", "entries.csv" };

/* What a file was like when it was read; all zero when there was none. */
typedef struct {
  guint64 device;
  guint64 inode;
  gint64 size;
  gint64 changed; /* nanoseconds */
} Stamp;

struct _EnlistCatalogData {
  gatomicrefcount references;
  char *folder;
  char *name;
  GHashTable *entries; /* normalized key -> EnlistCatalogEntry */
  Stamp stamps[G_N_ELEMENTS (files)];
};

static void
free_entry (gpointer data)
{
  EnlistCatalogEntry *entry = data;

  g_free (entry->label);
  g_free (entry->fields);
  g_free (entry);
}

static Stamp
get_stamp (const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    return (Stamp){ 0 };

  return (Stamp){ status.st_dev, status.st_ino, status.st_size,
                  status.st_ctim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_ctim.tv_nsec };
}

EnlistCatalogData *
enlist_catalog_data_ref (EnlistCatalogData *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
enlist_catalog_data_unref (EnlistCatalogData *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->folder);
  g_free (self->name);
  g_hash_table_unref (self->entries);
  g_free (self);
}

gboolean
enlist_catalog_data_is_current (EnlistCatalogData *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      Stamp now = get_stamp (self->folder, files[i]);

      if (memcmp (&now, &self->stamps[i], sizeof now) != 0)
        return FALSE;
    }

  return TRUE;
}

const char *
enlist_catalog_data_get_folder (EnlistCatalogData *self)
{
  return self->folder;
}

const char *
enlist_catalog_data_get_name (EnlistCatalogData *self)
{
  return self->name;
}

guint
enlist_catalog_data_get_n_entries (EnlistCatalogData *self)
{
  return g_hash_table_size (self->entries);
}

const EnlistCatalogEntry *
enlist_catalog_data_lookup (EnlistCatalogData *self, const char *key)
{
  return g_hash_table_lookup (self->entries, key);
}

const char **
enlist_catalog_data_list_keys (EnlistCatalogData *self, guint *count)
{
  return (const char **) g_hash_table_get_keys_as_array (self->entries, count);
}

gboolean
enlist_catalog_data_is_field_name (const char *name)
{
  gsize size = strlen (name);

  return size >= 1 && size <= FIELD_NAME_MAX && g_ascii_isalpha (*name) &&
         strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-") == size;
}

gboolean
enlist_catalog_data_add (EnlistCatalogData *self, const char *key, char *label, char *fields, GError **error)
{
  EnlistCatalogEntry *entry = g_new0 (EnlistCatalogEntry, 1);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *normal = enlist_catalog_key_normalize (key, &local_error);

  entry->label = label;
  entry->fields = fields;
  if (normal == NULL)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG, local_error->message);
  else if (g_hash_table_contains (self->entries, normal))
    g_set_error (
        error, ENLIST_ERROR, ENLIST_ERROR_CATALOG,
        "the number is there twice (case, white space, hyphens and leading zeros of a GTIN do not count): "
        "remove one entry");
  else if (g_hash_table_size (self->entries) == ENLIST_CATALOG_MAX_ENTRIES)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG,
                 "there are more than %d entries: make several catalogs", ENLIST_CATALOG_MAX_ENTRIES);
  else
    return g_hash_table_insert (self->entries, g_steal_pointer (&normal), entry);
  free_entry (entry);

  return FALSE;
}

static gboolean
read_files (EnlistCatalogData *self, GCancellable *cancellable, GError **error)
{
  guint n_read = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, files[i], NULL);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GBytes) content = NULL;
      const char *text;
      gsize size;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      self->stamps[i] = get_stamp (self->folder, files[i]);
      content = enlist_catalog_read_file (self->folder, files[i], ENLIST_CATALOG_MAX_FILE, &local_error);
      if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND))
        continue;
      if (content == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      n_read++;
      text = g_bytes_get_data (content, &size);
      if (i == 0)
        self->name = enlist_catalog_json_read (self, path, text, size, error);
      if (i == 0 ? self->name == NULL : !enlist_catalog_csv_read (self, path, text, size, error))
        return FALSE;
    }
  if (n_read == 0)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 "%s: there is neither catalog.json nor entries.csv", self->folder);

  return n_read > 0;
}

EnlistCatalogData *
enlist_catalog_data_load (const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (EnlistCatalogData) self = g_new0 (EnlistCatalogData, 1);

  g_atomic_ref_count_init (&self->references);
  self->folder = g_strdup (folder);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_entry);
  if (!read_files (self, cancellable, error))
    return NULL;
  if (self->name == NULL)
    self->name = g_filename_display_basename (folder);

  return g_steal_pointer (&self);
}
