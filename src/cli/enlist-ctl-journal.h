/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-journal.h"

G_BEGIN_DECLS

/* @path: (nullable): %NULL for the usual place. Says when a damaged journal was set aside. */
EnlistJournal *enlist_ctl_open_journal  (const char *path, GError **error);

/* Waits until everything is written. */
gboolean       enlist_ctl_close_journal (EnlistJournal *journal, GError **error);

/* What a record says, for people, on standard output. */
void           enlist_ctl_print_record  (EnlistRecord *record);

G_END_DECLS
