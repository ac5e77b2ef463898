/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_SCANNER_ACCESS (enlist_scanner_access_get_type ())
G_DECLARE_FINAL_TYPE (EnlistScannerAccess, enlist_scanner_access, ENLIST, SCANNER_ACCESS, GObject)

/*
 * Permission to use the cameras of the desktop, and the list of them.
 *
 * Signal "changed" (), in the main context that the request was made in: a camera came or went.
 */

/*
 * Asks the camera portal, which may ask the person. Without a camera portal and outside a sandbox the answer
 * is the list of Video4Linux cameras. Errors: ENLIST_SCANNER_ERROR_NO_CAMERA, _ACCESS_DENIED, _FAILED;
 * G_IO_ERROR_CANCELLED.
 */
void enlist_scanner_access_request_async (GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);

EnlistScannerAccess *enlist_scanner_access_request_finish (GAsyncResult *result,
                                                           GError      **error);

/* A new array of owned EnlistScannerCamera. */
GPtrArray *enlist_scanner_access_list (EnlistScannerAccess *self);

/* Ends the signal. */
void enlist_scanner_access_close (EnlistScannerAccess *self);

/* The next request opens a new way to the cameras: the one that is kept may be broken. */
void enlist_scanner_access_forget (void);

G_END_DECLS
