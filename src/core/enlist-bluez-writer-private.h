/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_BLUEZ_WRITER (enlist_bluez_writer_get_type ())
G_DECLARE_FINAL_TYPE (EnlistBluezWriter, enlist_bluez_writer, ENLIST, BLUEZ_WRITER, GObject)

/**
 * EnlistBluezWriter:
 *
 * What goes to a device, in order. Until the device has answered every frame is a write request; then frames
 * stream through a socket of AcquireWrite where BlueZ gives one, else as write commands. (What comes right
 * after the connection some versions of BlueZ lose or damage.) Signal `failed` (GError): it has ended:
 * ENLIST_ERROR_BUSY when the device refuses the first frame because another assistant has it, else
 * ENLIST_ERROR_LINK_LOST.
 */

/* @max_frame: bytes of the largest frame that will be sent */
EnlistBluezWriter *enlist_bluez_writer_new     (BluezGattCharacteristic1 *characteristic, guint max_frame);

void               enlist_bluez_writer_send    (EnlistBluezWriter *self, GBytes *frame);

/* The device has answered. */
void               enlist_bluez_writer_confirm (EnlistBluezWriter *self);

/* Whether the first frame was refused for another reason than a lost connection: what BlueZ remembers of the
 * device may be old. */
gboolean           enlist_bluez_writer_is_suspect (EnlistBluezWriter *self);

/* Drops what has not been sent; no signal comes from here on. */
void               enlist_bluez_writer_stop    (EnlistBluezWriter *self);

G_END_DECLS
