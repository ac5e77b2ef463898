/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-bluetooth.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUETOOTH_ROW (enlist_bluetooth_row_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluetoothRow, enlist_bluetooth_row, ENLIST, BLUETOOTH_ROW, AdwActionRow)

/**
 * EnlistBluetoothRow:
 *
 * Why Bluetooth cannot be used, with a button for what helps. Visible only while that is so, and once it has
 * been given what to watch.
 */
void enlist_bluetooth_row_set_bluetooth (EnlistBluetoothRow *self, EnlistBluetooth *bluetooth);

/* Where the adapters stand beside it. */
void enlist_bluetooth_row_hide_choice   (EnlistBluetoothRow *self);

G_END_DECLS
