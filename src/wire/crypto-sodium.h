/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/**
 * enlist_crypto_sodium:
 *
 * Returns: (transfer none) (nullable): the table on top of libsodium, the same for every caller and usable
 *   from any thread; %NULL when libsodium cannot start (no randomness)
 */
const EnlistCrypto *enlist_crypto_sodium (void);
