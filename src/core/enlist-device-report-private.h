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

G_END_DECLS
