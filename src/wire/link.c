/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-private.h"

#define RESET_SIZE (ENLIST_LINK_HEADER_SIZE + 1)

static void
start_anew (EnlistLink *link)
{
  link->sender = (EnlistLinkSender) { .messages = { { .buffer = link->sender.messages[0].buffer },
                                                    { .buffer = link->sender.messages[1].buffer } },
                                      .capacity = link->sender.capacity };
  link->receiver = (EnlistLinkReceiver) { .buffer = link->receiver.buffer,
                                          .capacity = link->receiver.capacity };
}

EnlistStatus
enlist_link_init (EnlistLink *link,
                  size_t      mtu,
                  uint32_t    timeout_ms,
                  uint8_t    *send_buffer,
                  uint8_t    *receive_buffer)
{
  memset (link, 0, sizeof *link);
  if (mtu < ENLIST_LINK_MIN_FRAME || timeout_ms < 4
      || timeout_ms > UINT32_MAX >> (ENLIST_LINK_MAX_DOUBLINGS + 1))
    return ENLIST_E_RANGE;
  link->frame_size = (uint16_t) (mtu < ENLIST_LINK_MAX_FRAME ? mtu : ENLIST_LINK_MAX_FRAME);
  link->timeout_ms = timeout_ms;
  link->sender.messages[0].buffer = send_buffer;
  link->receiver.buffer = receive_buffer;
  enlist_link_set_capacity (link, ENLIST_LINK_MAX_MESSAGE, ENLIST_LINK_MAX_MESSAGE);

  return ENLIST_OK;
}

void
enlist_link_set_capacity (EnlistLink *link,
                          size_t      send_capacity,
                          size_t      receive_capacity)
{
  link->sender.capacity = (uint16_t) (send_capacity < ENLIST_LINK_MAX_MESSAGE ? send_capacity
                                                                              : ENLIST_LINK_MAX_MESSAGE);
  link->receiver.capacity = (uint16_t) (receive_capacity < ENLIST_LINK_MAX_MESSAGE ? receive_capacity
                                                                                   : ENLIST_LINK_MAX_MESSAGE);
}

void
enlist_link_set_pipeline (EnlistLink *link,
                          uint8_t    *second_buffer)
{
  link->sender.messages[1].buffer = second_buffer;
}

static size_t
write_control (uint8_t *frame,
               size_t   capacity,
               uint8_t  kind,
               uint8_t  expected,
               uint8_t  reason)
{
  size_t size = kind == ENLIST_LINK_RESET ? RESET_SIZE : ENLIST_LINK_HEADER_SIZE;

  if (capacity < size)
    return 0;
  frame[0] = kind;
  frame[1] = 0;
  frame[2] = expected;
  if (kind == ENLIST_LINK_RESET)
    frame[3] = reason;

  return size;
}

bool
enlist_link_next_frame (EnlistLink *link,
                        uint8_t    *frame,
                        size_t      capacity,
                        size_t     *size)
{
  EnlistLinkReceiver *receiver = &link->receiver;

  if (link->reset_due)
    {
      *size = write_control (frame, capacity, ENLIST_LINK_RESET, 0, link->reset_reason);
      link->reset_due = *size == 0;
      return *size > 0;
    }

  if (receiver->repeat_now)
    *size = write_control (frame, capacity, ENLIST_LINK_REPEAT, receiver->expected, 0);
  else if (enlist_link_sender_is_due (&link->sender))
    *size = enlist_link_sender_write (link, frame, capacity);
  else if (receiver->acknowledge_now)
    *size = write_control (frame, capacity, ENLIST_LINK_ACKNOWLEDGEMENT, receiver->expected, 0);
  else
    return false;

  if (*size > 0)
    {
      receiver->repeat_now = false;
      receiver->acknowledge_now = false;
      receiver->unacknowledged = 0;
      receiver->timer.running = false;
    }

  return *size > 0;
}

static bool
well_formed (EnlistSlice frame)
{
  if (frame.size < ENLIST_LINK_HEADER_SIZE || frame.size > ENLIST_LINK_MAX_FRAME)
    return false;

  switch (frame.data[0])
    {
    case ENLIST_LINK_FRAGMENT:
    case ENLIST_LINK_LAST_FRAGMENT:
      return frame.size > ENLIST_LINK_HEADER_SIZE;

    case ENLIST_LINK_ACKNOWLEDGEMENT:
    case ENLIST_LINK_REPEAT:
      return frame.size == ENLIST_LINK_HEADER_SIZE && frame.data[1] == 0;

    case ENLIST_LINK_RESET:
      return frame.size == RESET_SIZE && frame.data[1] == 0 && frame.data[2] == 0;

    default:
      return false;
    }
}

EnlistStatus
enlist_link_receive (EnlistLink  *link,
                     EnlistSlice  frame)
{
  if (!well_formed (frame))
    {
      link->counters.malformed++;
      return ENLIST_E_RANGE;
    }
  if (frame.data[0] == ENLIST_LINK_RESET)
    {
      start_anew (link);
      link->was_reset = true;
      link->peer_reason = frame.data[3];
      return ENLIST_OK;
    }
  if (!enlist_link_sender_acknowledge (&link->sender, frame.data[2], frame.data[0] == ENLIST_LINK_REPEAT))
    {
      link->counters.out_of_window++;
      return ENLIST_E_RANGE;
    }
  if (frame.size == ENLIST_LINK_HEADER_SIZE)
    return ENLIST_OK;

  return enlist_link_receiver_take (link, frame.data[1], frame.data[0] == ENLIST_LINK_LAST_FRAGMENT,
                                    enlist_slice (frame.data + ENLIST_LINK_HEADER_SIZE,
                                                  frame.size - ENLIST_LINK_HEADER_SIZE));
}

uint32_t
enlist_link_run_timer (EnlistLinkTimer *timer,
                       uint64_t         now_ms,
                       uint32_t         duration_ms)
{
  uint32_t left;

  if (!timer->running)
    timer->deadline_ms = (uint32_t) now_ms + duration_ms;
  timer->running = true;
  left = timer->deadline_ms - (uint32_t) now_ms;

  /* What is over has wrapped. */
  return left <= duration_ms ? left : 0;
}

EnlistStatus
enlist_link_tick (EnlistLink *link,
                  uint64_t    now_ms,
                  uint32_t   *wait_ms)
{
  EnlistLinkReceiver *receiver = &link->receiver;
  EnlistStatus status;

  *wait_ms = ENLIST_LINK_NEVER;
  status = enlist_link_sender_tick (link, now_ms, wait_ms);
  if (receiver->unacknowledged > 0 && !receiver->acknowledge_now)
    {
      uint32_t left = enlist_link_run_timer (&receiver->timer, now_ms, link->timeout_ms / 4);

      receiver->acknowledge_now = left == 0;
      if (left < *wait_ms)
        *wait_ms = left;
    }

  return status;
}

void
enlist_link_reset (EnlistLink *link,
                   uint8_t     reason)
{
  start_anew (link);
  link->reset_due = true;
  link->reset_reason = reason;
}

bool
enlist_link_take_reset (EnlistLink *link,
                        uint8_t    *reason)
{
  bool was_reset = link->was_reset;

  link->was_reset = false;
  if (was_reset)
    *reason = link->peer_reason;

  return was_reset;
}

const EnlistLinkCounters *
enlist_link_counters (const EnlistLink *link)
{
  return &link->counters;
}
