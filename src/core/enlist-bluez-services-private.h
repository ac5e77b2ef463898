/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

/* The characteristics of our service on a device that is connected (docs/format.md, clause 10.1) */
typedef struct {
  BluezGattCharacteristic1 *in;
  BluezGattCharacteristic1 *out;
  BluezGattCharacteristic1 *info;
} EnlistBluezServices;

void enlist_bluez_services_free (EnlistBluezServices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistBluezServices, enlist_bluez_services_free)

/* (transfer full) (nullable): what BlueZ has of them now; all three or nothing */
EnlistBluezServices *enlist_bluez_services_look (GDBusObjectManager *objects, BluezDevice1 *device);

/* Whether some process exchanges frames with the device. */
gboolean             enlist_bluez_services_are_used (EnlistBluezServices *self);

/* Waits up to 20 s until BlueZ says that the services of @device are resolved and shows ours: either may come
 * first. */
void                 enlist_bluez_services_resolve_async  (GDBusObjectManager  *objects,
                                                           BluezDevice1        *device,
                                                           GCancellable        *cancellable,
                                                           GAsyncReadyCallback  callback,
                                                           gpointer             user_data);
/* (transfer full): G_IO_ERROR_NOT_FOUND: resolved, but ours is missing: what BlueZ remembers may be old;
 * _TIMED_OUT: not resolved; _NOT_CONNECTED: the connection broke; _CANCELLED */
EnlistBluezServices *enlist_bluez_services_resolve_finish (BluezDevice1  *device,
                                                           GAsyncResult  *result,
                                                           GError       **error);

G_END_DECLS
