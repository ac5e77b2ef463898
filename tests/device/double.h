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

/**
 * Double:
 *
 * A platform in memory. What survives a power cut: @state, @fuse.
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

  unsigned blinks;
  unsigned joins;
  unsigned polls;
  unsigned events[ENLIST_EVENT_FAILED + 1];
} Double;

#define PASSPHRASE "correct horse"

void double_init (Double *platform);
