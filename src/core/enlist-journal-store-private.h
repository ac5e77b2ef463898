/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <sqlite3.h>

#include "enlist-error.h"
#include "enlist-journal-backup.h"
#include "enlist-journal-session.h"
#include "enlist-record.h"

G_BEGIN_DECLS

/* The application_id of SQLite's header, as it stands in the file. */
#define ENLIST_JOURNAL_APPLICATION_NAME "ENLJ"

/**
 * EnlistJournalStore:
 *
 * The journal's database, synchronous: only the journal's own thread touches it.
 */
typedef struct {
  sqlite3 *db;
  char *path;
  int lock_fd;     /* locked shared while open, exclusive while the file is made, upgraded or set aside */

  /* What happened when it was opened, or earlier, if the keyring has not been asked since. */
  gboolean recovered;
  char *set_aside; /* where a damaged file went, or NULL */
  guint n_saved;   /* sessions and records from there */
  char *backup;    /* what the rest came from, or NULL */
  guint n_restored;
} EnlistJournalStore;

/* enlist-journal-schema.c */
EnlistJournalStore *enlist_journal_store_open  (const char *path, GError **error);
void                enlist_journal_store_free  (EnlistJournalStore *self);
/* PRAGMA integrity_check or quick_check; ENLIST_ERROR_DAMAGED. */
gboolean            enlist_journal_store_check (EnlistJournalStore *self, gboolean quick, GError **error);

/* For copies, which are nobody else's: only opens the file at path; brings it to this version, with the
 * errors of enlist_journal_open_async() and ENLIST_ERROR_DAMAGED. */
gboolean enlist_journal_store_connect (EnlistJournalStore *self, int flags, GError **error);
gboolean enlist_journal_store_upgrade (EnlistJournalStore *self, GError **error);

/* Makes the file, readable for the user only, unless it exists; writes its folder to the disk. */
gboolean enlist_journal_store_create_file (EnlistJournalStore *self, GError **error);
gboolean enlist_journal_store_sync_folder (EnlistJournalStore *self, GError **error);

/* Sets @error from the database's last error; always FALSE. */
gboolean      enlist_journal_store_fail    (EnlistJournalStore *self, GError **error, const char *doing);
gboolean      enlist_journal_store_fail_errno (EnlistJournalStore  *self,
                                               GError             **error,
                                               const char          *doing);
sqlite3_stmt *enlist_journal_store_prepare (EnlistJournalStore *self, const char *sql, GError **error);
gboolean      enlist_journal_store_execute (EnlistJournalStore *self, const char *sql, GError **error);
/* Runs a statement without a result. */
gboolean      enlist_journal_store_finish  (EnlistJournalStore  *self,
                                            sqlite3_stmt        *statement,
                                            const char          *doing,
                                            GError             **error);
gboolean      enlist_journal_store_is_damage (int sqlite_code);
EnlistError   enlist_journal_store_map_code  (int sqlite_code);

/*
 * enlist-journal-merge.c: adds what @source has and @self has not, sessions, records and outbox, all or
 * nothing. What has come further in @self stays. A damaged @source gives what can be read in it, of an older
 * version too.
 */
gboolean enlist_journal_store_merge (EnlistJournalStore   *self,
                                     EnlistJournalStore   *source,
                                     EnlistJournalMerged  *merged,
                                     GError              **error);
/* A record that asked to be relayed and whose place in the outbox is lost asks again: twice is better than
 * never. */
gboolean enlist_journal_store_post_again (EnlistJournalStore *self, GError **error);
/* An enrolled record is the end of its session, also when the row of the session does not know. */
gboolean enlist_journal_store_finish_sessions (EnlistJournalStore *self, GError **error);

/* enlist-journal-copy.c: enlist_journal_backup_async() and enlist_journal_restore_async() */
gboolean enlist_journal_store_backup  (EnlistJournalStore *self, const char *path, GError **error);
gboolean enlist_journal_store_restore (EnlistJournalStore   *self,
                                       const char           *path,
                                       EnlistJournalMerged  *merged,
                                       GError              **error);
/* (transfer full): where the automatic backups of the journal at @journal are; 0 is the newest */
char    *enlist_journal_backup_path   (const char *journal, guint age);
/* Whether the newest of them is older than a day and than the journal; and makes one, in any thread. */
gboolean enlist_journal_backup_is_due (const char *journal);
gboolean enlist_journal_backup_make   (const char *journal, GError **error);
#define ENLIST_JOURNAL_N_BACKUPS 2

/*
 * enlist-journal-rebuild.c: a new journal in the place of a damaged or lost one, from what can be read of it
 * and from a backup. Only with the lock alone and the database closed. Whenever the process ends in between,
 * the next one finds either the old journal or finishes what was begun.
 */
gboolean enlist_journal_store_is_lost        (EnlistJournalStore *self);
gboolean enlist_journal_store_rebuild        (EnlistJournalStore *self, GError **error);
gboolean enlist_journal_store_finish_rebuild (EnlistJournalStore *self, GError **error);
/* What the last rebuild did, as long as the keyring has not been asked. */
gboolean enlist_journal_store_read_recovery  (EnlistJournalStore *self, GError **error);
gboolean enlist_journal_store_note_keyring   (EnlistJournalStore *self, guint n_recovered, GError **error);

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
gboolean      enlist_journal_store_add_devices    (EnlistJournalStore  *self,
                                                   GPtrArray           *devices,
                                                   guint               *n_added,
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
