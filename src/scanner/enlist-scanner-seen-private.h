/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-scanner-code.h"

G_BEGIN_DECLS

/* What has been reported and is still in view, or was until less than a second ago. */
typedef struct _EnlistScannerSeen EnlistScannerSeen;

EnlistScannerSeen *enlist_scanner_seen_new (void);
void enlist_scanner_seen_free (EnlistScannerSeen *self);

/*
 * Takes in the codes of one picture that was decoded at the time now (microseconds, monotonic) and appends
 * those to fresh, an array of owned codes, that are to be reported.
 */
void enlist_scanner_seen_update (EnlistScannerSeen *self,
                                 GPtrArray         *codes,
                                 gint64             now,
                                 GPtrArray         *fresh);

void enlist_scanner_seen_reset (EnlistScannerSeen *self);

G_END_DECLS
