/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth.h"
#include "enlist-label.h"

G_BEGIN_DECLS

/**
 * enlist_ctl_prepare_bluetooth:
 * @device: (nullable): where the device is, instead of what the label says
 * @adapter: (nullable): id or address of the adapter to use
 * @bluetooth: (out) (transfer full) (nullable): %NULL when the device is not reached over Bluetooth
 *
 * Finds out whether Bluetooth can be used before anything else happens. When it is the only way to the device
 * and off, whoever sits in front is asked whether to turn it on.
 *
 * Returns: %FALSE with ENLIST_ERROR_NOT_FOUND, which names the adapters that are there, when @adapter is not;
 *   with the errors of enlist_bluetooth_check() when there is no other way to the device
 */
gboolean enlist_ctl_prepare_bluetooth (EnlistLabel      *label,
                                       const char       *device,
                                       const char       *adapter,
                                       EnlistBluetooth **bluetooth,
                                       GError          **error);

/* Tells on standard error what else may be the reason when a device was not heard. */
void enlist_ctl_explain_unheard (EnlistBluetooth *bluetooth);

/**
 * enlist_ctl_release_bluetooth:
 * @bluetooth: (nullable) (transfer full): what was prepared
 *
 * Lets it end what is under way, for a few seconds at most: a link that its program does not end stays.
 */
void enlist_ctl_release_bluetooth (EnlistBluetooth *bluetooth);

G_END_DECLS
