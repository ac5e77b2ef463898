/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

/**
 * enlist_utf8_valid:
 * @text: any bytes
 *
 * Returns: whether @text is well-formed UTF-8 (RFC 3629, section 4; Unicode, table 3-7): no overlong forms,
 *   no surrogates, nothing above U+10FFFF. Empty text and U+0000 are well-formed.
 */
bool enlist_utf8_valid (EnlistSlice text);

/* The first character (code point) of valid UTF-8 that is not empty; moves @text behind it. */
uint32_t enlist_utf8_next (EnlistSlice *text);
