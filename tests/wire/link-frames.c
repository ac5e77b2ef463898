/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-frames.h"

EnlistLink *
frames_new (size_t mtu)
{
  EnlistLink *link = test_memory (sizeof *link);

  CHECK_STATUS (enlist_link_init (link, mtu, TIMEOUT_MS, test_memory (ENLIST_LINK_MAX_MESSAGE),
                                  test_memory (ENLIST_LINK_MAX_MESSAGE)),
                ENLIST_OK);

  return link;
}

EnlistSlice
frames_text (size_t size, unsigned number)
{
  uint8_t *bytes = test_memory (size);

  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t) (i * 7 + i / 256 + number * 31);

  return enlist_slice (bytes, size);
}

EnlistStatus
frames_receive (EnlistLink *link, uint8_t kind, uint8_t sequence, uint8_t expected, EnlistSlice content)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME + 1] = { kind, sequence, expected };

  if (content.size > 0)
    memcpy (frame + ENLIST_LINK_HEADER_SIZE, content.data, content.size);

  return enlist_link_receive (link,
                              test_exact (enlist_slice (frame, ENLIST_LINK_HEADER_SIZE + content.size)));
}

void
frames_check_next (EnlistLink *link, uint8_t kind, uint8_t sequence, uint8_t expected, size_t size)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME], header[ENLIST_LINK_HEADER_SIZE] = { kind, sequence, expected };
  size_t actual = 0;

  if (!CHECK (enlist_link_next_frame (link, frame, sizeof frame, &actual)))
    return;
  CHECK_BYTES (enlist_slice (frame, ENLIST_LINK_HEADER_SIZE), enlist_slice (header, sizeof header));
  CHECK_NUMBER (actual, size);
}

void
frames_check_none (EnlistLink *link)
{
  uint8_t frame[ENLIST_LINK_MAX_FRAME];
  size_t size;

  CHECK (!enlist_link_next_frame (link, frame, sizeof frame, &size));
}

void
frames_check_message (EnlistLink *link, EnlistSlice expected)
{
  EnlistSlice message = { NULL, 0 };

  CHECK (enlist_link_next_message (link, &message));
  CHECK_BYTES (message, expected);
  CHECK (!enlist_link_next_message (link, &message));
}

void
frames_check_wait (EnlistLink *link, uint64_t now_ms, uint32_t expected)
{
  uint32_t wait_ms = 12345;

  CHECK_STATUS (enlist_link_tick (link, now_ms, &wait_ms), ENLIST_OK);
  CHECK_NUMBER (wait_ms, expected);
}
