/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_TEXT_DIALOG (enlist_text_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTextDialog, enlist_text_dialog, ENLIST, TEXT_DIALOG, AdwMessageDialog)

/**
 * EnlistTextDialog:
 *
 * Asks for the text of a label or a publisher card, or a number, typed or pasted.
 * Signal entered (const char *text).
 */
GtkWidget *enlist_text_dialog_new (GtkWindow *parent);

G_END_DECLS
