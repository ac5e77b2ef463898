/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <sqlite3.h>

#include "enlist-journal-session.h"
#include "enlist-record.h"

G_BEGIN_DECLS

/**
 * EnlistJournalStore:
 *
 * The journal's database, synchronous: only the journal's own thread touches it.
 */
typedef struct {
  sqlite3 *db;
  char *path;
  int lock_fd;     /* locked shared while open, exclusive while the file is made, upgraded or set aside */
  char *set_aside; /* where a damaged file went, or NULL */
  guint n_saved;
} EnlistJournalStore;

/* enlist-journal-schema.c */
EnlistJournalStore *enlist_journal_store_open  (const char *path, GError **error);
void                enlist_journal_store_free  (EnlistJournalStore *self);
/* PRAGMA integrity_check or quick_check; ENLIST_ERROR_DAMAGED. */
gboolean            enlist_journal_store_check (EnlistJournalStore *self, gboolean quick, GError **error);

/* Sets @error from the database's last error; always FALSE. */
gboolean      enlist_journal_store_fail    (EnlistJournalStore *self, GError **error, const char *doing);
sqlite3_stmt *enlist_journal_store_prepare (EnlistJournalStore *self, const char *sql, GError **error);
gboolean      enlist_journal_store_execute (EnlistJournalStore *self, const char *sql, GError **error);
/* Runs a statement without a result. */
gboolean      enlist_journal_store_finish  (EnlistJournalStore  *self,
                                            sqlite3_stmt        *statement,
                                            const char          *doing,
                                            GError             **error);
gboolean      enlist_journal_store_is_damage (int sqlite_code);

/* enlist-journal-salvage.c: copies what can be read in the database at @damaged; counts what was copied. */
guint enlist_journal_store_salvage (EnlistJournalStore *self, const char *damaged);

static inline void
enlist_journal_bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static inline const char *
enlist_journal_column_text (sqlite3_stmt *statement, int column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* enlist-journal-store.c and -records.c: what enlist-journal.h says of the operations with these names. */
gboolean      enlist_journal_store_begin_session  (EnlistJournalStore    *self,
                                                   EnlistJournalSession  *session,
                                                   GError               **error);
gboolean      enlist_journal_store_update_session (EnlistJournalStore    *self,
                                                   EnlistJournalSession  *session,
                                                   GError               **error);
gboolean      enlist_journal_store_remove_session (EnlistJournalStore  *self,
                                                   const char          *session_id,
                                                   GError             **error);
GPtrArray    *enlist_journal_store_list_unfinished (EnlistJournalStore *self, GError **error);
gboolean      enlist_journal_store_add_record     (EnlistJournalStore  *self,
                                                   EnlistRecord        *record,
                                                   GError             **error);
gboolean      enlist_journal_store_confirm_record (EnlistJournalStore  *self,
                                                   EnlistRecord        *record,
                                                   GError             **error);
GPtrArray    *enlist_journal_store_list_records   (EnlistJournalStore  *self,
                                                   const char          *filter,
                                                   guint                limit,
                                                   guint                offset,
                                                   GError             **error);
EnlistRecord *enlist_journal_store_find_record    (EnlistJournalStore  *self,
                                                   const char          *key,
                                                   GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistJournalStore, enlist_journal_store_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
