/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-trace-file.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_TRACE_REPLAY (enlist_trace_replay_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTraceReplay, enlist_trace_replay, ENLIST, TRACE_REPLAY, GObject)

/**
 * EnlistTraceReplay:
 *
 * Plays the links of a trace once more: this version's link gets what came in and the messages that went out,
 * at the times that were recorded. It has to join the same messages and to send the same frames. Only the
 * link is played; what is in the messages stays encrypted.
 */
EnlistTraceReplay *enlist_trace_replay_new (EnlistTraceFile *file);

/**
 * enlist_trace_replay_run:
 *
 * Once. All of it is played when a link has sent something else, too: the rest of that link is only counted.
 *
 * Returns: whether everything was the same; otherwise ENLIST_ERROR_CHECK_FAILED, which names the first line
 *   that was not, and what the link does there today
 */
gboolean enlist_trace_replay_run (EnlistTraceReplay *self, GError **error);

/* After running. (transfer full): an event in a line, without a newline */
char *enlist_trace_replay_dup_line (EnlistTraceReplay *self, guint event);

/* After running. (transfer full): what there was on all links: frames, repeats, reordering, goodput; lines */
char *enlist_trace_replay_dup_summary (EnlistTraceReplay *self);

G_END_DECLS
