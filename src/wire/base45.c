/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "base45.h"

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

static int
digit_value (uint8_t character)
{
  const char *found = memchr (alphabet, character, sizeof alphabet - 1);

  return found != NULL ? (int) (found - alphabet) : -1;
}

EnlistStatus
enlist_base45_encode (EnlistSlice  data,
                      char        *text,
                      size_t       capacity,
                      size_t      *length)
{
  size_t written = 0;

  /* The first test keeps the product below from wrapping. */
  if (data.size > capacity || enlist_base45_encoded_size (data.size) > capacity)
    return ENLIST_E_SPACE;

  for (size_t i = 0; i < data.size; i += 2)
    {
      bool pair = data.size - i >= 2;
      unsigned value = pair ? data.data[i] * 256u + data.data[i + 1] : data.data[i];

      text[written++] = alphabet[value % 45];
      text[written++] = alphabet[value / 45 % 45];
      if (pair)
        text[written++] = alphabet[value / (45 * 45)];
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
enlist_base45_decode (EnlistSlice  text,
                      uint8_t     *data,
                      size_t       capacity,
                      size_t      *size,
                      size_t      *error_offset)
{
  size_t written = 0;

  if (data != NULL && enlist_base45_decoded_size (text.size) > capacity)
    return ENLIST_E_SPACE;

  for (size_t i = 0; i < text.size; i += 3)
    {
      size_t characters = text.size - i < 3 ? text.size - i : 3;
      unsigned value = 0;
      unsigned weight = 1;

      for (size_t j = 0; j < characters; j++, weight *= 45)
        {
          int digit = digit_value (text.data[i + j]);

          if (digit < 0)
            return refuse (i + j, error_offset);
          value += (unsigned) digit * weight;
        }

      if (characters == 1 || value > (characters == 3 ? UINT16_MAX : UINT8_MAX))
        return refuse (i, error_offset);

      if (data != NULL && characters == 3)
        data[written] = (uint8_t) (value >> 8);
      if (data != NULL)
        data[written + characters - 2] = (uint8_t) value;
      written += characters - 1;
    }

  *size = written;

  return ENLIST_OK;
}
