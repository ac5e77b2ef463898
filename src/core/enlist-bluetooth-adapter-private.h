/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-adapter.h"
#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

/* @objects: of the bluetoothd that has it */
EnlistBluetoothAdapter *enlist_bluetooth_adapter_new         (GDBusObjectManager *objects,
                                                              BluezAdapter1      *proxy);

/* (transfer none) */
BluezAdapter1          *enlist_bluetooth_adapter_get_proxy   (EnlistBluetoothAdapter *self);

/* (transfer none) */
GDBusObjectManager     *enlist_bluetooth_adapter_get_objects (EnlistBluetoothAdapter *self);

/* Whether @name is its id or its address. */
gboolean                enlist_bluetooth_adapter_is_called   (EnlistBluetoothAdapter *self, const char *name);

/* Whether it can connect to devices; some only advertise. */
gboolean                enlist_bluetooth_adapter_is_central  (EnlistBluetoothAdapter *self);

/* Whether BlueZ itself says that it is blocked (since 5.70 or so). */
gboolean                enlist_bluetooth_adapter_is_blocked  (EnlistBluetoothAdapter *self);

G_END_DECLS
