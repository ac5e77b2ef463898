/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

/*
 * Shows widgets in windows of the sizes and styles that people use, checks them, and keeps pictures of them
 * in the folder ENLIST_SCREENSHOTS, if that is set.
 */

/* Makes what is to be shown, anew for each window; may be a page or any other widget. */
typedef GtkWidget *(*StageCreate) (gpointer user_data);

/* Called when the window has been drawn, to bring it into the state that is to be seen. May be NULL. */
typedef void (*StagePrepare) (GtkWidget *window, GtkWidget *widget, gpointer user_data);

/* Once, before anything else. */
void stage_init (int *argc, char ***argv);

/* Phone and desktop, light and dark. Nothing may be wider than a phone or make GTK complain. */
void stage_show (const char *name, StageCreate create, StagePrepare prepare, gpointer user_data);

/* The same for a toplevel of its own: a dialog over an empty window, or the main window. */
void stage_show_window (const char *name, StageCreate create, StagePrepare prepare, gpointer user_data);

/* Lets the main loop run until @condition holds; fails after 20 seconds. */
typedef gboolean (*StageCondition) (gpointer user_data);
void stage_wait (StageCondition condition, gpointer user_data);

/* Waits until @widget has been laid out and drawn. */
void stage_settle (GtkWidget *widget);

/* The first widget below @widget of that type for which @match answers TRUE; NULL when there is none. */
GtkWidget *stage_find_text (GtkWidget *widget, const char *text);
