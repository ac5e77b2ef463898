/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "enlist-gatt-pipe.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#define MAX_VALUE 512 /* Bluetooth Core Specification, volume 3, part F, 3.2.9 */
#define MAX_AT_ONCE 32

struct _EnlistGattPipe
{
  GObject parent_instance;

  int fd;
  guint source;
};

G_DEFINE_FINAL_TYPE (EnlistGattPipe, enlist_gatt_pipe, G_TYPE_OBJECT)

enum { RECEIVED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
close_end (EnlistGattPipe *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
enlist_gatt_pipe_dispose (GObject *object)
{
  close_end (ENLIST_GATT_PIPE (object));

  G_OBJECT_CLASS (enlist_gatt_pipe_parent_class)->dispose (object);
}

static void
enlist_gatt_pipe_class_init (EnlistGattPipeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = enlist_gatt_pipe_dispose;

  signals[RECEIVED] = g_signal_new ("received", ENLIST_TYPE_GATT_PIPE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[CLOSED] = g_signal_new ("closed", ENLIST_TYPE_GATT_PIPE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
enlist_gatt_pipe_init (EnlistGattPipe *self)
{
  self->fd = -1;
}

/* FALSE: there is none for now, or never again */
static gboolean
read_value (EnlistGattPipe *self)
{
  guint8 value[MAX_VALUE];
  gssize size = recv (self->fd, value, sizeof value, 0);
  g_autoptr (GBytes) bytes = NULL;

  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return FALSE;
  if (size <= 0)
    {
      self->source = 0; /* removed by what ready() answers */
      close_end (self);
      g_signal_emit (self, signals[CLOSED], 0);
      return FALSE;
    }
  bytes = g_bytes_new (value, (gsize) size);
  g_signal_emit (self, signals[RECEIVED], 0, bytes);

  return self->fd >= 0;
}

static gboolean
ready (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (EnlistGattPipe) self = g_object_ref (user_data);

  /* Others want their turn, too. */
  for (unsigned i = 0; i < MAX_AT_ONCE && read_value (self); i++)
    continue;

  return self->fd >= 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

EnlistGattPipe *
enlist_gatt_pipe_new (int *other, GError **error)
{
  EnlistGattPipe *self;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
    {
      int code = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (code), g_strerror (code));
      return NULL;
    }

  self = g_object_new (ENLIST_TYPE_GATT_PIPE, NULL);
  self->fd = fds[0];
  self->source = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP, ready, self);
  *other = fds[1];

  return self;
}

gboolean
enlist_gatt_pipe_send (EnlistGattPipe *self, const guint8 *value, gsize size)
{
  return self->fd >= 0 && send (self->fd, value, size, MSG_NOSIGNAL) == (gssize) size;
}
