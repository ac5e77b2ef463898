/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * base64url without padding (RFC 4648, section 5; section 3.2). Decoding is strict: no padding, no white
 * space, unused bits are zero, so that every sequence of bytes has exactly one text.
 */

/* How many characters @size bytes take */
static inline size_t
enlist_base64url_encoded_size (size_t size)
{
  return size / 3 * 4 + (size % 3 != 0 ? size % 3 + 1 : 0);
}

/* How many bytes fit into @length characters */
static inline size_t
enlist_base64url_decoded_size (size_t length)
{
  return length / 4 * 3 + (length % 4 > 1 ? length % 4 - 1 : 0);
}

/**
 * enlist_base64url_encode:
 * @text: (out caller-allocates): enlist_base64url_encoded_size() characters, not terminated
 * @capacity: room in @text, in characters
 * @length: (out): characters written
 *
 * Returns: ENLIST_OK or ENLIST_E_SPACE
 */
EnlistStatus enlist_base64url_encode (EnlistSlice data, char *text, size_t capacity, size_t *length);

/**
 * enlist_base64url_decode:
 * @data: (out caller-allocates): enlist_base64url_decoded_size() bytes
 * @capacity: room in @data, in bytes
 * @size: (out): bytes written
 * @error_offset: (out) (optional): for ENLIST_E_BASE45, the refused character
 *
 * Returns: ENLIST_OK, ENLIST_E_BASE45 (a character or group that does not belong there) or ENLIST_E_SPACE
 */
EnlistStatus enlist_base64url_decode (EnlistSlice text, uint8_t *data, size_t capacity, size_t *size,
                                      size_t *error_offset);
