/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "notation.h"
#include "world.h"

/* How little memory a device can do with, and what it says when that is too little (docs/device.md). */

static size_t
needed (const EnlistRuntimeMemory *memory)
{
  return ENLIST_RUNTIME_MEMORY_SIZE (memory->message_size, memory->manifest_size, memory->program_size,
                                     memory->values_size, memory->work_size, memory->key_count);
}

/* A text of so many characters, in notation, between what stands before and behind it */
static const char *
with_text (const char *before, size_t size, const char *after)
{
  static char text[1024];
  size_t length = (size_t) snprintf (text, sizeof text, "%s", before);

  for (size_t i = 0; i < size; i++)
    text[length++] = 'a';
  snprintf (text + length, sizeof text - length, "%s", after);

  return text;
}

static void
test_limits (void)
{
  static const unsigned limits[] = { ENLIST_MESSAGE_MIN_LIMIT, 512, 1024, ENLIST_MESSAGE_MAX };

  for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
    {
      World *world = world_new ();

      test_context ("limit %u", limits[i]);
      world->memory.message_size = limits[i];
      application_set_program (&world->application, "[[15, 3], [18, 1, 5], [20, 3, 5], [17, 3]]");
      world->application.manifest.device_key = NULL; /* so that the manifest fits 256 bytes */
      world->application.manifest.custom_fields = enlist_slice (NULL, 0);
      world_start (world);
      world_run (world);
      CHECK (world->assistant.done_valid);
      CHECK_NUMBER (world->assistant.limit, limits[i]);
    }
}

/* The smallest device that still does something: everything is as small as the runtime allows. */
static void
test_smallest (void)
{
  World *world = world_new ();

  application_set_program (&world->application, "[[15, 2], [18, 1, 5], [20, 5], [22], [23]]");
  world->application.manifest.device_key = NULL;
  world->application.manifest.custom_fields = enlist_slice (NULL, 0);
  application_sign (&world->application);
  world->memory.message_size = 256;
  world->memory.manifest_size = world->application.manifest_size;
  world->memory.program_size = world->application.program_size;
  world->memory.values_size = 180;
  world->memory.work_size = 448; /* the state */
  world->memory.key_count = 1;
  world->memory.size = needed (&world->memory);
  world->memory.bytes = test_memory (world->memory.size); /* exactly */
  printf ("# sizeof (EnlistRuntime) %zu, memory %zu\n", sizeof (EnlistRuntime), world->memory.size);
  world_start (world);
  world->assistant.fields =
      "{2: [\"Works\", h'0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20']}";
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_OK);
  CHECK (world->assistant.done_valid);
  CHECK (world->platform.fuse);
}

static void
test_refused_at_start (void)
{
  World *world = world_new ();
  EnlistRuntimeMemory good = world->memory;
  EnlistStatus status;

  world_start (world);
  for (unsigned i = 0; i < 5; i++)
    {
      test_context ("case %u", i);
      world->memory = good;
      if (i == 0)
        world->memory.message_size = ENLIST_MESSAGE_MIN_LIMIT - 1;
      if (i == 1)
        world->memory.message_size = ENLIST_MESSAGE_MAX + 1;
      if (i == 2)
        world->memory.work_size = world->memory.manifest_size + ENLIST_RUNTIME_MIN_WORK - 1;
      if (i == 3)
        world->memory.size = needed (&good) - 1;
      if (i == 4) /* versions that do not fit into `state` */
        {
          static uint8_t versions[4 * 64 + 1];
          uint8_t *next = versions;

          world->memory.message_size = ENLIST_MESSAGE_MIN_LIMIT;
          *next++ = 0x84;
          for (unsigned j = 0; j < 4; j++, next += 62)
            {
              *next++ = 0x78;
              *next++ = 62;
              memset (next, 'v', 62);
            }
          world->versions = enlist_slice (versions, sizeof versions);
        }
      status = world_restart (world);
      CHECK_STATUS (status, ENLIST_E_RANGE);
    }
}

static void
run_short (World *world, const char *what, EnlistStatus expected)
{
  test_context ("%s", what);
  world_start (world);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, expected);
  CHECK (!world->assistant.done);
  CHECK_NUMBER (world->platform.state_size, 0);
}

static void
test_refused_in_session (void)
{
  World *world = world_new ();

  application_sign (&world->application);
  world->memory.manifest_size = world->application.manifest_size - 1;
  run_short (world, "manifest", ENLIST_E_TOO_LARGE);
  CHECK (!world->assistant.ready);

  world = world_new ();
  world->memory.program_size = world->application.program_size - 1;
  run_short (world, "program", ENLIST_E_TOO_LARGE);
  CHECK (!world->assistant.ready);

  world = world_new ();
  world->memory.values_size = 20;
  run_short (world, "the device's own values", ENLIST_E_SPACE);
  CHECK (!world->assistant.ready);

  world = world_new ();
  world->memory.values_size = 100;
  run_short (world, "values", ENLIST_E_SPACE);

  world = world_new ();
  world->memory.key_count = 0;
  run_short (world, "no key at all", ENLIST_E_SPACE);
  CHECK (!world->assistant.ready);

  world = world_new ();
  world->memory.key_count = 1;
  run_short (world, "keys", ENLIST_E_SPACE);
  CHECK_NUMBER (world->assistant.fail_step, 9);

  world = world_new ();
  world->memory.manifest_size = 300;
  world->memory.work_size = 400;
  run_short (world, "state", ENLIST_E_SPACE);
  CHECK (!world->assistant.finished);
}

static void
test_report_too_large (void)
{
  World *world = world_new ();

  world->memory.message_size = 512;
  application_set_program (&world->application,
                           "[[18, 1, 5], [15, 12], [24, 13, [0, 12]], [24, 65, [0, 12]],"
                           " [20, 5, 12, 13, 65]]");
  world_start (world);
  world->assistant.fields = with_text ("{12: \"", 130, "\"}");
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_TOO_LARGE);
  CHECK_NUMBER (world->assistant.fail_step, 4);
}

/* A report is written in the work memory, and a setting goes through it. */
static void
test_little_work (void)
{
  World *world = world_new ();

  world->memory.manifest_size = 300;
  world->memory.work_size = 364;
  application_set_program (&world->application, "[[18, 1, 5], [15, 12], [20, 5, 12]]");
  world_start (world);
  world->assistant.fields = with_text ("{12: \"", 350, "\"}");
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_TOO_LARGE);
  CHECK_NUMBER (world->assistant.fail_step, 2);

  world = world_new ();
  world->memory.manifest_size = 300;
  world->memory.work_size = 364;
  application_set_program (&world->application, "[[15, 12], [17, 12]]");
  world_start (world);
  world->assistant.fields = with_text ("{12: \"", 370, "\"}");
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_SPACE);
  CHECK_NUMBER (world->assistant.fail_step, 1);
}

/* An assistant that does not heed `limit` is told with a reset, and the session has ended. */
static void
test_limit_not_heeded (void)
{
  World *world = world_new ();
  uint8_t reason = 0;

  world->memory.message_size = 512;
  world_start (world);
  world->assistant.script = SCRIPT_HOLD_START;
  world_run (world);
  CHECK (world->assistant.ready);
  world->assistant.fields = with_text ("{12: \"", 600, "\"}");
  assistant_queue (&world->assistant, ENLIST_MESSAGE_FIELDS);
  while (world_move_frames (world) && !world->assistant.link.was_reset)
    continue;
  CHECK (enlist_link_take_reset (&world->assistant.link, &reason));
  CHECK_NUMBER (reason, ENLIST_E_TOO_LARGE);
  CHECK_NUMBER (world->runtime.phase, ENLIST_PHASE_IDLE);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_ROLLED_BACK], 1);
}

static const TestCase cases[] = {
  { "/device/memory/10.3-limits", test_limits },
  { "/device/memory/smallest", test_smallest },
  { "/device/memory/refused-at-start", test_refused_at_start },
  { "/device/memory/refused-in-session", test_refused_in_session },
  { "/device/memory/report-too-large", test_report_too_large },
  { "/device/memory/little-work", test_little_work },
  { "/device/memory/10.3-limit-not-heeded", test_limit_not_heeded },
};

TEST_MAIN (cases)
