/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-journal.h"
#include "enlist-journal-store-private.h"

G_BEGIN_DECLS

/* Runs in the journal's thread and returns from @task. */
typedef void (*EnlistJournalWork) (EnlistJournal *self, GTask *task);

/* Queues work. @task: (transfer full) */
void                enlist_journal_push      (EnlistJournal *self, GTask *task, EnlistJournalWork work);

/* In the journal's thread: the open store; %NULL when it is closed, then @task has returned. */
EnlistJournalStore *enlist_journal_get_store (EnlistJournal *self, GTask *task);

/* In the journal's thread: has a backup made, in a thread of its own, when one is due. */
void                enlist_journal_keep_copy (EnlistJournal *self);

/* Returns @error from @task, or @result when there is none. Both (transfer full). */
void                enlist_journal_return    (GTask          *task,
                                              gpointer        result,
                                              GDestroyNotify  destroy,
                                              GError         *error);

G_END_DECLS
