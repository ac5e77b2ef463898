/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-session.h"
#include "enlist-signal-quality.h"

G_BEGIN_DECLS

/**
 * EnlistCtlWaiting:
 *
 * What was last told of what a session does or waits for. It begins zeroed.
 */
typedef struct {
  EnlistSessionState state;
  gboolean has_progress;
  EnlistTransportStep step;
  guint attempt;
  EnlistSignalQuality signal;
  gint64 told; /* when, microseconds, monotonic; 0 for never */
} EnlistCtlWaiting;

/**
 * enlist_ctl_waiting_next_line:
 * @now: microseconds, monotonic
 *
 * Returns: (transfer full) (nullable): what is to be told when the status of @session changes: each thing
 *   that happens, how long it takes and whom it hears every now and then; %NULL when that is nothing new
 */
char *enlist_ctl_waiting_next_line (EnlistCtlWaiting *self, EnlistSession *session, gint64 now);

G_END_DECLS
