/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "crypto.h"
#include "custom-fields.h"
#include "field.h"

/* The manifest (docs/format.md, clauses 5 to 7). */

#define ENLIST_MANIFEST_MAX 3072         /* bytes */
#define ENLIST_MANIFEST_AAD "enlist/1 manifest"
#define ENLIST_MAX_PARTS 16
#define ENLIST_MAX_TRANSPORTS 4
#define ENLIST_PART_MAX 262144           /* bytes */
#define ENLIST_PART_HASH_SIZE 16
#define ENLIST_LABEL_ID_SIZE 8
#define ENLIST_LABEL_SECRET_SIZE 16
#define ENLIST_KEY_ID_SIZE 8

typedef enum {
  ENLIST_ROLE_ASSIST,
  ENLIST_ROLE_DEVICE,
  ENLIST_ROLE_CONFIG,
  ENLIST_ROLE_APP,
} EnlistRole;

typedef enum {
  ENLIST_TRANSPORT_BLE,
  ENLIST_TRANSPORT_SERIAL,
  ENLIST_TRANSPORT_TCP,
  ENLIST_TRANSPORT_SOCKET,
} EnlistTransportKind;

typedef struct {
  EnlistRole role;
  uint32_t size;
  uint8_t hash[ENLIST_PART_HASH_SIZE];
} EnlistPartEntry;

typedef struct {
  EnlistTransportKind kind;
  EnlistSlice address; /* empty for BLE */
} EnlistTransportEntry;

/**
 * EnlistManifest:
 *
 * A decoded manifest; slices point into the bytes it was read from. An absent device key is NULL, an absent
 * text empty. About 1 KiB.
 */
typedef struct {
  uint32_t sequence;
  EnlistSlice vendor;
  EnlistSlice model;
  EnlistSlice hardware;
  EnlistSlice serial;
  const uint8_t *device_key;
  unsigned transport_count; /* at least 1 after reading: BLE when the manifest names none */
  EnlistTransportEntry transports[ENLIST_MAX_TRANSPORTS];
  unsigned part_count;
  EnlistPartEntry parts[ENLIST_MAX_PARTS];
  unsigned custom_count;
  EnlistSlice custom_fields; /* the array of custom fields as CBOR; empty when there is none */
} EnlistManifest;

/**
 * enlist_manifest_read:
 * @bytes: one CBOR item, not yet validated
 * @error_offset: (out) (optional): where it was refused
 *
 * Returns: ENLIST_OK or the error of clause 12.5
 */
EnlistStatus enlist_manifest_read (EnlistSlice     bytes,
                                   EnlistManifest *manifest,
                                   size_t         *error_offset);

/* Transports equal to the single BLE one are left out. ENLIST_E_SPACE when the buffer is too small. */
EnlistStatus enlist_manifest_write (const EnlistManifest *manifest,
                                    void                 *buffer,
                                    size_t                capacity,
                                    size_t               *size);

/* Looks a field up, registered or custom; false when it is neither. */
bool enlist_manifest_field (const EnlistManifest *manifest,
                            unsigned              number,
                            EnlistFieldInfo      *info);

/* The index of the first part with that role, -1 when there is none. */
int enlist_manifest_find_part (const EnlistManifest *manifest,
                               EnlistRole            role);

void enlist_manifest_label_id (const EnlistCrypto *crypto,
                               EnlistSlice         manifest,
                               uint8_t             id[ENLIST_LABEL_ID_SIZE]);
void enlist_manifest_part_hash (const EnlistCrypto *crypto,
                                EnlistSlice         part,
                                uint8_t             hash[ENLIST_PART_HASH_SIZE]);
