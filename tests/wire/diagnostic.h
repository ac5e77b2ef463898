/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

/**
 * diagnostic_cbor:
 * @notation: CBOR's diagnostic notation (RFC 8949, section 8) of our subset: integers, "text", h'00ff', [1,
 *   2], {0: 1}, true, false, null, and <<1>> for a byte string that holds an item (RFC 8610, appendix G.3)
 *
 * To write limits down, "a"^1000 and h'00'^32 repeat the contents of a string, and [1*256] is an array with
 * 256 ones. Maps are written as they stand, sorted or not.
 *
 * Returns: the bytes, in memory of exactly that size; anything else in @notation fails the case
 */
EnlistSlice diagnostic_cbor (const char *notation);

/* The same with a printf() format */
EnlistSlice diagnostic_cbor_format (const char *format, ...) __attribute__ ((format (printf, 1, 2)));
