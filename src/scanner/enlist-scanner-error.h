/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EnlistScannerError:
 * @ENLIST_SCANNER_ERROR_FAILED: nothing more is known; the message is GStreamer's, English, for the log
 * @ENLIST_SCANNER_ERROR_NO_CAMERA: there is no camera, or not the one that was asked for
 * @ENLIST_SCANNER_ERROR_ACCESS_DENIED: the person or the system does not let us use the camera
 * @ENLIST_SCANNER_ERROR_BUSY: another program is using the camera
 * @ENLIST_SCANNER_ERROR_UNPLUGGED: the camera went away while it was in use
 * @ENLIST_SCANNER_ERROR_NO_PICTURE: the camera is there but delivers no picture, or no longer does
 * @ENLIST_SCANNER_ERROR_NOT_AN_IMAGE: the file or data is not a picture that can be read
 * @ENLIST_SCANNER_ERROR_NO_CODE: the picture shows no code that can be read
 *
 * Everything that can go wrong while scanning. Messages are technical, English and meant for the log; what a
 * person reads is made from the code by the program.
 */
typedef enum {
  ENLIST_SCANNER_ERROR_FAILED,
  ENLIST_SCANNER_ERROR_NO_CAMERA,
  ENLIST_SCANNER_ERROR_ACCESS_DENIED,
  ENLIST_SCANNER_ERROR_BUSY,
  ENLIST_SCANNER_ERROR_UNPLUGGED,
  ENLIST_SCANNER_ERROR_NO_PICTURE,
  ENLIST_SCANNER_ERROR_NOT_AN_IMAGE,
  ENLIST_SCANNER_ERROR_NO_CODE,
} EnlistScannerError;

#define ENLIST_SCANNER_ERROR (enlist_scanner_error_quark ())
GQuark enlist_scanner_error_quark (void);

G_END_DECLS
