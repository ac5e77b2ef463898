/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EnlistCtlProgress:
 *
 * How far a long command is, on standard error: one line that is written again on a terminal, elsewhere a
 * line every few seconds or every thousand.
 */
typedef struct {
  guint total;
  guint first;  /* what was there when it began */
  guint said;   /* the count that was told last */
  gint64 begin; /* microseconds, monotonic */
  gint64 last;
  gboolean rewrites;
} EnlistCtlProgress;

void enlist_ctl_progress_begin (EnlistCtlProgress *self, guint done, guint total);
void enlist_ctl_progress_step  (EnlistCtlProgress *self, guint done);
/* Leaves the line that is written again. */
void enlist_ctl_progress_end   (EnlistCtlProgress *self);

G_END_DECLS
