/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "enlist-error.h"

#define APPLICATION_ID 0x454e4c4a /* ENLIST_JOURNAL_APPLICATION_NAME */
#define BUSY_TIMEOUT_MS 5000

/*
 * Step n brings a database from version n to n + 1. Steps that were released never change. What a new table
 * holds is saved from a damaged journal, and restored, when enlist-journal-merge.c knows it.
 */
static const char *const migrations[] = {
  "CREATE TABLE sessions ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE CHECK (length (id) = 32),"
  "  label_id TEXT, serial TEXT, vendor TEXT, model TEXT, publisher_key_id TEXT,"
  "  stage TEXT NOT NULL, started TEXT, updated TEXT,"
  "  label BLOB, progress TEXT"
  ");",

  "CREATE TABLE records ("
  "  seq INTEGER PRIMARY KEY,"
  "  id TEXT NOT NULL UNIQUE CHECK (length (id) > 0),"
  "  session_id TEXT, serial TEXT, device_key TEXT,"
  "  state TEXT NOT NULL CHECK (state IN ('provisional', 'enrolled')),"
  "  search TEXT NOT NULL,"
  "  document TEXT NOT NULL"
  ");"
  "CREATE INDEX records_serial ON records (serial);"
  "CREATE INDEX records_device_key ON records (device_key);",

  /* What waits for the IoT system: fields as a JSON array of their names, NULL for the whole record. */
  "CREATE TABLE outbox ("
  "  seq INTEGER PRIMARY KEY,"
  "  record_id TEXT NOT NULL UNIQUE REFERENCES records (id),"
  "  fields TEXT,"
  "  created TEXT NOT NULL,"
  "  state TEXT NOT NULL"
  ");",

  /* What became of a damaged or lost journal; n_keyring is NULL until the keyring has been asked, too. */
  "CREATE TABLE recovery ("
  "  seq INTEGER PRIMARY KEY,"
  "  happened TEXT NOT NULL,"
  "  set_aside TEXT, n_saved INTEGER NOT NULL,"
  "  backup TEXT, n_restored INTEGER NOT NULL,"
  "  n_keyring INTEGER"
  ");",
};

typedef enum {
  OPENED,
  OPEN_FAILED,
  OPEN_DAMAGED,
  OPEN_NEEDS_WORK, /* is empty or of an older version */
} OpenResult;

gboolean
enlist_journal_store_is_damage (int sqlite_code)
{
  int primary = sqlite_code & 0xff;

  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

EnlistError
enlist_journal_store_map_code (int sqlite_code)
{
  switch (sqlite_code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ENLIST_ERROR_BUSY;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return ENLIST_ERROR_STORAGE;
    default:
      return ENLIST_ERROR_JOURNAL;
    }
}

gboolean
enlist_journal_store_fail (EnlistJournalStore  *self,
                           GError             **error,
                           const char          *doing)
{
  int code = sqlite3_extended_errcode (self->db);

  g_set_error (error, ENLIST_ERROR, enlist_journal_store_map_code (code), "journal %s: %s: %s (%d)",
               self->path, doing, sqlite3_errmsg (self->db), code);
  return FALSE;
}

gboolean
enlist_journal_store_fail_errno (EnlistJournalStore  *self,
                                 GError             **error,
                                 const char          *doing)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "journal %s: %s: %s", self->path, doing,
               g_strerror (errno));
  return FALSE;
}

sqlite3_stmt *
enlist_journal_store_prepare (EnlistJournalStore  *self,
                              const char          *sql,
                              GError             **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    enlist_journal_store_fail (self, error, "preparing");
  return statement;
}

gboolean
enlist_journal_store_execute (EnlistJournalStore  *self,
                              const char          *sql,
                              GError             **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
         enlist_journal_store_fail (self, error, sql);
}

gboolean
enlist_journal_store_finish (EnlistJournalStore  *self,
                             sqlite3_stmt        *statement,
                             const char          *doing,
                             GError             **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || enlist_journal_store_fail (self, error, doing);
}

static gboolean
get_number (EnlistJournalStore  *self,
            const char          *sql,
            gint64              *number,
            GError             **error)
{
  g_autoptr(sqlite3_stmt) statement = enlist_journal_store_prepare (self, sql, error);

  if (statement == NULL)
    return FALSE;
  if (sqlite3_step (statement) != SQLITE_ROW)
    return enlist_journal_store_fail (self, error, sql);
  *number = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

gboolean
enlist_journal_store_check (EnlistJournalStore  *self,
                            gboolean             quick,
                            GError             **error)
{
  const char *sql = quick ? "PRAGMA quick_check (1)" : "PRAGMA integrity_check (1)";
  g_autoptr(sqlite3_stmt) statement = enlist_journal_store_prepare (self, sql, error);
  const char *found;
  int code;

  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement);
  if (enlist_journal_store_is_damage (code))
    found = sqlite3_errmsg (self->db);
  else if (code != SQLITE_ROW)
    return enlist_journal_store_fail (self, error, "checking");
  else
    found = (const char *) sqlite3_column_text (statement, 0);

  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "journal %s is damaged: %s", self->path, found);
  return FALSE;
}

/* Looks at the database without changing it. */
static OpenResult
inspect (EnlistJournalStore  *self,
         gint64              *version,
         GError             **error)
{
  gint64 application, n_objects;

  if (!get_number (self, "SELECT count(*) FROM sqlite_schema", &n_objects, error) ||
      !get_number (self, "PRAGMA application_id", &application, error) ||
      !get_number (self, "PRAGMA user_version", version, error))
    return enlist_journal_store_is_damage (sqlite3_errcode (self->db)) ? OPEN_DAMAGED : OPEN_FAILED;

  if (application != APPLICATION_ID && (application != 0 || *version != 0 || n_objects != 0))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL, "%s is another program’s database",
                   self->path);
      return OPEN_FAILED;
    }
  if (*version > (gint64) G_N_ELEMENTS (migrations))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW,
                   "journal %s has version %" G_GINT64_FORMAT ", this Enlist knows %u", self->path, *version,
                   (guint) G_N_ELEMENTS (migrations));
      return OPEN_FAILED;
    }
  if (!enlist_journal_store_check (self, TRUE, error))
    return g_error_matches (*error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED) ? OPEN_DAMAGED : OPEN_FAILED;

  return *version < (gint64) G_N_ELEMENTS (migrations) ? OPEN_NEEDS_WORK : OPENED;
}

static gboolean
migrate (EnlistJournalStore  *self,
         gint64               version,
         GError             **error)
{
  for (gsize i = version; i < G_N_ELEMENTS (migrations); i++)
    {
      g_autofree char *sql = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA application_id = %d;"
                                              "PRAGMA user_version = %" G_GSIZE_FORMAT "; COMMIT;",
                                              migrations[i], APPLICATION_ID, i + 1);

      if (!enlist_journal_store_execute (self, sql, error))
        {
          sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
enlist_journal_store_connect (EnlistJournalStore  *self,
                              int                  flags,
                              GError             **error)
{
  if (sqlite3_open_v2 (self->path, &self->db, flags, NULL) != SQLITE_OK)
    return enlist_journal_store_fail (self, error, "opening");
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_exec (self->db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", NULL, NULL, NULL);
  return TRUE;
}

gboolean
enlist_journal_store_upgrade (EnlistJournalStore  *self,
                              GError             **error)
{
  gint64 version = 0;
  OpenResult result = inspect (self, &version, error);

  return result == OPENED || (result == OPEN_NEEDS_WORK && migrate (self, version, error));
}

static OpenResult
try_open (EnlistJournalStore  *self,
          gboolean             exclusive,
          GError             **error)
{
  OpenResult result;
  gint64 version = 0;

  if (!enlist_journal_store_connect (self, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
    return OPEN_FAILED;
  /* A damaged journal stays as it was found. */
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  result = inspect (self, &version, error);
  if (result == OPEN_FAILED || result == OPEN_DAMAGED || (result == OPEN_NEEDS_WORK && !exclusive))
    return result;

  sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  if (!enlist_journal_store_execute (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                     "PRAGMA foreign_keys = ON", error) ||
      !migrate (self, version, error))
    return OPEN_FAILED;
  return OPENED;
}

/* Closes and opens again. */
static OpenResult
reopen (EnlistJournalStore  *self,
        gboolean             exclusive,
        GError             **error)
{
  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_error (error);
  return try_open (self, exclusive, error);
}

gboolean
enlist_journal_store_sync_folder (EnlistJournalStore  *self,
                                  GError             **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced;

  if (fd < 0)
    return enlist_journal_store_fail_errno (self, error, "opening its folder");
  synced = fsync (fd) == 0 || enlist_journal_store_fail_errno (self, error, "writing its folder");
  close (fd);
  return synced;
}

/*
 * Creates the file, readable for the user only. One that exists is not opened: closing it would drop the
 * locks that SQLite holds on it elsewhere in this process.
 */
gboolean
enlist_journal_store_create_file (EnlistJournalStore  *self,
                                  GError             **error)
{
  int fd = open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd < 0)
    return errno == EEXIST || enlist_journal_store_fail_errno (self, error, "creating");
  close (fd);
  return enlist_journal_store_sync_folder (self, error);
}

static gboolean
prepare_files (EnlistJournalStore  *self,
               GError             **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *lock_path = g_strconcat (self->path, ".lock", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return enlist_journal_store_fail_errno (self, error, "making its folder");
  self->lock_fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  return self->lock_fd >= 0 || enlist_journal_store_fail_errno (self, error, "opening its lock");
}

static gboolean
lock (EnlistJournalStore *self,
      int                 operation)
{
  int result;

  do
    result = flock (self->lock_fd, operation);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

/* With the lock alone: what an earlier process could not finish, and a journal that is not there any more. */
static gboolean
put_in_place (EnlistJournalStore  *self,
              GError             **error)
{
  if (!enlist_journal_store_finish_rebuild (self, error))
    return FALSE;
  return !enlist_journal_store_is_lost (self) || enlist_journal_store_rebuild (self, error);
}

static gboolean
open_locked (EnlistJournalStore  *self,
             GError             **error)
{
  gboolean exclusive = lock (self, LOCK_EX | LOCK_NB);
  OpenResult result;

  /* Whoever has it alone is making, upgrading or setting it aside, and soon done. */
  if (!exclusive && !lock (self, LOCK_SH))
    return enlist_journal_store_fail_errno (self, error, "locking");

  if ((exclusive && !put_in_place (self, error)) || !enlist_journal_store_create_file (self, error))
    return FALSE;
  result = reopen (self, exclusive, error);
  if (!exclusive && (result == OPEN_DAMAGED || result == OPEN_NEEDS_WORK))
    {
      if (!lock (self, LOCK_EX | LOCK_NB))
        {
          if (result == OPEN_DAMAGED)
            g_prefix_error (error, "another process has it open: ");
          else
            g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BUSY,
                         "journal %s: another process has an older version open", self->path);
          return FALSE;
        }
      exclusive = TRUE;
      result = reopen (self, exclusive, error);
    }

  if (result == OPEN_DAMAGED)
    {
      g_warning ("%s", (*error)->message);
      g_clear_error (error);
      g_clear_pointer (&self->db, sqlite3_close);
      if (!enlist_journal_store_rebuild (self, error))
        return FALSE;
      result = reopen (self, exclusive, error);
    }
  if (result != OPENED)
    return FALSE;

  if (exclusive && !lock (self, LOCK_SH))
    return enlist_journal_store_fail_errno (self, error, "locking");
  return enlist_journal_store_read_recovery (self, error);
}

EnlistJournalStore *
enlist_journal_store_open (const char  *path,
                           GError     **error)
{
  g_autoptr(EnlistJournalStore) self = g_new0 (EnlistJournalStore, 1);
  g_autoptr(GError) local_error = NULL;

  self->lock_fd = -1;
  self->path = g_strdup (path);
  if (!prepare_files (self, &local_error) || !open_locked (self, &local_error))
    {
      /* Damage that cannot be put right here makes the journal unusable. */
      if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED))
        local_error->code = ENLIST_ERROR_JOURNAL;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
enlist_journal_store_free (EnlistJournalStore *self)
{
  g_clear_pointer (&self->db, sqlite3_close);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self->set_aside);
  g_free (self->backup);
  g_free (self);
}
