/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "flash-slots.h"

#include "board.h"

#include <string.h>

/* Before the object in its slot, and written behind it: what has no header does not exist. */
typedef struct {
  uint32_t counter;
  uint32_t size;
  uint32_t crc; /* of the two above and of the object */
} Header;

#define OBJECT_MAX (BOARD_FLASH_SLOT_SIZE - sizeof (Header))

/* CRC-32 of IEEE 802.3, without a table */
static uint32_t
crc_update (uint32_t crc, const void *data, size_t size)
{
  const uint8_t *bytes = data;

  for (size_t i = 0; i < size; i++)
    {
      crc ^= bytes[i];
      for (unsigned bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }

  return crc;
}

static uint32_t
crc_of (const Header *header, const uint8_t *object)
{
  uint32_t crc = crc_update (UINT32_MAX, header, offsetof (Header, crc));

  return ~crc_update (crc, object, header->size);
}

static bool
read_header (unsigned slot, Header *header)
{
  const uint8_t *flash = board_flash (slot);

  memcpy (header, flash, sizeof *header);

  return header->size <= OBJECT_MAX && header->crc == crc_of (header, flash + sizeof *header);
}

static bool
is_erased (unsigned slot)
{
  const uint8_t *flash = board_flash (slot);

  for (size_t i = 0; i < BOARD_FLASH_SLOT_SIZE; i++)
    if (flash[i] != 0xff)
      return false;

  return true;
}

/* The slot with the newest valid object; -1: there is none */
static int
find_newest (Header *header)
{
  Header headers[BOARD_FLASH_SLOTS];
  int newest = -1;

  for (unsigned slot = 0; slot < BOARD_FLASH_SLOTS; slot++)
    if (read_header (slot, &headers[slot]) && (newest < 0 || headers[slot].counter > headers[newest].counter))
      newest = (int) slot;
  if (newest >= 0)
    *header = headers[newest];

  return newest;
}

EnlistStatus
flash_slots_read (uint8_t *buffer, size_t capacity, size_t *size)
{
  Header header;
  int slot = find_newest (&header);

  *size = 0;
  /* The first object goes into slot 0: slot 1 is in use only if there has been one. */
  if (slot < 0)
    return is_erased (1) ? ENLIST_OK : ENLIST_E_STORAGE;
  if (header.size > capacity)
    return ENLIST_E_SPACE;
  memcpy (buffer, board_flash ((unsigned) slot) + sizeof header, header.size);
  *size = header.size;

  return ENLIST_OK;
}

EnlistStatus
flash_slots_write (EnlistSlice object)
{
  Header header = { 0 };
  int newest = find_newest (&header);
  unsigned slot = newest == 0 ? 1 : 0;

  if (object.size > OBJECT_MAX)
    return ENLIST_E_SPACE;
  header.counter++;
  header.size = (uint32_t) object.size;
  header.crc = crc_of (&header, object.data);
  if (!board_flash_erase (slot)
      || !board_flash_write (slot, sizeof header, object.data, object.size)
      || !board_flash_write (slot, 0, &header, sizeof header))
    return ENLIST_E_STORAGE;

  return ENLIST_OK;
}
