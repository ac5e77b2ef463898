/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "lossy-world.h"

#include "channel.h"
#include "crypto-sodium.h"

#include <stdlib.h>

static const EnlistSlice nothing = { NULL, 0 };

static void
write_plaintext (uint8_t *bytes, size_t size, unsigned end, unsigned number)
{
  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (i * 13 + i / 256 * 5 + number * 17 + end * 101);
}

LossyWorld *
lossy_world_new (const size_t mtus[2], uint64_t seed)
{
  LossyWorld *world = calloc (1, sizeof *world);

  world->random.state = seed;
  world->now_ms = 1000000;
  for (unsigned i = 0; i < 2; i++)
    {
      LossyEnd *end = &world->ends[i];

      end->send_buffer = malloc (ENLIST_LINK_MAX_MESSAGE);
      end->receive_buffer = malloc (ENLIST_LINK_MAX_MESSAGE);
      CHECK_STATUS (
          enlist_link_init (&end->link, mtus[i], LOSSY_TIMEOUT_MS, end->send_buffer, end->receive_buffer),
          ENLIST_OK);
    }
  lossy_world_rekey (world);

  return world;
}

void
lossy_world_free (LossyWorld *world)
{
  for (unsigned i = 0; i < 2; i++)
    {
      free (world->ends[i].send_buffer);
      free (world->ends[i].second_buffer);
      free (world->ends[i].receive_buffer);
    }
  free (world);
}

void
lossy_world_set_capacity (LossyWorld *world, unsigned end, size_t capacity)
{
  LossyEnd *limited = &world->ends[end];

  limited->send_buffer = realloc (limited->send_buffer, capacity);
  limited->receive_buffer = realloc (limited->receive_buffer, capacity);
  limited->link.sender.messages[0].buffer = limited->send_buffer;
  limited->link.receiver.buffer = limited->receive_buffer;
  enlist_link_set_capacity (&limited->link, capacity, capacity);
}

void
lossy_world_set_pipeline (LossyWorld *world, unsigned end)
{
  world->ends[end].second_buffer = malloc (ENLIST_LINK_MAX_MESSAGE);
  enlist_link_set_pipeline (&world->ends[end].link, world->ends[end].second_buffer);
}

void
lossy_world_rekey (LossyWorld *world)
{
  for (unsigned i = 0; i < 2; i++)
    {
      EnlistNoiseCipher *cipher = &world->ends[i].send_cipher;

      test_random_fill (&world->random, cipher->key, sizeof cipher->key);
      cipher->nonce = 0;
      world->ends[1 - i].receive_cipher = *cipher;
      world->ends[i].sent = 0;
      world->ends[i].received = 0;
    }
}

static void
put_flight (LossyWorld *world, unsigned to, const uint8_t *frame, size_t size, uint64_t delay_ms)
{
  for (size_t i = 0; i < LOSSY_MAX_FLIGHTS; i++)
    {
      LossyFlight *flight = &world->flights[i];

      if (flight->used)
        continue;
      flight->used = true;
      flight->to = to;
      flight->due_ms = world->now_ms + delay_ms;
      flight->number = world->frames;
      flight->size = size;
      memcpy (flight->bytes, frame, size);
      return;
    }
  CHECK (!"room for another frame under way");
}

static void
transmit (LossyWorld *world, unsigned to, uint8_t *frame, size_t size)
{
  LossyFault fault = world->fault != NULL ? world->fault (world, world->frames, frame, size) : LOSSY_PASS;
  unsigned delay_ms = LOSSY_LATENCY_MS;

  if (fault == LOSSY_DELAY)
    delay_ms += 5;
  if (fault == LOSSY_SHUFFLE)
    delay_ms += test_random_below (&world->random, 30);
  if (fault != LOSSY_DROP)
    put_flight (world, to, frame, size, delay_ms);
  if (fault == LOSSY_REPEAT)
    put_flight (world, to, frame, size, LOSSY_LATENCY_MS + 3);
  world->frames++;
}

/* In the link's own buffer where there is only one */
static void
send_next (LossyEnd *end, unsigned index)
{
  uint8_t apart[ENLIST_LINK_MAX_MESSAGE];
  uint8_t *bytes = end->second_buffer != NULL ? apart : end->send_buffer;
  size_t size;

  if (end->sent == end->count || !enlist_link_idle (&end->link))
    return;
  size = end->sizes[end->sent];
  write_plaintext (bytes, size, index, end->sent);
  CHECK_STATUS (enlist_noise_cipher_seal (&end->send_cipher, enlist_crypto_sodium (), nothing,
                                          enlist_slice (bytes, size), bytes),
                ENLIST_OK);
  CHECK_STATUS (enlist_link_send (&end->link, enlist_slice (bytes, size + ENLIST_CHANNEL_OVERHEAD)),
                ENLIST_OK);
  end->sent++;
}

/* As the header of the link says: frames first, then the clock */
static LossyOutcome
pump (LossyWorld *world, unsigned index)
{
  LossyEnd *end = &world->ends[index];
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  EnlistStatus status;
  uint32_t wait_ms;
  size_t size;

  do
    {
      send_next (end, index);
      while (enlist_link_next_frame (&end->link, frame, sizeof frame, &size))
        {
          transmit (world, 1 - index, frame, size);
          send_next (end, index);
        }
      status = enlist_link_tick (&end->link, world->now_ms, &wait_ms);
    }
  while (status == ENLIST_OK && wait_ms == 0);
  end->wake_ms = wait_ms == ENLIST_LINK_NEVER ? UINT64_MAX : world->now_ms + wait_ms;
  if (end->take_ms > 0 && end->take_ms < end->wake_ms)
    end->wake_ms = end->take_ms;

  return status == ENLIST_OK ? LOSSY_DONE : LOSSY_TIMED_OUT;
}

/* Whether an end that is slow leaves what has come where it is */
static bool
dawdles (LossyWorld *world, LossyEnd *end)
{
  bool waits = end->link.receiver.size > 0 && !end->link.receiver.taken;

  if (!end->slow || !waits)
    return false;
  if (end->take_ms == 0)
    end->take_ms = world->now_ms + 1 + test_random_below (&world->random, 60);
  if (world->now_ms < end->take_ms)
    return true;
  end->take_ms = 0;

  return false;
}

static LossyOutcome
take_messages (LossyWorld *world, unsigned index)
{
  LossyEnd *end = &world->ends[index];
  uint8_t expected[ENLIST_CHANNEL_MAX_PLAINTEXT], opened[ENLIST_CHANNEL_MAX_PLAINTEXT];
  EnlistSlice message;
  uint8_t reason;

  if (enlist_link_take_reset (&end->link, &reason))
    return LOSSY_RESET;
  if (dawdles (world, end))
    return LOSSY_DONE;

  while (enlist_link_next_message (&end->link, &message))
    {
      size_t size;

      if (enlist_noise_cipher_open (&end->receive_cipher, enlist_crypto_sodium (), nothing, message,
                                    opened) != ENLIST_OK)
        return LOSSY_DAMAGED;
      size = message.size - ENLIST_CHANNEL_OVERHEAD;
      if (end->received == world->ends[1 - index].count ||
          size != world->ends[1 - index].sizes[end->received])
        return LOSSY_WRONG;
      write_plaintext (expected, size, 1 - index, end->received);
      if (memcmp (expected, opened, size) != 0)
        return LOSSY_WRONG;
      end->received++;
    }

  return LOSSY_DONE;
}

static LossyFlight *
next_flight (LossyWorld *world)
{
  LossyFlight *next = NULL;

  for (size_t i = 0; i < LOSSY_MAX_FLIGHTS; i++)
    {
      LossyFlight *flight = &world->flights[i];

      if (flight->used && (next == NULL || flight->due_ms < next->due_ms ||
                           (flight->due_ms == next->due_ms && flight->number < next->number)))
        next = flight;
    }

  return next;
}

static bool
all_arrived (const LossyWorld *world)
{
  for (unsigned i = 0; i < 2; i++)
    if (world->ends[i].received != world->ends[1 - i].count || !enlist_link_settled (&world->ends[i].link))
      return false;

  return true;
}

/* Whatever comes next: a frame arrives, or an end wakes up */
static LossyOutcome
take_step (LossyWorld *world)
{
  LossyFlight *flight = next_flight (world);
  unsigned index = world->ends[0].wake_ms <= world->ends[1].wake_ms ? 0 : 1;
  uint64_t wake_ms = world->ends[index].wake_ms;
  LossyOutcome outcome;
  uint8_t *exact;

  if (flight == NULL && wake_ms == UINT64_MAX)
    return LOSSY_STALLED;
  if (flight == NULL || wake_ms < flight->due_ms)
    {
      world->now_ms = wake_ms;
      outcome = take_messages (world, index);
      return outcome == LOSSY_DONE ? pump (world, index) : outcome;
    }

  index = flight->to;
  world->now_ms = flight->due_ms;
  exact = malloc (flight->size); /* for AddressSanitizer to see the first byte too many */
  memcpy (exact, flight->bytes, flight->size);
  enlist_link_receive (&world->ends[index].link, enlist_slice (exact, flight->size));
  free (exact);
  flight->used = false;
  outcome = take_messages (world, index);

  return outcome == LOSSY_DONE ? pump (world, index) : outcome;
}

LossyOutcome
lossy_world_run (LossyWorld *world)
{
  LossyOutcome outcome = LOSSY_DONE;

  for (unsigned i = 0; i < 2 && outcome == LOSSY_DONE; i++)
    outcome = pump (world, i);
  while (outcome == LOSSY_DONE && !all_arrived (world))
    outcome = take_step (world);

  return outcome;
}
