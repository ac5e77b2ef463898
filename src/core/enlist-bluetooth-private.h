/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enlist-bluetooth-adapter-private.h"

G_BEGIN_DECLS

/* For tests: @bus: (nullable): address of the bus in place of the system bus; @rfkill: (nullable): folder
 * in place of /sys/class/rfkill */
EnlistBluetooth *enlist_bluetooth_new_for_bus  (const char *bus, const char *rfkill);

/* Asks the bus to start BlueZ if it does not run. */
void             enlist_bluetooth_wake         (EnlistBluetooth *self);

/* Whether BlueZ has come or gone within the last seconds: the state may be about to change. */
gboolean         enlist_bluetooth_is_settling  (EnlistBluetooth *self);

G_END_DECLS
