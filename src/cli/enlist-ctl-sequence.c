/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-ctl-sequence.h"

/* lengths[i * (to + 1) + j]: of the longest common subsequence behind element i of one and j of the other. */
static guint *
measure (GPtrArray *from, GPtrArray *to)
{
  guint columns = to->len + 1;
  guint *lengths = g_new0 (guint, (from->len + 1) * columns);

  for (guint i = from->len; i-- > 0;)
    for (guint j = to->len; j-- > 0;)
      {
        if (g_str_equal (g_ptr_array_index (from, i), g_ptr_array_index (to, j)))
          lengths[i * columns + j] = lengths[(i + 1) * columns + j + 1] + 1;
        else
          lengths[i * columns + j] = MAX (lengths[(i + 1) * columns + j], lengths[i * columns + j + 1]);
      }

  return lengths;
}

GArray *
enlist_ctl_sequence_align (GPtrArray *from, GPtrArray *to)
{
  g_autofree guint *lengths = measure (from, to);
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (EnlistCtlPair));
  guint columns = to->len + 1;
  guint i = 0, j = 0;

  /* Behind the end of either the other one is all that is left. */
  while (i < from->len || j < to->len)
    {
      EnlistCtlPair pair = { G_MAXUINT, G_MAXUINT };

      if (i < from->len && j < to->len &&
          g_str_equal (g_ptr_array_index (from, i), g_ptr_array_index (to, j)))
        pair = (EnlistCtlPair) { i++, j++ };
      else if (i < from->len &&
               (j == to->len || lengths[(i + 1) * columns + j] >= lengths[i * columns + j + 1]))
        pair.from = i++;
      else
        pair.to = j++;
      g_array_append_val (pairs, pair);
    }

  return pairs;
}
