/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_SETTINGS (enlist_settings_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSettings, enlist_settings, ENLIST, SETTINGS, GObject)

/**
 * EnlistSettings:
 *
 * What the user has set. Property bluetooth-adapter (writable, notified): the address of an adapter, "" for
 * whichever there is. Where the schema is not installed, settings last until the program ends.
 */
EnlistSettings *enlist_settings_new                   (void);

const char     *enlist_settings_get_bluetooth_adapter (EnlistSettings *self);
void            enlist_settings_set_bluetooth_adapter (EnlistSettings *self, const char *address);

G_END_DECLS
