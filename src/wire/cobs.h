/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, 1999): bytes without any 00, so that a 00 can end
 * them.
 */

/* Bytes that @size bytes take at most */
#define ENLIST_COBS_MAX_ENCODED(size) ((size) + (size) / 254 + 1)

/**
 * enlist_cobs_encode:
 * @encoded: (out caller-allocates): at most ENLIST_COBS_MAX_ENCODED() bytes
 * @size: (out): bytes written
 *
 * Returns: ENLIST_OK; ENLIST_E_SPACE
 */
EnlistStatus enlist_cobs_encode (EnlistSlice data, uint8_t *encoded, size_t capacity, size_t *size);

/**
 * enlist_cobs_decode:
 * @encoded: without the 00 behind it
 * @data: (out caller-allocates): as many bytes as @encoded less one are enough; may be where @encoded is
 * @size: (out): bytes written
 *
 * Returns: ENLIST_OK; ENLIST_E_TRUNCATED: it ends too early; ENLIST_E_RANGE: there is a 00 in it
 */
EnlistStatus enlist_cobs_decode (EnlistSlice encoded, uint8_t *data, size_t *size);
