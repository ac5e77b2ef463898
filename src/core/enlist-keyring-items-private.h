/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <libsecret/secret.h>

/* Public and installed, but secret.h of libsecret 0.20 leaves it out. */
#define __SECRET_INSIDE_HEADER__
#include <libsecret/secret-backend.h>
#undef __SECRET_INSIDE_HEADER__

#include "enlist-owner.h"

G_BEGIN_DECLS

/*
 * Items of the keyring, synchronous: only the keyring's worker threads call these. The attributes of each
 * item are its kind ("device", "owner", "session") and what tells it from others of its kind. Errors: see
 * EnlistKeyring.
 */

/* Sees whether there is a keyring and, when @interactive, has it unlocked. To be called first. */
gboolean enlist_keyring_items_ready  (SecretBackend  *backend,
                                      gboolean        interactive,
                                      GCancellable   *cancellable,
                                      GError        **error);

/* Sets @error for a keyring that cannot be reached; always FALSE. @cause: (transfer full) */
gboolean enlist_keyring_items_fail_absent (GError **error, GError *cause);

/* (transfer full): names and values follow, ending with NULL; a name whose value is NULL is skipped */
GHashTable *enlist_keyring_items_attributes (const char *kind, ...) G_GNUC_NULL_TERMINATED;

/* Replaces the item with the same attributes, reads it back and compares. @line: one line of text */
gboolean enlist_keyring_items_store  (GHashTable    *attributes,
                                      const char    *title,
                                      const char    *line,
                                      GCancellable  *cancellable,
                                      GError       **error);

/* (transfer full): of several items the one that was changed last; ENLIST_ERROR_NOT_FOUND */
SecretValue *enlist_keyring_items_lookup (GHashTable    *attributes,
                                          GCancellable  *cancellable,
                                          GError       **error);

/* (transfer full) (element-type SecretValue): of every item with these attributes */
GPtrArray *enlist_keyring_items_list (GHashTable    *attributes,
                                      GCancellable  *cancellable,
                                      GError       **error);

gboolean enlist_keyring_items_clear  (GHashTable    *attributes,
                                      GCancellable  *cancellable,
                                      GError       **error);

/* (transfer full) (element-type EnlistOwner): the oldest of each name, sorted by name; @name %NULL: all */
GPtrArray *enlist_keyring_items_owners (const char    *name,
                                        GCancellable  *cancellable,
                                        GError       **error);

G_END_DECLS
