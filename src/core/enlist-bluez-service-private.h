/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  ENLIST_BLUEZ_STARTING, /* not known yet */
  ENLIST_BLUEZ_ABSENT,
  ENLIST_BLUEZ_DENIED,
  ENLIST_BLUEZ_PRESENT,
} EnlistBluezPresence;

#define ENLIST_TYPE_BLUEZ_SERVICE (enlist_bluez_service_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezService, enlist_bluez_service, ENLIST, BLUEZ_SERVICE, GObject)

/**
 * EnlistBluezService:
 *
 * org.bluez on the system bus: whether it is there, and its objects. It starts it where the bus can, and
 * finds it again after it has ended. Signal `changed`: presence and object manager are others.
 */

/* @address: (nullable): of the bus; %NULL for the system bus */
EnlistBluezService *enlist_bluez_service_new          (const char *address);

EnlistBluezPresence enlist_bluez_service_get_presence (EnlistBluezService *self);

/* (transfer none) (nullable): the objects of one run of bluetoothd, while ENLIST_BLUEZ_PRESENT. When that run
 * ends it removes them all, with its signals, and another one takes its place later. */
GDBusObjectManager *enlist_bluez_service_get_objects  (EnlistBluezService *self);

/* Asks the bus to start BlueZ if it does not run; looks for the bus anew if there was none. */
void                enlist_bluez_service_wake         (EnlistBluezService *self);

/* Whether it has come or gone within the last few seconds: adapters may be about to come */
gboolean            enlist_bluez_service_is_settling  (EnlistBluezService *self);

G_END_DECLS
