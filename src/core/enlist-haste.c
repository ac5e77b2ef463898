/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-haste-private.h"

static guint haste = 1;

void
enlist_haste_set (guint divisor)
{
  haste = divisor;
}

guint
enlist_haste_ms (guint ms)
{
  return MAX (ms / haste, 1);
}

gint64
enlist_haste_us (gint64 us)
{
  return MAX (us / haste, 1);
}
