/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "world.h"

/* Power cuts and failures at every storage operation: always the old state or the new one, and never two
 * owners. */

#define MAX_OPERATIONS 16

static void
check_new (World *world)
{
  EnlistState state;
  EnlistSetting setting;
  EnlistStateIterator iterator;
  EnlistStateKey key;

  world_read_state (world, &state);
  CHECK (state.owned);
  CHECK (state.signature != NULL);
  CHECK (enlist_state_find_setting (&state, "wifi", &setting));
  enlist_state_iterate_keys (&state, &iterator);
  CHECK (enlist_state_next_key (&iterator, &key));
  CHECK (memcmp (key.public_key.data, world->assistant.report_key, 32) == 0);
  CHECK (world->platform.fuse);
  CHECK_NUMBER (world->platform.fuse_key[0], 1);
}

/*
 * Enrolls with one fault; answers whether it happened. The device then comes back, and the assistant goes on
 * with what it remembers until it is through.
 */
static bool
enroll_with_fault (Fault fault, unsigned at)
{
  World *volatile world = world_new ();
  volatile bool cut = false;
  uint8_t key[32];
  bool old;

  test_context ("fault %d at %u", (int) fault, at);
  world_start (world);
  world->platform.fault = fault;
  world->platform.fault_at = at;
  if (setjmp (world->platform.cut) == 0)
    world_run (world);
  else
    cut = true;
  if (!cut && world->platform.operations <= at)
    return false;

  memcpy (key, world->assistant.report_key, sizeof key);
  world->platform.fault = FAULT_NONE;
  if (!cut && world->connected)
    world_disconnect (world);
  old = world->platform.state_size == 0;
  CHECK (!old || !world->platform.fuse);
  CHECK (!old || !world->assistant.done);

  CHECK_STATUS (world_restart (world), ENLIST_OK);
  if (!old)
    check_new (world); /* the start has repaired the fuse */
  if (!world->assistant.done)
    {
      world_run (world);
      CHECK_NUMBER (world->assistant.state_seen, old ? ENLIST_DEVICE_UNOWNED : ENLIST_DEVICE_OWNED);
      CHECK (world->assistant.done_valid);
    }
  check_new (world);
  /* The keys that the assistant saw are kept if the new state is the one that holds. */
  CHECK (old || memcmp (key, world->assistant.report_key, sizeof key) == 0);

  return true;
}

static void
try_everywhere (Fault fault)
{
  unsigned at = 0;

  while (at < MAX_OPERATIONS && enroll_with_fault (fault, at))
    at++;
  CHECK_NUMBER (at, 2); /* the state, the fuse */
}

static void
test_power_cut_before (void)
{
  try_everywhere (FAULT_CUT);
}

static void
test_power_cut_after (void)
{
  try_everywhere (FAULT_CUT_AFTER);
}

static void
test_failure (void)
{
  try_everywhere (FAULT_FAIL);
}

static void
test_failure_with_effect (void)
{
  try_everywhere (FAULT_FAIL_AFTER);
}

static void
test_storage_full (void)
{
  World *world = world_new ();

  /* The write fails: the assistant is told, and the same link may try again. */
  world_start (world);
  world->platform.fault = FAULT_FAIL;
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_STORAGE);
  CHECK_NUMBER (world->platform.state_size, 0);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_UNOWNED);
  assistant_queue (&world->assistant, ENLIST_MESSAGE_OPEN);
  world_settle (world);
  CHECK (world->assistant.done_valid);
}

static void
test_fuse_stuck (void)
{
  World *world = world_new ();

  /* The state holds but the fuse does not lock: no `done` until it does, and no other owner either. */
  world_start (world);
  world->platform.fuse_stuck = true;
  world_run (world);
  CHECK (!world->assistant.done);
  CHECK (!world->connected);
  CHECK_NUMBER (enlist_runtime_state (&world->runtime), ENLIST_DEVICE_OWNED);

  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK_STATUS (world->assistant.failed, ENLIST_E_OWNED);
  world_disconnect (world);

  memset (world->assistant.session, 0xa0, sizeof world->assistant.session);
  world_run (world);
  CHECK (!world->assistant.done);
  world->platform.fuse_stuck = false;
  world_run (world);
  CHECK (world->assistant.done_valid);
  CHECK (world->platform.fuse);
}

/* A second enrollment replaces the first one's state as a whole, or not at all. */
static void
cut_second_enrollment (Fault fault, uint8_t expected_session)
{
  World *volatile world = world_new ();
  EnlistState state;

  test_context ("fault %d", (int) fault);
  application_set_program (&world->application, "[[15, 3], [18, 1, 5], [20, 5], [17, 3]]");
  world_start (world);
  world_run (world);
  CHECK (world->assistant.done_valid);
  world_disconnect (world);

  assistant_new_session (&world->assistant, 0xb0);
  world->assistant.fields = "{3: \"south\"}";
  world->platform.fault = fault;
  world->platform.fault_at = world->platform.operations;
  if (setjmp (world->platform.cut) == 0)
    {
      world_run (world);
      CHECK (!"the power did not go");
    }
  CHECK_STATUS (world_restart (world), ENLIST_OK);
  world_read_state (world, &state);
  CHECK_NUMBER (state.session[0], expected_session);
}

static void
test_unlocked_state_survives (void)
{
  cut_second_enrollment (FAULT_CUT, 0xa0);
  cut_second_enrollment (FAULT_CUT_AFTER, 0xb0);
}

static void
test_damaged_state (void)
{
  World *world = world_new ();

  /* A device that cannot read its state must not go on as if it had no owner. */
  world_start (world);
  world_run (world);
  world_disconnect (world);
  world->platform.fuse = false;
  world->platform.state[world->platform.state_size / 2] ^= 0xff;
  world->platform.state_size--;
  CHECK (world_restart (world) != ENLIST_OK);
  assistant_new_session (&world->assistant, 0xb0);
  world_run (world);
  CHECK_STATUS (world->assistant.refused, ENLIST_E_BUSY);
}

static const TestCase cases[] = {
  { "/device/faults/10.6-power-cut-before", test_power_cut_before },
  { "/device/faults/10.6-power-cut-after", test_power_cut_after },
  { "/device/faults/10.6-failure", test_failure },
  { "/device/faults/10.6-failure-with-effect", test_failure_with_effect },
  { "/device/faults/10.6-storage-full", test_storage_full },
  { "/device/faults/10.6-fuse-stuck", test_fuse_stuck },
  { "/device/faults/10.6-unlocked-state-survives", test_unlocked_state_survives },
  { "/device/faults/10.4-damaged-state", test_damaged_state },
};

TEST_MAIN (cases)
