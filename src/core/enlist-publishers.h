/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-publisher.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PUBLISHERS (enlist_publishers_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPublishers, enlist_publishers, ENLIST, PUBLISHERS, GObject)

/**
 * EnlistPublishers:
 *
 * The publishers who are trusted, a #GListModel of #EnlistPublisher sorted by name. One JSON file each
 * (enlist_publisher_new_from_json()), in the user's folder $XDG_CONFIG_HOME/enlist/publishers and in the
 * system's enlist/publishers below /etc, the installation's data directory and $XDG_DATA_DIRS. A key that is
 * in both counts as the system's.
 */

/**
 * enlist_publishers_new:
 * @user_dir: (nullable): where the user's are; %NULL for the usual place
 * @system_dirs: (nullable) (array zero-terminated=1): where the system's are; %NULL for the usual places
 *
 * Empty until loaded.
 */
EnlistPublishers  *enlist_publishers_new           (const char *user_dir, const char *const *system_dirs);

/* Reads all folders again. Files that cannot be used are left out and reported by
 * enlist_publishers_get_problems(). */
void               enlist_publishers_load_async    (EnlistPublishers    *self,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean           enlist_publishers_load_finish   (EnlistPublishers  *self,
                                                    GAsyncResult      *result,
                                                    GError           **error);

/* Returns: (transfer none) (array zero-terminated=1): one line for every file left out by the last load */
const char *const *enlist_publishers_get_problems  (EnlistPublishers *self);

/* @key_id: ENLIST_PUBLISHER_KEY_ID_SIZE bytes. Returns: (transfer none) (nullable) */
EnlistPublisher   *enlist_publishers_lookup        (EnlistPublishers *self, const guint8 *key_id);

/* @key_id: 16 hex digits, either case. Returns: (transfer none) (nullable) */
EnlistPublisher   *enlist_publishers_lookup_hex    (EnlistPublishers *self, const char *key_id);

/**
 * enlist_publishers_add_async:
 *
 * Trusts a publisher from now on: writes the user's file as a whole or not at all, then adds it to the list.
 * Adding a key again changes its name. Errors: ENLIST_ERROR_STORAGE; ENLIST_ERROR_REFUSED when the system has
 * that key already, or another key has the same id
 */
void               enlist_publishers_add_async     (EnlistPublishers    *self,
                                                    EnlistPublisher     *publisher,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean           enlist_publishers_add_finish    (EnlistPublishers  *self,
                                                    GAsyncResult      *result,
                                                    GError           **error);

/* Errors: ENLIST_ERROR_NOT_FOUND, ENLIST_ERROR_REFUSED for the system's, ENLIST_ERROR_STORAGE */
void               enlist_publishers_remove_async  (EnlistPublishers    *self,
                                                    EnlistPublisher     *publisher,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean           enlist_publishers_remove_finish (EnlistPublishers  *self,
                                                    GAsyncResult      *result,
                                                    GError           **error);

G_END_DECLS
