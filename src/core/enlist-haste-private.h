/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For tests: from here on whatever this process waits for takes only that part of its time. The limits that
 * people meet are those of @divisor 1, as at first. */
void   enlist_haste_set (guint divisor);

/* What a time-out or limit is, in haste; at least 1. */
guint  enlist_haste_ms  (guint ms);
gint64 enlist_haste_us  (gint64 us);

G_END_DECLS
