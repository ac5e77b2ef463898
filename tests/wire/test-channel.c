/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "channel.h"
#include "crypto-sodium.h"
#include "fixed-random.h"
#include "test.h"

static const EnlistSlice nothing = { NULL, 0 };
static const uint8_t label_id[ENLIST_LABEL_ID_SIZE] = { 'l', 'a', 'b', 'e', 'l', ' ', 'i', 'd' };
static const uint8_t secret_bytes[ENLIST_LABEL_SECRET_SIZE] = { 1, 2, 3 };
static const uint8_t device_secret[ENLIST_X25519_SIZE] = { 4, 5, 6 };

typedef struct {
  EnlistChannel assistant;
  EnlistChannel device;
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE];
  uint8_t answer[ENLIST_CHANNEL_ANSWER_SIZE];
} Pair;

static EnlistSlice
secret (void)
{
  return enlist_slice (secret_bytes, sizeof secret_bytes);
}

static Pair *
new_pair (EnlistSlice assistants_secret)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  Pair *pair = test_memory (sizeof *pair);
  uint8_t device_public[ENLIST_X25519_SIZE];
  size_t size = 0;

  CHECK (crypto->x25519 (crypto->context, device_public, device_secret, NULL));
  CHECK_STATUS (
      enlist_channel_init_assistant (&pair->assistant, crypto, label_id, assistants_secret, device_public),
      ENLIST_OK);
  enlist_channel_init_device (&pair->device, crypto, device_secret);
  CHECK_STATUS (enlist_channel_write_hello (&pair->assistant, pair->hello, sizeof pair->hello, &size),
                ENLIST_OK);
  CHECK_NUMBER (size, 57);

  return pair;
}

static EnlistSlice
hello_of (const Pair *pair)
{
  return enlist_slice (pair->hello, sizeof pair->hello);
}

static EnlistSlice
answer_of (const Pair *pair)
{
  return enlist_slice (pair->answer, sizeof pair->answer);
}

static Pair *
open_pair (void)
{
  Pair *pair = new_pair (secret ());
  size_t size = 0;

  CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secret ()), ENLIST_OK);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, pair->answer, sizeof pair->answer, &size),
                ENLIST_OK);
  CHECK_NUMBER (size, 49);
  CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, answer_of (pair)), ENLIST_OK);

  return pair;
}

/* It answers @failure to everything, and nothing secret is left in it. */
static void
check_ended (EnlistChannel *channel, EnlistStatus failure)
{
  EnlistChannel wiped;
  uint8_t buffer[128];
  size_t size;

  memset (&wiped, 0, sizeof wiped);
  wiped.crypto = channel->crypto;
  wiped.stage = ENLIST_CHANNEL_ENDED;
  wiped.failure = failure;
  CHECK (memcmp (&wiped, channel, sizeof wiped) == 0);

  CHECK_STATUS (enlist_channel_write_hello (channel, buffer, sizeof buffer, &size), failure);
  CHECK_STATUS (enlist_channel_read_hello (channel, nothing, nothing), failure);
  CHECK_STATUS (enlist_channel_write_answer (channel, buffer, sizeof buffer, &size), failure);
  CHECK_STATUS (enlist_channel_read_answer (channel, nothing), failure);
  CHECK_STATUS (enlist_channel_seal (channel, nothing, buffer, sizeof buffer, &size), failure);
  CHECK_STATUS (enlist_channel_open (channel, nothing, buffer, sizeof buffer, &size), failure);
  CHECK_STATUS (enlist_channel_hash (channel, buffer), failure);
}

static void
check_message (EnlistChannel *from, EnlistChannel *to, EnlistSlice plaintext)
{
  uint8_t *buffer = test_memory (plaintext.size + ENLIST_CHANNEL_OVERHEAD);
  size_t size = 0;

  if (plaintext.size > 0)
    memcpy (buffer, plaintext.data, plaintext.size);
  CHECK_STATUS (enlist_channel_seal (from, enlist_slice (buffer, plaintext.size), buffer,
                                     plaintext.size + ENLIST_CHANNEL_OVERHEAD - 1, &size),
                ENLIST_E_SPACE);
  CHECK_STATUS (enlist_channel_seal (from, enlist_slice (buffer, plaintext.size), buffer,
                                     plaintext.size + ENLIST_CHANNEL_OVERHEAD, &size),
                ENLIST_OK);
  CHECK_NUMBER (size, plaintext.size + ENLIST_CHANNEL_OVERHEAD);
  if (plaintext.size > 0)
    {
      CHECK (memcmp (buffer, plaintext.data, plaintext.size) != 0);
      CHECK_STATUS (enlist_channel_open (to, enlist_slice (buffer, size), buffer, plaintext.size - 1, &size),
                    ENLIST_E_SPACE);
    }
  CHECK_STATUS (enlist_channel_open (to, enlist_slice (buffer, size), buffer, plaintext.size, &size),
                ENLIST_OK);
  CHECK_BYTES (enlist_slice (buffer, size), plaintext);
}

static void
test_conversation (void)
{
  Pair *pair = open_pair ();
  uint8_t hashes[2][ENLIST_CHANNEL_HASH_SIZE];
  uint8_t *longest = test_memory (ENLIST_CHANNEL_MAX_PLAINTEXT);

  CHECK_STATUS (enlist_channel_hash (&pair->assistant, hashes[0]), ENLIST_OK);
  CHECK_STATUS (enlist_channel_hash (&pair->device, hashes[1]), ENLIST_OK);
  CHECK_BYTES (enlist_slice (hashes[0], 32), enlist_slice (hashes[1], 32));

  memset (longest, 'x', ENLIST_CHANNEL_MAX_PLAINTEXT);
  for (unsigned i = 0; i < 300; i++)
    {
      check_message (&pair->assistant, &pair->device, enlist_slice_text ("from the assistant"));
      check_message (&pair->device, &pair->assistant, enlist_slice_text ("from the device"));
    }
  check_message (&pair->assistant, &pair->device, nothing);
  check_message (&pair->device, &pair->assistant, enlist_slice (longest, ENLIST_CHANNEL_MAX_PLAINTEXT));
}

static void
test_limits (void)
{
  Pair *pair = open_pair ();
  size_t capacity = ENLIST_CHANNEL_MAX_SEALED + 1, size;
  uint8_t *buffer = test_memory (capacity);

  memset (buffer, 0, capacity);
  CHECK_STATUS (enlist_channel_seal (&pair->assistant,
                                     enlist_slice (buffer, ENLIST_CHANNEL_MAX_PLAINTEXT + 1), buffer,
                                     capacity, &size),
                ENLIST_E_TOO_LARGE);
  check_message (&pair->assistant, &pair->device, enlist_slice_text ("still open"));
  CHECK_STATUS (enlist_channel_open (&pair->device, enlist_slice (buffer, capacity), buffer, capacity, &size),
                ENLIST_E_DECRYPT);
  check_ended (&pair->device, ENLIST_E_DECRYPT);

  pair = open_pair ();
  CHECK_STATUS (enlist_channel_open (&pair->device, enlist_slice (buffer, ENLIST_CHANNEL_OVERHEAD - 1),
                                     buffer, capacity, &size),
                ENLIST_E_DECRYPT);
  check_ended (&pair->device, ENLIST_E_DECRYPT);
}

static void
test_label_id (void)
{
  Pair *pair = new_pair (secret ());
  uint8_t seen[ENLIST_LABEL_ID_SIZE];
  uint8_t newer[] = { 2 };

  CHECK_STATUS (enlist_channel_peek_label_id (hello_of (pair), seen), ENLIST_OK);
  CHECK_BYTES (enlist_slice (seen, sizeof seen), enlist_slice (label_id, sizeof label_id));
  for (size_t size = 0; size < sizeof pair->hello; size++)
    CHECK_STATUS (enlist_channel_peek_label_id (test_exact (enlist_slice (pair->hello, size)), seen),
                  ENLIST_E_HANDSHAKE);
  CHECK_STATUS (enlist_channel_peek_label_id (enlist_slice (newer, 1), seen), ENLIST_E_VERSION);
}

static void
test_development_label (void)
{
  Pair *pair = new_pair (nothing);
  size_t size;

  CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), nothing), ENLIST_OK);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, pair->answer, sizeof pair->answer, &size),
                ENLIST_OK);
  CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, answer_of (pair)), ENLIST_OK);
  check_message (&pair->assistant, &pair->device, enlist_slice_text ("development"));
}

/* The PSK and the prologue of clause 10.2.2, made here a second time for a responder without a channel */
static void
test_composition (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  Pair *pair = new_pair (secret ());
  EnlistNoise noise;
  uint8_t psk[32];
  size_t size;

  enlist_crypto_hkdf (crypto, secret (), enlist_slice (label_id, sizeof label_id), enlist_slice_text ("psk"),
                      psk);
  CHECK_STATUS (enlist_noise_init_responder (&noise, crypto, enlist_slice_text ("enlist/1label id"), psk,
                                             device_secret),
                ENLIST_OK);
  CHECK_NUMBER (pair->hello[0], 1);
  CHECK_STATUS (enlist_noise_read (&noise, enlist_slice (pair->hello + 9, 48), NULL, 0, &size), ENLIST_OK);
}

static void
test_wrong_secret (void)
{
  uint8_t other[ENLIST_LABEL_SECRET_SIZE] = { 9 };
  EnlistSlice secrets[] = { enlist_slice (other, sizeof other), nothing };

  for (size_t i = 0; i < 2; i++)
    {
      Pair *pair = new_pair (secret ());

      CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secrets[i]),
                    ENLIST_E_HANDSHAKE);
      check_ended (&pair->device, ENLIST_E_HANDSHAKE);
    }
}

static void
test_secret_sizes (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t bytes[ENLIST_LABEL_SECRET_SIZE + 1] = { 0 };

  for (size_t size = 1; size <= sizeof bytes; size++)
    {
      Pair *pair = new_pair (secret ());
      EnlistStatus expected = size == ENLIST_LABEL_SECRET_SIZE ? ENLIST_E_HANDSHAKE : ENLIST_E_RANGE;

      CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), enlist_slice (bytes, size)),
                    expected);
      check_ended (&pair->device, expected);
      if (size == ENLIST_LABEL_SECRET_SIZE)
        continue;
      CHECK_STATUS (enlist_channel_init_assistant (&pair->assistant, crypto, label_id,
                                                   enlist_slice (bytes, size), device_secret),
                    ENLIST_E_RANGE);
      check_ended (&pair->assistant, ENLIST_E_RANGE);
    }
}

static void
test_another_device (void)
{
  Pair *pair = new_pair (secret ());
  uint8_t other[ENLIST_X25519_SIZE] = { 9 };

  enlist_channel_init_device (&pair->device, enlist_crypto_sodium (), other);
  CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secret ()), ENLIST_E_HANDSHAKE);
  check_ended (&pair->device, ENLIST_E_HANDSHAKE);
}

static void
test_damaged_hello (void)
{
  for (size_t bit = 0; bit < 8 * ENLIST_CHANNEL_HELLO_SIZE; bit++)
    {
      Pair *pair = new_pair (secret ());
      EnlistStatus expected = bit < 8 ? ENLIST_E_VERSION : ENLIST_E_HANDSHAKE;

      test_context ("bit %zu", bit);
      pair->hello[bit / 8] ^= (uint8_t) (1 << bit % 8);
      CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secret ()), expected);
      check_ended (&pair->device, expected);
    }
}

static void
test_damaged_answer (void)
{
  for (size_t bit = 0; bit < 8 * ENLIST_CHANNEL_ANSWER_SIZE; bit++)
    {
      Pair *pair = new_pair (secret ());
      EnlistStatus expected = bit < 8 ? ENLIST_E_VERSION : ENLIST_E_HANDSHAKE;
      size_t size;

      test_context ("bit %zu", bit);
      CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secret ()), ENLIST_OK);
      CHECK_STATUS (enlist_channel_write_answer (&pair->device, pair->answer, sizeof pair->answer, &size),
                    ENLIST_OK);
      pair->answer[bit / 8] ^= (uint8_t) (1 << bit % 8);
      CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, answer_of (pair)), expected);
      check_ended (&pair->assistant, expected);
    }
}

static void
test_sizes_of_handshake (void)
{
  for (size_t size = 0; size <= 128; size++)
    {
      uint8_t zeros[128] = { 1 };
      Pair *pair = new_pair (secret ());

      test_context ("%zu bytes", size);
      CHECK_STATUS (enlist_channel_read_hello (&pair->device, enlist_slice (zeros, size), secret ()),
                    ENLIST_E_HANDSHAKE);
      CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, enlist_slice (zeros, size)),
                    ENLIST_E_HANDSHAKE);
    }
}

static void
test_refusal (void)
{
  for (unsigned refusal = 0; refusal < 256; refusal++)
    {
      Pair *pair = new_pair (secret ());
      uint8_t byte = (uint8_t) refusal;
      EnlistStatus expected = refusal == ENLIST_E_VERSION || refusal == ENLIST_E_BUSY ? (EnlistStatus) refusal
                                                                                      : ENLIST_E_HANDSHAKE;

      CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, enlist_slice (&byte, 1)), expected);
      check_ended (&pair->assistant, expected);
    }
}

static void
test_damaged_message (void)
{
  uint8_t sealed[5 + ENLIST_CHANNEL_OVERHEAD], opened[5];

  for (size_t bit = 0; bit < 8 * sizeof sealed; bit++)
    {
      Pair *pair = open_pair ();
      size_t size;

      CHECK_STATUS (
          enlist_channel_seal (&pair->assistant, enlist_slice_text ("hello"), sealed, sizeof sealed, &size),
          ENLIST_OK);
      sealed[bit / 8] ^= (uint8_t) (1 << bit % 8);
      CHECK_STATUS (
          enlist_channel_open (&pair->device, enlist_slice (sealed, size), opened, sizeof opened, &size),
          ENLIST_E_DECRYPT);
      check_ended (&pair->device, ENLIST_E_DECRYPT);
    }
}

/* Repeated, left out, and sent back where it came from */
static void
test_order (void)
{
  uint8_t sealed[2][17], opened[1];
  size_t size;

  for (unsigned wrong = 0; wrong < 3; wrong++)
    {
      Pair *pair = open_pair ();
      EnlistChannel *reader = wrong == 2 ? &pair->assistant : &pair->device;

      for (unsigned i = 0; i < 2; i++)
        CHECK_STATUS (enlist_channel_seal (&pair->assistant, enlist_slice_text ("x"), sealed[i], 17, &size),
                      ENLIST_OK);
      if (wrong == 0)
        CHECK_STATUS (enlist_channel_open (reader, enlist_slice (sealed[0], 17), opened, 1, &size),
                      ENLIST_OK);
      CHECK_STATUS (enlist_channel_open (reader, enlist_slice (sealed[wrong == 1], 17), opened, 1, &size),
                    ENLIST_E_DECRYPT);
      check_ended (reader, ENLIST_E_DECRYPT);
    }
}

static void
test_turns (void)
{
  Pair *pair = new_pair (secret ());
  uint8_t buffer[64];
  size_t size;

  CHECK_STATUS (enlist_channel_write_hello (&pair->assistant, buffer, sizeof buffer, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_write_hello (&pair->device, buffer, sizeof buffer, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_read_hello (&pair->assistant, hello_of (pair), secret ()), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, buffer, sizeof buffer, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_seal (&pair->assistant, nothing, buffer, sizeof buffer, &size),
                ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_open (&pair->assistant, nothing, buffer, sizeof buffer, &size),
                ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_hash (&pair->assistant, buffer), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_read_hello (&pair->device, hello_of (pair), secret ()), ENLIST_OK);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, buffer, 48, &size), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, pair->answer, 49, &size), ENLIST_OK);
  CHECK_STATUS (enlist_channel_write_answer (&pair->device, buffer, sizeof buffer, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_channel_read_answer (&pair->assistant, answer_of (pair)), ENLIST_OK);
  check_message (&pair->device, &pair->assistant, enlist_slice_text ("after all that"));

  enlist_channel_clear (&pair->device);
  check_ended (&pair->device, ENLIST_E_STATE);
}

static void
test_no_random (void)
{
  EnlistChannel channel;
  FixedRandom none;
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE];
  size_t size;

  CHECK_STATUS (enlist_channel_init_assistant (&channel, fixed_random_init (&none, nothing), label_id,
                                               secret (), device_secret),
                ENLIST_OK);
  CHECK_STATUS (enlist_channel_write_hello (&channel, hello, 56, &size), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_channel_write_hello (&channel, hello, sizeof hello, &size), ENLIST_E_CRYPTO);
  check_ended (&channel, ENLIST_E_CRYPTO);
}

static void
test_sizes (void)
{
  printf ("# sizeof (EnlistChannel) %zu\n", sizeof (EnlistChannel));
  CHECK (sizeof (EnlistChannel) <= 512);
}

static const TestCase cases[] = {
  { "/wire/channel/10.2.4-conversation", test_conversation },
  { "/wire/channel/10.2.4-limits", test_limits },
  { "/wire/channel/10.2.3-label-id", test_label_id },
  { "/wire/channel/10.2.2-development-label", test_development_label },
  { "/wire/channel/10.2.2-psk-and-prologue", test_composition },
  { "/wire/channel/10.2.2-wrong-secret", test_wrong_secret },
  { "/wire/channel/5.1-secret-sizes", test_secret_sizes },
  { "/wire/channel/10.2.1-another-device", test_another_device },
  { "/wire/channel/10.2.3-damaged-hello", test_damaged_hello },
  { "/wire/channel/10.2.3-damaged-answer", test_damaged_answer },
  { "/wire/channel/10.2.3-sizes", test_sizes_of_handshake },
  { "/wire/channel/10.2.6-refusal", test_refusal },
  { "/wire/channel/10.2.4-damaged-message", test_damaged_message },
  { "/wire/channel/10.2.4-order", test_order },
  { "/wire/channel/10.2-turns", test_turns },
  { "/wire/channel/no-random", test_no_random },
  { "/wire/channel/sizes", test_sizes },
};

TEST_MAIN (cases)
