/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label-compiler.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_BATCH (enlist_device_batch_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceBatch, enlist_device_batch, ENLIST, DEVICE_BATCH, GObject)

/**
 * EnlistDeviceBatch:
 *
 * Many devices of one source and one publisher, in one folder:
 *
 *   SERIAL/identity.cbor   the device's storage, as of enlist_device_values_save_image()
 *   SERIAL/label.enlist    its signed label, binary
 *   SERIAL/label.txt       and as the texts of its codes
 *   devices.csv            serial, label-id, label (path), storage (path)
 *   batch.json             what the devices are made of
 *
 * Files with secrets have mode 0600. A device is made in a folder aside and gets its name when all of it is
 * on the disk, so SERIAL is there only when it is complete. Whoever opens the folder again goes on where it
 * stopped.
 */

/**
 * enlist_device_batch_open:
 * @folder: made when it is missing; one that has something else in it is refused
 * @source: of the labels, with the vendor, model and hardware revision of the devices
 * @name: what messages call the source
 * @transports: (nullable): as for enlist_label_compile()
 * @key: who signs the labels
 * @publisher_keys: (element-type GBytes): whose labels the devices accept, 1 to 8, @key's among them
 *
 * Finds the devices that are there, and makes the label again of one that has lost it.
 *
 * Errors: those of enlist_label_compile(); ENLIST_ERROR_REFUSED when the folder was begun with another
 * source, key, publishers or transports; _BUSY when somebody else has it open; _DAMAGED for a device without
 * its identity; _USAGE for publishers without @key; _STORAGE
 */
EnlistDeviceBatch *enlist_device_batch_open (GFile              *folder,
                                             JsonNode           *source,
                                             const char         *name,
                                             const char *const  *transports,
                                             EnlistPublisherKey *key,
                                             GPtrArray          *publisher_keys,
                                             GError            **error);

/* How many devices are complete, and how many of them had lost their label. */
guint    enlist_device_batch_get_count    (EnlistDeviceBatch *self);
guint    enlist_device_batch_get_repaired (EnlistDeviceBatch *self);

/* (transfer none): the label without a device; it has the parts that the labels do not carry */
EnlistLabel *enlist_device_batch_get_sample (EnlistDeviceBatch *self);

gboolean enlist_device_batch_contains     (EnlistDeviceBatch *self, const char *serial);

/* Whether a device with this serial number can be a folder; ENLIST_ERROR_USAGE with the reason. */
gboolean enlist_device_batch_check_serial (const char *serial, GError **error);

/**
 * enlist_device_batch_make:
 * @serial: (nullable): of a device that is not there yet; %NULL makes a random one
 *
 * Makes a device. It counts once it is complete, at the latest after enlist_device_batch_flush().
 */
gboolean enlist_device_batch_make         (EnlistDeviceBatch *self, const char *serial, GError **error);

/* Completes the devices that were made. */
gboolean enlist_device_batch_flush        (EnlistDeviceBatch *self, GError **error);

/**
 * enlist_device_batch_save_list:
 * @serials: (nullable) (array zero-terminated=1): which devices, in which order; %NULL for all in the order
 *   of their serial numbers
 *
 * Writes devices.csv with those that are complete.
 */
gboolean enlist_device_batch_save_list    (EnlistDeviceBatch  *self,
                                           const char *const  *serials,
                                           GError            **error);

G_END_DECLS
