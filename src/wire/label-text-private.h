/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

/* Shared by the files that implement label-text.h. */

/* @text without the white space around it; Base45 cannot end in its space character, so nothing is lost. */
EnlistSlice enlist_label_text_trim (EnlistSlice text);

/* Whether @text begins with @prefix; the case of ASCII letters does not matter. */
bool enlist_label_text_has_prefix (EnlistSlice text, const char *prefix);
