/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The objects of a device's GATT service, as BlueZ wants to have them. */

#define ENLIST_GATT_PATH "/io/github/enlist_iot/device"
#define ENLIST_GATT_SERVICE_PATH ENLIST_GATT_PATH "/service"
#define ENLIST_GATT_IN_PATH ENLIST_GATT_SERVICE_PATH "/in"
#define ENLIST_GATT_OUT_PATH ENLIST_GATT_SERVICE_PATH "/out"
#define ENLIST_GATT_INFO_PATH ENLIST_GATT_SERVICE_PATH "/info"

/**
 * enlist_gatt_layout_get_property:
 * @exclusive: there is one central at most: with WriteAcquired BlueZ asks for a socket for what is written
 *
 * Returns: (nullable) (transfer floating): NULL: BlueZ shall not see it
 */
GVariant *enlist_gatt_layout_get_property (const char *path, const char *name, gboolean exclusive);

/* (transfer floating): what GetManagedObjects answers */
GVariant *enlist_gatt_layout_get_objects (gboolean exclusive);

G_END_DECLS
