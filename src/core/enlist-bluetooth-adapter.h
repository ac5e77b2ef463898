/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUETOOTH_ADAPTER (enlist_bluetooth_adapter_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluetoothAdapter, enlist_bluetooth_adapter, ENLIST, BLUETOOTH_ADAPTER, GObject)

/**
 * EnlistBluetoothAdapter:
 *
 * One Bluetooth adapter of this computer, as long as BlueZ has it: one that is plugged in again, or that
 * comes back after BlueZ has been restarted, is another object. All getters are properties too and notify.
 */

/* (transfer none): "hci0" */
const char *enlist_bluetooth_adapter_get_id (EnlistBluetoothAdapter *self);

/* (transfer none): "00:11:22:AA:BB:CC" */
const char *enlist_bluetooth_adapter_get_address (EnlistBluetoothAdapter *self);

/* (transfer none): what BlueZ calls it, mostly the name of the computer */
const char *enlist_bluetooth_adapter_get_name (EnlistBluetoothAdapter *self);

gboolean    enlist_bluetooth_adapter_get_powered (EnlistBluetoothAdapter *self);

G_END_DECLS
