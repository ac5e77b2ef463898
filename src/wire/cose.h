/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"
#include "sizes.h"
#include "slice.h"
#include "status.h"

/*
 * COSE_Sign1 (RFC 9052, section 4.2) without a tag, in the one shape of docs/format.md, clause 5:
 *
 *   [ protected: bstr .cbor { 1: -19, 4: key id, 8 bytes },
 *     unprotected: {},
 *     payload: bstr,
 *     signature: bstr, 64 bytes ]
 *
 * -19 is Ed25519 (RFC 9864, section 2.2). What is signed is the Sig_structure of RFC 9052, section 4.4,
 *
 *   [ "Signature1", protected, external_aad, payload ]
 *
 * and Ed25519 wants that in one piece, so verifying and signing take scratch space for it.
 */

/* Bytes of scratch for an external_aad and a payload of these sizes (each below 64 KiB). */
#define ENLIST_COSE_SCRATCH_SIZE(aad_size, payload_size) (32 + (aad_size) + (payload_size))

/* Bytes that enlist_cose_sign1_write() needs for a payload of this size (below 64 KiB). */
#define ENLIST_COSE_SIGN1_SIZE(payload_size) (85 + (payload_size))

typedef struct {
  uint8_t key_id[ENLIST_KEY_ID_SIZE];
  EnlistSlice payload;   /* inside the input */
  EnlistSlice signature; /* inside the input, ENLIST_ED25519_SIGNATURE_SIZE bytes */
} EnlistCoseSign1;

/* The key id of a publisher: the first 8 bytes of SHA-256 of the public key. */
void enlist_cose_key_id (const EnlistCrypto *crypto,
                         const uint8_t       public_key[ENLIST_ED25519_PUBLIC_SIZE],
                         uint8_t             key_id[ENLIST_KEY_ID_SIZE]);

/**
 * enlist_cose_sign1_read:
 * @input: the whole COSE_Sign1 and nothing else
 *
 * Takes it apart and verifies nothing.
 *
 * Returns: ENLIST_OK; what enlist_cbor_validate() answers, ENLIST_E_CBOR also for a tag; ENLIST_E_TYPE (not
 *   an array of four elements of these types, also a detached payload); ENLIST_E_VERSION (another algorithm);
 *   ENLIST_E_RANGE (a key id or signature of another size, other protected headers, or any unprotected
 *   header)
 */
EnlistStatus enlist_cose_sign1_read (EnlistSlice input, EnlistCoseSign1 *sign1);

/**
 * enlist_cose_sign1_verify:
 * @aad: external_aad: what kind of statement this is, such as ENLIST_MANIFEST_AAD
 * @scratch: (out caller-allocates): ENLIST_COSE_SCRATCH_SIZE (aad.size, sign1->payload.size) bytes
 *
 * Returns: ENLIST_OK; ENLIST_E_UNKNOWN_KEY when the key id is not that of @public_key; ENLIST_E_SIGNATURE;
 *   ENLIST_E_SPACE
 */
EnlistStatus enlist_cose_sign1_verify (const EnlistCoseSign1 *sign1,
                                       const EnlistCrypto    *crypto,
                                       EnlistSlice            aad,
                                       const uint8_t          public_key[ENLIST_ED25519_PUBLIC_SIZE],
                                       uint8_t               *scratch,
                                       size_t                 capacity);

/**
 * EnlistCoseSigner:
 *
 * Who signs: the key may be where nobody can read it, such as on a token.
 */
typedef struct {
  const uint8_t *public_key; /* Ed25519, ENLIST_ED25519_PUBLIC_SIZE bytes */
  bool (*sign) (void *context, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE], EnlistSlice message);
  void *context;             /* for @sign */
} EnlistCoseSigner;

/**
 * enlist_cose_sign1_write_with:
 * @signer: signs what it is handed, RFC 8032's pure Ed25519
 *
 * enlist_cose_sign1_write() without the secret key.
 *
 * Returns: ENLIST_OK; ENLIST_E_SPACE; ENLIST_E_CRYPTO when @signer answers false
 */
EnlistStatus enlist_cose_sign1_write_with (const EnlistCrypto     *crypto,
                                           const EnlistCoseSigner *signer,
                                           EnlistSlice             aad,
                                           EnlistSlice             payload,
                                           uint8_t                *scratch,
                                           size_t                  scratch_capacity,
                                           uint8_t                *output,
                                           size_t                  capacity,
                                           size_t                 *size);

/**
 * enlist_cose_sign1_write:
 * @seed: the Ed25519 secret key
 * @aad: external_aad
 * @scratch: (out caller-allocates): ENLIST_COSE_SCRATCH_SIZE (aad.size, payload.size) bytes, not
 *   overlapping @output
 * @output: (out caller-allocates): ENLIST_COSE_SIGN1_SIZE (payload.size) bytes, not overlapping @payload
 *
 * Returns: ENLIST_OK; ENLIST_E_SPACE; ENLIST_E_CRYPTO
 */
EnlistStatus enlist_cose_sign1_write (const EnlistCrypto *crypto,
                                      const uint8_t       seed[ENLIST_ED25519_SECRET_SIZE],
                                      EnlistSlice         aad,
                                      EnlistSlice         payload,
                                      uint8_t            *scratch,
                                      size_t              scratch_capacity,
                                      uint8_t            *output,
                                      size_t              capacity,
                                      size_t             *size);
