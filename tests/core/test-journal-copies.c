/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <sys/stat.h>
#include <utime.h>

#include <glib/gstdio.h>

#include "await.h"
#include "enlist-journal-backup.h"
#include "journal-fixture.h"

#define SESSION_ID "00112233445566778899aabbccddeeff"

static gboolean
backup (EnlistJournal *journal, const char *path, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_backup_async (journal, path, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_backup_finish (journal, result, error);
}

static gboolean
restore (EnlistJournal *journal, const char *path, EnlistJournalMerged *merged, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_restore_async (journal, path, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_restore_finish (journal, result, merged, error);
}

static void
restore_well (EnlistJournal *journal, const char *path, guint n_sessions, guint n_records)
{
  g_autoptr (GError) error = NULL;
  EnlistJournalMerged merged;

  restore (journal, path, &merged, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (merged.n_sessions, ==, n_sessions);
  g_assert_cmpuint (merged.n_records, ==, n_records);
  g_assert_false (merged.damaged);
}

static void
backup_well (EnlistJournal *journal, const char *path)
{
  g_autoptr (GError) error = NULL;

  backup (journal, path, &error);
  g_assert_no_error (error);
}

static void
confirm (EnlistJournal *journal, guint number)
{
  g_autoptr (EnlistRecord) record = journal_make_record (number);
  g_autoptr (GError) error = NULL;

  g_object_set (record, "enrolled-at", "2026-01-31T12:00:00Z", NULL);
  journal_confirm_record (journal, record, &error);
  g_assert_no_error (error);
}

static void
write_stage (EnlistJournal *journal, EnlistJournalStage stage, const char *progress)
{
  g_autoptr (EnlistJournalSession) session = enlist_journal_session_new (SESSION_ID);

  g_object_set (session, "stage", stage, "progress", progress, NULL);
  if (!journal_update_session (journal, session, NULL))
    g_assert_true (journal_begin_session (journal, session, NULL));
}

static void
assert_state (EnlistJournal *journal, const char *serial, EnlistRecordState state)
{
  g_autoptr (EnlistRecord) record = journal_find_record (journal, serial, NULL);

  g_assert_nonnull (record);
  g_assert_cmpint (enlist_record_get_state (record), ==, state);
}

static char *
beside (JournalFixture *fixture, const char *suffix)
{
  return g_strconcat (fixture->path, suffix, NULL);
}

static EnlistJournal *
open_damaged (const char *path)
{
  EnlistJournal *journal;

  g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
  journal = journal_open_well (path);
  g_test_assert_expected_messages ();
  return journal;
}

static void
test_backup (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  journal_add_numbered (journal, 1);
  backup_well (journal, path);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (journal_run_sql (path, "SELECT count(*) FROM records"), ==, 1);
  /* One file without a log beside it: it may be carried away. */
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpint (contents[18], ==, 1);

  /* A backup may be replaced, anything else not. */
  journal_add_numbered (journal, 2);
  backup_well (journal, path);
  g_assert_cmpint (journal_run_sql (path, "SELECT count(*) FROM records"), ==, 2);
  g_assert_false (backup (journal, fixture->path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "a letter", -1, NULL));
  g_assert_false (backup (journal, path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (backup (journal, fixture->folder, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
  journal_close (journal);
}

/* Nothing is left of a backup that could not be written. */
static void
test_backup_fails (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "copy.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_false (backup (journal, path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
  journal_add_numbered (journal, 1);
  journal_close (journal);
}

static void
test_restore (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) sessions = NULL;

  write_stage (journal, ENLIST_JOURNAL_RUNNING, "two answers");
  for (guint i = 1; i <= 3; i++)
    journal_add_numbered (journal, i);
  confirm (journal, 2);
  backup_well (journal, path);
  restore_well (journal, path, 0, 0);
  journal_close (journal);

  /* On another computer, which has records of its own at the same places. */
  journal = journal_open_well (other);
  journal_add_numbered (journal, 11);
  journal_add_numbered (journal, 12);
  restore_well (journal, path, 1, 3);
  records = journal_list_records (journal, NULL, 0, 0);
  g_assert_cmpuint (records->len, ==, 5);
  assert_state (journal, "SN-1", ENLIST_RECORD_PROVISIONAL);
  assert_state (journal, "SN-2", ENLIST_RECORD_ENROLLED);
  assert_state (journal, "SN-11", ENLIST_RECORD_PROVISIONAL);
  sessions = journal_list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  g_assert_cmpstr (enlist_journal_session_get_progress (g_ptr_array_index (sessions, 0)), ==, "two answers");
  restore_well (journal, path, 0, 0);
  journal_close (journal);
}

/* What has come further since the backup stays; what has come further in the backup is taken. */
static void
test_newer_stays (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *old = g_build_filename (fixture->folder, "old.db", NULL);
  g_autofree char *new = g_build_filename (fixture->folder, "new.db", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);

  write_stage (journal, ENLIST_JOURNAL_RUNNING, NULL);
  journal_add_numbered (journal, 1);
  backup_well (journal, old);
  write_stage (journal, ENLIST_JOURNAL_ENROLLED, NULL);
  confirm (journal, 1);
  backup_well (journal, new);

  restore_well (journal, old, 0, 0);
  assert_state (journal, "SN-1", ENLIST_RECORD_ENROLLED);
  journal_close (journal);

  journal = journal_open_well (other);
  restore_well (journal, old, 1, 1);
  assert_state (journal, "SN-1", ENLIST_RECORD_PROVISIONAL);
  restore_well (journal, new, 1, 1);
  assert_state (journal, "SN-1", ENLIST_RECORD_ENROLLED);
  g_assert_cmpint (journal_run_sql (other, "SELECT count(*) FROM sessions WHERE stage = 'enrolled'"), ==, 1);
  journal_close (journal);
}

/* A session that ended without enrolling leaves no device behind, not even from a backup. */
static void
test_ended_stays_ended (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);

  g_object_set (record, "session-id", SESSION_ID, NULL);
  write_stage (journal, ENLIST_JOURNAL_COMMITTING, NULL);
  g_assert_true (journal_add_record (journal, record, NULL));
  backup_well (journal, path);
  write_stage (journal, ENLIST_JOURNAL_ENDED, NULL);
  journal_assert_n_records (journal, 0);

  restore_well (journal, path, 0, 0);
  journal_assert_n_records (journal, 0);
  journal_close (journal);
}

static void
test_restore_refused (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (GError) error = NULL;

  g_assert_false (restore (journal, path, NULL, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (restore (journal, fixture->path, NULL, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, "a letter", -1, NULL));
  g_assert_false (restore (journal, path, NULL, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
  g_clear_error (&error);
  g_unlink (path);
  journal_run_sql (path, "CREATE TABLE other (x)");
  g_assert_false (restore (journal, path, NULL, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
  g_clear_error (&error);
  g_unlink (path);
  backup_well (journal, path);
  journal_run_sql (path, "PRAGMA user_version = 999");
  g_assert_false (restore (journal, path, NULL, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW);
  journal_close (journal);
}

/* A backup of an older version is brought to this one in a copy. */
static void
test_restore_older (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  EnlistJournal *journal = journal_open_well (fixture->path);
  gsize before_size, after_size;

  journal_add_numbered (journal, 1);
  backup_well (journal, path);
  journal_close (journal);
  journal_run_sql (path, "DROP TABLE recovery; DROP TABLE outbox; PRAGMA user_version = 2");
  g_assert_true (g_file_get_contents (path, &before, &before_size, NULL));

  journal = journal_open_well (other);
  restore_well (journal, path, 0, 1);
  journal_close (journal);
  g_assert_true (g_file_get_contents (path, &after, &after_size, NULL));
  g_assert_cmpmem (before, before_size, after, after_size);
}

static void
set_age (const char *path, gint64 seconds)
{
  gint64 then = g_get_real_time () / G_USEC_PER_SEC - seconds;
  struct utimbuf times = { then, then };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

static void
test_automatic (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *newest = beside (fixture, ".backup");
  g_autofree char *older = beside (fixture, ".backup.old");
  g_autofree char *temporary = beside (fixture, ".backup.new");
  EnlistJournal *journal = journal_open_well (fixture->path);

  journal_add_numbered (journal, 1);
  journal_close (journal);
  g_assert_cmpint (journal_run_sql (newest, "SELECT count(*) FROM records"), ==, 0);
  g_assert_false (g_file_test (older, G_FILE_TEST_EXISTS));

  /* Not twice a day. */
  set_age (newest, 23 * 60 * 60);
  journal = journal_open_well (fixture->path);
  journal_close (journal);
  g_assert_cmpint (journal_run_sql (newest, "SELECT count(*) FROM records"), ==, 0);

  /* What a process left behind that was killed does not matter. */
  g_assert_true (g_file_set_contents (temporary, "half", -1, NULL));
  set_age (newest, 24 * 60 * 60);
  journal = journal_open_well (fixture->path);
  journal_close (journal);
  g_assert_cmpint (journal_run_sql (newest, "SELECT count(*) FROM records"), ==, 1);
  g_assert_cmpint (journal_run_sql (older, "SELECT count(*) FROM records"), ==, 0);
  g_assert_false (g_file_test (temporary, G_FILE_TEST_EXISTS));

  /* One from the future is none. */
  set_age (newest, -60 * 60);
  journal = journal_open_well (fixture->path);
  journal_close (journal);
  g_assert_cmpint (journal_run_sql (older, "SELECT count(*) FROM records"), ==, 1);
}

/* Overwrites the pages of the records from the @first one on. */
static void
damage (const char *path, guint first, gboolean all)
{
  g_autofree char *sql = g_strdup_printf ("SELECT pageno FROM dbstat WHERE name = 'records'"
                                          " AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET %u", first);
  gint64 page = journal_run_sql (path, sql);
  gint64 size = journal_run_sql (path, "PRAGMA page_size");
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_cmpint (page, >, 0);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents + (page - 1) * size, 0xff, all ? length - (page - 1) * size : (gsize) size);
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
}

/* A backup that is due has what was there before. */
static void
fill (const char *path, guint first, guint last)
{
  EnlistJournal *journal;

  journal_close (journal_open_well (path));
  journal = journal_open_well (path);
  for (guint i = first; i <= last; i++)
    journal_add_numbered (journal, i);
  journal_close (journal);
}

/* What is in neither of them, only the keyring may know; the rest is put together. */
static void
test_damaged (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *newest = beside (fixture, ".backup");
  const char *backup_used = NULL;
  g_autoptr (GPtrArray) records = NULL;
  EnlistJournal *journal;
  guint n_saved, n_restored = 0;

  fill (fixture->path, 1, 40);
  set_age (newest, 24 * 60 * 60);
  fill (fixture->path, 41, 60);
  g_assert_cmpint (journal_run_sql (newest, "SELECT count(*) FROM records"), ==, 40);
  damage (fixture->path, 3, FALSE);

  journal = open_damaged (fixture->path);
  g_assert_nonnull (enlist_journal_get_set_aside (journal, &n_saved));
  g_assert_true (enlist_journal_was_recovered (journal, &backup_used, &n_restored));
  g_assert_cmpstr (backup_used, ==, newest);
  g_assert_cmpuint (n_saved + n_restored, ==, 60);
  g_assert_cmpuint (n_restored, >, 0);
  records = journal_list_records (journal, NULL, 0, 0);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *serial = g_strdup_printf ("SN-%u", 60 - i);

      g_assert_cmpstr (enlist_record_get_serial (g_ptr_array_index (records, i)), ==, serial);
    }
  journal_close (journal);
  /* Before any of that was read, the good backup was not replaced. */
  g_assert_cmpint (journal_run_sql (newest, "SELECT count(*) FROM records"), ==, 40);
}

static void
test_damaged_backup (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *newest = beside (fixture, ".backup");
  g_autofree char *older = beside (fixture, ".backup.old");
  const char *backup_used = NULL;
  EnlistJournal *journal;

  fill (fixture->path, 1, 50);
  set_age (newest, 24 * 60 * 60);
  fill (fixture->path, 51, 60);
  set_age (newest, 24 * 60 * 60);
  fill (fixture->path, 61, 61);
  g_assert_cmpint (journal_run_sql (older, "SELECT count(*) FROM records"), ==, 50);
  damage (newest, 0, TRUE);
  damage (fixture->path, 0, TRUE);

  for (guint i = 0; i < 2; i++)
    g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
  journal = journal_open_well (fixture->path);
  g_test_assert_expected_messages ();
  g_assert_true (enlist_journal_was_recovered (journal, &backup_used, NULL));
  g_assert_cmpstr (backup_used, ==, older);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM records"), >=, 50);
  journal_close (journal);
}

static void
test_lost (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *newest = beside (fixture, ".backup");

  fill (fixture->path, 1, 3);
  set_age (newest, 24 * 60 * 60);
  fill (fixture->path, 4, 4);

  for (guint i = 0; i < 2; i++)
    {
      EnlistJournal *journal;
      const char *backup_used;

      if (i == 0)
        g_assert_cmpint (g_unlink (fixture->path), ==, 0);
      else
        g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
      journal = journal_open_well (fixture->path);
      g_assert_null (enlist_journal_get_set_aside (journal, NULL));
      g_assert_true (enlist_journal_was_recovered (journal, &backup_used, NULL));
      g_assert_cmpstr (backup_used, ==, newest);
      journal_assert_n_records (journal, 3);
      journal_close (journal);
    }
}

/* The process ended at each point of the renames. */
static void
test_finishes_rebuild (JournalFixture *fixture, gconstpointer data)
{
  static const char *const moved[] = { "", "-wal", "-wal -shm", "-wal -shm /" };

  for (gsize i = 0; i < G_N_ELEMENTS (moved); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, fixture->folder, i);
      g_autofree char *path = g_build_filename (folder, "journal.db", NULL);
      g_autofree char *rebuilt = g_strconcat (path, ".rebuilt", NULL);
      g_autofree char *target = g_strconcat (path, ".damaged-then", NULL);
      g_autofree char *sql = g_strdup_printf ("PRAGMA journal_mode = DELETE; INSERT INTO recovery"
                                              " (happened, set_aside, n_saved, n_restored)"
                                              " VALUES ('then', '%s', 7, 0)", target);
      static const char *const suffixes[] = { "-wal", "-shm", "" };
      g_autofree char *contents = NULL;
      EnlistJournal *journal;
      guint n_saved;

      fill (path, 1, 1);
      journal_run_sql (path, sql);
      g_assert_cmpint (g_rename (path, rebuilt), ==, 0);
      for (gsize j = 0; j < G_N_ELEMENTS (suffixes); j++)
        {
          gboolean done = strstr (moved[i], *suffixes[j] != '\0' ? suffixes[j] : "/") != NULL;
          g_autofree char *file = g_strconcat (done ? target : path, suffixes[j], NULL);

          g_assert_true (g_file_set_contents (file, suffixes[j], -1, NULL));
        }

      journal = journal_open_well (path);
      g_assert_cmpstr (enlist_journal_get_set_aside (journal, &n_saved), ==, target);
      g_assert_cmpuint (n_saved, ==, 7);
      journal_assert_n_records (journal, 1);
      g_assert_false (g_file_test (rebuilt, G_FILE_TEST_EXISTS));
      for (gsize j = 0; j < G_N_ELEMENTS (suffixes); j++)
        {
          g_autofree char *file = g_strconcat (target, suffixes[j], NULL);
          g_autofree char *found = NULL;

          g_assert_true (g_file_get_contents (file, &found, NULL, NULL));
          g_assert_cmpstr (found, ==, suffixes[j]);
        }
      journal_close (journal);
    }
}

/* Where there is no room to put it together, the damaged journal stays where it is. */
static void
test_cannot_rebuild (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *building = beside (fixture, ".rebuilding");
  g_autoptr (GError) error = NULL;
  EnlistJournal *journal;

  fill (fixture->path, 1, 60);
  damage (fixture->path, 3, FALSE);
  g_assert_cmpint (g_mkdir (building, 0700), ==, 0);
  g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
  g_assert_null (journal_open (fixture->path, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);

  g_assert_cmpint (g_rmdir (building), ==, 0);
  journal = open_damaged (fixture->path);
  g_assert_nonnull (enlist_journal_get_set_aside (journal, NULL));
  journal_close (journal);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*function) (JournalFixture *fixture, gconstpointer data);
  } tests[] = {
    { "backup", test_backup },
    { "backup-fails", test_backup_fails },
    { "restore", test_restore },
    { "newer-stays", test_newer_stays },
    { "ended-stays-ended", test_ended_stays_ended },
    { "restore-refused", test_restore_refused },
    { "restore-older", test_restore_older },
    { "automatic", test_automatic },
    { "damaged", test_damaged },
    { "damaged-backup", test_damaged_backup },
    { "lost", test_lost },
    { "finishes-rebuild", test_finishes_rebuild },
    { "cannot-rebuild", test_cannot_rebuild },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/core/journal-copies/", tests[i].name, NULL);

      g_test_add (path, JournalFixture, NULL, journal_fixture_set_up, tests[i].function,
                  journal_fixture_tear_down);
    }
  return g_test_run ();
}
