/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * Base45 (RFC 9285): two bytes in three characters, a last odd byte in two, all from the alphanumeric set
 * of QR codes. Decoding is strict, so that every sequence of bytes has exactly one text.
 */

/* How many characters @size bytes take */
static inline size_t
enlist_base45_encoded_size (size_t size)
{
  return size / 2 * 3 + size % 2 * 2;
}

/* How many bytes fit into @length characters */
static inline size_t
enlist_base45_decoded_size (size_t length)
{
  return length / 3 * 2 + (length % 3 == 2 ? 1 : 0);
}

/**
 * enlist_base45_encode:
 * @text: (out caller-allocates): enlist_base45_encoded_size() characters, not terminated
 * @capacity: room in @text, in characters
 * @length: (out): characters written
 *
 * Returns: ENLIST_OK or ENLIST_E_SPACE
 */
EnlistStatus enlist_base45_encode (EnlistSlice data, char *text, size_t capacity, size_t *length);

/**
 * enlist_base45_decode:
 * @data: (out caller-allocates) (nullable): enlist_base45_decoded_size() bytes; %NULL only checks @text
 * @capacity: room in @data, in bytes; not looked at when @data is %NULL
 * @size: (out): bytes written, or that would be
 * @error_offset: (out) (optional): for ENLIST_E_BASE45, the refused character: the first of its group when
 *   the group stands for too large a value, the last one of @text when it is left over
 *
 * Returns: ENLIST_OK, ENLIST_E_BASE45 (RFC 9285, section 6, and lower case) or ENLIST_E_SPACE
 */
EnlistStatus enlist_base45_decode (EnlistSlice text, uint8_t *data, size_t capacity, size_t *size,
                                   size_t *error_offset);
