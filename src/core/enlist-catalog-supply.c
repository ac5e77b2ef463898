/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-supply"

#include "enlist-catalogs.h"

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

typedef struct {
  EnlistLabel *label;
  const char *const *next; /* hash of the part that is looked for; the label's, terminated by NULL */
  GError *problem;         /* the first */
} Supply;

static void
supply_free (gpointer data)
{
  Supply *supply = data;

  g_object_unref (supply->label);
  g_clear_error (&supply->problem);
  g_free (supply);
}

static void
end (GTask *task)
{
  Supply *supply = g_task_get_task_data (task);
  const char *hash = *enlist_label_get_absent_parts (supply->label);

  if (hash == NULL)
    g_task_return_boolean (task, TRUE);
  else if (supply->problem != NULL)
    g_task_return_error (task, g_steal_pointer (&supply->problem));
  else
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                             /* Translators: the hash of a part of a label, its size, the hash again */
                             _("The label lacks its part %s (%u bytes), and no catalog has it. Put the file "
                                "into the folder of a catalog as “parts/%s”."),
                             hash, enlist_label_get_part_size (supply->label, hash), hash);
  g_object_unref (task);
}

static void
find_next (GTask *task);

static void
on_part_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Supply *supply = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) part = enlist_catalogs_find_part_finish (ENLIST_CATALOGS (source), result, &error);

  if (part != NULL)
    enlist_label_supply_part (supply->label, part, &error);
  if (error != NULL && supply->problem == NULL &&
      !g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND))
    supply->problem = g_steal_pointer (&error);
  supply->next++;
  find_next (task);
}

static void
find_next (GTask *task)
{
  Supply *supply = g_task_get_task_data (task);

  if (*supply->next == NULL)
    end (task);
  else
    enlist_catalogs_find_part_async (g_task_get_source_object (task), *supply->next,
                                     g_task_get_cancellable (task), on_part_ready, task);
}

void
enlist_catalogs_supply_parts_async (EnlistCatalogs *self,
                                    EnlistLabel *label,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;
  Supply *supply;

  g_return_if_fail (ENLIST_IS_CATALOGS (self));
  g_return_if_fail (ENLIST_IS_LABEL (label));

  task = g_task_new (self, cancellable, callback, user_data);
  supply = g_new0 (Supply, 1);
  supply->label = g_object_ref (label);
  supply->next = enlist_label_get_absent_parts (label);
  g_task_set_source_tag (task, enlist_catalogs_supply_parts_async);
  g_task_set_task_data (task, supply, supply_free);
  find_next (task);
}

gboolean
enlist_catalogs_supply_parts_finish (EnlistCatalogs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_catalogs_supply_parts_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
