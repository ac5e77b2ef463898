/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "identity.h"
#include "message.h"

/* What a device remembers: one CBOR item, replaced as a whole at every commit (docs/device.md, "State"). */

#define ENLIST_STATE_VERSION 1

/* Keys of the map */
enum {
  ENLIST_STATE_KEY_VERSION = 0,
  ENLIST_STATE_KEY_OWNED = 1,
  ENLIST_STATE_KEY_OWNER = 2,
  ENLIST_STATE_KEY_SESSION = 3,
  ENLIST_STATE_KEY_LABEL_ID = 4,
  ENLIST_STATE_KEY_SIGNATURE = 5,
  ENLIST_STATE_KEY_FLOORS = 6,
  ENLIST_STATE_KEY_CONFIGURATION = 7,
  ENLIST_STATE_KEY_KEYS = 8,
  ENLIST_STATE_KEY_VALUES = 9,
  ENLIST_STATE_KEY_PARTS = 10,
  ENLIST_STATE_KEY_CUSTOM_FIELDS = 11,
};

/**
 * EnlistState:
 *
 * A decoded state; slices and pointers lead into the bytes it was read from. It holds secret keys. All zero
 * is the state of a device that has never committed.
 */
typedef struct {
  bool owned;
  EnlistSlice owner_name;     /* empty: no owner */
  const uint8_t *owner_key;   /* Ed25519 public key; NULL: no owner */
  const uint8_t *session;     /* ENLIST_SESSION_ID_SIZE bytes: the one committed last; NULL: none */
  const uint8_t *label_id;    /* ENLIST_LABEL_ID_SIZE bytes, with @session */
  const uint8_t *signature;   /* of `done`, 64 bytes; NULL: the session made no key to sign with */
  EnlistSlice floors;         /* array of [key id of the publisher, sequence number]; empty: none */
  EnlistSlice configuration;  /* map of settings; empty: none */
  EnlistSlice keys;           /* array of keys; empty: none */
  EnlistSlice values;         /* map of settings: what a program without `forget` left; empty: none */
  EnlistSlice parts;          /* array of installed parts; empty: none */
  EnlistSlice custom_fields;  /* the application's, for its IoT applications; empty: none */
} EnlistState;

/* A value of the configuration */
typedef struct {
  unsigned field;
  EnlistSlice name;  /* such as "wifi" or the custom field's name */
  EnlistSlice value; /* one CBOR item of the field's kind, or null */
  bool sensitive;    /* not for logs and displays */
} EnlistSetting;

/* A key pair that a program made */
typedef struct {
  unsigned field;
  EnlistSlice name;
  EnlistKeyType type;
  EnlistSlice public_key; /* 32 bytes, 65 of P-256 */
  const uint8_t *secret;  /* 32 bytes */
} EnlistStateKey;

/* A part that `install` has kept */
typedef struct {
  EnlistRole role;     /* ENLIST_ROLE_CONFIG or ENLIST_ROLE_APP */
  EnlistSlice media;   /* empty: an IoT application */
  uint32_t size;
  const uint8_t *hash; /* ENLIST_PART_HASH_SIZE bytes: its name in the storage of parts */
} EnlistStatePart;

typedef struct {
  EnlistCborReader reader;
  size_t remaining;
} EnlistStateIterator;

/**
 * enlist_state_read:
 * @bytes: what the storage has; empty for a device that has never committed
 *
 * Returns: ENLIST_OK; ENLIST_E_VERSION, ENLIST_E_TYPE, ENLIST_E_RANGE or what enlist_cbor_validate() answers:
 * then the storage is damaged, and the device must not go on as if it had no owner
 */
EnlistStatus enlist_state_read (EnlistSlice bytes, EnlistState *state);

/* @map: the configuration or the values of a state */
void enlist_state_iterate_settings (EnlistSlice map, EnlistStateIterator *iterator);
bool enlist_state_next_setting     (EnlistStateIterator *iterator, EnlistSetting *setting);

void enlist_state_iterate_keys     (const EnlistState *state, EnlistStateIterator *iterator);
bool enlist_state_next_key         (EnlistStateIterator *iterator, EnlistStateKey *key);

void enlist_state_iterate_parts    (const EnlistState *state, EnlistStateIterator *iterator);
bool enlist_state_next_part        (EnlistStateIterator *iterator, EnlistStatePart *part);

/* The highest sequence number completed for a publisher; 0 when there is none. */
uint32_t enlist_state_floor (const EnlistState *state, const uint8_t key_id[ENLIST_KEY_ID_SIZE]);

/* False when the configuration has no such name. */
bool enlist_state_find_setting (const EnlistState *state, const char *name, EnlistSetting *setting);
