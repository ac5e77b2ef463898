/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

/* remote-crypto.h over the second serial line */
const EnlistCrypto *crypto_remote (void);
