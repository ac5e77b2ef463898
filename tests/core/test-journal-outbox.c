/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "await.h"
#include "journal-fixture.h"

static const char *const name_only[] = { "name", NULL };
static const char *const whole_record[] = { NULL };

/* Adds and confirms record @number, whose program has said `relay`. */
static void
post (EnlistJournal *journal, guint number, const char *const *fields)
{
  g_autoptr (EnlistRecord) record = journal_make_record (number);
  g_autoptr (GError) error = NULL;

  enlist_record_request_relay (record, fields);
  g_assert_cmpint (enlist_record_get_relay_state (record), ==, ENLIST_RELAY_REQUESTED);
  journal_add_record (journal, record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (enlist_record_get_relay_state (record), ==, ENLIST_RELAY_REQUESTED);
  journal_confirm_record (journal, record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (enlist_record_get_relay_state (record), ==, ENLIST_RELAY_WAITING);
}

static void
assert_relay (EnlistJournal *journal, const char *serial, EnlistRelayState state, const char *const *fields)
{
  g_autoptr (EnlistRecord) record = journal_find_record (journal, serial, NULL);

  g_assert_nonnull (record);
  g_assert_cmpint (enlist_record_get_relay_state (record), ==, state);
  g_assert_cmpstrv (enlist_record_get_relay_fields (record), fields);
}

static void
test_waits (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) again = NULL;

  post (journal, 1, name_only);
  post (journal, 2, whole_record);
  journal_add_numbered (journal, 3);
  journal_close (journal);

  journal = journal_open_well (fixture->path);
  assert_relay (journal, "SN-1", ENLIST_RELAY_WAITING, name_only);
  assert_relay (journal, "SN-2", ENLIST_RELAY_WAITING, whole_record);
  assert_relay (journal, "SN-3", ENLIST_RELAY_NONE, whole_record);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM outbox WHERE state = 'pending'"
                                    " AND created LIKE '20__-__-__T__:__:__Z'"), ==, 2);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM outbox"
                                    " WHERE fields = '[\"name\"]'"), ==, 1);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM outbox WHERE fields IS NULL"),
                   ==, 1);

  /* Confirming twice does not post twice. */
  again = journal_find_record (journal, "SN-1", NULL);
  g_assert_true (journal_confirm_record (journal, again, NULL));
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM outbox"), ==, 2);
  journal_close (journal);
}

static void
test_not_before_it_is_final (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);

  enlist_record_request_relay (record, name_only);
  g_assert_true (journal_add_record (journal, record, NULL));
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM outbox"), ==, 0);
  assert_relay (journal, "SN-1", ENLIST_RELAY_REQUESTED, name_only);
  journal_close (journal);
}

/* What cannot be posted is not final either. */
static void
test_both_or_neither (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (GError) error = NULL;

  enlist_record_request_relay (record, name_only);
  g_assert_true (journal_add_record (journal, record, NULL));
  journal_run_sql (fixture->path, "CREATE TRIGGER full BEFORE INSERT ON outbox"
                   " BEGIN SELECT RAISE (ABORT, 'no room'); END");
  g_assert_false (journal_confirm_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL);
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_PROVISIONAL);
  g_assert_cmpint (journal_run_sql (fixture->path, "SELECT count(*) FROM records WHERE state = 'enrolled'"),
                   ==, 0);
  assert_relay (journal, "SN-1", ENLIST_RELAY_REQUESTED, name_only);

  journal_run_sql (fixture->path, "DROP TRIGGER full");
  g_assert_true (journal_confirm_record (journal, record, NULL));
  assert_relay (journal, "SN-1", ENLIST_RELAY_WAITING, name_only);
  journal_close (journal);
}

static void
test_migration (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);

  journal_add_numbered (journal, 1);
  journal_close (journal);
  journal_run_sql (fixture->path, "DROP TABLE recovery; DROP TABLE outbox;"
                   " PRAGMA user_version = 2");

  journal = journal_open_well (fixture->path);
  journal_assert_n_records (journal, 1);
  post (journal, 2, name_only);
  assert_relay (journal, "SN-1", ENLIST_RELAY_NONE, whole_record);
  assert_relay (journal, "SN-2", ENLIST_RELAY_WAITING, name_only);
  journal_close (journal);
}

/* A page of the outbox is lost: the records say themselves that they asked to be relayed. */
static void
test_damaged (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  gint64 page, size;
  g_autofree char *contents = NULL;
  gsize length;

  post (journal, 1, name_only);
  post (journal, 2, whole_record);
  journal_add_numbered (journal, 3);
  journal_close (journal);
  page = journal_run_sql (fixture->path, "SELECT pageno FROM dbstat WHERE name = 'outbox'");
  size = journal_run_sql (fixture->path, "PRAGMA page_size");
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  memset (contents + (page - 1) * size, 0xff, size);
  g_assert_true (g_file_set_contents (fixture->path, contents, length, NULL));

  g_test_expect_message ("enlist-journal", G_LOG_LEVEL_WARNING, "*");
  journal = journal_open_well (fixture->path);
  g_test_assert_expected_messages ();
  g_assert_nonnull (enlist_journal_get_set_aside (journal, NULL));
  assert_relay (journal, "SN-1", ENLIST_RELAY_WAITING, name_only);
  assert_relay (journal, "SN-2", ENLIST_RELAY_WAITING, whole_record);
  assert_relay (journal, "SN-3", ENLIST_RELAY_NONE, whole_record);
  journal_close (journal);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*function) (JournalFixture *fixture, gconstpointer data);
  } tests[] = {
    { "waits", test_waits },
    { "not-before-it-is-final", test_not_before_it_is_final },
    { "both-or-neither", test_both_or_neither },
    { "migration", test_migration },
    { "damaged", test_damaged },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/core/journal-outbox/8.3-", tests[i].name, NULL);

      g_test_add (path, JournalFixture, NULL, journal_fixture_set_up, tests[i].function,
                  journal_fixture_tear_down);
    }
  return g_test_run ();
}
