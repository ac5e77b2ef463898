/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "crypto.h"
#include "identity.h"
#include "manifest.h"

/* Session messages (docs/format.md, clause 10.3) and what the device signs (10.5, 10.6). */

#define ENLIST_MESSAGE_MAX 4096          /* bytes of plaintext */
#define ENLIST_MESSAGE_MIN_LIMIT 256     /* bytes that every device takes */
#define ENLIST_MESSAGE_PART_CHUNK 3072   /* bytes of a part in one message */
#define ENLIST_SESSION_ID_SIZE 16

typedef enum {
  ENLIST_MESSAGE_OPEN = 1,
  ENLIST_MESSAGE_STATE = 2,
  ENLIST_MESSAGE_MANIFEST = 3,
  ENLIST_MESSAGE_WANT = 4,
  ENLIST_MESSAGE_PART = 5,
  ENLIST_MESSAGE_READY = 6,
  ENLIST_MESSAGE_START = 7,
  ENLIST_MESSAGE_FIELDS = 8,
  ENLIST_MESSAGE_STEP = 9,
  ENLIST_MESSAGE_REPORT = 10,
  ENLIST_MESSAGE_FINISHED = 11,
  ENLIST_MESSAGE_COMMIT = 12,
  ENLIST_MESSAGE_DONE = 13,
  ENLIST_MESSAGE_END = 14,
  ENLIST_MESSAGE_FAIL = 15,
  ENLIST_MESSAGE_ABORT = 16,
  ENLIST_MESSAGE_WAIT = 17,
  ENLIST_MESSAGE_IDENTIFY = 18,
} EnlistMessageType;

typedef enum {
  ENLIST_DEVICE_UNOWNED = 0,
  ENLIST_DEVICE_PROVISIONAL = 1,
  ENLIST_DEVICE_OWNED = 2,
} EnlistDeviceState;

typedef enum {
  ENLIST_PROGRESS_RUNNING = 0,
  ENLIST_PROGRESS_DONE = 1,
  ENLIST_PROGRESS_FAILED = 2,
} EnlistProgress;

/**
 * EnlistMessage:
 *
 * One message; which members matter depends on @type. Slices point into the bytes it was read from, or
 * wherever the writer's caller keeps them. Absent ("null") values: session NULL, step -1, text with data
 * NULL, signature NULL.
 */
typedef struct {
  EnlistMessageType type;
  const uint8_t *session;   /* open, state: ENLIST_SESSION_ID_SIZE bytes */
  EnlistDeviceState state;  /* state, done */
  EnlistSlice serial;       /* state */
  EnlistSlice model;        /* state */
  EnlistSlice versions;     /* state: a CBOR array of texts */
  unsigned limit;           /* state: bytes of the largest message that the device takes after `open` */
  unsigned preset;          /* state: see ENLIST_PRESET_LOCK */
  unsigned application;     /* manifest: the number of the one that was chosen */
  EnlistSlice bytes;        /* manifest: envelope; part: bytes; fields: a CBOR map; report: the map's bytes */
  unsigned part;            /* want, part */
  uint32_t offset;          /* want, part */
  int step;                 /* step, fail */
  EnlistProgress progress;  /* step */
  const uint8_t *signature; /* report, done: 64 bytes */
  unsigned field;           /* report: the field with the key */
  EnlistStatus error;       /* fail */
  EnlistSlice text;         /* fail */
  unsigned seconds;         /* wait */
} EnlistMessage;

/**
 * enlist_message_read:
 * @bytes: nobody has looked at them yet
 * @message: (out): members that do not belong to its type are zero, -1 for @step
 *
 * Checks shape and ranges, that maps of fields have keys below 128 and values of at most 1024 bytes, and
 * that the key that signed a `report` is among its fields. The kinds of values are for who knows the
 * manifest.
 *
 * Returns: ENLIST_OK, ENLIST_E_TOO_LARGE, ENLIST_E_TYPE, ENLIST_E_RANGE (an unknown type, too),
 *   ENLIST_E_FIELD or a CBOR error
 */
EnlistStatus enlist_message_read (EnlistSlice    bytes,
                                  EnlistMessage *message);

/**
 * enlist_message_write:
 * @capacity: ENLIST_MESSAGE_MAX always suffices
 *
 * Returns: ENLIST_OK, ENLIST_E_SPACE, ENLIST_E_RANGE (an unknown type), or ENLIST_E_TOO_LARGE for a message
 *   beyond ENLIST_MESSAGE_MAX
 */
EnlistStatus enlist_message_write (const EnlistMessage *message,
                                   void                *buffer,
                                   size_t               capacity,
                                   size_t              *size);

/* What binds a signature to its session. */
typedef struct {
  uint8_t handshake_hash[ENLIST_SHA256_SIZE];
  uint8_t session[ENLIST_SESSION_ID_SIZE];
  uint8_t label_id[ENLIST_LABEL_ID_SIZE];
} EnlistSessionBinding;

/* The bytes that `report` signs; @fields as sent. Needs fields.size + 96 bytes. */
EnlistStatus enlist_message_report_signed (const EnlistSessionBinding *binding,
                                           EnlistSlice                 fields,
                                           void                       *buffer,
                                           size_t                      capacity,
                                           size_t                     *size);

/* The bytes that `done` signs; 96 bytes suffice. */
EnlistStatus enlist_message_done_signed (const EnlistSessionBinding *binding,
                                         EnlistDeviceState           state,
                                         void                       *buffer,
                                         size_t                      capacity,
                                         size_t                     *size);
