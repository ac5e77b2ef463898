/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "identity.h"

G_BEGIN_DECLS

/**
 * enlist_publisher_card_load:
 * @path: a file with the text of a publisher card (docs/format.md, clause 4.5)
 * @key: (out): the publisher's Ed25519 public key
 */
gboolean
enlist_publisher_card_load (const char *path, uint8_t key[ENLIST_ED25519_PUBLIC_SIZE], GError **error);

G_END_DECLS
