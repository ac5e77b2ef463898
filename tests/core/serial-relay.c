/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* posix_openpt() */

#include "serial-relay.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define ASSISTANT 0
#define DEVICE 1

/* How many of @size bytes are lost; each frame ends with a zero. */
static gsize
lose (SerialRelay *self, const guint8 *data, gsize size)
{
  gsize lost = 0;

  while (self->frames_to_lose > 0 && lost < size)
    {
      if (data[lost] == 0)
        self->frames_to_lose--;
      lost++;
    }

  return lost;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  SerialRelay *self = user_data;
  guint from = fd == self->ends[ASSISTANT] ? ASSISTANT : DEVICE;
  guint8 data[512];
  gssize size = read (fd, data, sizeof data);
  gsize lost;

  /* Nobody has opened the other side yet, or any more. */
  if (size <= 0)
    return G_SOURCE_CONTINUE;
  lost = from == ASSISTANT ? lose (self, data, (gsize) size) : 0;
  g_assert_cmpint (write (self->ends[1 - from], data + lost, (gsize) size - lost), ==, size - (gssize) lost);

  return G_SOURCE_CONTINUE;
}

void
serial_relay_start (SerialRelay *self, const char *device_path, guint frames_to_lose)
{
  struct termios line;

  *self = (SerialRelay) { .frames_to_lose = frames_to_lose };
  self->ends[ASSISTANT] = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK);
  g_assert_cmpint (grantpt (self->ends[ASSISTANT]), ==, 0);
  g_assert_cmpint (unlockpt (self->ends[ASSISTANT]), ==, 0);
  self->uri = g_strconcat ("serial:", ptsname (self->ends[ASSISTANT]), NULL);

  self->ends[DEVICE] = open (device_path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  g_assert_cmpint (self->ends[DEVICE], >=, 0);
  g_assert_cmpint (tcgetattr (self->ends[DEVICE], &line), ==, 0);
  cfmakeraw (&line);
  g_assert_cmpint (tcsetattr (self->ends[DEVICE], TCSANOW, &line), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    self->sources[i] = g_unix_fd_add (self->ends[i], G_IO_IN, on_readable, self);
}

void
serial_relay_stop (SerialRelay *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    {
      g_source_remove (self->sources[i]);
      close (self->ends[i]);
    }
  g_free (self->uri);
}
