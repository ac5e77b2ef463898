/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_RFKILL (enlist_rfkill_get_type ())
G_DECLARE_FINAL_TYPE (EnlistRfkill, enlist_rfkill, ENLIST, RFKILL, GObject)

/**
 * EnlistRfkill:
 *
 * Which Bluetooth radios the kernel keeps off: airplane mode, a switch. Only reads. Signal `changed`: what
 * the functions below answer may have changed.
 */

/* @folder: the kernel's list, /sys/class/rfkill; @device: tells of changes, /dev/rfkill; may be missing */
EnlistRfkill *enlist_rfkill_new        (const char *folder, const char *device);

/* Reads anew; ends with `changed`. Where the device cannot be read, as in a sandbox, nothing else does. */
void          enlist_rfkill_refresh    (EnlistRfkill *self);

/* Whether it has been read once. */
gboolean      enlist_rfkill_is_known   (EnlistRfkill *self);

/* @adapter: (nullable): "hci0"; %NULL when there is none: a blocked radio may have vanished for that */
gboolean      enlist_rfkill_is_blocked (EnlistRfkill *self, const char *adapter);

G_END_DECLS
