/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUEZ_WATCH (enlist_bluez_watch_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezWatch, enlist_bluez_watch, ENLIST, BLUEZ_WATCH, GObject)

/**
 * EnlistBluezWatch:
 *
 * Whether bluetoothd runs, and its objects: every bluetoothd that is started gets an object manager of its
 * own, with the proxies of src/dbus.
 *
 * Signal "changed": bluetoothd has come or gone, or its objects are here.
 * Signal "failed", with a GError: there is no system bus, or it does not let this user speak to BlueZ.
 */
EnlistBluezWatch *enlist_bluez_watch_new (void);

void enlist_bluez_watch_start (EnlistBluezWatch *self);

/* Whether bluetoothd runs. Its objects may still be missing. */
gboolean enlist_bluez_watch_is_running (EnlistBluezWatch *self);

/* (nullable) (transfer none) */
GDBusObjectManager *enlist_bluez_watch_get_objects    (EnlistBluezWatch *self);
GDBusConnection    *enlist_bluez_watch_get_connection (EnlistBluezWatch *self);

G_END_DECLS
