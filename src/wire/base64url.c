/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "base64url.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static int
digit_value (uint8_t character)
{
  const char *found = memchr (alphabet, character, sizeof alphabet - 1);

  return found != NULL ? (int) (found - alphabet) : -1;
}

EnlistStatus
enlist_base64url_encode (EnlistSlice  data,
                         char        *text,
                         size_t       capacity,
                         size_t      *length)
{
  size_t written = 0;

  /* The first test keeps the product below from wrapping. */
  if (data.size > capacity || enlist_base64url_encoded_size (data.size) > capacity)
    return ENLIST_E_SPACE;

  for (size_t i = 0; i < data.size; i += 3)
    {
      size_t bytes = data.size - i < 3 ? data.size - i : 3;
      uint32_t value = (uint32_t) data.data[i] << 16;

      if (bytes > 1)
        value |= (uint32_t) data.data[i + 1] << 8;
      if (bytes > 2)
        value |= data.data[i + 2];

      for (size_t j = 0; j <= bytes; j++)
        text[written++] = alphabet[value >> (18 - 6 * j) & 0x3f];
    }

  *length = written;

  return ENLIST_OK;
}

static EnlistStatus
refuse (size_t  offset,
        size_t *error_offset)
{
  if (error_offset != NULL)
    *error_offset = offset;

  return ENLIST_E_BASE45;
}

EnlistStatus
enlist_base64url_decode (EnlistSlice  text,
                         uint8_t     *data,
                         size_t       capacity,
                         size_t      *size,
                         size_t      *error_offset)
{
  size_t written = 0;

  if (enlist_base64url_decoded_size (text.size) > capacity)
    return ENLIST_E_SPACE;

  for (size_t i = 0; i < text.size; i += 4)
    {
      size_t characters = text.size - i < 4 ? text.size - i : 4;
      uint32_t value = 0;

      for (size_t j = 0; j < characters; j++)
        {
          int digit = digit_value (text.data[i + j]);

          if (digit < 0)
            return refuse (i + j, error_offset);
          value |= (uint32_t) digit << (18 - 6 * j);
        }

      /*
       * A single character holds no byte, and bits that no byte uses would make a second text for the same
       * bytes.
       */
      if (characters == 1 || (value & (0xffffffu >> (8 * (characters - 1)))) != 0)
        return refuse (i + characters - 1, error_offset);

      for (size_t j = 0; j + 1 < characters; j++)
        data[written++] = (uint8_t) (value >> (16 - 8 * j));
    }

  *size = written;

  return ENLIST_OK;
}
