/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-remote.h"

#include "remote-crypto.h"
#include "uart.h"

#include <string.h>

#define MAX_SLICES 5

static void
write_size (uint8_t bytes[4],
            size_t  size)
{
  bytes[0] = (uint8_t) (size >> 24);
  bytes[1] = (uint8_t) (size >> 16);
  bytes[2] = (uint8_t) (size >> 8);
  bytes[3] = (uint8_t) size;
}

/* @result has room for what the function answers. */
static bool
request (unsigned           function,
         const EnlistSlice *arguments,
         size_t             count,
         void              *result)
{
  uint8_t header[REMOTE_HEADER_SIZE] = { (uint8_t) function };
  size_t size = 0;

  for (size_t i = 0; i < count; i++)
    size += arguments[i].size;
  write_size (header + 1, size);
  uart_write (UART_CRYPTO, header, sizeof header);
  for (size_t i = 0; i < count; i++)
    uart_write (UART_CRYPTO, arguments[i].data, arguments[i].size);

  uart_read_all (UART_CRYPTO, header, sizeof header);
  size = (size_t) header[1] << 24 | (size_t) header[2] << 16 | (size_t) header[3] << 8 | header[4];
  uart_read_all (UART_CRYPTO, result, size);

  return header[0] == 1;
}

static bool
take_random (void    *context,
             uint8_t *output,
             size_t   size)
{
  uint8_t wanted[4];
  const EnlistSlice arguments[] = { { wanted, sizeof wanted } };

  write_size (wanted, size);

  return request (REMOTE_RANDOM, arguments, 1, output);
}

static void
sha256_init (void         *context,
             EnlistSha256 *state)
{
  request (REMOTE_SHA256_INIT, NULL, 0, state);
}

static void
sha256_update (void          *context,
               EnlistSha256  *state,
               const uint8_t *data,
               size_t         size)
{
  const EnlistSlice arguments[] = { { (const uint8_t *) state, sizeof *state }, { data, size } };

  request (REMOTE_SHA256_UPDATE, arguments, 2, state);
}

static void
sha256_final (void         *context,
              EnlistSha256 *state,
              uint8_t       digest[ENLIST_SHA256_SIZE])
{
  const EnlistSlice arguments[] = { { (const uint8_t *) state, sizeof *state } };

  request (REMOTE_SHA256_FINAL, arguments, 1, digest);
}

static bool
x25519 (void          *context,
        uint8_t        output[32],
        const uint8_t  scalar[32],
        const uint8_t *point)
{
  const EnlistSlice arguments[] = { { scalar, 32 }, { point, 32 } };

  return request (REMOTE_X25519, arguments, point != NULL ? 2 : 1, output);
}

static bool
run_aead (unsigned      function,
          uint8_t      *output,
          const uint8_t key[32],
          const uint8_t nonce[12],
          EnlistSlice   associated,
          EnlistSlice   input)
{
  uint8_t size[4];
  const EnlistSlice arguments[MAX_SLICES] = {
    { key, 32 }, { nonce, 12 }, { size, sizeof size }, associated, input,
  };

  write_size (size, associated.size);

  return request (function, arguments, MAX_SLICES, output);
}

static bool
aead_seal (void         *context,
           uint8_t      *output,
           const uint8_t key[32],
           const uint8_t nonce[12],
           EnlistSlice   associated,
           EnlistSlice   plaintext)
{
  return run_aead (REMOTE_SEAL, output, key, nonce, associated, plaintext);
}

static bool
aead_open (void         *context,
           uint8_t      *output,
           const uint8_t key[32],
           const uint8_t nonce[12],
           EnlistSlice   associated,
           EnlistSlice   ciphertext)
{
  return run_aead (REMOTE_OPEN, output, key, nonce, associated, ciphertext);
}

static bool
ed25519_public (void         *context,
                uint8_t       public_key[32],
                const uint8_t seed[32])
{
  const EnlistSlice arguments[] = { { seed, 32 } };

  return request (REMOTE_ED25519_PUBLIC, arguments, 1, public_key);
}

static bool
ed25519_sign (void         *context,
              uint8_t       signature[64],
              const uint8_t seed[32],
              EnlistSlice   message)
{
  const EnlistSlice arguments[] = { { seed, 32 }, message };

  return request (REMOTE_ED25519_SIGN, arguments, 2, signature);
}

static bool
ed25519_verify (void         *context,
                const uint8_t signature[64],
                const uint8_t public_key[32],
                EnlistSlice   message)
{
  const EnlistSlice arguments[] = { { signature, 64 }, { public_key, 32 }, message };

  return request (REMOTE_ED25519_VERIFY, arguments, 3, NULL);
}

static void
wipe (void  *context,
      void  *data,
      size_t size)
{
  memset (data, 0, size);
  __asm__ volatile ("" : : "r"(data) : "memory");
}

const EnlistCrypto *
crypto_remote (void)
{
  static const EnlistCrypto crypto = {
    .random = take_random,
    .sha256_init = sha256_init,
    .sha256_update = sha256_update,
    .sha256_final = sha256_final,
    .x25519 = x25519,
    .aead_seal = aead_seal,
    .aead_open = aead_open,
    .ed25519_public = ed25519_public,
    .ed25519_sign = ed25519_sign,
    .ed25519_verify = ed25519_verify,
    .wipe = wipe,
  };

  return &crypto;
}
