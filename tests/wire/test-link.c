/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-frames.h"

static void
test_limits (void)
{
  uint8_t buffer[ENLIST_LINK_MAX_MESSAGE];
  EnlistLink *link = frames_new (20);
  EnlistLink refused;

  CHECK_STATUS (enlist_link_init (&refused, ENLIST_LINK_MIN_FRAME - 1, TIMEOUT_MS, buffer, buffer),
                ENLIST_E_RANGE);
  CHECK_STATUS (enlist_link_init (&refused, 20, 3, buffer, buffer), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_link_init (&refused, 20, 4, buffer, buffer), ENLIST_OK);

  CHECK_STATUS (enlist_link_send (link, frames_text (0, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_link_send (link, frames_text (4113, 0)), ENLIST_E_TOO_LARGE);
  CHECK (enlist_link_idle (link));
  CHECK_STATUS (enlist_link_send (link, frames_text (4112, 0)), ENLIST_OK);
  CHECK (!enlist_link_idle (link));
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_E_BUSY);

  link = frames_new (512);
  CHECK_STATUS (enlist_link_send (link, frames_text (4112, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 500);
}

static void
test_small_capacity (void)
{
  EnlistLink *link = frames_new (20);
  uint8_t *frame = test_memory (4);
  size_t size = 0;

  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  CHECK (!enlist_link_next_frame (link, frame, 3, &size));
  CHECK (enlist_link_next_frame (link, frame, 4, &size));
  CHECK_NUMBER (size, 4);

  enlist_link_reset (link, 0);
  CHECK (!enlist_link_next_frame (link, frame, 3, &size));
  CHECK (enlist_link_next_frame (link, frame, 4, &size));

  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (1, 0)), ENLIST_OK);
  CHECK (!enlist_link_next_frame (link, frame, 2, &size));
  CHECK (enlist_link_next_frame (link, frame, 3, &size));
}

/* One fragment until the first acknowledgement, then eight, and the next message after the last */
static void
test_window (void)
{
  EnlistLink *link = frames_new (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (17 * 12 + 1, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  for (uint8_t sequence = 1; sequence <= 8; sequence++)
    frames_check_next (link, FRAGMENT, sequence, 0, 20);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 5, frames_text (0, 0)), ENLIST_OK);
  for (uint8_t sequence = 9; sequence <= 11; sequence++)
    frames_check_next (link, FRAGMENT, sequence, 0, 20);
  frames_check_next (link, LAST_FRAGMENT, 12, 0, 4);
  frames_check_none (link);

  /* overtaken acknowledgements take nothing back */
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 3, frames_text (0, 0)), ENLIST_OK);
  CHECK (!enlist_link_idle (link));
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 13, frames_text (0, 0)), ENLIST_OK);
  CHECK (enlist_link_idle (link));
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 13, 0, 4);
}

static void
test_send_in_place (void)
{
  EnlistLink link;
  uint8_t *buffer = test_memory (ENLIST_LINK_MAX_MESSAGE);
  uint8_t frame[20];
  size_t size;

  CHECK_STATUS (enlist_link_init (&link, 20, TIMEOUT_MS, buffer, test_memory (ENLIST_LINK_MAX_MESSAGE)),
                ENLIST_OK);
  memcpy (buffer, "in place", 8);
  CHECK_STATUS (enlist_link_send (&link, enlist_slice (buffer, 8)), ENLIST_OK);
  CHECK (enlist_link_next_frame (&link, frame, sizeof frame, &size));
  CHECK_BYTES (enlist_slice (frame + 3, size - 3), enlist_slice_text ("in place"));
}

/* At once: the first of a link, every fourth, the last of a message, repeated, out of order. Else later. */
static void
test_acknowledgement (void)
{
  EnlistLink *link = frames_new (20);
  EnlistSlice fragment = frames_text (10, 0);
  uint8_t sequence;

  CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 0, fragment), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 1, 3);
  frames_check_none (link);
  frames_check_wait (link, 1000, ENLIST_LINK_NEVER);

  for (sequence = 1; sequence <= 3; sequence++)
    {
      CHECK_STATUS (frames_receive (link, FRAGMENT, sequence, 0, fragment), ENLIST_OK);
      frames_check_none (link);
    }
  CHECK_STATUS (frames_receive (link, FRAGMENT, 4, 0, fragment), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 5, 3);

  CHECK_STATUS (frames_receive (link, FRAGMENT, 5, 0, fragment), ENLIST_OK);
  frames_check_wait (link, 1000, TIMEOUT_MS / 4);
  frames_check_none (link);
  frames_check_wait (link, 1000 + TIMEOUT_MS / 4 - 1, 1);
  frames_check_none (link);
  frames_check_wait (link, 1000 + TIMEOUT_MS / 4, 0);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 6, 3);
  frames_check_wait (link, 2000, ENLIST_LINK_NEVER);

  CHECK_STATUS (frames_receive (link, FRAGMENT, 7, 0, fragment), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 6, 3);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 7, 0, fragment), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 6, 3);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 5, 0, fragment), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 6, 3);
  CHECK_NUMBER (enlist_link_counters (link)->duplicates, 2);

  /* A fragment that goes out anyway carries it. */
  CHECK_STATUS (frames_receive (link, FRAGMENT, 6, 0, fragment), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 8, 0, fragment), ENLIST_OK);
  CHECK_STATUS (enlist_link_send (link, frames_text (1, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 0, 9, 4);
  frames_check_none (link);
}

static void
test_time_out (void)
{
  EnlistLink *link = frames_new (20);
  uint64_t now_ms = UINT64_C (10000000000);
  uint32_t wait_ms;

  frames_check_wait (link, now_ms, ENLIST_LINK_NEVER);
  CHECK_STATUS (enlist_link_send (link, frames_text (40, 0)), ENLIST_OK);
  for (unsigned round = 0; round < ENLIST_LINK_MAX_TIMEOUTS; round++)
    {
      uint32_t expected = TIMEOUT_MS << (round < 3 ? round : 3);

      test_context ("round %u", round);
      frames_check_next (link, FRAGMENT, 0, 0, 20);
      frames_check_none (link);
      frames_check_wait (link, now_ms, expected);
      frames_check_wait (link, now_ms + expected - 1, 1);
      frames_check_none (link);
      now_ms += expected;
      if (round + 1 < ENLIST_LINK_MAX_TIMEOUTS)
        frames_check_wait (link, now_ms, 0);
    }
  CHECK_STATUS (enlist_link_tick (link, now_ms, &wait_ms), ENLIST_E_TIMEOUT);
  CHECK_STATUS (enlist_link_tick (link, now_ms, &wait_ms), ENLIST_E_TIMEOUT);
  CHECK_NUMBER (wait_ms, ENLIST_LINK_NEVER);
  CHECK_NUMBER (enlist_link_counters (link)->sent_again, ENLIST_LINK_MAX_TIMEOUTS - 1);

  enlist_link_reset (link, ENLIST_E_TIMEOUT);
  CHECK_STATUS (enlist_link_tick (link, now_ms, &wait_ms), ENLIST_OK);
}

/* After progress the time-out is the short one again, and everything unacknowledged is sent once more. */
static void
test_go_back (void)
{
  EnlistLink *link = frames_new (20);

  CHECK_STATUS (enlist_link_send (link, frames_text (17 * 4, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  frames_check_wait (link, 0, TIMEOUT_MS);
  frames_check_wait (link, TIMEOUT_MS, 0);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  frames_check_wait (link, TIMEOUT_MS, 2 * TIMEOUT_MS);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 1, 0, 20);
  frames_check_next (link, FRAGMENT, 2, 0, 20);
  frames_check_next (link, LAST_FRAGMENT, 3, 0, 20);
  frames_check_wait (link, 1000, TIMEOUT_MS);
  frames_check_wait (link, 1000 + TIMEOUT_MS, 0);
  frames_check_next (link, FRAGMENT, 1, 0, 20);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 3, frames_text (0, 0)), ENLIST_OK);
  frames_check_next (link, LAST_FRAGMENT, 3, 0, 20);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 4, frames_text (0, 0)), ENLIST_OK);
  frames_check_wait (link, 9000, ENLIST_LINK_NEVER);
}

static void
receive_in_order_of (const uint8_t order[8], size_t fragment_size, size_t last_size)
{
  EnlistLink *link = frames_new (20);
  EnlistSlice message = frames_text (8 * fragment_size + last_size, 3);

  /* The first of a link comes alone, and tells the size of all. */
  CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 0, enlist_slice (message.data, fragment_size)), ENLIST_OK);
  for (size_t i = 0; i < 8; i++)
    {
      uint8_t kind = order[i] == 7 ? LAST_FRAGMENT : FRAGMENT;
      EnlistSlice fragment = enlist_slice (message.data + (1 + order[i]) * fragment_size,
                                           order[i] == 7 ? last_size : fragment_size);

      CHECK_STATUS (frames_receive (link, kind, 1 + order[i], 0, fragment), ENLIST_OK);
    }
  frames_check_message (link, message);
  CHECK_NUMBER (link->receiver.expected, 9);
}

/* Whatever the order: some thousand of the 40320, and every one that the last fragment leads */
static void
test_any_order (void)
{
  TestRandom random = { 8 };

  for (unsigned round = 0; round < 3000; round++)
    {
      uint8_t order[8] = { 7, 0, 1, 2, 3, 4, 5, 6 };

      for (unsigned i = round % 2; i < 7; i++)
        {
          unsigned other = i + test_random_below (&random, 8 - i);
          uint8_t swapped = order[i];

          order[i] = order[other];
          order[other] = swapped;
        }
      receive_in_order_of (order, 17, 1 + round % 17);
      if (round % 10 == 0)
        receive_in_order_of (order, 480, 1 + round % 272);
    }
}

static void
test_malformed (void)
{
  static const char *frames[] = {
    "",         "01",         "0100",     "010000",   "110000",                           /* too short */
    "00000000", "05000000",   "21000000", "02010000", "ff000000", "12000000", "13000000", /* unknown kinds */
    "0200000a", "020100",     "0400000a", "040100",   /* acknowledgements with more, and with a number */
    "030000",   "0300000000", "03010000", "03000100", /* resets */
  };
  EnlistLink *link = frames_new (20);
  uint8_t *longest = test_memory (501);
  uint8_t reason;
  size_t count = sizeof frames / sizeof frames[0];

  for (size_t i = 0; i < count; i++)
    {
      test_context ("%s", frames[i]);
      CHECK_STATUS (enlist_link_receive (link, test_hex (frames[i])), ENLIST_E_RANGE);
    }
  memset (longest, 0, 501);
  longest[0] = FRAGMENT;
  CHECK_STATUS (enlist_link_receive (link, enlist_slice (longest, 501)), ENLIST_E_RANGE);
  CHECK_NUMBER (enlist_link_counters (link)->malformed, count + 1);
  CHECK (!enlist_link_take_reset (link, &reason));
  frames_check_none (link);
  CHECK_STATUS (enlist_link_receive (link, enlist_slice (longest, 500)), ENLIST_OK);
}

static void
test_out_of_window (void)
{
  EnlistLink *link = frames_new (20);
  EnlistSlice fragment = frames_text (5, 0);

  for (unsigned sequence = 8; sequence < 248; sequence++)
    CHECK_STATUS (frames_receive (link, FRAGMENT, (uint8_t) sequence, 0, fragment), ENLIST_E_RANGE);
  CHECK_NUMBER (enlist_link_counters (link)->out_of_window, 240);
  frames_check_none (link);
  for (unsigned sequence = 248; sequence < 256; sequence++)
    CHECK_STATUS (frames_receive (link, FRAGMENT, (uint8_t) sequence, 0, fragment), ENLIST_OK);
  CHECK_NUMBER (enlist_link_counters (link)->duplicates, 8);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 7, 0, fragment), ENLIST_OK);

  /* what was never sent cannot be acknowledged, and a frame that does is not believed at all */
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 1, fragment), ENLIST_E_RANGE);
  CHECK_NUMBER (link->receiver.expected, 0);
  CHECK_STATUS (enlist_link_send (link, frames_text (100, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 0, 20);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 2, frames_text (0, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
}

/* Fragments of a link are of one size, and the last of a message is not larger. */
static void
test_contradictions (void)
{
  EnlistLink *link = frames_new (20);
  EnlistSlice message = { NULL, 0 };

  CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 0, frames_text (10, 0)), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 1, 0, frames_text (9, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 1, 0, frames_text (11, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 0, frames_text (11, 0)), ENLIST_E_RANGE);
  CHECK_NUMBER (enlist_link_counters (link)->malformed, 3);

  /* in the next message, too */
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 0, frames_text (1, 0)), ENLIST_OK);
  CHECK (enlist_link_next_message (link, &message));
  CHECK_NUMBER (message.size, 11);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 2, 0, frames_text (11, 0)), ENLIST_E_RANGE);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 2, 0, frames_text (10, 0)), ENLIST_OK);
}

/* Nobody knows where a last fragment belongs before there has been another one; it comes again. */
static void
test_last_fragment_first (void)
{
  EnlistLink *link = frames_new (20);
  EnlistSlice message = frames_text (25, 0);
  EnlistSlice last = enlist_slice (message.data + 20, 5);

  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 2, 0, last), ENLIST_E_BUSY);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 1, 0, enlist_slice (message.data + 10, 10)), ENLIST_OK);
  CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 0, enlist_slice (message.data, 10)), ENLIST_OK);
  CHECK (!enlist_link_next_message (link, &(EnlistSlice) { NULL, 0 }));
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 2, 0, last), ENLIST_OK);
  frames_check_message (link, message);
}

/* 4112 bytes in eight fragments of 497 and a last one of 136; with 137 it would be too long. */
static void
test_longest_message (void)
{
  for (size_t last_size = 136; last_size <= 137; last_size++)
    {
      EnlistLink *link = frames_new (20);
      EnlistSlice message = frames_text (8 * 497 + last_size, 0);
      EnlistSlice rest = enlist_slice (message.data + 8 * 497, last_size);

      for (uint8_t i = 0; i < 8; i++)
        CHECK_STATUS (frames_receive (link, FRAGMENT, i, 0, enlist_slice (message.data + i * 497, 497)),
                      ENLIST_OK);
      CHECK_STATUS (frames_receive (link, FRAGMENT, 8, 0, rest), ENLIST_E_RANGE);
      CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 8, 0, rest),
                    last_size == 136 ? ENLIST_OK : ENLIST_E_TOO_LARGE);
      if (last_size == 136)
        frames_check_message (link, message);
    }

  /* 257 times 16 bytes: 4112, so the last of them must be marked as the last */
  for (unsigned marked = 0; marked < 2; marked++)
    {
      EnlistLink *link = frames_new (20);
      EnlistSlice message = frames_text (4112, 0);

      for (unsigned i = 0; i < 256; i++)
        CHECK_STATUS (
            frames_receive (link, FRAGMENT, (uint8_t) i, 0, enlist_slice (message.data + i * 16, 16)),
            ENLIST_OK);
      CHECK_STATUS (frames_receive (link, marked ? LAST_FRAGMENT : FRAGMENT, 0, 0,
                                    enlist_slice (message.data + 4096, 16)),
                    marked ? ENLIST_OK : ENLIST_E_TOO_LARGE);
    }
}

/* An end with buffers of 272 bytes, exactly as large as they are said to be */
static void
test_small_buffers (void)
{
  for (size_t size = 272; size <= 273; size++)
    {
      EnlistLink *link = test_memory (sizeof *link);
      EnlistSlice message = frames_text (size, 1);
      EnlistStatus expected = size == 272 ? ENLIST_OK : ENLIST_E_TOO_LARGE;

      CHECK_STATUS (enlist_link_init (link, 500, TIMEOUT_MS, test_memory (272), test_memory (272)),
                    ENLIST_OK);
      enlist_link_set_capacity (link, 272, 272);
      CHECK_STATUS (enlist_link_send (link, message), expected);
      CHECK_STATUS (frames_receive (link, FRAGMENT, 0, 0, enlist_slice (message.data, 100)), ENLIST_OK);
      /* What does not fit may be another message's, until it is sure to be this one's. */
      CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 2, 0, enlist_slice (message.data + 200, size - 200)),
                    size == 272 ? ENLIST_OK : ENLIST_E_BUSY);
      CHECK_STATUS (frames_receive (link, FRAGMENT, 1, 0, enlist_slice (message.data + 100, 100)), ENLIST_OK);
      if (size == 273)
        CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 2, 0, enlist_slice (message.data + 200, 73)),
                      ENLIST_E_TOO_LARGE);
      else
        frames_check_message (link, message);

      link = test_memory (sizeof *link);
      CHECK_STATUS (enlist_link_init (link, 500, TIMEOUT_MS, test_memory (272), test_memory (272)),
                    ENLIST_OK);
      enlist_link_set_capacity (link, 272, 272);
      CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, message), expected);
    }
}

static void
test_held_back (void)
{
  EnlistLink *link = frames_new (20);

  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (5, 1)), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 1, 3);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 0, frames_text (6, 2)), ENLIST_E_BUSY);
  frames_check_none (link);
  CHECK_NUMBER (enlist_link_counters (link)->held_back, 1);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (5, 1)), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 1, 3);
  frames_check_message (link, frames_text (5, 1));
  frames_check_next (link, REPEAT, 0, 1, 3);
  frames_check_none (link);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 1, 0, frames_text (6, 2)), ENLIST_OK);
  frames_check_next (link, ACKNOWLEDGEMENT, 0, 2, 3);
  frames_check_message (link, frames_text (6, 2));
  frames_check_none (link);
}

static void
test_reset (void)
{
  EnlistLink *link = frames_new (20), *peer = frames_new (20);
  uint8_t frame[20], reason = 99;
  size_t size;

  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (5, 1)), ENLIST_OK);
  CHECK_STATUS (enlist_link_send (link, frames_text (100, 0)), ENLIST_OK);
  frames_check_next (link, FRAGMENT, 0, 1, 20);
  CHECK_STATUS (frames_receive (link, ACKNOWLEDGEMENT, 0, 1, frames_text (0, 0)), ENLIST_OK);
  CHECK_STATUS (frames_receive (peer, FRAGMENT, 0, 0, frames_text (10, 0)), ENLIST_OK);
  CHECK_STATUS (enlist_link_send (peer, frames_text (100, 0)), ENLIST_OK);

  enlist_link_reset (link, ENLIST_E_DECRYPT);
  CHECK (enlist_link_idle (link));
  CHECK (enlist_link_next_frame (link, frame, sizeof frame, &size));
  CHECK_BYTES (enlist_slice (frame, size), test_hex ("03000025"));
  frames_check_none (link);
  frames_check_wait (link, 0, ENLIST_LINK_NEVER);
  CHECK (!enlist_link_take_reset (link, &reason));

  CHECK (!enlist_link_take_reset (peer, &reason));
  CHECK_STATUS (enlist_link_receive (peer, enlist_slice (frame, size)), ENLIST_OK);
  CHECK (enlist_link_take_reset (peer, &reason));
  CHECK_NUMBER (reason, ENLIST_E_DECRYPT);
  CHECK (!enlist_link_take_reset (peer, &reason));
  CHECK (enlist_link_idle (peer));
  frames_check_none (peer);

  /* both count from 0 again, one fragment first */
  CHECK_STATUS (enlist_link_send (peer, frames_text (100, 0)), ENLIST_OK);
  frames_check_next (peer, FRAGMENT, 0, 0, 20);
  frames_check_none (peer);
  CHECK_STATUS (frames_receive (link, LAST_FRAGMENT, 0, 0, frames_text (5, 4)), ENLIST_OK);
  frames_check_message (link, frames_text (5, 4));
}

/* Nothing that arrives may break an end; AddressSanitizer looks on. */
static void
test_noise (void)
{
  TestRandom random = { 42 };

  for (unsigned round = 0; round < 40; round++)
    {
      EnlistLink *link = frames_new (20 + test_random_below (&random, 500));
      EnlistSlice message;
      uint32_t wait_ms;

      for (unsigned i = 0; i < 5000; i++)
        {
          uint8_t frame[ENLIST_LINK_MAX_FRAME],
              kinds[] = { FRAGMENT, FRAGMENT, LAST_FRAGMENT, ACKNOWLEDGEMENT };
          size_t size = round % 2 == 0 ? 20 : test_random_below (&random, sizeof frame + 1);

          test_random_fill (&random, frame, 3);
          memset (frame + 3, (int) i, sizeof frame - 3);
          frame[0] = kinds[test_random_below (&random, 4)];
          frame[1] = (uint8_t) (link->receiver.expected + test_random_below (&random, 10));
          frame[2] = (uint8_t) (link->sender.sequence + test_random_below (&random, 3));
          enlist_link_receive (link, enlist_slice (frame, size));
          if (test_random_below (&random, 2) == 0 && enlist_link_next_message (link, &message))
            CHECK (message.size >= 1 && message.size <= ENLIST_LINK_MAX_MESSAGE);
          enlist_link_send (link, enlist_slice (frame, 1 + test_random_below (&random, 400)));
          enlist_link_next_frame (link, frame, sizeof frame, &size);
          enlist_link_tick (link, 100 * i, &wait_ms);
        }
    }
}

static void
test_sizes (void)
{
  size_t with_buffers = sizeof (EnlistLink) + 2 * ENLIST_LINK_MAX_MESSAGE;

  printf ("# sizeof (EnlistLink) %zu, with its buffers %zu\n", sizeof (EnlistLink), with_buffers);
  CHECK (with_buffers <= 9 * 1024);
}

static const TestCase cases[] = {
  { "/wire/link/11-limits", test_limits },
  { "/wire/link/small-capacity", test_small_capacity },
  { "/wire/link/10.1-window", test_window },
  { "/wire/link/send-in-place", test_send_in_place },
  { "/wire/link/10.1-acknowledgement", test_acknowledgement },
  { "/wire/link/10.1-time-out", test_time_out },
  { "/wire/link/10.1-go-back", test_go_back },
  { "/wire/link/10.1-any-order", test_any_order },
  { "/wire/link/10.1-malformed", test_malformed },
  { "/wire/link/10.1-out-of-window", test_out_of_window },
  { "/wire/link/10.1-contradictions", test_contradictions },
  { "/wire/link/10.1.3-last-fragment-first", test_last_fragment_first },
  { "/wire/link/11-longest-message", test_longest_message },
  { "/wire/link/10.3-small-buffers", test_small_buffers },
  { "/wire/link/10.1-held-back", test_held_back },
  { "/wire/link/10.1-reset", test_reset },
  { "/wire/link/10.1-noise", test_noise },
  { "/wire/link/sizes", test_sizes },
};

TEST_MAIN (cases)
