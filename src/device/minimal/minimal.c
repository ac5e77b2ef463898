/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "minimal.h"

#include "board.h"
#include "flash-slots.h"

#include <string.h>

#define BYTE_TIMEOUT_MS 1000

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

static void
send_frames (Minimal *minimal)
{
  size_t size;

  while (enlist_runtime_next_frame (&minimal->runtime, minimal->frame, sizeof minimal->frame, &size))
    {
      const uint8_t length[2] = { (uint8_t) (size >> 8), (uint8_t) size };

      board_link_write (length, sizeof length);
      board_link_write (minimal->frame, size);
    }
}

/* Within a frame bytes come one right after the other. */
static bool
read_all (uint8_t *bytes, size_t size)
{
  while (size > 0)
    {
      int count = board_link_read (bytes, size, BYTE_TIMEOUT_MS);

      if (count <= 0)
        return false;
      bytes += count;
      size -= (size_t) count;
    }

  return true;
}

/* On a byte stream a frame comes behind its length. False: disconnected, or what comes is no frame */
static bool
receive_frame (Minimal *minimal, uint32_t wait_ms)
{
  uint8_t length[2];
  size_t size;
  int count = board_link_read (length, 1, wait_ms);

  if (count <= 0)
    return count == 0;
  if (!read_all (length + 1, 1))
    return false;
  size = (size_t) length[0] << 8 | length[1];
  if (size > sizeof minimal->frame || !read_all (minimal->frame, size))
    return false;
  enlist_runtime_receive_frame (&minimal->runtime, enlist_slice (minimal->frame, size));

  return true;
}

void
minimal_serve (Minimal *minimal)
{
  uint32_t wait_ms = 0;

  if (enlist_runtime_link_up (&minimal->runtime, MINIMAL_MTU) != ENLIST_OK)
    return;
  while (receive_frame (minimal, wait_ms))
    {
      send_frames (minimal);
      enlist_runtime_tick (&minimal->runtime, &wait_ms);
      send_frames (minimal);
      if (enlist_runtime_wants_close (&minimal->runtime))
        break;
    }
  enlist_runtime_link_down (&minimal->runtime);
}
