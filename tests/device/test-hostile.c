/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* An assistant that means harm, or has lost its mind: whatever it sends, no rule is broken. */

static void
check_untouched (World *world)
{
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK (!world->platform.fuse);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);
}

/* Something of everything: it asks again, falls back, and installs. */
static void
use_everything (World *world)
{
  static uint8_t module[5000];

  world->platform.runs_applications = true;
  world->platform.media = "application/wasm";
  world->platform.failing = 1;
  application_set_program (&world->application,
                           "[[18, 1, 5], [15, 2, 3], [4, 3, [[3, [[16, 72, [], []]], [[24, 64, 1]]]]],"
                           " [17, 3, [65, [11, \"n \", [0, 3]]]], [21, 1, 2, 3], [20, 5, 6], [22], [23]]");
  application_add (&world->application, ENLIST_ROLE_APP, "[[25, [1, 5], [[16, 4, [\"a\", 1], []]]]]");
  application_add (&world->application, ENLIST_ROLE_CONFIG, "{15: 60}");
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm",
                        enlist_slice (module, sizeof module));
}

static void
test_noise_on_the_air (void)
{
  World *world = world_new ();
  TestRandom random = { 5 };
  uint8_t frame[64];

  world_start (world);
  world_connect (world);
  for (unsigned i = 0; i < 20000; i++)
    {
      size_t size = test_random_below (&random, sizeof frame);

      test_random_fill (&random, frame, size);
      if (size > 0 && test_random_below (&random, 2) == 0)
        frame[0] = 0x11;
      enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, size));
      while (enlist_runtime_next_frame (&world->runtime, frame, sizeof frame, &size))
        continue;
      if (enlist_runtime_wants_close (&world->runtime) || test_random_below (&random, 50) == 0)
        world_connect (world);
    }
  check_untouched (world);
}

/* Plaintext of its own making through an open channel */
static void
send_plaintext (World *world, const uint8_t *bytes, size_t size)
{
  Assistant *assistant = &world->assistant;
  uint8_t sealed[ENLIST_CHANNEL_MAX_SEALED];
  size_t sealed_size;

  CHECK_STATUS (enlist_channel_seal (&assistant->channel, enlist_slice (bytes, size), sealed, sizeof sealed,
                                     &sealed_size),
                ENLIST_OK);
  CHECK_STATUS (enlist_link_send (&assistant->link, enlist_slice (sealed, sealed_size)), ENLIST_OK);
  world_settle (world);
}

static void
send_random_plaintext (World *world)
{
  TestRandom random = { 11 };
  uint8_t bytes[300];

  world_start (world);
  for (unsigned i = 0; i < 3000; i++)
    {
      size_t size = test_random_below (&random, sizeof bytes);

      if (!world->connected)
        {
          world->assistant.script = SCRIPT_HOLD_OPEN;
          world_run (world);
          if (test_random_below (&random, 2) == 0)
            {
              world->assistant.script = SCRIPT_HOLD_COMMIT;
              assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
              world_settle (world);
            }
        }
      test_random_fill (&random, bytes, size);
      if (size > 2 && test_random_below (&random, 4) > 0)
        {
          bytes[0] = (uint8_t) (0x80 + test_random_below (&random, 5));
          bytes[1] = (uint8_t) (1 + test_random_below (&random, 18));
          if (bytes[1] == ENLIST_MESSAGE_COMMIT)
            bytes[1] = ENLIST_MESSAGE_PART;
        }
      send_plaintext (world, bytes, size);
      if (test_random_below (&random, 20) == 0)
        world_disconnect (world);
    }
  check_untouched (world);
}

static void
test_random_plaintext (void)
{
  World *world = world_new ();

  send_random_plaintext (world);
  world = world_new ();
  use_everything (world);
  send_random_plaintext (world);
}

/* Right messages in any order: ownership only ever comes from a commit behind `finished`. */
static void
test_any_order (void)
{
  static const EnlistMessageType types[] = {
    ENLIST_MESSAGE_OPEN,   ENLIST_MESSAGE_MANIFEST, ENLIST_MESSAGE_START, ENLIST_MESSAGE_FIELDS,
    ENLIST_MESSAGE_COMMIT, ENLIST_MESSAGE_END,      ENLIST_MESSAGE_FAIL,  ENLIST_MESSAGE_ABORT,
    ENLIST_MESSAGE_WAIT,   ENLIST_MESSAGE_IDENTIFY,
  };
  unsigned owned = 0;

  for (uint64_t seed = 1; seed <= 100; seed++)
    {
      World *world = world_new ();
      Assistant *assistant = &world->assistant;
      TestRandom random = { seed };

      test_context ("seed %u", (unsigned) seed);
      if (seed % 2 == 0)
        use_everything (world);
      world_start (world);
      for (unsigned i = 0; i < 12; i++)
        {
          assistant->script = (Script) test_random_below (&random, SCRIPT_HOLD_OPEN + 1);
          if (!world->connected)
            world_run (world);
          if (assistant->channel.stage == ENLIST_CHANNEL_OPEN && assistant->queue_size == 0)
            assistant_queue (assistant, types[test_random_below (&random, sizeof types / sizeof types[0])]);
          if (test_random_below (&random, 4) > 0)
            world_settle (world);
          else
            world_move_frames (world);
          if (test_random_below (&random, 8) == 0)
            world_disconnect (world);
          CHECK (!world->platform.fuse || world->platform.events[ENLIST_EVENT_FINISHED] > 0);
          CHECK (world->platform.operations == (world->platform.fuse ? 2u : 0u));
        }
      owned += world->platform.fuse;
      /* Parts are there because the state names them, or for a session that may go on. */
      CHECK (double_count_parts (&world->platform) <= 3);
    }
  /* Some came through, some did not: both were tried. */
  CHECK (owned > 10);
  CHECK (owned < 95);
}

static void
test_largest_part (void)
{
  World *world = world_new ();
  Application *application = &world->application;

  /* All of 262144 bytes arrive and match their hash; then the program is refused for what it is. */
  memset (application->program, 0xff, ENLIST_PART_MAX);
  application->program_size = ENLIST_PART_MAX;
  world->mtu = 500;
  world_start (world);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_CBOR);
  CHECK_NUMBER (world->assistant.part_messages, (ENLIST_PART_MAX + 3071) / 3072);
  check_untouched (world);
}

static void
test_too_many_keys (void)
{
  World *world = world_new ();

  /* Custom fields 64 and on are of the kind key: one key more than a device makes */
  world->application.manifest.custom_fields =
      notation (world->application.custom_fields, sizeof world->application.custom_fields,
                "[[\"a\", 11], [\"b\", 11], [\"c\", 11], [\"d\", 11],"
                " [\"e\", 11], [\"f\", 11], [\"g\", 11], [\"h\", 11]]");
  world->application.manifest.custom_count = 8;
  application_set_program (
      &world->application,
      "[[18, 1, 64], [18, 2, 65], [18, 2, 66], [18, 2, 67], [18, 2, 68], [18, 2, 69], [18, 2, 70],"
      " [18, 2, 71]]");
  world_start (world);
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK (world->assistant.finished);
  world_disconnect (world);

  application_set_program (
      &world->application,
      "[[18, 1, 64], [18, 2, 65], [18, 2, 66], [18, 2, 67], [18, 2, 68], [18, 2, 69], [18, 2, 70],"
      " [18, 2, 71], [18, 1, 5]]");
  application_sign (&world->application);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_SPACE);
  CHECK_NUMBER (world->assistant.fail_step, 8);
  check_untouched (world);
}

static const TestCase cases[] = {
  { "/device/hostile/10.1-noise-on-the-air", test_noise_on_the_air },
  { "/device/hostile/10.3-random-plaintext", test_random_plaintext },
  { "/device/hostile/10.4-any-order", test_any_order },
  { "/device/hostile/11-largest-part", test_largest_part },
  { "/device/hostile/8.4-too-many-keys", test_too_many_keys },
};

TEST_MAIN (cases)
