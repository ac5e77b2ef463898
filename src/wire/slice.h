/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * EnlistSlice:
 *
 * Borrowed bytes. Text is UTF-8 and not terminated. Whoever hands out a slice says how long it stays valid;
 * `wire` never copies what it can point at.
 */
typedef struct {
  const uint8_t *data;
  size_t size;
} EnlistSlice;

static inline EnlistSlice
enlist_slice (const void *data, size_t size)
{
  EnlistSlice slice = { (const uint8_t *) data, size };

  return slice;
}

/* @text: a terminated string */
static inline EnlistSlice
enlist_slice_text (const char *text)
{
  return enlist_slice (text, strlen (text));
}

/* Not constant-time: for public data only; see enlist_crypto_equal() for secrets. */
static inline bool
enlist_slice_equal (EnlistSlice a, EnlistSlice b)
{
  return a.size == b.size && (a.size == 0 || memcmp (a.data, b.data, a.size) == 0);
}
