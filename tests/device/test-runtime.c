/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* The course of a session that goes well, or that is broken and resumed (docs/format.md, clauses 10.4
 * to 10.7). */

static void
check_setting (const EnlistState *state, const char *name, const char *expected, bool sensitive)
{
  uint8_t buffer[256];
  EnlistSetting setting;

  test_context ("%s", name);
  if (!CHECK (enlist_state_find_setting (state, name, &setting)))
    return;
  CHECK_BYTES (setting.value, notation (buffer, sizeof buffer, expected));
  CHECK (setting.sensitive == sensitive);
}

static void
check_configuration (World *world)
{
  EnlistState state;

  world_read_state (world, &state);
  check_setting (&state, "location", "[\"Graz\", \"Hall 3\"]", false);
  check_setting (&state, "name", "\"north\"", false);
  check_setting (&state, "title", "\"sensor north\"", false);
  check_setting (&state, "wifi", "[\"plant\", \"correct horse\"]", true);
  test_context ("forget");
  CHECK_NUMBER (state.values.size, 0);
}

static void
check_keys (World *world)
{
  const EnlistCrypto *crypto = world->platform.platform.crypto;
  EnlistStateIterator iterator;
  EnlistState state;
  EnlistStateKey key;
  uint8_t public_key[32];

  world_read_state (world, &state);
  enlist_state_iterate_keys (&state, &iterator);
  if (!CHECK (enlist_state_next_key (&iterator, &key)))
    return;
  CHECK_NUMBER (key.field, 5);
  CHECK_NUMBER (key.type, ENLIST_KEY_ED25519);
  CHECK (memcmp (key.public_key.data, world->assistant.report_key, 32) == 0);
  CHECK (crypto->ed25519_public (crypto->context, public_key, key.secret));
  CHECK (memcmp (key.public_key.data, public_key, 32) == 0);

  if (!CHECK (enlist_state_next_key (&iterator, &key)))
    return;
  CHECK_NUMBER (key.field, 66);
  CHECK (enlist_slice_equal (key.name, enlist_slice_text ("session.key")));
  CHECK (crypto->x25519 (crypto->context, public_key, key.secret, NULL));
  CHECK (memcmp (key.public_key.data, public_key, 32) == 0);
  CHECK (!enlist_state_next_key (&iterator, &key));
}

static void
check_enrolled (World *world)
{
  Assistant *assistant = &world->assistant;

  CHECK_STATUS (assistant->failed, ENLIST_OK);
  CHECK (assistant->report_valid);
  CHECK (assistant->done);
  CHECK (assistant->done_valid);
  CHECK_NUMBER (assistant->done_state, ENLIST_DEVICE_OWNED);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_OWNED);
  CHECK (world->platform.fuse);
  CHECK_NUMBER (world->platform.fuse_key[31], 0x20);
  check_configuration (world);
  check_keys (world);
}

static void
check_untouched (World *world)
{
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK (!world->platform.fuse);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);
}

static bool
is_wiped (const uint8_t *data, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (data[i] != 0)
      return false;

  return true;
}

static void
test_enroll (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  world_run (world);

  check_enrolled (world);
  CHECK_NUMBER (assistant->state_seen, ENLIST_DEVICE_UNOWNED);
  CHECK_NUMBER (assistant->steps_running, 3); /* need and two calls */
  CHECK_NUMBER (assistant->steps_done, 12);   /* all but the `fail` in the branch not taken */
  CHECK_NUMBER (world->platform.joins, 1);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_COMMITTED], 1);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_ENDED], 1);
  /* The program is gone, and so are the secrets in memory. */
  CHECK (is_wiped (world->runtime.program, world->application.program_size));
  CHECK (is_wiped (world->runtime.work, WORLD_WORK));
  CHECK (is_wiped ((const uint8_t *) world->runtime.keys, WORLD_KEYS * ENLIST_RUNTIME_KEY_SIZE));
}

static void
test_report_fields (void)
{
  World *world = world_new ();
  uint8_t buffer[512];
  EnlistCborReader reader;
  size_t count;
  uint64_t field;
  EnlistSlice value;

  world_start (world);
  world_run (world);

  enlist_cbor_reader_init (&reader, enlist_slice (world->assistant.report, world->assistant.report_size));
  CHECK_STATUS (enlist_cbor_read_map (&reader, &count), ENLIST_OK);
  CHECK_NUMBER (count, 6);
  for (size_t i = 0; i < count; i++)
    {
      CHECK_STATUS (enlist_cbor_read_unsigned (&reader, &field), ENLIST_OK);
      CHECK_STATUS (enlist_cbor_read_item (&reader, &value), ENLIST_OK);
      if (field == 6)
        CHECK_BYTES (value, notation (buffer, sizeof buffer, "\"TH-0001\""));
      if (field == 7)
        CHECK_BYTES (value, notation (buffer, sizeof buffer, "[\"firmware 1.2.3\"]"));
      if (field == 64)
        CHECK_BYTES (value, notation (buffer, sizeof buffer, "2145"));
    }
}

static void
test_smallest_mtu (void)
{
  World *world = world_new ();

  world->mtu = ENLIST_LINK_MIN_FRAME;
  world_start (world);
  world_run (world);
  check_enrolled (world);
}

static void
test_lossy_air (void)
{
  for (uint64_t seed = 1; seed <= 20; seed++)
    {
      World *world = world_new ();

      test_context ("seed %u", (unsigned) seed);
      world->random.state = seed;
      world->loss = 4;
      world_start (world);
      world_run (world);
      /* What is lost after `done` was acknowledged concerns nobody. */
      CHECK_STATUS (world->assistant.failed, ENLIST_OK);
      CHECK (world->assistant.done_valid);
      CHECK (world->platform.fuse);
    }
}

static void
test_development (void)
{
  World *world = world_new ();

  world->application.identity.label_secret = NULL;
  world->application.manifest.device_key = NULL;
  world->application.manifest.serial = enlist_slice (NULL, 0);
  world_start (world);
  world_run (world);
  check_enrolled (world);
}

static void
test_without_lock (void)
{
  World *world = world_new ();
  EnlistState state;
  uint8_t signature[64];

  application_set_program (&world->application, "[[15, 3], [18, 1, 5], [20, 5], [17, 3]]");
  world_start (world);
  world_run (world);

  CHECK (world->assistant.done_valid);
  CHECK_NUMBER (world->assistant.done_state, ENLIST_DEVICE_UNOWNED);
  CHECK (!world->platform.fuse);
  world_read_state (world, &state);
  CHECK (!state.owned);
  CHECK (state.owner_key == NULL);
  check_setting (&state, "name", "\"north\"", false);
  /* No `forget`: the values are kept. */
  CHECK (state.values.size > 0);
  memcpy (signature, world->assistant.done_signature, sizeof signature);

  /* The same session again gets the same answer, another one may begin. */
  world_disconnect (world);
  world_run (world);
  CHECK (world->assistant.state_has_session);
  CHECK (memcmp (signature, world->assistant.done_signature, sizeof signature) == 0);
  world_disconnect (world);
  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK (!world->assistant.state_has_session);
  CHECK (world->assistant.done_valid);
  CHECK (memcmp (signature, world->assistant.done_signature, sizeof signature) != 0);
}

static void
test_no_key_no_signature (void)
{
  World *world = world_new ();

  application_set_program (&world->application, "[[15, 3], [17, 3], [23]]");
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK (!world->assistant.done_signed);
}

static void
test_no_device_part (void)
{
  World *world = world_new ();

  world->application.entries[0].role = ENLIST_ROLE_ASSIST;
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done);
  CHECK_NUMBER (world->assistant.part_messages, 0);
}

static void
test_null_is_given (void)
{
  World *world = world_new ();

  application_set_program (&world->application, "[[15, 3, 12], [2, [10, 12], [[5, \"there\"]]], [17, 12]]");
  world_start (world);
  world->assistant.fields = "{3: \"x\", 12: null}";
  world_run (world);
  CHECK (world->assistant.done);
}

static void
test_need_waits (void)
{
  World *world = world_new ();

  world_start (world);
  world->assistant.fields = "{0: [\"Graz\"], 3: \"early\"}";
  world_run (world);
  CHECK (!world->assistant.finished);
  CHECK_NUMBER (world->assistant.steps_running, 1);
  CHECK_NUMBER (world->assistant.steps_done, 0);

  /* The rest, and a value that replaces one */
  world->assistant.fields =
      "{2: [\"E\", h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'],"
      " 3: \"late\", 4: [\"plant\", \"correct horse\"]}";
  assistant_queue (&world->assistant, ENLIST_MESSAGE_FIELDS);
  world_settle (world);
  CHECK (world->assistant.done_valid);
}

static bool
report_contains (const Assistant *assistant, const char *text)
{
  size_t size = strlen (text);

  for (size_t i = 0; i + size <= assistant->report_size; i++)
    if (memcmp (assistant->report + i, text, size) == 0)
      return true;

  return false;
}

static void
test_own_fields_hold (void)
{
  World *world = world_new ();
  EnlistStateIterator iterator;
  EnlistSetting setting;
  EnlistState state;

  /* A program may ask for what the device knows by itself; the assistant has no say in it. */
  application_set_program (&world->application, "[[15, 3, 6, 5], [18, 1, 5], [20, 5, 6]]");
  world_start (world);
  world->assistant.fields =
      "{3: \"x\", 5: [1, h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20'],"
      " 6: \"FORGED\", 12: \"nobody asked\"}";
  world_run (world);
  CHECK (world->assistant.report_valid);
  CHECK (!report_contains (&world->assistant, "FORGED"));
  CHECK (report_contains (&world->assistant, "TH-0001"));

  /* What no `need` names is not kept, though this program does not forget. */
  world_read_state (world, &state);
  enlist_state_iterate_settings (state.values, &iterator);
  while (enlist_state_next_setting (&iterator, &setting))
    CHECK (setting.field != 12);
}

static void
test_repeated_commit (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;
  uint8_t signature[64];

  world_start (world);
  world_run (world);
  memcpy (signature, assistant->done_signature, sizeof signature);
  world_disconnect (world);

  /* `end` got lost: the same session on a new link, even after the power went */
  for (unsigned i = 0; i < 2; i++)
    {
      CHECK_STATUS (world_restart (world), ENLIST_OK);
      world_run (world);
      CHECK_NUMBER (assistant->state_seen, ENLIST_DEVICE_OWNED);
      CHECK (assistant->state_has_session);
      CHECK (assistant->done_valid);
      CHECK (memcmp (signature, assistant->done_signature, sizeof signature) == 0);
      world_disconnect (world);
    }

  /* Twice on one link, before `end` */
  assistant->script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  assistant->done = false;
  assistant_queue (assistant, ENLIST_MESSAGE_COMMIT);
  world_settle (world);
  CHECK (assistant->done_valid);
  CHECK_NUMBER (world->platform.operations, 2); /* the state and the fuse, once */
}

static void
test_done_lost (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  assistant->script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK (assistant->finished);

  world->deaf = true;
  assistant_queue (assistant, ENLIST_MESSAGE_COMMIT);
  while (world_move_frames (world))
    continue;
  CHECK (world->platform.fuse);
  CHECK (!assistant->done);

  world_disconnect (world);
  world->deaf = false;
  world_run (world);
  CHECK (assistant->done_valid);
  check_enrolled (world);
}

static void
test_second_owner (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  world_run (world);
  world_disconnect (world);

  assistant_new_session (assistant, 0xb0);
  world_run (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_OWNED);
  CHECK (!assistant->ready);
  CHECK_NUMBER (world->platform.joins, 1);

  /* Nor after a restart, nor by going on regardless */
  world_disconnect (world);
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  world_run (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_OWNED);
  assistant_queue (assistant, ENLIST_MESSAGE_MANIFEST);
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_STATE);
}

static void
test_fuse_alone_owns (void)
{
  World *world = world_new ();

  /* The state is gone, the fuse is not. */
  world_start (world);
  world->platform.fuse = true;
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_OWNED);
}

static void
test_link_down (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  assistant->script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK (assistant->finished);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_PROVISIONAL);
  world_disconnect (world);
  check_untouched (world);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_ROLLED_BACK], 1);
  CHECK (is_wiped ((const uint8_t *) world->runtime.keys, WORLD_KEYS * ENLIST_RUNTIME_KEY_SIZE));
  CHECK (is_wiped (world->runtime.work, WORLD_WORK));

  assistant->script = SCRIPT_ENROLL;
  world_run (world);
  check_enrolled (world);
}

/* A program as long as @size bytes that needs only the name */
static void
set_long_program (Application *application, size_t size)
{
  EnlistCborWriter writer;
  size_t text = size > 1200 ? 1000 : 10;
  size_t steps = 0;

  enlist_cbor_writer_init (&writer, application->program, sizeof application->program);
  steps = size / (text + 20);
  enlist_cbor_write_array (&writer, steps);
  for (size_t i = 0; i < steps; i++)
    {
      uint8_t filler[1000];

      memset (filler, 'x', sizeof filler);
      enlist_cbor_write_array (&writer, 3);
      enlist_cbor_write_unsigned (&writer, ENLIST_OP_CHECK);
      enlist_cbor_write_bool (&writer, true);
      enlist_cbor_write_text (&writer, enlist_slice (filler, text));
    }
  application->program_size = writer.size;
}

static void
test_transfer_resumes (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;
  unsigned before;

  set_long_program (&world->application, 40000);
  world_start (world);
  world_connect (world);
  while (assistant->part_messages < 6 && world_move_frames (world))
    continue;
  before = world->runtime.program_received;
  CHECK (before > 0);
  world_disconnect (world);

  world_run (world);
  CHECK (assistant->done);
  CHECK_NUMBER (assistant->part_messages, (world->application.program_size - before + 3071) / 3072);
  CHECK_NUMBER (assistant->wants, 1);

  /* Another application's bytes do not count. */
  CHECK_NUMBER (world->runtime.program_received, 0);
}

static void
test_identify_and_wait (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  assistant->script = SCRIPT_HOLD_START;
  world_run (world);
  assistant_queue (assistant, ENLIST_MESSAGE_IDENTIFY);
  assistant_queue (assistant, ENLIST_MESSAGE_WAIT);
  world_settle (world);
  CHECK_NUMBER (world->platform.blinks, 1);

  /* 600 s were asked for: 599 s of silence are fine, even after another message ... */
  assistant_queue (assistant, ENLIST_MESSAGE_IDENTIFY);
  world_settle (world);
  world->platform.now += 599000;
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_OK);

  /* ... and then the fail-safe timer has its way. */
  world->platform.now += 2000;
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_TIMEOUT);
  check_untouched (world);
}

static void
test_failsafe (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;
  uint64_t armed;

  world_start (world);
  assistant->script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK (assistant->finished);
  armed = world->runtime.deadline;

  world->platform.now = armed - 1;
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_OK);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_PROVISIONAL);

  world->platform.now = armed;
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_TIMEOUT);
  check_untouched (world);

  /* Too late */
  assistant->failed = ENLIST_OK;
  assistant_queue (assistant, ENLIST_MESSAGE_COMMIT);
  world_settle (world);
  CHECK_STATUS (assistant->failed, ENLIST_E_STATE);
  check_untouched (world);
}

static void
test_silent_link (void)
{
  World *world = world_new ();

  world_start (world);
  CHECK_STATUS (enlist_runtime_link_up (&world->runtime, 100), ENLIST_OK);
  world->platform.now += ENLIST_RUNTIME_FAILSAFE_MS;
  enlist_runtime_tick (&world->runtime, &(uint32_t) { 0 });
  CHECK (enlist_runtime_wants_close (&world->runtime));
  CHECK_STATUS (enlist_runtime_link_up (&world->runtime, ENLIST_LINK_MIN_FRAME - 1), ENLIST_E_RANGE);
}

static void
test_abort (void)
{
  World *world = world_new ();
  Assistant *assistant = &world->assistant;

  world_start (world);
  assistant->script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  assistant_queue (assistant, ENLIST_MESSAGE_ABORT);
  world_settle (world);
  check_untouched (world);
  CHECK (is_wiped (world->runtime.program, world->application.program_size));

  /* On the same link again */
  assistant->script = SCRIPT_ENROLL;
  assistant_queue (assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  check_enrolled (world);
}

static const TestCase cases[] = {
  { "/device/runtime/10.4-enroll", test_enroll },
  { "/device/runtime/10.5-report-has-the-fields", test_report_fields },
  { "/device/runtime/10.1-smallest-mtu", test_smallest_mtu },
  { "/device/runtime/10.1-lossy-air", test_lossy_air },
  { "/device/runtime/5.5-development", test_development },
  { "/device/runtime/8.4-without-lock-and-forget", test_without_lock },
  { "/device/runtime/10.6-no-key-no-signature", test_no_key_no_signature },
  { "/device/runtime/7.2-no-device-part", test_no_device_part },
  { "/device/runtime/9.2-null-is-given", test_null_is_given },
  { "/device/runtime/8.4-need-waits", test_need_waits },
  { "/device/runtime/8.5-own-fields-hold", test_own_fields_hold },
  { "/device/runtime/10.6-repeated-commit", test_repeated_commit },
  { "/device/runtime/10.6-done-lost", test_done_lost },
  { "/device/runtime/10.4-second-owner", test_second_owner },
  { "/device/runtime/10.4-fuse-alone-owns", test_fuse_alone_owns },
  { "/device/runtime/10.7-link-down", test_link_down },
  { "/device/runtime/10.4-transfer-resumes", test_transfer_resumes },
  { "/device/runtime/10.3-identify-and-wait", test_identify_and_wait },
  { "/device/runtime/10.7-failsafe", test_failsafe },
  { "/device/runtime/10.7-silent-link", test_silent_link },
  { "/device/runtime/10.3-abort", test_abort },
};

TEST_MAIN (cases)
