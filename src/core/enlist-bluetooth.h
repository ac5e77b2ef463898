/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-bluetooth-adapter.h"

G_BEGIN_DECLS

/**
 * EnlistBluetoothState:
 * @ENLIST_BLUETOOTH_READY: the adapter in use is powered
 * @ENLIST_BLUETOOTH_STARTING: not known yet
 * @ENLIST_BLUETOOTH_NO_SERVICE: no BlueZ on the system bus, or no system bus
 * @ENLIST_BLUETOOTH_NO_PERMISSION: the system bus does not let this program talk to BlueZ
 * @ENLIST_BLUETOOTH_NO_ADAPTER: no adapter, or the chosen one is not there
 * @ENLIST_BLUETOOTH_OFF: the adapter in use is powered off: enlist_bluetooth_power_on_async()
 * @ENLIST_BLUETOOTH_BLOCKED: airplane mode or a switch keeps it off: powering on would fail
 */
typedef enum {
  ENLIST_BLUETOOTH_READY,
  ENLIST_BLUETOOTH_STARTING,
  ENLIST_BLUETOOTH_NO_SERVICE,
  ENLIST_BLUETOOTH_NO_PERMISSION,
  ENLIST_BLUETOOTH_NO_ADAPTER,
  ENLIST_BLUETOOTH_OFF,
  ENLIST_BLUETOOTH_BLOCKED,
} EnlistBluetoothState;

#define ENLIST_TYPE_BLUETOOTH (enlist_bluetooth_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluetooth, enlist_bluetooth, ENLIST, BLUETOOTH, GObject)

/**
 * EnlistBluetooth:
 *
 * This process' view of BlueZ: which adapters there are, which one is used, and whether it can be. A
 * process has one, for all its links: discovery and connecting have one owner in it. It follows BlueZ
 * through restarts and adapters through being plugged in and out. Signals come on the default main context,
 * where it must be made.
 *
 * Properties, all with notification: `state` (EnlistBluetoothState), `adapters` (GListModel, constant),
 * `adapter` (string, writable), `current-adapter` (EnlistBluetoothAdapter).
 */

/* Begins to look at once; `state` is ENLIST_BLUETOOTH_STARTING until it is known. The system bus is the
 * one of DBUS_SYSTEM_BUS_ADDRESS, if that is set. */
EnlistBluetooth        *enlist_bluetooth_new                 (void);

EnlistBluetoothState    enlist_bluetooth_get_state           (EnlistBluetooth *self);

/* (transfer none): of EnlistBluetoothAdapter, by their ids; empty without BlueZ */
GListModel             *enlist_bluetooth_get_adapters        (EnlistBluetooth *self);

/* (transfer none) (nullable): what enlist_bluetooth_set_adapter() was given */
const char             *enlist_bluetooth_get_adapter         (EnlistBluetooth *self);

/* @adapter: (nullable): id ("hci0") or address of the adapter to use, be it there or not; %NULL or "" for the
 * first one that is powered, else the first one */
void                    enlist_bluetooth_set_adapter         (EnlistBluetooth *self,
                                                              const char      *adapter);

/* (transfer none) (nullable): the adapter in use */
EnlistBluetoothAdapter *enlist_bluetooth_get_current_adapter (EnlistBluetooth *self);

/**
 * enlist_bluetooth_check:
 *
 * Returns: %TRUE in the states READY and STARTING; otherwise %FALSE with ENLIST_ERROR_BLUETOOTH_ABSENT,
 *   _BLUETOOTH_DENIED, _NO_ADAPTER, _BLUETOOTH_OFF or _BLUETOOTH_BLOCKED, whose message names the adapter
 */
gboolean                enlist_bluetooth_check               (EnlistBluetooth  *self,
                                                              GError          **error);

/* Waits until an adapter can be used, starting BlueZ where the bus can: as long as its state is not known, or
 * BlueZ has just come or gone. */
void                    enlist_bluetooth_ready_async         (EnlistBluetooth     *self,
                                                              GCancellable        *cancellable,
                                                              GAsyncReadyCallback  callback,
                                                              gpointer             user_data);
/* (transfer full): the adapter to use; the errors of enlist_bluetooth_check(), ENLIST_ERROR_CANCELLED */
EnlistBluetoothAdapter *enlist_bluetooth_ready_finish        (EnlistBluetooth  *self,
                                                              GAsyncResult     *result,
                                                              GError          **error);

/* Powers the adapter in use on. */
void                    enlist_bluetooth_power_on_async      (EnlistBluetooth     *self,
                                                              GCancellable        *cancellable,
                                                              GAsyncReadyCallback  callback,
                                                              gpointer             user_data);
/* The errors of enlist_bluetooth_check(); ENLIST_ERROR_FAILED; ENLIST_ERROR_CANCELLED */
gboolean                enlist_bluetooth_power_on_finish     (EnlistBluetooth  *self,
                                                              GAsyncResult     *result,
                                                              GError          **error);

G_END_DECLS
