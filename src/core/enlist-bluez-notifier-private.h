/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUEZ_NOTIFIER (enlist_bluez_notifier_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezNotifier, enlist_bluez_notifier, ENLIST, BLUEZ_NOTIFIER, GObject)

/**
 * EnlistBluezNotifier:
 *
 * What a device notifies, through a socket of AcquireNotify where BlueZ gives one, else as changes of the
 * property. Signals: `frame` (GBytes); `ended`: the socket was closed at the other end.
 */

EnlistBluezNotifier *enlist_bluez_notifier_new          (BluezGattCharacteristic1 *characteristic);

/* Subscribes. The device may speak when it has ended. */
void                 enlist_bluez_notifier_start_async  (EnlistBluezNotifier *self,
                                                         GCancellable        *cancellable,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
/* The error as BlueZ gave it */
gboolean             enlist_bluez_notifier_start_finish (EnlistBluezNotifier  *self,
                                                         GAsyncResult         *result,
                                                         GError              **error);

/* The ATT MTU that came with the socket, 0 without */
guint                enlist_bluez_notifier_get_mtu      (EnlistBluezNotifier *self);

/* No signal comes from here on. */
void                 enlist_bluez_notifier_stop         (EnlistBluezNotifier *self);

G_END_DECLS
