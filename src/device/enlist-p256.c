/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-p256.h"

#include <glib.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#define HALF 32 /* bytes of the secret, of r and of s */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)

static bool
p256_generate (void *context, uint8_t secret[32], uint8_t public_key[65])
{
  g_autoptr (EVP_PKEY) key = EVP_EC_gen ("P-256");
  BIGNUM *scalar = NULL;
  gsize size = 0;
  bool made;

  if (key == NULL || EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_PRIV_KEY, &scalar) != 1)
    return false;
  made = BN_bn2binpad (scalar, secret, HALF) == HALF
         && EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, public_key,
                                             ENLIST_P256_PUBLIC_SIZE, &size) == 1
         && size == ENLIST_P256_PUBLIC_SIZE;
  BN_clear_free (scalar);

  return made;
}

static EVP_PKEY *
load_secret (const uint8_t secret[32])
{
  g_autoptr (EVP_PKEY_CTX) maker = EVP_PKEY_CTX_new_from_name (NULL, "EC", NULL);
  g_autoptr (BIGNUM) scalar = BN_secure_new ();
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autoptr (OSSL_PARAM) params = NULL;
  EVP_PKEY *key = NULL;

  if (maker == NULL || scalar == NULL || builder == NULL || BN_bin2bn (secret, HALF, scalar) == NULL
      || OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1
      || OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar) != 1)
    return NULL;
  params = OSSL_PARAM_BLD_to_param (builder);
  if (params == NULL || EVP_PKEY_fromdata_init (maker) != 1
      || EVP_PKEY_fromdata (maker, &key, EVP_PKEY_KEYPAIR, params) != 1)
    return NULL;

  return key;
}

static bool
p256_sign (void *context, uint8_t signature[64], const uint8_t secret[32], const uint8_t digest[32])
{
  g_autoptr (EVP_PKEY) key = load_secret (secret);
  g_autoptr (EVP_PKEY_CTX) signer = key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  g_autoptr (ECDSA_SIG) pair = NULL;
  uint8_t der[80];
  const uint8_t *cursor = der;
  gsize size = sizeof der;

  if (signer == NULL || EVP_PKEY_sign_init (signer) != 1
      || EVP_PKEY_sign (signer, der, &size, digest, ENLIST_SHA256_SIZE) != 1)
    return false;
  pair = d2i_ECDSA_SIG (NULL, &cursor, (long) size);

  return pair != NULL && BN_bn2binpad (ECDSA_SIG_get0_r (pair), signature, HALF) == HALF
         && BN_bn2binpad (ECDSA_SIG_get0_s (pair), signature + HALF, HALF) == HALF;
}

void
enlist_p256_fill (EnlistCrypto *crypto)
{
  crypto->p256_generate = p256_generate;
  crypto->p256_sign = p256_sign;
}
