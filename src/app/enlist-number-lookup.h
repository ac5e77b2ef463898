/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalogs.h"
#include "enlist-label.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_NUMBER_LOOKUP (enlist_number_lookup_get_type ())
G_DECLARE_FINAL_TYPE (EnlistNumberLookup, enlist_number_lookup, ENLIST, NUMBER_LOOKUP, GObject)

/**
 * EnlistNumberLookup:
 *
 * Finds labels in catalogs by numbers that were typed or scanned. Property busy: whether something is being
 * looked up.
 *
 * Signals:
 *  - "found" (EnlistLabel *label)
 *  - "problem" (GError *error): no catalog has any of the numbers, or a catalog cannot be used
 */
EnlistNumberLookup *enlist_number_lookup_new    (EnlistCatalogs *catalogs);

/**
 * enlist_number_lookup_add:
 * @delay: milliseconds to wait for what counts more than @number: further numbers that are added until then,
 *   or a label, upon which the caller cancels
 *
 * The number of a device is looked up before that of its kind.
 */
void                enlist_number_lookup_add    (EnlistNumberLookup *self, const char *number, guint delay);

/* Forgets all numbers; no signal comes after it. */
void                enlist_number_lookup_cancel (EnlistNumberLookup *self);

G_END_DECLS
