/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"

/*
 * Reads with bounds, for structures whose CDDL gives them. Each leaves the cursor on the item that it
 * refuses: ENLIST_E_TYPE and the errors of cbor.h as there, ENLIST_E_RANGE for a value or a size outside
 * the bounds (inclusive).
 */

EnlistStatus enlist_bounded_read_unsigned (EnlistCborReader *reader,
                                           uint64_t          min,
                                           uint64_t          max,
                                           uint64_t         *value);
EnlistStatus enlist_bounded_read_integer (EnlistCborReader *reader,
                                          int64_t           min,
                                          int64_t           max,
                                          int64_t          *value);

/* Sizes in bytes. */
EnlistStatus enlist_bounded_read_text (EnlistCborReader *reader,
                                       size_t            min,
                                       size_t            max,
                                       EnlistSlice      *value);
EnlistStatus enlist_bounded_read_bytes (EnlistCborReader *reader,
                                        size_t            min,
                                        size_t            max,
                                        EnlistSlice      *value);

/* Where only one count is possible (@min equals @max), another one is another type: ENLIST_E_TYPE. */
EnlistStatus enlist_bounded_read_array (EnlistCborReader *reader,
                                        size_t            min,
                                        size_t            max,
                                        size_t           *count);

/* Moves behind a null; false, and nothing moves, where something else stands. */
bool enlist_bounded_skip_null (EnlistCborReader *reader);
