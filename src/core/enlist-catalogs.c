/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalogs"

#include "enlist-catalogs.h"

#include "enlist-catalog-private.h"
#include "enlist-error.h"

struct _EnlistCatalogs {
  GObject parent_instance;

  char **dirs; /* whose folders are catalogs: the user's, the system's */

  GMutex mutex;
  GPtrArray *added;  /* EnlistCatalog, with the mutex held */
  GHashTable *known; /* path -> EnlistCatalog, so that each is read once; with the mutex held */
};

G_DEFINE_FINAL_TYPE (EnlistCatalogs, enlist_catalogs, G_TYPE_OBJECT)

typedef struct {
  GPtrArray *catalogs;
  GPtrArray *problems;
} Listed;

static void
listed_free (gpointer data)
{
  Listed *listed = data;

  g_ptr_array_unref (listed->catalogs);
  g_ptr_array_unref (listed->problems);
  g_free (listed);
}

static void
enlist_catalogs_finalize (GObject *object)
{
  EnlistCatalogs *self = ENLIST_CATALOGS (object);

  g_strfreev (self->dirs);
  g_ptr_array_unref (self->added);
  g_hash_table_unref (self->known);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (enlist_catalogs_parent_class)->finalize (object);
}

static void
enlist_catalogs_class_init (EnlistCatalogsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_catalogs_finalize;
}

static void
enlist_catalogs_init (EnlistCatalogs *self)
{
  g_mutex_init (&self->mutex);
  self->added = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static void
add_dir (GStrvBuilder *builder, const char *data_dir)
{
  g_autofree char *dir = g_build_filename (data_dir, "enlist", "catalogs", NULL);

  g_strv_builder_add (builder, dir);
}

EnlistCatalogs *
enlist_catalogs_new (const char *user_dir, const char *const *system_dirs)
{
  EnlistCatalogs *self = g_object_new (ENLIST_TYPE_CATALOGS, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (user_dir != NULL)
    g_strv_builder_add (builder, user_dir);
  else
    add_dir (builder, g_get_user_data_dir ());
  if (system_dirs != NULL)
    g_strv_builder_addv (builder, (const char **) system_dirs);
  for (const char *const *each = g_get_system_data_dirs (); system_dirs == NULL && *each != NULL; each++)
    add_dir (builder, *each);
  self->dirs = g_strv_builder_end (builder);

  return self;
}

EnlistCatalogs *
enlist_catalogs_get_default (void)
{
  static EnlistCatalogs *instance;

  if (instance == NULL)
    instance = enlist_catalogs_new (NULL, NULL);

  return instance;
}

void
enlist_catalogs_add_folder (EnlistCatalogs *self, GFile *folder)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (ENLIST_IS_CATALOGS (self));
  g_return_if_fail (G_IS_FILE (folder));

  locker = g_mutex_locker_new (&self->mutex);
  g_ptr_array_add (self->added, enlist_catalog_new_for_folder (folder));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The paths of the folders in @dir; none when it is not there. */
static GPtrArray *
list_folders (const char *dir)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) handle = g_dir_open (dir, 0, NULL);
  const char *name;

  while (handle != NULL && (name = g_dir_read_name (handle)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      if (*name != '.' && g_file_test (path, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (paths, g_steal_pointer (&path));
    }
  g_ptr_array_sort (paths, compare_names);

  return paths;
}

static EnlistCatalog *
get_catalog (EnlistCatalogs *self, const char *path)
{
  EnlistCatalog *catalog = g_hash_table_lookup (self->known, path);

  if (catalog == NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_path (path);

      catalog = enlist_catalog_new_for_folder (folder);
      g_hash_table_insert (self->known, g_strdup (path), catalog);
    }

  return catalog;
}

/* In the order in which they are asked. */
static GPtrArray *
list_catalogs (EnlistCatalogs *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *catalogs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->added->len; i++)
    g_ptr_array_add (catalogs, g_object_ref (g_ptr_array_index (self->added, i)));
  for (guint i = 0; self->dirs[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) paths = list_folders (self->dirs[i]);

      for (guint j = 0; j < paths->len; j++)
        g_ptr_array_add (catalogs, g_object_ref (get_catalog (self, g_ptr_array_index (paths, j))));
    }

  return catalogs;
}

static void
start (EnlistCatalogs *self,
       const char *key,
       GTaskThreadFunc work,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_strdup (key), g_free);
  g_task_run_in_thread (task, work);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) catalogs = list_catalogs (source);
  Listed *listed = g_new0 (Listed, 1);

  listed->catalogs = g_ptr_array_new_with_free_func (g_object_unref);
  listed->problems = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < catalogs->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      EnlistCatalog *catalog = g_ptr_array_index (catalogs, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (EnlistCatalogData) data = enlist_catalog_dup_data (catalog, cancellable, &error);

      if (data != NULL)
        g_ptr_array_add (listed->catalogs, g_object_ref (catalog));
      else
        g_ptr_array_add (listed->problems, g_strdup (error->message));
    }
  g_ptr_array_add (listed->problems, NULL);
  g_task_return_pointer (task, listed, listed_free);
}

static void
lookup_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) catalogs = list_catalogs (source);
  GError *error = NULL;
  GHashTable *fields = enlist_catalog_ask_fields (catalogs, task_data, cancellable, &error);

  if (fields != NULL)
    g_task_return_pointer (task, fields, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

static void
return_bytes (GTask *task, GBytes *bytes, GError *error)
{
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
find_label_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) catalogs = list_catalogs (source);
  GError *error = NULL;
  GBytes *label = enlist_catalog_ask_label (catalogs, task_data, cancellable, &error);

  return_bytes (task, label, error);
}

static void
find_part_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) catalogs = list_catalogs (source);
  GError *error = NULL;
  GBytes *part = enlist_catalog_ask_part (catalogs, task_data, cancellable, &error);

  return_bytes (task, part, error);
}

void
enlist_catalogs_list_async (EnlistCatalogs *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOGS (self));

  start (self, NULL, list_in_thread, enlist_catalogs_list_async, cancellable, callback, user_data);
}

GPtrArray *
enlist_catalogs_list_finish (EnlistCatalogs *self, GAsyncResult *result, char ***problems, GError **error)
{
  Listed *listed;
  GPtrArray *catalogs;

  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalogs_list_async), NULL);

  listed = g_task_propagate_pointer (G_TASK (result), error);
  if (listed == NULL)
    return NULL;
  catalogs = g_ptr_array_ref (listed->catalogs);
  if (problems != NULL)
    *problems = g_strdupv ((char **) listed->problems->pdata);
  listed_free (listed);

  return catalogs;
}

void
enlist_catalogs_lookup_async (EnlistCatalogs *self,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOGS (self));
  g_return_if_fail (key != NULL);

  start (self, key, lookup_in_thread, enlist_catalogs_lookup_async, cancellable, callback, user_data);
}

GHashTable *
enlist_catalogs_lookup_finish (EnlistCatalogs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalogs_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
enlist_catalogs_find_label_async (EnlistCatalogs *self,
                                  const char *key,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOGS (self));
  g_return_if_fail (key != NULL);

  start (self, key, find_label_in_thread, enlist_catalogs_find_label_async, cancellable, callback, user_data);
}

GBytes *
enlist_catalogs_find_label_finish (EnlistCatalogs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalogs_find_label_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
enlist_catalogs_find_part_async (EnlistCatalogs *self,
                                 const char *hash,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOGS (self));
  g_return_if_fail (hash != NULL);

  start (self, hash, find_part_in_thread, enlist_catalogs_find_part_async, cancellable, callback, user_data);
}

GBytes *
enlist_catalogs_find_part_finish (EnlistCatalogs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalogs_find_part_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
