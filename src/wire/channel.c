/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "channel.h"

#define PROLOGUE_TEXT "enlist/1"
#define PROLOGUE_TEXT_SIZE (sizeof PROLOGUE_TEXT - 1)
#define PROLOGUE_SIZE (PROLOGUE_TEXT_SIZE + ENLIST_LABEL_ID_SIZE)
#define HELLO_HEADER_SIZE (1 + ENLIST_LABEL_ID_SIZE)

static void
start (EnlistChannel      *channel,
       const EnlistCrypto *crypto,
       bool                device)
{
  memset (channel, 0, sizeof *channel);
  channel->crypto = crypto;
  channel->device = device;
}

static EnlistStatus
end_channel (EnlistChannel *channel,
             EnlistStatus   failure)
{
  const EnlistCrypto *crypto = channel->crypto;

  crypto->wipe (crypto->context, channel, sizeof *channel);
  channel->crypto = crypto;
  channel->stage = ENLIST_CHANNEL_ENDED;
  channel->failure = failure;

  return failure;
}

static EnlistStatus
require_stage (const EnlistChannel *channel,
               EnlistChannelStage   stage)
{
  if (channel->stage == ENLIST_CHANNEL_ENDED)
    return channel->failure;

  return channel->stage == stage ? ENLIST_OK : ENLIST_E_STATE;
}

static EnlistStatus
require_step (const EnlistChannel *channel,
              EnlistChannelStage   stage,
              bool                 device)
{
  EnlistStatus status = require_stage (channel, stage);

  if (status == ENLIST_OK && channel->device != device)
    status = ENLIST_E_STATE;

  return status;
}

/*
 * The label id must be set. @static_key: the device's own secret, or what the assistant knows of the
 * device.
 */
static EnlistStatus
start_handshake (EnlistChannel *channel,
                 EnlistSlice    secret,
                 const uint8_t  static_key[32])
{
  const EnlistCrypto *crypto = channel->crypto;
  uint8_t prologue[PROLOGUE_SIZE] = PROLOGUE_TEXT;
  uint8_t psk[ENLIST_NOISE_PSK_SIZE];
  EnlistSlice agreed = enlist_slice (prologue, sizeof prologue);
  EnlistStatus status = ENLIST_OK;

  if (secret.size != 0 && secret.size != ENLIST_LABEL_SECRET_SIZE)
    return end_channel (channel, ENLIST_E_RANGE);

  memcpy (prologue + PROLOGUE_TEXT_SIZE, channel->label_id, sizeof channel->label_id);
  enlist_crypto_hkdf (crypto, secret, enlist_slice (channel->label_id, sizeof channel->label_id),
                      enlist_slice_text ("psk"), psk);
  if (channel->device)
    status = enlist_noise_init_responder (&channel->noise, crypto, agreed, psk, static_key);
  else
    enlist_noise_init_initiator (&channel->noise, crypto, agreed, psk, static_key);
  crypto->wipe (crypto->context, psk, sizeof psk);

  return status == ENLIST_OK ? ENLIST_OK : end_channel (channel, status);
}

EnlistStatus
enlist_channel_init_assistant (EnlistChannel      *channel,
                               const EnlistCrypto *crypto,
                               const uint8_t       label_id[ENLIST_LABEL_ID_SIZE],
                               EnlistSlice         secret,
                               const uint8_t       device_static_public[ENLIST_X25519_SIZE])
{
  start (channel, crypto, false);
  memcpy (channel->label_id, label_id, sizeof channel->label_id);

  return start_handshake (channel, secret, device_static_public);
}

void
enlist_channel_init_device (EnlistChannel      *channel,
                            const EnlistCrypto *crypto,
                            const uint8_t       static_secret[ENLIST_X25519_SIZE])
{
  start (channel, crypto, true);
  memcpy (channel->static_key, static_secret, sizeof channel->static_key);
}

static EnlistStatus
check_header (EnlistSlice message,
              size_t      size)
{
  /* The version comes first: a newer one may have another size. */
  if (message.size > 0 && message.data[0] != ENLIST_CHANNEL_VERSION)
    return ENLIST_E_VERSION;

  return message.size == size ? ENLIST_OK : ENLIST_E_HANDSHAKE;
}

EnlistStatus
enlist_channel_peek_label_id (EnlistSlice hello,
                              uint8_t     label_id[ENLIST_LABEL_ID_SIZE])
{
  EnlistStatus status = check_header (hello, ENLIST_CHANNEL_HELLO_SIZE);

  if (status == ENLIST_OK)
    memcpy (label_id, hello.data + 1, ENLIST_LABEL_ID_SIZE);

  return status;
}

EnlistStatus
enlist_channel_write_hello (EnlistChannel *channel,
                            uint8_t       *hello,
                            size_t         capacity,
                            size_t        *size)
{
  EnlistStatus status = require_step (channel, ENLIST_CHANNEL_HELLO, false);
  size_t noise_size;

  if (status != ENLIST_OK)
    return status;
  if (capacity < ENLIST_CHANNEL_HELLO_SIZE)
    return ENLIST_E_SPACE;

  status = enlist_noise_write (&channel->noise, enlist_slice (NULL, 0), hello + HELLO_HEADER_SIZE,
                               capacity - HELLO_HEADER_SIZE, &noise_size);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  hello[0] = ENLIST_CHANNEL_VERSION;
  memcpy (hello + 1, channel->label_id, sizeof channel->label_id);
  channel->stage = ENLIST_CHANNEL_ANSWER;
  *size = HELLO_HEADER_SIZE + noise_size;

  return ENLIST_OK;
}

EnlistStatus
enlist_channel_read_hello (EnlistChannel *channel,
                           EnlistSlice    hello,
                           EnlistSlice    secret)
{
  EnlistStatus status = require_step (channel, ENLIST_CHANNEL_HELLO, true);
  size_t payload_size;

  if (status != ENLIST_OK)
    return status;
  status = enlist_channel_peek_label_id (hello, channel->label_id);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  status = start_handshake (channel, secret, channel->static_key);
  if (status != ENLIST_OK)
    return status;
  channel->crypto->wipe (channel->crypto->context, channel->static_key, sizeof channel->static_key);

  status = enlist_noise_read (&channel->noise,
                              enlist_slice (hello.data + HELLO_HEADER_SIZE, hello.size - HELLO_HEADER_SIZE),
                              NULL, 0, &payload_size);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  channel->stage = ENLIST_CHANNEL_ANSWER;

  return ENLIST_OK;
}

static EnlistStatus
open_channel (EnlistChannel *channel)
{
  EnlistStatus status = enlist_noise_split (&channel->noise, &channel->send, &channel->receive,
                                            channel->hash);

  if (status != ENLIST_OK)
    return end_channel (channel, status);
  channel->stage = ENLIST_CHANNEL_OPEN;

  return ENLIST_OK;
}

EnlistStatus
enlist_channel_write_answer (EnlistChannel *channel,
                             uint8_t       *answer,
                             size_t         capacity,
                             size_t        *size)
{
  EnlistStatus status = require_step (channel, ENLIST_CHANNEL_ANSWER, true);
  size_t noise_size;

  if (status != ENLIST_OK)
    return status;
  if (capacity < ENLIST_CHANNEL_ANSWER_SIZE)
    return ENLIST_E_SPACE;

  status = enlist_noise_write (&channel->noise, enlist_slice (NULL, 0), answer + 1, capacity - 1,
                               &noise_size);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  answer[0] = ENLIST_CHANNEL_VERSION;
  *size = 1 + noise_size;

  return open_channel (channel);
}

/* A device can refuse in three ways (docs/format.md, clause 10.2.6); any other byte says nothing. */
static EnlistStatus
read_refusal (uint8_t refusal)
{
  if (refusal == ENLIST_E_VERSION || refusal == ENLIST_E_BUSY)
    return (EnlistStatus) refusal;

  return ENLIST_E_HANDSHAKE;
}

EnlistStatus
enlist_channel_read_answer (EnlistChannel *channel,
                            EnlistSlice    answer)
{
  EnlistStatus status = require_step (channel, ENLIST_CHANNEL_ANSWER, false);
  size_t payload_size;

  if (status != ENLIST_OK)
    return status;
  status = answer.size == 1 ? read_refusal (answer.data[0])
                            : check_header (answer, ENLIST_CHANNEL_ANSWER_SIZE);
  if (status == ENLIST_OK)
    status = enlist_noise_read (&channel->noise, enlist_slice (answer.data + 1, answer.size - 1), NULL, 0,
                                &payload_size);
  if (status != ENLIST_OK)
    return end_channel (channel, status);

  return open_channel (channel);
}

EnlistStatus
enlist_channel_seal (EnlistChannel *channel,
                     EnlistSlice    plaintext,
                     uint8_t       *sealed,
                     size_t         capacity,
                     size_t        *size)
{
  EnlistStatus status = require_stage (channel, ENLIST_CHANNEL_OPEN);

  if (status != ENLIST_OK)
    return status;
  if (plaintext.size > ENLIST_CHANNEL_MAX_PLAINTEXT)
    return ENLIST_E_TOO_LARGE;
  if (capacity < plaintext.size + ENLIST_CHANNEL_OVERHEAD)
    return ENLIST_E_SPACE;

  status = enlist_noise_cipher_seal (&channel->send, channel->crypto, enlist_slice (NULL, 0), plaintext,
                                     sealed);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  *size = plaintext.size + ENLIST_CHANNEL_OVERHEAD;

  return ENLIST_OK;
}

EnlistStatus
enlist_channel_open (EnlistChannel *channel,
                     EnlistSlice    sealed,
                     uint8_t       *plaintext,
                     size_t         capacity,
                     size_t        *size)
{
  EnlistStatus status = require_stage (channel, ENLIST_CHANNEL_OPEN);

  if (status != ENLIST_OK)
    return status;
  if (sealed.size < ENLIST_CHANNEL_OVERHEAD || sealed.size > ENLIST_CHANNEL_MAX_SEALED)
    return end_channel (channel, ENLIST_E_DECRYPT);
  if (capacity < sealed.size - ENLIST_CHANNEL_OVERHEAD)
    return ENLIST_E_SPACE;

  status = enlist_noise_cipher_open (&channel->receive, channel->crypto, enlist_slice (NULL, 0), sealed,
                                     plaintext);
  if (status != ENLIST_OK)
    return end_channel (channel, status);
  *size = sealed.size - ENLIST_CHANNEL_OVERHEAD;

  return ENLIST_OK;
}

EnlistStatus
enlist_channel_hash (const EnlistChannel *channel,
                     uint8_t              hash[ENLIST_CHANNEL_HASH_SIZE])
{
  EnlistStatus status = require_stage (channel, ENLIST_CHANNEL_OPEN);

  if (status == ENLIST_OK)
    memcpy (hash, channel->hash, sizeof channel->hash);

  return status;
}

void
enlist_channel_clear (EnlistChannel *channel)
{
  end_channel (channel, ENLIST_E_STATE);
}
