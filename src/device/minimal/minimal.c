/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "minimal.h"

#include "board.h"
#include "flash-slots.h"

#include <string.h>

#define RESET_SIZE 4 /* docs/format.md, clause 10.1.1 */
#define RESET_KIND 0x03

static uint64_t
clock_ms (void *context)
{
  return board_clock ();
}

static EnlistStatus
read_state (void *context, uint8_t *buffer, size_t capacity, size_t *size)
{
  return flash_slots_read (buffer, capacity, size);
}

static EnlistStatus
write_state (void *context, EnlistSlice state)
{
  return flash_slots_write (state);
}

static bool
fuse_is_locked (void *context)
{
  return board_fuse_is_blown ();
}

static EnlistStatus
lock_fuse (void *context, const uint8_t owner_key[ENLIST_ED25519_PUBLIC_SIZE])
{
  return board_fuse_is_blown () || board_fuse_blow () ? ENLIST_OK : ENLIST_E_STORAGE;
}

static void
identify (void *context)
{
  board_blink ();
}

/* 64: the error of the sensor, in hundredths of a degree -> the reading without it */
static EnlistCallResult
calibrate (void *context, EnlistFunctionCall *call)
{
  EnlistCborReader reader;
  int64_t error;

  enlist_cbor_reader_init (&reader, call->arguments[0]);
  if (enlist_cbor_read_integer (&reader, &error) != ENLIST_OK || error < -1000 || error > 1000)
    {
      strcpy (call->text, "the error is a number from -1000 to 1000");
      return ENLIST_CALL_FAILED;
    }
  enlist_cbor_write_integer (call->results, board_temperature () - error);

  return ENLIST_CALL_DONE;
}

static const EnlistFunction functions[] = {
  { .number = 64, .name = "calibrate", .argument_count = 1, .result_count = 1, .invoke = calibrate },
};

EnlistStatus
minimal_start (Minimal *minimal)
{
  static const uint8_t versions[] = "\x81\x6a" "sensor 1.0"; /* CBOR: ["sensor 1.0"] */
  static const uint8_t capabilities[] = { 0x80 };            /* CBOR: [] */
  const EnlistRuntimeMemory memory = {
    .bytes = minimal->memory,
    .size = sizeof minimal->memory,
    .message_size = MINIMAL_MESSAGE_SIZE,
    .manifest_size = MINIMAL_MANIFEST_SIZE,
    .program_size = MINIMAL_PROGRAM_SIZE,
    .values_size = MINIMAL_VALUES_SIZE,
    .work_size = MINIMAL_WORK_SIZE,
    .key_count = MINIMAL_KEY_COUNT,
  };
  EnlistStatus status = enlist_identity_read (board_identity (), &minimal->identity, NULL);

  if (status != ENLIST_OK)
    return status;
  minimal->info = (EnlistRuntimeInfo) {
    .identity = &minimal->identity,
    .versions = enlist_slice (versions, sizeof versions - 1),
    .capabilities = enlist_slice (capabilities, sizeof capabilities),
  };
  minimal->platform = (EnlistPlatform) {
    .crypto = board_crypto (),
    .clock = clock_ms,
    .read_state = read_state,
    .write_state = write_state,
    .fuse_is_locked = fuse_is_locked,
    .lock_fuse = lock_fuse,
    .identify = identify,
    .functions = functions,
    .function_count = sizeof functions / sizeof functions[0],
  };

  return enlist_runtime_init (&minimal->runtime, &minimal->platform, &minimal->info, &memory);
}

/* A 00 goes before the first frame of a link (docs/format.md, clause 10.1.7). */
static void
send_frames (Minimal *minimal)
{
  static const uint8_t end = 0;
  uint8_t frame[MINIMAL_MTU], encoded[ENLIST_SERIAL_MAX_ENCODED];
  size_t size;

  while (enlist_runtime_next_frame (&minimal->runtime, frame, sizeof frame, &size))
    {
      if (minimal->begins)
        board_link_write (&end, 1);
      minimal->begins = false;
      enlist_serial_encode (enlist_slice (frame, size), encoded, sizeof encoded, &size);
      board_link_write (encoded, size);
    }
}

/* False: the other end has ended the link. */
static bool
take_frame (Minimal *minimal, EnlistSlice frame)
{
  if (frame.size == RESET_SIZE && frame.data[0] == RESET_KIND)
    {
      if (frame.data[RESET_SIZE - 1] != 0)
        return false;
      enlist_runtime_link_up (&minimal->runtime, MINIMAL_MTU);
      minimal->begins = true;
    }
  /* Before the first reset there is no link, and this does nothing. */
  enlist_runtime_receive_frame (&minimal->runtime, frame);

  return true;
}

static bool
take_bytes (Minimal *minimal, EnlistSlice bytes)
{
  EnlistSlice frame;

  while (enlist_serial_decode (&minimal->decoder, &bytes, &frame))
    if (!take_frame (minimal, frame))
      return false;

  return true;
}

bool
minimal_serve (Minimal *minimal)
{
  bool goes_on = true;
  int count = 0;

  while (goes_on && count >= 0)
    {
      uint32_t wait_ms;

      send_frames (minimal);
      enlist_runtime_tick (&minimal->runtime, &wait_ms);
      send_frames (minimal);
      if (enlist_runtime_wants_close (&minimal->runtime))
        break;
      count = board_link_read (minimal->arrived, sizeof minimal->arrived, wait_ms);
      if (count > 0)
        goes_on = take_bytes (minimal, enlist_slice (minimal->arrived, (size_t) count));
    }
  enlist_runtime_link_down (&minimal->runtime);

  return count >= 0;
}
