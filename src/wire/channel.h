/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"
#include "noise.h"
#include "sizes.h"

/*
 * The secure channel between assistant and device (docs/format.md, clause 10.2):
 * Noise_NKpsk0_25519_ChaChaPoly_SHA256, keyed with the device's static key and the label's secret. The
 * assistant is the initiator.
 *
 *   PSK      = HKDF-SHA256 (input key: the label's secret, empty without one; salt: label id; info: "psk")
 *   prologue = "enlist/1", label id
 *   hello    = 0x01, label id, Noise message 1 with an empty payload
 *   answer   = 0x01, Noise message 2 with an empty payload
 *   refusal  = instead of the answer, one byte: an EnlistStatus
 *   message  = ChaCha20-Poly1305, no associated data, the nonce is the message's number in its direction
 *
 * A new link needs a new channel.
 */

#define ENLIST_CHANNEL_VERSION 1
#define ENLIST_CHANNEL_HELLO_SIZE (1 + ENLIST_LABEL_ID_SIZE + ENLIST_NOISE_OVERHEAD) /* 57 */
#define ENLIST_CHANNEL_ANSWER_SIZE (1 + ENLIST_NOISE_OVERHEAD)                               /* 49 */
#define ENLIST_CHANNEL_HASH_SIZE ENLIST_NOISE_HASH_SIZE
#define ENLIST_CHANNEL_OVERHEAD ENLIST_AEAD_TAG_SIZE
#define ENLIST_CHANNEL_MAX_PLAINTEXT 4096
#define ENLIST_CHANNEL_MAX_SEALED (ENLIST_CHANNEL_MAX_PLAINTEXT + ENLIST_CHANNEL_OVERHEAD)   /* 4112 */

typedef enum {
  ENLIST_CHANNEL_HELLO,  /* the hello is next */
  ENLIST_CHANNEL_ANSWER, /* the answer is next */
  ENLIST_CHANNEL_OPEN,
  ENLIST_CHANNEL_ENDED,
} EnlistChannelStage;

/**
 * EnlistChannel:
 *
 * Either end of a channel. Borrows the crypto table and nothing else. Holds secrets: end it with
 * enlist_channel_clear().
 */
typedef struct {
  const EnlistCrypto *crypto;
  EnlistChannelStage stage;
  EnlistStatus failure; /* why it ended: what every later call answers */
  bool device;
  uint8_t label_id[ENLIST_LABEL_ID_SIZE];
  uint8_t static_key[ENLIST_X25519_SIZE]; /* device, until the hello: its secret */
  uint8_t hash[ENLIST_CHANNEL_HASH_SIZE];
  EnlistNoiseCipher send;
  EnlistNoiseCipher receive;
  EnlistNoise noise;
} EnlistChannel;

/**
 * enlist_channel_init_assistant:
 * @label_id: the first 8 bytes of SHA-256 of the manifest
 * @secret: the label's secret, ENLIST_LABEL_SECRET_SIZE bytes; empty for a label without
 * @device_static_public: the X25519 key in the manifest
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE for a secret of another size, and the channel has ended
 */
EnlistStatus enlist_channel_init_assistant (EnlistChannel      *channel,
                                            const EnlistCrypto *crypto,
                                            const uint8_t       label_id[ENLIST_LABEL_ID_SIZE],
                                            EnlistSlice         secret,
                                            const uint8_t       device_static_public[ENLIST_X25519_SIZE]);

/**
 * enlist_channel_init_device:
 * @static_secret: the device's X25519 secret key
 */
void enlist_channel_init_device (EnlistChannel      *channel,
                                 const EnlistCrypto *crypto,
                                 const uint8_t       static_secret[ENLIST_X25519_SIZE]);

/**
 * enlist_channel_peek_label_id:
 * @hello: what arrived first
 * @label_id: (out): the label that the assistant claims to have, so that the device finds the secret; not
 *   yet proven
 *
 * Returns: ENLIST_OK; ENLIST_E_VERSION for another version byte; ENLIST_E_HANDSHAKE for another size
 */
EnlistStatus enlist_channel_peek_label_id (EnlistSlice hello,
                                           uint8_t     label_id[ENLIST_LABEL_ID_SIZE]);

/*
 * The handshake: write_hello and read_answer on the assistant, read_hello and write_answer on the device.
 * Behind them the channel is open. Writing needs ENLIST_CHANNEL_HELLO_SIZE and ENLIST_CHANNEL_ANSWER_SIZE
 * bytes.
 *
 * A refusal is not authenticated: what read_answer makes of it is only what the device seems to say.
 *
 * They return ENLIST_OK; ENLIST_E_STATE (not the next step of this role) and ENLIST_E_SPACE, which change
 * nothing; or one of these, which end the channel and are what every later call answers: ENLIST_E_VERSION
 * (another version byte), ENLIST_E_HANDSHAKE (another device, label, secret, or tampering), ENLIST_E_BUSY
 * (the device refuses for now), ENLIST_E_RANGE (@secret is neither empty nor ENLIST_LABEL_SECRET_SIZE
 * bytes), ENLIST_E_CRYPTO.
 */
EnlistStatus enlist_channel_write_hello  (EnlistChannel *channel,
                                          uint8_t       *hello,
                                          size_t         capacity,
                                          size_t        *size);
EnlistStatus enlist_channel_read_hello   (EnlistChannel *channel,
                                          EnlistSlice    hello,
                                          EnlistSlice    secret);
EnlistStatus enlist_channel_write_answer (EnlistChannel *channel,
                                          uint8_t       *answer,
                                          size_t         capacity,
                                          size_t        *size);
EnlistStatus enlist_channel_read_answer  (EnlistChannel *channel,
                                          EnlistSlice    answer);

/**
 * enlist_channel_seal:
 * @plaintext: at most ENLIST_CHANNEL_MAX_PLAINTEXT bytes, possibly none
 * @sealed: (out caller-allocates): plaintext.size + ENLIST_CHANNEL_OVERHEAD bytes; may be the plaintext
 *   itself
 *
 * Returns: ENLIST_OK; ENLIST_E_STATE (not open yet), ENLIST_E_TOO_LARGE and ENLIST_E_SPACE, which change
 *   nothing; ENLIST_E_CRYPTO, which ends the channel; why it ended
 */
EnlistStatus enlist_channel_seal (EnlistChannel *channel, EnlistSlice plaintext,
                                  uint8_t *sealed, size_t capacity, size_t *size);

/**
 * enlist_channel_open:
 * @sealed: the next message of the peer
 * @plaintext: (out caller-allocates): sealed.size - ENLIST_CHANNEL_OVERHEAD bytes; may be the sealed
 *   message itself
 *
 * Returns: ENLIST_OK; ENLIST_E_STATE (not open yet) and ENLIST_E_SPACE, which change nothing;
 *   ENLIST_E_DECRYPT (authentication failed, or a size that cannot be), which ends the channel; why it
 *   ended
 */
EnlistStatus enlist_channel_open (EnlistChannel *channel, EnlistSlice sealed,
                                  uint8_t *plaintext, size_t capacity, size_t *size);

/**
 * enlist_channel_hash:
 * @hash: (out): the handshake hash, which signatures bind to this channel
 *
 * Returns: ENLIST_OK; ENLIST_E_STATE (not open yet); why it ended
 */
EnlistStatus enlist_channel_hash (const EnlistChannel *channel, uint8_t hash[ENLIST_CHANNEL_HASH_SIZE]);

/* Ends the channel and wipes its secrets; later calls answer ENLIST_E_STATE. */
void enlist_channel_clear (EnlistChannel *channel);
