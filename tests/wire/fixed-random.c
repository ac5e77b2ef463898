/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fixed-random.h"

#include "crypto-sodium.h"

static bool
take_bytes (void *context, uint8_t *output, size_t size)
{
  FixedRandom *fixed = context;

  if (fixed->bytes.size < size)
    return false;
  memcpy (output, fixed->bytes.data, size);
  fixed->bytes.data += size;
  fixed->bytes.size -= size;

  return true;
}

const EnlistCrypto *
fixed_random_init (FixedRandom *fixed, EnlistSlice bytes)
{
  /* The other functions of this table do not look at their context. */
  fixed->crypto = *enlist_crypto_sodium ();
  fixed->crypto.context = fixed;
  fixed->crypto.random = take_bytes;
  fixed->bytes = bytes;

  return &fixed->crypto;
}
