/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"
#include "enlist-device-log.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_ADAPTER (enlist_device_adapter_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceAdapter, enlist_device_adapter, ENLIST, DEVICE_ADAPTER, GObject)

/**
 * EnlistDeviceAdapter:
 *
 * The Bluetooth adapter of a device, as BlueZ has it: it may come late, be switched off and on, and
 * bluetoothd may be started anew. It is turned on then and at the start, and not again.
 *
 * Signal "ready": it can serve and advertise; whatever BlueZ was told before is forgotten.
 * Signal "lost": it cannot.
 * Signal "central-gone", with an object path: this device is not connected any more.
 * Signal "centrals-changed": more or fewer devices are connected.
 * Signal "failed", with a GError: there is none at the start, and it is not to be waited for.
 */

/* @id: (nullable): `hci1`, or an address; NULL: the first that can advertise. @wait: for one to come */
EnlistDeviceAdapter *enlist_device_adapter_new (const char *id, gboolean wait, EnlistDeviceLog *log);

void enlist_device_adapter_start (EnlistDeviceAdapter *self);

gboolean enlist_device_adapter_is_ready (EnlistDeviceAdapter *self);

/* (transfer none): NULL unless ready */
const char                 *enlist_device_adapter_get_id          (EnlistDeviceAdapter *self);
BluezGattManager1          *enlist_device_adapter_get_services    (EnlistDeviceAdapter *self);
BluezLEAdvertisingManager1 *enlist_device_adapter_get_advertising (EnlistDeviceAdapter *self);

/* (transfer none): valid from the first "ready" on */
GDBusConnection *enlist_device_adapter_get_connection (EnlistDeviceAdapter *self);

/* @path: of a central. Whether it is connected */
gboolean enlist_device_adapter_is_connected (EnlistDeviceAdapter *self, const char *path);

/* Devices that are connected to this adapter */
guint enlist_device_adapter_count_centrals (EnlistDeviceAdapter *self);

/* Does not wait for it. */
void enlist_device_adapter_disconnect_central (EnlistDeviceAdapter *self, const char *path);

G_END_DECLS
