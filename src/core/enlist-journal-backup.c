/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-backup.h"

#include "enlist-error.h"
#include "enlist-journal-private.h"

static void
work_backup (EnlistJournal *self,
             GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_backup (store, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_backup_async (EnlistJournal       *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_backup_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  enlist_journal_push (self, task, work_backup);
}

gboolean
enlist_journal_backup_finish (EnlistJournal  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_backup_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_restore (EnlistJournal *self,
              GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  g_autofree EnlistJournalMerged *merged = g_new0 (EnlistJournalMerged, 1);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_restore (store, g_task_get_task_data (task), merged, &error))
    g_task_return_pointer (task, g_steal_pointer (&merged), g_free);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_restore_async (EnlistJournal       *self,
                              const char          *path,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_restore_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  enlist_journal_push (self, task, work_restore);
}

gboolean
enlist_journal_restore_finish (EnlistJournal        *self,
                               GAsyncResult         *result,
                               EnlistJournalMerged  *merged,
                               GError              **error)
{
  g_autofree EnlistJournalMerged *found = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_restore_async), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found != NULL && merged != NULL)
    *merged = *found;
  return found != NULL;
}
