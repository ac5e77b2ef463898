/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-adapter.h"
#include "enlist-bluez-connector-private.h"
#include "enlist-bluez-discovery-private.h"
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

/* (transfer none) */
EnlistBluezDiscovery   *enlist_bluetooth_adapter_get_discovery (EnlistBluetoothAdapter *self);
EnlistBluezConnector   *enlist_bluetooth_adapter_get_connector (EnlistBluetoothAdapter *self);

/* BlueZ has it no more: from now on it is not powered. */
void                    enlist_bluetooth_adapter_remove        (EnlistBluetoothAdapter *self);

/* Which devices links of this process have, by object path: those are not left over from another one. */
void                    enlist_bluetooth_adapter_claim         (EnlistBluetoothAdapter *self,
                                                                const char             *device);
void                    enlist_bluetooth_adapter_release       (EnlistBluetoothAdapter *self,
                                                                const char             *device);
gboolean                enlist_bluetooth_adapter_has_claimed   (EnlistBluetoothAdapter *self,
                                                                const char             *device);

G_END_DECLS
