/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <p11-kit/uri.h>

#include "enlist-publisher-key.h"

G_BEGIN_DECLS

/**
 * enlist_token_pin_obtain:
 * @token: the token's label
 *
 * The PIN of a token: the URI's pin-value, else the first line of the file that its pin-source names, else
 * what @ask_pin answers.
 *
 * Returns: (transfer full): guarded memory, for sodium_free(). %NULL with ENLIST_ERROR_USAGE, _NOT_FOUND or
 * _STORAGE for a bad source, _REFUSED without any, or what @ask_pin answers
 */
char *enlist_token_pin_obtain (P11KitUri      *uri,
                               const char     *token,
                               EnlistPinFunc   ask_pin,
                               gpointer        user_data,
                               GError        **error);

G_END_DECLS
