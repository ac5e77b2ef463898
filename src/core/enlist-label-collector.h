/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_LABEL_COLLECTOR (enlist_label_collector_get_type ())
G_DECLARE_FINAL_TYPE (EnlistLabelCollector, enlist_label_collector, ENLIST, LABEL_COLLECTOR, GObject)

/**
 * EnlistLabelCollector:
 *
 * Turns scanned or typed texts into a label. Codes of one label may come in any order, repeated, and mixed
 * with those of up to three others: the label that is complete first wins.
 */
EnlistLabelCollector *enlist_label_collector_new (void);

/**
 * enlist_label_collector_add:
 * @text: what a code or the user said
 *
 * Returns: (transfer full) (nullable): the label when it is complete. %NULL without @error when more codes
 *   are needed, see enlist_label_collector_get_progress(). Errors as of enlist_label_load_bytes(); what was
 *   collected stays.
 */
EnlistLabel *enlist_label_collector_add (EnlistLabelCollector *self, const char *text, GError **error);

/* Of the label that was added to last; 0 of 0 at the start. */
void enlist_label_collector_get_progress (EnlistLabelCollector *self, guint *have, guint *total);

/* (transfer full) (nullable): ENLIST_ERROR_INCOMPLETE naming the missing codes; %NULL when nothing is half
 * collected */
GError *enlist_label_collector_get_missing (EnlistLabelCollector *self);

void enlist_label_collector_reset (EnlistLabelCollector *self);

G_END_DECLS
