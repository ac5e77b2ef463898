/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

#define ENLIST_PUBLISHER_SIGNATURE_SIZE 64 /* bytes */

#define ENLIST_TYPE_PUBLISHER_KEY (enlist_publisher_key_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPublisherKey, enlist_publisher_key, ENLIST, PUBLISHER_KEY, GObject)

/**
 * EnlistPublisherKey:
 *
 * The key pair that a publisher signs with. It is on a PKCS#11 token, or kept in a file that only its owner
 * may read: one JSON object {"enlist-publisher-key": 1, "name", "key": base64url of 32 bytes, "secret":
 * base64url of the 32-byte seed}.
 */
EnlistPublisherKey *enlist_publisher_key_generate (const char *name, GError **error);
EnlistPublisherKey *enlist_publisher_key_load     (GFile *file, GError **error);

/**
 * EnlistPinFunc:
 * @token: the token's label
 *
 * Returns: (transfer full): the PIN, which the caller wipes; %NULL with an error
 */
typedef char *(*EnlistPinFunc) (const char *token, gpointer user_data, GError **error);

/**
 * enlist_publisher_key_open_token:
 * @uri: a PKCS#11 URI (RFC 7512) of an Ed25519 private key; its pin-source may name a file with the PIN
 * @name: (nullable): the publisher's name; %NULL takes the label of the key
 * @ask_pin: (nullable): asked at most once, and only here
 *
 * The key pair stays on the token, which signs.
 *
 * Errors: ENLIST_ERROR_NOT_FOUND (no such token or key), _REFUSED (wrong or locked PIN), _USAGE (no URI of
 * one key, a key of another type, no name), or what @ask_pin answers
 */
EnlistPublisherKey *enlist_publisher_key_open_token (const char     *uri,
                                                     const char     *name,
                                                     EnlistPinFunc   ask_pin,
                                                     gpointer        user_data,
                                                     GError        **error);

/* Mode 0600; refuses to overwrite (ENLIST_ERROR_REFUSED). Not for a key on a token. */
gboolean            enlist_publisher_key_save     (EnlistPublisherKey *self, GFile *file, GError **error);

/* (transfer full): the public half, to trust */
EnlistPublisher    *enlist_publisher_key_dup_publisher (EnlistPublisherKey *self);

/**
 * enlist_publisher_key_sign:
 * @signature: (out caller-allocates): ENLIST_PUBLISHER_SIGNATURE_SIZE bytes, Ed25519 (RFC 8032) of @message
 */
gboolean            enlist_publisher_key_sign (EnlistPublisherKey  *self,
                                               gconstpointer        message,
                                               gsize                size,
                                               guint8              *signature,
                                               GError             **error);

G_END_DECLS
