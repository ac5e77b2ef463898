/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluetooth-adapter-private.h"
#include "enlist-bluez-notifier-private.h"
#include "enlist-bluez-services-private.h"

G_BEGIN_DECLS

/**
 * EnlistBluezLine:
 * @services: (nullable): once they are resolved
 * @notifier: (nullable): once it is subscribed to
 * @connected: whether it was us who connected
 *
 * One device on the way to a link, and with a link. It is claimed on its adapter as long as this is there.
 */
typedef struct {
  EnlistBluetoothAdapter *adapter;
  BluezDevice1 *device;
  EnlistBluezServices *services;
  EnlistBluezNotifier *notifier;
  gboolean connected;
} EnlistBluezLine;

EnlistBluezLine *enlist_bluez_line_new      (EnlistBluetoothAdapter *adapter, BluezDevice1 *device);

/* Disconnects what we have connected. */
void             enlist_bluez_line_free     (EnlistBluezLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistBluezLine, enlist_bluez_line_free)

const char      *enlist_bluez_line_get_path (EnlistBluezLine *self);

/* Whether BlueZ still has the device. */
gboolean         enlist_bluez_line_is_there (EnlistBluezLine *self);

/* Bytes of the largest frame (docs/format.md, clause 10.1) */
guint            enlist_bluez_line_get_max_frame (EnlistBluezLine *self);

/* Has BlueZ forget what it remembers of the device, which ends the connection; not of a device that is
 * paired, which somebody may need. @callback: (nullable) */
void             enlist_bluez_line_forget_async  (EnlistBluezLine     *self,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean         enlist_bluez_line_may_forget    (EnlistBluezLine *self);

G_END_DECLS
