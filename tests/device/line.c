/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* cfmakeraw(), posix_openpt(), ptsname_r() */
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define KIND_MASK 0x0f /* docs/format.md, clause 10.1.1 */
#define KIND_FRAGMENT 0x01

static uint64_t
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);

  return (uint64_t) time.tv_sec * 1000 + (uint64_t) time.tv_nsec / 1000000;
}

static void
begin (Line *line, int fd)
{
  struct termios mode;

  *line = (Line) { .fd = fd };
  if (!CHECK (fd >= 0) || !CHECK (tcgetattr (fd, &mode) == 0))
    return;
  cfmakeraw (&mode);
  CHECK (tcsetattr (fd, TCSANOW, &mode) == 0);
}

void
line_open (Line *line, const char *path)
{
  begin (line, open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

void
line_close (Line *line)
{
  if (line->fd >= 0)
    close (line->fd);
  line->fd = -1;
}

void
line_make (Line *line, char *path)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  begin (line, fd);
  CHECK (grantpt (fd) == 0 && unlockpt (fd) == 0 && ptsname_r (fd, path, PATH_MAX) == 0);
}

/* False: not within the time, or nobody is there. */
static bool
write_all (Line *line, const uint8_t *bytes, size_t size)
{
  while (size > 0)
    {
      struct pollfd waiting = { .fd = line->fd, .events = POLLOUT };
      ssize_t count = write (line->fd, bytes, size);

      if (count < 0 && (errno != EAGAIN || poll (&waiting, 1, LINE_PATIENCE_MS) <= 0))
        return false;
      bytes += count > 0 ? count : 0;
      size -= count > 0 ? (size_t) count : 0;
    }

  return true;
}

static void
send_frames (Line *line, Assistant *assistant)
{
  uint8_t frame[ENLIST_SERIAL_MAX_FRAME];
  size_t size;

  assistant_pump (assistant);
  while (enlist_link_next_frame (&assistant->link, frame, sizeof frame, &size))
    {
      uint8_t encoded[ENLIST_SERIAL_MAX_ENCODED];
      size_t count = 0;

      CHECK_STATUS (enlist_serial_encode (enlist_slice (frame, size), encoded, sizeof encoded, &count),
                    ENLIST_OK);
      CHECK (write_all (line, encoded, count));
      if ((frame[0] & KIND_MASK) == KIND_FRAGMENT)
        {
          memcpy (line->fragment, encoded, count);
          line->fragment_size = count;
        }
      assistant_pump (assistant);
    }
}

void
line_connect (Line *line, Assistant *assistant)
{
  static const uint8_t garbage[] = { 0x01, 0x55, 0x00 };

  CHECK (write_all (line, garbage, sizeof garbage));
  assistant->resets_first = true;
  assistant_connect (assistant, ENLIST_SERIAL_MAX_FRAME);
}

void
line_repeat (Line *line, unsigned count)
{
  for (unsigned i = 0; i < count; i++)
    if (!CHECK (write_all (line, line->fragment, line->fragment_size)))
      return;
}

static bool
is_through (const Assistant *assistant)
{
  if (!enlist_link_settled (&assistant->link) || assistant->queue_size > 0 || assistant->hello_due)
    return false;
  if (assistant->failed != ENLIST_OK || assistant->refused != ENLIST_OK)
    return true;

  switch (assistant->script)
    {
    case SCRIPT_HOLD_COMMIT: return assistant->finished;
    case SCRIPT_HOLD_START: return assistant->ready;
    case SCRIPT_HOLD_OPEN: return assistant->channel.stage == ENLIST_CHANNEL_OPEN;
    default: return assistant->done;
    }
}

/* False: nobody is there. */
static bool
take_bytes (Line *line, Assistant *assistant)
{
  uint8_t bytes[4096];
  ssize_t count = read (line->fd, bytes, sizeof bytes);
  EnlistSlice input = enlist_slice (bytes, count > 0 ? (size_t) count : 0);
  EnlistSlice frame;

  line->received += input.size;
  while (enlist_serial_decode (&line->decoder, &input, &frame))
    {
      enlist_link_receive (&assistant->link, frame);
      send_frames (line, assistant);
    }

  return count > 0 || (count < 0 && errno == EAGAIN);
}

bool
line_settle (Line *line, Assistant *assistant)
{
  uint64_t deadline = now () + LINE_PATIENCE_MS;

  while (now () < deadline)
    {
      struct pollfd waiting = { .fd = line->fd, .events = POLLIN };
      uint32_t wait;

      send_frames (line, assistant);
      if (is_through (assistant))
        return true;
      enlist_link_tick (&assistant->link, now (), &wait);
      if (wait == 0)
        continue;
      if (poll (&waiting, 1, wait < 1000 ? (int) wait : 1000) > 0 && !take_bytes (line, assistant))
        return false;
    }

  return false;
}
