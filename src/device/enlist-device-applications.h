/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "iot-application.h"
#include "enlist-device-log.h"
#include "enlist-sim-storage.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_APPLICATIONS (enlist_device_applications_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceApplications, enlist_device_applications, ENLIST, DEVICE_APPLICATIONS,
                      GObject)

/**
 * EnlistDeviceApplications:
 *
 * What is installed on the reference device and runs there: IoT applications by the runtime's interpreter,
 * parts of other media types by a command of the computer.
 */
EnlistDeviceApplications *enlist_device_applications_new (EnlistSimStorage *storage, EnlistDeviceLog *log);

/* @media: `TYPE=COMMAND`; the command gets the part's file as its last argument. */
gboolean enlist_device_applications_add_media (EnlistDeviceApplications *self, const char *media,
                                               GError **error);

/* (transfer none) (element-type utf8): `media TYPE` for each of them */
GPtrArray *enlist_device_applications_get_capabilities (EnlistDeviceApplications *self);

/* The hook of the platform. */
gboolean enlist_device_applications_accept (EnlistDeviceApplications *self, EnlistRole role,
                                            EnlistSlice media);

/* Ends what runs, and begins with what is installed now. */
void enlist_device_applications_restart (EnlistDeviceApplications *self, const EnlistPlatform *platform);

/* Nothing goes on while a session's program runs. */
void enlist_device_applications_pause (EnlistDeviceApplications *self, gboolean paused);

/* @value: (nullable): a whole number, or any text */
void enlist_device_applications_event (EnlistDeviceApplications *self, guint event, const char *value);

G_END_DECLS
