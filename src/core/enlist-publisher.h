/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ENLIST_PUBLISHER_KEY_SIZE 32
#define ENLIST_PUBLISHER_KEY_ID_SIZE 8
#define ENLIST_PUBLISHER_MAX_NAME 64 /* bytes of UTF-8 */

/**
 * EnlistPublisherSource:
 * @ENLIST_PUBLISHER_CARD: read from a card, not (yet) trusted
 * @ENLIST_PUBLISHER_USER: trusted by this user
 * @ENLIST_PUBLISHER_SYSTEM: trusted by whoever administers the computer; cannot be removed here
 */
typedef enum {
  ENLIST_PUBLISHER_CARD,
  ENLIST_PUBLISHER_USER,
  ENLIST_PUBLISHER_SYSTEM,
} EnlistPublisherSource;

#define ENLIST_TYPE_PUBLISHER (enlist_publisher_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPublisher, enlist_publisher, ENLIST, PUBLISHER, GObject)

/**
 * EnlistPublisher:
 *
 * Who signs applications: a name and an Ed25519 key. Immutable; properties name, key (#GBytes), key-id (hex),
 * source.
 */

/**
 * enlist_publisher_new:
 * @name: 1 to ENLIST_PUBLISHER_MAX_NAME bytes, no control characters, not only spaces
 * @key: ENLIST_PUBLISHER_KEY_SIZE bytes, the public key
 *
 * Errors: ENLIST_ERROR_DAMAGED when name or key are something else
 */
EnlistPublisher      *enlist_publisher_new        (const char             *name,
                                                   GBytes                 *key,
                                                   EnlistPublisherSource   source,
                                                   GError                **error);

const char           *enlist_publisher_get_name   (EnlistPublisher *self);
GBytes               *enlist_publisher_get_key    (EnlistPublisher *self);
EnlistPublisherSource enlist_publisher_get_source (EnlistPublisher *self);

/* The first 8 bytes of SHA-256(key), as 16 lower-case hex digits and as bytes. */
const char           *enlist_publisher_get_key_id       (EnlistPublisher *self);
const guint8         *enlist_publisher_get_key_id_bytes (EnlistPublisher *self);

/**
 * enlist_publisher_new_from_card:
 * @text: `ENP1:` and the Base45 (RFC 9285) of the CBOR array [1, name, key]; white space around it is ignored
 *
 * Errors: ENLIST_ERROR_NOT_A_LABEL (something else), ENLIST_ERROR_TOO_NEW, ENLIST_ERROR_DAMAGED
 */
EnlistPublisher      *enlist_publisher_new_from_card (const char *text, GError **error);

/* Returns: (transfer full): the text of the card, in the QR alphanumeric set */
char                 *enlist_publisher_to_card       (EnlistPublisher *self);

/**
 * enlist_publisher_new_from_json:
 * @json: {"enlist-publisher": 1, "name": "...", "key": "<base64url without padding>"}; other keys are ignored
 * @length: bytes of @json, -1 when terminated
 *
 * Errors: ENLIST_ERROR_DAMAGED, ENLIST_ERROR_TOO_NEW
 */
EnlistPublisher      *enlist_publisher_new_from_json (const char             *json,
                                                      gssize                  length,
                                                      EnlistPublisherSource   source,
                                                      GError                **error);
char                 *enlist_publisher_to_json       (EnlistPublisher *self);

G_END_DECLS
