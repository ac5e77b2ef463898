/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_SCANNER_SOURCE (enlist_scanner_source_get_type ())
G_DECLARE_FINAL_TYPE (EnlistScannerSource, enlist_scanner_source, ENLIST, SCANNER_SOURCE, GObject)

/**
 * EnlistScannerSource:
 *
 * Where pictures come from. Immutable; making one opens nothing.
 */

/**
 * enlist_scanner_source_new_camera:
 * @id: (nullable): the id of an #EnlistScannerCamera; %NULL for the camera that the system prefers
 *
 * A camera of the desktop, by way of the camera portal and PipeWire. A system that has no camera portal is
 * asked for its Video4Linux cameras instead. An @id that is not there any more stands for the preferred
 * camera.
 */
EnlistScannerSource *enlist_scanner_source_new_camera (const char *id);

/**
 * enlist_scanner_source_new_device:
 * @path: a Video4Linux capture device, as in /dev/video0
 */
EnlistScannerSource *enlist_scanner_source_new_device (const char *path);

/**
 * enlist_scanner_source_new_description:
 * @description: elements that end in one source of pictures, in the notation of gst-launch-1.0(1)
 *
 * For tests and demonstrations.
 */
EnlistScannerSource *enlist_scanner_source_new_description (const char *description);

/**
 * enlist_scanner_source_new_picture:
 * @path: a picture file
 *
 * A camera that looks at one picture for ever, 30 times a second. For tests and demonstrations; use
 * enlist_scanner_decode_file_async() to read a photo.
 */
EnlistScannerSource *enlist_scanner_source_new_picture (const char *path);

G_END_DECLS
