/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "serial.h"

#define POLYNOMIAL 0x1021
#define INITIAL 0xffff

uint16_t
enlist_serial_checksum (EnlistSlice data)
{
  unsigned checksum = INITIAL;

  for (size_t i = 0; i < data.size; i++)
    {
      checksum ^= (unsigned) data.data[i] << 8;
      for (unsigned bit = 0; bit < 8; bit++)
        checksum = (checksum & 0x8000) != 0 ? checksum << 1 ^ POLYNOMIAL : checksum << 1;
      checksum &= 0xffff;
    }

  return (uint16_t) checksum;
}

EnlistStatus
enlist_serial_encode (EnlistSlice frame,
                      uint8_t    *encoded,
                      size_t      capacity,
                      size_t     *size)
{
  uint8_t checked[ENLIST_SERIAL_MAX_FRAME + ENLIST_SERIAL_CHECKSUM_SIZE];
  EnlistStatus status;
  uint16_t checksum;

  if (frame.size == 0)
    return ENLIST_E_RANGE;
  if (frame.size > ENLIST_SERIAL_MAX_FRAME)
    return ENLIST_E_TOO_LARGE;
  if (capacity == 0)
    return ENLIST_E_SPACE;

  checksum = enlist_serial_checksum (frame);
  memcpy (checked, frame.data, frame.size);
  checked[frame.size] = (uint8_t) (checksum >> 8);
  checked[frame.size + 1] = (uint8_t) checksum;
  status = enlist_cobs_encode (enlist_slice (checked, frame.size + ENLIST_SERIAL_CHECKSUM_SIZE), encoded,
                               capacity - 1, size);
  if (status == ENLIST_OK)
    encoded[(*size)++] = 0;

  return status;
}

/* Returns: whether the bytes up to a 00 are a frame; nothing at all is neither that nor damaged */
static bool
finish (EnlistSerialDecoder *decoder,
        EnlistSlice         *frame)
{
  bool overrun = decoder->overrun, empty = decoder->size == 0;
  size_t size = 0;

  decoder->overrun = false;
  if (!overrun && !empty
      && enlist_cobs_decode (enlist_slice (decoder->stuffed, decoder->size), decoder->stuffed, &size)
             == ENLIST_OK
      && size > ENLIST_SERIAL_CHECKSUM_SIZE
      /* Over the data and its own remainder a CRC is zero. */
      && enlist_serial_checksum (enlist_slice (decoder->stuffed, size)) == 0)
    *frame = enlist_slice (decoder->stuffed, size - ENLIST_SERIAL_CHECKSUM_SIZE);
  else
    size = 0;
  decoder->size = 0;
  if (size == 0 && (overrun || !empty))
    decoder->damaged++;

  return size > 0;
}

bool
enlist_serial_decode (EnlistSerialDecoder *decoder,
                      EnlistSlice         *input,
                      EnlistSlice         *frame)
{
  while (input->size > 0)
    {
      uint8_t byte = *input->data++;

      input->size--;
      if (byte == 0 && finish (decoder, frame))
        return true;
      if (byte == 0)
        continue;

      if (decoder->size < sizeof decoder->stuffed)
        decoder->stuffed[decoder->size++] = byte;
      else
        decoder->overrun = true;
    }

  return false;
}
