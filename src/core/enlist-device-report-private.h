/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-value.h"
#include "message.h"

G_BEGIN_DECLS

/* What the device signs (docs/format.md, clauses 10.5 and 10.6), read and verified. */

/* (transfer full) (element-type guint EnlistValue): the reported values by field; %NULL when one is
 * malformed, or not what the device's program declares */
GHashTable *enlist_device_report_read (EnlistLabel *label, EnlistSlice bytes);

/* @key: (out): ENLIST_ED25519_PUBLIC_SIZE bytes. %FALSE when that field is not an Ed25519 key. */
gboolean    enlist_device_report_get_signing_key (GHashTable *values, guint field, guint8 *key);

/* @fields: as sent; @signature: (nullable): a missing one does not verify */
gboolean    enlist_device_report_verify      (const EnlistSessionBinding *binding,
                                              EnlistSlice                 fields,
                                              const guint8               *signature,
                                              const guint8               *key);
gboolean    enlist_device_report_verify_done (const EnlistSessionBinding *binding,
                                              EnlistDeviceState           state,
                                              const guint8               *signature,
                                              const guint8               *key);

/* Whether a device may end in that state: one whose program locks, whatever it decides, or that locks by
 * itself, ends owned; one without either ends unowned (clause 10.6). A branch that ends early may pass the
 * `lock` over. */
gboolean    enlist_device_report_state_fits (EnlistLabel *label, gboolean locks_by_itself,
                                             EnlistDeviceState state);

/* (transfer full): the reason of a failure as the device gives it, without what breaks a line of a log */
char       *enlist_device_report_dup_reason (EnlistSlice text);

G_END_DECLS
