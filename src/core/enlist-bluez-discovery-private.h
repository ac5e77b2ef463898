/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

#define ENLIST_BLUEZ_DISCOVERY_LIMIT_S 30

#define ENLIST_TYPE_BLUEZ_DISCOVERY (enlist_bluez_discovery_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezDiscovery, enlist_bluez_discovery, ENLIST, BLUEZ_DISCOVERY, GObject)

/**
 * EnlistBluezDiscovery:
 *
 * The one owner of discovery on an adapter in this process. BlueZ has one discovery a client, and merges the
 * filters of all clients: so those who look share this one, and look through all that is heard. Signals:
 * `heard`: a device was heard, said something else or is gone; `failed` (GError, as BlueZ gave it): it cannot
 * go on.
 */

EnlistBluezDiscovery *enlist_bluez_discovery_new   (GDBusObjectManager *objects, BluezAdapter1 *adapter);

/* For each begin() one end(). It stops with the last one, and ENLIST_BLUEZ_DISCOVERY_LIMIT_S after the last
 * begin() in any case: a battery is worth more than whoever has forgotten to. */
void                  enlist_bluez_discovery_begin (EnlistBluezDiscovery *self);
void                  enlist_bluez_discovery_end   (EnlistBluezDiscovery *self);

/* (transfer none) (element-type utf8 BluezDevice1): by object path: those heard since it began */
GHashTable           *enlist_bluez_discovery_get_heard (EnlistBluezDiscovery *self);

G_END_DECLS
