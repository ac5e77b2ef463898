/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The file in a device's storage that holds its identity. */
#define ENLIST_DEVICE_IMAGE_NAME "identity.cbor"

#define ENLIST_TYPE_DEVICE_VALUES (enlist_device_values_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceValues, enlist_device_values, ENLIST, DEVICE_VALUES, GObject)

/**
 * EnlistDeviceValues:
 *
 * What a factory makes for one device: its X25519 static pair, serial number and label secret. The storage
 * image (identity.cbor, docs/device.md) goes onto the device; the values for its label go into a JSON file
 * {"enlist-device": 1, "vendor", "model", "hardware", "serial", "key", "secret"} without the static secret.
 */

/* @serial: (nullable): %NULL makes a random one. @development: no label secret, and the device shows its key
 * to everybody. */
EnlistDeviceValues *enlist_device_values_generate (const char *vendor, const char *model,
                                                   const char *hardware,
                                                   const char *serial, gboolean development, GError **error);

/* What the device does at the end of every enrollment without being told; both %FALSE at first. */
void     enlist_device_values_set_preset  (EnlistDeviceValues *self, gboolean lock, gboolean forget);
gboolean enlist_device_values_get_locks   (EnlistDeviceValues *self);
gboolean enlist_device_values_get_forgets (EnlistDeviceValues *self);

/* The values for the label, from their JSON file. */
EnlistDeviceValues *enlist_device_values_load (GFile *file, GError **error);

/* Mode 0600; refuses to overwrite. */
gboolean enlist_device_values_save (EnlistDeviceValues *self, GFile *file, GError **error);

/**
 * enlist_device_values_save_image:
 * @folder: the device's storage; made when it is missing, refused when it holds an identity already
 * @publisher_keys: (element-type GBytes): 32-byte keys of the publishers that the device accepts, 1 to 8
 *
 * Only for values that were generated, not loaded.
 */
gboolean enlist_device_values_save_image (EnlistDeviceValues *self, GFile *folder, GPtrArray *publisher_keys,
                                          GError **error);

/* (transfer full): what that file holds; overwritten with the last reference */
GBytes *enlist_device_values_dup_image (EnlistDeviceValues *self, GPtrArray *publisher_keys, GError **error);

/**
 * enlist_device_values_load_image:
 * @folder: a device's storage
 *
 * The values of a device that exists: its secrets and its serial number, without its publishers.
 *
 * Errors: ENLIST_ERROR_NOT_FOUND, _STORAGE, _DAMAGED, _TOO_NEW
 */
EnlistDeviceValues *enlist_device_values_load_image (GFile *folder, GError **error);

const char *enlist_device_values_get_vendor   (EnlistDeviceValues *self);
const char *enlist_device_values_get_model    (EnlistDeviceValues *self);
const char *enlist_device_values_get_hardware (EnlistDeviceValues *self); /* (nullable) */
const char *enlist_device_values_get_serial   (EnlistDeviceValues *self);
GBytes     *enlist_device_values_get_key      (EnlistDeviceValues *self); /* (transfer none): 32 bytes */
/* (transfer none) (nullable): 16 bytes */
GBytes     *enlist_device_values_get_secret   (EnlistDeviceValues *self);

G_END_DECLS
