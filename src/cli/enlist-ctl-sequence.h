/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One pair of an alignment: G_MAXUINT where the other sequence has nothing. */
typedef struct {
  guint from;
  guint to;
} EnlistCtlPair;

/**
 * enlist_ctl_sequence_align:
 * @from: (element-type utf8): what was
 * @to: (element-type utf8): what is
 *
 * Along a longest common subsequence; between its elements what was stands before what is.
 *
 * Returns: (transfer full) (element-type EnlistCtlPair): every element of both, once, in order
 */
GArray *enlist_ctl_sequence_align (GPtrArray *from, GPtrArray *to);

G_END_DECLS
