/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */

/* The port of src/device/minimal as a process or in an emulator: `test-minimal PROGRAM ARGUMENT…` */

#include "assistant.h"
#include "identity.h"
#include "notation.h"
#include "serial.h"
#include "state.h"
#include "target.h"
#include "test.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DEADLINE_MS 60000
#define MTU ENLIST_SERIAL_MAX_FRAME
#define OWNER_KEY "h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'"
#define FIELDS \
  "{0: [\"Graz\", \"Hall 3\"], 2: [\"Example Works\", " OWNER_KEY "], 3: \"north\"," \
  " 4: [\"plant\", \"correct horse\"]}"

/* As data/samples/weather-sensor.json, without Wi-Fi to join */
static const char sample_device[] =
  "[[15, 0, 2, 3, 4],"
  " [16, 64, [50], [], \"Calibrate\"],"
  " [17, 0, 3, 4, [64, 300]],"
  " [18, 1, 5],"
  " [20, 5, 6, 7],"
  " [22],"
  " [23],"
  " [0]]";

static char **command;

/* A target, an assistant, and what has come of a frame */
typedef struct {
  Application application;
  Assistant assistant;
  Target target;
  EnlistSerialDecoder decoder;
} Bench;

static uint64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (uint64_t) time.tv_sec * 1000 + (uint64_t) time.tv_nsec / 1000000;
}

static Bench *
bench_new (const char *program)
{
  Bench *bench = test_memory (sizeof *bench);
  uint8_t identity[ENLIST_IDENTITY_MAX];
  size_t size = 0;

  memset (bench, 0, sizeof *bench);
  application_init (&bench->application);
  application_set_program (&bench->application, program);
  application_sign (&bench->application);
  assistant_init (&bench->assistant, &bench->application);
  bench->assistant.fields = FIELDS;
  bench->assistant.resets_first = true;
  target_init (&bench->target, command);
  CHECK_STATUS (enlist_identity_write (&bench->application.identity, identity, sizeof identity, &size),
                ENLIST_OK);
  target_write_file (&bench->target, "identity.cbor", identity, size);

  return bench;
}

static bool
send_frame (Bench *bench, EnlistSlice frame)
{
  uint8_t encoded[ENLIST_SERIAL_MAX_ENCODED];
  size_t size;

  return CHECK_STATUS (enlist_serial_encode (frame, encoded, sizeof encoded, &size), ENLIST_OK)
         && write (bench->target.line, encoded, size) == (ssize_t) size;
}

static void
send_frames (Bench *bench)
{
  uint8_t frame[MTU];
  size_t size;

  while (enlist_link_next_frame (&bench->assistant.link, frame, sizeof frame, &size)
         && send_frame (bench, enlist_slice (frame, size)))
    assistant_pump (&bench->assistant);
}

/* False when the device has disconnected. */
static bool
receive_bytes (Bench *bench)
{
  uint8_t bytes[64];
  ssize_t count = read (bench->target.line, bytes, sizeof bytes);
  EnlistSlice input, frame;

  if (count <= 0)
    return false;
  input = enlist_slice (bytes, (size_t) count);
  while (enlist_serial_decode (&bench->decoder, &input, &frame))
    {
      enlist_link_receive (&bench->assistant.link, frame);
      assistant_pump (&bench->assistant);
    }

  return true;
}

static bool
is_held (const Assistant *assistant)
{
  return (assistant->script == SCRIPT_HOLD_COMMIT && assistant->finished)
         || (assistant->script == SCRIPT_HOLD_START && assistant->ready);
}

static bool
has_ended (const Assistant *assistant)
{
  return (assistant->done || assistant->failed != ENLIST_OK) && assistant->queue_size == 0
         && enlist_link_settled (&assistant->link);
}

/* A serial line does not tell its other end that it is gone, but a reset with a reason does; and a process
 * hears that there is nobody any more. */
static void
hang_up (Bench *bench)
{
  static const uint8_t reset[] = { 0x03, 0, 0, ENLIST_E_STATE };

  CHECK (send_frame (bench, enlist_slice (reset, sizeof reset)));
  shutdown (bench->target.line, SHUT_WR);
}

/* Switches on, connects, and lets both talk until one of them disconnects or the script holds. */
static void
bench_run (Bench *bench)
{
  uint64_t deadline = now () + DEADLINE_MS;

  if (!CHECK (target_switch_on (&bench->target)))
    return;
  memset (&bench->decoder, 0, sizeof bench->decoder);
  assistant_connect (&bench->assistant, MTU);
  CHECK (write (bench->target.line, "\x55\xaa\0", 3) == 3); /* what a line has from before, and its 00 */
  for (;;)
    {
      uint32_t wait;

      assistant_pump (&bench->assistant);
      send_frames (bench);
      if (is_held (&bench->assistant) || has_ended (&bench->assistant))
        break;
      enlist_link_tick (&bench->assistant.link, now (), &wait);
      if (!CHECK (now () < deadline))
        break;
      if (target_serve (&bench->target, wait < 1000 ? (int) wait : 1000) && !receive_bytes (bench))
        break;
    }
  if (has_ended (&bench->assistant))
    hang_up (bench);
  if (is_held (&bench->assistant))
    target_cut_power (&bench->target);
  else
    CHECK_NUMBER (target_wait (&bench->target), 0);
}

static bool
is_locked (Bench *bench)
{
  char byte;

  return target_read_file (&bench->target, "fuse", &byte, 1) >= 0;
}

/* What the emulator's firmware measured */
static void
tell_stack (Bench *bench)
{
  char text[64] = "";

  if (target_read_file (&bench->target, "stack", text, sizeof text - 1) > 0)
    printf ("# stack: %s\n", text);
}

static void
check_enrolled (const Assistant *assistant)
{
  CHECK_STATUS (assistant->refused, ENLIST_OK);
  CHECK_STATUS (assistant->failed, ENLIST_OK);
  CHECK_TEXT (assistant->fail_text, "");
  CHECK (assistant->report_valid);
  CHECK (assistant->done);
  CHECK (assistant->done_valid);
  CHECK_NUMBER (assistant->done_state, ENLIST_DEVICE_OWNED);
}

static void
test_enrolls_and_remembers (void)
{
  Bench *bench = bench_new (sample_device);
  uint8_t signature[64];

  bench_run (bench);
  check_enrolled (&bench->assistant);
  CHECK_NUMBER (bench->assistant.state_seen, ENLIST_DEVICE_UNOWNED);
  CHECK (is_locked (bench));
  tell_stack (bench);

  /* Asked again after a power cut, it says the same. */
  memcpy (signature, bench->assistant.done_signature, sizeof signature);
  bench_run (bench);
  CHECK (bench->assistant.state_has_session);
  check_enrolled (&bench->assistant);
  CHECK (memcmp (signature, bench->assistant.done_signature, sizeof signature) == 0);

  assistant_new_session (&bench->assistant, 0xb0);
  bench_run (bench);
  CHECK_STATUS (bench->assistant.failed, ENLIST_E_OWNED);
  CHECK (!bench->assistant.done);
  target_clear (&bench->target);
}

/* Nothing holds before `commit`. */
static void
cut_power_and_enroll (Script script)
{
  Bench *bench = bench_new (sample_device);

  bench->assistant.script = script;
  bench_run (bench);
  CHECK (!is_locked (bench));
  bench->assistant.script = SCRIPT_ENROLL;
  assistant_new_session (&bench->assistant, 0xb0);
  bench_run (bench);
  CHECK_NUMBER (bench->assistant.state_seen, ENLIST_DEVICE_UNOWNED);
  check_enrolled (&bench->assistant);
  target_clear (&bench->target);
}

static void
test_power_cut_when_ready (void)
{
  cut_power_and_enroll (SCRIPT_HOLD_START);
}

static void
test_power_cut_before_commit (void)
{
  cut_power_and_enroll (SCRIPT_HOLD_COMMIT);
}

static void
test_checks_arguments (void)
{
  Bench *bench = bench_new ("[[15, 2], [16, 64, [5000], [], \"Calibrate\"], [23], [0]]");

  bench_run (bench);
  CHECK_STATUS (bench->assistant.failed, ENLIST_E_CALL);
  CHECK_NUMBER (bench->assistant.fail_step, 1);
  tell_stack (bench);
  CHECK (!is_locked (bench));
  target_clear (&bench->target);
}

/* Neither a damaged identity nor a damaged state is taken for that of a new device. */
static void
test_damaged_storage (void)
{
  static const uint8_t zeros[4096]; /* two slots */
  Bench *bench = bench_new (sample_device);

  target_write_file (&bench->target, "flash.bin", zeros, sizeof zeros);
  CHECK (target_switch_on (&bench->target));
  CHECK_NUMBER (target_wait (&bench->target), 1);
  target_write_file (&bench->target, "identity.cbor", zeros, 100);
  CHECK (target_switch_on (&bench->target));
  CHECK_NUMBER (target_wait (&bench->target), 1);
  target_clear (&bench->target);
}

int
main (int    argc,
      char **argv)
{
  static const TestCase cases[] = {
    { "/target/minimal/enrolls-and-remembers", test_enrolls_and_remembers },
    { "/target/minimal/power-cut-when-ready", test_power_cut_when_ready },
    { "/target/minimal/power-cut-before-commit", test_power_cut_before_commit },
    { "/target/minimal/checks-arguments", test_checks_arguments },
    { "/target/minimal/damaged-storage", test_damaged_storage },
  };

  if (argc < 2)
    {
      fputs ("which program? test-minimal PROGRAM ARGUMENT...\n", stderr);
      return 2;
    }
  command = argv + 1;

  return test_run (1, argv, cases, sizeof cases / sizeof cases[0]);
}
