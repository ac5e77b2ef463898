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
