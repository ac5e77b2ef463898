/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "enlist-value.h"

G_BEGIN_DECLS

/* docs/catalog.md; at the limit is allowed, one past it is refused */
#define ENLIST_CATALOG_MAX_FILE (64 * 1024 * 1024) /* bytes of catalog.json, and of entries.csv */
#define ENLIST_CATALOG_MAX_ENTRIES 250000
#define ENLIST_CATALOG_MAX_FIELDS 64               /* of one entry */
#define ENLIST_CATALOG_MAX_LABEL (64 * 1024)       /* bytes of a label's file */
#define ENLIST_CATALOG_MAX_PART (256 * 1024)       /* bytes; docs/format.md, clause 6.1 */

#define ENLIST_TYPE_CATALOG (enlist_catalog_get_type ())
G_DECLARE_FINAL_TYPE (EnlistCatalog, enlist_catalog, ENLIST, CATALOG, GObject)

/**
 * EnlistCatalog:
 *
 * A folder with labels, field values and parts by number: docs/catalog.md. EnlistCatalogs asks it; it is read
 * when it is first asked, in a thread, and again when its files have changed.
 *
 * Errors: ENLIST_ERROR_NOT_FOUND; ENLIST_ERROR_USAGE for a number with a typing mistake; ENLIST_ERROR_CATALOG
 * for a catalog that cannot be used, with file, JSON pointer or line, and reason; ENLIST_ERROR_STORAGE.
 */
EnlistCatalog *enlist_catalog_new_for_folder (GFile *folder);

GFile         *enlist_catalog_get_folder     (EnlistCatalog *self); /* (transfer none) */

/* (transfer full): what the catalog calls itself; the name of its folder as long as it is not read */
char          *enlist_catalog_dup_name       (EnlistCatalog *self);

/* 0 as long as it is not read */
guint          enlist_catalog_get_n_entries  (EnlistCatalog *self);

/* Reads every label and part, and the values of registered fields. */
void           enlist_catalog_check_async  (EnlistCatalog       *self,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);

/* Returns: (transfer full) (array zero-terminated=1): a line for everything that is wrong, about a
 * hundred at most; empty when nothing is */
char         **enlist_catalog_check_finish (EnlistCatalog *self, GAsyncResult *result, GError **error);

/**
 * enlist_catalog_read_value:
 * @kind: the kind of the field that the value is for
 * @node: a value of enlist_catalogs_lookup_finish()
 *
 * As enlist_value_from_json(), and texts are understood as numbers, yes or no, positions and lists where the
 * kind asks for one: a spreadsheet has nothing but texts.
 */
EnlistValue   *enlist_catalog_read_value (EnlistValueKind kind, JsonNode *node, GError **error);

G_END_DECLS
