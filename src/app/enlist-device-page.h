/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-page.h"
#include "enlist-record.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_PAGE (enlist_device_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDevicePage, enlist_device_page, ENLIST, DEVICE_PAGE, EnlistPage)

/* EnlistDevicePage: everything that is kept of one enrolled device. */
EnlistPage *enlist_device_page_new (EnlistRecord *record);

G_END_DECLS
