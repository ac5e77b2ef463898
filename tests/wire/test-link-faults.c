/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "channel.h"
#include "lossy-world.h"
#include "test.h"

static const size_t mtus[] = { 20, 23, 185, 247, 500 };

#define N_MTUS (sizeof mtus / sizeof mtus[0])
#define MAX_MESSAGES 4000

static LossyWorld *
new_world (size_t mtu, uint64_t seed)
{
  return lossy_world_new ((size_t[]){ mtu, mtu }, seed);
}

static void
set_messages (LossyWorld *world, const uint16_t *sizes, unsigned count, const uint16_t *answers,
              unsigned n_answers)
{
  world->ends[0].sizes = sizes;
  world->ends[0].count = count;
  world->ends[1].sizes = answers;
  world->ends[1].count = n_answers;
}

static unsigned
count_of (const LossyWorld *world, size_t offset_of_counter)
{
  unsigned count = 0;

  for (unsigned i = 0; i < 2; i++)
    count += *(const uint32_t *) ((const uint8_t *) enlist_link_counters (&world->ends[i].link) +
                                  offset_of_counter);

  return count;
}

#define COUNT_OF(world, counter) count_of (world, offsetof (EnlistLinkCounters, counter))

/* Sizes around every edge, both ways at once, on a transport that does its work */
static void
test_every_size (void)
{
  for (size_t i = 0; i < N_MTUS; i++)
    {
      int fragment = (int) mtus[i] - ENLIST_LINK_HEADER_SIZE;
      uint16_t sizes[32];
      unsigned count = 0;
      LossyWorld *world = new_world (mtus[i], 1);

      test_context ("MTU %zu", mtus[i]);
      for (int fragments = 1; fragments <= 9; fragments += 1 + 6 * (fragments == 2))
        for (int more = -1; more <= 1; more++)
          {
            int size = fragments * fragment + more - ENLIST_CHANNEL_OVERHEAD;

            if (size >= 0 && size <= ENLIST_CHANNEL_MAX_PLAINTEXT)
              sizes[count++] = (uint16_t) size;
          }
      sizes[count++] = 0;
      sizes[count++] = ENLIST_CHANNEL_MAX_PLAINTEXT - 1;
      sizes[count++] = ENLIST_CHANNEL_MAX_PLAINTEXT;
      set_messages (world, sizes, count, sizes, count);
      CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
      CHECK_NUMBER (COUNT_OF (world, sent_again), 0);
      CHECK_NUMBER (COUNT_OF (world, duplicates), 0);
      CHECK_NUMBER (COUNT_OF (world, malformed), 0);
      CHECK_NUMBER (COUNT_OF (world, out_of_window), 0);
      CHECK_NUMBER (COUNT_OF (world, held_back), 0);
      lossy_world_free (world);
    }
}

static void
test_different_mtus (void)
{
  static const uint16_t sizes[] = { 1, 4096, 200, 4000, 30 };

  for (size_t i = 0; i < N_MTUS; i++)
    for (size_t j = 0; j < N_MTUS; j++)
      {
        LossyWorld *world = lossy_world_new ((size_t[]){ mtus[i], mtus[j] }, 1);

        set_messages (world, sizes, 5, sizes, 5);
        CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
        lossy_world_free (world);
      }
}

static LossyFault
fault_once (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size)
{
  if (number != world->fault_number)
    return LOSSY_PASS;
  if (world->fault_kind == LOSSY_DAMAGE)
    frame[world->fault_byte % size] ^= (uint8_t) (1 + test_random_below (&world->random, 255));

  return world->fault_kind;
}

static const uint16_t conversation[] = { 41, 4096, 100, 700 };
static const uint16_t answers[] = { 33, 500, 1 };

static LossyWorld *
new_conversation (size_t mtu, uint64_t number, LossyFault kind, size_t byte)
{
  LossyWorld *world = new_world (mtu, number * 256 + byte);

  test_context ("MTU %zu, frame %u, fault %u, byte %zu", mtu, (unsigned) number, kind, byte);
  set_messages (world, conversation, 4, answers, 3);
  world->fault = fault_once;
  world->fault_number = number;
  world->fault_kind = kind;
  world->fault_byte = byte;

  return world;
}

/* The fault at the first frame, at the second, and so on until there is none left to hit */
static void
fault_at_every_frame (LossyFault kind)
{
  for (size_t i = 0; i < N_MTUS; i++)
    {
      uint64_t number = 0;
      bool hit;

      do
        {
          LossyWorld *world = new_conversation (mtus[i], number++, kind, 0);
          CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
          CHECK (kind != LOSSY_REPEAT || COUNT_OF (world, sent_again) == 0);
          hit = world->frames > world->fault_number;
          lossy_world_free (world);
        }
      while (hit);
      CHECK (number > 4096 / mtus[i]);
    }
}

static void
test_drop_every_frame (void)
{
  fault_at_every_frame (LOSSY_DROP);
}

static void
test_repeat_every_frame (void)
{
  fault_at_every_frame (LOSSY_REPEAT);
}

static void
test_delay_every_frame (void)
{
  fault_at_every_frame (LOSSY_DELAY);
}

/* One end gives the channel up, tells the other, and both begin again, as a session does. */
static void
check_recovery (LossyWorld *world)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME], reason;
  size_t size = 0;

  world->fault = NULL;
  memset (world->flights, 0, sizeof world->flights);
  enlist_link_reset (&world->ends[0].link, ENLIST_E_DECRYPT);
  CHECK (enlist_link_next_frame (&world->ends[0].link, frame, sizeof frame, &size));
  CHECK_STATUS (enlist_link_receive (&world->ends[1].link, enlist_slice (frame, size)), ENLIST_OK);
  CHECK (enlist_link_take_reset (&world->ends[1].link, &reason));
  enlist_link_take_reset (&world->ends[0].link, &reason);
  lossy_world_rekey (world);
  CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
}

static void
test_damage_every_frame (void)
{
  unsigned outcomes[LOSSY_WRONG + 1] = { 0 };

  for (size_t i = 0; i < N_MTUS; i++)
    for (size_t byte = 0; byte < 5; byte++)
      {
        uint64_t number = 0;
        bool hit;

        do
          {
            LossyWorld *world = new_conversation (mtus[i], number++, LOSSY_DAMAGE, byte);
            LossyOutcome outcome = lossy_world_run (world);

            hit = world->frames > world->fault_number;
            outcomes[outcome]++;
            if (outcome != LOSSY_DONE)
              check_recovery (world);
            lossy_world_free (world);
          }
        while (hit);
      }
  printf ("# %u whole, %u damaged, %u stalled, %u timed out, %u reset\n", outcomes[LOSSY_DONE],
          outcomes[LOSSY_DAMAGED], outcomes[LOSSY_STALLED], outcomes[LOSSY_TIMED_OUT], outcomes[LOSSY_RESET]);
  CHECK_NUMBER (outcomes[LOSSY_WRONG], 0);
  CHECK (outcomes[LOSSY_DONE] > 0 && outcomes[LOSSY_DAMAGED] > 0);
}

static LossyFault
fault_at_random (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size)
{
  unsigned dice = test_random_below (&world->random, 100);

  if (dice < 15)
    return LOSSY_DROP;
  if (dice < 25)
    return LOSSY_REPEAT;

  return dice < 45 ? LOSSY_DELAY : LOSSY_PASS;
}

static void
test_bad_transport (void)
{
  for (size_t i = 0; i < N_MTUS; i++)
    for (uint64_t seed = 1; seed <= 8; seed++)
      {
        LossyWorld *world = new_world (mtus[i], seed);
        uint16_t sizes[2][20];

        test_context ("MTU %zu, seed %u", mtus[i], (unsigned) seed);
        for (unsigned j = 0; j < 40; j++)
          sizes[j / 20][j % 20] =
              (uint16_t) test_random_below (&world->random, ENLIST_CHANNEL_MAX_PLAINTEXT + 1);
        set_messages (world, sizes[0], 20, sizes[1], 20);
        world->fault = fault_at_random;
        CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
        CHECK (COUNT_OF (world, sent_again) > 0 && COUNT_OF (world, duplicates) > 0);
        CHECK_NUMBER (COUNT_OF (world, malformed), 0);
        lossy_world_free (world);
      }
}

/* Sequence numbers come round many times, with and without loss */
static void
test_wrap_around (void)
{
  static uint16_t sizes[MAX_MESSAGES];

  for (unsigned lossy = 0; lossy < 2; lossy++)
    {
      LossyWorld *world = new_world (23, 77 + lossy);

      for (unsigned i = 0; i < MAX_MESSAGES; i++)
        sizes[i] = (uint16_t) test_random_below (&world->random, 60);
      set_messages (world, sizes, MAX_MESSAGES, sizes, MAX_MESSAGES / 2);
      world->fault = lossy ? fault_at_random : NULL;
      CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
      CHECK (COUNT_OF (world, received) > 256 * 30);
      lossy_world_free (world);
    }
}

static LossyFault
drop_all (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size)
{
  return LOSSY_DROP;
}

static void
test_silence (void)
{
  LossyWorld *world = new_world (185, 1);

  set_messages (world, conversation, 4, answers, 3);
  world->fault = drop_all;
  CHECK_NUMBER (lossy_world_run (world), LOSSY_TIMED_OUT);
  CHECK (world->now_ms > 1000000 + 60 * LOSSY_TIMEOUT_MS);
  check_recovery (world);
  lossy_world_free (world);
}

static const TestCase cases[] = {
  { "/wire/link/10.1-every-size", test_every_size },
  { "/wire/link/10.1-different-mtus", test_different_mtus },
  { "/wire/link/10.1-drop-every-frame", test_drop_every_frame },
  { "/wire/link/10.1-repeat-every-frame", test_repeat_every_frame },
  { "/wire/link/10.1-delay-every-frame", test_delay_every_frame },
  { "/wire/link/10.1-damage-every-frame", test_damage_every_frame },
  { "/wire/link/10.1-bad-transport", test_bad_transport },
  { "/wire/link/10.1-wrap-around", test_wrap_around },
  { "/wire/link/10.1-silence", test_silence },
};

TEST_MAIN (cases)
