/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-record.h"

G_BEGIN_DECLS

/* The rows that the result and the detail page have in common. */

/* Returns: (transfer full): the name that the installer gave the device, else its model, else its serial
   number; text */
char *enlist_record_rows_dup_name     (EnlistRecord *record);

/* Returns: (transfer full) (nullable): the date and time of enrollment in the user's way of writing, in
   local time */
char *enlist_record_rows_dup_time     (EnlistRecord *record);

/* Location, manufacturer, model, hardware revision, serial number: those that are known. */
void  enlist_record_rows_add_identity (EnlistRecord *record, AdwPreferencesGroup *group);

/* The device's own key and every key that it made, with a button to copy each. */
void  enlist_record_rows_add_keys     (EnlistRecord *record, AdwPreferencesGroup *group);

G_END_DECLS
