/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

#include "enlist-scanner-code.h"

G_BEGIN_DECLS

/*
 * The thread that decodes: holds the newest picture and skips those that it has no time for. Reference
 * counted; functions may be called from any thread unless they say otherwise.
 */
typedef struct _EnlistScannerWorker EnlistScannerWorker;

/* Runs in the worker's main context when there is a newer picture, a result, or both. */
typedef void (*EnlistScannerWorkerFunc) (EnlistScannerWorker *worker,
                                         gpointer             user_data);

EnlistScannerWorker *enlist_scanner_worker_new (GMainContext           *context,
                                                gboolean                linear_codes,
                                                EnlistScannerWorkerFunc func,
                                                gpointer                user_data);
EnlistScannerWorker *enlist_scanner_worker_ref (EnlistScannerWorker *self);
void enlist_scanner_worker_unref (EnlistScannerWorker *self);

/* Ends the thread, without waiting for it. Only in the main context: func is never called again. */
void enlist_scanner_worker_stop (EnlistScannerWorker *self);

/* Takes over a sample of BGRA pixels, at any time, never blocks for long. */
void enlist_scanner_worker_submit (EnlistScannerWorker *self,
                                   GstSample           *sample);

void enlist_scanner_worker_set_linear_codes (EnlistScannerWorker *self,
                                             gboolean             linear_codes);
void enlist_scanner_worker_reset (EnlistScannerWorker *self);

/*
 * What is new since the last call: codes is NULL or all codes in the last decoded picture, fresh is an array
 * of codes to report. Returns whether there is a newer picture.
 */
gboolean enlist_scanner_worker_take (EnlistScannerWorker *self,
                                     GPtrArray          **codes,
                                     GPtrArray          **fresh);

GstSample *enlist_scanner_worker_dup_sample (EnlistScannerWorker *self);

void enlist_scanner_worker_get_counts (EnlistScannerWorker *self,
                                       guint64             *received,
                                       guint64             *decoded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistScannerWorker, enlist_scanner_worker_unref)

G_END_DECLS
