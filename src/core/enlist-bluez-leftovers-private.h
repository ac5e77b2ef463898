/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-adapter-private.h"
#include "enlist-bluez-target-private.h"

G_BEGIN_DECLS

/*
 * A connection outlives the process that has made it: devices of ours that are connected although nobody
 * exchanges frames with them. They do not advertise, and nobody else can enroll them.
 */

/* (transfer full) (element-type BluezDevice1) */
GPtrArray    *enlist_bluez_leftovers_list       (EnlistBluetoothAdapter *adapter);

/* (transfer full) (nullable): one that may be the device that is looked for */
BluezDevice1 *enlist_bluez_leftovers_find       (EnlistBluetoothAdapter  *adapter,
                                                 const EnlistBluezTarget *target);

/* Whether the device that is looked for may be one that has a link with another process of this computer. */
gboolean      enlist_bluez_leftovers_are_used   (EnlistBluetoothAdapter  *adapter,
                                                 const EnlistBluezTarget *target);

/* Disconnects those of @devices that are still left over. */
void          enlist_bluez_leftovers_disconnect (EnlistBluetoothAdapter *adapter, GPtrArray *devices);

G_END_DECLS
