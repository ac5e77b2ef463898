/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-journal.h"
#include "enlist-keyring.h"

G_BEGIN_DECLS

/*
 * Copies of the journal, and what comes back from them. The journal itself makes one a day beside its file,
 * `<path>.backup`, in a thread of its own, and keeps the one before as `<path>.backup.old`. A journal that is
 * damaged or gone is replaced, when it is opened, by what can be read of it and by the newest of these.
 */

/* What a merge has brought: rows that were not there, or that had not come as far. */
typedef struct {
  guint n_sessions;
  guint n_records;
  gboolean damaged; /* not everything could be read */
} EnlistJournalMerged;

/**
 * enlist_journal_backup_async:
 * @path: the file to write, readable for the user only; one that exists is replaced as a whole when it is a
 *   backup of a journal, and stays what it was after a failure
 *
 * Errors besides those of every operation: ENLIST_ERROR_REFUSED when something else is at @path,
 * ENLIST_ERROR_DAMAGED when the journal is damaged
 */
void     enlist_journal_backup_async  (EnlistJournal       *self,
                                       const char          *path,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean enlist_journal_backup_finish (EnlistJournal *self, GAsyncResult *result, GError **error);

/**
 * enlist_journal_restore_async:
 * @path: a backup, of this version or an older one; also a journal, or one that was set aside
 *
 * Adds what the journal does not have, sessions too, all or nothing. Nothing is removed, and what has come
 * further in the journal stays. @path is only read.
 *
 * Errors besides those of every operation: ENLIST_ERROR_NOT_FOUND, ENLIST_ERROR_DAMAGED when @path is nothing
 * of a journal, ENLIST_ERROR_TOO_NEW, ENLIST_ERROR_USAGE when it is this journal itself
 */
void     enlist_journal_restore_async  (EnlistJournal       *self,
                                        const char          *path,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean enlist_journal_restore_finish (EnlistJournal        *self,
                                        GAsyncResult         *result,
                                        EnlistJournalMerged  *merged,
                                        GError              **error);

/**
 * enlist_journal_was_recovered:
 *
 * Whether the journal was damaged or lost and has been replaced while it was opened; it stays so, for every
 * process that opens it, until enlist_journal_recover_from_keyring_async() has succeeded. See
 * enlist_journal_get_set_aside() for the damaged file.
 *
 * @backup: (out) (optional) (transfer none) (nullable): the backup that filled the gaps
 * @n_restored: (out) (optional): how many sessions and records came from there
 */
gboolean enlist_journal_was_recovered (EnlistJournal *self, const char **backup, guint *n_restored);

/**
 * enlist_journal_recover_from_keyring_async:
 *
 * Adds a record for each device that the keyring has keys of and the journal no record: without what only the
 * journal knew, such as its fields and the proof. Errors: those of the journal and of the keyring.
 */
void     enlist_journal_recover_from_keyring_async  (EnlistJournal       *self,
                                                     EnlistKeyring       *keyring,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
gboolean enlist_journal_recover_from_keyring_finish (EnlistJournal  *self,
                                                     GAsyncResult   *result,
                                                     guint          *n_records,
                                                     GError        **error);

G_END_DECLS
