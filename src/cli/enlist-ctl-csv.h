/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-error.h"

G_BEGIN_DECLS

/**
 * EnlistCtlCsv:
 *
 * A table in a file: RFC 4180 in UTF-8, with a header. Lines may end with a line feed alone, and empty ones
 * do not count.
 */
typedef struct _EnlistCtlCsv EnlistCtlCsv;

/**
 * enlist_ctl_csv_load:
 *
 * Returns: (transfer full): %NULL with ENLIST_ERROR_NOT_FOUND, _STORAGE, or _USAGE, whose message names file,
 * line and column
 */
EnlistCtlCsv *enlist_ctl_csv_load (const char *path, GError **error);

void          enlist_ctl_csv_free (EnlistCtlCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistCtlCsv, enlist_ctl_csv_free)

/* Without the header. */
guint         enlist_ctl_csv_get_rows    (EnlistCtlCsv *self);

/* -1 when there is no such column */
int           enlist_ctl_csv_find_column (EnlistCtlCsv *self, const char *name);

/* The value as it stands; empty for column -1. */
const char   *enlist_ctl_csv_get         (EnlistCtlCsv *self, guint row, int column);

/* ENLIST_ERROR_USAGE that names the columns that there are. */
gboolean      enlist_ctl_csv_refuse_missing (EnlistCtlCsv *self, const char *name, GError **error);

/* @error names file, line and, when @column is not -1, column in front of its message. */
void          enlist_ctl_csv_locate      (EnlistCtlCsv *self, guint row, int column, GError **error);

/* The line that a row begins at, from 1. */
guint         enlist_ctl_csv_get_line    (EnlistCtlCsv *self, guint row);

G_END_DECLS
