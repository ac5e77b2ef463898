/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-trace.h"

G_BEGIN_DECLS

typedef enum {
  ENLIST_TRACE_OPENED,
  ENLIST_TRACE_FRAME,
  ENLIST_TRACE_PROGRESS,
  ENLIST_TRACE_CLOSED,
} EnlistTraceEventType;

/**
 * EnlistTraceEvent:
 * @line: of the file, from 1
 * @time_ms: since the trace began
 * @direction, @frame: of a frame; else %NULL
 * @mtu: when a link was opened; else 0
 * @words: what else the line says: the transport, the reason of an end, how far the transport was; "" for a
 *   frame
 */
typedef struct {
  EnlistTraceEventType type;
  guint line;
  double time_ms;
  EnlistTraceDirection direction;
  GBytes *frame;
  guint mtu;
  char *words;
} EnlistTraceEvent;

#define ENLIST_TYPE_TRACE_FILE (enlist_trace_file_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTraceFile, enlist_trace_file, ENLIST, TRACE_FILE, GObject)

/**
 * enlist_trace_file_parse:
 * @text: the content of a trace (docs/traces.md)
 *
 * Returns: (transfer full): %NULL with ENLIST_ERROR_DAMAGED, which names the line, or _TOO_NEW
 */
EnlistTraceFile *enlist_trace_file_parse (const char *text, GError **error);

guint                   enlist_trace_file_get_n_events (EnlistTraceFile *self);
const EnlistTraceEvent *enlist_trace_file_get_event    (EnlistTraceFile *self, guint index);

G_END_DECLS
