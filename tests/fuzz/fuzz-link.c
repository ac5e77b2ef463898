/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz.h"
#include "link.h"

#define TIMEOUT_MS 1000
#define FLIGHTS 24
#define MAX_AGE 200 /* frames after which one that is still under way is lost: numbers come round */
#define MAX_ROUNDS 20000

/* Frames that one end has sent and the other has not got yet */
typedef struct {
  uint8_t bytes[ENLIST_LINK_MAX_FRAME];
  size_t size;
  uint32_t number;
} Flight;

typedef struct {
  EnlistLink link;
  uint8_t send_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t second_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint8_t receive_buffer[ENLIST_LINK_MAX_MESSAGE];
  uint32_t sent; /* messages */
  uint32_t received;
  Flight flights[FLIGHTS];
  unsigned flight_count;
} End;

typedef struct {
  End ends[2];
  uint32_t frames;
  uint64_t now_ms;
} World;

/* Everything about a message follows from its number. */
static size_t
message_size (uint32_t number)
{
  static const uint16_t sizes[] = { 1, 60, 17, 300, 18, 1040, 2, 34, 497, 1024, 4112, 5, 16, 800 };

  return sizes[number % (sizeof sizes / sizeof sizes[0])];
}

static EnlistSlice
write_message (uint8_t  *bytes,
               unsigned  end,
               uint32_t  number)
{
  size_t size = message_size (number);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (i * 7 + i / 256 + number * 31 + end * 101);

  return enlist_slice (bytes, size);
}

static void
send (World    *world,
      unsigned  index)
{
  static uint8_t bytes[ENLIST_LINK_MAX_MESSAGE];
  End *end = &world->ends[index];
  bool idle = enlist_link_idle (&end->link);
  EnlistStatus status = enlist_link_send (&end->link, write_message (bytes, index, end->sent));

  fuzz_require (status == (idle ? ENLIST_OK : ENLIST_E_BUSY));
  end->sent += idle;
}

static void
launch (World    *world,
        unsigned  index)
{
  End *end = &world->ends[index];
  Flight *flight = &end->flights[end->flight_count];

  if (end->flight_count == FLIGHTS
      || !enlist_link_next_frame (&end->link, flight->bytes, sizeof flight->bytes, &flight->size))
    return;
  flight->number = world->frames++;
  end->flight_count++;
}

static void
take (World    *world,
      unsigned  index)
{
  static uint8_t bytes[ENLIST_LINK_MAX_MESSAGE];
  End *end = &world->ends[index];
  EnlistSlice message;

  while (enlist_link_next_message (&end->link, &message))
    {
      fuzz_require (end->received < world->ends[1 - index].sent);
      fuzz_require (enlist_slice_equal (message, write_message (bytes, 1 - index, end->received)));
      end->received++;
    }
}

/* What @index has sent arrives at the other end, or is lost. */
static void
land (World    *world,
      unsigned  index,
      unsigned  which,
      bool      arrives,
      bool      stays)
{
  End *end = &world->ends[index];
  Flight *flight;

  if (end->flight_count == 0)
    return;
  flight = &end->flights[which % end->flight_count];
  if (world->frames - flight->number > MAX_AGE)
    arrives = stays = false;
  if (arrives)
    enlist_link_receive (&world->ends[1 - index].link, enlist_slice (flight->bytes, flight->size));
  if (stays)
    return;
  end->flight_count--;
  memmove (flight, flight + 1, (size_t) (&end->flights[end->flight_count] - flight) * sizeof *flight);
}

/* False: an end has given up. */
static bool
pass_time (World    *world,
           unsigned  ms)
{
  uint32_t wait_ms;

  world->now_ms += ms;
  for (unsigned i = 0; i < 2; i++)
    if (enlist_link_tick (&world->ends[i].link, world->now_ms, &wait_ms) != ENLIST_OK)
      return false;

  return true;
}

/* From here on nothing is lost: everything arrives. */
static void
settle (World *world)
{
  for (unsigned round = 0;; round++)
    {
      bool moved = false;

      fuzz_require (round < MAX_ROUNDS);
      for (unsigned i = 0; i < 2; i++)
        {
          take (world, i);
          launch (world, i);
          moved |= world->ends[i].flight_count > 0;
          land (world, i, 0, true, false);
        }
      if (moved)
        continue;
      if (enlist_link_settled (&world->ends[0].link) && enlist_link_settled (&world->ends[1].link))
        break;
      if (!pass_time (world, 8 * TIMEOUT_MS))
        return;
    }
  for (unsigned i = 0; i < 2; i++)
    fuzz_require (world->ends[i].received == world->ends[1 - i].sent);
}

static void
begin (World   *world,
       uint8_t  choice)
{
  static const uint16_t mtus[] = { 20, 23, 128, 500 };

  memset (world, 0, sizeof *world);
  for (unsigned i = 0; i < 2; i++)
    {
      End *end = &world->ends[i];

      fuzz_require (enlist_link_init (&end->link, mtus[choice >> (2 + 2 * i) & 3], TIMEOUT_MS,
                                      end->send_buffer, end->receive_buffer)
                    == ENLIST_OK);
      if ((choice >> i & 1) != 0)
        enlist_link_set_pipeline (&end->link, end->second_buffer);
    }
}

/* Two honest ends, and between them a transport that does what the input says */
static void
play (EnlistSlice input)
{
  static World world;

  begin (&world, input.data[0]);
  for (size_t i = 1; i < input.size; i++)
    {
      unsigned index = input.data[i] & 1, number = input.data[i] >> 4;

      switch (input.data[i] >> 1 & 7)
        {
        case 0: send (&world, index); break;
        case 1: launch (&world, index); break;
        case 2: land (&world, index, number, true, false); break;
        case 3: land (&world, index, number, true, true); break;
        case 4: land (&world, index, number, false, false); break;
        case 5: take (&world, index); break;
        default:
          if (!pass_time (&world, number * 100))
            return;
        }
    }
  settle (&world);
}

/* Anything at all arrives: a byte of size, then a frame, and so on; before each the end may send. */
static void
receive_anything (EnlistSlice input)
{
  static World world;
  End *end = &world.ends[0];
  uint8_t frame[ENLIST_LINK_MAX_FRAME], reason;
  EnlistSlice message;
  size_t size;

  begin (&world, input.data[0]);
  for (size_t i = 1; i < input.size; i += size)
    {
      send (&world, 0);
      while (enlist_link_next_frame (&end->link, frame, sizeof frame, &size))
        fuzz_require (size >= ENLIST_LINK_HEADER_SIZE && size <= ENLIST_LINK_MAX_FRAME);
      size = input.data[i++];
      if (size > input.size - i)
        size = input.size - i;
      enlist_link_receive (&end->link, enlist_slice (input.data + i, size));
      enlist_link_take_reset (&end->link, &reason);
      if (size % 3 != 0 && enlist_link_next_message (&end->link, &message))
        fuzz_require (message.size >= 1 && message.size <= ENLIST_LINK_MAX_MESSAGE);
      if (!pass_time (&world, 100))
        return;
    }
}

/* The first byte says which of the two games the rest is for, the second what the ends are. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  if (size < 3)
    return 0;
  if (data[0] % 2 == 0)
    play (enlist_slice (data + 1, size - 1));
  else
    receive_anything (enlist_slice (data + 1, size - 1));

  return 0;
}
