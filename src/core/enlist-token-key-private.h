/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-publisher-key.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_TOKEN_KEY (enlist_token_key_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTokenKey, enlist_token_key, ENLIST, TOKEN_KEY, GObject)

/**
 * EnlistTokenKey:
 *
 * An Ed25519 key pair on a PKCS#11 token, which signs and never shows the secret. Tokens are those whose
 * modules p11-kit knows.
 */

/* Arguments and errors are those of enlist_publisher_key_open_token(). */
EnlistTokenKey *enlist_token_key_open (const char *uri, EnlistPinFunc ask_pin, gpointer user_data,
                                       GError **error);

const char *enlist_token_key_get_label  (EnlistTokenKey *self); /* of the object; may be empty */
GBytes     *enlist_token_key_get_public (EnlistTokenKey *self); /* (transfer none): 32 bytes */

/* As enlist_publisher_key_sign(); what the token answers has been verified. */
gboolean    enlist_token_key_sign (EnlistTokenKey *self, gconstpointer message, gsize size, guint8 *signature,
                                   GError **error);

G_END_DECLS
