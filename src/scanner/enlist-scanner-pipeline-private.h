/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gst/gst.h>

#include "enlist-scanner-source.h"
#include "enlist-scanner-worker-private.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SCANNER_PIPELINE (enlist_scanner_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (EnlistScannerPipeline, enlist_scanner_pipeline, ENLIST, SCANNER_PIPELINE, GObject)

/*
 * One run of GStreamer from a source to the worker. Everything that may block happens in one control thread
 * in the order in which it was asked for, so that a camera is closed before it is opened again.
 *
 * Signal "ended" (GError *error), in the main context, once at most: the source has ended, or why it failed.
 */

/* device is the camera of a camera source, otherwise NULL. */
EnlistScannerPipeline *enlist_scanner_pipeline_new (EnlistScannerSource *source,
                                                    GstDevice           *device,
                                                    EnlistScannerWorker *worker,
                                                    GMainContext        *context);

void enlist_scanner_pipeline_start (EnlistScannerPipeline *self);

/* No signal comes after the return. */
void enlist_scanner_pipeline_stop (EnlistScannerPipeline *self);

G_END_DECLS
