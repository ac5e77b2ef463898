/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz.h"
#include "serial.h"

/* What a line has brought, without regard to how it was cut into pieces */
typedef struct {
  uint32_t frames;
  uint32_t damaged;
  uint32_t digest; /* of the frames and their sizes */
} Outcome;

static void
note (Outcome     *outcome,
      EnlistSlice  frame)
{
  uint8_t line[ENLIST_SERIAL_MAX_ENCODED];
  EnlistSerialDecoder decoder = { .size = 0 };
  EnlistSlice again, rest;
  size_t size;

  fuzz_require (frame.size >= 1 && frame.size <= ENLIST_SERIAL_MAX_FRAME);
  outcome->frames++;
  outcome->digest = outcome->digest * 31 + (uint32_t) frame.size;
  for (size_t i = 0; i < frame.size; i++)
    outcome->digest = outcome->digest * 31 + frame.data[i];

  fuzz_require (enlist_serial_encode (frame, line, sizeof line, &size) == ENLIST_OK);
  fuzz_require (memchr (line, 0, size) == line + size - 1);
  rest = enlist_slice (line, size);
  fuzz_require (enlist_serial_decode (&decoder, &rest, &again) && enlist_slice_equal (again, frame));
}

static Outcome
read_line (EnlistSlice line,
           size_t      piece)
{
  EnlistSerialDecoder decoder = { .size = 0 };
  Outcome outcome = { 0 };

  while (line.size > 0)
    {
      EnlistSlice part = enlist_slice (line.data, line.size < piece ? line.size : piece), frame;

      line = enlist_slice (line.data + part.size, line.size - part.size);
      while (enlist_serial_decode (&decoder, &part, &frame))
        note (&outcome, frame);
      fuzz_require (part.size == 0);
    }
  outcome.damaged = decoder.damaged;

  return outcome;
}

/* The first byte says into how large pieces the rest is cut, which a line has brought; it is a frame, too. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  uint8_t line[ENLIST_SERIAL_MAX_ENCODED];
  Outcome whole, cut, sent;
  size_t line_size;

  if (size < 2)
    return 0;
  whole = read_line (enlist_slice (data + 1, size - 1), size);
  cut = read_line (enlist_slice (data + 1, size - 1), 1u + data[0]);
  fuzz_require (memcmp (&whole, &cut, sizeof whole) == 0);

  if (enlist_serial_encode (enlist_slice (data + 1, size - 1), line, sizeof line, &line_size) != ENLIST_OK)
    {
      fuzz_require (size - 1 > ENLIST_SERIAL_MAX_FRAME);
      return 0;
    }
  sent = read_line (enlist_slice (line, line_size), 1u + data[0]);
  fuzz_require (sent.frames == 1 && sent.damaged == 0);

  return 0;
}
