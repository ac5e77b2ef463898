/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-journal-session.h"
#include "enlist-record.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_JOURNAL (enlist_journal_get_type ())
G_DECLARE_FINAL_TYPE (EnlistJournal, enlist_journal, ENLIST, JOURNAL, GObject)

/**
 * EnlistJournal:
 *
 * The local database of sessions and records. When a writing operation has succeeded, its data is on the disk
 * (write-ahead log, synchronous = FULL). All work happens in one thread of its own, in the order of the
 * calls; several processes may have the same journal open. It holds no secret.
 *
 * An operation that has begun writing is not cancelled: its result is the truth.
 *
 * Errors of every operation: ENLIST_ERROR_STORAGE (disk full, read-only, failing), ENLIST_ERROR_BUSY (another
 * process writes for more than five seconds), ENLIST_ERROR_JOURNAL (the database is unusable),
 * ENLIST_ERROR_CANCELLED.
 */

/* Returns: (transfer full): $XDG_DATA_HOME/enlist/journal.db */
char          *enlist_journal_default_path (void);

/**
 * enlist_journal_open_async:
 * @path: where the journal is or will be; missing folders are made, readable for the user only
 *
 * Opens, checks and if need be upgrades or creates a journal. A damaged file is renamed to
 * `<path>.damaged-<time>`, never overwritten; whatever can still be read in it is copied into a new
 * journal, and what is missing then comes from a backup (enlist-journal-backup.h); see
 * enlist_journal_get_set_aside() and enlist_journal_was_recovered().
 *
 * Errors: ENLIST_ERROR_TOO_NEW (written by a newer Enlist, left alone), ENLIST_ERROR_JOURNAL (another
 * program's database; or damaged, while another process has it open), ENLIST_ERROR_STORAGE
 */
void           enlist_journal_open_async   (const char          *path,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
EnlistJournal *enlist_journal_open_finish  (GAsyncResult *result, GError **error);

const char    *enlist_journal_get_path     (EnlistJournal *self);

/**
 * enlist_journal_get_set_aside:
 * @n_saved: (out) (optional): how many sessions and records were copied from it
 *
 * Returns: (transfer none) (nullable): where a damaged journal was put, now or, when nobody has asked the
 *   keyring since (enlist_journal_recover_from_keyring_async()), earlier; %NULL when all was well
 */
const char    *enlist_journal_get_set_aside (EnlistJournal *self, guint *n_saved);

/* Waits for everything asked before, then closes the file. Without it that happens after the last
 * reference is gone. */
void           enlist_journal_close_async  (EnlistJournal       *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       enlist_journal_close_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

/* The full check of the database, slow for a large one. ENLIST_ERROR_DAMAGED with what was found. */
void           enlist_journal_check_async  (EnlistJournal       *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean       enlist_journal_check_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

/**
 * enlist_journal_begin_session_async:
 * @session: a row that is not in the journal; copied at once, as in all calls
 *
 * Errors: ENLIST_ERROR_REFUSED when the label still contains its secret or is not a label's CBOR,
 * ENLIST_ERROR_USAGE when the id is taken or malformed
 */
void           enlist_journal_begin_session_async  (EnlistJournal        *self,
                                                    EnlistJournalSession *session,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean       enlist_journal_begin_session_finish (EnlistJournal  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

/* Writes stage, serial, progress and updated of the session with that id; the stage ENLIST_JOURNAL_ENDED
 * discards its provisional record, too. ENLIST_ERROR_NOT_FOUND. */
void           enlist_journal_update_session_async  (EnlistJournal        *self,
                                                     EnlistJournalSession *session,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean       enlist_journal_update_session_finish (EnlistJournal  *self,
                                                     GAsyncResult   *result,
                                                     GError        **error);

/* Removing a session that is not there succeeds. Its records stay. */
void           enlist_journal_remove_session_async  (EnlistJournal       *self,
                                                     const char          *session_id,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean       enlist_journal_remove_session_finish (EnlistJournal  *self,
                                                     GAsyncResult   *result,
                                                     GError        **error);

/* Every session that is neither enrolled nor ended, oldest first. */
void           enlist_journal_list_unfinished_sessions_async  (EnlistJournal       *self,
                                                               GCancellable        *cancellable,
                                                               GAsyncReadyCallback  callback,
                                                               gpointer             user_data);
/* Returns: (transfer container) (element-type EnlistJournalSession) */
GPtrArray     *enlist_journal_list_unfinished_sessions_finish (EnlistJournal  *self,
                                                               GAsyncResult   *result,
                                                               GError        **error);

/**
 * enlist_journal_add_record_async:
 * @record: a provisional record with an id
 *
 * When this has succeeded, the record is durable and COMMIT may be sent. Adding a provisional record with the
 * same id and device key again replaces it, so that a resumed session may simply repeat the call.
 * ENLIST_ERROR_USAGE when there is an enrolled record, or another device's, with that id.
 */
void           enlist_journal_add_record_async  (EnlistJournal       *self,
                                                 EnlistRecord        *record,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean       enlist_journal_add_record_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

/**
 * enlist_journal_confirm_record_async:
 * @record: the record that was added, with enrolled-at and done-signature set
 *
 * Makes a provisional record an enrolled one, and puts it into the outbox when its program asked for that,
 * both or neither; the state of @record changes when this has succeeded.
 * Confirming twice is allowed. ENLIST_ERROR_NOT_FOUND when it was never added.
 */
void           enlist_journal_confirm_record_async  (EnlistJournal       *self,
                                                     EnlistRecord        *record,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean       enlist_journal_confirm_record_finish (EnlistJournal  *self,
                                                     GAsyncResult   *result,
                                                     GError        **error);

/**
 * enlist_journal_list_records_async:
 * @filter: (nullable): words, each of which must occur in the serial number, vendor, model, place,
 *   publisher's name, device key or id, without regard to case
 * @limit: at most so many; 0 for all
 * @offset: how many to pass over
 *
 * Newest first, provisional ones too.
 */
void           enlist_journal_list_records_async  (EnlistJournal       *self,
                                                   const char          *filter,
                                                   guint                limit,
                                                   guint                offset,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
/* Returns: (transfer container) (element-type EnlistRecord) */
GPtrArray     *enlist_journal_list_records_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

/**
 * enlist_journal_find_record_async:
 * @key: a serial number, a device key in hex, an id, or the first four or more characters of an id
 *
 * The newest record where one of them is exactly @key, else the only one whose id begins with it.
 * Errors: ENLIST_ERROR_NOT_FOUND, ENLIST_ERROR_USAGE when several ids begin with it
 */
void           enlist_journal_find_record_async  (EnlistJournal       *self,
                                                  const char          *key,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
EnlistRecord  *enlist_journal_find_record_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

G_END_DECLS
