/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* The storage of src/device/minimal, with the power cut at every byte */

#include "board.h"
#include "flash-slots.h"
#include "test.h"

#include <string.h>

#define OBJECT_MAX (BOARD_FLASH_SLOT_SIZE - 12)

static uint8_t flash[BOARD_FLASH_SLOTS][BOARD_FLASH_SLOT_SIZE];
static size_t power; /* bytes that can still be written; an erased slot takes one of each of its bytes */

const uint8_t *
board_flash (unsigned slot)
{
  return flash[slot];
}

bool
board_flash_erase (unsigned slot)
{
  for (size_t i = 0; i < BOARD_FLASH_SLOT_SIZE; i++)
    {
      if (power == 0)
        return false;
      power--;
      flash[slot][i] = 0xff;
    }

  return true;
}

bool
board_flash_write (unsigned slot, size_t offset, const void *bytes, size_t size)
{
  for (size_t i = 0; i < size; i++)
    {
      if (power == 0)
        return false;
      power--;
      /* Flash only clears bits. */
      if (!CHECK (flash[slot][offset + i] == 0xff))
        return false;
      flash[slot][offset + i] = ((const uint8_t *) bytes)[i];
    }

  return true;
}

static EnlistSlice
object (uint8_t *buffer, uint8_t value, size_t size)
{
  memset (buffer, value, size);

  return enlist_slice (buffer, size);
}

/* Which object is there: its first byte; 0: none */
static unsigned
read_object (size_t *size)
{
  uint8_t buffer[OBJECT_MAX];

  if (!CHECK_STATUS (flash_slots_read (buffer, sizeof buffer, size), ENLIST_OK) || *size == 0)
    return 0;
  for (size_t i = 1; i < *size; i++)
    CHECK (buffer[i] == buffer[0]);

  return buffer[0];
}

static void
start (unsigned objects)
{
  uint8_t buffer[OBJECT_MAX];

  memset (flash, 0xff, sizeof flash);
  power = SIZE_MAX;
  for (unsigned i = 1; i <= objects; i++)
    CHECK_STATUS (flash_slots_write (object (buffer, (uint8_t) i, 100 + i)), ENLIST_OK);
}

static void
test_replaces (void)
{
  size_t size;

  for (unsigned objects = 0; objects < 6; objects++)
    {
      start (objects);
      CHECK_NUMBER (read_object (&size), objects);
      CHECK_NUMBER (size, objects == 0 ? 0 : 100 + objects);
    }
}

static void
test_limits (void)
{
  uint8_t buffer[OBJECT_MAX + 1], copy[OBJECT_MAX];
  size_t size;

  start (1);
  CHECK_STATUS (flash_slots_write (object (buffer, 7, OBJECT_MAX + 1)), ENLIST_E_SPACE);
  CHECK_NUMBER (read_object (&size), 1);
  CHECK_STATUS (flash_slots_write (object (buffer, 7, OBJECT_MAX)), ENLIST_OK);
  CHECK_NUMBER (read_object (&size), 7);
  CHECK_NUMBER (size, OBJECT_MAX);
  CHECK_STATUS (flash_slots_read (copy, OBJECT_MAX - 1, &size), ENLIST_E_SPACE);
}

/* Old or new after a cut at any byte, and the next object can be written. */
static void
cut_everywhere (unsigned objects)
{
  uint8_t buffer[OBJECT_MAX];
  size_t size;

  for (size_t cut = 0;; cut++)
    {
      EnlistStatus status;
      unsigned found;

      test_context ("%u objects, cut after %zu bytes", objects, cut);
      start (objects);
      power = cut;
      status = flash_slots_write (object (buffer, (uint8_t) (objects + 1), 200));
      found = read_object (&size);
      CHECK (found == objects || found == objects + 1);
      CHECK (status != ENLIST_OK || found == objects + 1);
      power = SIZE_MAX;
      CHECK_STATUS (flash_slots_write (object (buffer, 77, 50)), ENLIST_OK);
      CHECK_NUMBER (read_object (&size), 77);
      if (status == ENLIST_OK)
        break;
    }
}

static void
test_power_cuts (void)
{
  for (unsigned objects = 0; objects < 4; objects++)
    cut_everywhere (objects);
}

/* A device that had an object must not take itself for a new one. */
static void
test_damage (void)
{
  uint8_t buffer[OBJECT_MAX];
  size_t size;

  start (2);
  flash[1][20] ^= 1;
  CHECK_NUMBER (read_object (&size), 1);
  flash[0][20] ^= 1;
  CHECK_STATUS (flash_slots_read (buffer, sizeof buffer, &size), ENLIST_E_STORAGE);
}

static const TestCase cases[] = {
  { "/target/flash-slots/replaces", test_replaces },
  { "/target/flash-slots/limits", test_limits },
  { "/target/flash-slots/power-cuts", test_power_cuts },
  { "/target/flash-slots/damage", test_damage },
};

TEST_MAIN (cases)
