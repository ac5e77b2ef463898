/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "channel.h"
#include "crypto-sodium.h"
#include "fixed-random.h"
#include "fuzz.h"

#define MESSAGES 4

static const uint8_t label_id[ENLIST_LABEL_ID_SIZE] = { 'l', 'a', 'b', 'e', 'l', ' ', 'i', 'd' };
static const uint8_t secret_bytes[ENLIST_LABEL_SECRET_SIZE] = { 1, 2, 3 };
static const uint8_t static_secret[ENLIST_X25519_SIZE] = { 7 };
static const uint8_t entropy[64] = { 9 };

/* What the honest other end says: with these keys and this entropy always the same */
typedef struct {
  uint8_t handshake[ENLIST_CHANNEL_HELLO_SIZE];
  size_t handshake_size;
  uint8_t messages[MESSAGES][64];
  size_t message_sizes[MESSAGES];
} Honest;

typedef struct {
  FixedRandom assistant_random, device_random;
  EnlistChannel assistant, device;
} Pair;

static EnlistSlice
secret (void)
{
  return enlist_slice (secret_bytes, sizeof secret_bytes);
}

static void
pair_init (Pair *pair)
{
  const EnlistCrypto *crypto = fixed_random_init (&pair->assistant_random, enlist_slice (entropy, 32));
  uint8_t static_public[ENLIST_X25519_SIZE];

  fuzz_require (crypto->x25519 (crypto->context, static_public, static_secret, NULL));
  fuzz_require (enlist_channel_init_assistant (&pair->assistant, crypto, label_id, secret (), static_public)
                == ENLIST_OK);
  crypto = fixed_random_init (&pair->device_random, enlist_slice (entropy + 16, 32));
  enlist_channel_init_device (&pair->device, crypto, static_secret);
}

/* The two ends talk to each other; what @talker says is written down. */
static void
listen (Honest *honest,
        bool    of_device)
{
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE], answer[ENLIST_CHANNEL_ANSWER_SIZE];
  size_t hello_size, answer_size;
  EnlistChannel *talker;
  Pair pair;

  pair_init (&pair);
  talker = of_device ? &pair.device : &pair.assistant;
  fuzz_require (enlist_channel_write_hello (&pair.assistant, hello, sizeof hello, &hello_size) == ENLIST_OK);
  fuzz_require (enlist_channel_read_hello (&pair.device, enlist_slice (hello, hello_size), secret ())
                == ENLIST_OK);
  fuzz_require (enlist_channel_write_answer (&pair.device, answer, sizeof answer, &answer_size) == ENLIST_OK);
  fuzz_require (enlist_channel_read_answer (&pair.assistant, enlist_slice (answer, answer_size)) ==
                ENLIST_OK);

  honest->handshake_size = of_device ? answer_size : hello_size;
  memcpy (honest->handshake, of_device ? answer : hello, honest->handshake_size);
  for (unsigned i = 0; i < MESSAGES; i++)
    fuzz_require (enlist_channel_seal (talker, enlist_slice (label_id, i), honest->messages[i],
                                       sizeof honest->messages[i], &honest->message_sizes[i])
                  == ENLIST_OK);
}

/* The next piece of the input: two bytes of size, then as many */
static EnlistSlice
take_piece (EnlistSlice *input)
{
  size_t size = input->size >= 2 ? (size_t) (input->data[0] << 8 | input->data[1]) : 0;
  EnlistSlice piece = enlist_slice (input->data, 0);

  if (input->size < 2)
    {
      input->size = 0;
      return piece;
    }

  if (size > input->size - 2)
    size = input->size - 2;
  piece = enlist_slice (input->data + 2, size);
  *input = enlist_slice (piece.data + size, input->size - 2 - size);

  return piece;
}

/* An end that has failed says so ever after. */
static void
require_ended (EnlistChannel *channel,
               EnlistStatus   status)
{
  uint8_t buffer[64] = { 0 };
  size_t size;

  fuzz_require (channel->stage == ENLIST_CHANNEL_ENDED);
  fuzz_require (enlist_channel_open (channel, enlist_slice (buffer, 20), buffer, sizeof buffer, &size) ==
                status);
  fuzz_require (enlist_channel_seal (channel, enlist_slice (buffer, 1), buffer, sizeof buffer, &size) ==
                status);
}

static void
receive_messages (EnlistChannel *channel,
                  const Honest  *honest,
                  EnlistSlice    input)
{
  static uint8_t plaintext[65536];

  for (unsigned number = 0; input.size > 0; number++)
    {
      EnlistSlice sealed = take_piece (&input);
      size_t size;
      EnlistStatus status = enlist_channel_open (channel, sealed, plaintext, sizeof plaintext, &size);

      if (status != ENLIST_OK)
        {
          fuzz_require (status == ENLIST_E_DECRYPT);
          require_ended (channel, status);
          return;
        }
      fuzz_require (number < MESSAGES && size == number
                    && enlist_slice_equal (sealed, enlist_slice (honest->messages[number],
                                                                 honest->message_sizes[number])));
    }
}

/*
 * The first byte says which end is under test: 0 the device, 1 the assistant. Then what it receives, each
 * piece behind its size. Whatever it accepts was said by the honest other end.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static Honest honest[2];
  EnlistSlice input, handshake;
  EnlistChannel *channel;
  EnlistStatus status;
  uint8_t said[ENLIST_CHANNEL_HELLO_SIZE], seen[ENLIST_LABEL_ID_SIZE];
  size_t said_size;
  bool is_assistant;
  Pair pair;

  if (honest[0].handshake_size == 0)
    {
      listen (&honest[0], false);
      listen (&honest[1], true);
    }
  if (size == 0)
    return 0;

  input = enlist_slice (data + 1, size - 1);
  is_assistant = data[0] % 2 == 1;
  pair_init (&pair);
  channel = is_assistant ? &pair.assistant : &pair.device;
  if (is_assistant)
    fuzz_require (enlist_channel_write_hello (channel, said, sizeof said, &said_size) == ENLIST_OK);

  handshake = take_piece (&input);
  enlist_channel_peek_label_id (handshake, seen);
  status = is_assistant ? enlist_channel_read_answer (channel, handshake)
                        : enlist_channel_read_hello (channel, handshake, secret ());
  if (status != ENLIST_OK)
    {
      fuzz_require (status == ENLIST_E_VERSION || status == ENLIST_E_HANDSHAKE
                    || (status == ENLIST_E_BUSY && is_assistant));
      require_ended (channel, status);
      return 0;
    }

  fuzz_require (enlist_slice_equal (handshake, enlist_slice (honest[is_assistant].handshake,
                                                             honest[is_assistant].handshake_size)));
  if (!is_assistant)
    fuzz_require (enlist_channel_write_answer (channel, said, sizeof said, &said_size) == ENLIST_OK);
  receive_messages (channel, &honest[is_assistant], input);
  enlist_channel_clear (channel);

  return 0;
}

/* What the honest ends say to each other, for the corpus: see fuzz-seeds.c */
size_t
fuzz_channel_seed (bool     of_device,
                   uint8_t *seed)
{
  Honest honest;
  size_t size = 0;

  listen (&honest, of_device);
  seed[size++] = of_device;
  for (unsigned i = 0; i <= MESSAGES; i++)
    {
      const uint8_t *piece = i == 0 ? honest.handshake : honest.messages[i - 1];
      size_t piece_size = i == 0 ? honest.handshake_size : honest.message_sizes[i - 1];

      seed[size++] = 0;
      seed[size++] = (uint8_t) piece_size;
      memcpy (seed + size, piece, piece_size);
      size += piece_size;
    }

  return size;
}
