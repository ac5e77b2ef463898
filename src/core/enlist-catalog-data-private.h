/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "enlist-catalog.h"

G_BEGIN_DECLS

/* What catalog.json and entries.csv of one folder say: read as a whole, immutable then, for any thread. */
typedef struct _EnlistCatalogData EnlistCatalogData;

typedef struct {
  char *label;  /* (nullable): as it is written */
  char *fields; /* (nullable): a JSON object; text takes a tenth of the memory of a tree */
} EnlistCatalogEntry;

/* @folder: its path without symbolic links */
EnlistCatalogData *enlist_catalog_data_load (const char *folder, GCancellable *cancellable, GError **error);

EnlistCatalogData *enlist_catalog_data_ref   (EnlistCatalogData *self);
void               enlist_catalog_data_unref (EnlistCatalogData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistCatalogData, enlist_catalog_data_unref)

/* Whether the files are still those that were read. */
gboolean           enlist_catalog_data_is_current  (EnlistCatalogData *self);

const char        *enlist_catalog_data_get_folder    (EnlistCatalogData *self);
const char        *enlist_catalog_data_get_name      (EnlistCatalogData *self);
guint              enlist_catalog_data_get_n_entries (EnlistCatalogData *self);

/* @key: normalized. Returns: (transfer none) (nullable) */
const EnlistCatalogEntry *enlist_catalog_data_lookup (EnlistCatalogData *self, const char *key);

/* (transfer container): all normalized keys, in no order */
const char       **enlist_catalog_data_list_keys     (EnlistCatalogData *self, guint *count);

/* For whoever fills it: takes over @label and @fields. FALSE with ENLIST_ERROR_CATALOG, whose message is the
 * reason only, for a bad key, one that is there already, or one too many. */
gboolean           enlist_catalog_data_add (EnlistCatalogData  *self,
                                            const char         *key,
                                            char               *label,
                                            char               *fields,
                                            GError            **error);

/* TRUE when @name can be a field's: docs/format.md, clause 6.5 */
gboolean           enlist_catalog_data_is_field_name (const char *name);

/* Adds the entries of a table, the content of the file @path. */
gboolean           enlist_catalog_csv_read (EnlistCatalogData  *data,
                                            const char         *path,
                                            const char         *text,
                                            gsize               size,
                                            GError            **error);

/* A member of a JSON object: its name, and the text of its value. FALSE ends the reading. */
typedef gboolean (*EnlistCatalogMember) (const char  *name,
                                         const char  *text,
                                         gsize        size,
                                         gpointer     user_data,
                                         GError     **error);

/* FALSE with @place when @text is no object there, FALSE without it when @member has answered so. Values need
 * not be JSON. */
gboolean           enlist_catalog_members_read (const char           *text,
                                                gsize                 size,
                                                EnlistCatalogMember   member,
                                                gpointer              user_data,
                                                const char          **place,
                                                GError              **error);

/* Adds the entries of catalog.json and answers the catalog's name. */
char              *enlist_catalog_json_read (EnlistCatalogData  *data,
                                             const char         *path,
                                             const char         *text,
                                             gsize               size,
                                             GError            **error);

/*
 * A file below @folder (a path without symbolic links), at most @maximum bytes. @name must stay below the
 * folder: no "..", no symbolic link that leads out. ENLIST_ERROR_NOT_FOUND, _CATALOG (leads out, is no file,
 * is too large), _STORAGE; messages begin with the path.
 */
GBytes            *enlist_catalog_read_file (const char  *folder,
                                             const char  *name,
                                             gsize        maximum,
                                             GError     **error);

G_END_DECLS
