/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "world.h"

#include "notation.h"

#define MAX_ROUNDS 200000

World *
world_new (void)
{
  World *world = test_memory (sizeof *world);

  memset (world, 0, sizeof *world);
  world->mtu = 247;
  world->memory = (EnlistRuntimeMemory) {
    .bytes = world->bytes,
    .size = sizeof world->bytes,
    .message_size = ENLIST_MESSAGE_MAX,
    .manifest_size = ENLIST_MANIFEST_MAX,
    .program_size = ENLIST_PART_MAX,
    .values_size = WORLD_VALUES,
    .work_size = WORLD_WORK,
    .key_count = WORLD_KEYS,
  };
  application_init (&world->application);
  double_init (&world->platform);
  world->versions = notation (world->texts, sizeof world->texts, "[\"firmware 1.2.3\"]");
  world->no_texts = enlist_slice ("\x80", 1);

  return world;
}

void
world_start (World *world)
{
  application_sign (&world->application);
  assistant_init (&world->assistant, &world->application);
  CHECK_STATUS (world_restart (world), ENLIST_OK);
}

EnlistStatus
world_restart (World *world)
{
  const EnlistRuntimeInfo info = {
    .identity = &world->application.identity,
    .versions = world->versions,
    .capabilities = world->no_texts,
  };

  /* The memory has lost what it held. */
  memset (world->bytes, 0xee, sizeof world->bytes);
  world->connected = false;

  return enlist_runtime_init (&world->runtime, &world->platform.platform, &info, &world->memory);
}

void
world_connect (World *world)
{
  assistant_connect (&world->assistant, world->mtu);
  CHECK_STATUS (enlist_runtime_link_up (&world->runtime, world->mtu), ENLIST_OK);
  world->connected = true;
}

void
world_disconnect (World *world)
{
  enlist_runtime_link_down (&world->runtime);
  world->connected = false;
}

static bool
is_lost (World *world)
{
  return world->loss > 0 && test_random_below (&world->random, world->loss) == 0;
}

bool
world_move_frames (World *world)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  bool moved = false;
  size_t size;

  assistant_pump (&world->assistant);
  while (enlist_link_next_frame (&world->assistant.link, frame, sizeof frame, &size))
    {
      moved = true;
      if (!is_lost (world))
        enlist_runtime_receive_frame (&world->runtime, enlist_slice (frame, size));
    }
  while (enlist_runtime_next_frame (&world->runtime, frame, sizeof frame, &size))
    {
      moved = true;
      if (world->deaf || is_lost (world))
        continue;
      enlist_link_receive (&world->assistant.link, enlist_slice (frame, size));
      assistant_pump (&world->assistant);
    }

  return moved;
}

static bool
is_failsafe (const World *world, uint32_t wait)
{
  const EnlistRuntime *runtime = &world->runtime;

  return wait == ENLIST_LINK_NEVER ||
         (wait > 0 && !runtime->closing && world->platform.now + wait >= runtime->deadline);
}

void
world_settle (World *world)
{
  for (unsigned round = 0; world->connected; round++)
    {
      uint32_t assistant_wait, device_wait, wait;

      if (!CHECK (round < MAX_ROUNDS))
        return;
      if (world_move_frames (world))
        continue;
      enlist_link_tick (&world->assistant.link, world->platform.now, &assistant_wait);
      enlist_runtime_tick (&world->runtime, &device_wait);
      if (enlist_runtime_wants_close (&world->runtime))
        {
          world_disconnect (world);
          return;
        }
      wait = assistant_wait < device_wait ? assistant_wait : device_wait;
      if (is_failsafe (world, wait))
        return;
      world->platform.now += wait;
    }
}

void
world_run (World *world)
{
  world_connect (world);
  world_settle (world);
}

void
world_read_state (World *world, EnlistState *state)
{
  CHECK_STATUS (enlist_state_read (enlist_slice (world->platform.state, world->platform.state_size), state),
                ENLIST_OK);
}
