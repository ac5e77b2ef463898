/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A label on an NFC tag: an NDEF message (NFC Forum, NDEF 1.0), docs/format.md, clause 4.7. How a type of tag
 * wraps the message (TLV blocks) is not part of it.
 */

#define ENLIST_NDEF_MEDIA_TYPE "application/vnd.enlist.label"
#define ENLIST_NDEF_MAX_MESSAGE (16384 + 64) /* bytes */

/**
 * enlist_ndef_write:
 * @payload: the payload of clause 3, 1 to 16384 bytes
 *
 * Returns: (transfer full): a message of one record; %NULL with ENLIST_ERROR_USAGE for a payload of another
 *   size
 */
GBytes *enlist_ndef_write (GBytes *payload, GError **error);

/**
 * enlist_ndef_read:
 * @message: one NDEF message and nothing else
 *
 * Returns: (transfer full): the payload of the first record with a label or, without one, of the first
 *   `enlist:` URI. %NULL with ENLIST_ERROR_NOT_A_LABEL when the message has neither, ENLIST_ERROR_DAMAGED for
 *   what is no message; the error's message names the byte
 */
GBytes *enlist_ndef_read (GBytes *message, GError **error);

G_END_DECLS
