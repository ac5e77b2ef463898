/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUEZ_CONNECTOR (enlist_bluez_connector_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezConnector, enlist_bluez_connector, ENLIST, BLUEZ_CONNECTOR, GObject)

/**
 * EnlistBluezConnector:
 *
 * The one owner of connecting on an adapter in this process: a controller makes one connection at a time, and
 * BlueZ answers org.bluez.Error.InProgress to a second one.
 */

EnlistBluezConnector *enlist_bluez_connector_new            (GDBusObjectManager *objects);

/* One attempt, of 20 s at most, when its turn comes. Whatever ends it without success, Connect has
 * returned and the device is not connected before the next attempt begins. Cancelling it cancels Connect
 * with Disconnect. */
void                  enlist_bluez_connector_connect_async  (EnlistBluezConnector *self,
                                                             BluezDevice1         *device,
                                                             GCancellable         *cancellable,
                                                             GAsyncReadyCallback   callback,
                                                             gpointer              user_data);
/* The error as BlueZ gave it; G_IO_ERROR_TIMED_OUT, G_IO_ERROR_CANCELLED */
gboolean              enlist_bluez_connector_connect_finish (EnlistBluezConnector  *self,
                                                             GAsyncResult          *result,
                                                             GError               **error);

G_END_DECLS
