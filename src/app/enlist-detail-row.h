/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_DETAIL_ROW (enlist_detail_row_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDetailRow, enlist_detail_row, ENLIST, DETAIL_ROW, AdwActionRow)

/**
 * EnlistDetailRow:
 *
 * A name above a value that stands out and can be copied by its action row.copy. Both are texts, not markup.
 */
GtkWidget *enlist_detail_row_new (const char *name, const char *value);

/* A key or fingerprint: shown in groups of four digits, copied without the gaps, with a button to do so. */
GtkWidget *enlist_detail_row_new_for_hex (const char *name, const char *hex);

G_END_DECLS
