/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-device-applications.h"
#include "enlist-device-log.h"
#include "enlist-sim-storage.h"
#include "runtime.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_HOST (enlist_device_host_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceHost, enlist_device_host, ENLIST, DEVICE_HOST, GObject)

/**
 * EnlistDeviceHost:
 *
 * The runtime on a Linux computer: its memory and its hooks. A port moves the frames.
 */

/**
 * enlist_device_host_new:
 * @media: (nullable): media types that it runs, each `TYPE=COMMAND`
 *
 * Fails when the storage is damaged.
 */
EnlistDeviceHost *enlist_device_host_new (EnlistSimStorage *storage, EnlistDeviceLog *log, char **media,
                                          GError **error);

/* (transfer none) */
EnlistRuntime   *enlist_device_host_get_runtime (EnlistDeviceHost *self);
EnlistDeviceLog *enlist_device_host_get_log     (EnlistDeviceHost *self);

/* Begins with what is installed. */
void enlist_device_host_start_applications (EnlistDeviceHost *self);

/* (transfer none): what runs besides enrollments */
EnlistDeviceApplications *enlist_device_host_get_applications (EnlistDeviceHost *self);

/* Whether a session has been committed since the start. */
gboolean enlist_device_host_has_committed (EnlistDeviceHost *self);

G_END_DECLS
