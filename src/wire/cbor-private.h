/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/* Shared by the reader and the writer of cbor.h. */

/* Major types (RFC 8949, section 3.1) */
enum {
  ENLIST_CBOR_MAJOR_UNSIGNED = 0,
  ENLIST_CBOR_MAJOR_NEGATIVE = 1,
  ENLIST_CBOR_MAJOR_BYTES = 2,
  ENLIST_CBOR_MAJOR_TEXT = 3,
  ENLIST_CBOR_MAJOR_ARRAY = 4,
  ENLIST_CBOR_MAJOR_MAP = 5,
  ENLIST_CBOR_MAJOR_SIMPLE = 7,
};

/* Simple values (RFC 8949, section 3.3) */
enum {
  ENLIST_CBOR_SIMPLE_FALSE = 20,
  ENLIST_CBOR_SIMPLE_TRUE = 21,
  ENLIST_CBOR_SIMPLE_NULL = 22,
};
