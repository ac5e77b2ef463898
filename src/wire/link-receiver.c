/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-private.h"

#define ACKNOWLEDGE_EVERY 4

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
  receiver->last_index = 0;
  receiver->last_size = 0;
  receiver->acknowledge_now = true;
}

/* Whether a message with this fragment is longer than this end takes */
static bool
exceeds (const EnlistLinkReceiver *receiver,
         size_t                    index,
         bool                      last,
         size_t                    size)
{
  /* Behind a fragment that is not the last there is at least one more byte. */
  return index * receiver->fragment_size + size + !last > receiver->capacity;
}

/* There is no room for the message after the one that is being joined. */
static bool
belongs_later (const EnlistLinkReceiver *receiver,
               size_t                    ahead,
               bool                      last,
               size_t                    size)
{
  size_t index = receiver->complete + ahead;

  return (receiver->size > 0 && !receiver->taken)
         || (receiver->last_size > 0 && index > receiver->last_index)
         /* Only what follows without a gap must be of this message. */
         || (ahead > 0 && (receiver->fragment_size == 0 || exceeds (receiver, index, last, size)));
}

static void
keep (EnlistLinkReceiver *receiver,
      size_t              ahead,
      bool                last,
      EnlistSlice         fragment)
{
  size_t index = receiver->complete + ahead;
  unsigned up_to_here = (2u << ahead) - 1;

  memcpy (receiver->buffer + index * receiver->fragment_size, fragment.data, fragment.size);
  receiver->window = (uint8_t) (receiver->window | 1u << ahead);
  if (!last)
    return;

  receiver->last_index = (uint16_t) index;
  receiver->last_size = (uint16_t) fragment.size;
  /* What is here from behind its end was the next message's. */
  receiver->dropped |= receiver->window > up_to_here;
  receiver->window = (uint8_t) (receiver->window & up_to_here);
}

EnlistStatus
enlist_link_receiver_take (EnlistLink *link,
                           uint8_t     sequence,
                           bool        last,
                           EnlistSlice fragment)
{
  EnlistLinkReceiver *receiver = &link->receiver;
  uint8_t ahead = (uint8_t) (sequence - receiver->expected);
  bool agrees;

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
  /* All fragments of a link are of one size, but for the last of each message. */
  if (receiver->fragment_size == 0 && !last)
    receiver->fragment_size = (uint16_t) fragment.size;
  if (belongs_later (receiver, ahead, last, fragment.size))
    {
      link->counters.held_back++;
      receiver->dropped = true;
      return ENLIST_E_BUSY;
    }
  agrees = last ? receiver->fragment_size == 0 || fragment.size <= receiver->fragment_size
                : fragment.size == receiver->fragment_size;
  if (!agrees || exceeds (receiver, receiver->complete, last, fragment.size))
    {
      link->counters.malformed++;
      return agrees ? ENLIST_E_TOO_LARGE : ENLIST_E_RANGE;
    }

  receiver->size = 0;
  keep (receiver, ahead, last, fragment);
  link->counters.received++;
  receiver->unacknowledged++;
  if (ahead > 0 || !receiver->confirmed || receiver->unacknowledged >= ACKNOWLEDGE_EVERY)
    receiver->acknowledge_now = true;
  receiver->confirmed = true;
  advance_window (receiver);

  return ENLIST_OK;
}

bool
enlist_link_next_message (EnlistLink  *link,
                          EnlistSlice *message)
{
  EnlistLinkReceiver *receiver = &link->receiver;

  if (receiver->size == 0 || receiver->taken)
    return false;

  receiver->taken = true;
  receiver->repeat_now = receiver->dropped;
  receiver->dropped = false;
  *message = enlist_slice (receiver->buffer, receiver->size);

  return true;
}
