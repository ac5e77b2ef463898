/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog"

#include "enlist-catalog.h"

#include <errno.h>
#include <stdlib.h>

#include "enlist-catalog-private.h"
#include "enlist-error.h"

struct _EnlistCatalog {
  GObject parent_instance;

  GFile *folder;

  GMutex mutex;
  EnlistCatalogData *data; /* (nullable): with the mutex held */
};

G_DEFINE_FINAL_TYPE (EnlistCatalog, enlist_catalog, G_TYPE_OBJECT)

static void
enlist_catalog_finalize (GObject *object)
{
  EnlistCatalog *self = ENLIST_CATALOG (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->data, enlist_catalog_data_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (enlist_catalog_parent_class)->finalize (object);
}

static void
enlist_catalog_class_init (EnlistCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_catalog_finalize;
}

static void
enlist_catalog_init (EnlistCatalog *self)
{
  g_mutex_init (&self->mutex);
}

EnlistCatalog *
enlist_catalog_new_for_folder (GFile *folder)
{
  EnlistCatalog *self = g_object_new (ENLIST_TYPE_CATALOG, NULL);

  self->folder = g_object_ref (folder);

  return self;
}

GFile *
enlist_catalog_get_folder (EnlistCatalog *self)
{
  g_return_val_if_fail (ENLIST_IS_CATALOG (self), NULL);

  return self->folder;
}

char *
enlist_catalog_dup_path (EnlistCatalog *self)
{
  const char *path = g_file_peek_path (self->folder);
  char *resolved = path != NULL ? realpath (path, NULL) : NULL;
  char *copy = g_strdup (resolved != NULL ? resolved : path);

  free (resolved);

  return copy != NULL ? copy : g_file_get_parse_name (self->folder);
}

EnlistCatalogData *
enlist_catalog_dup_data (EnlistCatalog *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *path = NULL;

  if (self->data != NULL && enlist_catalog_data_is_current (self->data))
    return enlist_catalog_data_ref (self->data);
  g_clear_pointer (&self->data, enlist_catalog_data_unref);
  path = enlist_catalog_dup_path (self);
  self->data = enlist_catalog_data_load (path, cancellable, error);

  return self->data != NULL ? enlist_catalog_data_ref (self->data) : NULL;
}

char *
enlist_catalog_dup_name (EnlistCatalog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *base = NULL;

  g_return_val_if_fail (ENLIST_IS_CATALOG (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->data != NULL)
    return g_strdup (enlist_catalog_data_get_name (self->data));
  base = g_file_get_basename (self->folder);

  return g_filename_display_name (base);
}

guint
enlist_catalog_get_n_entries (EnlistCatalog *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ENLIST_IS_CATALOG (self), 0);

  locker = g_mutex_locker_new (&self->mutex);

  return self->data != NULL ? enlist_catalog_data_get_n_entries (self->data) : 0;
}

static GPtrArray *
make_list (EnlistCatalog *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (list, g_object_ref (self));

  return list;
}

static void
start (EnlistCatalog *self,
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
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EnlistCatalogData) data = enlist_catalog_dup_data (source, cancellable, &error);

  if (data != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
lookup_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) list = make_list (source);
  GError *error = NULL;
  GHashTable *fields = enlist_catalog_ask_fields (list, task_data, cancellable, &error);

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
  g_autoptr (GPtrArray) list = make_list (source);
  GError *error = NULL;
  GBytes *label = enlist_catalog_ask_label (list, task_data, cancellable, &error);

  return_bytes (task, label, error);
}

static void
find_part_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) list = make_list (source);
  GError *error = NULL;
  GBytes *part = enlist_catalog_ask_part (list, task_data, cancellable, &error);

  return_bytes (task, part, error);
}

void
enlist_catalog_load_async (EnlistCatalog *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOG (self));

  start (self, NULL, load_in_thread, enlist_catalog_load_async, cancellable, callback, user_data);
}

gboolean
enlist_catalog_load_finish (EnlistCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalog_load_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
enlist_catalog_lookup_async (EnlistCatalog *self,
                             const char *key,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOG (self));
  g_return_if_fail (key != NULL);

  start (self, key, lookup_in_thread, enlist_catalog_lookup_async, cancellable, callback, user_data);
}

GHashTable *
enlist_catalog_lookup_finish (EnlistCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalog_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
enlist_catalog_find_label_async (EnlistCatalog *self,
                                 const char *key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOG (self));
  g_return_if_fail (key != NULL);

  start (self, key, find_label_in_thread, enlist_catalog_find_label_async, cancellable, callback, user_data);
}

GBytes *
enlist_catalog_find_label_finish (EnlistCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalog_find_label_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
enlist_catalog_find_part_async (EnlistCatalog *self,
                                const char *hash,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (ENLIST_IS_CATALOG (self));
  g_return_if_fail (hash != NULL);

  start (self, hash, find_part_in_thread, enlist_catalog_find_part_async, cancellable, callback, user_data);
}

GBytes *
enlist_catalog_find_part_finish (EnlistCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalog_find_part_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
