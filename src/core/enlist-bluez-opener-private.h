/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-private.h"
#include "enlist-bluez-line-private.h"
#include "enlist-bluez-target-private.h"
#include "enlist-transport.h"

G_BEGIN_DECLS

typedef void (*EnlistBluezOpenerProgress) (const EnlistTransportProgress *progress, gpointer user_data);

/**
 * enlist_bluez_opener_open_async:
 * @progress: called with @user_data, until the result is there
 *
 * The way to a device from an adapter that may not be there yet: find, connect (4 attempts in 60 s), resolve,
 * check who it is where its advertisement does not say, subscribe. What goes wrong on the way is tried again
 * as long as that may help.
 */
void             enlist_bluez_opener_open_async  (EnlistBluetooth           *bluetooth,
                                                  const EnlistBluezTarget   *target,
                                                  EnlistBluezOpenerProgress  progress,
                                                  GCancellable              *cancellable,
                                                  GAsyncReadyCallback        callback,
                                                  gpointer                   user_data);

/* (transfer full): with services and notifier; ENLIST_ERROR_UNREACHABLE, _BUSY, _CANCELLED; the errors of
 * enlist_bluetooth_check() */
EnlistBluezLine *enlist_bluez_opener_open_finish (EnlistBluetooth  *bluetooth,
                                                  GAsyncResult     *result,
                                                  GError          **error);

G_END_DECLS
