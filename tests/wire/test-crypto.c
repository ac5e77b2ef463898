/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"
#include "test.h"

static EnlistSlice
repeated (uint8_t value, size_t size)
{
  uint8_t *data = test_memory (size);

  memset (data, value, size);

  return enlist_slice (data, size);
}

static void
test_sha256 (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t digest[32];
  EnlistSha256 state;
  EnlistSlice message = repeated ('a', 1000);

  enlist_crypto_sha256 (crypto, enlist_slice (NULL, 0), digest);
  CHECK_BYTES (enlist_slice (digest, 32),
               test_hex ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  enlist_crypto_sha256 (crypto, enlist_slice_text ("abc"), digest);
  CHECK_BYTES (enlist_slice (digest, 32),
               test_hex ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));

  crypto->sha256_init (crypto->context, &state);
  for (unsigned i = 0; i < 1000; i++)
    crypto->sha256_update (crypto->context, &state, message.data, message.size);
  crypto->sha256_final (crypto->context, &state, digest);
  CHECK_BYTES (enlist_slice (digest, 32),
               test_hex ("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

static void
check_hmac (EnlistSlice key, EnlistSlice data, const char *expected)
{
  uint8_t mac[32];

  enlist_crypto_hmac (enlist_crypto_sodium (), key, &data, 1, mac);
  CHECK_BYTES (enlist_slice (mac, 32), test_hex (expected));

  /* The same in two slices, the first of them every possible size */
  for (size_t cut = 0; cut <= data.size; cut++)
    {
      EnlistSlice slices[2] = { enlist_slice (data.data, cut),
                                enlist_slice (data.data + cut, data.size - cut) };

      enlist_crypto_hmac (enlist_crypto_sodium (), key, slices, 2, mac);
      CHECK_BYTES (enlist_slice (mac, 32), test_hex (expected));
    }
}

static void
test_hmac (void)
{
  check_hmac (repeated (0x0b, 20), enlist_slice_text ("Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  check_hmac (enlist_slice_text ("Jefe"), enlist_slice_text ("what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  check_hmac (repeated (0xaa, 20), repeated (0xdd, 50),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  check_hmac (repeated (0xaa, 131),
              enlist_slice_text ("Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void
test_hkdf (void)
{
  uint8_t output[32];

  /* The first 32 of the 42 bytes of test cases 1 and 3: one block does not depend on how many follow. */
  enlist_crypto_hkdf (enlist_crypto_sodium (), repeated (0x0b, 22), test_hex ("000102030405060708090a0b0c"),
                      test_hex ("f0f1f2f3f4f5f6f7f8f9"), output);
  CHECK_BYTES (enlist_slice (output, 32),
               test_hex ("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
  enlist_crypto_hkdf (enlist_crypto_sodium (), repeated (0x0b, 22), enlist_slice (NULL, 0),
                      enlist_slice (NULL, 0), output);
  CHECK_BYTES (enlist_slice (output, 32),
               test_hex ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"));
}

static void
test_x25519 (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t shared[32], public_key[32];
  const char *low_order[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  };
  EnlistSlice scalar = test_hex ("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");

  CHECK (crypto->x25519 (crypto->context, shared, scalar.data,
                         test_hex ("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c").data));
  CHECK_BYTES (enlist_slice (shared, 32),
               test_hex ("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  CHECK (crypto->x25519 (crypto->context, public_key,
                         test_hex ("0900000000000000000000000000000000000000000000000000000000000000").data,
                         NULL));
  CHECK_BYTES (enlist_slice (public_key, 32),
               test_hex ("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
  for (size_t i = 0; i < sizeof low_order / sizeof low_order[0]; i++)
    CHECK (!crypto->x25519 (crypto->context, shared, scalar.data, test_hex (low_order[i]).data));
}

static void
test_aead (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistSlice key = test_hex ("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
  EnlistSlice nonce = test_hex ("070000004041424344454647");
  EnlistSlice associated = test_hex ("50515253c0c1c2c3c4c5c6c7");
  EnlistSlice plaintext = enlist_slice_text ("Ladies and Gentlemen of the class of '99: If I could offer you "
                                             "only one tip for the future, sunscreen would be it.");
  EnlistSlice tag = test_hex ("1ae10b594f09e26a7e902ecbd0600691");
  uint8_t *sealed = test_memory (plaintext.size + 16);
  EnlistSlice whole = enlist_slice (sealed, plaintext.size + 16);

  memcpy (sealed, plaintext.data, plaintext.size);
  CHECK (crypto->aead_seal (crypto->context, sealed, key.data, nonce.data, associated,
                            enlist_slice (sealed, plaintext.size)));
  CHECK_BYTES (enlist_slice (sealed + plaintext.size, 16), tag);
  CHECK_BYTES (enlist_slice (sealed, 8), test_hex ("d31a8d34648e60db"));

  for (size_t size = 0; size < whole.size; size++)
    CHECK (!crypto->aead_open (crypto->context, test_memory (whole.size), key.data, nonce.data, associated,
                               test_exact (enlist_slice (sealed, size))));
  CHECK (!crypto->aead_open (crypto->context, test_memory (whole.size), key.data, nonce.data,
                             enlist_slice (NULL, 0), whole));
  CHECK (crypto->aead_open (crypto->context, sealed, key.data, nonce.data, associated, whole));
  CHECK_BYTES (enlist_slice (sealed, plaintext.size), plaintext);
}

static void
test_aead_empty (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t sealed[16];
  uint8_t key[32] = { 1 }, nonce[12] = { 2 };
  EnlistSlice nothing = { NULL, 0 };

  CHECK (crypto->aead_seal (crypto->context, sealed, key, nonce, nothing, nothing));
  CHECK (crypto->aead_open (crypto->context, NULL, key, nonce, nothing, enlist_slice (sealed, 16)));
  sealed[15] ^= 1;
  CHECK (!crypto->aead_open (crypto->context, NULL, key, nonce, nothing, enlist_slice (sealed, 16)));
}

static void
check_ed25519 (const char *seed_hex, const char *public_hex, const char *message_hex,
               const char *signature_hex)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistSlice seed = test_hex (seed_hex), message = test_hex (message_hex),
              expected = test_hex (signature_hex);
  uint8_t public_key[32], signature[64];

  CHECK (crypto->ed25519_public (crypto->context, public_key, seed.data));
  CHECK_BYTES (enlist_slice (public_key, 32), test_hex (public_hex));
  CHECK (crypto->ed25519_sign (crypto->context, signature, seed.data, message));
  CHECK_BYTES (enlist_slice (signature, 64), expected);
  CHECK (crypto->ed25519_verify (crypto->context, signature, public_key, message));
  for (size_t i = 0; i < 64; i++)
    {
      signature[i] ^= 0x40;
      CHECK (!crypto->ed25519_verify (crypto->context, signature, public_key, message));
      signature[i] ^= 0x40;
    }
}

static void
test_ed25519 (void)
{
  check_ed25519 (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
      "25bf5f0595bbe24655141438e7a100b");
  check_ed25519 (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
      "87b2eaeb4302aeeb00d291612bb0c00");
  check_ed25519 (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
      "a7c15e9716ed28dc027beceea1ec40a");
}

/* RFC 8032, section 5.1.7: S must be below the group's order, or anybody makes a second signature of one. */
static void
test_ed25519_malleable (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                     0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
  uint8_t seed[32] = { 7 }, public_key[32], signature[64];
  unsigned carry = 0;

  CHECK (crypto->ed25519_public (crypto->context, public_key, seed));
  CHECK (crypto->ed25519_sign (crypto->context, signature, seed, enlist_slice_text ("x")));
  for (size_t i = 0; i < 32; i++)
    {
      carry += (unsigned) signature[32 + i] + order[i];
      signature[32 + i] = (uint8_t) carry;
      carry >>= 8;
    }
  CHECK (!crypto->ed25519_verify (crypto->context, signature, public_key, enlist_slice_text ("x")));
}

static void
test_equal (void)
{
  uint8_t a[32], b[32];

  memset (a, 0x5a, sizeof a);
  memset (b, 0x5a, sizeof b);
  CHECK (enlist_crypto_equal (a, b, sizeof a));
  CHECK (enlist_crypto_equal (a, b, 0));
  for (unsigned bit = 0; bit < 256; bit++)
    {
      b[bit / 8] ^= (uint8_t) (1 << bit % 8);
      CHECK (!enlist_crypto_equal (a, b, sizeof a));
      b[bit / 8] ^= (uint8_t) (1 << bit % 8);
    }
}

static void
test_random_and_wipe (void)
{
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  uint8_t a[32] = { 0 }, b[32] = { 0 }, zero[32] = { 0 };

  CHECK (crypto->random (crypto->context, a, sizeof a));
  CHECK (crypto->random (crypto->context, b, sizeof b));
  CHECK (memcmp (a, b, sizeof a) != 0);
  crypto->wipe (crypto->context, a, sizeof a);
  CHECK_BYTES (enlist_slice (a, sizeof a), enlist_slice (zero, sizeof zero));
  CHECK (enlist_crypto_sodium () == crypto);
}

static const TestCase cases[] = {
  { "/wire/crypto/fips180-4-sha256", test_sha256 },
  { "/wire/crypto/rfc4231-hmac-sha256", test_hmac },
  { "/wire/crypto/rfc5869-hkdf-sha256", test_hkdf },
  { "/wire/crypto/rfc7748-x25519", test_x25519 },
  { "/wire/crypto/rfc8439-2.8.2-chacha20-poly1305", test_aead },
  { "/wire/crypto/rfc8439-empty", test_aead_empty },
  { "/wire/crypto/rfc8032-7.1-ed25519", test_ed25519 },
  { "/wire/crypto/rfc8032-5.1.7-signature-is-not-malleable", test_ed25519_malleable },
  { "/wire/crypto/equal", test_equal },
  { "/wire/crypto/random-and-wipe", test_random_and_wipe },
};

TEST_MAIN (cases)
