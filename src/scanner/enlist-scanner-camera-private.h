/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gst/gst.h>

#include "enlist-scanner-camera.h"

G_BEGIN_DECLS

EnlistScannerCamera *enlist_scanner_camera_new (GstDevice *device);

GstDevice *enlist_scanner_camera_get_device (EnlistScannerCamera *self);

/* Whether it looks away from the person who holds the phone. */
gboolean enlist_scanner_camera_is_back (EnlistScannerCamera *self);

G_END_DECLS
