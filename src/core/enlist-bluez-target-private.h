/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "announcement.h"
#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

/**
 * EnlistBluezTarget:
 *
 * Which device is looked for: one by its key, any of a model, or, with neither, any of ours.
 */
typedef struct {
  gboolean by_device;
  gboolean by_model;
  guint8 device[ENLIST_ANNOUNCEMENT_DEVICE_SIZE];
  guint8 model[ENLIST_ANNOUNCEMENT_MODEL_SIZE];
} EnlistBluezTarget;

/* @uri: "ble:", or "ble:DEVICE/MODEL" with discriminators in hex, each "*" when it is not known.
 * ENLIST_ERROR_UNREACHABLE */
gboolean enlist_bluez_target_parse   (EnlistBluezTarget *self, const char *uri, GError **error);

gboolean enlist_bluez_target_matches (const EnlistBluezTarget *self, const EnlistAnnouncement *announcement);

/**
 * EnlistBluezSighting:
 * @ours: it says that it has our service
 * @announced: @announcement is what it says; otherwise only reading it will tell
 * @signal_strength: dBm; ENLIST_SIGNAL_STRENGTH_UNKNOWN
 *
 * What the advertisements of a device have said. Anybody may send any: nothing of it is trusted.
 */
typedef struct {
  gboolean ours;
  gboolean announced;
  EnlistAnnouncement announcement;
  int signal_strength;
} EnlistBluezSighting;

EnlistBluezSighting enlist_bluez_sighting_read (BluezDevice1 *device);

G_END_DECLS
