/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gtk/gtk.h>

#include "enlist-bluetooth.h"

G_BEGIN_DECLS

/* What this program can do about a problem with Bluetooth. */
typedef enum {
  ENLIST_BLUETOOTH_REMEDY_NONE,
  ENLIST_BLUETOOTH_REMEDY_TURN_ON,
  ENLIST_BLUETOOTH_REMEDY_SETTINGS, /* of the desktop, when it has some */
  ENLIST_BLUETOOTH_REMEDY_CHOOSE,   /* of several adapters: the preferences */
} EnlistBluetoothRemedy;

/* @error: (nullable): of enlist_bluetooth_check() or of a session */
EnlistBluetoothRemedy enlist_bluetooth_remedy_find       (EnlistBluetooth *bluetooth, const GError *error);

/* Whether Bluetooth itself is what @error complains about. */
gboolean              enlist_bluetooth_remedy_is_for     (const GError *error);

/* (transfer none): what happened and what to do, in words that fit the button */
const char           *enlist_bluetooth_remedy_get_title  (EnlistBluetoothRemedy remedy, const GError *error);
const char           *enlist_bluetooth_remedy_get_text   (EnlistBluetoothRemedy remedy, const GError *error);

/* (transfer none): the label of a button */
const char           *enlist_bluetooth_remedy_get_label  (EnlistBluetoothRemedy remedy);

/* The same where Bluetooth is named beside the button. */
const char           *enlist_bluetooth_remedy_get_short_label (EnlistBluetoothRemedy remedy);

/**
 * enlist_bluetooth_remedy_apply_async:
 * @widget: where the button is; a failure is told there
 * @callback: (nullable): see enlist_bluetooth_remedy_apply_finish()
 */
void                  enlist_bluetooth_remedy_apply_async  (EnlistBluetoothRemedy remedy,
                                                            EnlistBluetooth      *bluetooth,
                                                            GtkWidget            *widget,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);

/* Returns: whether Bluetooth can be used now, and what needed it can go on */
gboolean              enlist_bluetooth_remedy_apply_finish (GAsyncResult *result);

G_END_DECLS
