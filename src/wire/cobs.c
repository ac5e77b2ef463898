/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cobs.h"

#define LONGEST_BLOCK 0xff /* 254 bytes behind it, and no 00 for its end */

EnlistStatus
enlist_cobs_encode (EnlistSlice data,
                    uint8_t    *encoded,
                    size_t      capacity,
                    size_t     *size)
{
  size_t block = 0, written = 1;

  if (capacity < 1)
    return ENLIST_E_SPACE;

  for (size_t i = 0; i < data.size; i++)
    {
      /* A full block is only ended by what follows it. */
      if (written - block == LONGEST_BLOCK)
        {
          if (written == capacity)
            return ENLIST_E_SPACE;
          encoded[block] = LONGEST_BLOCK;
          block = written++;
        }
      if (written == capacity)
        return ENLIST_E_SPACE;
      if (data.data[i] == 0)
        {
          encoded[block] = (uint8_t) (written - block);
          block = written++;
        }
      else
        {
          encoded[written++] = data.data[i];
        }
    }
  encoded[block] = (uint8_t) (written - block);
  *size = written;

  return ENLIST_OK;
}

EnlistStatus
enlist_cobs_decode (EnlistSlice encoded,
                    uint8_t    *data,
                    size_t     *size)
{
  size_t written = 0, i = 0;

  if (encoded.size == 0)
    return ENLIST_E_TRUNCATED;
  if (memchr (encoded.data, 0, encoded.size) != NULL)
    return ENLIST_E_RANGE;

  while (i < encoded.size)
    {
      size_t code = encoded.data[i++];

      if (code - 1 > encoded.size - i)
        return ENLIST_E_TRUNCATED;
      memmove (data + written, encoded.data + i, code - 1);
      written += code - 1;
      i += code - 1;
      if (code < LONGEST_BLOCK && i < encoded.size)
        data[written++] = 0;
    }
  *size = written;

  return ENLIST_OK;
}
