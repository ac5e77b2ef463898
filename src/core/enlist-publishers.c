/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-publishers"

#include "enlist-publishers.h"

#include <errno.h>

#include <glib/gstdio.h>

#include "enlist-error.h"

#define MAX_FILE 4096 /* bytes */

struct _EnlistPublishers
{
  GObject parent_instance;

  char *user_dir;
  char **system_dirs;
  GPtrArray *items;
  char **problems;
};

static void enlist_publishers_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EnlistPublishers, enlist_publishers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, enlist_publishers_list_model_init))

/* What a worker has read. */
typedef struct {
  GPtrArray *items;
  GPtrArray *problems;
} Loaded;

/* What a worker is to write: the folder and the publisher. */
typedef struct {
  char *folder;
  EnlistPublisher *publisher;
} Change;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_ptr_array_unref (loaded->items);
  g_ptr_array_unref (loaded->problems);
  g_free (loaded);
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->folder);
  g_object_unref (change->publisher);
  g_free (change);
}

static char **
make_system_dirs (void)
{
  g_autoptr(GPtrArray) dirs = g_ptr_array_new ();

  g_ptr_array_add (dirs, g_strdup ("/etc/enlist/publishers"));
  g_ptr_array_add (dirs, g_build_filename (ENLIST_DATADIR, "enlist", "publishers", NULL));
  for (const char *const *each = g_get_system_data_dirs (); *each != NULL; each++)
    g_ptr_array_add (dirs, g_build_filename (*each, "enlist", "publishers", NULL));
  g_ptr_array_add (dirs, NULL);
  return (char **) g_ptr_array_steal (dirs, NULL);
}

static EnlistPublisher *
find_item (GPtrArray  *items,
           const char *key_id)
{
  for (guint i = 0; i < items->len; i++)
    if (g_ascii_strcasecmp (enlist_publisher_get_key_id (g_ptr_array_index (items, i)), key_id) == 0)
      return g_ptr_array_index (items, i);
  return NULL;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  EnlistPublisher *first = *(EnlistPublisher **) a;
  EnlistPublisher *second = *(EnlistPublisher **) b;
  int order = g_utf8_collate (enlist_publisher_get_name (first), enlist_publisher_get_name (second));

  if (order != 0)
    return order;
  return strcmp (enlist_publisher_get_key_id (first), enlist_publisher_get_key_id (second));
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* The *.json files of a folder in the order of their names; NULL when it cannot be read. */
static GPtrArray *
list_files (const char  *folder,
            GError     **error)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &local_error);
  const char *name;

  if (dir == NULL && !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s", local_error->message);
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json") && name[0] != '.')
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_names);
  return g_steal_pointer (&files);
}

static EnlistPublisher *
read_file (const char             *path,
           EnlistPublisherSource   source,
           GError                **error)
{
  g_autofree char *contents = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) == 0 && status.st_size > MAX_FILE)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "larger than 4096 bytes");
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  return enlist_publisher_new_from_json (contents, length, source, error);
}

static void
load_folder (Loaded                *loaded,
             const char            *folder,
             EnlistPublisherSource  source)
{
  g_autoptr(GError) folder_error = NULL;
  g_autoptr(GPtrArray) files = list_files (folder, &folder_error);

  if (files == NULL)
    {
      g_ptr_array_add (loaded->problems, g_strdup (folder_error->message));
      return;
    }
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistPublisher) publisher = read_file (path, source, &error);
      EnlistPublisher *known = NULL;

      if (publisher != NULL)
        known = find_item (loaded->items, enlist_publisher_get_key_id (publisher));
      if (publisher == NULL)
        g_ptr_array_add (loaded->problems, g_strdup_printf ("%s: %s", path, error->message));
      else if (known == NULL)
        g_ptr_array_add (loaded->items, g_steal_pointer (&publisher));
      else if (!g_bytes_equal (enlist_publisher_get_key (known), enlist_publisher_get_key (publisher)))
        g_ptr_array_add (loaded->problems, g_strdup_printf ("%s: another key has the same id", path));
    }
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  EnlistPublishers *self = source;
  Loaded *loaded = g_new0 (Loaded, 1);

  loaded->items = g_ptr_array_new_with_free_func (g_object_unref);
  loaded->problems = g_ptr_array_new_with_free_func (g_free);
  for (char **folder = self->system_dirs; *folder != NULL; folder++)
    load_folder (loaded, *folder, ENLIST_PUBLISHER_SYSTEM);
  load_folder (loaded, self->user_dir, ENLIST_PUBLISHER_USER);
  g_ptr_array_sort (loaded->items, compare_items);
  g_ptr_array_add (loaded->problems, NULL);
  g_task_return_pointer (task, loaded, loaded_free);
}

/* Removes every file of the user with that key, but @keep. */
static gboolean
remove_files (Change      *change,
              const char  *keep,
              guint       *n_removed,
              GError     **error)
{
  g_autoptr(GPtrArray) files = list_files (change->folder, error);

  if (files == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autoptr(EnlistPublisher) publisher = read_file (path, ENLIST_PUBLISHER_USER, NULL);

      if (publisher == NULL || g_strcmp0 (path, keep) == 0 ||
          !g_bytes_equal (enlist_publisher_get_key (publisher), enlist_publisher_get_key (change->publisher)))
        continue;
      if (g_remove (path) != 0)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", path, g_strerror (errno));
          return FALSE;
        }
      *n_removed += 1;
    }
  return TRUE;
}

static void
add_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Change *change = task_data;
  g_autofree char *name = g_strconcat (enlist_publisher_get_key_id (change->publisher), ".json", NULL);
  g_autofree char *path = g_build_filename (change->folder, name, NULL);
  g_autofree char *json = enlist_publisher_to_json (change->publisher);
  g_autoptr(GError) local_error = NULL;
  GError *error = NULL;
  guint n_removed = 0;

  if (g_mkdir_with_parents (change->folder, 0700) != 0)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", change->folder,
                             g_strerror (errno));
  else if (!g_file_set_contents_full (path, json, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                      &local_error))
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s", local_error->message);
  else if (!remove_files (change, path, &n_removed, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
remove_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  guint n_removed = 0;

  if (!remove_files (task_data, NULL, &n_removed, &error))
    g_task_return_error (task, error);
  else if (n_removed == 0)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "no file of that publisher");
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes the place of the whole list. @items: (transfer full) */
static void
set_items (EnlistPublishers *self,
           GPtrArray        *items)
{
  g_autoptr(GPtrArray) old = self->items;

  self->items = items;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, items->len);
}

/* A copy of the list without that key. */
static GPtrArray *
copy_items_but (EnlistPublishers *self,
                const char       *key_id)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->items->len; i++)
    {
      EnlistPublisher *item = g_ptr_array_index (self->items, i);

      if (!g_str_equal (enlist_publisher_get_key_id (item), key_id))
        g_ptr_array_add (copy, g_object_ref (item));
    }
  return copy;
}

static GType
enlist_publishers_get_item_type (GListModel *model)
{
  return ENLIST_TYPE_PUBLISHER;
}

static guint
enlist_publishers_get_n_items (GListModel *model)
{
  return ENLIST_PUBLISHERS (model)->items->len;
}

static gpointer
enlist_publishers_get_item (GListModel *model,
                            guint       position)
{
  EnlistPublishers *self = ENLIST_PUBLISHERS (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) : NULL;
}

static void
enlist_publishers_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = enlist_publishers_get_item_type;
  iface->get_n_items = enlist_publishers_get_n_items;
  iface->get_item = enlist_publishers_get_item;
}

static void
enlist_publishers_finalize (GObject *object)
{
  EnlistPublishers *self = ENLIST_PUBLISHERS (object);

  g_free (self->user_dir);
  g_strfreev (self->system_dirs);
  g_ptr_array_unref (self->items);
  g_strfreev (self->problems);

  G_OBJECT_CLASS (enlist_publishers_parent_class)->finalize (object);
}

static void
enlist_publishers_class_init (EnlistPublishersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_publishers_finalize;
}

static void
enlist_publishers_init (EnlistPublishers *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->problems = g_new0 (char *, 1);
}

EnlistPublishers *
enlist_publishers_new (const char        *user_dir,
                       const char *const *system_dirs)
{
  EnlistPublishers *self = g_object_new (ENLIST_TYPE_PUBLISHERS, NULL);

  self->user_dir = user_dir != NULL ? g_strdup (user_dir)
                                    : g_build_filename (g_get_user_config_dir (), "enlist", "publishers",
                                                        NULL);
  self->system_dirs = system_dirs != NULL ? g_strdupv ((char **) system_dirs) : make_system_dirs ();
  return self;
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  EnlistPublishers *self = ENLIST_PUBLISHERS (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  Loaded *loaded = g_task_propagate_pointer (G_TASK (result), &error);

  if (loaded == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_strfreev (self->problems);
  self->problems = (char **) g_ptr_array_steal (loaded->problems, NULL);
  set_items (self, g_ptr_array_ref (loaded->items));
  loaded_free (loaded);
  g_task_return_boolean (task, TRUE);
}

void
enlist_publishers_load_async (EnlistPublishers    *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) worker = NULL;
  GTask *task;

  g_return_if_fail (ENLIST_IS_PUBLISHERS (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_publishers_load_async);
  worker = g_task_new (self, cancellable, on_loaded, task);
  g_task_run_in_thread (worker, load_in_thread);
}

gboolean
enlist_publishers_load_finish (EnlistPublishers  *self,
                               GAsyncResult      *result,
                               GError           **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_publishers_load_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *const *
enlist_publishers_get_problems (EnlistPublishers *self)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHERS (self), NULL);

  return (const char *const *) self->problems;
}

EnlistPublisher *
enlist_publishers_lookup (EnlistPublishers *self,
                          const guint8     *key_id)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHERS (self), NULL);

  for (guint i = 0; i < self->items->len; i++)
    {
      EnlistPublisher *item = g_ptr_array_index (self->items, i);

      if (memcmp (enlist_publisher_get_key_id_bytes (item), key_id, ENLIST_PUBLISHER_KEY_ID_SIZE) == 0)
        return item;
    }
  return NULL;
}

EnlistPublisher *
enlist_publishers_lookup_hex (EnlistPublishers *self,
                              const char       *key_id)
{
  g_return_val_if_fail (ENLIST_IS_PUBLISHERS (self), NULL);
  g_return_val_if_fail (key_id != NULL, NULL);

  return find_item (self->items, key_id);
}

static void
start_change (GTask               *task,
              EnlistPublisher     *publisher,
              GAsyncReadyCallback  on_done,
              GTaskThreadFunc      work)
{
  EnlistPublishers *self = g_task_get_source_object (task);
  g_autoptr(GTask) worker = g_task_new (self, g_task_get_cancellable (task), on_done, task);
  Change *change = g_new0 (Change, 1);

  change->folder = g_strdup (self->user_dir);
  change->publisher = g_object_ref (publisher);
  g_task_set_task_data (task, g_object_ref (publisher), g_object_unref);
  g_task_set_task_data (worker, change, change_free);
  g_task_set_check_cancellable (worker, FALSE);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (worker, work);
}

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  EnlistPublishers *self = ENLIST_PUBLISHERS (source);
  g_autoptr(GTask) task = user_data;
  EnlistPublisher *publisher = g_task_get_task_data (task);
  EnlistPublisher *trusted;
  GPtrArray *items;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  trusted = enlist_publisher_new (enlist_publisher_get_name (publisher), enlist_publisher_get_key (publisher),
                                  ENLIST_PUBLISHER_USER, &error);
  if (trusted == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  items = copy_items_but (self, enlist_publisher_get_key_id (publisher));
  g_ptr_array_add (items, trusted);
  g_ptr_array_sort (items, compare_items);
  set_items (self, items);
  g_task_return_boolean (task, TRUE);
}

void
enlist_publishers_add_async (EnlistPublishers    *self,
                             EnlistPublisher     *publisher,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  EnlistPublisher *known;
  GTask *task;

  g_return_if_fail (ENLIST_IS_PUBLISHERS (self));
  g_return_if_fail (ENLIST_IS_PUBLISHER (publisher));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_publishers_add_async);

  known = enlist_publishers_lookup (self, enlist_publisher_get_key_id_bytes (publisher));
  if (known != NULL &&
      (enlist_publisher_get_source (known) == ENLIST_PUBLISHER_SYSTEM ||
       !g_bytes_equal (enlist_publisher_get_key (known), enlist_publisher_get_key (publisher))))
    {
      g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                               "“%s” is trusted with that key id already", enlist_publisher_get_name (known));
      g_object_unref (task);
      return;
    }
  start_change (task, publisher, on_added, add_in_thread);
}

gboolean
enlist_publishers_add_finish (EnlistPublishers  *self,
                              GAsyncResult      *result,
                              GError           **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_publishers_add_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_removed (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  EnlistPublishers *self = ENLIST_PUBLISHERS (source);
  g_autoptr(GTask) task = user_data;
  EnlistPublisher *publisher = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  set_items (self, copy_items_but (self, enlist_publisher_get_key_id (publisher)));
  g_task_return_boolean (task, TRUE);
}

void
enlist_publishers_remove_async (EnlistPublishers    *self,
                                EnlistPublisher     *publisher,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  EnlistPublisher *known;
  GTask *task;

  g_return_if_fail (ENLIST_IS_PUBLISHERS (self));
  g_return_if_fail (ENLIST_IS_PUBLISHER (publisher));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_publishers_remove_async);

  known = enlist_publishers_lookup (self, enlist_publisher_get_key_id_bytes (publisher));
  if (known == NULL || enlist_publisher_get_source (known) == ENLIST_PUBLISHER_SYSTEM)
    {
      if (known == NULL)
        g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "“%s” is not trusted here",
                                 enlist_publisher_get_name (publisher));
      else
        g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_REFUSED, "“%s” is trusted by the system",
                                 enlist_publisher_get_name (publisher));
      g_object_unref (task);
      return;
    }
  start_change (task, publisher, on_removed, remove_in_thread);
}

gboolean
enlist_publishers_remove_finish (EnlistPublishers  *self,
                                 GAsyncResult      *result,
                                 GError           **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_publishers_remove_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
