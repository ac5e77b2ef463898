/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-step-item.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_STEP_ROW (enlist_step_row_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStepRow, enlist_step_row, ENLIST, STEP_ROW, AdwActionRow)

/* @live: whether the row shows how far the step is */
GtkWidget      *enlist_step_row_new      (EnlistStepItem *item, gboolean live);

EnlistStepItem *enlist_step_row_get_item (EnlistStepRow *self);

G_END_DECLS
