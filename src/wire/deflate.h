/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/*
 * The payload of a label (docs/format.md, clause 3): one format byte, then raw deflate (RFC 1951) with a
 * preset dictionary. Assistant's side only, on top of zlib.
 */

#define ENLIST_DEFLATE_FORMAT 0x01 /* the format byte: dictionary version 1 */

/* The preset dictionary of version 1; frozen. */
EnlistSlice enlist_deflate_dictionary (void);

/* @payload: (out caller-allocates): the format byte and the compressed bytes; size + size / 100 + 64 always
 * suffices */
EnlistStatus enlist_deflate_pack (EnlistSlice label, uint8_t *payload, size_t capacity, size_t *size);

/**
 * enlist_deflate_unpack:
 * @label: (out caller-allocates): where the label's CBOR goes, in one pass
 * @capacity: at most ENLIST_LABEL_MAX_PAYLOAD is used, whatever is given
 *
 * Returns: ENLIST_OK; ENLIST_E_TRUNCATED; ENLIST_E_VERSION (another format byte); ENLIST_E_INFLATE;
 *   ENLIST_E_TRAILING (bytes after the end of the stream); ENLIST_E_TOO_LARGE (more comes out than the limit)
 */
EnlistStatus enlist_deflate_unpack (EnlistSlice payload, uint8_t *label, size_t capacity, size_t *size);
