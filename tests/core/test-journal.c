/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "await.h"
#include "enlist-journal.h"

#define N_CHILD_RECORDS 40
#define CURRENT_VERSION 2

static const char *program;

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("enlist-journal-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "below", "journal.db", NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static EnlistJournal *
open_journal (const char  *path,
              GError     **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_open_async (path, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_open_finish (result, error);
}

static EnlistJournal *
open_well (const char *path)
{
  g_autoptr(GError) error = NULL;
  EnlistJournal *journal = open_journal (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (journal);
  return journal;
}

static void
close_journal (EnlistJournal *journal)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_close_async (journal, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_true (enlist_journal_close_finish (journal, result, NULL));
  g_object_unref (journal);
}

static gboolean
add_record (EnlistJournal  *journal,
            EnlistRecord   *record,
            GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_add_record_async (journal, record, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_add_record_finish (journal, result, error);
}

static gboolean
confirm_record (EnlistJournal  *journal,
                EnlistRecord   *record,
                GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_confirm_record_async (journal, record, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_confirm_record_finish (journal, result, error);
}

static GPtrArray *
list_records (EnlistJournal *journal,
              const char    *filter,
              guint          limit,
              guint          offset)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *records;

  enlist_journal_list_records_async (journal, filter, limit, offset, NULL, await_ready, &await);
  result = await_result (&await);
  records = enlist_journal_list_records_finish (journal, result, &error);
  g_assert_no_error (error);
  return records;
}

static EnlistRecord *
find_record (EnlistJournal  *journal,
             const char     *key,
             GError        **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_find_record_async (journal, key, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_find_record_finish (journal, result, error);
}

static gboolean
begin_session (EnlistJournal         *journal,
               EnlistJournalSession  *session,
               GError               **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_begin_session_async (journal, session, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_begin_session_finish (journal, result, error);
}

static gboolean
update_session (EnlistJournal         *journal,
                EnlistJournalSession  *session,
                GError               **error)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_update_session_async (journal, session, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_update_session_finish (journal, result, error);
}

static gboolean
remove_session (EnlistJournal *journal,
                const char    *id)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;

  enlist_journal_remove_session_async (journal, id, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_remove_session_finish (journal, result, NULL);
}

static GPtrArray *
list_unfinished (EnlistJournal *journal)
{
  Await await = { 0 };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *sessions;

  enlist_journal_list_unfinished_sessions_async (journal, NULL, await_ready, &await);
  result = await_result (&await);
  sessions = enlist_journal_list_unfinished_sessions_finish (journal, result, &error);
  g_assert_no_error (error);
  return sessions;
}

static EnlistRecord *
make_record (guint number)
{
  EnlistRecord *record = enlist_record_new ();
  g_autofree char *id = g_strdup_printf ("%08x%024x", number * 2654435761u, number);
  g_autofree char *serial = g_strdup_printf ("SN-%u", number);
  g_autofree char *key = g_strdup_printf ("%064x", number + 0xabc000);

  g_object_set (record,
                "id", id,
                "session-id", id,
                "serial", serial,
                "device-key", key,
                "vendor", "Example",
                "model", number % 2 == 0 ? "Thermometer" : "Öltank",
                "place", "Main site 100%",
                NULL);
  return record;
}

static void
add_numbered (EnlistJournal *journal,
              guint          number)
{
  g_autoptr(EnlistRecord) record = make_record (number);
  g_autoptr(GError) error = NULL;

  add_record (journal, record, &error);
  g_assert_no_error (error);
}

static void
assert_n_records (EnlistJournal *journal,
                  guint          expected)
{
  g_autoptr(GPtrArray) records = list_records (journal, NULL, 0, 0);

  g_assert_cmpuint (records->len, ==, expected);
}

/* Runs SQL on the file behind the journal's back, and answers the first number that comes out. */
static gint64
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 number = 0;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  while (*sql != '\0')
    {
      g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, &sql), ==, SQLITE_OK);
      if (sqlite3_step (statement) == SQLITE_ROW)
        number = sqlite3_column_int64 (statement, 0);
      g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
    }
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return number;
}

/* This program again, in another role: fails the test unless it ends as expected. */
static int
run_child (const char *role,
           const char *path)
{
  const char *argv[] = { program, role, path, NULL };
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  return status;
}

static void
test_survives_kill (Fixture       *fixture,
                    gconstpointer  data)
{
  int status = run_child ("--add-and-die", fixture->path);
  g_autoptr(EnlistRecord) record = NULL;
  g_autoptr(GPtrArray) sessions = NULL;
  EnlistJournal *journal;

  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);

  journal = open_well (fixture->path);
  g_assert_null (enlist_journal_get_set_aside (journal, NULL));
  record = find_record (journal, "SN-1", NULL);
  g_assert_nonnull (record);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_PROVISIONAL);
  sessions = list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  close_journal (journal);
}

static void
test_records (Fixture       *fixture,
              gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) record = make_record (1);
  g_autoptr(EnlistRecord) other = make_record (1);
  g_autoptr(EnlistRecord) unknown = make_record (2);
  g_autoptr(EnlistRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (add_record (journal, record, NULL));
  g_object_set (record, "place", "Elsewhere", NULL);
  g_assert_true (add_record (journal, record, NULL));
  assert_n_records (journal, 1);

  g_object_set (other, "device-key", "00", NULL);
  g_assert_false (add_record (journal, other, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (confirm_record (journal, other, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_object_set (record, "enrolled-at", "2026-01-31T12:00:00Z", NULL);
  g_assert_true (confirm_record (journal, record, NULL));
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
  g_assert_true (confirm_record (journal, record, NULL));
  g_assert_false (add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);

  g_assert_false (confirm_record (journal, unknown, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_assert_cmpint (enlist_record_get_state (unknown), ==, ENLIST_RECORD_PROVISIONAL);

  close_journal (journal);
  journal = open_well (fixture->path);
  found = find_record (journal, "SN-1", NULL);
  g_assert_cmpint (enlist_record_get_state (found), ==, ENLIST_RECORD_ENROLLED);
  g_assert_cmpstr (enlist_record_get_place (found), ==, "Elsewhere");
  g_assert_cmpstr (enlist_record_get_enrolled_at (found), ==, "2026-01-31T12:00:00Z");
  close_journal (journal);
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct {
    const char *filter;
    guint limit, offset, expected;
    const char *first;
  } cases[] = {
    { NULL, 0, 0, 6, "SN-6" },     { "", 0, 0, 6, "SN-6" },          { NULL, 2, 0, 2, "SN-6" },
    { NULL, 2, 4, 2, "SN-2" },     { NULL, 2, 5, 1, "SN-1" },        { NULL, 2, 6, 0, NULL },
    { "sn-3", 0, 0, 1, "SN-3" },   { "öLTANK", 0, 0, 3, "SN-5" },    { "example  thermo", 0, 0, 3, "SN-6" },
    { "thermo sn-4", 0, 0, 1, "SN-4" }, { "100%", 0, 0, 6, "SN-6" },    { "%", 1, 0, 1, "SN-6" },
    { "_", 0, 0, 0, NULL },        { "' OR 1", 0, 0, 0, NULL },
  };
  EnlistJournal *journal = open_well (fixture->path);

  for (guint i = 1; i <= 6; i++)
    add_numbered (journal, i);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) records = list_records (journal, cases[i].filter, cases[i].limit, cases[i].offset);

      g_assert_cmpuint (records->len, ==, cases[i].expected);
      if (records->len > 0)
        g_assert_cmpstr (enlist_record_get_serial (g_ptr_array_index (records, 0)), ==, cases[i].first);
    }
  close_journal (journal);
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct {
    const char *key;
    EnlistError code; /* FAILED: is found */
  } cases[] = {
    { "SN-1", ENLIST_ERROR_FAILED },
    { "0000000000000000000000000000000000000000000000000000000000abc001", ENLIST_ERROR_FAILED },
    { "0000000000000000000000000000000000000000000000000000000000ABC001", ENLIST_ERROR_FAILED },
    { "aaaa1111", ENLIST_ERROR_FAILED },
    { "AAAA1", ENLIST_ERROR_FAILED },
    { "aaaa", ENLIST_ERROR_USAGE },
    { "aaa", ENLIST_ERROR_NOT_FOUND },
    { "aaaa3", ENLIST_ERROR_NOT_FOUND },
    { "sn-1", ENLIST_ERROR_NOT_FOUND },
    { "", ENLIST_ERROR_NOT_FOUND },
    { "%", ENLIST_ERROR_NOT_FOUND },
  };
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) first = make_record (1);
  g_autoptr(EnlistRecord) second = make_record (2);
  g_autoptr(EnlistRecord) again = make_record (1);
  g_autoptr(EnlistRecord) newest = NULL;

  g_object_set (first, "id", "aaaa1111", NULL);
  g_object_set (second, "id", "aaaa2222", NULL);
  g_assert_true (add_record (journal, first, NULL));
  g_assert_true (add_record (journal, second, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EnlistRecord) record = find_record (journal, cases[i].key, &error);

      if (cases[i].code == ENLIST_ERROR_FAILED)
        g_assert_cmpstr (enlist_record_get_serial (record), ==, "SN-1");
      else
        g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
    }

  /* A device that was enrolled again has two records; the newer one is meant. */
  g_object_set (again, "id", "bbbb1111", NULL);
  g_assert_true (add_record (journal, again, NULL));
  newest = find_record (journal, "SN-1", NULL);
  g_assert_cmpstr (enlist_record_get_id (newest), ==, "bbbb1111");
  close_journal (journal);
}

static void
test_sessions (Fixture       *fixture,
               gconstpointer  data)
{
  static const guint8 label_cbor[] = { 0x83, 0x41, 0x00, 0xf6, 0x80 };
  static const char id[] = "00112233445566778899aabbccddeeff";
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistJournalSession) session = enlist_journal_session_new (id);
  g_autoptr(GBytes) label = g_bytes_new_static (label_cbor, sizeof label_cbor);
  g_autoptr(GPtrArray) sessions = NULL;
  g_autoptr(GError) error = NULL;
  EnlistJournalSession *read;

  g_object_set (session,
                "label-id", "0123456789abcdef",
                "serial", "SN-1",
                "vendor", "Example",
                "model", "T",
                "publisher-key-id", "fedcba9876543210",
                "started", "2026-01-31T12:00:00Z",
                "label", label,
                NULL);
  g_assert_true (begin_session (journal, session, NULL));
  g_assert_false (begin_session (journal, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);

  g_object_set (session, "stage", ENLIST_JOURNAL_COMMITTING, "progress", "{\"step\":3}", NULL);
  g_assert_true (update_session (journal, session, NULL));
  close_journal (journal);

  journal = open_well (fixture->path);
  sessions = list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  read = g_ptr_array_index (sessions, 0);
  g_assert_cmpstr (enlist_journal_session_get_id (read), ==, id);
  g_assert_cmpstr (enlist_journal_session_get_label_id (read), ==, "0123456789abcdef");
  g_assert_cmpstr (enlist_journal_session_get_publisher_key_id (read), ==, "fedcba9876543210");
  g_assert_cmpstr (enlist_journal_session_get_started (read), ==, "2026-01-31T12:00:00Z");
  g_assert_cmpstr (enlist_journal_session_get_progress (read), ==, "{\"step\":3}");
  g_assert_cmpint (enlist_journal_session_get_stage (read), ==, ENLIST_JOURNAL_COMMITTING);
  g_assert_true (g_bytes_equal (enlist_journal_session_get_label (read), label));

  g_object_set (session, "stage", ENLIST_JOURNAL_ENROLLED, NULL);
  g_assert_true (update_session (journal, session, NULL));
  g_clear_pointer (&sessions, g_ptr_array_unref);
  sessions = list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 0);

  g_assert_true (remove_session (journal, id));
  g_assert_true (remove_session (journal, id));
  g_assert_false (update_session (journal, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  close_journal (journal);
}

static void
test_no_secret (Fixture       *fixture,
                gconstpointer  data)
{
  static const guint8 with_secret[] = { 0x83, 0x41, 0x00, 0x44, 's', 'e', 'c', 'r', 0x80 };
  static const guint8 payload[] = { 0x01, 0x03, 0x00 };
  static const guint8 trailing[] = { 0x83, 0x41, 0x00, 0xf6, 0x80, 0x00 };
  static const struct {
    const guint8 *data;
    gsize size;
  } cases[] = {
    { with_secret, sizeof with_secret }, { payload, sizeof payload }, { trailing, sizeof trailing },
  };
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(GPtrArray) sessions = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(EnlistJournalSession) session =
          enlist_journal_session_new ("00112233445566778899aabbccddeeff");
      g_autoptr(GBytes) label = g_bytes_new_static (cases[i].data, cases[i].size);
      g_autoptr(GError) error = NULL;

      g_object_set (session, "label", label, NULL);
      g_assert_false (begin_session (journal, session, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
    }
  sessions = list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 0);
  close_journal (journal);
}

static void
test_private_files (Fixture       *fixture,
                    gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  GStatBuf status;

  add_numbered (journal, 1);
  g_assert_cmpint (g_stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0700);
  close_journal (journal);
}

static void
test_ended_session (Fixture       *fixture,
                    gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) record = make_record (1);
  g_autoptr(EnlistRecord) enrolled = make_record (2);
  g_autoptr(EnlistJournalSession) session = NULL;
  g_autoptr(EnlistJournalSession) other = NULL;
  g_autoptr(EnlistRecord) found = NULL;

  session = enlist_journal_session_new (enlist_record_get_session_id (record));
  other = enlist_journal_session_new (enlist_record_get_session_id (enrolled));
  g_assert_true (begin_session (journal, session, NULL));
  g_assert_true (begin_session (journal, other, NULL));
  g_assert_true (add_record (journal, record, NULL));
  g_assert_true (add_record (journal, enrolled, NULL));
  g_assert_true (confirm_record (journal, enrolled, NULL));

  g_object_set (session, "stage", ENLIST_JOURNAL_COMMITTING, NULL);
  g_assert_true (update_session (journal, session, NULL));
  assert_n_records (journal, 2);

  g_object_set (session, "stage", ENLIST_JOURNAL_ENDED, NULL);
  g_object_set (other, "stage", ENLIST_JOURNAL_ENDED, NULL);
  g_assert_true (update_session (journal, session, NULL));
  g_assert_true (update_session (journal, other, NULL));
  assert_n_records (journal, 1);
  found = find_record (journal, "SN-2", NULL);
  g_assert_nonnull (found);
  close_journal (journal);
}

static void
test_migration (Fixture       *fixture,
                gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistJournalSession) session = enlist_journal_session_new ("00112233445566778899aabbccddeeff");
  g_autoptr(GPtrArray) sessions = NULL;

  g_assert_cmpint (run_sql (fixture->path, "PRAGMA user_version"), ==, CURRENT_VERSION);
  g_assert_true (begin_session (journal, session, NULL));
  close_journal (journal);

  /* Version 1 had no records. */
  run_sql (fixture->path, "DROP TABLE records; PRAGMA user_version = 1");
  journal = open_well (fixture->path);
  g_assert_cmpint (run_sql (fixture->path, "PRAGMA user_version"), ==, CURRENT_VERSION);
  add_numbered (journal, 1);
  sessions = list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 1);
  close_journal (journal);
}

static void
test_newer_version (Fixture       *fixture,
                    gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", CURRENT_VERSION + 1);
  g_autoptr(GError) error = NULL;

  add_numbered (journal, 1);
  close_journal (journal);
  run_sql (fixture->path, sql);

  g_assert_null (open_journal (fixture->path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW);
  g_assert_cmpint (run_sql (fixture->path, "SELECT count(*) FROM records"), ==, 1);
}

static void
test_foreign_database (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autoptr(GError) error = NULL;

  run_sql (path, "CREATE TABLE other (x); INSERT INTO other VALUES (7)");
  g_assert_null (open_journal (path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL);
  g_assert_cmpint (run_sql (path, "SELECT x FROM other"), ==, 7);
}

static void
expect_damage_warning (void)
{
  g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
}

static void
test_not_a_database (Fixture       *fixture,
                     gconstpointer  data)
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
  journal = open_well (path);
  g_test_assert_expected_messages ();
  g_assert_nonnull (enlist_journal_get_set_aside (journal, &n_saved));
  g_assert_true (g_file_get_contents (enlist_journal_get_set_aside (journal, NULL), &contents, &length,
                                      NULL));
  g_assert_cmpmem (contents, length, rubbish, sizeof rubbish);
  g_assert_cmpuint (n_saved, ==, 0);
  add_numbered (journal, 1);
  close_journal (journal);

  journal = open_well (path);
  g_assert_null (enlist_journal_get_set_aside (journal, NULL));
  assert_n_records (journal, 1);
  close_journal (journal);
}

/* Overwrites one page in the middle of the records. */
static char *
damage (const char *path)
{
  gint64 page = run_sql (path, "SELECT pageno FROM dbstat WHERE name = 'records' AND pagetype = 'leaf'"
                         " ORDER BY pageno LIMIT 1 OFFSET 3");
  gint64 size = run_sql (path, "PRAGMA page_size");
  char *contents = NULL;
  gsize length;

  g_assert_cmpint (page, >, 0);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents + (page - 1) * size, 0xff, size);
  g_assert_true (g_file_set_contents (path, contents, length, NULL));
  return contents;
}

static void
test_damaged (Fixture       *fixture,
              gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(EnlistRecord) first = NULL;
  g_autoptr(EnlistRecord) last = NULL;
  g_autoptr(GPtrArray) records = NULL;
  guint n_saved;

  for (guint i = 1; i <= 60; i++)
    add_numbered (journal, i);
  close_journal (journal);
  before = damage (fixture->path);

  expect_damage_warning ();
  journal = open_well (fixture->path);
  g_test_assert_expected_messages ();
  g_assert_nonnull (enlist_journal_get_set_aside (journal, &n_saved));
  g_assert_true (g_file_get_contents (enlist_journal_get_set_aside (journal, NULL), &after, NULL, NULL));
  g_assert_cmpmem (before, 4096, after, 4096);

  /* What stood before and behind the damage is there, in the old order. */
  first = find_record (journal, "SN-1", NULL);
  last = find_record (journal, "SN-60", NULL);
  g_assert_nonnull (first);
  g_assert_nonnull (last);
  records = list_records (journal, NULL, 0, 0);
  g_assert_cmpuint (records->len, ==, n_saved);
  g_assert_cmpuint (n_saved, >=, 40);
  g_assert_cmpuint (n_saved, <, 60);
  g_assert_cmpstr (enlist_record_get_serial (g_ptr_array_index (records, 0)), ==, "SN-60");
  close_journal (journal);
}

static void
test_damaged_in_use (Fixture       *fixture,
                     gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autofree char *contents = NULL;

  for (guint i = 1; i <= 60; i++)
    add_numbered (journal, i);
  close_journal (journal);
  journal = open_well (fixture->path);
  contents = damage (fixture->path);

  /* The child must not rename the file under this process. */
  g_assert_cmpint (run_child ("--expect-damaged", fixture->path), ==, 0);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  close_journal (journal);
}

static void
test_two_processes (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *argv[] = { program, "--add-many", fixture->path, NULL };
  EnlistJournal *journal;
  GPid pids[2];

  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      g_autofree char *role = g_strdup_printf ("--add-many=%u", 1000 * (i + 1));
      g_autoptr(GError) error = NULL;

      argv[1] = role;
      g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pids[i], &error);
      g_assert_no_error (error);
    }

  journal = open_well (fixture->path);
  for (guint i = 1; i <= N_CHILD_RECORDS; i++)
    add_numbered (journal, i);
  for (guint i = 0; i < G_N_ELEMENTS (pids); i++)
    {
      int status;

      g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
      g_assert_cmpint (status, ==, 0);
      g_spawn_close_pid (pids[i]);
    }
  assert_n_records (journal, 3 * N_CHILD_RECORDS);
  close_journal (journal);
}

static void
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) record = make_record (1);
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_false (add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BUSY);
  g_assert_cmpint (sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  g_assert_true (add_record (journal, record, NULL));
  close_journal (journal);
}

/* The file may not grow: what a full disk looks like from here. */
static void
test_disk_full (Fixture       *fixture,
                gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  struct rlimit unlimited, limited;
  guint number = 1;

  add_numbered (journal, number);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  limited = unlimited;
  limited.rlim_cur = 256 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limited), ==, 0);

  for (;;)
    {
      g_autoptr(EnlistRecord) record = make_record (number + 1);
      g_autoptr(GError) error = NULL;

      if (!add_record (journal, record, &error))
        {
          g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
          break;
        }
      number++;
      g_assert_cmpuint (number, <, 5000);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);

  assert_n_records (journal, number);
  add_numbered (journal, number + 1);
  close_journal (journal);
  journal = open_well (fixture->path);
  assert_n_records (journal, number + 1);
  close_journal (journal);
}

static void
test_cannot_create (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "journal.db", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_null (open_journal (path, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) record = make_record (1);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  Await await = { 0 };

  g_cancellable_cancel (cancellable);
  enlist_journal_add_record_async (journal, record, cancellable, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_journal_add_record_finish (journal, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED);
  assert_n_records (journal, 0);
  close_journal (journal);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(EnlistRecord) record = make_record (1);
  g_autoptr(GError) error = NULL;

  close_journal (g_object_ref (journal));
  g_assert_false (add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL);
  g_object_unref (journal);
}

static void
test_check (Fixture       *fixture,
            gconstpointer  data)
{
  EnlistJournal *journal = open_well (fixture->path);
  g_autoptr(GError) error = NULL;
  Await await = { 0 };
  g_autoptr(GAsyncResult) good = NULL;
  g_autoptr(GAsyncResult) bad = NULL;

  add_numbered (journal, 1);
  enlist_journal_check_async (journal, NULL, await_ready, &await);
  good = await_result (&await);
  g_assert_true (enlist_journal_check_finish (journal, good, NULL));

  /* An index that lacks an entry is what the quick check does not see. */
  run_sql (fixture->path, "PRAGMA writable_schema = 1; UPDATE sqlite_schema"
           " SET sql = replace (sql, 'device_key)', 'serial)') WHERE name = 'records_device_key'");
  close_journal (journal);
  journal = open_well (fixture->path);
  enlist_journal_check_async (journal, NULL, await_ready, &await);
  bad = await_result (&await);
  g_assert_false (enlist_journal_check_finish (journal, bad, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED);
  close_journal (journal);
}

static int
run_role (const char *role,
          const char *path)
{
  g_autoptr(GError) error = NULL;
  EnlistJournal *journal = NULL;
  guint first = 0;

  if (g_str_equal (role, "--expect-damaged"))
    return open_journal (path, &error) == NULL &&
           g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL) ? 0 : 1;

  journal = open_well (path);
  if (g_str_equal (role, "--add-and-die"))
    {
      g_autoptr(EnlistJournalSession) session =
          enlist_journal_session_new ("00112233445566778899aabbccddeeff");

      begin_session (journal, session, &error);
      g_assert_no_error (error);
      add_numbered (journal, 1);
      raise (SIGKILL);
    }
  g_assert_cmpint (sscanf (role, "--add-many=%u", &first), ==, 1);
  for (guint i = 0; i < N_CHILD_RECORDS; i++)
    add_numbered (journal, first + i);
  close_journal (journal);
  return 0;
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    void (*function) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "survives-kill", test_survives_kill },
    { "records", test_records },
    { "list", test_list },
    { "find", test_find },
    { "sessions", test_sessions },
    { "ended-session-leaves-no-provisional-record", test_ended_session },
    { "no-secret", test_no_secret },
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
    { "cancelled", test_cancelled },
    { "closed", test_closed },
    { "check", test_check },
  };

  if (argc == 3)
    return run_role (argv[1], argv[2]);

  program = argv[0];
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/core/journal/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].function, tear_down);
    }
  return g_test_run ();
}
