/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-journal.h"

/* A folder of its own for a test, and where a journal may be in it. */
typedef struct {
  char *folder;
  char *path;
} JournalFixture;

void journal_fixture_set_up (JournalFixture *fixture, gconstpointer data);
void journal_fixture_tear_down (JournalFixture *fixture, gconstpointer data);

/* The journal's operations, waited for; those without an error must succeed. */
EnlistJournal *journal_open (const char *path, GError **error);
EnlistJournal *journal_open_well (const char *path);
void journal_close (EnlistJournal *journal);
gboolean journal_add_record (EnlistJournal *journal, EnlistRecord *record, GError **error);
gboolean journal_confirm_record (EnlistJournal *journal, EnlistRecord *record, GError **error);
GPtrArray *journal_list_records (EnlistJournal *journal, const char *filter, guint limit, guint offset);
EnlistRecord *journal_find_record (EnlistJournal *journal, const char *key, GError **error);
gboolean journal_begin_session (EnlistJournal *journal, EnlistJournalSession *session, GError **error);
gboolean journal_update_session (EnlistJournal *journal, EnlistJournalSession *session, GError **error);
gboolean journal_remove_session (EnlistJournal *journal, const char *id);
GPtrArray *journal_list_unfinished (EnlistJournal *journal);

/* Record number one has the serial number SN-1, and so on. */
EnlistRecord *journal_make_record (guint number);
void journal_add_numbered (EnlistJournal *journal, guint number);
void journal_assert_n_records (EnlistJournal *journal, guint expected);

/* Runs SQL on the file behind the journal's back, and answers the first number that comes out. */
gint64 journal_run_sql (const char *path, const char *sql);
