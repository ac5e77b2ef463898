/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "cobs.h"

/*
 * Frames on a serial line (docs/format.md, clause 10.1.7), the same at both ends: the frame and its CRC-16,
 * without zeros (COBS), and a 00 behind it. Whatever else a line has brought ends with the next 00.
 */

#define ENLIST_SERIAL_MAX_FRAME 128 /* the MTU of a serial line */
#define ENLIST_SERIAL_CHECKSUM_SIZE 2
#define ENLIST_SERIAL_MAX_STUFFED                                                                           \
  ENLIST_COBS_MAX_ENCODED (ENLIST_SERIAL_MAX_FRAME + ENLIST_SERIAL_CHECKSUM_SIZE)
#define ENLIST_SERIAL_MAX_ENCODED (ENLIST_SERIAL_MAX_STUFFED + 1) /* with the 00 */

/* CRC-16/IBM-3740: polynomial 1021, begins with FFFF */
uint16_t enlist_serial_checksum (EnlistSlice data);

/**
 * enlist_serial_encode:
 * @frame: 1 to ENLIST_SERIAL_MAX_FRAME bytes
 * @encoded: (out caller-allocates): at most ENLIST_SERIAL_MAX_ENCODED bytes. Where a link begins, one byte 00
 *   goes onto the line before the first.
 * @size: (out): bytes written
 *
 * Returns: ENLIST_OK; ENLIST_E_RANGE: an empty frame; ENLIST_E_TOO_LARGE; ENLIST_E_SPACE
 */
EnlistStatus enlist_serial_encode (EnlistSlice frame, uint8_t *encoded, size_t capacity, size_t *size);

/**
 * EnlistSerialDecoder:
 *
 * What has come of the next frame. Begins with all bytes zero.
 */
typedef struct {
  uint8_t stuffed[ENLIST_SERIAL_MAX_STUFFED];
  uint16_t size;    /* bytes of @stuffed */
  bool overrun;     /* more came than fits; the rest is dropped up to the next 00 */
  uint32_t damaged; /* what was dropped so far, for diagnostics; may wrap */
} EnlistSerialDecoder;

/**
 * enlist_serial_decode:
 * @input: (inout): what the line has brought; moved behind what was used
 * @frame: (out): inside the decoder, valid until the next call
 *
 * Takes one byte or many. To be called until it answers false: @input is used up then.
 *
 * Returns: whether there was a whole frame
 */
bool enlist_serial_decode (EnlistSerialDecoder *decoder, EnlistSlice *input, EnlistSlice *frame);
