/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fixed-random.h"

#include <sodium.h>

#define SIZES 256

static guint32 requests[SIZES]; /* by their size */
static guint8 series;

static void
fill (void *const buffer, const size_t size)
{
  guint8 seed[randombytes_SEEDBYTES] = { series, (guint8) size };
  guint32 n = requests[size % SIZES]++;

  memcpy (seed + 4, &n, sizeof n);
  randombytes_buf_deterministic (buffer, size, seed);
}

static uint32_t
get_number (void)
{
  guint32 number;

  fill (&number, sizeof number);

  return number;
}

static const char *
get_name (void)
{
  return "fixed";
}

static randombytes_implementation fixed = {
  .implementation_name = get_name,
  .random = get_number,
  .buf = fill,
};

void
fixed_random_begin (guint8 seed)
{
  series = seed;
  memset (requests, 0, sizeof requests);
  g_assert_cmpint (randombytes_set_implementation (&fixed), ==, 0);
}

void
fixed_random_end (void)
{
  g_assert_cmpint (randombytes_set_implementation (&randombytes_sysrandom_implementation), ==, 0);
}
