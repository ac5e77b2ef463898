/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalog.h"
#include "enlist-label.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_CATALOGS (enlist_catalogs_get_type ())
G_DECLARE_FINAL_TYPE (EnlistCatalogs, enlist_catalogs, ENLIST, CATALOGS, GObject)

/**
 * EnlistCatalogs:
 *
 * All catalogs of this user: first the folders that were added, then those in the user's
 * $XDG_DATA_HOME/enlist/catalogs, then the system's enlist/catalogs in $XDG_DATA_DIRS, each in the order of
 * the folders' names. The first that has what is asked for wins. Folders that come and go are noticed.
 *
 * A number may stand for several keys (a GS1 code with GTIN and serial number, for one): all catalogs are
 * asked for the most specific key first.
 *
 * Errors are those of #EnlistCatalog; the message of ENLIST_ERROR_NOT_FOUND is translated and says which
 * catalogs were asked. A catalog that cannot be used does not keep the others from answering.
 */

/**
 * enlist_catalogs_new:
 * @user_dir: (nullable): the folder of the user's catalogs; %NULL for the usual one
 * @system_dirs: (nullable) (array zero-terminated=1): those of the system's; %NULL for the usual ones
 */
EnlistCatalogs *enlist_catalogs_new         (const char *user_dir, const char *const *system_dirs);

/* (transfer none): the one with the usual folders, made by the first call; for the main thread */
EnlistCatalogs *enlist_catalogs_get_default (void);

/* A catalog to ask before all others and before those added later. */
void            enlist_catalogs_add_folder  (EnlistCatalogs *self, GFile *folder);

/* Every catalog there is, read, in the order in which they are asked. */
void            enlist_catalogs_list_async  (EnlistCatalogs      *self,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);

/**
 * enlist_catalogs_list_finish:
 * @problems: (out) (optional) (transfer full): one line for every catalog that cannot be used
 *
 * Returns: (transfer full) (element-type EnlistCatalog): those that can be used
 */
GPtrArray      *enlist_catalogs_list_finish (EnlistCatalogs *self, GAsyncResult *result, char ***problems,
                                             GError **error);

/**
 * enlist_catalogs_supply_parts_async:
 * @label: is given the parts that it does not carry and that a catalog has
 */
void            enlist_catalogs_supply_parts_async  (EnlistCatalogs      *self,
                                                     EnlistLabel         *label,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);

/* Returns: %TRUE when nothing is missing any more. ENLIST_ERROR_NOT_FOUND names, translated, the first part
 * that is, its size, and where to put it; what is wrong with a file that a catalog has comes before that */
gboolean        enlist_catalogs_supply_parts_finish (EnlistCatalogs  *self,
                                                     GAsyncResult    *result,
                                                     GError         **error);

/* As the functions of #EnlistCatalog. An entry without fields, or without a label, is passed over. */
void            enlist_catalogs_lookup_async      (EnlistCatalogs      *self,
                                                   const char          *key,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
GHashTable     *enlist_catalogs_lookup_finish     (EnlistCatalogs *self, GAsyncResult *result,
                                                   GError **error);
void            enlist_catalogs_find_label_async  (EnlistCatalogs      *self,
                                                   const char          *key,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
GBytes         *enlist_catalogs_find_label_finish (EnlistCatalogs *self, GAsyncResult *result,
                                                   GError **error);
void            enlist_catalogs_find_part_async   (EnlistCatalogs      *self,
                                                   const char          *hash,
                                                   GCancellable        *cancellable,
                                                   GAsyncReadyCallback  callback,
                                                   gpointer             user_data);
GBytes         *enlist_catalogs_find_part_finish  (EnlistCatalogs *self, GAsyncResult *result,
                                                   GError **error);

G_END_DECLS
