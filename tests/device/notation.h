/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"

/*
 * CBOR from a notation that reads: `[1, -2, "text", h'00ff', true, null, {3: [4]}]`. Anything else fails the
 * case.
 */
EnlistSlice notation (void *buffer, size_t capacity, const char *text);
