/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/*
 * The table of libsodium with random bytes of the test's choice: from @bytes while there are any, then
 * nothing more can be had. Holds the copy that a test hands to the code.
 */
typedef struct {
  EnlistCrypto crypto;
  EnlistSlice bytes;
} FixedRandom;

const EnlistCrypto *fixed_random_init (FixedRandom *fixed, EnlistSlice bytes);
