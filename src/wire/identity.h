/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "crypto.h"
#include "sizes.h"

/* The identity that the factory gives to a device (docs/device.md, "Identity"). */

#define ENLIST_IDENTITY_MAX 640 /* bytes of CBOR */
#define ENLIST_IDENTITY_MAX_PUBLISHERS 8

/* What a device does at commit without being told (docs/format.md, clause 10.3) */
enum {
  ENLIST_PRESET_LOCK = 1 << 0,
  ENLIST_PRESET_FORGET = 1 << 1,
};

/**
 * EnlistIdentity:
 *
 * A decoded identity; slices and pointers lead into the bytes it was read from. It holds two secrets.
 */
typedef struct {
  const uint8_t *static_secret; /* X25519, ENLIST_X25519_SIZE bytes */
  const uint8_t *label_secret;  /* ENLIST_LABEL_SECRET_SIZE bytes; NULL: labels of this device carry none */
  EnlistSlice serial;
  EnlistSlice vendor;
  EnlistSlice model;
  EnlistSlice hardware;         /* empty: not given */
  unsigned publisher_count;     /* 1 to ENLIST_IDENTITY_MAX_PUBLISHERS */
  const uint8_t *publishers[ENLIST_IDENTITY_MAX_PUBLISHERS]; /* Ed25519 public keys that the device accepts */
  unsigned preset;  /* of ENLIST_PRESET_LOCK and ENLIST_PRESET_FORGET */
  bool development; /* shows its static public key to whoever asks (docs/format.md, clause 10.2.5) */
} EnlistIdentity;

/**
 * enlist_identity_read:
 * @bytes: one CBOR item, not yet validated
 * @error_offset: (out) (optional): where it was refused
 *
 * Returns: ENLIST_OK; ENLIST_E_VERSION (a newer form); ENLIST_E_TYPE, ENLIST_E_RANGE or what
 *   enlist_cbor_validate() answers
 */
EnlistStatus enlist_identity_read (EnlistSlice bytes, EnlistIdentity *identity, size_t *error_offset);

/**
 * enlist_identity_write:
 * @buffer: (out caller-allocates): ENLIST_IDENTITY_MAX bytes always suffice
 *
 * Returns: ENLIST_OK; ENLIST_E_SPACE; ENLIST_E_RANGE for an identity that enlist_identity_read() would refuse
 */
EnlistStatus
enlist_identity_write (const EnlistIdentity *identity, void *buffer, size_t capacity, size_t *size);
