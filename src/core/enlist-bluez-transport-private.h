/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUEZ_TRANSPORT (enlist_bluez_transport_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezTransport, enlist_bluez_transport, ENLIST, BLUEZ_TRANSPORT, EnlistTransport)

/**
 * enlist_bluez_transport_new:
 * @bluetooth: (nullable): the process' view of BlueZ; without, it makes one for itself
 * @uri: "ble:DEVICE/MODEL": the discriminators of docs/format.md, clause 10.1, in hex, "*" for one that is
 *   not
 *   known; "ble:" for any device
 *
 * Bluetooth LE (docs/format.md, clause 10.1; docs/bluetooth.md). Beyond what every transport fails with,
 * opening fails with ENLIST_ERROR_BUSY and the errors of enlist_bluetooth_check(); a link that the device
 * refuses because another assistant has it is closed with ENLIST_ERROR_BUSY.
 *
 * Returns: (transfer full): %NULL with ENLIST_ERROR_UNREACHABLE for a malformed @uri
 */
EnlistTransport *enlist_bluez_transport_new (EnlistBluetooth *bluetooth, const char *uri, GError **error);

G_END_DECLS
