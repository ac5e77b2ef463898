/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "noise.h"

static const char name_nk[] = "Noise_NK_25519_ChaChaPoly_SHA256";
static const char name_nkpsk0[] = "Noise_NKpsk0_25519_ChaChaPoly_SHA256";

static EnlistSlice
slice_of_32 (const uint8_t bytes[32])
{
  return enlist_slice (bytes, 32);
}

static void
fill_nonce (uint8_t  nonce[12],
            uint64_t number)
{
  memset (nonce, 0, 4);
  for (size_t i = 0; i < 8; i++)
    nonce[4 + i] = (uint8_t) (number >> (8 * i));
}

EnlistStatus
enlist_noise_cipher_seal (EnlistNoiseCipher  *cipher,
                          const EnlistCrypto *crypto,
                          EnlistSlice         associated,
                          EnlistSlice         plaintext,
                          uint8_t            *output)
{
  uint8_t nonce[12];

  /* Section 5.1: the last nonce is reserved. */
  if (cipher->nonce == UINT64_MAX)
    return ENLIST_E_CRYPTO;
  fill_nonce (nonce, cipher->nonce);
  if (!crypto->aead_seal (crypto->context, output, cipher->key, nonce, associated, plaintext))
    return ENLIST_E_CRYPTO;
  cipher->nonce++;

  return ENLIST_OK;
}

EnlistStatus
enlist_noise_cipher_open (EnlistNoiseCipher  *cipher,
                          const EnlistCrypto *crypto,
                          EnlistSlice         associated,
                          EnlistSlice         ciphertext,
                          uint8_t            *output)
{
  uint8_t nonce[12];

  if (ciphertext.size < ENLIST_AEAD_TAG_SIZE || cipher->nonce == UINT64_MAX)
    return ENLIST_E_DECRYPT;
  fill_nonce (nonce, cipher->nonce);
  if (!crypto->aead_open (crypto->context, output, cipher->key, nonce, associated, ciphertext))
    return ENLIST_E_DECRYPT;
  cipher->nonce++;

  return ENLIST_OK;
}

static void
mix_hash (EnlistNoise *noise,
          EnlistSlice  data)
{
  const EnlistCrypto *crypto = noise->crypto;
  EnlistSha256 state;

  crypto->sha256_init (crypto->context, &state);
  crypto->sha256_update (crypto->context, &state, noise->hash, sizeof noise->hash);
  crypto->sha256_update (crypto->context, &state, data.data, data.size);
  crypto->sha256_final (crypto->context, &state, noise->hash);
}

/* Section 4.3: HKDF with the chaining key as salt, no info, and two or three outputs; @third may be NULL. */
static void
derive (EnlistNoise *noise,
        EnlistSlice  input_key,
        uint8_t      first[32],
        uint8_t      second[32],
        uint8_t     *third)
{
  static const uint8_t counter[3] = { 1, 2, 3 };
  const EnlistCrypto *crypto = noise->crypto;
  uint8_t secret[32];
  uint8_t blocks[3][32];

  enlist_crypto_hmac (crypto, slice_of_32 (noise->chaining_key), &input_key, 1, secret);
  for (size_t i = 0; i < (third == NULL ? 2u : 3u); i++)
    {
      EnlistSlice slices[2] = { enlist_slice (i == 0 ? NULL : blocks[i - 1], i == 0 ? 0 : 32),
                                enlist_slice (&counter[i], 1) };

      enlist_crypto_hmac (crypto, slice_of_32 (secret), slices, 2, blocks[i]);
    }
  memcpy (first, blocks[0], 32);
  memcpy (second, blocks[1], 32);
  if (third != NULL)
    memcpy (third, blocks[2], 32);
  crypto->wipe (crypto->context, secret, sizeof secret);
  crypto->wipe (crypto->context, blocks, sizeof blocks);
}

static void
mix_key (EnlistNoise *noise,
         EnlistSlice  input_key)
{
  derive (noise, input_key, noise->chaining_key, noise->cipher.key, NULL);
  noise->cipher.nonce = 0;
}

static void
mix_key_and_hash (EnlistNoise *noise,
                  EnlistSlice  input_key)
{
  uint8_t hash_input[32];

  derive (noise, input_key, noise->chaining_key, hash_input, noise->cipher.key);
  mix_hash (noise, slice_of_32 (hash_input));
  noise->cipher.nonce = 0;
  noise->crypto->wipe (noise->crypto->context, hash_input, sizeof hash_input);
}

static bool
mix_shared (EnlistNoise   *noise,
            const uint8_t  secret[32],
            const uint8_t  public_key[32])
{
  const EnlistCrypto *crypto = noise->crypto;
  uint8_t shared[32];
  bool shared_it = crypto->x25519 (crypto->context, shared, secret, public_key);

  if (shared_it)
    mix_key (noise, slice_of_32 (shared));
  crypto->wipe (crypto->context, shared, sizeof shared);

  return shared_it;
}

/* The token "e" (sections 5.3 and 9.2): with a PSK the ephemeral key is mixed into the key too. */
static void
mix_ephemeral (EnlistNoise   *noise,
               const uint8_t  public_key[32])
{
  mix_hash (noise, slice_of_32 (public_key));
  if (noise->has_psk)
    mix_key (noise, slice_of_32 (public_key));
}

static void
start (EnlistNoise        *noise,
       const EnlistCrypto *crypto,
       bool                initiator,
       EnlistSlice         prologue,
       const uint8_t      *psk,
       const uint8_t       responder_static[32])
{
  memset (noise, 0, sizeof *noise);
  noise->crypto = crypto;
  noise->initiator = initiator;
  noise->has_psk = psk != NULL;
  if (psk != NULL)
    {
      memcpy (noise->psk, psk, sizeof noise->psk);
      enlist_crypto_sha256 (crypto, enlist_slice_text (name_nkpsk0), noise->hash);
    }
  else
    {
      _Static_assert (sizeof name_nk - 1 == ENLIST_SHA256_SIZE, "a name of this size stands for itself");
      memcpy (noise->hash, name_nk, sizeof noise->hash);
    }
  memcpy (noise->chaining_key, noise->hash, sizeof noise->chaining_key);
  mix_hash (noise, prologue);
  mix_hash (noise, slice_of_32 (responder_static));
}

void
enlist_noise_init_initiator (EnlistNoise        *noise,
                             const EnlistCrypto *crypto,
                             EnlistSlice         prologue,
                             const uint8_t      *psk,
                             const uint8_t       remote_static[ENLIST_X25519_SIZE])
{
  start (noise, crypto, true, prologue, psk, remote_static);
  memcpy (noise->remote_static, remote_static, sizeof noise->remote_static);
}

EnlistStatus
enlist_noise_init_responder (EnlistNoise        *noise,
                             const EnlistCrypto *crypto,
                             EnlistSlice         prologue,
                             const uint8_t      *psk,
                             const uint8_t       static_secret[ENLIST_X25519_SIZE])
{
  uint8_t public_key[ENLIST_X25519_SIZE] = { 0 };
  bool computed = crypto->x25519 (crypto->context, public_key, static_secret, NULL);

  start (noise, crypto, false, prologue, psk, public_key);
  memcpy (noise->local, static_secret, sizeof noise->local);
  if (!computed)
    {
      enlist_noise_clear (noise);
      return ENLIST_E_CRYPTO;
    }

  return ENLIST_OK;
}

/* The tokens of message 1 behind "e", or of message 2: what both ends do with their own half. */
static EnlistStatus
write_tokens (EnlistNoise *noise,
              uint8_t      ephemeral_public[32])
{
  const EnlistCrypto *crypto = noise->crypto;
  const uint8_t *remote = noise->initiator ? noise->remote_static : noise->remote_ephemeral;
  uint8_t ephemeral[32];
  EnlistStatus status = ENLIST_OK;

  if (!crypto->random (crypto->context, ephemeral, sizeof ephemeral) ||
      !crypto->x25519 (crypto->context, ephemeral_public, ephemeral, NULL))
    {
      crypto->wipe (crypto->context, ephemeral, sizeof ephemeral);
      return ENLIST_E_CRYPTO;
    }

  if (noise->initiator && noise->has_psk)
    mix_key_and_hash (noise, slice_of_32 (noise->psk));
  mix_ephemeral (noise, ephemeral_public);
  if (!mix_shared (noise, ephemeral, remote))
    status = ENLIST_E_HANDSHAKE;
  if (noise->initiator)
    memcpy (noise->local, ephemeral, sizeof noise->local);
  crypto->wipe (crypto->context, ephemeral, sizeof ephemeral);

  return status;
}

EnlistStatus
enlist_noise_write (EnlistNoise *noise,
                    EnlistSlice  payload,
                    uint8_t     *message,
                    size_t       capacity,
                    size_t      *size)
{
  EnlistStatus status;

  if (noise->stage != (noise->initiator ? ENLIST_NOISE_MESSAGE_1 : ENLIST_NOISE_MESSAGE_2))
    return ENLIST_E_STATE;
  if (capacity < ENLIST_NOISE_OVERHEAD || capacity - ENLIST_NOISE_OVERHEAD < payload.size)
    return ENLIST_E_SPACE;

  status = write_tokens (noise, message);
  if (status == ENLIST_OK)
    status = enlist_noise_cipher_seal (&noise->cipher, noise->crypto, slice_of_32 (noise->hash), payload,
                                       message + ENLIST_X25519_SIZE);
  if (status != ENLIST_OK)
    {
      enlist_noise_clear (noise);
      return status;
    }
  mix_hash (noise, enlist_slice (message + ENLIST_X25519_SIZE, payload.size + ENLIST_AEAD_TAG_SIZE));
  noise->stage++;
  *size = payload.size + ENLIST_NOISE_OVERHEAD;

  return ENLIST_OK;
}

EnlistStatus
enlist_noise_read (EnlistNoise *noise,
                   EnlistSlice  message,
                   uint8_t     *payload,
                   size_t       capacity,
                   size_t      *size)
{
  EnlistSlice sealed;
  uint8_t old_hash[ENLIST_NOISE_HASH_SIZE];

  if (noise->stage != (noise->initiator ? ENLIST_NOISE_MESSAGE_2 : ENLIST_NOISE_MESSAGE_1))
    return ENLIST_E_STATE;
  if (message.size < ENLIST_NOISE_OVERHEAD)
    {
      enlist_noise_clear (noise);
      return ENLIST_E_HANDSHAKE;
    }
  if (capacity < message.size - ENLIST_NOISE_OVERHEAD)
    return ENLIST_E_SPACE;

  memcpy (noise->remote_ephemeral, message.data, sizeof noise->remote_ephemeral);
  sealed = enlist_slice (message.data + ENLIST_X25519_SIZE, message.size - ENLIST_X25519_SIZE);
  if (!noise->initiator && noise->has_psk)
    mix_key_and_hash (noise, slice_of_32 (noise->psk));
  mix_ephemeral (noise, noise->remote_ephemeral);
  if (!mix_shared (noise, noise->local, noise->remote_ephemeral))
    {
      enlist_noise_clear (noise);
      return ENLIST_E_HANDSHAKE;
    }

  /* The ciphertext is hashed first, because opening may be in place. */
  memcpy (old_hash, noise->hash, sizeof old_hash);
  mix_hash (noise, sealed);
  if (enlist_noise_cipher_open (&noise->cipher, noise->crypto, slice_of_32 (old_hash), sealed, payload)
      != ENLIST_OK)
    {
      enlist_noise_clear (noise);
      return ENLIST_E_HANDSHAKE;
    }
  noise->stage++;
  *size = sealed.size - ENLIST_AEAD_TAG_SIZE;

  return ENLIST_OK;
}

EnlistStatus
enlist_noise_split (EnlistNoise       *noise,
                    EnlistNoiseCipher *send,
                    EnlistNoiseCipher *receive,
                    uint8_t            hash[ENLIST_NOISE_HASH_SIZE])
{
  EnlistNoiseCipher *initiators = noise->initiator ? send : receive;
  EnlistNoiseCipher *responders = noise->initiator ? receive : send;

  if (noise->stage != ENLIST_NOISE_COMPLETE)
    return ENLIST_E_STATE;
  derive (noise, enlist_slice (NULL, 0), initiators->key, responders->key, NULL);
  initiators->nonce = 0;
  responders->nonce = 0;
  memcpy (hash, noise->hash, sizeof noise->hash);
  enlist_noise_clear (noise);

  return ENLIST_OK;
}

void
enlist_noise_clear (EnlistNoise *noise)
{
  const EnlistCrypto *crypto = noise->crypto;

  crypto->wipe (crypto->context, noise, sizeof *noise);
  noise->crypto = crypto;
  noise->stage = ENLIST_NOISE_ENDED;
}
