/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-device-log.h"
#include "platform.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SIM_FUNCTIONS (enlist_sim_functions_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSimFunctions, enlist_sim_functions, ENLIST, SIM_FUNCTIONS, GObject)

/**
 * EnlistSimFunctions:
 *
 * What the reference device can do: the registered functions (docs/format.md, clause 12.3) and, as a vendor's
 * own, 64 `calibrate` (offset in hundredths of a degree -> corrected reading), 65 `probe-select` (choice ->)
 * and 66 `battery` (-> percent). What is published goes to the log and to `published.jsonl` in its storage.
 * The networks that it can reach, one `SSID<TAB>passphrase` a line, stand in the file `networks.txt` there;
 * without that file it reaches every network.
 */
EnlistSimFunctions *enlist_sim_functions_new (const char *folder, EnlistDeviceLog *log);

/* The table; the object is the context of its functions. */
const EnlistFunction *enlist_sim_functions_get_table (size_t *count);

/* The hook of the platform. */
void enlist_sim_functions_identify (EnlistSimFunctions *self);

G_END_DECLS
