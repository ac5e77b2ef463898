/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which of BlueZ's adapters a device uses. */

#define ENLIST_BLUEZ_ADAPTER "org.bluez.Adapter1"
#define ENLIST_BLUEZ_DEVICE "org.bluez.Device1"
#define ENLIST_BLUEZ_SERVICES "org.bluez.GattManager1"
#define ENLIST_BLUEZ_ADVERTISING "org.bluez.LEAdvertisingManager1"

/* (nullable) (transfer none): interfaces live as long as their object */
gpointer enlist_adapter_peek (GDBusObject *object, const char *interface);

/* The last part of its path: `hci0` */
const char *enlist_adapter_get_name (GDBusObject *object);

/**
 * enlist_adapter_choose:
 * @id: (nullable): name or address; NULL: the first by name that can advertise
 * @reason: (out): why there is none
 *
 * Returns: (nullable) (transfer full)
 */
GDBusObject *enlist_adapter_choose (GDBusObjectManager *objects, const char *id, char **reason);

G_END_DECLS
