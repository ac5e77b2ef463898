/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_GATT_PIPE (enlist_gatt_pipe_get_type ())
G_DECLARE_FINAL_TYPE (EnlistGattPipe, enlist_gatt_pipe, ENLIST, GATT_PIPE, GObject)

/**
 * EnlistGattPipe:
 *
 * A socket between a characteristic and bluetoothd that keeps the bounds of values, much faster than D-Bus:
 * what AcquireWrite and AcquireNotify are answered with.
 *
 * Signal "received", with a GBytes: a value from bluetoothd.
 * Signal "closed": bluetoothd has closed its end.
 */

/* @other: (out): the end for bluetoothd, to be closed once it has been handed over */
EnlistGattPipe *enlist_gatt_pipe_new (int *other, GError **error);

/* FALSE: bluetoothd does not take it. */
gboolean enlist_gatt_pipe_send (EnlistGattPipe *self, const guint8 *value, gsize size);

G_END_DECLS
