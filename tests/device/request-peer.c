/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <stdlib.h>

#include "crypto-sodium.h"
#include "csr.h"
#include "enlist-p256.h"
#include "test.h"

/*
 * Makes a key and its certificate request: a line `TYPE NAME`, the name in hexadecimal, is answered with the
 * status, the public key and the request, the same way.
 */

static void
print_hex (const uint8_t *data, size_t size)
{
  for (size_t i = 0; i < size; i++)
    printf ("%02x", data[i]);
}

static bool
make_key (const EnlistCrypto *crypto, EnlistKeyType type, uint8_t public_key[65], uint8_t secret[32])
{
  if (type == ENLIST_KEY_P256)
    return crypto->p256_generate (crypto->context, secret, public_key);

  return crypto->random (crypto->context, secret, 32)
         && crypto->ed25519_public (crypto->context, public_key, secret);
}

int
main (void)
{
  EnlistCrypto crypto = *enlist_crypto_sodium ();
  char line[512], name[256];
  unsigned type;

  enlist_p256_fill (&crypto);
  while (fgets (line, sizeof line, stdin) != NULL && sscanf (line, "%u %255s", &type, name) == 2)
    {
      uint8_t public_key[65], secret[32], der[ENLIST_CSR_MAX];
      size_t size = 0;
      EnlistStatus status;

      if (!make_key (&crypto, (EnlistKeyType) type, public_key, secret))
        return EXIT_FAILURE;
      status = enlist_csr_write (&crypto, (EnlistKeyType) type, public_key, secret, test_hex (name), der,
                                 sizeof der, &size);
      printf ("%s ", enlist_status_name (status));
      print_hex (public_key, type == ENLIST_KEY_P256 ? 65 : 32);
      printf (" ");
      print_hex (der, size);
      printf ("\n");
      fflush (stdout);
    }

  return EXIT_SUCCESS;
}
