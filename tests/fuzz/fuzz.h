/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "slice.h"

#include <stdlib.h>

/* The entry point of libFuzzer: one input, 0. Whatever must hold aborts. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* fuzz-channel.c: what one end says to the other, as an input; @seed: 4096 bytes */
size_t fuzz_channel_seed (bool     of_device,
                          uint8_t *seed);

static inline void
fuzz_require (bool condition)
{
  if (!condition)
    abort ();
}
