/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-adapter-private.h"
#include "enlist-bluez-target-private.h"
#include "enlist-transport.h"

G_BEGIN_DECLS

/**
 * EnlistBluezFound:
 * @device: the device
 * @signal_strength: dBm; ENLIST_SIGNAL_STRENGTH_UNKNOWN
 * @heard: how many others of ours are heard
 * @certain: its advertisement says that it is the one; otherwise what it says has to be read over a link
 *   first
 */
typedef struct {
  BluezDevice1 *device;
  int signal_strength;
  guint heard;
  gboolean certain;
} EnlistBluezFound;

void enlist_bluez_found_free (EnlistBluezFound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistBluezFound, enlist_bluez_found_free)

/* @step: ENLIST_TRANSPORT_LOOKING or _WAITING_BUSY */
typedef void (*EnlistBluezFinderProgress) (EnlistTransportStep step,
                                           int                 signal_strength,
                                           guint               heard,
                                           gpointer            user_data);

/**
 * enlist_bluez_finder_find_async:
 * @target: copied
 * @rejected: (element-type utf8 utf8): object paths of devices that have turned out to be others; kept
 * @progress: called with @user_data whenever there is something new to say, until the result is there
 *
 * Looks for a device for ENLIST_BLUEZ_DISCOVERY_LIMIT_S at most: the one that says that it is; of several
 * of a model, the nearest; of those that do not say what they are, in default of better ones, the nearest.
 * One that another assistant has is waited for.
 */
void enlist_bluez_finder_find_async (EnlistBluetoothAdapter    *adapter,
                                     const EnlistBluezTarget   *target,
                                     GHashTable                *rejected,
                                     EnlistBluezFinderProgress  progress,
                                     GCancellable              *cancellable,
                                     GAsyncReadyCallback        callback,
                                     gpointer                   user_data);

/* (transfer full): ENLIST_ERROR_UNREACHABLE: not heard; ENLIST_ERROR_BUSY: another assistant has it;
 * ENLIST_ERROR_BLUETOOTH_*; ENLIST_ERROR_CANCELLED */
EnlistBluezFound *enlist_bluez_finder_find_finish (EnlistBluetoothAdapter  *adapter,
                                                   GAsyncResult            *result,
                                                   GError                 **error);

G_END_DECLS
