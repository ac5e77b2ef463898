/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "field.h"

/* The manifest's own fields (docs/format.md, clause 6.5): an array of [name, kind, ? flags]. */

#define ENLIST_MAX_CUSTOM_FIELDS 64

/* Checks the array that @reader stands on and moves behind it; @fields: its bytes, to look fields up in. */
EnlistStatus enlist_custom_fields_read (EnlistCborReader *reader,
                                        EnlistSlice      *fields,
                                        uint8_t          *count);

/* @index: from 0. False beyond the last. The name points into @fields. */
bool enlist_custom_fields_get (EnlistSlice      fields,
                               unsigned         index,
                               EnlistFieldInfo *info);
