/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

/* Patterns of answers (docs/format.md, clause 8.3): I-Regexp (RFC 9485) without groups and alternatives. */

#define ENLIST_PATTERN_MAX_TEXT 1024 /* bytes that a pattern can match */

/**
 * enlist_pattern_check:
 * @pattern: valid UTF-8
 * @error_offset: (out) (optional): the byte that does not fit
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE when it is no pattern of the subset
 */
EnlistStatus enlist_pattern_check (EnlistSlice  pattern,
                                   size_t      *error_offset);

/**
 * enlist_pattern_matches:
 * @pattern: that enlist_pattern_check() accepts
 * @text: valid UTF-8; a longer one than ENLIST_PATTERN_MAX_TEXT matches nothing
 *
 * Takes time linear in the text's characters times the pattern's atoms, and does not recurse.
 *
 * Returns: whether the whole of @text matches
 */
bool enlist_pattern_matches (EnlistSlice pattern,
                             EnlistSlice text);
