/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "utf8.h"

/*
 * How many bytes follow the lead byte, and what the first of them may be: overlong forms, surrogates and
 * code points that do not exist all show there.
 */
static bool
read_lead (uint8_t  lead,
           size_t  *follow,
           uint8_t *low,
           uint8_t *high)
{
  *low = 0x80;
  *high = 0xbf;

  if (lead < 0x80)
    *follow = 0;
  else if (lead >= 0xc2 && lead <= 0xdf)
    *follow = 1;
  else if (lead >= 0xe0 && lead <= 0xef)
    *follow = 2;
  else if (lead >= 0xf0 && lead <= 0xf4)
    *follow = 3;
  else
    return false;

  if (lead == 0xe0)
    *low = 0xa0;
  else if (lead == 0xed)
    *high = 0x9f;
  else if (lead == 0xf0)
    *low = 0x90;
  else if (lead == 0xf4)
    *high = 0x8f;

  return true;
}

bool
enlist_utf8_valid (EnlistSlice text)
{
  size_t position = 0;

  while (position < text.size)
    {
      size_t follow;
      uint8_t low, high;

      if (!read_lead (text.data[position], &follow, &low, &high) || follow > text.size - position - 1)
        return false;

      for (size_t i = 1; i <= follow; i++)
        {
          uint8_t byte = text.data[position + i];

          if (byte < low || byte > high)
            return false;
          low = 0x80;
          high = 0xbf;
        }

      position += 1 + follow;
    }

  return true;
}

uint32_t
enlist_utf8_next (EnlistSlice *text)
{
  uint8_t lead = text->data[0];
  uint32_t character = lead;
  size_t size = 1;

  if (lead >= 0xc0)
    {
      size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
      character = lead & (0x7fu >> size);
    }
  for (size_t i = 1; i < size; i++)
    character = character << 6 | (text->data[i] & 0x3f);

  *text = enlist_slice (text->data + size, text->size - size);

  return character;
}
