/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cbor.h"
#include "crypto.h"
#include "custom-fields.h"
#include "field.h"
#include "sizes.h"

/* The manifest (docs/format.md, clauses 5 to 7). */

#define ENLIST_MANIFEST_MAX 3072         /* bytes */
#define ENLIST_MANIFEST_AAD "enlist/1 manifest"
#define ENLIST_MAX_PARTS 16
#define ENLIST_MAX_APPLICATIONS 16
#define ENLIST_MAX_TRANSPORTS 4
#define ENLIST_PART_MAX 262144           /* bytes */
#define ENLIST_PART_HASH_SIZE 16

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
  unsigned application; /* roles 0 and 1: the number of the application that the program belongs to */
  EnlistSlice media;    /* roles 2 and 3: media type; empty: none */
} EnlistPartEntry;

typedef struct {
  EnlistTransportKind kind;
  EnlistSlice address; /* empty for BLE */
} EnlistTransportEntry;

/**
 * EnlistManifest:
 *
 * A manifest; slices point into the bytes it was read from. An absent device key is NULL, an absent text
 * empty. Lists stay CBOR: enlist_manifest_part() and the like read them.
 */
typedef struct {
  uint32_t sequence;
  EnlistSlice vendor;
  EnlistSlice model;
  EnlistSlice hardware;
  EnlistSlice serial;
  const uint8_t *device_key;
  EnlistSlice transports;    /* the array of transports; empty: BLE alone */
  EnlistSlice parts;         /* the array of part entries */
  EnlistSlice custom_fields; /* the array of custom fields; empty: none */
  EnlistSlice titles;        /* the array of the applications' titles; empty: there is one application */
  uint8_t transport_count;   /* at least 1 after reading */
  uint8_t part_count;
  uint8_t custom_count;
  uint8_t application_count; /* at least 1 after reading */
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

/* The entry with that number, below part_count or transport_count. */
EnlistPartEntry      enlist_manifest_part      (const EnlistManifest *manifest,
                                                unsigned              index);
EnlistTransportEntry enlist_manifest_transport (const EnlistManifest *manifest,
                                                unsigned              index);

/* The texts (clause 2.4) that name an application; empty when there is only one. */
EnlistSlice enlist_manifest_title (const EnlistManifest *manifest,
                                   unsigned              application);

/* The arrays of a manifest that is to be written. */
void enlist_manifest_write_parts      (EnlistCborWriter           *writer,
                                       const EnlistPartEntry      *parts,
                                       unsigned                    count);
void enlist_manifest_write_transports (EnlistCborWriter           *writer,
                                       const EnlistTransportEntry *transports,
                                       unsigned                    count);

/*
 * Of the counts only transport_count matters: 0 is as 1. Transports equal to the single BLE one are left
 * out. What enlist_manifest_read() would refuse is not looked for. ENLIST_E_SPACE when the buffer is too
 * small.
 */
EnlistStatus enlist_manifest_write (const EnlistManifest *manifest,
                                    void                 *buffer,
                                    size_t                capacity,
                                    size_t               *size);

/* Looks a field up, registered or custom; false when it is neither. */
bool enlist_manifest_field (const EnlistManifest *manifest,
                            unsigned              number,
                            EnlistFieldInfo      *info);

/* The index of an application's program, -1 when there is none. @role: ENLIST_ROLE_ASSIST or _DEVICE. */
int enlist_manifest_find_part (const EnlistManifest *manifest,
                               EnlistRole            role,
                               unsigned              application);

void enlist_manifest_label_id (const EnlistCrypto *crypto,
                               EnlistSlice         manifest,
                               uint8_t             id[ENLIST_LABEL_ID_SIZE]);
void enlist_manifest_part_hash (const EnlistCrypto *crypto,
                                EnlistSlice         part,
                                uint8_t             hash[ENLIST_PART_HASH_SIZE]);
