/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalog-data-private.h"
#include "enlist-catalog.h"

G_BEGIN_DECLS

/*
 * What the asynchronous functions do in their threads. These block, and may be called from any thread.
 */

/* (transfer full): what the files say now */
EnlistCatalogData *enlist_catalog_dup_data (EnlistCatalog *self, GCancellable *cancellable, GError **error);

/* (transfer full): the folder's path, for messages */
char       *enlist_catalog_dup_path (EnlistCatalog *self);

/* (transfer full) (nullable): the fields of an entry; %NULL when it has none */
GHashTable *enlist_catalog_entry_read_fields (const EnlistCatalogEntry *entry);

/* (transfer full) (nullable): %NULL without an error when it has no label */
GBytes     *enlist_catalog_entry_read_label  (const char                *folder,
                                              const EnlistCatalogEntry  *entry,
                                              GError                   **error);

/* @file: 32 lower-case hex digits, and ".part" if it likes; any other name is refused */
GBytes     *enlist_catalog_read_part (const char *folder, const char *file, GError **error);

/* @catalogs: of EnlistCatalog, in the order in which they are asked. Results and errors are those of
 * enlist_catalogs_lookup_finish() and so on. */
GHashTable *enlist_catalog_ask_fields (GPtrArray *catalogs, const char *key, GCancellable *cancellable,
                                       GError **error);
GBytes     *enlist_catalog_ask_label  (GPtrArray *catalogs, const char *key, GCancellable *cancellable,
                                       GError **error);
GBytes     *enlist_catalog_ask_part   (GPtrArray *catalogs, const char *hash, GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
