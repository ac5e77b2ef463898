/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "await.h"
#include "enlist-journal-backup.h"
#include "journal-fixture.h"

#define N_CHILD_RECORDS 40
#define CURRENT_VERSION 4

static const char *program;

/* This program again, in another role: fails the test unless it ends as expected. */
static int
run_child (const char *role, const char *path)
{
  const char *argv[] = { program, role, path, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  return status;
}

static void
test_survives_kill (JournalFixture *fixture, gconstpointer data)
{
  int status = run_child ("--add-and-die", fixture->path);
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GPtrArray) sessions = NULL;
  EnlistJournal *journal;

  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);

  journal = journal_open_well (fixture->path);
  g_assert_null (enlist_journal_get_set_aside (journal, NULL));
  record = journal_find_record (journal, "SN-1", NULL);
  g_assert_nonnull (record);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_PROVISIONAL);
  sessions = journal_list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  journal_close (journal);
}

static void
test_private_files (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  GStatBuf status;

  journal_add_numbered (journal, 1);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  journal_close (journal);
}

static void
test_migration (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistJournalSession) session = enlist_journal_session_new ("00112233445566778899aabbccddeeff");
  g_autoptr (GPtrArray) sessions = NULL;

  g_assert_cmpint (journal_run_sql (fixture->path, "PRAGMA user_version"), ==, CURRENT_VERSION);
  g_assert_true (journal_begin_session (journal, session, NULL));
  journal_close (journal);

  /* Version 1 had no records, version 2 no outbox. */
  journal_run_sql (fixture->path, "DROP TABLE recovery; DROP TABLE outbox; DROP TABLE records;"
                   " PRAGMA user_version = 1");
  journal = journal_open_well (fixture->path);
  g_assert_cmpint (journal_run_sql (fixture->path, "PRAGMA user_version"), ==, CURRENT_VERSION);
  journal_add_numbered (journal, 1);
  sessions = journal_list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  journal_close (journal);
}

static void
test_newer_version (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", CURRENT_VERSION + 1);
  g_autoptr (GError) error = NULL;

  journal_add_numbered (journal, 1);
  journal_close (journal);
  journal_run_sql (fixture->path, sql);

  g_assert_null (journal_open (fixture->path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM records"), ==, 1);
}

static void
test_foreign_database (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr (GError) error = NULL;

  journal_run_sql (path, "CREATE TABLE other (x); INSERT INTO other VALUES (7)");
  g_assert_null (journal_open (path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL);
  g_assert_cmpint (journal_run_sql (path, "SELECT x FROM other"), ==, 7);
}

static void
expect_damage_warning (void)
{
  g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
}

static void
test_not_a_database (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "journal.db", NULL);
  g_autofree char *contents = NULL;
  char rubbish[4096];
  EnlistJournal *journal;
  guint n_saved = 1;
  gsize length;

  memset (rubbish, 'x', sizeof rubbish);
  g_assert_true (g_file_set_contents (path, rubbish, sizeof rubbish, NULL));
  expect_damage_warning ();
  journal = journal_open_well (path);
  g_test_assert_expected_messages ();
  g_assert_nonnull (enlist_journal_get_set_aside (journal, &n_saved));
  g_assert_true (g_file_get_contents (enlist_journal_get_set_aside (journal, NULL), &contents, &length,
                                      NULL));
  g_assert_cmpmem (contents, length, rubbish, sizeof rubbish);
  g_assert_cmpuint (n_saved, ==, 0);
  journal_add_numbered (journal, 1);
  journal_close (journal);

  /* It is said until the keyring has been asked, too. */
  journal = journal_open_well (path);
  g_assert_nonnull (enlist_journal_get_set_aside (journal, NULL));
  g_assert_true (enlist_journal_was_recovered (journal, NULL, NULL));
  journal_assert_n_records (journal, 1);
  journal_close (journal);
}

/* Overwrites one page in the middle of the records. */
static char *
damage (const char *path)
{
  gint64 page = journal_run_sql (path, "SELECT pageno FROM dbstat WHERE name = 'records'"
                                 " AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3");
  gint64 size = journal_run_sql (path, "PRAGMA page_size");
  char *contents = NULL;
  gsize length;

  g_assert_cmpint (page, >, 0);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents + (page - 1) * size, 0xff, size);
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  return contents;
}

static void
test_damaged (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (EnlistRecord) first = NULL;
  g_autoptr (EnlistRecord) last = NULL;
  g_autoptr (GPtrArray) records = NULL;
  guint n_saved;

  for (guint i = 1; i <= 60; i++)
    journal_add_numbered (journal, i);
  journal_close (journal);
  before = damage (fixture->path);

  expect_damage_warning ();
  journal = journal_open_well (fixture->path);
  g_test_assert_expected_messages ();
  g_assert_nonnull (enlist_journal_get_set_aside (journal, &n_saved));
  g_assert_true (g_file_get_contents (enlist_journal_get_set_aside (journal, NULL), &after, NULL, NULL));
  g_assert_cmpmem (before, 4096, after, 4096);

  /* What stood before and behind the damage is there, in the old order. */
  first = journal_find_record (journal, "SN-1", NULL);
  last = journal_find_record (journal, "SN-60", NULL);
  g_assert_nonnull (first);
  g_assert_nonnull (last);
  records = journal_list_records (journal, NULL, 0, 0);
  g_assert_cmpuint (records->len, ==, n_saved);
  g_assert_cmpuint (n_saved, >=, 40);
  g_assert_cmpuint (n_saved, <, 60);
  g_assert_cmpstr (enlist_record_get_serial (g_ptr_array_index (records, 0)), ==, "SN-60");
  journal_close (journal);
}

static void
test_damaged_in_use (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autofree char *contents = NULL;

  for (guint i = 1; i <= 60; i++)
    journal_add_numbered (journal, i);
  journal_close (journal);
  journal = journal_open_well (fixture->path);
  contents = damage (fixture->path);

  /* The child must not rename the file under this process. */
  g_assert_cmpint (run_child ("--expect-damaged", fixture->path), ==, 0);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  journal_close (journal);
}

static void
test_two_processes (JournalFixture *fixture, gconstpointer data)
{
  const char *argv[] = { program, "--add-many", fixture->path, NULL };
  EnlistJournal *journal;
  GPid pids[2];

  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      g_autofree char *role = g_strdup_printf ("--add-many=%u", 1000 * (i + 1));
      g_autoptr (GError) error = NULL;

      argv[1] = role;
      g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pids[i], &error);
      g_assert_no_error (error);
    }

  journal = journal_open_well (fixture->path);
  for (guint i = 1; i <= N_CHILD_RECORDS; i++)
    journal_add_numbered (journal, i);
  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      int status;

      g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
      g_assert_cmpint (status, ==, 0);
      g_spawn_close_pid (pids[i]);
    }
  journal_assert_n_records (journal, 3 * N_CHILD_RECORDS);
  journal_close (journal);
}

static void
test_busy (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (journal_add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BUSY);
  g_assert_cmpint (sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  g_assert_true (journal_add_record (journal, record, NULL));
  journal_close (journal);
}

/* The file may not grow: what a full disk looks like from here. */
static void
test_disk_full (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  struct rlimit unlimited, limited;
  guint number = 1;

  journal_add_numbered (journal, number);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  limited = unlimited;
  limited.rlim_cur = 256 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limited), ==, 0);

  for (;;)
    {
      g_autoptr (EnlistRecord) record = journal_make_record (number + 1);
      g_autoptr (GError) error = NULL;

      if (!journal_add_record (journal, record, &error))
        {
          g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
          break;
        }
      number++;
      g_assert_cmpuint (number, <, 5000);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);

  journal_assert_n_records (journal, number);
  journal_add_numbered (journal, number + 1);
  journal_close (journal);
  journal = journal_open_well (fixture->path);
  journal_assert_n_records (journal, number + 1);
  journal_close (journal);
}

static void
test_cannot_create (JournalFixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "journal.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_null (journal_open (path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
}

static void
test_check (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (GError) error = NULL;
  Await await = { 0 };
  g_autoptr (GAsyncResult) good = NULL;
  g_autoptr (GAsyncResult) bad = NULL;

  journal_add_numbered (journal, 1);
  enlist_journal_check_async (journal, NULL, await_ready, &await);
  good = await_result (&await);
  g_assert_true (enlist_journal_check_finish (journal, good, NULL));

  /* An index that lacks an entry is what the quick check does not see. */
  journal_run_sql (fixture->path, "PRAGMA writable_schema = 1; UPDATE sqlite_schema"
           " SET sql = replace (sql, 'device_key)', 'serial)') WHERE name = 'records_device_key'");
  journal_close (journal);
  journal = journal_open_well (fixture->path);
  enlist_journal_check_async (journal, NULL, await_ready, &await);
  bad = await_result (&await);
  g_assert_false (enlist_journal_check_finish (journal, bad, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
  journal_close (journal);
}

static int
run_role (const char *role, const char *path)
{
  g_autoptr (GError) error = NULL;
  EnlistJournal *journal = NULL;
  guint first = 0;

  if (g_str_equal (role, "--expect-damaged"))
    return journal_open (path, &error) == NULL &&
           g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL) ? 0 : 1;

  journal = journal_open_well (path);
  if (g_str_equal (role, "--add-and-die"))
    {
      g_autoptr (EnlistJournalSession) session =
          enlist_journal_session_new ("00112233445566778899aabbccddeeff");

      journal_begin_session (journal, session, &error);
      g_assert_no_error (error);
      journal_add_numbered (journal, 1);
      raise (SIGKILL);
    }
  g_assert_cmpint (sscanf (role, "--add-many=%u", &first), ==, 1);
  for (guint i = 0; i < N_CHILD_RECORDS; i++)
    journal_add_numbered (journal, first + i);
  journal_close (journal);
  return 0;
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*function) (JournalFixture *fixture, gconstpointer data);
  } tests[] = {
    { "survives-kill", test_survives_kill },
    { "private-files", test_private_files },
    { "migration", test_migration },
    { "newer-version", test_newer_version },
    { "foreign-database", test_foreign_database },
    { "not-a-database", test_not_a_database },
    { "damaged", test_damaged },
    { "damaged-in-use", test_damaged_in_use },
    { "two-processes", test_two_processes },
    { "busy", test_busy },
    { "disk-full", test_disk_full },
    { "cannot-create", test_cannot_create },
    { "check", test_check },
  };

  if (argc == 3)
    return run_role (argv[1], argv[2]);

  program = argv[0];
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/core/journal-file/", tests[i].name, NULL);

      g_test_add (path, JournalFixture, NULL, journal_fixture_set_up, tests[i].function,
                  journal_fixture_tear_down);
    }
  return g_test_run ();
}
