/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-scanner-code.h"
#include "enlist-scanner-error.h"

G_BEGIN_DECLS

/**
 * ENLIST_SCANNER_MAX_FILE:
 *
 * Bytes of a picture file that are read at most; a larger one is refused as not an image.
 */
#define ENLIST_SCANNER_MAX_FILE (64 * 1024 * 1024)

/**
 * enlist_scanner_decode_file_async:
 * @file: a picture: PNG, JPEG or whatever else gdk-pixbuf reads here
 *
 * Reads every code in a photo, a scan or a screenshot. Turned, inverted, large and small codes are tried
 * for in a thread of its own, which takes up to a few seconds for a large photo without a code.
 */
void enlist_scanner_decode_file_async (GFile              *file,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);

/**
 * enlist_scanner_decode_bytes_async:
 * @bytes: the content of a picture file, as it comes by clipboard or drag and drop
 */
void enlist_scanner_decode_bytes_async (GBytes             *bytes,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);

/**
 * enlist_scanner_decode_finish:
 *
 * Ends either of the two.
 *
 * Returns: (transfer full) (element-type EnlistScannerCode): at least one code, or %NULL with
 *   %ENLIST_SCANNER_ERROR_NO_CODE, %ENLIST_SCANNER_ERROR_NOT_AN_IMAGE, an error of #GIOErrorEnum when the
 *   file cannot be read, or %G_IO_ERROR_CANCELLED. Frame sizes and outlines are those of the picture after
 *   its EXIF turn
 */
GPtrArray *enlist_scanner_decode_finish (GAsyncResult *result,
                                         GError      **error);

G_END_DECLS
