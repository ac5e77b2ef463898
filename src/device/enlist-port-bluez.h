/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-port.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PORT_BLUEZ (enlist_port_bluez_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPortBluez, enlist_port_bluez, ENLIST, PORT_BLUEZ, EnlistPort)

/**
 * EnlistPortBluez:
 *
 * A device on Bluetooth LE, through BlueZ: GATT service and advertisement (docs/format.md, clauses 10.1.8 to
 * 10.1.12). An assistant's link begins with a reset frame; another assistant's writes are refused until its
 * connection has ended.
 *
 * Its address: `ble:`, the first adapter that can advertise, or `ble:hci1`.
 *
 * @wait: for bluetoothd and adapter to come; otherwise "failed" says at the start what is missing
 */
EnlistPort *enlist_port_bluez_new (gboolean wait);

G_END_DECLS
