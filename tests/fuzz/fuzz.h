/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

#include <stdlib.h>

/* The entry point of libFuzzer: one input, 0. Whatever must hold aborts. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static inline void
fuzz_require (bool condition)
{
  if (!condition)
    abort ();
}
