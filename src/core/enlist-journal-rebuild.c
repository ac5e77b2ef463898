/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

/*
 * The new journal grows in <path>.rebuilding. When it is complete it becomes <path>.rebuilt, and from then on
 * counts: what is left are renames, which every later process can do as well. Where the damaged file goes
 * stands in the new journal.
 */
#define BUILDING ".rebuilding"
#define COMPLETE ".rebuilt"

static char *
make_path (EnlistJournalStore *self,
           const char         *suffix)
{
  return g_strconcat (self->path, suffix, NULL);
}

gboolean
enlist_journal_store_is_lost (EnlistJournalStore *self)
{
  g_autofree char *log = make_path (self, "-wal");
  GStatBuf status;

  /* A young journal may be in its write-ahead log as a whole. */
  if (g_stat (self->path, &status) == 0 &&
      (status.st_size > 0 || (g_stat (log, &status) == 0 && status.st_size > 0)))
    return FALSE;
  for (guint i = 0; i < ENLIST_JOURNAL_N_BACKUPS; i++)
    {
      g_autofree char *backup = enlist_journal_backup_path (self->path, i);

      if (g_file_test (backup, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static char *
choose_target (EnlistJournalStore *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *target = g_strdup_printf ("%s.damaged-%s", self->path, stamp);

  for (guint i = 2; g_file_test (target, G_FILE_TEST_EXISTS); i++)
    {
      g_free (target);
      target = g_strdup_printf ("%s.damaged-%s-%u", self->path, stamp, i);
    }
  return g_steal_pointer (&target);
}

static void
salvage (EnlistJournalStore   *building,
         EnlistJournalStore   *self,
         EnlistJournalMerged  *merged,
         GError              **error)
{
  EnlistJournalStore damaged = { .path = self->path, .lock_fd = -1 };
  g_autoptr(GError) local_error = NULL;

  if (enlist_journal_store_connect (&damaged, SQLITE_OPEN_READONLY, &local_error))
    enlist_journal_store_merge (building, &damaged, merged, error);
  else
    g_warning ("%s", local_error->message);
  sqlite3_close (damaged.db);
}

/* (transfer full) (nullable): the backup that the rest was taken from: the newest that is any good */
static char *
restore (EnlistJournalStore   *building,
         EnlistJournalStore   *self,
         guint                *n_restored,
         GError              **error)
{
  for (guint i = 0; i < ENLIST_JOURNAL_N_BACKUPS; i++)
    {
      g_autofree char *backup = enlist_journal_backup_path (self->path, i);
      g_autoptr(GError) local_error = NULL;
      EnlistJournalMerged merged;

      if (!g_file_test (backup, G_FILE_TEST_EXISTS))
        continue;
      if (enlist_journal_store_restore (building, backup, &merged, &local_error))
        {
          *n_restored += merged.n_sessions + merged.n_records;
          if (!merged.damaged)
            return g_steal_pointer (&backup);
        }
      else if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_STORAGE))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      else
        {
          g_warning ("%s", local_error->message);
        }
    }
  return NULL;
}

static gboolean
note_recovery (EnlistJournalStore  *building,
               const char          *set_aside,
               guint                n_saved,
               const char          *backup,
               guint                n_restored,
               GError             **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = enlist_journal_store_prepare (building,
                                            "INSERT INTO recovery (happened, set_aside, n_saved, backup,"
                                            " n_restored) VALUES (strftime ('%Y-%m-%dT%H:%M:%SZ', 'now'),"
                                            " ?1, ?2, ?3, ?4)", error);
  if (statement == NULL)
    return FALSE;
  enlist_journal_bind_text (statement, 1, set_aside);
  sqlite3_bind_int64 (statement, 2, n_saved);
  enlist_journal_bind_text (statement, 3, backup);
  sqlite3_bind_int64 (statement, 4, n_restored);
  return enlist_journal_store_finish (building, statement, "noting what was saved", error);
}

static gboolean
fill (EnlistJournalStore  *building,
      EnlistJournalStore  *self,
      gboolean             damaged,
      GError             **error)
{
  g_autofree char *target = damaged ? choose_target (self) : NULL;
  g_autofree char *backup = NULL;
  EnlistJournalMerged saved = { 0 };
  g_autoptr(GError) local_error = NULL;
  guint n_restored = 0;

  if (damaged)
    salvage (building, self, &saved, &local_error);
  if (local_error == NULL)
    backup = restore (building, self, &n_restored, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  return enlist_journal_store_post_again (building, error) &&
         note_recovery (building, target, saved.n_sessions + saved.n_records, backup, n_restored, error);
}

static gboolean
build (EnlistJournalStore  *building,
       EnlistJournalStore  *self,
       gboolean             damaged,
       GError             **error)
{
  gboolean done;

  if (g_unlink (building->path) != 0 && errno != ENOENT)
    return enlist_journal_store_fail_errno (building, error, "removing");
  done = enlist_journal_store_create_file (building, error) &&
         enlist_journal_store_connect (building, SQLITE_OPEN_READWRITE, error) &&
         enlist_journal_store_execute (building, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL;"
                                       "PRAGMA foreign_keys = ON", error) &&
         enlist_journal_store_upgrade (building, error) &&
         fill (building, self, damaged, error);
  g_clear_pointer (&building->db, sqlite3_close);
  return done;
}

gboolean
enlist_journal_store_rebuild (EnlistJournalStore  *self,
                              GError             **error)
{
  g_autofree char *path = make_path (self, BUILDING);
  g_autofree char *complete = make_path (self, COMPLETE);
  EnlistJournalStore building = { .path = path, .lock_fd = -1 };
  GStatBuf status;
  gboolean damaged = g_stat (self->path, &status) == 0 && status.st_size > 0;

  if (!build (&building, self, damaged, error))
    {
      g_unlink (path);
      return FALSE;
    }
  if (g_rename (path, complete) != 0)
    return enlist_journal_store_fail_errno (self, error, "replacing it");
  return enlist_journal_store_sync_folder (self, error) && enlist_journal_store_finish_rebuild (self, error);
}

/* Where the damaged journal is to go: (transfer full); %NULL when there is none. */
static gboolean
read_target (EnlistJournalStore  *self,
             char               **target,
             GError             **error)
{
  g_autofree char *complete = make_path (self, COMPLETE);
  EnlistJournalStore rebuilt = { .path = complete, .lock_fd = -1 };
  gboolean done = enlist_journal_store_connect (&rebuilt, SQLITE_OPEN_READONLY, error) &&
                  enlist_journal_store_read_recovery (&rebuilt, error);

  sqlite3_close (rebuilt.db);
  *target = g_steal_pointer (&rebuilt.set_aside);
  g_free (rebuilt.backup);
  return done;
}

/* The write-ahead log goes first: SQLite would delete one that has lost its database. */
static gboolean
move_aside (EnlistJournalStore  *self,
            const char          *target,
            GError             **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = make_path (self, suffixes[i]);
      g_autofree char *to = target != NULL ? g_strconcat (target, suffixes[i], NULL) : NULL;

      if ((to != NULL ? g_rename (from, to) : g_unlink (from)) != 0 && errno != ENOENT)
        return enlist_journal_store_fail_errno (self, error, "setting the damaged file aside");
    }
  return TRUE;
}

gboolean
enlist_journal_store_finish_rebuild (EnlistJournalStore  *self,
                                     GError             **error)
{
  g_autofree char *complete = make_path (self, COMPLETE);
  g_autofree char *target = NULL;

  if (!g_file_test (complete, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!read_target (self, &target, error) || !move_aside (self, target, error))
    return FALSE;
  if (g_rename (complete, self->path) != 0)
    return enlist_journal_store_fail_errno (self, error, "replacing it");
  return enlist_journal_store_sync_folder (self, error);
}

gboolean
enlist_journal_store_read_recovery (EnlistJournalStore  *self,
                                    GError             **error)
{
  g_autoptr(sqlite3_stmt) row = NULL;
  int code;

  row = enlist_journal_store_prepare (self, "SELECT set_aside, n_saved, backup, n_restored FROM recovery"
                                      " WHERE n_keyring IS NULL ORDER BY seq DESC LIMIT 1", error);
  if (row == NULL)
    return FALSE;
  code = sqlite3_step (row);
  if (code == SQLITE_ROW)
    {
      self->recovered = TRUE;
      self->set_aside = g_strdup (enlist_journal_column_text (row, 0));
      self->n_saved = (guint) sqlite3_column_int64 (row, 1);
      self->backup = g_strdup (enlist_journal_column_text (row, 2));
      self->n_restored = (guint) sqlite3_column_int64 (row, 3);
    }
  return code == SQLITE_ROW || code == SQLITE_DONE ||
         enlist_journal_store_fail (self, error, "reading what was saved");
}

gboolean
enlist_journal_store_note_keyring (EnlistJournalStore  *self,
                                   guint                n_recovered,
                                   GError             **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = enlist_journal_store_prepare (self,
                                            "UPDATE recovery SET n_keyring = ?1 WHERE n_keyring IS NULL",
                                            error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, n_recovered);
  return enlist_journal_store_finish (self, statement, "noting what was saved", error);
}
