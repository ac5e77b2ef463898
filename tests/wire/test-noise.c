/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "fixed-random.h"
#include "noise.h"
#include "test.h"

#define MAX_MESSAGES 8

typedef struct {
  const char *name;
  const char *prologue;
  const char *psk; /* NULL: none */
  const char *initiator_ephemeral;
  const char *responder_public;
  const char *responder_ephemeral;
  const char *responder_secret;
  const char *hash; /* NULL: not published */
  struct {
    const char *payload;
    const char *ciphertext;
  } messages[MAX_MESSAGES];
} NoiseVector;

#include "noise-vectors.h"

static const EnlistSlice nothing = { NULL, 0 };

typedef struct {
  FixedRandom initiator_random;
  FixedRandom responder_random;
  EnlistNoise initiator;
  EnlistNoise responder;
} Pair;

static void
set_up (Pair *pair, const NoiseVector *vector)
{
  EnlistSlice prologue = test_hex (vector->prologue);
  const uint8_t *psk = vector->psk != NULL ? test_hex (vector->psk).data : NULL;
  const EnlistCrypto *crypto;

  crypto = fixed_random_init (&pair->initiator_random, test_hex (vector->initiator_ephemeral));
  enlist_noise_init_initiator (&pair->initiator, crypto, prologue, psk,
                               test_hex (vector->responder_public).data);
  crypto = fixed_random_init (&pair->responder_random, test_hex (vector->responder_ephemeral));
  CHECK_STATUS (enlist_noise_init_responder (&pair->responder, crypto, prologue, psk,
                                             test_hex (vector->responder_secret).data),
                ENLIST_OK);
}

static bool
is_wiped (const EnlistNoise *noise)
{
  EnlistNoise wiped;

  memset (&wiped, 0, sizeof wiped);
  wiped.crypto = noise->crypto;
  wiped.stage = ENLIST_NOISE_ENDED;

  return memcmp (&wiped, noise, sizeof wiped) == 0;
}

/* One handshake message from @writer to @reader */
static void
check_handshake_message (EnlistNoise *writer, EnlistNoise *reader, const char *payload_hex,
                         const char *expected_hex)
{
  EnlistSlice payload = test_hex (payload_hex), expected = test_hex (expected_hex);
  uint8_t *message = test_memory (expected.size), *read = test_memory (payload.size);
  size_t size = 0;

  CHECK_STATUS (enlist_noise_write (writer, payload, message, expected.size - 1, &size), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_noise_write (writer, payload, message, expected.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (message, size), expected);
  CHECK_STATUS (enlist_noise_read (reader, expected, read, payload.size - 1, &size), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_noise_read (reader, expected, read, payload.size, &size), ENLIST_OK);
  CHECK_BYTES (enlist_slice (read, size), payload);
}

static void
check_transport_message (const EnlistCrypto *crypto, EnlistNoiseCipher *send, EnlistNoiseCipher *receive,
                         const char *payload_hex, const char *expected_hex)
{
  EnlistSlice payload = test_hex (payload_hex), expected = test_hex (expected_hex);
  uint8_t *sealed = test_memory (expected.size), *opened = test_memory (payload.size);

  CHECK_STATUS (enlist_noise_cipher_seal (send, crypto, nothing, payload, sealed), ENLIST_OK);
  CHECK_BYTES (enlist_slice (sealed, expected.size), expected);
  CHECK_STATUS (enlist_noise_cipher_open (receive, crypto, nothing, expected, opened), ENLIST_OK);
  CHECK_BYTES (enlist_slice (opened, payload.size), payload);
}

static void
check_vector (const NoiseVector *vector)
{
  Pair pair;
  EnlistNoiseCipher ciphers[4];
  uint8_t hashes[2][ENLIST_NOISE_HASH_SIZE];

  set_up (&pair, vector);
  check_handshake_message (&pair.initiator, &pair.responder, vector->messages[0].payload,
                           vector->messages[0].ciphertext);
  CHECK_STATUS (enlist_noise_split (&pair.initiator, &ciphers[0], &ciphers[1], hashes[0]), ENLIST_E_STATE);
  check_handshake_message (&pair.responder, &pair.initiator, vector->messages[1].payload,
                           vector->messages[1].ciphertext);
  CHECK_STATUS (enlist_noise_split (&pair.initiator, &ciphers[0], &ciphers[1], hashes[0]), ENLIST_OK);
  CHECK_STATUS (enlist_noise_split (&pair.responder, &ciphers[2], &ciphers[3], hashes[1]), ENLIST_OK);
  CHECK_BYTES (enlist_slice (hashes[0], sizeof hashes[0]), enlist_slice (hashes[1], sizeof hashes[1]));
  if (vector->hash != NULL)
    CHECK_BYTES (enlist_slice (hashes[0], sizeof hashes[0]), test_hex (vector->hash));
  CHECK (is_wiped (&pair.initiator));
  CHECK (is_wiped (&pair.responder));
  CHECK_STATUS (enlist_noise_split (&pair.initiator, &ciphers[0], &ciphers[1], hashes[0]), ENLIST_E_STATE);

  for (size_t i = 2; i < MAX_MESSAGES && vector->messages[i].payload != NULL; i++)
    check_transport_message (enlist_crypto_sodium (), &ciphers[i % 2 == 0 ? 0 : 2],
                             &ciphers[i % 2 == 0 ? 3 : 1], vector->messages[i].payload,
                             vector->messages[i].ciphertext);
}

static void
test_vectors (void)
{
  bool with_psk = false, without_psk = false;

  for (size_t i = 0; i < sizeof noise_vectors / sizeof noise_vectors[0]; i++)
    {
      const NoiseVector *vector = &noise_vectors[i];

      test_context ("vector %zu, %s", i, vector->name);
      CHECK_TEXT (vector->name, vector->psk != NULL ? "Noise_NKpsk0_25519_ChaChaPoly_SHA256"
                                                    : "Noise_NK_25519_ChaChaPoly_SHA256");
      with_psk |= vector->psk != NULL;
      without_psk |= vector->psk == NULL;
      check_vector (vector);
    }
  CHECK (with_psk && without_psk);
}

/* The last published vector with everything that this test does not care about */
static Pair *
new_pair (void)
{
  Pair *pair = test_memory (sizeof *pair);

  set_up (pair, &noise_vectors[sizeof noise_vectors / sizeof noise_vectors[0] - 1]);

  return pair;
}

static void
test_turns (void)
{
  Pair *pair = new_pair ();
  uint8_t message[ENLIST_NOISE_OVERHEAD], other[ENLIST_NOISE_OVERHEAD];
  size_t size;

  CHECK_STATUS (enlist_noise_read (&pair->initiator, nothing, NULL, 0, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_noise_write (&pair->responder, nothing, other, sizeof other, &size), ENLIST_E_STATE);
  CHECK_STATUS (enlist_noise_write (&pair->initiator, nothing, message, sizeof message, &size), ENLIST_OK);
  CHECK_NUMBER (size, sizeof message);
  CHECK_STATUS (enlist_noise_write (&pair->initiator, nothing, message, sizeof message, &size),
                ENLIST_E_STATE);
  CHECK_STATUS (enlist_noise_read (&pair->responder, enlist_slice (message, sizeof message), NULL, 0, &size),
                ENLIST_OK);
  CHECK_NUMBER (size, 0);
  CHECK_STATUS (enlist_noise_read (&pair->responder, enlist_slice (message, sizeof message), NULL, 0, &size),
                ENLIST_E_STATE);
  CHECK_STATUS (enlist_noise_write (&pair->responder, nothing, other, sizeof other, &size), ENLIST_OK);
  CHECK_STATUS (enlist_noise_read (&pair->initiator, enlist_slice (other, sizeof other), NULL, 0, &size),
                ENLIST_OK);
}

/* Every bit of message 1, and every shorter message */
static void
test_damage (void)
{
  uint8_t message[ENLIST_NOISE_OVERHEAD];
  size_t size;
  Pair *pair = new_pair ();

  CHECK_STATUS (enlist_noise_write (&pair->initiator, nothing, message, sizeof message, &size), ENLIST_OK);
  for (size_t bit = 0; bit < 8 * sizeof message; bit++)
    {
      test_context ("bit %zu", bit);
      pair = new_pair ();
      message[bit / 8] ^= (uint8_t) (1 << bit % 8);
      CHECK_STATUS (
          enlist_noise_read (&pair->responder, enlist_slice (message, sizeof message), NULL, 0, &size),
          ENLIST_E_HANDSHAKE);
      CHECK (is_wiped (&pair->responder));
      message[bit / 8] ^= (uint8_t) (1 << bit % 8);
    }
  for (size_t shorter = 0; shorter < sizeof message; shorter++)
    {
      test_context ("%zu bytes", shorter);
      pair = new_pair ();
      CHECK_STATUS (
          enlist_noise_read (&pair->responder, test_exact (enlist_slice (message, shorter)), NULL, 0, &size),
          ENLIST_E_HANDSHAKE);
      CHECK (is_wiped (&pair->responder));
    }
}

static void
test_small_order (void)
{
  uint8_t message[ENLIST_NOISE_OVERHEAD] = { 0 };
  Pair *pair = new_pair ();
  FixedRandom random;
  size_t size;

  CHECK_STATUS (enlist_noise_read (&pair->responder, enlist_slice (message, sizeof message), NULL, 0, &size),
                ENLIST_E_HANDSHAKE);

  enlist_noise_init_initiator (&pair->initiator,
                               fixed_random_init (&random, test_exact (enlist_slice (message, 32))), nothing,
                               NULL, message);
  CHECK_STATUS (enlist_noise_write (&pair->initiator, nothing, message, sizeof message, &size),
                ENLIST_E_HANDSHAKE);
  CHECK (is_wiped (&pair->initiator));
}

static void
test_no_random (void)
{
  Pair *pair = new_pair ();
  uint8_t message[ENLIST_NOISE_OVERHEAD];
  size_t size;

  pair->initiator_random.bytes.size = 31;
  CHECK_STATUS (enlist_noise_write (&pair->initiator, nothing, message, sizeof message, &size),
                ENLIST_E_CRYPTO);
  CHECK (is_wiped (&pair->initiator));
}

static void
test_last_nonce (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistNoiseCipher send = { .nonce = UINT64_MAX - 1 }, receive = send;
  uint8_t sealed[16];

  CHECK_STATUS (enlist_noise_cipher_seal (&send, crypto, nothing, nothing, sealed), ENLIST_OK);
  CHECK_STATUS (enlist_noise_cipher_open (&receive, crypto, nothing, enlist_slice (sealed, 16), NULL),
                ENLIST_OK);
  CHECK_STATUS (enlist_noise_cipher_seal (&send, crypto, nothing, nothing, sealed), ENLIST_E_CRYPTO);
  CHECK_STATUS (enlist_noise_cipher_open (&receive, crypto, nothing, enlist_slice (sealed, 16), NULL),
                ENLIST_E_DECRYPT);
}

static void
test_sizes (void)
{
  printf ("# sizeof (EnlistNoise) %zu, (EnlistNoiseCipher) %zu\n", sizeof (EnlistNoise),
          sizeof (EnlistNoiseCipher));
  CHECK (sizeof (EnlistNoise) <= 320);
}

static const TestCase cases[] = {
  { "/wire/noise/published-vectors", test_vectors },
  { "/wire/noise/5.3-turns", test_turns },
  { "/wire/noise/5.3-damaged-message", test_damage },
  { "/wire/noise/12.1-point-of-small-order", test_small_order },
  { "/wire/noise/no-random", test_no_random },
  { "/wire/noise/5.1-last-nonce-is-reserved", test_last_nonce },
  { "/wire/noise/sizes", test_sizes },
};

TEST_MAIN (cases)
