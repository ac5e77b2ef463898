/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * The board below src/device/minimal in the emulator of an Arm MPS2: as board-linux.c, with files of the
 * emulator's computer for what has to outlive a power cut.
 */

#include "board.h"
#include "crypto-remote.h"
#include "minimal.h"
#include "semihosting.h"
#include "startup.h"
#include "uart.h"

#include <string.h>

static uint8_t identity[ENLIST_IDENTITY_MAX];
static size_t identity_size;
static uint8_t flash[BOARD_FLASH_SLOTS][BOARD_FLASH_SLOT_SIZE];

const EnlistCrypto *
board_crypto (void)
{
  return crypto_remote ();
}

EnlistSlice
board_identity (void)
{
  return enlist_slice (identity, identity_size);
}

uint64_t
board_clock (void)
{
  return startup_clock ();
}

int
board_link_read (uint8_t *bytes, size_t capacity, uint32_t wait_ms)
{
  return (int) uart_read (UART_LINE, bytes, capacity, wait_ms);
}

void
board_link_write (const uint8_t *bytes, size_t size)
{
  uart_write (UART_LINE, bytes, size);
}

const uint8_t *
board_flash (unsigned slot)
{
  return flash[slot];
}

bool
board_flash_erase (unsigned slot)
{
  memset (flash[slot], 0xff, sizeof flash[slot]);

  return semihosting_save ("flash.bin", flash, sizeof flash);
}

bool
board_flash_write (unsigned slot, size_t offset, const void *bytes, size_t size)
{
  memcpy (flash[slot] + offset, bytes, size);

  return semihosting_save ("flash.bin", flash, sizeof flash);
}

bool
board_fuse_is_blown (void)
{
  return semihosting_exists ("fuse");
}

bool
board_fuse_blow (void)
{
  return semihosting_save ("fuse", "", 0);
}

void
board_blink (void)
{
  semihosting_write ("blink\n");
}

int32_t
board_temperature (void)
{
  return 2150;
}

static void
save_stack_used (void)
{
  size_t used = startup_stack_used ();
  char digits[10];
  size_t at = sizeof digits;

  do
    {
      digits[--at] = (char) ('0' + used % 10);
      used /= 10;
    }
  while (used > 0);
  semihosting_save ("stack", digits + at, sizeof digits - at);
}

int
main (void)
{
  static Minimal minimal;

  memset (flash, 0xff, sizeof flash);
  semihosting_load ("flash.bin", flash, sizeof flash);
  identity_size = semihosting_load ("identity.cbor", identity, sizeof identity);
  if (minimal_start (&minimal) != ENLIST_OK)
    return 1;
  minimal_serve (&minimal);
  save_stack_used ();

  return 0;
}
