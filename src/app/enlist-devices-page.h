/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-services.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICES_PAGE (enlist_devices_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDevicesPage, enlist_devices_page, ENLIST, DEVICES_PAGE, AdwBin)

/* EnlistDevicesPage: the enrolled devices, with a search. Signal show-device (EnlistRecord *record). */
void enlist_devices_page_set_services (EnlistDevicesPage *self, EnlistServices *services);

/* Reads the journal again. */
void enlist_devices_page_reload       (EnlistDevicesPage *self);

G_END_DECLS
