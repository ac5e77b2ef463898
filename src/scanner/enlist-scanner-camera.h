/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_SCANNER_CAMERA (enlist_scanner_camera_get_type ())
G_DECLARE_FINAL_TYPE (EnlistScannerCamera, enlist_scanner_camera, ENLIST, SCANNER_CAMERA, GObject)

/**
 * EnlistScannerCamera:
 *
 * A camera to choose. Immutable, with the readable properties "id" and "name".
 */

/**
 * enlist_scanner_camera_get_id:
 *
 * Returns: (transfer none): what enlist_scanner_source_new_camera() takes; stays the same from one start of
 *   the program to the next as far as the system allows it
 */
const char *enlist_scanner_camera_get_id (EnlistScannerCamera *self);

/**
 * enlist_scanner_camera_get_name:
 *
 * Returns: (transfer none): the name that the system gives the camera, for people
 */
const char *enlist_scanner_camera_get_name (EnlistScannerCamera *self);

G_END_DECLS
