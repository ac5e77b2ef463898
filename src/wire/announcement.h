/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/*
 * How a device is found over Bluetooth LE (docs/format.md, clauses 10.1.8 and 10.1.9). The layout of the
 * service never changes.
 */

#define ENLIST_BLE_SERVICE_UUID "56e39368-3860-4a79-aa36-c35471e1ce38"
#define ENLIST_BLE_IN_UUID "56e39369-3860-4a79-aa36-c35471e1ce38"   /* frames to the device */
#define ENLIST_BLE_OUT_UUID "56e3936a-3860-4a79-aa36-c35471e1ce38"  /* frames from the device */
#define ENLIST_BLE_INFO_UUID "56e3936b-3860-4a79-aa36-c35471e1ce38" /* the announcement, to be read */

#define ENLIST_ANNOUNCEMENT_SIZE 10
#define ENLIST_ANNOUNCEMENT_DEVICE_SIZE 6
#define ENLIST_ANNOUNCEMENT_MODEL_SIZE 3
#define ENLIST_ANNOUNCEMENT_MAX_NAME 64 /* bytes of vendor and of model */

typedef enum {
  ENLIST_ANNOUNCEMENT_OWNED = 1 << 0,
  ENLIST_ANNOUNCEMENT_BUSY = 1 << 1, /* an assistant has a link with the device */
} EnlistAnnouncementFlags;

typedef struct {
  unsigned flags; /* EnlistAnnouncementFlags */
  uint8_t device[ENLIST_ANNOUNCEMENT_DEVICE_SIZE];
  uint8_t model[ENLIST_ANNOUNCEMENT_MODEL_SIZE];
} EnlistAnnouncement;

/* The discriminator of the device with that static key */
void enlist_announcement_device (const EnlistCrypto *crypto,
                                 const uint8_t       device_key[ENLIST_X25519_SIZE],
                                 uint8_t             discriminator[ENLIST_ANNOUNCEMENT_DEVICE_SIZE]);

/* The discriminator of all devices of a model. Returns: ENLIST_OK; ENLIST_E_RANGE: a name is too long */
EnlistStatus enlist_announcement_model (const EnlistCrypto *crypto,
                                        EnlistSlice         vendor,
                                        EnlistSlice         model,
                                        uint8_t             discriminator[ENLIST_ANNOUNCEMENT_MODEL_SIZE]);

void enlist_announcement_write (const EnlistAnnouncement *announcement,
                                uint8_t                   bytes[ENLIST_ANNOUNCEMENT_SIZE]);

/**
 * enlist_announcement_read:
 * @bytes: service data, or what the device answers in its place; what follows the first ten is not looked at
 *
 * Returns: ENLIST_OK; ENLIST_E_TRUNCATED
 */
EnlistStatus enlist_announcement_read (EnlistSlice         bytes,
                                       EnlistAnnouncement *announcement);
