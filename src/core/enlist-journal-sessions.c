/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal.h"

#include "enlist-journal-private.h"

/* The caller goes on using its object while the worker reads this one. */
static EnlistJournalSession *
copy_session (EnlistJournalSession *session)
{
  return g_object_new (ENLIST_TYPE_JOURNAL_SESSION,
                       "id", enlist_journal_session_get_id (session),
                       "label-id", enlist_journal_session_get_label_id (session),
                       "serial", enlist_journal_session_get_serial (session),
                       "vendor", enlist_journal_session_get_vendor (session),
                       "model", enlist_journal_session_get_model (session),
                       "publisher-key-id", enlist_journal_session_get_publisher_key_id (session),
                       "stage", (int) enlist_journal_session_get_stage (session),
                       "started", enlist_journal_session_get_started (session),
                       "updated", enlist_journal_session_get_updated (session),
                       "progress", enlist_journal_session_get_progress (session),
                       "label", enlist_journal_session_get_label (session),
                       NULL);
}

static void
work_begin_session (EnlistJournal *self,
                    GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_begin_session (store, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_begin_session_async (EnlistJournal        *self,
                                    EnlistJournalSession *session,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (ENLIST_IS_JOURNAL_SESSION (session));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_begin_session_async);
  g_task_set_task_data (task, copy_session (session), g_object_unref);
  enlist_journal_push (self, task, work_begin_session);
}

gboolean
enlist_journal_begin_session_finish (EnlistJournal  *self,
                                     GAsyncResult   *result,
                                     GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_begin_session_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_update_session (EnlistJournal *self,
                     GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_update_session (store, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_update_session_async (EnlistJournal        *self,
                                     EnlistJournalSession *session,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (ENLIST_IS_JOURNAL_SESSION (session));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_update_session_async);
  g_task_set_task_data (task, copy_session (session), g_object_unref);
  enlist_journal_push (self, task, work_update_session);
}

gboolean
enlist_journal_update_session_finish (EnlistJournal  *self,
                                      GAsyncResult   *result,
                                      GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_update_session_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_remove_session (EnlistJournal *self,
                     GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_remove_session (store, g_task_get_task_data (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_remove_session_async (EnlistJournal       *self,
                                     const char          *session_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (session_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_remove_session_async);
  g_task_set_task_data (task, g_strdup (session_id), g_free);
  enlist_journal_push (self, task, work_remove_session);
}

gboolean
enlist_journal_remove_session_finish (EnlistJournal  *self,
                                      GAsyncResult   *result,
                                      GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_remove_session_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_list_unfinished_sessions (EnlistJournal *self,
                               GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;
  GPtrArray *sessions;

  if (store == NULL)
    return;
  sessions = enlist_journal_store_list_unfinished (store, &error);
  enlist_journal_return (task, sessions, (GDestroyNotify) g_ptr_array_unref, error);
}

void
enlist_journal_list_unfinished_sessions_async (EnlistJournal       *self,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_list_unfinished_sessions_async);
  enlist_journal_push (self, task, work_list_unfinished_sessions);
}

GPtrArray *
enlist_journal_list_unfinished_sessions_finish (EnlistJournal  *self,
                                                GAsyncResult   *result,
                                                GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_list_unfinished_sessions_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
