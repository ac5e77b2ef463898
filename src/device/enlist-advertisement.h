/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"
#include "enlist-device-log.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_ADVERTISEMENT (enlist_advertisement_get_type ())
G_DECLARE_FINAL_TYPE (EnlistAdvertisement, enlist_advertisement, ENLIST, ADVERTISEMENT, GObject)

/**
 * EnlistAdvertisement:
 *
 * The advertisement of a device: its announcement as service data, or, where BlueZ refuses that, the bare
 * UUID of the service (docs/format.md, clause 10.1.10). Where it refuses both, it is asked again later. What
 * it does goes to the log.
 */
EnlistAdvertisement *enlist_advertisement_new (GDBusConnection *connection, EnlistDeviceLog *log,
                                               GError **error);

/* @manager: (nullable): of the adapter; NULL: there is none now, and it has forgotten what it was told */
void enlist_advertisement_set_manager (EnlistAdvertisement *self, BluezLEAdvertisingManager1 *manager);

/* @announcement: (nullable): what to say; NULL: nothing */
void enlist_advertisement_set_announcement (EnlistAdvertisement *self, GBytes *announcement);

/* Says nothing from here on; the message to BlueZ is on its way at once. */
void enlist_advertisement_close (EnlistAdvertisement *self);

G_END_DECLS
