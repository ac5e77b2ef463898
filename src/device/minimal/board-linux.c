/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */

/*
 * A board played by a folder: identity.cbor is there already, flash.bin and fuse come and go as the device
 * works. Its serial line is standard input and output, or a pseudo-terminal: `minimal FOLDER [--pty]`.
 */
#define _GNU_SOURCE /* cfmakeraw() */

#include "board.h"
#include "crypto-sodium.h"
#include "minimal.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static uint8_t identity[ENLIST_IDENTITY_MAX];
static size_t identity_size;
static uint8_t flash[BOARD_FLASH_SLOTS][BOARD_FLASH_SLOT_SIZE];

const EnlistCrypto *
board_crypto (void)
{
  return enlist_crypto_sodium ();
}

EnlistSlice
board_identity (void)
{
  return enlist_slice (identity, identity_size);
}

uint64_t
board_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);

  return (uint64_t) now.tv_sec * 1000 + (uint64_t) now.tv_nsec / 1000000;
}

int
board_link_read (uint8_t *bytes, size_t capacity, uint32_t wait_ms)
{
  struct pollfd line = { .fd = STDIN_FILENO, .events = POLLIN };
  ssize_t count;

  if (poll (&line, 1, wait_ms > INT_MAX ? -1 : (int) wait_ms) == 0)
    return 0;
  count = read (STDIN_FILENO, bytes, capacity);

  return count > 0 ? (int) count : -1;
}

void
board_link_write (const uint8_t *bytes, size_t size)
{
  /* A line that nobody listens to any more swallows what is sent. */
  while (size > 0)
    {
      ssize_t count = write (STDOUT_FILENO, bytes, size);

      if (count <= 0)
        return;
      bytes += count;
      size -= (size_t) count;
    }
}

static bool
save (const char *name, const void *bytes, size_t size)
{
  FILE *file = fopen (name, "wb");
  bool saved;

  if (file == NULL)
    return false;
  saved = fwrite (bytes, 1, size, file) == size;

  return fclose (file) == 0 && saved;
}

static size_t
load (const char *name, void *bytes, size_t capacity)
{
  FILE *file = fopen (name, "rb");
  size_t size;

  if (file == NULL)
    return 0;
  size = fread (bytes, 1, capacity, file);
  fclose (file);

  return size;
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

  return save ("flash.bin", flash, sizeof flash);
}

bool
board_flash_write (unsigned slot, size_t offset, const void *bytes, size_t size)
{
  memcpy (flash[slot] + offset, bytes, size);

  return save ("flash.bin", flash, sizeof flash);
}

bool
board_fuse_is_blown (void)
{
  return access ("fuse", F_OK) == 0;
}

bool
board_fuse_blow (void)
{
  return save ("fuse", "", 0);
}

void
board_blink (void)
{
  fputs ("blink\n", stderr);
}

int32_t
board_temperature (void)
{
  return 2150;
}

/* The program has the other end open, too, so that nobody can hang up: a serial line has no such thing. */
static bool
open_pty (void)
{
  int line = posix_openpt (O_RDWR | O_NOCTTY);
  struct termios mode;
  const char *path;

  if (line < 0 || grantpt (line) != 0 || unlockpt (line) != 0)
    return false;
  path = ptsname (line);
  if (path == NULL || open (path, O_RDWR | O_NOCTTY) < 0 || tcgetattr (line, &mode) != 0)
    return false;
  cfmakeraw (&mode);
  if (tcsetattr (line, TCSANOW, &mode) != 0)
    return false;
  printf ("serial:%s\n", path);
  fflush (stdout);

  return dup2 (line, STDIN_FILENO) >= 0 && dup2 (line, STDOUT_FILENO) >= 0;
}

int
main (int argc, char **argv)
{
  static Minimal minimal;
  bool pty = argc == 3 && strcmp (argv[2], "--pty") == 0;
  EnlistStatus status;

  if (argc != (pty ? 3 : 2) || chdir (argv[1]) != 0)
    {
      fputs ("which folder? minimal FOLDER [--pty]\n", stderr);
      return 2;
    }
  memset (flash, 0xff, sizeof flash);
  load ("flash.bin", flash, sizeof flash);
  identity_size = load ("identity.cbor", identity, sizeof identity);
  status = minimal_start (&minimal);
  if (status != ENLIST_OK)
    {
      fprintf (stderr, "the device does not work: %s\n", enlist_status_name (status));
      return 1;
    }
  if (pty && !open_pty ())
    {
      perror ("no pseudo-terminal");
      return 1;
    }
  while (minimal_serve (&minimal))
    continue;

  return 0;
}
