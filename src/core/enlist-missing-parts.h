/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/**
 * enlist_missing_parts_list:
 *
 * Parts that a session with the label's application in hand needs, and that neither the label carries nor
 * anybody has supplied: its programs, and what the device's program installs (docs/format.md, clause 7.3).
 *
 * Returns: (transfer full) (array zero-terminated=1): what they are and their hashes, translated
 */
char **enlist_missing_parts_list (EnlistLabel *label);

G_END_DECLS
