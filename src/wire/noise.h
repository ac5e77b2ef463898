/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/*
 * The Noise Protocol Framework, revision 34: the patterns NK and NKpsk0 with X25519, ChaCha20-Poly1305 and
 * SHA-256.
 *
 *   NK:      <- s  ...  -> e, es       <- e, ee
 *   NKpsk0:  <- s  ...  -> psk, e, es  <- e, ee
 *
 * The initiator knows the responder's static key beforehand and stays anonymous itself.
 */

#define ENLIST_NOISE_PSK_SIZE 32
#define ENLIST_NOISE_HASH_SIZE ENLIST_SHA256_SIZE

/* What a handshake message is longer than its payload: the ephemeral key and the tag. */
#define ENLIST_NOISE_OVERHEAD (ENLIST_X25519_SIZE + ENLIST_AEAD_TAG_SIZE)

/**
 * EnlistNoiseCipher:
 *
 * A CipherState (section 5.1): a key and the number of the next message. Wipe it with EnlistCrypto.wipe.
 */
typedef struct {
  uint64_t nonce;
  uint8_t key[ENLIST_AEAD_KEY_SIZE];
} EnlistNoiseCipher;

typedef enum {
  ENLIST_NOISE_MESSAGE_1,
  ENLIST_NOISE_MESSAGE_2,
  ENLIST_NOISE_COMPLETE, /* enlist_noise_split() is next */
  ENLIST_NOISE_ENDED,    /* split, or failed: nothing secret is left */
} EnlistNoiseStage;

/**
 * EnlistNoise:
 *
 * A handshake of either role (sections 5.2 and 5.3 in one). Borrows the crypto table until the handshake
 * has ended, nothing else.
 */
typedef struct {
  const EnlistCrypto *crypto;
  EnlistNoiseStage stage;
  bool initiator;
  bool has_psk;
  EnlistNoiseCipher cipher;
  uint8_t chaining_key[ENLIST_SHA256_SIZE];
  uint8_t hash[ENLIST_NOISE_HASH_SIZE];
  uint8_t psk[ENLIST_NOISE_PSK_SIZE];
  uint8_t local[ENLIST_X25519_SIZE];         /* initiator: ephemeral secret; responder: static secret */
  uint8_t remote_static[ENLIST_X25519_SIZE]; /* initiator only */
  uint8_t remote_ephemeral[ENLIST_X25519_SIZE];
} EnlistNoise;

/**
 * enlist_noise_init_initiator:
 * @prologue: what both ends must agree on beforehand; any size
 * @psk: (nullable): 32 bytes for NKpsk0, %NULL for NK
 * @remote_static: the responder's X25519 public key
 */
void enlist_noise_init_initiator (EnlistNoise        *noise,
                                  const EnlistCrypto *crypto,
                                  EnlistSlice         prologue,
                                  const uint8_t      *psk,
                                  const uint8_t       remote_static[ENLIST_X25519_SIZE]);

/**
 * enlist_noise_init_responder:
 * @prologue: what both ends must agree on beforehand; any size
 * @psk: (nullable): 32 bytes for NKpsk0, %NULL for NK
 * @static_secret: the responder's X25519 secret key
 *
 * Returns: ENLIST_OK; ENLIST_E_CRYPTO when the public key cannot be computed, and the handshake has ended
 */
EnlistStatus enlist_noise_init_responder (EnlistNoise        *noise,
                                          const EnlistCrypto *crypto,
                                          EnlistSlice         prologue,
                                          const uint8_t      *psk,
                                          const uint8_t       static_secret[ENLIST_X25519_SIZE]);

/**
 * enlist_noise_write:
 * @payload: may be empty; must not overlap @message
 * @message: (out caller-allocates): the handshake message, payload.size + ENLIST_NOISE_OVERHEAD bytes
 *
 * Writes message 1 (initiator) or 2 (responder).
 *
 * Returns: ENLIST_OK; ENLIST_E_STATE (not this end's turn) and ENLIST_E_SPACE change nothing;
 *   ENLIST_E_CRYPTO and ENLIST_E_HANDSHAKE (the peer's key is a point of small order) end the handshake
 */
EnlistStatus enlist_noise_write (EnlistNoise *noise,
                                 EnlistSlice  payload,
                                 uint8_t     *message,
                                 size_t       capacity,
                                 size_t      *size);

/**
 * enlist_noise_read:
 * @message: handshake message 1 (responder) or 2 (initiator)
 * @payload: (out caller-allocates): message.size - ENLIST_NOISE_OVERHEAD bytes; may be %NULL when that is 0
 *
 * Returns: ENLIST_OK; ENLIST_E_STATE and ENLIST_E_SPACE change nothing; ENLIST_E_HANDSHAKE (too short, a
 *   key that must not be, authentication failed) ends the handshake
 */
EnlistStatus enlist_noise_read (EnlistNoise *noise,
                                EnlistSlice  message,
                                uint8_t     *payload,
                                size_t       capacity,
                                size_t      *size);

/**
 * enlist_noise_split:
 * @send: (out): the cipher for what this end sends
 * @receive: (out): the cipher for what this end receives
 * @hash: (out): the handshake hash (section 11.2), the same on both ends and unique to this handshake
 *
 * Ends the handshake after message 2 and wipes it.
 *
 * Returns: ENLIST_OK, ENLIST_E_STATE
 */
EnlistStatus enlist_noise_split (EnlistNoise       *noise,
                                 EnlistNoiseCipher *send,
                                 EnlistNoiseCipher *receive,
                                 uint8_t            hash[ENLIST_NOISE_HASH_SIZE]);

/* Ends the handshake wherever it is and wipes its secrets. */
void enlist_noise_clear (EnlistNoise *noise);

/**
 * enlist_noise_cipher_seal:
 * @output: (out caller-allocates): plaintext.size + 16 bytes; may be the plaintext itself
 *
 * Returns: ENLIST_OK; ENLIST_E_CRYPTO, also when all 2^64 - 1 nonces are used up
 */
EnlistStatus enlist_noise_cipher_seal (EnlistNoiseCipher  *cipher,
                                       const EnlistCrypto *crypto,
                                       EnlistSlice         associated,
                                       EnlistSlice         plaintext,
                                       uint8_t            *output);

/**
 * enlist_noise_cipher_open:
 * @output: (out caller-allocates): ciphertext.size - 16 bytes; may be the ciphertext itself
 *
 * Returns: ENLIST_OK; ENLIST_E_DECRYPT, and the nonce stays
 */
EnlistStatus enlist_noise_cipher_open (EnlistNoiseCipher  *cipher,
                                       const EnlistCrypto *crypto,
                                       EnlistSlice         associated,
                                       EnlistSlice         ciphertext,
                                       uint8_t            *output);
