/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"

#include <sodium.h>

_Static_assert (sizeof (crypto_hash_sha256_state) <= sizeof (EnlistSha256), "EnlistSha256 is too small");
_Static_assert (_Alignof (crypto_hash_sha256_state) <= _Alignof (EnlistSha256), "EnlistSha256 is misaligned");

static bool
sodium_random (void    *context,
               uint8_t *output,
               size_t   size)
{
  randombytes_buf (output, size);

  return true;
}

static void
sodium_sha256_init (void         *context,
                    EnlistSha256 *state)
{
  crypto_hash_sha256_init ((crypto_hash_sha256_state *) (void *) state);
}

static void
sodium_sha256_update (void          *context,
                      EnlistSha256  *state,
                      const uint8_t *data,
                      size_t         size)
{
  if (size > 0)
    crypto_hash_sha256_update ((crypto_hash_sha256_state *) (void *) state, data, size);
}

static void
sodium_sha256_final (void         *context,
                     EnlistSha256 *state,
                     uint8_t       digest[ENLIST_SHA256_SIZE])
{
  crypto_hash_sha256_final ((crypto_hash_sha256_state *) (void *) state, digest);
}

static bool
sodium_x25519 (void          *context,
               uint8_t        output[32],
               const uint8_t  scalar[32],
               const uint8_t *point)
{
  if (point == NULL)
    return crypto_scalarmult_base (output, scalar) == 0;

  return crypto_scalarmult (output, scalar, point) == 0;
}

static bool
sodium_aead_seal (void          *context,
                  uint8_t       *output,
                  const uint8_t  key[32],
                  const uint8_t  nonce[12],
                  EnlistSlice    associated,
                  EnlistSlice    plaintext)
{
  return crypto_aead_chacha20poly1305_ietf_encrypt (output, NULL, plaintext.data, plaintext.size,
                                                    associated.data, associated.size, NULL, nonce, key) == 0;
}

static bool
sodium_aead_open (void          *context,
                  uint8_t       *output,
                  const uint8_t  key[32],
                  const uint8_t  nonce[12],
                  EnlistSlice    associated,
                  EnlistSlice    ciphertext)
{
  return ciphertext.size >= ENLIST_AEAD_TAG_SIZE &&
         crypto_aead_chacha20poly1305_ietf_decrypt (output, NULL, NULL, ciphertext.data, ciphertext.size,
                                                    associated.data, associated.size, nonce, key) == 0;
}

static bool
sodium_ed25519_public (void          *context,
                       uint8_t        public_key[32],
                       const uint8_t  seed[32])
{
  uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
  int result = crypto_sign_seed_keypair (public_key, secret_key, seed);

  sodium_memzero (secret_key, sizeof secret_key);

  return result == 0;
}

static bool
sodium_ed25519_sign (void          *context,
                     uint8_t        signature[64],
                     const uint8_t  seed[32],
                     EnlistSlice    message)
{
  uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
  uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
  bool signed_it;

  signed_it = crypto_sign_seed_keypair (public_key, secret_key, seed) == 0 &&
              crypto_sign_detached (signature, NULL, message.data, message.size, secret_key) == 0;
  sodium_memzero (secret_key, sizeof secret_key);

  return signed_it;
}

static bool
sodium_ed25519_verify (void          *context,
                       const uint8_t  signature[64],
                       const uint8_t  public_key[32],
                       EnlistSlice    message)
{
  return crypto_sign_verify_detached (signature, message.data, message.size, public_key) == 0;
}

static void
sodium_wipe (void   *context,
             void   *data,
             size_t  size)
{
  sodium_memzero (data, size);
}

static const EnlistCrypto sodium_table = {
  .random = sodium_random,
  .sha256_init = sodium_sha256_init,
  .sha256_update = sodium_sha256_update,
  .sha256_final = sodium_sha256_final,
  .x25519 = sodium_x25519,
  .aead_seal = sodium_aead_seal,
  .aead_open = sodium_aead_open,
  .ed25519_public = sodium_ed25519_public,
  .ed25519_sign = sodium_ed25519_sign,
  .ed25519_verify = sodium_ed25519_verify,
  .wipe = sodium_wipe,
};

const EnlistCrypto *
enlist_crypto_sodium (void)
{
  /* sodium_init() may be called from any thread, any number of times. */
  return sodium_init () < 0 ? NULL : &sodium_table;
}
