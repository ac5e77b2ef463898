/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"

/* Texts in several languages (docs/format.md, clause 2.4). */

/* Checks the texts that @reader stands on and moves behind them; @texts: their bytes. */
EnlistStatus enlist_text_read (EnlistCborReader *reader,
                               EnlistSlice      *texts);

/**
 * enlist_text_choose:
 * @texts: an item of clause 2.4
 * @language: BCP 47 or a POSIX locale name, such as "de-AT" or "de_AT.UTF-8"; NULL for the first
 *
 * Returns: the text for that language, else the first; empty when @texts is malformed
 */
EnlistSlice enlist_text_choose (EnlistSlice  texts,
                                const char  *language);

/* Characters (Unicode code points) of valid UTF-8. */
size_t enlist_text_length (EnlistSlice text);
