/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "journal-fixture.h"

#include <sqlite3.h>

#include "await.h"

void
journal_fixture_set_up (JournalFixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("enlist-journal-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "below", "journal.db", NULL);
}

void
journal_fixture_tear_down (JournalFixture *fixture, gconstpointer data)
{
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

EnlistJournal *
journal_open (const char *path, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_open_async (path, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_open_finish (result, error);
}

EnlistJournal *
journal_open_well (const char *path)
{
  g_autoptr (GError) error = NULL;
  EnlistJournal *journal = journal_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (journal);
  return journal;
}

void
journal_close (EnlistJournal *journal)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_close_async (journal, NULL, await_ready, &await);
  result = await_result (&await);
  g_assert_true (enlist_journal_close_finish (journal, result, NULL));
  g_object_unref (journal);
}

gboolean
journal_add_record (EnlistJournal *journal, EnlistRecord *record, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_add_record_async (journal, record, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_add_record_finish (journal, result, error);
}

gboolean
journal_confirm_record (EnlistJournal *journal, EnlistRecord *record, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_confirm_record_async (journal, record, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_confirm_record_finish (journal, result, error);
}

GPtrArray *
journal_list_records (EnlistJournal *journal, const char *filter, guint limit, guint offset)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *records;

  enlist_journal_list_records_async (journal, filter, limit, offset, NULL, await_ready, &await);
  result = await_result (&await);
  records = enlist_journal_list_records_finish (journal, result, &error);
  g_assert_no_error (error);
  return records;
}

EnlistRecord *
journal_find_record (EnlistJournal *journal, const char *key, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_find_record_async (journal, key, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_find_record_finish (journal, result, error);
}

gboolean
journal_begin_session (EnlistJournal *journal, EnlistJournalSession *session, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_begin_session_async (journal, session, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_begin_session_finish (journal, result, error);
}

gboolean
journal_update_session (EnlistJournal *journal, EnlistJournalSession *session, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_update_session_async (journal, session, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_update_session_finish (journal, result, error);
}

gboolean
journal_remove_session (EnlistJournal *journal, const char *id)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_journal_remove_session_async (journal, id, NULL, await_ready, &await);
  result = await_result (&await);
  return enlist_journal_remove_session_finish (journal, result, NULL);
}

GPtrArray *
journal_list_unfinished (EnlistJournal *journal)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *sessions;

  enlist_journal_list_unfinished_sessions_async (journal, NULL, await_ready, &await);
  result = await_result (&await);
  sessions = enlist_journal_list_unfinished_sessions_finish (journal, result, &error);
  g_assert_no_error (error);
  return sessions;
}

EnlistRecord *
journal_make_record (guint number)
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

void
journal_add_numbered (EnlistJournal *journal, guint number)
{
  g_autoptr (EnlistRecord) record = journal_make_record (number);
  g_autoptr (GError) error = NULL;

  journal_add_record (journal, record, &error);
  g_assert_no_error (error);
}

void
journal_assert_n_records (EnlistJournal *journal, guint expected)
{
  g_autoptr (GPtrArray) records = journal_list_records (journal, NULL, 0, 0);

  g_assert_cmpuint (records->len, ==, expected);
}

gint64
journal_run_sql (const char *path, const char *sql)
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
