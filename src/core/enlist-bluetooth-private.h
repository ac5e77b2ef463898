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

/* Waits until an adapter can be used, starting BlueZ where the bus can: as long as its state is not
 * known, or BlueZ has just come or gone. */
void             enlist_bluetooth_ready_async  (EnlistBluetooth     *self,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data);
/* (transfer full): the adapter to use; the errors of enlist_bluetooth_check(), ENLIST_ERROR_CANCELLED */
EnlistBluetoothAdapter *enlist_bluetooth_ready_finish (EnlistBluetooth  *self,
                                                       GAsyncResult     *result,
                                                       GError          **error);

G_END_DECLS
