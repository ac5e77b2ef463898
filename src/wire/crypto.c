/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto.h"

#define BLOCK_SIZE 64

void
enlist_crypto_sha256 (const EnlistCrypto *crypto,
                      EnlistSlice         data,
                      uint8_t             digest[ENLIST_SHA256_SIZE])
{
  EnlistSha256 state;

  crypto->sha256_init (crypto->context, &state);
  crypto->sha256_update (crypto->context, &state, data.data, data.size);
  crypto->sha256_final (crypto->context, &state, digest);
  crypto->wipe (crypto->context, &state, sizeof state);
}

static void
start_padded (const EnlistCrypto *crypto,
              EnlistSha256       *state,
              const uint8_t       key[BLOCK_SIZE],
              uint8_t             pad)
{
  uint8_t block[BLOCK_SIZE];

  for (size_t i = 0; i < BLOCK_SIZE; i++)
    block[i] = key[i] ^ pad;
  crypto->sha256_init (crypto->context, state);
  crypto->sha256_update (crypto->context, state, block, sizeof block);
  crypto->wipe (crypto->context, block, sizeof block);
}

void
enlist_crypto_hmac (const EnlistCrypto *crypto,
                    EnlistSlice         key,
                    const EnlistSlice  *slices,
                    size_t              count,
                    uint8_t             mac[ENLIST_SHA256_SIZE])
{
  uint8_t block[BLOCK_SIZE] = { 0 };
  uint8_t inner[ENLIST_SHA256_SIZE];
  EnlistSha256 state;

  if (key.size > BLOCK_SIZE)
    enlist_crypto_sha256 (crypto, key, block);
  else if (key.size > 0)
    memcpy (block, key.data, key.size);

  start_padded (crypto, &state, block, 0x36);
  for (size_t i = 0; i < count; i++)
    crypto->sha256_update (crypto->context, &state, slices[i].data, slices[i].size);
  crypto->sha256_final (crypto->context, &state, inner);

  start_padded (crypto, &state, block, 0x5c);
  crypto->sha256_update (crypto->context, &state, inner, sizeof inner);
  crypto->sha256_final (crypto->context, &state, mac);

  crypto->wipe (crypto->context, &state, sizeof state);
  crypto->wipe (crypto->context, inner, sizeof inner);
  crypto->wipe (crypto->context, block, sizeof block);
}

void
enlist_crypto_hkdf (const EnlistCrypto *crypto,
                    EnlistSlice         input_key,
                    EnlistSlice         salt,
                    EnlistSlice         info,
                    uint8_t             output[ENLIST_SHA256_SIZE])
{
  static const uint8_t first_block = 0x01;
  uint8_t pseudorandom_key[ENLIST_SHA256_SIZE];
  EnlistSlice expand[2] = { info, enlist_slice (&first_block, 1) };

  enlist_crypto_hmac (crypto, salt, &input_key, 1, pseudorandom_key);
  enlist_crypto_hmac (crypto, enlist_slice (pseudorandom_key, sizeof pseudorandom_key), expand, 2, output);
  crypto->wipe (crypto->context, pseudorandom_key, sizeof pseudorandom_key);
}

bool
enlist_crypto_equal (const uint8_t *a,
                     const uint8_t *b,
                     size_t         size)
{
  volatile uint8_t difference = 0;

  for (size_t i = 0; i < size; i++)
    difference = (uint8_t) (difference | (a[i] ^ b[i]));

  return difference == 0;
}
