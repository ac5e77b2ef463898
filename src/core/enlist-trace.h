/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_TRACE (enlist_trace_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTrace, enlist_trace, ENLIST, TRACE, GObject)

typedef enum {
  ENLIST_TRACE_OUT, /* to the device */
  ENLIST_TRACE_IN,
} EnlistTraceDirection;

/**
 * EnlistTrace:
 *
 * Writes down what passes a transport: a file of JSON lines (docs/traces.md). The file is written as things
 * happen, off the main thread's time; frames are what everybody nearby could have heard, and nothing else
 * that is secret or names a place goes in.
 */
EnlistTrace *enlist_trace_new (void);

/**
 * enlist_trace_open_async:
 * @file: replaced
 *
 * What is added before is kept and written then. ENLIST_ERROR_STORAGE.
 */
void     enlist_trace_open_async  (EnlistTrace *self, GFile *file, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
gboolean enlist_trace_open_finish (EnlistTrace *self, GAsyncResult *result, GError **error);

void enlist_trace_add_frame    (EnlistTrace *self, EnlistTraceDirection direction, GBytes *frame);
void enlist_trace_add_opened   (EnlistTrace *self, const char *transport, guint mtu);
void enlist_trace_add_progress (EnlistTrace *self, const EnlistTransportProgress *progress);

/* @error: (nullable): of ENLIST_ERROR, whose code is kept; %NULL when this end has closed */
void enlist_trace_add_closed   (EnlistTrace *self, const GError *error);

/* Writes what is left. ENLIST_ERROR_STORAGE when the trace is not whole. */
void     enlist_trace_close_async  (EnlistTrace *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean enlist_trace_close_finish (EnlistTrace *self, GAsyncResult *result, GError **error);

G_END_DECLS
