/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "await.h"
#include "journal-fixture.h"

static void
test_records (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (EnlistRecord) other = journal_make_record (1);
  g_autoptr (EnlistRecord) unknown = journal_make_record (2);
  g_autoptr (EnlistRecord) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (journal_add_record (journal, record, NULL));
  g_object_set (record, "place", "Elsewhere", NULL);
  g_assert_true (journal_add_record (journal, record, NULL));
  journal_assert_n_records (journal, 1);

  g_object_set (other, "device-key", "00", NULL);
  g_assert_false (journal_add_record (journal, other, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (journal_confirm_record (journal, other, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_object_set (record, "enrolled-at", "2026-01-31T12:00:00Z", NULL);
  g_assert_true (journal_confirm_record (journal, record, NULL));
  g_assert_cmpint (enlist_record_get_state (record), ==, ENLIST_RECORD_ENROLLED);
  g_assert_true (journal_confirm_record (journal, record, NULL));
  g_assert_false (journal_add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);

  g_assert_false (journal_confirm_record (journal, unknown, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_assert_cmpint (enlist_record_get_state (unknown), ==, ENLIST_RECORD_PROVISIONAL);

  journal_close (journal);
  journal = journal_open_well (fixture->path);
  found = journal_find_record (journal, "SN-1", NULL);
  g_assert_cmpint (enlist_record_get_state (found), ==, ENLIST_RECORD_ENROLLED);
  g_assert_cmpstr (enlist_record_get_place (found), ==, "Elsewhere");
  g_assert_cmpstr (enlist_record_get_enrolled_at (found), ==, "2026-01-31T12:00:00Z");
  journal_close (journal);
}

static void
test_list (JournalFixture *fixture, gconstpointer data)
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
  EnlistJournal *journal = journal_open_well (fixture->path);

  for (guint i = 1; i <= 6; i++)
    journal_add_numbered (journal, i);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) records = journal_list_records (journal, cases[i].filter, cases[i].limit,
                                                            cases[i].offset);

      g_assert_cmpuint (records->len, ==, cases[i].expected);
      if (records->len > 0)
        g_assert_cmpstr (enlist_record_get_serial (g_ptr_array_index (records, 0)), ==, cases[i].first);
    }
  journal_close (journal);
}

static void
test_find (JournalFixture *fixture, gconstpointer data)
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
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) first = journal_make_record (1);
  g_autoptr (EnlistRecord) second = journal_make_record (2);
  g_autoptr (EnlistRecord) again = journal_make_record (1);
  g_autoptr (EnlistRecord) newest = NULL;

  g_object_set (first, "id", "aaaa1111", NULL);
  g_object_set (second, "id", "aaaa2222", NULL);
  g_assert_true (journal_add_record (journal, first, NULL));
  g_assert_true (journal_add_record (journal, second, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EnlistRecord) record = journal_find_record (journal, cases[i].key, &error);

      if (cases[i].code == ENLIST_ERROR_FAILED)
        g_assert_cmpstr (enlist_record_get_serial (record), ==, "SN-1");
      else
        g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
    }

  /* A device that was enrolled again has two records; the newer one is meant. */
  g_object_set (again, "id", "bbbb1111", NULL);
  g_assert_true (journal_add_record (journal, again, NULL));
  newest = journal_find_record (journal, "SN-1", NULL);
  g_assert_cmpstr (enlist_record_get_id (newest), ==, "bbbb1111");
  journal_close (journal);
}

static void
test_sessions (JournalFixture *fixture, gconstpointer data)
{
  static const guint8 label_cbor[] = { 0x83, 0x41, 0x00, 0xf6, 0x80 };
  static const char id[] = "00112233445566778899aabbccddeeff";
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistJournalSession) session = enlist_journal_session_new (id);
  g_autoptr (GBytes) label = g_bytes_new_static (label_cbor, sizeof label_cbor);
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GError) error = NULL;
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
  g_assert_true (journal_begin_session (journal, session, NULL));
  g_assert_false (journal_begin_session (journal, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
  g_clear_error (&error);

  g_object_set (session, "stage", ENLIST_JOURNAL_COMMITTING, "progress", "{\"step\":3}", NULL);
  g_assert_true (journal_update_session (journal, session, NULL));
  journal_close (journal);

  journal = journal_open_well (fixture->path);
  sessions = journal_list_unfinished (journal);
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
  g_assert_true (journal_update_session (journal, session, NULL));
  g_clear_pointer (&sessions, g_ptr_array_unref);
  sessions = journal_list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 0);

  g_assert_true (journal_remove_session (journal, id));
  g_assert_true (journal_remove_session (journal, id));
  g_assert_false (journal_update_session (journal, session, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  journal_close (journal);
}

static void
test_ended_session (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (EnlistRecord) enrolled = journal_make_record (2);
  g_autoptr (EnlistJournalSession) session = NULL;
  g_autoptr (EnlistJournalSession) other = NULL;
  g_autoptr (EnlistRecord) found = NULL;

  session = enlist_journal_session_new (enlist_record_get_session_id (record));
  other = enlist_journal_session_new (enlist_record_get_session_id (enrolled));
  g_assert_true (journal_begin_session (journal, session, NULL));
  g_assert_true (journal_begin_session (journal, other, NULL));
  g_assert_true (journal_add_record (journal, record, NULL));
  g_assert_true (journal_add_record (journal, enrolled, NULL));
  g_assert_true (journal_confirm_record (journal, enrolled, NULL));

  g_object_set (session, "stage", ENLIST_JOURNAL_COMMITTING, NULL);
  g_assert_true (journal_update_session (journal, session, NULL));
  journal_assert_n_records (journal, 2);

  g_object_set (session, "stage", ENLIST_JOURNAL_ENDED, NULL);
  g_object_set (other, "stage", ENLIST_JOURNAL_ENDED, NULL);
  g_assert_true (journal_update_session (journal, session, NULL));
  g_assert_true (journal_update_session (journal, other, NULL));
  journal_assert_n_records (journal, 1);
  found = journal_find_record (journal, "SN-2", NULL);
  g_assert_nonnull (found);
  journal_close (journal);
}

static void
test_no_secret (JournalFixture *fixture, gconstpointer data)
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
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (GPtrArray) sessions = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EnlistJournalSession) session =
          enlist_journal_session_new ("00112233445566778899aabbccddeeff");
      g_autoptr (GBytes) label = g_bytes_new_static (cases[i].data, cases[i].size);
      g_autoptr (GError) error = NULL;

      g_object_set (session, "label", label, NULL);
      g_assert_false (journal_begin_session (journal, session, &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED);
    }
  sessions = journal_list_unfinished (journal);
  g_assert_cmpuint (sessions->len, ==, 0);
  journal_close (journal);
}

static void
test_cancelled (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  g_cancellable_cancel (cancellable);
  enlist_journal_add_record_async (journal, record, cancellable, await_ready, &await);
  result = await_result (&await);
  g_assert_false (enlist_journal_add_record_finish (journal, result, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED);
  journal_assert_n_records (journal, 0);
  journal_close (journal);
}

static void
test_closed (JournalFixture *fixture, gconstpointer data)
{
  EnlistJournal *journal = journal_open_well (fixture->path);
  g_autoptr (EnlistRecord) record = journal_make_record (1);
  g_autoptr (GError) error = NULL;

  journal_close (g_object_ref (journal));
  g_assert_false (journal_add_record (journal, record, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_JOURNAL);
  g_object_unref (journal);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *name;
    void (*function) (JournalFixture *fixture, gconstpointer data);
  } tests[] = {
    { "records", test_records },
    { "list", test_list },
    { "find", test_find },
    { "sessions", test_sessions },
    { "ended-session-leaves-no-provisional-record", test_ended_session },
    { "no-secret", test_no_secret },
    { "cancelled", test_cancelled },
    { "closed", test_closed },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/core/journal/", tests[i].name, NULL);

      g_test_add (path, JournalFixture, NULL, journal_fixture_set_up, tests[i].function,
                  journal_fixture_tear_down);
    }
  return g_test_run ();
}
