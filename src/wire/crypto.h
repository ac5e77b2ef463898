/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"
#include "status.h"

#define ENLIST_SHA256_SIZE 32
#define ENLIST_X25519_SIZE 32            /* public, secret and shared values alike */
#define ENLIST_AEAD_KEY_SIZE 32
#define ENLIST_AEAD_TAG_SIZE 16
#define ENLIST_ED25519_PUBLIC_SIZE 32
#define ENLIST_ED25519_SECRET_SIZE 32    /* the seed of RFC 8032, section 5.1.5 */
#define ENLIST_ED25519_SIGNATURE_SIZE 64
#define ENLIST_P256_PUBLIC_SIZE 65       /* SEC 1, uncompressed: 04, x, y */
#define ENLIST_P256_SECRET_SIZE 32
#define ENLIST_P256_SIGNATURE_SIZE 64    /* r, s */

/* Room for a running SHA-256 of any implementation; aligned for it. */
typedef struct {
  uint64_t opaque[16];
} EnlistSha256;

/**
 * EnlistCrypto:
 *
 * The cryptography that `wire` asks its platform for. libsodium fills it on Linux (enlist_crypto_sodium()); a
 * microcontroller fills it with its own library or accelerator. Functions answer true on success. No function
 * keeps a pointer. @context is handed to each.
 */
typedef struct {
  void *context;

  /* @output: @size unpredictable bytes */
  bool (*random) (void *context, uint8_t *output, size_t size);

  /* FIPS 180-4 */
  void (*sha256_init)   (void *context, EnlistSha256 *state);
  void (*sha256_update) (void *context, EnlistSha256 *state, const uint8_t *data, size_t size);
  void (*sha256_final)  (void *context, EnlistSha256 *state, uint8_t digest[ENLIST_SHA256_SIZE]);

  /* RFC 7748; false when the result is all zeros. @point NULL means the base point. */
  bool (*x25519) (void *context, uint8_t output[32], const uint8_t scalar[32], const uint8_t *point);

  /*
   * ChaCha20-Poly1305 of RFC 8439 with a 12-byte nonce. Output may be the input (in place). seal writes
   * plaintext.size + 16 bytes, open ciphertext.size - 16; open answers false when authentication fails.
   */
  bool (*aead_seal) (void *context, uint8_t *output, const uint8_t key[32], const uint8_t nonce[12],
                     EnlistSlice associated, EnlistSlice plaintext);
  bool (*aead_open) (void *context, uint8_t *output, const uint8_t key[32], const uint8_t nonce[12],
                     EnlistSlice associated, EnlistSlice ciphertext);

  /* RFC 8032, pure Ed25519. @seed is the secret key. */
  bool (*ed25519_public) (void *context, uint8_t public_key[32], const uint8_t seed[32]);
  bool (*ed25519_sign)   (void *context, uint8_t signature[64], const uint8_t seed[32], EnlistSlice message);
  bool (*ed25519_verify) (void *context, const uint8_t signature[64], const uint8_t public_key[32],
                          EnlistSlice message);

  /* Overwrites secrets in a way the compiler does not remove. */
  void (*wipe) (void *context, void *data, size_t size);

  /*
   * P-256 (FIPS 186), for programs that make such keys; both may be NULL. Signing is ECDSA over a SHA-256
   * digest.
   */
  bool (*p256_generate) (void *context, uint8_t secret[32], uint8_t public_key[65]);
  bool (*p256_sign)     (void *context, uint8_t signature[64], const uint8_t secret[32],
                         const uint8_t digest[32]);
} EnlistCrypto;

/* SHA-256 of one slice. */
void enlist_crypto_sha256 (const EnlistCrypto *crypto, EnlistSlice data, uint8_t digest[ENLIST_SHA256_SIZE]);

/* HMAC-SHA256 (RFC 2104) of the concatenation of @count slices. */
void enlist_crypto_hmac (const EnlistCrypto *crypto, EnlistSlice key, const EnlistSlice *slices, size_t count,
                         uint8_t mac[ENLIST_SHA256_SIZE]);

/* HKDF-SHA256 (RFC 5869) with an output of one block, 32 bytes. */
void enlist_crypto_hkdf (const EnlistCrypto *crypto, EnlistSlice input_key, EnlistSlice salt,
                         EnlistSlice info, uint8_t output[ENLIST_SHA256_SIZE]);

/* Constant time in the contents. */
bool enlist_crypto_equal (const uint8_t *a, const uint8_t *b, size_t size);
