/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-services.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PREFERENCES_WINDOW (enlist_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPreferencesWindow, enlist_preferences_window, ENLIST, PREFERENCES_WINDOW,
                      AdwPreferencesWindow)

/* EnlistPreferencesWindow: which Bluetooth adapter reaches devices, of those that come and go. */
GtkWidget *enlist_preferences_window_new (GtkWindow *parent, EnlistServices *services);

G_END_DECLS
