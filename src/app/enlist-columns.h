/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_COLUMNS (enlist_columns_get_type ())
G_DECLARE_FINAL_TYPE (EnlistColumns, enlist_columns, ENLIST, COLUMNS, GtkWidget)

/**
 * EnlistColumns:
 *
 * Two widgets: side by side where there is room for both, else one below the other. Properties start and end.
 */

G_END_DECLS
