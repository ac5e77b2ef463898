/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "crypto.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hardware below the port: what you replace first. board-linux.c plays it with files. */

#define BOARD_FLASH_SLOTS 2         /* each of its own erase unit */
#define BOARD_FLASH_SLOT_SIZE 2048  /* bytes; the state must fit, and 12 more */

/* The table of cryptography, with a true random generator behind `random`. */
const EnlistCrypto *board_crypto (void);

/* What the factory wrote: docs/device.md, "Identity". In memory that is never written. */
EnlistSlice board_identity (void);

/* Milliseconds since power-on. */
uint64_t board_clock (void);

/* Up to @capacity bytes that have arrived; waits @wait_ms for the first. 0: none came; -1: disconnected */
int board_link_read (uint8_t *bytes, size_t capacity, uint32_t wait_ms);

/* Returns when all of it has been taken. */
void board_link_write (const uint8_t *bytes, size_t size);

/* Flash as it reads. Erased bytes are 0xff; writing goes to erased bytes only. */
const uint8_t *board_flash (unsigned slot);
bool board_flash_erase (unsigned slot);
bool board_flash_write (unsigned slot, size_t offset, const void *bytes, size_t size);

bool board_fuse_is_blown (void);
bool board_fuse_blow (void);

void board_blink (void);

/* Hundredths of a degree Celsius */
int32_t board_temperature (void);
