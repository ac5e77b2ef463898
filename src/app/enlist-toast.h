/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * enlist_toast_show:
 * @widget: any widget in the window
 * @text: text, not markup
 *
 * Says something in passing, in the toast overlay around @widget. Does nothing where there is none.
 */
void enlist_toast_show (GtkWidget *widget, const char *text);

G_END_DECLS
