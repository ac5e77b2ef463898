/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "enlist-error.h"

#define BACKUP_INTERVAL (24 * 60 * 60) /* seconds */
#define HEADER_SIZE 72

/* What the beginning of a file says that it is (sqlite.org/fileformat.html, 1.3). */
typedef enum {
  FILE_ABSENT,
  FILE_OTHER,
  FILE_JOURNAL, /* in use by an Enlist: it has, or had, a write-ahead log */
  FILE_BACKUP,
} FileKind;

static FileKind
identify_file (const char *path)
{
  guint8 header[HEADER_SIZE] = { 0 };
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  struct stat status;
  ssize_t size = -1;

  if (fd < 0)
    return errno == ENOENT ? FILE_ABSENT : FILE_OTHER;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    size = read (fd, header, sizeof header);
  close (fd);
  if (size != sizeof header || memcmp (header, "SQLite format 3", 16) != 0 ||
      memcmp (header + 68, ENLIST_JOURNAL_APPLICATION_NAME, 4) != 0)
    return FILE_OTHER;
  return header[18] == 1 ? FILE_BACKUP : FILE_JOURNAL;
}

static gboolean
copy_pages (EnlistJournalStore  *from,
            EnlistJournalStore  *to,
            GError             **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int code;

  if (backup == NULL)
    return enlist_journal_store_fail (to, error, "copying");
  code = sqlite3_backup_step (backup, -1);
  if (code != SQLITE_DONE)
    {
      g_set_error (error, ENLIST_ERROR, enlist_journal_store_map_code (code),
                   "journal %s: copying it to %s: %s", from->path, to->path, sqlite3_errstr (code));
      sqlite3_backup_finish (backup);
      return FALSE;
    }
  return sqlite3_backup_finish (backup) == SQLITE_OK || enlist_journal_store_fail (to, error, "copying");
}

static gboolean
sync_file (EnlistJournalStore  *self,
           GError             **error)
{
  int fd = open (self->path, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    enlist_journal_store_fail_errno (self, error, "writing");
  if (fd >= 0)
    close (fd);
  return synced;
}

/* Fills the empty file @to, as one file without a log, and checks it from beginning to end. */
static gboolean
fill_copy (EnlistJournalStore  *from,
           EnlistJournalStore  *to,
           GError             **error)
{
  gboolean done = enlist_journal_store_connect (to, SQLITE_OPEN_READWRITE, error) &&
                  enlist_journal_store_execute (to, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
                                                error) &&
                  copy_pages (from, to, error) &&
                  enlist_journal_store_execute (to, "PRAGMA journal_mode = DELETE", error) &&
                  enlist_journal_store_check (to, FALSE, error);

  g_clear_pointer (&to->db, sqlite3_close);
  return done && sync_file (to, error);
}

gboolean
enlist_journal_store_backup (EnlistJournalStore  *self,
                             const char          *path,
                             GError             **error)
{
  FileKind kind = identify_file (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  EnlistJournalStore copy = { .path = temporary, .lock_fd = -1 };
  int fd;

  if (kind != FILE_ABSENT && kind != FILE_BACKUP)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   "%s is there already and no backup of a journal", path);
      return FALSE;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return enlist_journal_store_fail_errno (&copy, error, "creating");
  close (fd);

  if (fill_copy (self, &copy, error))
    {
      if (g_rename (temporary, path) == 0)
        return enlist_journal_store_sync_folder (&copy, error);
      enlist_journal_store_fail_errno (&copy, error, "renaming");
    }
  g_unlink (temporary);
  return FALSE;
}

/* Of another version the copy is upgraded, never the backup; what is damaged is read as far as it goes. */
static gboolean
merge_copy (EnlistJournalStore   *self,
            EnlistJournalStore   *source,
            EnlistJournalMerged  *merged,
            GError              **error)
{
  EnlistJournalStore copy = { .path = (char *) "", .lock_fd = -1 };
  g_autoptr(GError) local_error = NULL;
  gboolean done = FALSE;

  if (enlist_journal_store_connect (&copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &local_error) &&
      copy_pages (source, &copy, &local_error) && enlist_journal_store_upgrade (&copy, &local_error))
    {
      done = enlist_journal_store_merge (self, &copy, merged, error);
    }
  else if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED))
    {
      g_warning ("%s: %s", source->path, local_error->message);
      done = enlist_journal_store_merge (self, source, merged, error);
      merged->damaged = TRUE;
    }
  else
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", source->path);
    }
  sqlite3_close (copy.db);
  return done;
}

static gboolean
is_same_file (const char *a,
              const char *b)
{
  GStatBuf first, second;

  return g_stat (a, &first) == 0 && g_stat (b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

gboolean
enlist_journal_store_restore (EnlistJournalStore   *self,
                              const char           *path,
                              EnlistJournalMerged  *merged,
                              GError              **error)
{
  EnlistJournalStore source = { .path = (char *) path, .lock_fd = -1 };
  FileKind kind = identify_file (path);
  gboolean done;

  *merged = (EnlistJournalMerged) { 0 };
  if (is_same_file (self->path, path))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "%s is the journal itself", path);
      return FALSE;
    }
  if (kind == FILE_ABSENT || kind == FILE_OTHER)
    {
      g_set_error (error, ENLIST_ERROR, kind == FILE_ABSENT ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_DAMAGED,
                   kind == FILE_ABSENT ? "there is no file %s" : "%s is no backup of a journal", path);
      return FALSE;
    }
  done = enlist_journal_store_connect (&source, SQLITE_OPEN_READONLY, error) &&
         merge_copy (self, &source, merged, error);
  sqlite3_close (source.db);
  return done;
}

char *
enlist_journal_backup_path (const char *journal,
                            guint       age)
{
  return g_strconcat (journal, age == 0 ? ".backup" : ".backup.old", NULL);
}

gboolean
enlist_journal_backup_is_due (const char *journal)
{
  g_autofree char *newest = enlist_journal_backup_path (journal, 0);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GStatBuf backup;

  /* One from the future says that a clock was wrong, and nothing about its age. */
  return g_stat (newest, &backup) != 0 || backup.st_mtime > now || now - backup.st_mtime >= BACKUP_INTERVAL;
}

/* Only a copy that is complete and sound takes the place of the ones before. */
static gboolean
rotate (EnlistJournalStore  *copy,
        const char          *journal,
        GError             **error)
{
  g_autofree char *newest = enlist_journal_backup_path (journal, 0);
  g_autofree char *older = enlist_journal_backup_path (journal, 1);

  if ((g_rename (newest, older) != 0 && errno != ENOENT) || g_rename (copy->path, newest) != 0)
    return enlist_journal_store_fail_errno (copy, error, "renaming");
  return enlist_journal_store_sync_folder (copy, error);
}

gboolean
enlist_journal_backup_make (const char  *journal,
                            GError     **error)
{
  g_autofree char *temporary = g_strconcat (journal, ".backup.new", NULL);
  EnlistJournalStore from = { .path = (char *) journal, .lock_fd = -1 };
  EnlistJournalStore copy = { .path = temporary, .lock_fd = -1 };
  gboolean done;
  int fd = open (temporary, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    return enlist_journal_store_fail_errno (&copy, error, "creating");
  /* Another process may be at it, or may just have finished. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      return TRUE;
    }
  if (!enlist_journal_backup_is_due (journal))
    {
      g_unlink (temporary);
      close (fd);
      return TRUE;
    }
  done = (ftruncate (fd, 0) == 0 || enlist_journal_store_fail_errno (&copy, error, "emptying")) &&
         enlist_journal_store_connect (&from, SQLITE_OPEN_READONLY, error) &&
         fill_copy (&from, &copy, error) && rotate (&copy, journal, error);
  sqlite3_close (from.db);
  if (!done)
    g_unlink (temporary);
  close (fd);
  return done;
}
