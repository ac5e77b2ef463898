/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-scanner-camera.h"
#include "enlist-scanner-code.h"
#include "enlist-scanner-error.h"
#include "enlist-scanner-source.h"

G_BEGIN_DECLS

/**
 * EnlistScannerState:
 * @ENLIST_SCANNER_STOPPED: no source is in use: not started, stopped, or the source has ended
 * @ENLIST_SCANNER_STARTING: asking for the camera, opening it, waiting for the first picture
 * @ENLIST_SCANNER_RUNNING: pictures arrive
 * @ENLIST_SCANNER_FAILED: the "error" signal has said why; enlist_scanner_start() tries again
 */
typedef enum {
  ENLIST_SCANNER_STOPPED,
  ENLIST_SCANNER_STARTING,
  ENLIST_SCANNER_RUNNING,
  ENLIST_SCANNER_FAILED,
} EnlistScannerState;

#define ENLIST_TYPE_SCANNER_STATE (enlist_scanner_state_get_type ())
GType enlist_scanner_state_get_type (void);

#define ENLIST_TYPE_SCANNER (enlist_scanner_get_type ())
G_DECLARE_FINAL_TYPE (EnlistScanner, enlist_scanner, ENLIST, SCANNER, GObject)

/**
 * EnlistScanner:
 *
 * Watches a source of pictures and reports the codes in them. One thread of its own decodes the newest
 * picture and skips those that come while it is busy; no method blocks, and every signal is emitted in the
 * main context that was the thread's default when the scanner was made.
 *
 * Properties:
 *  - "state": #EnlistScannerState, readable
 *  - "linear-codes": gboolean, readable and writable: whether Code 128, EAN-13 and EAN-8 are read as well.
 *    %FALSE at first, because it doubles the time for a picture
 *  - "cameras": #GListModel of #EnlistScannerCamera, readable: the cameras to choose from; filled while a
 *    camera source is in use, kept up to date as cameras come and go
 *
 * Signals:
 *  - "payload" (EnlistScannerCode *code): a code came into view. A payload is reported again only after it
 *    has been out of view for a second or after enlist_scanner_reset(). Several codes in one picture are
 *    all reported
 *  - "codes-changed" (): enlist_scanner_get_codes() has changed
 *  - "frame" (): there is a newer picture for enlist_scanner_dup_frame()
 *  - "error" (GError *error): of #EnlistScannerError; "state" is %ENLIST_SCANNER_FAILED already and the
 *    source closed
 */

EnlistScanner *enlist_scanner_new (void);

/**
 * enlist_scanner_start:
 * @source: where pictures come from
 *
 * Starts, or goes over to another source. What happens next comes by signal. What has been reported before
 * counts as not yet reported.
 */
void enlist_scanner_start (EnlistScanner *self, EnlistScannerSource *source);

/**
 * enlist_scanner_stop:
 *
 * Gives the source back. No signal but "notify" comes after the return. Does nothing when stopped.
 */
void enlist_scanner_stop (EnlistScanner *self);

/**
 * enlist_scanner_reset:
 *
 * Forgets what has been reported: what is in view is reported again.
 */
void enlist_scanner_reset (EnlistScanner *self);

EnlistScannerState enlist_scanner_get_state (EnlistScanner *self);

/**
 * enlist_scanner_get_cameras:
 *
 * Returns: (transfer none): the value of "cameras"
 */
GListModel *enlist_scanner_get_cameras (EnlistScanner *self);

/**
 * enlist_scanner_get_camera_id:
 *
 * Returns: (transfer none) (nullable): the id of the camera in use; %NULL when it is not known or not a
 *   camera
 */
const char *enlist_scanner_get_camera_id (EnlistScanner *self);

/**
 * enlist_scanner_dup_frame:
 * @width: (out): pixels in a row, at most 1280
 * @height: (out): rows, at most 1280
 * @stride: (out): bytes from one row to the next
 *
 * Returns: (transfer full) (nullable): the newest picture, or %NULL when there is none. Four bytes a pixel:
 *   blue, green, red and 255, which is GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, GTK's fast format. Nothing is
 *   copied; the data is the source's own, so hold on to no more than one or two
 */
GBytes *enlist_scanner_dup_frame (EnlistScanner *self, int *width, int *height, gsize *stride);

/**
 * enlist_scanner_get_codes:
 *
 * Returns: (transfer none) (element-type EnlistScannerCode): every code in the last picture that was
 *   decoded, for drawing their outlines; empty when none. A new array each time
 */
GPtrArray *enlist_scanner_get_codes (EnlistScanner *self);

/**
 * enlist_scanner_get_counts:
 * @received: (out) (optional): pictures that came since enlist_scanner_start()
 * @decoded: (out) (optional): those of them that were searched for codes
 */
void enlist_scanner_get_counts (EnlistScanner *self, guint64 *received, guint64 *decoded);

G_END_DECLS
