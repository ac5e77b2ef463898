/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-backup.h"

#include "enlist-error.h"
#include "enlist-journal-private.h"

static void
work_add_devices (EnlistJournal *self,
                  GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GPtrArray *devices = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_records = 0;

  if (store == NULL)
    return;
  if (enlist_journal_store_add_devices (store, devices, &n_records, &error))
    g_task_return_int (task, n_records);
  else
    g_task_return_error (task, error);
}

static void
on_devices_listed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  EnlistJournal *self = g_task_get_source_object (task);
  GError *error = NULL;
  GPtrArray *devices = enlist_keyring_list_devices_finish (ENLIST_KEYRING (source), result, &error);

  if (devices == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, devices, (GDestroyNotify) g_ptr_array_unref);
  enlist_journal_push (self, g_steal_pointer (&task), work_add_devices);
}

void
enlist_journal_recover_from_keyring_async (EnlistJournal       *self,
                                           EnlistKeyring       *keyring,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (ENLIST_IS_KEYRING (keyring));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_recover_from_keyring_async);
  enlist_keyring_list_devices_async (keyring, cancellable, on_devices_listed, task);
}

gboolean
enlist_journal_recover_from_keyring_finish (EnlistJournal  *self,
                                            GAsyncResult   *result,
                                            guint          *n_records,
                                            GError        **error)
{
  gssize n;

  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_recover_from_keyring_async), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (n >= 0 && n_records != NULL)
    *n_records = (guint) n;
  return n >= 0;
}
