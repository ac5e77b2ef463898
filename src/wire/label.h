/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "manifest.h"

/* The label as CBOR, inflated (docs/format.md, clauses 5.1 and 7). */

#define ENLIST_LABEL_MAX 16384 /* bytes */

/* The three elements of a label; slices point into the bytes. */
typedef struct {
  EnlistSlice envelope;
  const uint8_t *secret; /* ENLIST_LABEL_SECRET_SIZE bytes, or NULL */
  unsigned part_count;
  EnlistSlice parts[ENLIST_MAX_PARTS]; /* an absent part has data NULL */
} EnlistLabelParts;

/* @bytes: not yet validated. @error_offset: (out) (optional): where it was refused. */
EnlistStatus enlist_label_read (EnlistSlice       bytes,
                                EnlistLabelParts *label,
                                size_t           *error_offset);

EnlistStatus enlist_label_write (const EnlistLabelParts *label,
                                 void                   *buffer,
                                 size_t                  capacity,
                                 size_t                 *size);

/*
 * Counts, sizes and hashes of clause 7.1: ENLIST_OK, or ENLIST_E_HASH and @part (out) (optional) names the
 * first part that does not match. Absent parts are passed over.
 */
EnlistStatus enlist_label_check_parts (const EnlistLabelParts *label,
                                       const EnlistManifest   *manifest,
                                       const EnlistCrypto     *crypto,
                                       unsigned               *part);
