/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-trace-file.h"

/*
 * Is the device of a trace: says what that has said, when the assistant has sent what it did, and ends links
 * where they broke. Anything else of the assistant ends the test.
 */
typedef struct {
  GSocketService *service;
  EnlistTraceFile *file;
  EnlistTransport *end;
  guint next; /* event */
} TracePlayer;

void     trace_player_start (TracePlayer *self, EnlistTraceFile *file, const char *path);
void     trace_player_stop  (TracePlayer *self);
/* Everything of the trace has happened. */
gboolean trace_player_is_through (TracePlayer *self);
