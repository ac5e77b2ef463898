/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-check"

#include "enlist-catalog-private.h"

#include <string.h>

#include "enlist-error.h"
#include "enlist-label.h"
#include "field.h"

#define MAX_PROBLEMS 100

typedef struct {
  EnlistCatalogData *data;
  GPtrArray *problems; /* of utf8 */
} Check;

static void G_GNUC_PRINTF (2, 3) add_problem (Check *check, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (check->problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
find_registered (const char *name, EnlistValueKind *kind)
{
  EnlistFieldInfo info;

  for (unsigned number = 0; number < ENLIST_FIELD_CUSTOM; number++)
    {
      if (enlist_field_registered (number, &info) && strlen (name) == info.name.size &&
          memcmp (name, info.name.data, info.name.size) == 0)
        {
          *kind = (EnlistValueKind) info.kind;
          return TRUE;
        }
    }

  return FALSE;
}

/* Only a label knows the kinds of fields that are not registered. */
static void
check_fields (Check *check, const char *key, const EnlistCatalogEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) fields = enlist_catalog_entry_read_fields (entry);
  GHashTableIter iter;
  gpointer name, node;

  if (fields == NULL)
    return;
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &name, &node))
    {
      g_autoptr (EnlistValue) value = NULL;
      EnlistValueKind kind;

      g_clear_error (&error);
      if (find_registered (name, &kind))
        value = enlist_catalog_read_value (kind, node, &error);
      if (error != NULL)
        add_problem (check, "%s: %s: %s", key, (const char *) name, error->message);
    }
}

static void
check_label (Check *check, const char *key, const EnlistCatalogEntry *entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (EnlistLabel) label = NULL;

  if (entry->label == NULL)
    return;
  content = enlist_catalog_entry_read_label (enlist_catalog_data_get_folder (check->data), entry, &error);
  label = content != NULL ? enlist_label_load_bytes (content, &error) : NULL;
  if (label == NULL)
    add_problem (check, "%s: label: %s", key, error->message);
}

static void
check_parts (Check *check)
{
  const char *folder = enlist_catalog_data_get_folder (check->data);
  g_autofree char *path = g_build_filename (folder, "parts", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && check->problems->len < MAX_PROBLEMS)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) part = enlist_catalog_read_part (folder, name, &error);

      if (part == NULL)
        add_problem (check, "%s", error->message);
    }
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (EnlistCatalogData) data = enlist_catalog_dup_data (source, cancellable, &error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  Check check = { data, problems };
  g_autofree const char **keys = NULL;
  guint count;

  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  keys = enlist_catalog_data_list_keys (data, &count);
  qsort (keys, count, sizeof *keys, compare_keys);
  for (guint i = 0; i < count && problems->len < MAX_PROBLEMS; i++)
    {
      const EnlistCatalogEntry *entry = enlist_catalog_data_lookup (data, keys[i]);

      if (g_task_return_error_if_cancelled (task))
        return;
      check_label (&check, keys[i], entry);
      check_fields (&check, keys[i], entry);
    }
  check_parts (&check);
  g_ptr_array_add (problems, NULL);
  g_task_return_pointer (task, g_strdupv ((char **) problems->pdata), (GDestroyNotify) g_strfreev);
}

void
enlist_catalog_check_async (EnlistCatalog *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ENLIST_IS_CATALOG (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_catalog_check_async);
  g_task_run_in_thread (task, check_in_thread);
}

char **
enlist_catalog_check_finish (EnlistCatalog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalog_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
