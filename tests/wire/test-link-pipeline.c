/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "channel.h"
#include "link-frames.h"
#include "lossy-world.h"

/* Messages that do not wait for the former one's acknowledgement (docs/format.md, clauses 10.1.2, 10.1.3) */

static const size_t mtus[] = { 20, 23, 185, 247, 500 };

#define N_MTUS (sizeof mtus / sizeof mtus[0])

static EnlistLink *
new_pipeline (size_t mtu)
{
  EnlistLink *link = frames_new (mtu);

  enlist_link_set_pipeline (link, test_memory (ENLIST_LINK_MAX_MESSAGE));

  return link;
}

/* The hello has been acknowledged. */
static EnlistLink *
new_confirmed (size_t mtu)
{
  EnlistLink *link = new_pipeline (mtu);

  CHECK_STATUS (enlist_link_send (link, frames_text (1, 9)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 0, 0, 4);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);

  return link;
}

/* One window for both; the next message when all of the former has been sent, and never a third one. */
static void
test_window (void)
{
  EnlistLink *link = new_pipeline (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (17 * 2, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  CHECK (!enlist_link_idle (link));
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_E_BUSY);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 20);
  CHECK (enlist_link_idle (link) && !enlist_link_settled (link));

  CHECK_STATUS (enlist_link_send (link, frames_text (0, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_link_send (link, frames_text (4113, 0)), ENLIST_E_TOO_LARGE);
  CHECK_STATUS (enlist_link_send (link, frames_text (17 * 9, 1)), ENLIST_OK);
  CHECK (!enlist_link_idle (link));
  for (uint8_t sequence = 2; sequence < 9; sequence++)
    frames_check_next (link, FRAGMENT, sequence, 0, 20);
  frames_check_none (link);

  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 2, frames_text (0, 0)), ENLIST_OK);
  CHECK (!enlist_link_idle (link));
  frames_check_next (link, FRAGMENT, 9, 0, 20);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 10, frames_text (0, 0)), ENLIST_OK);
  CHECK (!enlist_link_idle (link));
  frames_check_next (link, LAST_FRAGMENT, 10, 0, 20);
  CHECK (enlist_link_idle (link) && !enlist_link_settled (link));
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 2)), ENLIST_OK);
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 3)), ENLIST_E_BUSY);
  frames_check_next (link, LAST_FRAGMENT, 11, 0, 4);
  CHECK (!enlist_link_idle (link));

  /* both at once */
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 12, frames_text (0, 0)), ENLIST_OK);
  CHECK (enlist_link_idle (link) && enlist_link_settled (link));
  CHECK_NUMBER (enlist_link_counters (link)->sent_again, 0);
}

/* Until the first acknowledgement one fragment, of whichever message */
static void
test_first_fragment (void)
{
  EnlistLink *link = new_pipeline (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 0, 0, 4);
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 1)), ENLIST_OK);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 4);
}

/* Both messages go back after a time-out and after a repeat, from what is acknowledged on. */
static void
test_go_back (void)
{
  for (unsigned repeat = 0; repeat < 2; repeat++)
    {
      EnlistLink *link = new_confirmed (20);

      test_context ("repeat %u", repeat);
      CHECK_STATUS (enlist_link_send (link, frames_text (17 * 2, 0)), ENLIST_OK);
      frames_check_next (link, FRAGMENT, 1, 0, 20);
      frames_check_next (link, LAST_FRAGMENT, 2, 0, 20);
      CHECK_STATUS (enlist_link_send (link, frames_text (17 * 2, 1)), ENLIST_OK);
      frames_check_next (link, FRAGMENT, 3, 0, 20);
      frames_check_next (link, LAST_FRAGMENT, 4, 0, 20);
      frames_check_none (link);
      frames_check_wait (link, 0, TIMEOUT_MS);
      if (repeat)
        CHECK_STATUS (frames_receive (link, REPEAT, 0, 2, frames_text (0, 0)), ENLIST_OK);
      else
        {
          CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 2, frames_text (0, 0)), ENLIST_OK);
          frames_check_none (link);
          frames_check_wait (link, 0, TIMEOUT_MS);
          frames_check_wait (link, TIMEOUT_MS, 0);
        }
      frames_check_next (link, LAST_FRAGMENT, 2, 0, 20);
      frames_check_next (link, FRAGMENT, 3, 0, 20);
      frames_check_next (link, LAST_FRAGMENT, 4, 0, 20);
      frames_check_none (link);
      CHECK_NUMBER (enlist_link_counters (link)->sent_again, 3);

      /* One that others have overtaken takes nothing back, one that cannot be is not believed. */
      CHECK_STATUS (frames_receive (link, REPEAT, 0, 1, frames_text (0, 0)), ENLIST_OK);
      frames_check_none (link);
      CHECK_STATUS (frames_receive (link, REPEAT, 0, 6, frames_text (0, 0)), ENLIST_E_RANGE);
      frames_check_none (link);
      CHECK_STATUS (frames_receive (link, REPEAT, 0, 5, frames_text (0, 0)), ENLIST_OK);
      CHECK (enlist_link_settled (link));
      frames_check_none (link);
    }
}

/* One that brings nothing new gives what goes out again the whole time, too. */
static void
test_repeat_restarts_timer (void)
{
  EnlistLink *link = new_confirmed (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 4);
  frames_check_wait (link, 1000, TIMEOUT_MS);
  frames_check_wait (link, 1300, TIMEOUT_MS - 300);
  CHECK_STATUS (frames_receive (link, REPEAT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 4);
  frames_check_wait (link, 1300, TIMEOUT_MS);
}

/* A repeat comes before any fragment of this end's own. */
static void
test_repeat_first (void)
{
  EnlistLink *link = new_confirmed (20);

  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 1, frames_text (5, 1)), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 1, frames_text (6, 2)), ENLIST_E_BUSY);
  frames_check_message (link, frames_text (5, 1));
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, REPEAT, 0, 1, 3);
  frames_check_next (link, LAST_FRAGMENT, 1, 1, 4);
  frames_check_none (link);
}

static void
test_reset (void)
{
  EnlistLink *link = new_confirmed (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 4);
  CHECK_STATUS (enlist_link_send (link, frames_text (100, 1)), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 1, frames_text (5, 1)), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 1, frames_text (6, 2)), ENLIST_E_BUSY);

  enlist_link_reset (link, 0);
  CHECK (enlist_link_idle (link) && enlist_link_settled (link));
  frames_check_next (link, RESET, 0, 0, 4);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (5, 1)), ENLIST_OK);
  frames_check_message (link, frames_text (5, 1));
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 1, 3);

  /* There are two buffers still. */
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 0, 1, 4);
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 1)), ENLIST_OK);
}

/* Two messages of two fragments and three, or one and four, and so on: six frames */
#define PAIR 6

typedef struct {
  uint8_t bytes[PAIR][ENLIST_LINK_MAX_FRAME];
  size_t sizes[PAIR];
  EnlistSlice messages[2];
  unsigned received;
} Pair;

static EnlistLink *
send_pair (Pair *pair, unsigned first)
{
  EnlistLink *link = new_pipeline (20);
  unsigned count = 0;

  /* So that the receiver knows how large a fragment is */
  CHECK_STATUS (enlist_link_send (link, frames_text (18, 9)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 1, 0, 4);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 2, frames_text (0, 0)), ENLIST_OK);

  pair->received = 0;
  for (unsigned i = 0; i < 2; i++)
    {
      pair->messages[i] = frames_text (17 * (i == 0 ? first : PAIR - first) - 3, 40 + i);
      CHECK_STATUS (enlist_link_send (link, pair->messages[i]), ENLIST_OK);
      while (count < PAIR &&
             enlist_link_next_frame (link, pair->bytes[count], sizeof pair->bytes[0], &pair->sizes[count]))
        count++;
    }
  CHECK_NUMBER (count, PAIR);

  return link;
}

static void
take (EnlistLink *receiver, Pair *pair)
{
  EnlistSlice message;

  while (enlist_link_next_message (receiver, &message))
    if (CHECK (pair->received < 2))
      CHECK_BYTES (message, pair->messages[pair->received++]);
}

static bool
move_frames (EnlistLink *from, EnlistLink *to, Pair *pair)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  bool moved = false;
  size_t size;

  while (enlist_link_next_frame (from, frame, sizeof frame, &size))
    {
      moved = true;
      enlist_link_receive (to, test_exact (enlist_slice (frame, size)));
      if (pair != NULL)
        take (to, pair);
    }

  return moved;
}

/* Frames arrive in that order, @lost ones do not; messages are taken at once, or when all have come. */
static void
check_arrival (const uint8_t *order, unsigned first, unsigned lost, bool at_once)
{
  Pair *pair = test_memory (sizeof *pair);
  EnlistLink *sender = send_pair (pair, first), *receiver = frames_new (20);
  EnlistSlice former;
  uint64_t now_ms = 0;
  uint32_t wait_ms;

  CHECK_STATUS (frames_receive (receiver, FRAGMENT, 0, 0, frames_text (17, 9)), ENLIST_OK);
  CHECK_STATUS (frames_receive (receiver, LAST_FRAGMENT, 1, 0, frames_text (1, 9)), ENLIST_OK);
  CHECK (enlist_link_next_message (receiver, &former));
  frames_check_next (receiver, ACKNOWLEDGEMENT, 0, 2, 3);
  for (unsigned i = 0; i < PAIR; i++)
    {
      if ((lost >> order[i] & 1) == 0)
        enlist_link_receive (receiver, enlist_slice (pair->bytes[order[i]], pair->sizes[order[i]]));
      if (at_once)
        take (receiver, pair);
    }
  take (receiver, pair);

  for (unsigned round = 0; round < 20 && !enlist_link_settled (sender); round++)
    {
      bool moved = move_frames (receiver, sender, NULL);

      moved |= move_frames (sender, receiver, pair);
      if (moved)
        continue;
      /* What has only come in another order needs no time-out. */
      CHECK (lost != 0);
      now_ms += 8 * TIMEOUT_MS;
      enlist_link_tick (sender, now_ms, &wait_ms);
      enlist_link_tick (receiver, now_ms, &wait_ms);
    }
  CHECK (enlist_link_settled (sender));
  CHECK_NUMBER (pair->received, 2);
  CHECK_NUMBER (enlist_link_counters (receiver)->malformed, 0);
}

/* The next permutation in lexical order. False: that was the last */
static bool
permute (uint8_t *order)
{
  int i = PAIR - 2, j = PAIR - 1;

  while (i >= 0 && order[i] > order[i + 1])
    i--;
  if (i < 0)
    return false;
  while (order[j] < order[i])
    j--;
  for (uint8_t swapped = order[i], once = 1; once; once = 0)
    {
      order[i] = order[j];
      order[j] = swapped;
    }
  for (int low = i + 1, high = PAIR - 1; low < high; low++, high--)
    {
      uint8_t swapped = order[low];

      order[low] = order[high];
      order[high] = swapped;
    }

  return true;
}

static void
test_every_order (void)
{
  for (unsigned first = 1; first < PAIR; first++)
    {
      uint8_t order[PAIR] = { 0, 1, 2, 3, 4, 5 };

      do
        for (unsigned at_once = 0; at_once < 2; at_once++)
          {
            test_context ("%u fragments first, order %u%u%u%u%u%u", first, order[0], order[1], order[2],
                          order[3], order[4], order[5]);
            check_arrival (order, first, 0, at_once);
          }
      while (permute (order));
    }
}

/* Every set of lost frames, in the order of sending and some others */
static void
test_every_loss (void)
{
  TestRandom random = { 5 };

  for (unsigned first = 1; first < PAIR; first++)
    for (unsigned lost = 0; lost < 1 << PAIR; lost++)
      {
        uint8_t order[PAIR] = { 0, 1, 2, 3, 4, 5 };

        for (unsigned round = 0; round < 10; round++)
          {
            test_context ("%u fragments first, lost %02x, order %u%u%u%u%u%u", first, lost, order[0],
                          order[1], order[2], order[3], order[4], order[5]);
            check_arrival (order, first, lost, round % 2);
            for (unsigned i = test_random_below (&random, 720); i > 0; i--)
              if (!permute (order))
                break;
          }
      }
}

static LossyFault
fault_once (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size)
{
  return number == world->fault_number ? world->fault_kind : LOSSY_PASS;
}

/* In so many of hundred frames; LOSSY_PASS stands for all kinds in turn. */
static LossyFault
fault_at_random (LossyWorld *world, uint64_t number, uint8_t *frame, size_t size)
{
  static const LossyFault kinds[] = { LOSSY_DROP, LOSSY_REPEAT, LOSSY_DELAY, LOSSY_SHUFFLE };
  unsigned dice = test_random_below (&world->random, 100);

  if (dice >= world->fault_number)
    return LOSSY_PASS;

  return world->fault_kind == LOSSY_PASS ? kinds[dice % 4] : world->fault_kind;
}

static const uint16_t messages[] = { 41, 4096, 1, 700, 480, 481, 482, 0, 3, 2000 };
static const uint16_t short_messages[] = { 41, 500, 1, 160, 166, 0, 3, 1200 };
static const uint16_t answers[] = { 33, 500, 1, 0, 90, 1200 };

static LossyWorld *
new_world (size_t mtu, uint64_t seed, unsigned ends)
{
  LossyWorld *world = lossy_world_new ((size_t[]){ mtu, mtu }, seed);

  world->ends[0].sizes = messages;
  world->ends[0].count = sizeof messages / sizeof messages[0];
  world->ends[1].sizes = answers;
  world->ends[1].count = sizeof answers / sizeof answers[0];
  for (unsigned end = 0; end < 2; end++)
    if ((ends >> end & 1) != 0)
      lossy_world_set_pipeline (world, end);

  return world;
}

/* A fault at every frame of a conversation of which one end or both do not wait */
static void
test_fault_at_every_frame (void)
{
  static const LossyFault kinds[] = { LOSSY_DROP, LOSSY_REPEAT, LOSSY_DELAY, LOSSY_SHUFFLE };

  for (size_t i = 0; i < N_MTUS; i++)
    for (unsigned j = 0; j < 4 * 4; j++)
      {
        bool hit = true;

        for (uint64_t number = 0; hit; number++)
          {
            LossyWorld *world = new_world (mtus[i], number, 1 + 2 * (j / 4 % 2));

            test_context ("MTU %zu, frame %u, fault %u, case %u", mtus[i], (unsigned) number, kinds[j % 4],
                          j / 4);
            world->ends[0].sizes = short_messages;
            world->ends[0].count = sizeof short_messages / sizeof short_messages[0];
            world->ends[1].slow = j / 8;
            world->fault = fault_once;
            world->fault_number = number;
            world->fault_kind = kinds[j % 4];
            CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
            hit = world->frames > number;
            lossy_world_free (world);
          }
      }
}

typedef struct {
  unsigned worlds;
  uint64_t repeats;
  uint64_t held_back;
} Sum;

static void
run_at_random (size_t mtu, uint64_t seed, unsigned ends, Sum *sum)
{
  LossyWorld *world = new_world (mtu, seed, ends);

  test_context ("MTU %zu, seed %u, pipelining %u", mtu, (unsigned) seed, ends);
  world->ends[0].slow = seed % 5 == 0;
  world->ends[1].slow = seed % 3 == 0;
  if (seed % 4 == 0)
    lossy_world_set_capacity (world, 1, 4096 + ENLIST_CHANNEL_OVERHEAD);
  world->fault = fault_at_random;
  world->fault_kind = (LossyFault) test_random_below (&world->random, LOSSY_DAMAGE);
  /* With more loss a link gives up at times, as it should. */
  world->fault_number = test_random_below (&world->random, world->fault_kind == LOSSY_DROP ? 25 : 80);
  CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
  sum->worlds++;
  for (unsigned i = 0; i < 2; i++)
    {
      const EnlistLinkCounters *counters = enlist_link_counters (&world->ends[i].link);

      CHECK_NUMBER (counters->malformed, 0);
      sum->held_back += counters->held_back;
    }
  lossy_world_free (world);
}

static void
test_seeds (void)
{
  Sum sum = { 0 };

  for (size_t i = 0; i < N_MTUS; i++)
    for (uint64_t seed = 1; seed <= 60; seed++)
      for (unsigned ends = 0; ends < 4; ends++)
        run_at_random (mtus[i], seed, ends, &sum);
  printf ("# %u worlds, %u fragments held back\n", sum.worlds, (unsigned) sum.held_back);
  CHECK (sum.held_back > 1000);
}

/* An end that takes 1040 bytes, where a fragment of the next message may lie beyond its buffer */
static void
test_small_capacity (void)
{
  static const uint16_t sizes[] = { 1024, 1024, 5, 1023, 1, 980, 1024, 700, 1024 };

  for (size_t i = 0; i < N_MTUS; i++)
    for (uint64_t seed = 1; seed <= 60; seed++)
      {
        LossyWorld *world = new_world (mtus[i], seed, 1);

        test_context ("MTU %zu, seed %u", mtus[i], (unsigned) seed);
        lossy_world_set_capacity (world, 1, 1040);
        world->ends[0].sizes = sizes;
        world->ends[0].count = sizeof sizes / sizeof sizes[0];
        world->ends[1].count = 0;
        world->fault = fault_at_random;
        world->fault_number = 50;
        world->fault_kind = seed % 2 == 0 ? LOSSY_PASS : LOSSY_SHUFFLE;
        CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
        CHECK_NUMBER (enlist_link_counters (&world->ends[1].link)->malformed, 0);
        lossy_world_free (world);
      }
}

/* What it is for: no pause between two messages. Small ones over a long way take a fraction of the time. */
static void
test_no_pause (void)
{
  uint64_t took[2];

  for (unsigned ends = 0; ends < 2; ends++)
    {
      static uint16_t sizes[100];
      LossyWorld *world = new_world (500, 1, ends);

      for (unsigned i = 0; i < 100; i++)
        sizes[i] = 900;
      world->ends[0].sizes = sizes;
      world->ends[0].count = 100;
      world->ends[1].count = 0;
      CHECK_NUMBER (lossy_world_run (world), LOSSY_DONE);
      CHECK_NUMBER (enlist_link_counters (&world->ends[0].link)->sent_again, 0);
      CHECK_NUMBER (enlist_link_counters (&world->ends[1].link)->held_back, 0);
      took[ends] = world->now_ms - 1000000;
      lossy_world_free (world);
    }
  printf ("# 100 messages of two fragments: %u ms, %u ms with a second buffer\n", (unsigned) took[0],
          (unsigned) took[1]);
  CHECK (took[1] * 3 < took[0] * 2);
}

static const TestCase cases[] = {
  { "/wire/link/pipeline/10.1.2-window", test_window },
  { "/wire/link/pipeline/10.1.2-first-fragment", test_first_fragment },
  { "/wire/link/pipeline/10.1.2-no-pause", test_no_pause },
  { "/wire/link/pipeline/10.1.3-repeat-first", test_repeat_first },
  { "/wire/link/pipeline/10.1.3-every-order", test_every_order },
  { "/wire/link/pipeline/10.1.3-every-loss", test_every_loss },
  { "/wire/link/pipeline/10.1.4-go-back", test_go_back },
  { "/wire/link/pipeline/10.1.4-repeat-restarts-timer", test_repeat_restarts_timer },
  { "/wire/link/pipeline/10.1.5-reset", test_reset },
  { "/wire/link/pipeline/10.1-fault-at-every-frame", test_fault_at_every_frame },
  { "/wire/link/pipeline/10.1-seeds", test_seeds },
  { "/wire/link/pipeline/10.1-small-capacity", test_small_capacity },
};

TEST_MAIN (cases)
