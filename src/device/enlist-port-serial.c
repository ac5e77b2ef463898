/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* cfmakeraw(), ptsname_r(), CRTSCTS */
#include "enlist-port-serial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>

#include "serial.h"

#define SCHEME "serial:"
#define RETRY_MS 100
#define READ_SIZE 512
#define PATH_SIZE 64

struct _EnlistPortSerial
{
  EnlistPort parent_instance;

  char *path;      /* NULL: a pseudo-terminal of its own */
  int fd;
  guint input;     /* sources */
  guint output;
  guint retry;
  EnlistSerialDecoder decoder;
  GByteArray *outgoing;
  gboolean begins; /* a 00 goes before the next frame */
};

G_DEFINE_FINAL_TYPE (EnlistPortSerial, enlist_port_serial, ENLIST_TYPE_PORT)

static void watch_line (EnlistPortSerial *self);

static void
ignore_line (EnlistPortSerial *self)
{
  g_clear_handle_id (&self->input, g_source_remove);
  g_clear_handle_id (&self->output, g_source_remove);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_byte_array_set_size (self->outgoing, 0);
}

static void
enlist_port_serial_finalize (GObject *object)
{
  EnlistPortSerial *self = ENLIST_PORT_SERIAL (object);

  ignore_line (self);
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->outgoing);
  g_free (self->path);

  G_OBJECT_CLASS (enlist_port_serial_parent_class)->finalize (object);
}

static void
enlist_port_serial_init (EnlistPortSerial *self)
{
  self->fd = -1;
  self->outgoing = g_byte_array_new ();
}

EnlistPort *
enlist_port_serial_new (void)
{
  return g_object_new (ENLIST_TYPE_PORT_SERIAL, NULL);
}

static gboolean
fail (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));

  return FALSE;
}

/* 115200 8N1, every byte as it is */
static gboolean
make_raw (int fd)
{
  struct termios mode;

  if (tcgetattr (fd, &mode) != 0)
    return FALSE;
  cfmakeraw (&mode);
  mode.c_cflag &= ~(tcflag_t) (CRTSCTS | CSTOPB);
  mode.c_cflag |= CLOCAL | CREAD;
  cfsetspeed (&mode, B115200);

  return tcsetattr (fd, TCSANOW, &mode) == 0;
}

static gboolean
open_line (EnlistPortSerial *self, GError **error)
{
  self->fd = open (self->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0)
    return fail (error, self->path);
  if (make_raw (self->fd))
    {
      ioctl (self->fd, TIOCEXCL); /* nobody else reads what is meant for the device */
      return TRUE;
    }
  fail (error, self->path);
  close (self->fd);
  self->fd = -1;

  return FALSE;
}

/* (transfer full) (nullable): the path of the other end */
static char *
open_pair (EnlistPortSerial *self, GError **error)
{
  char path[PATH_SIZE];

  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (self->fd < 0 || grantpt (self->fd) != 0 || unlockpt (self->fd) != 0
      || ptsname_r (self->fd, path, sizeof path) != 0 || !make_raw (self->fd))
    {
      fail (error, "no pseudo-terminal");
      return NULL;
    }

  return g_strdup (path);
}

/* The other end of a pseudo-terminal is open again, or the device is there again. */
static gboolean
is_back (EnlistPortSerial *self)
{
  struct pollfd line = { .fd = self->fd, .events = POLLIN };

  if (self->path != NULL)
    return open_line (self, NULL);

  return poll (&line, 1, 0) >= 0 && (line.revents & POLLHUP) == 0;
}

static gboolean
retry_due (gpointer user_data)
{
  EnlistPortSerial *self = user_data;

  if (!is_back (self))
    return G_SOURCE_CONTINUE;
  self->retry = 0;
  watch_line (self);

  return G_SOURCE_REMOVE;
}

static void
lose_line (EnlistPortSerial *self)
{
  ignore_line (self);
  if (self->path != NULL)
    {
      close (self->fd);
      self->fd = -1;
    }
  self->retry = g_timeout_add (RETRY_MS, retry_due, self);
  enlist_port_end (ENLIST_PORT (self));
}

static void
take_frame (EnlistPortSerial *self, EnlistSlice frame)
{
  EnlistPort *port = ENLIST_PORT (self);

  if (enlist_port_begins_link (frame.data, frame.size))
    {
      /* What is left of the link before would be taken for this one's. */
      tcflush (self->fd, TCOFLUSH);
      g_byte_array_set_size (self->outgoing, 0);
      self->begins = TRUE;
      enlist_device_log_members (enlist_port_get_log (port), "assistant", "\"transport\": \"serial\"");
      enlist_port_begin (port, ENLIST_SERIAL_MAX_FRAME);
    }
  if (enlist_port_is_busy (port))
    enlist_port_receive (port, frame.data, frame.size);
}

static gboolean
bytes_arrived (int fd, GIOCondition condition, gpointer user_data)
{
  EnlistPortSerial *self = user_data;
  guint8 bytes[READ_SIZE];
  gssize size = read (fd, bytes, sizeof bytes);
  EnlistSlice input, frame;

  if (size < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  if (size <= 0)
    {
      self->input = 0;
      lose_line (self);
      return G_SOURCE_REMOVE;
    }
  input = enlist_slice (bytes, (gsize) size);
  while (enlist_serial_decode (&self->decoder, &input, &frame))
    take_frame (self, frame);

  return G_SOURCE_CONTINUE;
}

static void
watch_line (EnlistPortSerial *self)
{
  memset (&self->decoder, 0, sizeof self->decoder);
  self->input = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP, bytes_arrived, self);
}

static gboolean
enlist_port_serial_can_send (EnlistPort *port)
{
  return ENLIST_PORT_SERIAL (port)->outgoing->len == 0;
}

/* As much as the line takes; FALSE: more is left. */
static gboolean
write_out (EnlistPortSerial *self)
{
  while (self->outgoing->len > 0)
    {
      gssize size = write (self->fd, self->outgoing->data, self->outgoing->len);

      if (size > 0)
        g_byte_array_remove_range (self->outgoing, 0, (guint) size);
      else if (errno == EAGAIN)
        return FALSE;
      else if (errno != EINTR) /* nobody is there; reading tells so, too */
        g_byte_array_set_size (self->outgoing, 0);
    }

  return TRUE;
}

static gboolean
line_ready (int fd, GIOCondition condition, gpointer user_data)
{
  EnlistPortSerial *self = user_data;

  if (!write_out (self))
    return G_SOURCE_CONTINUE;
  self->output = 0;
  enlist_port_pump (ENLIST_PORT (self));

  return G_SOURCE_REMOVE;
}

static void
enlist_port_serial_send (EnlistPort *port, const guint8 *frame, gsize size)
{
  EnlistPortSerial *self = ENLIST_PORT_SERIAL (port);
  uint8_t encoded[1 + ENLIST_SERIAL_MAX_ENCODED] = { 0 };
  size_t count;

  if (enlist_serial_encode (enlist_slice (frame, size), encoded + 1, sizeof encoded - 1, &count) != ENLIST_OK)
    return;
  if (self->begins)
    g_byte_array_append (self->outgoing, encoded, (guint) count + 1);
  else
    g_byte_array_append (self->outgoing, encoded + 1, (guint) count);
  self->begins = FALSE;
  if (!write_out (self) && self->output == 0)
    self->output = g_unix_fd_add (self->fd, G_IO_OUT, line_ready, self);
}

/* A line cannot be disconnected: what is said on it goes unheard until a link begins. */
static void
enlist_port_serial_hang_up (EnlistPort *port)
{
  enlist_port_end (port);
}

static gboolean
enlist_port_serial_listen (EnlistPort *port, const char *address, GError **error)
{
  EnlistPortSerial *self = ENLIST_PORT_SERIAL (port);
  const char *path = address + strlen (SCHEME);
  g_autofree char *other = NULL;
  g_autofree char *text = NULL;

  if (*path != '\0')
    {
      self->path = g_strdup (path);
      if (!open_line (self, error))
        return FALSE;
    }
  else
    {
      other = open_pair (self, error);
      if (other == NULL)
        return FALSE;
      text = g_strconcat (SCHEME, other, NULL);
    }
  watch_line (self);
  enlist_port_listening (port, text);

  return TRUE;
}

static void
enlist_port_serial_close (EnlistPort *port)
{
  EnlistPortSerial *self = ENLIST_PORT_SERIAL (port);

  ignore_line (self);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  enlist_port_end (port);
}

static void
enlist_port_serial_class_init (EnlistPortSerialClass *klass)
{
  EnlistPortClass *port_class = ENLIST_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_port_serial_finalize;
  port_class->can_send = enlist_port_serial_can_send;
  port_class->send = enlist_port_serial_send;
  port_class->hang_up = enlist_port_serial_hang_up;
  port_class->listen = enlist_port_serial_listen;
  port_class->close = enlist_port_serial_close;
}
