/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "crypto-sodium.h"

#include "crypto-remote.h"

/* The vectors ask for libsodium's table. Here libsodium is at the other end of a line. */
const EnlistCrypto *
enlist_crypto_sodium (void)
{
  return crypto_remote ();
}
