/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* What a device refuses, with the error of docs/format.md, clause 12.5, and that nothing is left of it. */

static void
check_untouched (World *world)
{
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK (!world->platform.fuse);
  CHECK_NUMBER (world->platform.operations, 0);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);
}

static void
check_refused (World *world, EnlistStatus error)
{
  CHECK_STATUS (world->assistant.failed, error);
  CHECK (!world->assistant.done);
  CHECK (!world->assistant.ready);
  CHECK_NUMBER (world->platform.joins, 0);
  check_untouched (world);
}

static void
test_wrong_secret (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.label_secret[0] ^= 1;
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_HANDSHAKE);
  CHECK (!world->connected);
  check_untouched (world);

  /* No secret at all */
  world->assistant.has_secret = false;
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_HANDSHAKE);
}

static void
test_wrong_device_key (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.device_key[0] ^= 1;
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_HANDSHAKE);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_REFUSED], 1);
  check_untouched (world);
}

/* Sends something else than a hello; the answer, one message, goes to @answer. */
static size_t
send_raw (World *world, const uint8_t *bytes, size_t size, uint8_t *answer)
{
  EnlistSlice message;
  Assistant *assistant = &world->assistant;
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  size_t frame_size;

  world_connect (world);
  CHECK_STATUS (enlist_link_send (&assistant->link, enlist_slice (bytes, size)), ENLIST_OK);
  while (enlist_link_next_frame (&assistant->link, frame, sizeof frame, &frame_size))
    enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, frame_size));
  while (enlist_runtime_next_frame (&world->runtime, frame, sizeof frame, &frame_size))
    enlist_link_receive (&assistant->link, enlist_slice (frame, frame_size));
  if (!enlist_link_next_message (&assistant->link, &message))
    return 0;
  memcpy (answer, message.data, message.size);

  return message.size;
}

static void
test_newer_version (void)
{
  World *world = world_new ();
  uint8_t hello[ENLIST_CHANNEL_HELLO_SIZE] = { 2 };
  uint8_t answer[ENLIST_LINK_MAX_MESSAGE];

  world_start (world);
  CHECK_NUMBER (send_raw (world, hello, sizeof hello, answer), 1);
  CHECK_NUMBER (answer[0], ENLIST_E_VERSION);

  /* One byte too few */
  hello[0] = 1;
  CHECK_NUMBER (send_raw (world, hello, sizeof hello - 1, answer), 1);
  CHECK_NUMBER (answer[0], ENLIST_E_HANDSHAKE);
}

static void
test_key_query (void)
{
  World *world = world_new ();
  const uint8_t query[9] = { 1 };
  uint8_t answer[ENLIST_LINK_MAX_MESSAGE];

  world_start (world);
  CHECK_NUMBER (send_raw (world, query, sizeof query, answer), 1);
  CHECK_NUMBER (answer[0], ENLIST_E_HANDSHAKE);

  world->application.identity.development = true;
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  CHECK_NUMBER (send_raw (world, query, sizeof query, answer), 33);
  CHECK_NUMBER (answer[0], 1);
  CHECK (memcmp (answer + 1, world->application.static_public, 32) == 0);

  /* The handshake follows on the same link. */
  world_settle (world);
  CHECK (world->assistant.done_valid);
}

static void
fail_handshake (World *world)
{
  world->assistant.label_secret[0] ^= 1;
  world_run (world);
  world->assistant.label_secret[0] ^= 1;
}

static void
test_throttle (void)
{
  World *world = world_new ();
  uint64_t first;

  world_start (world);
  first = world->platform.now;
  for (unsigned i = 0; i < ENLIST_RUNTIME_THROTTLE_COUNT; i++)
    {
      fail_handshake (world);
      CHECK_STATUS (world->assistant.refused, ENLIST_E_HANDSHAKE);
    }

  /* Now even the right one has to wait, until the first failure is a minute ago. */
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_BUSY);
  world->platform.now = first + ENLIST_RUNTIME_THROTTLE_MS - 1;
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_BUSY);
  world->platform.now = first + ENLIST_RUNTIME_THROTTLE_MS;
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_throttle_slides (void)
{
  World *world = world_new ();

  /* One failure every 13 s never makes five within a minute. */
  world_start (world);
  for (unsigned i = 0; i < 4 * ENLIST_RUNTIME_THROTTLE_COUNT; i++)
    {
      fail_handshake (world);
      CHECK_STATUS (world->assistant.refused, ENLIST_E_HANDSHAKE);
      world->platform.now += 13000;
    }
  /* One every 11 s does. */
  world->platform.now += ENLIST_RUNTIME_THROTTLE_MS;
  for (unsigned i = 0; i < ENLIST_RUNTIME_THROTTLE_COUNT; i++)
    {
      fail_handshake (world);
      world->platform.now += 11000;
    }
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_BUSY);
}

static void
test_tampered_message (void)
{
  World *world = world_new ();
  uint8_t frame[] = { 0x11, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17 };

  world_start (world);
  world->assistant.script = SCRIPT_HOLD_OPEN;
  world_run (world);
  frame[1] = (uint8_t) (world->runtime.link.receiver.expected);
  enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, sizeof frame));
  CHECK (world->runtime.closing);
  CHECK_NUMBER (world->runtime.channel.stage, ENLIST_CHANNEL_ENDED);
}

static void
test_reset_link (void)
{
  World *world = world_new ();

  /* The peer starts anew on the same link: a new channel, and nothing staged is left. */
  world_start (world);
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  world->assistant.script = SCRIPT_ENROLL;
  assistant_connect (&world->assistant, world->mtu);
  enlist_link_reset (&world->assistant.link, 0);
  world_settle (world);
  CHECK (world->assistant.done_valid);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_ROLLED_BACK], 1);
}

static void
test_unknown_publisher (void)
{
  World *world = world_new ();

  world->application.signer = world->application.other_seed;
  world_start (world);
  world_run (world);
  check_refused (world, ENLIST_E_UNKNOWN_KEY);
}

static void
test_bad_signature (void)
{
  World *world = world_new ();

  world_start (world);
  world->application.envelope[world->application.envelope_size - 1] ^= 1;
  world_run (world);
  check_refused (world, ENLIST_E_SIGNATURE);
}

static void
test_second_publisher (void)
{
  World *world = world_new ();
  EnlistIdentity *identity = &world->application.identity;
  const EnlistCrypto *crypto = world->platform.platform.crypto;
  uint8_t other[32];

  CHECK (crypto->ed25519_public (crypto->context, other, world->application.other_seed));
  identity->publishers[identity->publisher_count++] = other;
  world->application.signer = world->application.other_seed;
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_other_label (void)
{
  World *world = world_new ();

  /* A good manifest, but not the one whose label id keyed the channel */
  world_start (world);
  world->application.label_id[0] ^= 1;
  world_run (world);
  check_refused (world, ENLIST_E_HASH);
}

static void
enroll_unlocked (World *world, uint32_t sequence)
{
  application_set_program (&world->application, "[[18, 1, 5], [20, 5]]");
  world->application.manifest.sequence = sequence;
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done_valid);
  world_disconnect (world);
}

static void
test_older_sequence (void)
{
  World *world = world_new ();

  enroll_unlocked (world, 7);
  world->application.manifest.sequence = 6;
  application_sign (&world->application);
  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_SEQUENCE);
  CHECK (!world->assistant.ready);
  world_disconnect (world);

  /* The same one is fine, after a restart, too. */
  world->application.manifest.sequence = 7;
  application_sign (&world->application);
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  assistant_new_session (&world->assistant, 0xc0);
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_floors_are_per_publisher (void)
{
  World *world = world_new ();
  EnlistIdentity *identity = &world->application.identity;
  const EnlistCrypto *crypto = world->platform.platform.crypto;
  uint8_t other[32];

  CHECK (crypto->ed25519_public (crypto->context, other, world->application.other_seed));
  identity->publishers[identity->publisher_count++] = other;
  enroll_unlocked (world, 7);

  world->application.signer = world->application.other_seed;
  world->application.manifest.sequence = 1;
  application_sign (&world->application);
  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK (world->assistant.done_valid);
  world_disconnect (world);

  /* And the first one's floor still holds. */
  world->application.signer = world->application.publisher_seed;
  world->application.manifest.sequence = 6;
  application_sign (&world->application);
  assistant_new_session (&world->assistant, 0xc0);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_SEQUENCE);
}

static void
test_unfinished_sets_no_floor (void)
{
  World *world = world_new ();

  world->application.manifest.sequence = 9;
  world_start (world);
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  world_disconnect (world);

  world->application.manifest.sequence = 8;
  application_sign (&world->application);
  world->assistant.script = SCRIPT_ENROLL;
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_other_model (void)
{
  static const char *const wrong[][3] = {
    { "Other", "TH-1", "TH-0001" },
    { "Example Sensors", "TH-2", "TH-0001" },
    { "Example Sensors", "TH-1", "TH-0002" },
  };

  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    {
      World *world = world_new ();
      EnlistManifest *manifest = &world->application.manifest;

      test_context ("%s %s %s", wrong[i][0], wrong[i][1], wrong[i][2]);
      manifest->vendor = enlist_slice_text (wrong[i][0]);
      manifest->model = enlist_slice_text (wrong[i][1]);
      manifest->serial = enlist_slice_text (wrong[i][2]);
      world_start (world);
      world_run (world);
      check_refused (world, ENLIST_E_MODEL);
    }
}

static void
test_other_device_key (void)
{
  World *world = world_new ();
  static const uint8_t other[32] = { 9 };

  /* The channel is that of this device, the manifest's key is not. */
  world->application.manifest.device_key = other;
  world_start (world);
  world_run (world);
  check_refused (world, ENLIST_E_MODEL);
}

static void
test_any_serial (void)
{
  World *world = world_new ();

  world->application.manifest.serial = enlist_slice (NULL, 0);
  world->application.manifest.device_key = NULL;
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_bad_part (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.spoil_part = true;
  world_run (world);
  check_refused (world, ENLIST_E_HASH);

  /* The right bytes afterwards */
  world->assistant.spoil_part = false;
  world_disconnect (world);
  world_run (world);
  CHECK (world->assistant.done_valid);
}

static void
test_part_from_elsewhere (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.shift_part = 1;
  world_run (world);
  check_refused (world, ENLIST_E_STATE);
}

static void
test_part_larger_than_memory (void)
{
  World *world = world_new ();

  world_start (world);
  world->runtime.memory.program_size = world->application.program_size - 1;
  world_run (world);
  check_refused (world, ENLIST_E_TOO_LARGE);

  world_disconnect (world);
  world->runtime.memory.program_size++;
  world_run (world);
  CHECK (world->assistant.done_valid);
}

typedef struct {
  const char *program;
  EnlistStatus error;
  int step;
} Refusal;

static void
check_programs (const Refusal *refusals, size_t count, bool at_run_time)
{
  for (size_t i = 0; i < count; i++)
    {
      World *world = world_new ();
      Assistant *assistant = &world->assistant;

      test_context ("%s", refusals[i].program);
      application_set_program (&world->application, refusals[i].program);
      world_start (world);
      world_run (world);
      CHECK_STATUS (assistant->failed, refusals[i].error);
      CHECK_NUMBER (assistant->fail_step, refusals[i].step);
      CHECK (assistant->ready == at_run_time);
      CHECK_NUMBER (assistant->step_failed, at_run_time ? refusals[i].step : -1);
      /* The number says enough when the device has nothing to add. */
      CHECK (at_run_time || assistant->fail_text[0] != '\0');
      check_untouched (world);
    }
}

static void
test_invalid_program (void)
{
  static const Refusal refusals[] = {
    { "[[17, 3]]", ENLIST_E_UNWRITTEN, 0 },
    { "[[15, 3], [7, 3]]", ENLIST_E_ROLE, 1 },
    { "[[15, 3], [99]]", ENLIST_E_OPERATION, 1 },
    { "[[15, 70]]", ENLIST_E_FIELD, 0 },
    { "[[15, 2], [22]]", ENLIST_E_UNWRITTEN, 1 },
    { "[[15, 67], [18, 1, 5], [20, 67]]", ENLIST_E_RECEIVER, 2 },
    { "[[15, 3], [16, 9, [], []]]", ENLIST_E_FUNCTION, 1 },
    { "[[15, 3], [16, 64, [], [64]]]", ENLIST_E_RANGE, 1 },
    { "[[16, 64, [1], [64, 65]]]", ENLIST_E_RANGE, 0 },
    { "[[15, 3], [2, [0, 3], [[0]]]]", ENLIST_E_TYPE, 1 },
    { "[[2, true, [[16, 9, [], []]]]]", ENLIST_E_FUNCTION, 1 },
  };

  check_programs (refusals, sizeof refusals / sizeof refusals[0], false);
}

static void
test_failing_program (void)
{
  static const Refusal refusals[] = {
    { "[[15, 3], [5, \"no luck\"]]", ENLIST_E_FAILED, 1 },
    { "[[15, 3], [1, [1, [0, 3], \"south\"], [\"wrong\", \"de\", \"falsch\"]]]", ENLIST_E_CHECK, 1 },
    { "[[16, 65, [], [64]]]", ENLIST_E_TYPE, 0 },
    { "[[16, 66, [], [64]]]", ENLIST_E_TRUNCATED, 0 },
    { "[[15, 3], [17, [64, [0, 3]]]]", ENLIST_E_TYPE, 1 },
    { "[[18, 1, 5], [18, 1, 5]]", ENLIST_E_RANGE, 1 },
  };

  check_programs (refusals, sizeof refusals / sizeof refusals[0], true);
}

static void
test_failing_function (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  assistant->fields =
      "{0: [\"Graz\"], 2: [\"E\", h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'],"
      " 3: \"north\", 4: [\"plant\", \"wrong horse\"]}";
  world_run (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_CALL);
  CHECK_NUMBER (assistant->fail_step, 2);
  CHECK_NUMBER (assistant->step_failed, 2);
  CHECK_TEXT (assistant->fail_text, "wifi.join: wrong passphrase");
  check_untouched (world);

  /* Another try on the same link, with the right one */
  assistant->fields =
      "{0: [\"Graz\"], 2: [\"E\", h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'],"
      " 3: \"north\", 4: [\"plant\", \"correct horse\"]}";
  assistant_queue (assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK (assistant->done_valid);
}

static void
test_lock_without_owner (void)
{
  World *world = world_new ();

  /* The owner was asked for and not given. */
  application_set_program (&world->application, "[[15, 2], [18, 1, 5], [22]]");
  world_start (world);
  world->assistant.fields = "{2: null}";
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_UNWRITTEN);
  CHECK_NUMBER (world->assistant.fail_step, 2);
  check_untouched (world);
}

static void
test_bad_values (void)
{
  static const char *const fields[] = {
    "{3: 5}", "{3: \"\"}", "{4: [\"ssid\", \"short\"]}", "{0: []}", "{2: [\"name\", h'00']}",
  };

  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
    {
      World *world = world_new ();

      test_context ("%s", fields[i]);
      world_start (world);
      world->assistant.fields = fields[i];
      world_run (world);
      CHECK (world->assistant.failed == ENLIST_E_TYPE || world->assistant.failed == ENLIST_E_RANGE);
      check_untouched (world);
    }
}

static void
test_out_of_order (void)
{
  static const EnlistMessageType types[] = {
    ENLIST_MESSAGE_MANIFEST, ENLIST_MESSAGE_START, ENLIST_MESSAGE_FIELDS,   ENLIST_MESSAGE_COMMIT,
    ENLIST_MESSAGE_END,      ENLIST_MESSAGE_WAIT,  ENLIST_MESSAGE_IDENTIFY, ENLIST_MESSAGE_READY,
    ENLIST_MESSAGE_FINISHED,
  };

  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    {
      World *world = world_new ();
      Assistant *assistant = &world->assistant;

      /* Before `open` ... */
      test_context ("type %u", (unsigned) types[i]);
      world_start (world);
      assistant->script = SCRIPT_HOLD_OPEN;
      world_run (world);
      assistant_queue (assistant, types[i]);
      world_settle (world);
      CHECK_STATUS (assistant->failed, ENLIST_E_STATE);
      CHECK_NUMBER (world->platform.blinks, 0);

      /* ... and when everything is staged, except what belongs there. */
      if (types[i] == ENLIST_MESSAGE_FIELDS || types[i] == ENLIST_MESSAGE_COMMIT ||
          types[i] == ENLIST_MESSAGE_WAIT || types[i] == ENLIST_MESSAGE_IDENTIFY)
        continue;
      world_disconnect (world);
      assistant->script = SCRIPT_HOLD_COMMIT;
      world_run (world);
      assistant_queue (assistant, types[i]);
      world_settle (world);
      CHECK_STATUS (assistant->failed, ENLIST_E_STATE);
      check_untouched (world);
    }
}

static void
test_early_commit (void)
{
  World *world = world_new ();

  /* The program still waits for what it needs. */
  world_start (world);
  world->assistant.fields = "{0: [\"Graz\"]}";
  world_run (world);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_PROVISIONAL);
  assistant_queue (&world->assistant, ENLIST_MESSAGE_COMMIT);
  world_settle (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_STATE);
  CHECK (!world->assistant.done);
  check_untouched (world);
}

static void
test_second_open (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_STATE);
  check_untouched (world);
}

static const TestCase cases[] = {
  { "/device/refusals/10.2.6-wrong-secret", test_wrong_secret },
  { "/device/refusals/10.2.6-wrong-device-key", test_wrong_device_key },
  { "/device/refusals/10.2.6-newer-version", test_newer_version },
  { "/device/refusals/10.2.5-key-query", test_key_query },
  { "/device/refusals/10.2.6-throttle", test_throttle },
  { "/device/refusals/10.2.6-throttle-slides", test_throttle_slides },
  { "/device/refusals/10.2.4-tampered-message", test_tampered_message },
  { "/device/refusals/10.1-reset-link", test_reset_link },
  { "/device/refusals/10.4-unknown-publisher", test_unknown_publisher },
  { "/device/refusals/10.4-bad-signature", test_bad_signature },
  { "/device/refusals/10.4-second-publisher", test_second_publisher },
  { "/device/refusals/10.4-other-label", test_other_label },
  { "/device/refusals/6.3-older-sequence", test_older_sequence },
  { "/device/refusals/6.3-floors-are-per-publisher", test_floors_are_per_publisher },
  { "/device/refusals/6.3-unfinished-sets-no-floor", test_unfinished_sets_no_floor },
  { "/device/refusals/10.4-other-model", test_other_model },
  { "/device/refusals/10.4-other-device-key", test_other_device_key },
  { "/device/refusals/6.6-any-serial", test_any_serial },
  { "/device/refusals/6.4-bad-part", test_bad_part },
  { "/device/refusals/10.3-part-from-elsewhere", test_part_from_elsewhere },
  { "/device/refusals/11-part-larger-than-memory", test_part_larger_than_memory },
  { "/device/refusals/8.5-invalid-program", test_invalid_program },
  { "/device/refusals/8.6-failing-program", test_failing_program },
  { "/device/refusals/8.4-failing-function", test_failing_function },
  { "/device/refusals/8.4-lock-without-owner", test_lock_without_owner },
  { "/device/refusals/9.2-bad-values", test_bad_values },
  { "/device/refusals/10.4-out-of-order", test_out_of_order },
  { "/device/refusals/10.6-early-commit", test_early_commit },
  { "/device/refusals/10.4-second-open", test_second_open },
};

TEST_MAIN (cases)
