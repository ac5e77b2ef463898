/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal.h"

#include "enlist-error.h"
#include "enlist-journal-private.h"
#include "enlist-record-private.h"

typedef struct {
  char *filter;
  guint limit;
  guint offset;
} Listing;

/* The record as it is now, for the worker; and the caller's own, to be marked when it is confirmed. */
typedef struct {
  EnlistRecord *copy;
  EnlistRecord *original;
} Pair;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_free (listing->filter);
  g_free (listing);
}

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_object (&pair->copy);
  g_clear_object (&pair->original);
  g_free (pair);
}

static Pair *
pair_new (EnlistRecord *record)
{
  Pair *pair = g_new0 (Pair, 1);
  g_autofree char *json = enlist_record_to_json (record);

  pair->copy = enlist_record_from_json (json, NULL);
  pair->original = g_object_ref (record);
  return pair;
}

static gboolean
check_copy (Pair  *pair,
            GTask *task)
{
  if (pair->copy == NULL)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_USAGE, "the record has text that is not UTF-8");
  return pair->copy != NULL;
}

static void
work_add_record (EnlistJournal *self,
                 GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  Pair *pair = g_task_get_task_data (task);
  GError *error = NULL;

  if (store == NULL || !check_copy (pair, task))
    return;
  if (enlist_journal_store_add_record (store, pair->copy, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_add_record_async (EnlistJournal       *self,
                                 EnlistRecord        *record,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (ENLIST_IS_RECORD (record));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_add_record_async);
  g_task_set_task_data (task, pair_new (record), pair_free);
  enlist_journal_push (self, task, work_add_record);
}

gboolean
enlist_journal_add_record_finish (EnlistJournal  *self,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_add_record_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_confirm_record (EnlistJournal *self,
                     GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  Pair *pair = g_task_get_task_data (task);
  GError *error = NULL;

  if (store == NULL || !check_copy (pair, task))
    return;
  if (enlist_journal_store_confirm_record (store, pair->copy, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  enlist_journal_keep_copy (self);
}

void
enlist_journal_confirm_record_async (EnlistJournal       *self,
                                     EnlistRecord        *record,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (ENLIST_IS_RECORD (record));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_confirm_record_async);
  g_task_set_task_data (task, pair_new (record), pair_free);
  enlist_journal_push (self, task, work_confirm_record);
}

gboolean
enlist_journal_confirm_record_finish (EnlistJournal  *self,
                                      GAsyncResult   *result,
                                      GError        **error)
{
  Pair *pair;

  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_confirm_record_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  pair = g_task_get_task_data (G_TASK (result));
  enlist_record_set_state (pair->original, ENLIST_RECORD_ENROLLED);
  if (enlist_record_get_relay_state (pair->original) == ENLIST_RELAY_REQUESTED)
    enlist_record_set_relay_state (pair->original, ENLIST_RELAY_WAITING);
  return TRUE;
}

static void
work_list_records (EnlistJournal *self,
                   GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  Listing *listing = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *records;

  if (store == NULL)
    return;
  records = enlist_journal_store_list_records (store, listing->filter, listing->limit, listing->offset,
                                               &error);
  enlist_journal_return (task, records, (GDestroyNotify) g_ptr_array_unref, error);
}

void
enlist_journal_list_records_async (EnlistJournal       *self,
                                   const char          *filter,
                                   guint                limit,
                                   guint                offset,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Listing *listing;
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_list_records_async);
  listing = g_new0 (Listing, 1);
  listing->filter = g_strdup (filter);
  listing->limit = limit;
  listing->offset = offset;
  g_task_set_task_data (task, listing, listing_free);
  enlist_journal_push (self, task, work_list_records);
}

GPtrArray *
enlist_journal_list_records_finish (EnlistJournal  *self,
                                    GAsyncResult   *result,
                                    GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_list_records_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
work_find_record (EnlistJournal *self,
                  GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;
  EnlistRecord *record;

  if (store == NULL)
    return;
  record = enlist_journal_store_find_record (store, g_task_get_task_data (task), &error);
  enlist_journal_return (task, record, g_object_unref, error);
}

void
enlist_journal_find_record_async (EnlistJournal       *self,
                                  const char          *key,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_find_record_async);
  g_task_set_task_data (task, g_strdup (key), g_free);
  enlist_journal_push (self, task, work_find_record);
}

EnlistRecord *
enlist_journal_find_record_finish (EnlistJournal  *self,
                                   GAsyncResult   *result,
                                   GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_find_record_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
