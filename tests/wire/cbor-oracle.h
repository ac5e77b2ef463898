/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * What the two programs of the differential test have in common. Inputs come on standard input, each behind
 * its length in four bytes, big endian; each is answered with a line. Values are written so that equal
 * values look the same: 1, ~0 (minus one), h00ff, t6162, [1,2], {1:2}, T, F, N.
 */

/* The next input in @data, or false at the end */
static inline bool
oracle_read (uint8_t *data, size_t capacity, size_t *size)
{
  uint8_t head[4];

  if (fread (head, 1, sizeof head, stdin) != sizeof head)
    return false;

  *size = (size_t) head[0] << 24 | (size_t) head[1] << 16 | (size_t) head[2] << 8 | head[3];
  if (*size > capacity || fread (data, 1, *size, stdin) != *size)
    exit (EXIT_FAILURE);

  return true;
}

static inline void
oracle_print_hex (const uint8_t *data, size_t size)
{
  for (size_t i = 0; i < size; i++)
    printf ("%02x", data[i]);
}
