/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-publisher-key.h"

G_BEGIN_DECLS

/* Whether @argument names a key on a token (RFC 7512) and no file. */
gboolean enlist_ctl_is_token_key (const char *argument);

/**
 * enlist_ctl_load_key:
 * @argument: a key file, or the PKCS#11 URI of a key on a token
 * @name: (nullable): the publisher's name, instead of the label of a key on a token
 *
 * The PIN of a token comes from the URI's pin-source, else from ENLIST_PIN, else from the terminal.
 *
 * Errors: those of enlist_publisher_key_load() and enlist_publisher_key_open_token()
 */
EnlistPublisherKey *enlist_ctl_load_key (const char *argument, const char *name, GError **error);

G_END_DECLS
