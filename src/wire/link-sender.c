/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-private.h"

/* Fragments are counted from the first one of the first message that is not wholly acknowledged. */

static EnlistLinkOutgoing *
find_free (EnlistLink *link)
{
  EnlistLinkSender *sender = &link->sender;
  EnlistLinkOutgoing *first = &sender->messages[0], *second = &sender->messages[1];

  if (first->size == 0)
    return first;

  return second->buffer != NULL && second->size == 0 && sender->next >= first->count ? second : NULL;
}

bool
enlist_link_idle (const EnlistLink *link)
{
  return find_free ((EnlistLink *) link) != NULL;
}

bool
enlist_link_settled (const EnlistLink *link)
{
  return link->sender.messages[0].size == 0;
}

EnlistStatus
enlist_link_send (EnlistLink  *link,
                  EnlistSlice  message)
{
  EnlistLinkOutgoing *outgoing = find_free (link);
  size_t fragment_size = link->frame_size - ENLIST_LINK_HEADER_SIZE;

  if (outgoing == NULL)
    return ENLIST_E_BUSY;
  if (message.size == 0)
    return ENLIST_E_RANGE;
  if (message.size > link->sender.capacity)
    return ENLIST_E_TOO_LARGE;

  memmove (outgoing->buffer, message.data, message.size);
  outgoing->size = (uint16_t) message.size;
  outgoing->count = (uint16_t) ((message.size + fragment_size - 1) / fragment_size);

  return ENLIST_OK;
}

bool
enlist_link_sender_is_due (const EnlistLinkSender *sender)
{
  unsigned window = sender->confirmed ? ENLIST_LINK_WINDOW : 1;

  return sender->next < sender->messages[0].count + sender->messages[1].count
         && sender->next < sender->acknowledged + window;
}

size_t
enlist_link_sender_write (EnlistLink *link,
                          uint8_t    *frame,
                          size_t      capacity)
{
  EnlistLinkSender *sender = &link->sender;
  bool second = sender->next >= sender->messages[0].count;
  const EnlistLinkOutgoing *message = &sender->messages[second];
  size_t fragment_size = link->frame_size - ENLIST_LINK_HEADER_SIZE;
  size_t index = second ? sender->next - sender->messages[0].count : sender->next;
  size_t offset = index * fragment_size;
  bool last = index + 1 == message->count;
  size_t size = last ? message->size - offset : fragment_size;

  if (capacity < ENLIST_LINK_HEADER_SIZE + size)
    return 0;
  frame[0] = last ? ENLIST_LINK_LAST_FRAGMENT : ENLIST_LINK_FRAGMENT;
  frame[1] = (uint8_t) (sender->sequence + (sender->next - sender->acknowledged));
  frame[2] = link->receiver.expected;
  memcpy (frame + ENLIST_LINK_HEADER_SIZE, message->buffer + offset, size);

  link->counters.sent++;
  if (sender->next < sender->furthest)
    link->counters.sent_again++;
  sender->next++;
  if (sender->furthest < sender->next)
    sender->furthest = sender->next;

  return ENLIST_LINK_HEADER_SIZE + size;
}

/* The message that follows it becomes the first. */
static void
drop_first (EnlistLinkSender *sender)
{
  EnlistLinkOutgoing first = sender->messages[0];

  sender->acknowledged = (uint16_t) (sender->acknowledged - first.count);
  sender->next = (uint16_t) (sender->next - first.count);
  sender->furthest = (uint16_t) (sender->furthest - first.count);
  first.size = 0;
  first.count = 0;
  sender->messages[0] = first;
  if (sender->messages[1].size > 0)
    {
      sender->messages[0] = sender->messages[1];
      sender->messages[1] = first;
    }
}

bool
enlist_link_sender_acknowledge (EnlistLinkSender *sender,
                                uint8_t           expected,
                                bool              repeat)
{
  uint8_t advance = (uint8_t) (expected - sender->sequence);

  if (advance >= 128)
    return true;
  if (advance > sender->furthest - sender->acknowledged)
    return false;

  if (advance > 0)
    {
      sender->confirmed = true;
      sender->timeouts = 0;
    }
  if (advance > 0 || repeat)
    sender->timer.running = false;
  sender->sequence = expected;
  sender->acknowledged = (uint16_t) (sender->acknowledged + advance);
  if (sender->next < sender->acknowledged || repeat)
    sender->next = sender->acknowledged;
  while (sender->messages[0].size > 0 && sender->acknowledged >= sender->messages[0].count)
    drop_first (sender);

  return true;
}

EnlistStatus
enlist_link_sender_tick (EnlistLink *link,
                         uint64_t    now_ms,
                         uint32_t   *wait_ms)
{
  EnlistLinkSender *sender = &link->sender;
  unsigned doublings =
      sender->timeouts < ENLIST_LINK_MAX_DOUBLINGS ? sender->timeouts : ENLIST_LINK_MAX_DOUBLINGS;

  if (sender->timeouts >= ENLIST_LINK_MAX_TIMEOUTS)
    return ENLIST_E_TIMEOUT;
  if (sender->next == sender->acknowledged)
    return ENLIST_OK;

  *wait_ms = enlist_link_run_timer (&sender->timer, now_ms, link->timeout_ms << doublings);
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
