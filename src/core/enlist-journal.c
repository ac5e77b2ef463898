/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal.h"

#include "enlist-error.h"
#include "enlist-journal-private.h"

#define BACKUP_PATIENCE G_TIME_SPAN_HOUR /* how soon one that failed is tried again */

/* A backup on its way, in a thread of its own. */
typedef struct {
  GThread *thread;
  char *path;
  int done; /* atomic */
} Backup;

struct _EnlistJournal
{
  GObject parent_instance;

  char *path;
  gboolean recovered;
  char *set_aside;
  guint n_saved;
  char *backup_used;
  guint n_restored;
  GThreadPool *worker;       /* of one thread */
  EnlistJournalStore *store; /* the worker's, as is what follows */
  Backup *backup;
  gint64 next_backup;        /* not looked for before, monotonic time */
};

G_DEFINE_FINAL_TYPE (EnlistJournal, enlist_journal, G_TYPE_OBJECT)

typedef struct {
  EnlistJournal *journal;    /* NULL when only a store is to be closed */
  EnlistJournalWork work;
  GTask *task;
  EnlistJournalStore *store;
  Backup *backup;
} Job;

static gpointer
run_backup (gpointer data)
{
  Backup *backup = data;
  g_autoptr(GError) error = NULL;

  if (!enlist_journal_backup_make (backup->path, &error))
    g_warning ("no backup was made: %s", error->message);
  g_atomic_int_set (&backup->done, TRUE);
  return NULL;
}

static void
wait_for_backup (Backup *backup)
{
  if (backup == NULL)
    return;
  g_thread_join (backup->thread);
  g_free (backup->path);
  g_free (backup);
}

void
enlist_journal_keep_copy (EnlistJournal *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now < self->next_backup || (self->backup != NULL && !g_atomic_int_get (&self->backup->done)) ||
      !enlist_journal_backup_is_due (self->path))
    return;
  g_clear_pointer (&self->backup, wait_for_backup);
  self->next_backup = now + BACKUP_PATIENCE;
  self->backup = g_new0 (Backup, 1);
  self->backup->path = g_strdup (self->path);
  self->backup->thread = g_thread_new ("enlist-backup", run_backup, self->backup);
}

/* In the worker. The journal may lose its last reference here: nothing of it is touched after that. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  Job *job = data;

  if (job->store != NULL)
    {
      wait_for_backup (job->backup);
      enlist_journal_store_free (job->store);
    }
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    g_task_return_new_error (job->task, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "cancelled");
  else
    job->work (job->journal, job->task);

  g_clear_object (&job->task);
  g_clear_object (&job->journal);
  g_free (job);
}

void
enlist_journal_push (EnlistJournal     *self,
                     GTask             *task,
                     EnlistJournalWork  work)
{
  Job *job = g_new0 (Job, 1);

  /* What has been written stays written, whoever lost interest meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  job->journal = g_object_ref (self);
  job->task = task;
  job->work = work;
  g_thread_pool_push (self->worker, job, NULL);
}

EnlistJournalStore *
enlist_journal_get_store (EnlistJournal *self,
                          GTask         *task)
{
  if (self->store == NULL)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_JOURNAL, "journal %s is closed", self->path);
  return self->store;
}

void
enlist_journal_return (GTask          *task,
                       gpointer        result,
                       GDestroyNotify  destroy,
                       GError         *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, destroy);
}

static void
enlist_journal_finalize (GObject *object)
{
  EnlistJournal *self = ENLIST_JOURNAL (object);

  /* Closing writes to the disk, so it too belongs to the worker. */
  if (self->store != NULL)
    {
      Job *job = g_new0 (Job, 1);

      job->store = g_steal_pointer (&self->store);
      job->backup = g_steal_pointer (&self->backup);
      g_thread_pool_push (self->worker, job, NULL);
    }
  g_thread_pool_free (self->worker, FALSE, FALSE);
  g_free (self->path);
  g_free (self->set_aside);
  g_free (self->backup_used);

  G_OBJECT_CLASS (enlist_journal_parent_class)->finalize (object);
}

static void
enlist_journal_class_init (EnlistJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_journal_finalize;
}

static void
enlist_journal_init (EnlistJournal *self)
{
  self->worker = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
}

char *
enlist_journal_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "enlist", "journal.db", NULL);
}

static void
work_open (EnlistJournal *self,
           GTask         *task)
{
  GError *error = NULL;

  self->store = enlist_journal_store_open (self->path, &error);
  if (self->store != NULL)
    {
      self->recovered = self->store->recovered;
      self->set_aside = g_strdup (self->store->set_aside);
      self->n_saved = self->store->n_saved;
      self->backup_used = g_strdup (self->store->backup);
      self->n_restored = self->store->n_restored;
      enlist_journal_keep_copy (self);
    }
  enlist_journal_return (task, self->store != NULL ? g_object_ref (self) : NULL, g_object_unref, error);
}

void
enlist_journal_open_async (const char          *path,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(EnlistJournal) self = g_object_new (ENLIST_TYPE_JOURNAL, NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (path != NULL);

  g_task_set_source_tag (task, enlist_journal_open_async);
  self->path = g_strdup (path);
  enlist_journal_push (self, task, work_open);
}

EnlistJournal *
enlist_journal_open_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
enlist_journal_get_path (EnlistJournal *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL (self), NULL);

  return self->path;
}

const char *
enlist_journal_get_set_aside (EnlistJournal *self,
                              guint         *n_saved)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL (self), NULL);

  if (n_saved != NULL)
    *n_saved = self->n_saved;
  return self->set_aside;
}

gboolean
enlist_journal_was_recovered (EnlistJournal  *self,
                              const char    **backup,
                              guint          *n_restored)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL (self), FALSE);

  if (backup != NULL)
    *backup = self->backup_used;
  if (n_restored != NULL)
    *n_restored = self->n_restored;
  return self->recovered;
}

static void
work_close (EnlistJournal *self,
            GTask         *task)
{
  g_clear_pointer (&self->backup, wait_for_backup);
  g_clear_pointer (&self->store, enlist_journal_store_free);
  g_task_return_boolean (task, TRUE);
}

void
enlist_journal_close_async (EnlistJournal       *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_close_async);
  enlist_journal_push (self, task, work_close);
}

gboolean
enlist_journal_close_finish (EnlistJournal  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
work_check (EnlistJournal *self,
            GTask         *task)
{
  EnlistJournalStore *store = enlist_journal_get_store (self, task);
  GError *error = NULL;

  if (store == NULL)
    return;
  if (enlist_journal_store_check (store, FALSE, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
enlist_journal_check_async (EnlistJournal       *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ENLIST_IS_JOURNAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, enlist_journal_check_async);
  enlist_journal_push (self, task, work_check);
}

gboolean
enlist_journal_check_finish (EnlistJournal  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_journal_check_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
