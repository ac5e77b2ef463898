/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "csr.h"
#include "test.h"

/* Certificate requests where the DER has choices; request-oracle.py gives whole ones to others' readers. */

static const uint8_t *next_signature;

static bool
sign_as_told (void *context, uint8_t signature[64], const uint8_t secret[32], const uint8_t digest[32])
{
  memcpy (signature, next_signature, 64);

  return true;
}

static bool
refuse_to_sign (void *context, uint8_t signature[64], const uint8_t secret[32], const uint8_t digest[32])
{
  return false;
}

static EnlistSlice
write_p256 (const char *signature, EnlistSlice name)
{
  static uint8_t der[ENLIST_CSR_MAX];
  const uint8_t public_key[ENLIST_P256_PUBLIC_SIZE] = { 4 };
  const uint8_t secret[32] = { 0 };
  EnlistCrypto crypto = *enlist_crypto_sodium ();
  size_t size = 0;

  next_signature = test_hex (signature).data;
  crypto.p256_sign = sign_as_told;
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, public_key, secret, name, der, sizeof der, &size),
                ENLIST_OK);

  return enlist_slice (der, size);
}

#define ZEROS "00000000000000000000000000000000000000000000000000000000000000"
#define HIGHS "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* Two integers of 32 bytes, minimal and never negative */
static void
test_integers (void)
{
  static const struct {
    const char *signature;
    const char *end; /* of the request: bit string, sequence, integers */
  } cases[] = {
    { ZEROS "01" ZEROS "7f", "03090030060201010201" "7f" },
    { ZEROS "80" "00" ZEROS, "030a003007020200800201" "00" },
    { ZEROS "ff" "7f" HIGHS, "0329003026020200ff0220" "7f" HIGHS },
    { "80" HIGHS "ff" HIGHS, "034900304602210080" HIGHS "022100ff" HIGHS },
  };

  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
      EnlistSlice request = write_p256 (cases[i].signature, enlist_slice_text ("TH-0001"));
      EnlistSlice end = test_hex (cases[i].end);

      test_context ("case %u", (unsigned) i);
      CHECK_BYTES (enlist_slice (request.data + request.size - end.size, end.size), end);
    }
}

/* The lengths have one, two and three bytes. */
static void
test_sizes (void)
{
  char name[ENLIST_CSR_NAME_MAX];

  memset (name, 'n', sizeof name);
  for (size_t size = 1; size <= sizeof name; size++)
    {
      EnlistSlice request = write_p256 ("80" HIGHS "ff" HIGHS, enlist_slice (name, size));
      size_t inner = request.size - (request.data[1] == 0x82 ? 4 : 3);

      CHECK_NUMBER (request.data[0], 0x30);
      CHECK_NUMBER (request.data[1], inner > 255 ? 0x82 : 0x81);
      CHECK_NUMBER (inner > 255 ? request.data[2] << 8 | request.data[3] : request.data[2], inner);
    }
}

static void
test_limits (void)
{
  const uint8_t key[ENLIST_P256_PUBLIC_SIZE] = { 4 };
  EnlistSlice request = write_p256 (ZEROS "01" ZEROS "7f", enlist_slice_text ("TH-0001"));
  uint8_t *der = test_memory (request.size - 1);
  EnlistCrypto crypto = *enlist_crypto_sodium ();
  char name[ENLIST_CSR_NAME_MAX + 1];
  size_t size;

  memset (name, 'n', sizeof name);
  crypto.p256_sign = sign_as_told;
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice_text ("TH-0001"), der,
                                  request.size - 1, &size),
                ENLIST_E_SPACE);
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice (name, 0), der, 10, &size),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice (name, sizeof name), der,
                                  10, &size),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_X25519, key, key, enlist_slice (name, 1), der, 10,
                                  &size),
                ENLIST_E_KEY_TYPE);
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice (name, 1), der, 10, &size),
                ENLIST_E_SPACE);
  crypto.p256_sign = NULL;
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice (name, 1), der, 10, &size),
                ENLIST_E_KEY_TYPE);
  crypto.p256_sign = refuse_to_sign;
  der = test_memory (ENLIST_CSR_MAX);
  CHECK_STATUS (enlist_csr_write (&crypto, ENLIST_KEY_P256, key, key, enlist_slice (name, 1), der,
                                  ENLIST_CSR_MAX, &size),
                ENLIST_E_CRYPTO);
}

static const TestCase cases[] = {
  { "/device/csr/8.4-integers", test_integers },
  { "/device/csr/8.4-sizes", test_sizes },
  { "/device/csr/8.4-limits", test_limits },
};

TEST_MAIN (cases)
