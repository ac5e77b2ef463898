/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"

/* Fields: named, typed values (docs/format.md, clause 9). */

#define ENLIST_FIELD_COUNT 128     /* numbers 0 to 127 */
#define ENLIST_FIELD_CUSTOM 64     /* the first custom field */
#define ENLIST_FIELD_NAME_MAX 32   /* bytes */
#define ENLIST_FIELD_VALUE_MAX 1024 /* bytes of CBOR */

typedef enum {
  ENLIST_FIELD_LOCATION = 0,
  ENLIST_FIELD_POSITION = 1,
  ENLIST_FIELD_OWNER = 2,
  ENLIST_FIELD_NAME = 3,
  ENLIST_FIELD_WIFI = 4,
  ENLIST_FIELD_DEVICE_KEY = 5,
  ENLIST_FIELD_DEVICE_SERIAL = 6,
  ENLIST_FIELD_DEVICE_VERSIONS = 7,
  ENLIST_FIELD_DEVICE_CAPABILITIES = 8,
} EnlistField;

typedef enum {
  ENLIST_KIND_TEXT,
  ENLIST_KIND_NUMBER,
  ENLIST_KIND_CHOICE,
  ENLIST_KIND_YES_NO,
  ENLIST_KIND_DATE,
  ENLIST_KIND_SECRET,
  ENLIST_KIND_PLACE,
  ENLIST_KIND_POSITION,
  ENLIST_KIND_OWNER,
  ENLIST_KIND_NAME,
  ENLIST_KIND_WIFI,
  ENLIST_KIND_KEY,
  ENLIST_KIND_BYTES,
  ENLIST_KIND_LIST,
  ENLIST_KIND_COUNT,
} EnlistFieldKind;

typedef enum {
  ENLIST_KEY_ED25519 = 1,
  ENLIST_KEY_X25519 = 2,
  ENLIST_KEY_P256 = 3,
} EnlistKeyType;

/* Bytes of the public halves of clause 12.4; P-256 is the uncompressed point. */
#define ENLIST_KEY_MAX_PUBLIC_SIZE 65

enum {
  ENLIST_FIELD_SENSITIVE = 1 << 0,
};

typedef struct {
  EnlistSlice name;
  EnlistFieldKind kind;
  unsigned flags;
} EnlistFieldInfo;

/* A bit for each field */
typedef struct {
  uint8_t bits[ENLIST_FIELD_COUNT / 8];
} EnlistFieldSet;

void enlist_field_set_add    (EnlistFieldSet *set, unsigned field);
void enlist_field_set_remove (EnlistFieldSet *set, unsigned field);
bool enlist_field_set_has    (const EnlistFieldSet *set, unsigned field);

/*
 * @number: 0 to 63. Answers false for a number that is not registered. The name lives as long as the
 * program.
 */
bool enlist_field_registered (unsigned         number,
                              EnlistFieldInfo *info);

/* "text", "yes-no", ...; NULL outside the registry. */
const char *enlist_field_kind_name (EnlistFieldKind kind);

/*
 * ENLIST_FIELD_SENSITIVE for the kinds that always are (clause 9.2), else 0. Every EnlistFieldInfo has it
 * set.
 */
unsigned enlist_field_kind_flags (EnlistFieldKind kind);

/*
 * That @value is one item of the kind or null (clause 9.2): ENLIST_OK, ENLIST_E_TYPE, ENLIST_E_RANGE, a
 * CBOR error.
 */
EnlistStatus enlist_field_check_value (EnlistFieldKind kind,
                                       EnlistSlice     value);

/**
 * EnlistFieldStore:
 *
 * The values that a program has so far, in a caller's buffer. Values are CBOR items; the store keeps
 * copies, each behind ENLIST_FIELD_STORE_OVERHEAD bytes of its own. A new value of a field replaces the old
 * one; a slice handed out is valid until the next change of the store.
 */
typedef struct {
  uint8_t *arena;
  size_t capacity;
  size_t used;
} EnlistFieldStore;

#define ENLIST_FIELD_STORE_OVERHEAD 3

/* Numbers 0 to 255: those that no field has are the host's own, to share the memory. */
#define ENLIST_FIELD_STORE_COUNT 256

void enlist_field_store_init (EnlistFieldStore *store,
                              void             *arena,
                              size_t            capacity);

/*
 * @value: must not point into the arena
 *
 * ENLIST_E_RANGE for a number above 255 or an empty or too large value, ENLIST_E_SPACE when the arena is
 * full. After an error the old value is still there.
 */
EnlistStatus enlist_field_store_set (EnlistFieldStore *store,
                                     unsigned          field,
                                     EnlistSlice       value);

/* False when the field has no value. */
bool enlist_field_store_get (const EnlistFieldStore *store,
                             unsigned                field,
                             EnlistSlice            *value);

void enlist_field_store_remove (EnlistFieldStore *store,
                                unsigned          field);

/*
 * @position: 0 at first; is moved to the next value
 *
 * Goes through the values, in no particular order, as long as the store does not change. False at the end.
 */
bool enlist_field_store_next (const EnlistFieldStore *store,
                              size_t                 *position,
                              unsigned               *field,
                              EnlistSlice            *value);

/* Forgets every value and overwrites the arena. */
void enlist_field_store_clear (EnlistFieldStore *store);
