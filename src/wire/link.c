/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link.h"

#define KIND_FRAGMENT 0x01
#define KIND_LAST_FRAGMENT 0x11
#define KIND_ACKNOWLEDGEMENT 0x02
#define KIND_RESET 0x03
#define RESET_SIZE (ENLIST_LINK_HEADER_SIZE + 1)
#define ACKNOWLEDGE_EVERY 4
#define MAX_DOUBLINGS 3

static void
start_anew (EnlistLink *link)
{
  link->sender = (EnlistLinkSender) { .buffer = link->sender.buffer, .capacity = link->sender.capacity };
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
  if (mtu < ENLIST_LINK_MIN_FRAME || timeout_ms < 4 || timeout_ms > UINT32_MAX >> (MAX_DOUBLINGS + 1))
    return ENLIST_E_RANGE;
  link->frame_size = (uint16_t) (mtu < ENLIST_LINK_MAX_FRAME ? mtu : ENLIST_LINK_MAX_FRAME);
  link->timeout_ms = timeout_ms;
  link->sender.buffer = send_buffer;
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

bool
enlist_link_idle (const EnlistLink *link)
{
  return link->sender.size == 0;
}

EnlistStatus
enlist_link_send (EnlistLink  *link,
                  EnlistSlice  message)
{
  EnlistLinkSender *sender = &link->sender;

  if (!enlist_link_idle (link))
    return ENLIST_E_BUSY;
  if (message.size == 0)
    return ENLIST_E_RANGE;
  if (message.size > sender->capacity)
    return ENLIST_E_TOO_LARGE;

  memmove (sender->buffer, message.data, message.size);
  sender->size = (uint16_t) message.size;
  sender->fragment_size = link->frame_size - ENLIST_LINK_HEADER_SIZE;
  sender->count = (uint16_t) ((message.size + sender->fragment_size - 1) / sender->fragment_size);
  sender->acknowledged = 0;
  sender->next = 0;
  sender->furthest = 0;

  return ENLIST_OK;
}

static bool
fragment_due (const EnlistLinkSender *sender)
{
  unsigned window = sender->confirmed ? ENLIST_LINK_WINDOW : 1;

  return sender->next < sender->count && sender->next < sender->acknowledged + window;
}

static size_t
write_fragment (EnlistLink *link,
                uint8_t    *frame,
                size_t      capacity)
{
  EnlistLinkSender *sender = &link->sender;
  size_t offset = (size_t) sender->next * sender->fragment_size;
  bool last = sender->next + 1 == sender->count;
  size_t size = last ? sender->size - offset : sender->fragment_size;

  if (capacity < ENLIST_LINK_HEADER_SIZE + size)
    return 0;
  frame[0] = last ? KIND_LAST_FRAGMENT : KIND_FRAGMENT;
  frame[1] = (uint8_t) (sender->sequence + (sender->next - sender->acknowledged));
  frame[2] = link->receiver.expected;
  memcpy (frame + ENLIST_LINK_HEADER_SIZE, sender->buffer + offset, size);

  link->counters.sent++;
  if (sender->next < sender->furthest)
    link->counters.sent_again++;
  sender->next++;
  if (sender->furthest < sender->next)
    sender->furthest = sender->next;

  return ENLIST_LINK_HEADER_SIZE + size;
}

static size_t
write_control (uint8_t *frame,
               size_t   capacity,
               uint8_t  kind,
               uint8_t  expected,
               uint8_t  reason)
{
  size_t size = kind == KIND_RESET ? RESET_SIZE : ENLIST_LINK_HEADER_SIZE;

  if (capacity < size)
    return 0;
  frame[0] = kind;
  frame[1] = 0;
  frame[2] = expected;
  if (kind == KIND_RESET)
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
      *size = write_control (frame, capacity, KIND_RESET, 0, link->reset_reason);
      link->reset_due = *size == 0;
      return *size > 0;
    }

  if (fragment_due (&link->sender))
    *size = write_fragment (link, frame, capacity);
  else if (receiver->acknowledge_now)
    *size = write_control (frame, capacity, KIND_ACKNOWLEDGEMENT, receiver->expected, 0);
  else
    return false;

  if (*size > 0)
    {
      receiver->acknowledge_now = false;
      receiver->unacknowledged = 0;
      receiver->timer.running = false;
    }

  return *size > 0;
}

/* Returns: whether @expected can be; one that another frame has overtaken can */
static bool
read_acknowledgement (EnlistLinkSender *sender,
                      uint8_t           expected)
{
  uint8_t advance = (uint8_t) (expected - sender->sequence);

  if (advance == 0 || advance >= 128)
    return true;
  if (advance > sender->furthest - sender->acknowledged)
    return false;

  sender->sequence = expected;
  sender->acknowledged = (uint16_t) (sender->acknowledged + advance);
  if (sender->next < sender->acknowledged)
    sender->next = sender->acknowledged;
  sender->confirmed = true;
  sender->timeouts = 0;
  sender->timer.running = false;
  if (sender->acknowledged == sender->count)
    {
      sender->size = 0;
      sender->count = 0;
      sender->acknowledged = 0;
      sender->next = 0;
      sender->furthest = 0;
    }

  return true;
}

static bool
fits (const EnlistLinkReceiver *receiver,
      size_t                    index,
      size_t                    fragment_size,
      size_t                    size)
{
  return size <= fragment_size && index * fragment_size + size <= receiver->capacity;
}

/* Returns: whether it agrees with what is here of the message */
static bool
keep_fragment (EnlistLinkReceiver *receiver,
               size_t              index,
               EnlistSlice         fragment)
{
  if (receiver->last_size > 0 && index > receiver->last_index)
    return false;

  if (receiver->fragment_size == 0)
    {
      if (receiver->last_size > 0 &&
          !fits (receiver, receiver->last_index, fragment.size, receiver->last_size))
        return false;
      memmove (receiver->buffer + receiver->last_index * fragment.size,
               receiver->buffer + receiver->capacity - receiver->last_size, receiver->last_size);
      receiver->fragment_size = (uint16_t) fragment.size;
    }

  /* Behind a fragment that is not the last there is at least one more byte. */
  if (fragment.size != receiver->fragment_size || !fits (receiver, index, fragment.size, fragment.size)
      || !fits (receiver, index + 1, fragment.size, 1))
    return false;
  memcpy (receiver->buffer + index * fragment.size, fragment.data, fragment.size);

  return true;
}

static bool
keep_last_fragment (EnlistLinkReceiver *receiver,
                    size_t              index,
                    EnlistSlice         fragment,
                    bool                overtaken)
{
  size_t offset = index * receiver->fragment_size;

  if (receiver->last_size > 0 || overtaken || fragment.size > receiver->capacity)
    return false;
  if (receiver->fragment_size > 0 && !fits (receiver, index, receiver->fragment_size, fragment.size))
    return false;
  /* It overtook all others: it waits at the buffer's end until the first of them tells where it belongs. */
  if (receiver->fragment_size == 0 && index > 0)
    offset = receiver->capacity - fragment.size;

  memcpy (receiver->buffer + offset, fragment.data, fragment.size);
  receiver->last_index = (uint16_t) index;
  receiver->last_size = (uint16_t) fragment.size;

  return true;
}

static void
advance_window (EnlistLinkReceiver *receiver)
{
  while ((receiver->window & 1) != 0)
    {
      receiver->window >>= 1;
      receiver->expected++;
      receiver->complete++;
    }
  if (receiver->last_size == 0 || receiver->complete <= receiver->last_index)
    return;

  receiver->size = (uint16_t) (receiver->last_index * receiver->fragment_size + receiver->last_size);
  receiver->taken = false;
  receiver->complete = 0;
  receiver->fragment_size = 0;
  receiver->last_index = 0;
  receiver->last_size = 0;
  receiver->acknowledge_now = true;
}

/* Whether a message with this fragment is longer than this end takes */
static bool
exceeds (const EnlistLinkReceiver *receiver,
         size_t                    index,
         size_t                    size)
{
  size_t fragment_size = receiver->fragment_size > 0 ? receiver->fragment_size : size;

  return index * fragment_size + size > receiver->capacity;
}

static EnlistStatus
receive_fragment (EnlistLink *link,
                  uint8_t     sequence,
                  bool        last,
                  EnlistSlice fragment)
{
  EnlistLinkReceiver *receiver = &link->receiver;
  uint8_t ahead = (uint8_t) (sequence - receiver->expected);
  size_t index = (size_t) receiver->complete + ahead;
  bool kept;

  if (ahead >= 256 - ENLIST_LINK_WINDOW
      || (ahead < ENLIST_LINK_WINDOW && (receiver->window >> ahead & 1) != 0))
    {
      /* Sent again because the peer has not heard: tell it once more. */
      link->counters.duplicates++;
      receiver->acknowledge_now = true;
      return ENLIST_OK;
    }
  if (ahead >= ENLIST_LINK_WINDOW)
    {
      link->counters.out_of_window++;
      return ENLIST_E_RANGE;
    }
  if (receiver->size > 0 && !receiver->taken)
    {
      link->counters.held_back++;
      return ENLIST_E_BUSY;
    }
  receiver->size = 0;

  kept = last ? keep_last_fragment (receiver, index, fragment, receiver->window >> ahead != 0)
              : keep_fragment (receiver, index, fragment);
  if (!kept)
    {
      link->counters.malformed++;
      return exceeds (receiver, index, fragment.size) ? ENLIST_E_TOO_LARGE : ENLIST_E_RANGE;
    }

  link->counters.received++;
  receiver->window = (uint8_t) (receiver->window | 1 << ahead);
  receiver->unacknowledged++;
  if (ahead > 0 || !receiver->confirmed || receiver->unacknowledged >= ACKNOWLEDGE_EVERY)
    receiver->acknowledge_now = true;
  receiver->confirmed = true;
  advance_window (receiver);

  return ENLIST_OK;
}

static bool
well_formed (EnlistSlice frame)
{
  if (frame.size < ENLIST_LINK_HEADER_SIZE || frame.size > ENLIST_LINK_MAX_FRAME)
    return false;

  switch (frame.data[0])
    {
    case KIND_FRAGMENT:
    case KIND_LAST_FRAGMENT:
      return frame.size > ENLIST_LINK_HEADER_SIZE;

    case KIND_ACKNOWLEDGEMENT:
      return frame.size == ENLIST_LINK_HEADER_SIZE && frame.data[1] == 0;

    case KIND_RESET:
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
  if (frame.data[0] == KIND_RESET)
    {
      start_anew (link);
      link->was_reset = true;
      link->peer_reason = frame.data[3];
      return ENLIST_OK;
    }
  if (!read_acknowledgement (&link->sender, frame.data[2]))
    {
      link->counters.out_of_window++;
      return ENLIST_E_RANGE;
    }
  if (frame.data[0] == KIND_ACKNOWLEDGEMENT)
    return ENLIST_OK;

  return receive_fragment (link, frame.data[1], frame.data[0] == KIND_LAST_FRAGMENT,
                           enlist_slice (frame.data + ENLIST_LINK_HEADER_SIZE,
                                         frame.size - ENLIST_LINK_HEADER_SIZE));
}

bool
enlist_link_next_message (EnlistLink  *link,
                          EnlistSlice *message)
{
  EnlistLinkReceiver *receiver = &link->receiver;

  if (receiver->size == 0 || receiver->taken)
    return false;
  receiver->taken = true;
  *message = enlist_slice (receiver->buffer, receiver->size);

  return true;
}

/* Starts the timer if need be. Returns: milliseconds left, 0 when it is over */
static uint32_t
run_timer (EnlistLinkTimer *timer,
           uint64_t         now_ms,
           uint32_t         duration_ms)
{
  if (!timer->running)
    {
      timer->running = true;
      timer->deadline_ms = now_ms + duration_ms;
    }

  return timer->deadline_ms > now_ms ? (uint32_t) (timer->deadline_ms - now_ms) : 0;
}

static EnlistStatus
tick_sender (EnlistLink *link,
             uint64_t    now_ms,
             uint32_t   *wait_ms)
{
  EnlistLinkSender *sender = &link->sender;
  unsigned doublings = sender->timeouts < MAX_DOUBLINGS ? sender->timeouts : MAX_DOUBLINGS;

  if (sender->timeouts >= ENLIST_LINK_MAX_TIMEOUTS)
    return ENLIST_E_TIMEOUT;
  if (sender->next == sender->acknowledged)
    return ENLIST_OK;

  *wait_ms = run_timer (&sender->timer, now_ms, link->timeout_ms << doublings);
  if (*wait_ms > 0)
    return ENLIST_OK;
  sender->timer.running = false;
  sender->timeouts++;
  if (sender->timeouts >= ENLIST_LINK_MAX_TIMEOUTS)
    {
      *wait_ms = ENLIST_LINK_NEVER;
      return ENLIST_E_TIMEOUT;
    }
  sender->next = sender->acknowledged;

  return ENLIST_OK;
}

EnlistStatus
enlist_link_tick (EnlistLink *link,
                  uint64_t    now_ms,
                  uint32_t   *wait_ms)
{
  EnlistLinkReceiver *receiver = &link->receiver;
  EnlistStatus status;

  *wait_ms = ENLIST_LINK_NEVER;
  status = tick_sender (link, now_ms, wait_ms);
  if (receiver->unacknowledged > 0 && !receiver->acknowledge_now)
    {
      uint32_t left = run_timer (&receiver->timer, now_ms, link->timeout_ms / 4);

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
