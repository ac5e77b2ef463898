/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "world.h"

/* What a device announces over Bluetooth LE, and when (docs/format.md, clauses 10.1.9 and 10.1.12). */

static unsigned
announced_flags (World *world)
{
  const EnlistIdentity *identity = &world->application.identity;
  const EnlistCrypto *crypto = world->platform.platform.crypto;
  uint8_t bytes[ENLIST_ANNOUNCEMENT_SIZE], key[ENLIST_X25519_SIZE];
  uint8_t device[ENLIST_ANNOUNCEMENT_DEVICE_SIZE], model[ENLIST_ANNOUNCEMENT_MODEL_SIZE];
  EnlistAnnouncement announcement;

  enlist_runtime_announcement (&world->runtime, bytes);
  CHECK_STATUS (enlist_announcement_read (enlist_slice (bytes, sizeof bytes), &announcement), ENLIST_OK);
  CHECK (crypto->x25519 (crypto->context, key, identity->static_secret, NULL));
  enlist_announcement_device (crypto, key, device);
  CHECK_STATUS (enlist_announcement_model (crypto, identity->vendor, identity->model, model), ENLIST_OK);
  CHECK (memcmp (announcement.device, device, sizeof device) == 0);
  CHECK (memcmp (announcement.model, model, sizeof model) == 0);

  return announcement.flags;
}

static uint32_t
tick (World *world)
{
  uint32_t wait;

  enlist_runtime_tick (&world->runtime, &wait);

  return wait;
}

static bool
advertises (World *world)
{
  return enlist_runtime_wants_advertising (&world->runtime);
}

static void
test_unowned (void)
{
  World *world = world_new ();

  world_start (world);
  CHECK (advertises (world));
  CHECK_NUMBER (announced_flags (world), 0);
  /* Nothing changes with time. */
  CHECK_NUMBER (tick (world), ENLIST_LINK_NEVER);
  world->platform.now += 10 * ENLIST_RUNTIME_ADVERTISING_MS;
  CHECK (advertises (world));

  world_connect (world);
  CHECK (advertises (world));
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_BUSY);
  world_disconnect (world);
  CHECK_NUMBER (announced_flags (world), 0);
}

/* Enrolls up to `done`, which the assistant does not hear. */
static World *
commit (void)
{
  World *world = world_new ();

  world_start (world);
  world->platform.now += 10 * ENLIST_RUNTIME_ADVERTISING_MS;
  world->assistant.script = SCRIPT_HOLD_COMMIT;
  world_run (world);
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_BUSY);
  world->assistant.script = SCRIPT_ENROLL;
  world->deaf = true;
  assistant_queue (&world->assistant, ENLIST_MESSAGE_COMMIT);
  world_settle (world);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_COMMITTED], 1);

  return world;
}

static void
test_until_end (void)
{
  World *world = commit ();

  CHECK (advertises (world));
  world_disconnect (world);
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_OWNED);
  CHECK (advertises (world));
  CHECK_NUMBER (tick (world), ENLIST_LINK_NEVER);
  world->platform.now += 10 * ENLIST_RUNTIME_ADVERTISING_MS;
  CHECK (advertises (world));

  world->deaf = false;
  world_run (world);
  CHECK (world->assistant.done_valid);
  CHECK_NUMBER (world->platform.events[ENLIST_EVENT_ENDED], 1);
  CHECK (!advertises (world));
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_OWNED | ENLIST_ANNOUNCEMENT_BUSY);
}

/* At the limit and one past it */
static void
test_two_minutes (void)
{
  World *world = world_new ();

  world_start (world);
  world_run (world);
  world_disconnect (world);
  CHECK_STATUS (world_restart (world), ENLIST_OK);

  CHECK (advertises (world));
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_OWNED);
  CHECK_NUMBER (tick (world), ENLIST_RUNTIME_ADVERTISING_MS);
  world->platform.now += ENLIST_RUNTIME_ADVERTISING_MS - 1;
  CHECK (advertises (world));
  CHECK_NUMBER (tick (world), 1);
  world->platform.now++;
  CHECK (!advertises (world));
  CHECK_NUMBER (tick (world), ENLIST_LINK_NEVER);
}

/* An assistant that has a link does not lengthen them. */
static void
test_two_minutes_with_a_link (void)
{
  World *world = world_new ();

  world_start (world);
  world_run (world);
  world_disconnect (world);
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  world->platform.now += ENLIST_RUNTIME_ADVERTISING_MS - 5;
  CHECK_STATUS (enlist_runtime_link_up (&world->runtime, 100), ENLIST_OK);
  CHECK_NUMBER (tick (world), 5);
  world->platform.now += 5;
  CHECK (!advertises (world));
  CHECK (tick (world) > 5);
}

static void
test_power_cut_before_end (void)
{
  World *world = commit ();

  world_disconnect (world);
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  CHECK_NUMBER (tick (world), ENLIST_RUNTIME_ADVERTISING_MS);
  world->platform.now += ENLIST_RUNTIME_ADVERTISING_MS;
  CHECK (!advertises (world));
}

static void
test_locked_fuse_alone (void)
{
  World *world = world_new ();

  world->platform.fuse = true;
  world_start (world);
  CHECK_NUMBER (announced_flags (world), ENLIST_ANNOUNCEMENT_OWNED);
  world->platform.now += ENLIST_RUNTIME_ADVERTISING_MS;
  CHECK (!advertises (world));
}

static const TestCase cases[] = {
  { "/device/advertising/10.1.12-unowned", test_unowned },
  { "/device/advertising/10.1.12-from-commit-to-end", test_until_end },
  { "/device/advertising/10.1.12-two-minutes", test_two_minutes },
  { "/device/advertising/10.1.12-two-minutes-with-a-link", test_two_minutes_with_a_link },
  { "/device/advertising/10.1.12-power-cut-before-end", test_power_cut_before_end },
  { "/device/advertising/10.1.9-locked-fuse-alone", test_locked_fuse_alone },
};

TEST_MAIN (cases)
