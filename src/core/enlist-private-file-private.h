/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * enlist_private_file_create:
 * @path: (nullable): %NULL for a file that is not local, which is refused
 * @name: what messages call the file
 * @when_exists: what messages say when it exists already
 *
 * Makes a file that only its owner may read (mode 0600), on the disk when this returns. A file that exists
 * is never touched: a key that exists is never lost. What could not be written as a whole is removed again.
 *
 * Errors: ENLIST_ERROR_REFUSED when it exists, ENLIST_ERROR_STORAGE
 */
gboolean enlist_private_file_create (const char    *path,
                                     const char    *name,
                                     const char    *when_exists,
                                     gconstpointer  data,
                                     gsize          size,
                                     GError       **error);

/* The same, but not on the disk yet: for many files, whose file system the caller syncs in the end. */
gboolean enlist_private_file_create_unsynced (const char    *path,
                                              gconstpointer  data,
                                              gsize          size,
                                              GError       **error);

/**
 * enlist_private_file_replace:
 *
 * The same for a file that may exist: it is replaced as a whole, and stays what it was after a failure.
 *
 * Errors: ENLIST_ERROR_STORAGE
 */
gboolean enlist_private_file_replace (const char *path, gconstpointer data, gsize size, GError **error);

G_END_DECLS
