/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "world.h"

/*
 * Links that end, and links that begin where the device does not notice (docs/format.md, clauses 10.1.5, 10.4
 * and 10.7), at every frame of an enrollment.
 */

#define MODULE_SIZE 10000
#define PIECE 3072

static World *
new_world (void)
{
  World *world = world_new ();
  uint8_t *module = test_memory (MODULE_SIZE);

  for (size_t i = 0; i < MODULE_SIZE; i++)
    module[i] = (uint8_t) (i * 31 + i / 256);
  world->platform.media = "application/wasm";
  application_set_program (
      &world->application,
      "[[15, 0, 2, 3, 4], [17, 3], [18, 1, 5], [20, 5], [21, 1], [22]]");
  application_add_part (&world->application, ENLIST_ROLE_APP, "application/wasm",
                        enlist_slice (module, MODULE_SIZE));
  world_start (world);

  return world;
}

/* One frame, or time when there is none. False: nothing is going on any more */
static bool
step (World *world)
{
  uint32_t assistant_wait, device_wait;
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  size_t size;

  assistant_pump (&world->assistant);
  if (enlist_link_next_frame (&world->assistant.link, frame, sizeof frame, &size))
    {
      enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, size));
      return true;
    }
  if (enlist_runtime_next_frame (&world->runtime, frame, sizeof frame, &size))
    {
      enlist_link_receive (&world->assistant.link, enlist_slice (frame, size));
      return true;
    }

  enlist_link_tick (&world->assistant.link, world->platform.now, &assistant_wait);
  enlist_runtime_tick (&world->runtime, &device_wait);
  if (assistant_wait < device_wait)
    device_wait = assistant_wait;
  if (device_wait > 60000)
    return false;
  world->platform.now += device_wait;

  return true;
}

/* Runs so many steps. False: that was all of the enrollment */
static bool
run_steps (World *world, unsigned steps)
{
  for (unsigned i = 0; i < steps; i++)
    if (!step (world))
      return false;

  return true;
}

static unsigned
pieces (size_t size)
{
  return (unsigned) ((size + PIECE - 1) / PIECE);
}

/* How many messages the rest of the parts takes: what is here is not asked for again. */
static unsigned
missing_pieces (World *world)
{
  const Application *application = &world->application;
  const DoublePart *part = double_find_part (&world->platform, application->entries[1].hash);

  if (world->platform.events[ENLIST_EVENT_COMMITTED] > 0)
    return 0;

  return pieces (application->program_size - world->runtime.program_received)
         + pieces (MODULE_SIZE - (part != NULL ? part->size : 0));
}

static void
check_rolled_back (World *world)
{
  CHECK_NUMBER (world->runtime.channel.stage, ENLIST_CHANNEL_HELLO);
  CHECK_NUMBER (world->runtime.reply.type, 0);
  if (world->platform.events[ENLIST_EVENT_COMMITTED] > 0)
    return;
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK (!world->platform.fuse);
}

static void
check_enrolled (World *world, unsigned part_messages)
{
  Assistant *assistant = &world->assistant;

  CHECK_STATUS (assistant->failed, ENLIST_OK);
  CHECK (assistant->done && assistant->done_valid);
  CHECK_NUMBER (assistant->done_state, ENLIST_DEVICE_OWNED);
  CHECK_NUMBER (assistant->part_messages, part_messages);
  CHECK (assistant->wants <= 2);
}

/* A link that begins with a reset is as any other. */
static void
test_reset_first (void)
{
  World *world = new_world ();

  world->assistant.resets_first = true;
  world_run (world);
  check_enrolled (world, pieces (world->application.program_size) + pieces (MODULE_SIZE));
}

/* The same assistant begins again, and the transport has not noticed anything. */
static void
test_reset_anywhere (void)
{
  static const size_t mtus[] = { 20, 128, 500 };

  for (size_t i = 0; i < sizeof mtus / sizeof mtus[0]; i++)
    {
      bool more = true;

      for (unsigned steps = 0; more; steps += mtus[i] == 20 ? 13 : 1)
        {
          World *world = new_world ();
          uint8_t frame[ENLIST_LINK_MAX_FRAME];
          unsigned missing;
          size_t size;

          test_context ("MTU %zu, %u steps", mtus[i], steps);
          world->mtu = mtus[i];
          world->assistant.resets_first = true;
          world_connect (world);
          more = run_steps (world, steps);

          assistant_connect (&world->assistant, world->mtu);
          CHECK (enlist_link_next_frame (&world->assistant.link, frame, sizeof frame, &size));
          enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, size));
          check_rolled_back (world);
          CHECK (!enlist_runtime_next_frame (&world->runtime, frame, sizeof frame, &size));
          missing = missing_pieces (world);
          /* and once more, as a transport that repeats frames would have it */
          if (steps % 2 == 1)
            enlist_runtime_receive_frame (&world->runtime, test_hex ("03000000"));
          world_settle (world);
          check_enrolled (world, missing);
        }
    }
}

/* The link ends at every frame, and the next one asks only for what is missing. */
static void
test_cut_anywhere (void)
{
  static const size_t mtus[] = { 20, 128, 500 };

  for (size_t i = 0; i < sizeof mtus / sizeof mtus[0]; i++)
    {
      bool more = true;

      for (unsigned steps = 0; more; steps += mtus[i] == 20 ? 13 : 1)
        {
          World *world = new_world ();
          unsigned missing;

          test_context ("MTU %zu, %u steps", mtus[i], steps);
          world->mtu = mtus[i];
          world_connect (world);
          more = run_steps (world, steps);
          world_disconnect (world);
          missing = missing_pieces (world);
          world_run (world);
          check_enrolled (world, missing);
        }
    }
}

/* However often it is cut, as long as something more arrives between two cuts. */
static void
test_cut_again_and_again (void)
{
  World *world = new_world ();
  unsigned messages = 0, links = 0;

  world->mtu = 23;
  while (!world->assistant.done && links < 1000)
    {
      links++;
      world_connect (world);
      /* enough for the handshake, the manifest and a message of the part */
      run_steps (world, 240);
      messages += world->assistant.part_messages;
      world_disconnect (world);
    }
  printf ("# %u links, %u messages of parts\n", links, messages);
  CHECK (world->assistant.done_valid);
  CHECK (links > 3);
  /* Of what was under way when the link ended, some is sent again. */
  CHECK (messages < pieces (world->application.program_size) + pieces (MODULE_SIZE) + 2 * links);
}

static const TestCase cases[] = {
  { "/device/links/10.1.5-reset-first", test_reset_first },
  { "/device/links/10.1.5-reset-anywhere", test_reset_anywhere },
  { "/device/links/10.4-cut-anywhere", test_cut_anywhere },
  { "/device/links/10.4-cut-again-and-again", test_cut_again_and_again },
};

TEST_MAIN (cases)
