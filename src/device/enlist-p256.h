/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/* Fills the members for P-256 with OpenSSL's. */
void enlist_p256_fill (EnlistCrypto *crypto);
