/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-services.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_WINDOW (enlist_window_get_type ())
G_DECLARE_FINAL_TYPE (EnlistWindow, enlist_window, ENLIST, WINDOW, AdwApplicationWindow)

EnlistWindow *enlist_window_new       (GtkApplication *application, EnlistServices *services);

/* Takes a label's or a publisher card's file or URI: shows what it is and does nothing else. */
void          enlist_window_open_file (EnlistWindow *self, GFile *file);

G_END_DECLS
