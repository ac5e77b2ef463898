/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <setjmp.h>

#include "runtime.h"

/* What may happen at a storage operation */
typedef enum {
  FAULT_NONE,
  FAULT_FAIL,       /* it fails and has no effect */
  FAULT_FAIL_AFTER, /* it fails though it had its effect */
  FAULT_CUT,        /* the power goes before it has an effect */
  FAULT_CUT_AFTER,  /* the power goes after it had its effect */
} Fault;

#define DOUBLE_PARTS 6

typedef struct {
  uint8_t hash[ENLIST_PART_HASH_SIZE];
  uint8_t *bytes; /* room for @total; NULL: free */
  uint32_t total;
  uint32_t size;
} DoublePart;

/**
 * Double:
 *
 * A platform in memory. What survives a power cut: @state, @fuse, @parts.
 */
typedef struct {
  EnlistPlatform platform;
  uint64_t now;

  uint8_t state[16384];
  size_t state_size;
  bool fuse;
  bool fuse_stuck;     /* it cannot be locked */
  uint8_t fuse_key[32];

  Fault fault;         /* happens once, ... */
  unsigned fault_at;   /* ... at this storage operation from now on, counted from 0 */
  unsigned operations; /* writing ones: state, fuse */
  jmp_buf cut;         /* where a power cut leads */

  DoublePart parts[DOUBLE_PARTS];
  size_t parts_limit;    /* bytes of all of them; 0: no limit */
  const char *media;     /* the media type that it runs */
  bool runs_applications;
  uint32_t cut_at;       /* the power goes when a part has so many bytes; 0: never */
  unsigned part_writes;
  unsigned full_at;      /* this write of a part, from 1, finds no more room; 0: never */

  char calls[512];       /* of the functions 71 and 74, and what was published: `71(1,2)` */
  unsigned failing;      /* so many calls of 72 fail */
  EnlistEvent last;      /* event that has a step */

  unsigned blinks;
  unsigned joins;
  unsigned polls;
  unsigned events[ENLIST_EVENT_BLOCK_FAILED + 1];
} Double;

#define PASSPHRASE "correct horse"

void double_init (Double *platform);

/* NULL: it is not there. */
const DoublePart *double_find_part (const Double *platform, const uint8_t *hash);

/* How many parts are stored, whole or not. */
unsigned double_count_parts (const Double *platform);
