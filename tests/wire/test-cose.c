/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cbor.h"
#include "cose.h"
#include "crypto-sodium.h"
#include "test.h"

#define AAD "enlist/1 manifest"

static const uint8_t seed[ENLIST_ED25519_SECRET_SIZE] = { 's', 'e', 'e', 'd' };

static void
get_public_key (uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE])
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();

  CHECK (crypto->ed25519_public (crypto->context, public_key, seed));
}

static EnlistSlice
sign (EnlistSlice payload)
{
  size_t scratch_size = ENLIST_COSE_SCRATCH_SIZE (sizeof AAD - 1, payload.size);
  size_t capacity = ENLIST_COSE_SIGN1_SIZE (payload.size), size = 0;
  uint8_t *output = test_memory (capacity);

  CHECK_STATUS (enlist_cose_sign1_write (enlist_crypto_sodium (), seed, enlist_slice_text (AAD), payload,
                                         test_memory (scratch_size), scratch_size, output, capacity, &size),
                ENLIST_OK);

  return enlist_slice (output, size);
}

static EnlistStatus
read_and_verify (EnlistSlice input, const char *aad, EnlistSlice *payload)
{
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE];
  EnlistCoseSign1 sign1;
  EnlistStatus status = enlist_cose_sign1_read (input, &sign1);
  size_t scratch_size;

  if (status != ENLIST_OK)
    return status;
  *payload = sign1.payload;
  get_public_key (public_key);
  scratch_size = ENLIST_COSE_SCRATCH_SIZE (strlen (aad), sign1.payload.size);

  return enlist_cose_sign1_verify (&sign1, enlist_crypto_sodium (), enlist_slice_text (aad), public_key,
                                   test_memory (scratch_size), scratch_size);
}

static void
test_round_trip (void)
{
  size_t sizes[] = { 0, 1, 23, 24, 255, 256, 3072, 65535 };

  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
    {
      uint8_t *bytes = test_memory (sizes[i]);
      EnlistSlice payload = enlist_slice (bytes, sizes[i]), signed_bytes, read = { NULL, 1 };

      test_context ("%zu bytes", sizes[i]);
      memset (bytes, 'p', sizes[i]);
      signed_bytes = sign (payload);
      CHECK_STATUS (enlist_cbor_validate (signed_bytes, NULL), ENLIST_OK);
      CHECK_STATUS (read_and_verify (signed_bytes, AAD, &read), ENLIST_OK);
      CHECK_BYTES (read, payload);
      CHECK_STATUS (read_and_verify (signed_bytes, "enlist/1 manifesto", &read), ENLIST_E_SIGNATURE);
      CHECK_STATUS (read_and_verify (signed_bytes, "", &read), ENLIST_E_SIGNATURE);
    }
}

static void
test_layout (void)
{
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE], key_id[ENLIST_KEY_ID_SIZE];
  uint8_t digest[ENLIST_SHA256_SIZE];
  EnlistSlice signed_bytes = sign (enlist_slice_text ("hi"));

  get_public_key (public_key);
  enlist_crypto_sha256 (enlist_crypto_sodium (), enlist_slice (public_key, sizeof public_key), digest);
  enlist_cose_key_id (enlist_crypto_sodium (), public_key, key_id);
  CHECK_BYTES (enlist_slice (key_id, sizeof key_id), enlist_slice (digest, 8));

  CHECK_NUMBER (signed_bytes.size, 85);
  CHECK_BYTES (enlist_slice (signed_bytes.data, 7), test_hex ("844da201320448"));
  CHECK_BYTES (enlist_slice (signed_bytes.data + 7, 8), enlist_slice (key_id, 8));
  CHECK_BYTES (enlist_slice (signed_bytes.data + 15, 6), test_hex ("a04268695840"));
}

static void
test_every_byte (void)
{
  EnlistSlice signed_bytes = sign (enlist_slice_text ("a manifest")), payload;
  uint8_t *bytes = test_memory (signed_bytes.size);

  memcpy (bytes, signed_bytes.data, signed_bytes.size);
  for (size_t i = 0; i < signed_bytes.size; i++)
    for (unsigned flip = 1; flip < 256; flip++)
      {
        test_context ("byte %zu, %02x", i, flip);
        bytes[i] ^= (uint8_t) flip;
        CHECK (read_and_verify (enlist_slice (bytes, signed_bytes.size), AAD, &payload) != ENLIST_OK);
        bytes[i] ^= (uint8_t) flip;
      }
  for (size_t size = 0; size < signed_bytes.size; size++)
    CHECK_STATUS (read_and_verify (test_exact (enlist_slice (bytes, size)), AAD, &payload),
                  ENLIST_E_TRUNCATED);
}

/* An envelope of these pieces of CBOR, in hexadecimal */
static EnlistStatus
read_pieces (const char *head, const char *protected_headers, const char *unprotected, const char *payload,
             const char *signature)
{
  char hex[512];
  EnlistCoseSign1 sign1;

  test_context ("%s %s %s %s %s", head, protected_headers, unprotected, payload, signature);
  snprintf (hex, sizeof hex, "%s%s%s%s%s", head, protected_headers, unprotected, payload, signature);

  return enlist_cose_sign1_read (test_hex (hex), &sign1);
}

#define GOOD_HEADERS "4da2013204481122334455667788"
#define ZEROS_16 "00000000000000000000000000000000"
#define GOOD_SIGNATURE "5840" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16

static EnlistStatus
read_headers (const char *protected_headers)
{
  return read_pieces ("84", protected_headers, "a0", "40", GOOD_SIGNATURE);
}

static void
test_headers (void)
{
  CHECK_STATUS (read_headers (GOOD_HEADERS), ENLIST_OK);

  /* EdDSA (-8), ES256 (-7), Ed448 (-53), and an algorithm with a name */
  CHECK_STATUS (read_headers ("4da2012704481122334455667788"), ENLIST_E_VERSION);
  CHECK_STATUS (read_headers ("4da2012604481122334455667788"), ENLIST_E_VERSION);
  CHECK_STATUS (read_headers ("4ea201383404481122334455667788"), ENLIST_E_VERSION);
  CHECK_STATUS (read_headers ("4ea201616104481122334455667788"), ENLIST_E_VERSION);

  /* none, in either form; only one; other ones; one more */
  CHECK_STATUS (read_headers ("40"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("41a0"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("43a10132"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("4ba104481122334455667788"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("4da2013205481122334455667788"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("4fa30132044811223344556677880500"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("50a3013202810404481122334455667788"), ENLIST_E_RANGE);

  /* a key id of another size or type; no map; not canonical; something behind */
  CHECK_STATUS (read_headers ("4ca20132044711223344556677"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("4ea201320449112233445566778899"), ENLIST_E_RANGE);
  CHECK_STATUS (read_headers ("4da2013204681122334455667778"), ENLIST_E_TYPE);
  CHECK_STATUS (read_headers ("4182"), ENLIST_E_TRUNCATED);
  CHECK_STATUS (read_headers ("43820132"), ENLIST_E_TYPE);
  CHECK_STATUS (read_headers ("4da2044811223344556677880132"), ENLIST_E_CBOR);
  CHECK_STATUS (read_headers ("4ea201320448112233445566778800"), ENLIST_E_TRAILING);
}

static void
test_shape (void)
{
  EnlistCoseSign1 sign1;

  /* unprotected headers; headers that are no byte string; a detached payload; other types and sizes */
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a10400", "40", GOOD_SIGNATURE), ENLIST_E_RANGE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "80", "40", GOOD_SIGNATURE), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", "a0", "a0", "40", GOOD_SIGNATURE), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "f6", GOOD_SIGNATURE), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "60", GOOD_SIGNATURE), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "40", "f6"), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "40",
                             "583f" ZEROS_16 ZEROS_16 ZEROS_16 "000000000000000000000000000000"),
                ENLIST_E_RANGE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "40", "5841" ZEROS_16 ZEROS_16 ZEROS_16 ZEROS_16 "00"),
                ENLIST_E_RANGE);

  /* tagged; other counts; something behind; something else altogether */
  CHECK_STATUS (read_pieces ("d284", GOOD_HEADERS, "a0", "40", GOOD_SIGNATURE), ENLIST_E_CBOR);
  CHECK_STATUS (read_pieces ("83", GOOD_HEADERS, "a0", "40", ""), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("85", GOOD_HEADERS, "a0", "40", GOOD_SIGNATURE "00"), ENLIST_E_TYPE);
  CHECK_STATUS (read_pieces ("84", GOOD_HEADERS, "a0", "40", GOOD_SIGNATURE "00"), ENLIST_E_TRAILING);
  CHECK_STATUS (enlist_cose_sign1_read (test_hex ("a0"), &sign1), ENLIST_E_TYPE);
  CHECK_STATUS (enlist_cose_sign1_read (test_hex (""), &sign1), ENLIST_E_TRUNCATED);
}

static void
test_other_key (void)
{
  EnlistSlice signed_bytes = sign (enlist_slice_text ("a manifest"));
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE], scratch[128];
  EnlistCoseSign1 sign1;

  get_public_key (public_key);
  CHECK_STATUS (enlist_cose_sign1_read (signed_bytes, &sign1), ENLIST_OK);
  public_key[0] ^= 1;
  CHECK_STATUS (enlist_cose_sign1_verify (&sign1, enlist_crypto_sodium (), enlist_slice_text (AAD),
                                          public_key, scratch, sizeof scratch),
                ENLIST_E_UNKNOWN_KEY);

  /* Claiming to be that key does not help. */
  enlist_cose_key_id (enlist_crypto_sodium (), public_key, sign1.key_id);
  CHECK_STATUS (enlist_cose_sign1_verify (&sign1, enlist_crypto_sodium (), enlist_slice_text (AAD),
                                          public_key, scratch, sizeof scratch),
                ENLIST_E_SIGNATURE);
}

static void
test_space (void)
{
  EnlistSlice payload = enlist_slice_text ("a manifest"), aad = enlist_slice_text (AAD);
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE];
  size_t needed_scratch = 1 + 11 + 14 + 1 + aad.size + 1 + payload.size;
  size_t needed = 1 + 14 + 1 + 1 + payload.size + 66, size;
  EnlistSlice signed_bytes = sign (payload);
  EnlistCoseSign1 sign1;

  get_public_key (public_key);
  CHECK_NUMBER (signed_bytes.size, needed);
  CHECK_STATUS (enlist_cose_sign1_read (signed_bytes, &sign1), ENLIST_OK);
  for (size_t less = 0; less < 2; less++)
    {
      size_t scratch_size = needed_scratch - less, capacity = needed - less;
      EnlistStatus expected = less == 0 ? ENLIST_OK : ENLIST_E_SPACE;

      CHECK_STATUS (enlist_cose_sign1_verify (&sign1, crypto, aad, public_key, test_memory (scratch_size),
                                              scratch_size),
                    expected);
      CHECK_STATUS (enlist_cose_sign1_write (crypto, seed, aad, payload, test_memory (scratch_size),
                                             scratch_size, test_memory (needed), needed, &size),
                    expected);
      CHECK_STATUS (enlist_cose_sign1_write (crypto, seed, aad, payload, test_memory (needed_scratch),
                                             needed_scratch, test_memory (capacity), capacity, &size),
                    expected);
    }
}

/* A key that the writer does not see: @context counts, and refuses when it is NULL. */
static bool
sign_elsewhere (void *context, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE], EnlistSlice message)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  unsigned *count = context;

  if (count == NULL)
    return false;
  *count += 1;

  return crypto->ed25519_sign (crypto->context, signature, seed, message);
}

static void
test_signer (void)
{
  EnlistSlice payload = enlist_slice_text ("a manifest"), aad = enlist_slice_text (AAD);
  uint8_t scratch[ENLIST_COSE_SCRATCH_SIZE (32, 32)], output[ENLIST_COSE_SIGN1_SIZE (32)];
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t public_key[ENLIST_ED25519_PUBLIC_SIZE];
  unsigned count = 0;
  EnlistCoseSigner signer = { public_key, sign_elsewhere, &count };
  EnlistSlice expected = sign (payload);
  size_t size;

  get_public_key (public_key);
  CHECK_STATUS (enlist_cose_sign1_write_with (crypto, &signer, aad, payload, scratch, sizeof scratch, output,
                                              sizeof output, &size), ENLIST_OK);
  CHECK_NUMBER (count, 1);
  CHECK_NUMBER (size, expected.size);
  CHECK (memcmp (output, expected.data, size) == 0);

  signer.context = NULL;
  CHECK_STATUS (enlist_cose_sign1_write_with (crypto, &signer, aad, payload, scratch, sizeof scratch, output,
                                              sizeof output, &size), ENLIST_E_CRYPTO);
}

static const TestCase cases[] = {
  { "/wire/cose/5.2-round-trip", test_round_trip },
  { "/wire/cose/5.1-layout", test_layout },
  { "/wire/cose/5.2-every-byte-counts", test_every_byte },
  { "/wire/cose/5.1-headers", test_headers },
  { "/wire/cose/5.1-shape", test_shape },
  { "/wire/cose/5.3-other-key", test_other_key },
  { "/wire/cose/5.2-signer-elsewhere", test_signer },
  { "/wire/cose/space", test_space },
};

TEST_MAIN (cases)
