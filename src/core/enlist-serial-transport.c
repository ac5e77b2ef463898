/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-serial-transport"

#include "enlist-serial-transport.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-serial-ports-private.h"
#include "serial.h"

#define SPEED B115200
#define READ_SIZE 512

struct _EnlistSerialTransport {
  EnlistTransport parent_instance;

  char *hint;
  GInputStream *input; /* owns the port */
  GOutputStream *output;
  GCancellable *cancellable; /* ends reading and writing when closed */
  GString *outgoing;         /* bytes for the line; frames, encoded */
  GBytes *writing;
  gboolean closed;
  EnlistSerialDecoder decoder;
};

G_DEFINE_FINAL_TYPE (EnlistSerialTransport, enlist_serial_transport, ENLIST_TYPE_TRANSPORT)

static void read_some (EnlistSerialTransport *self);
static void write_some (EnlistSerialTransport *self);

/* Opening, in a thread. */

static void
refuse (const char *path, int problem, GError **error)
{
  struct stat status;
  struct group *group = stat (path, &status) == 0 ? getgrgid (status.st_gid) : NULL;

  switch (problem)
    {
    case EACCES:
    case EPERM:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_PORT_DENIED,
                   "%s may be used by the group “%s” only, and you are not in it", path,
                   group != NULL ? group->gr_name : "dialout");
      break;
    case EBUSY:
    case EWOULDBLOCK:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BUSY, "Another program uses %s", path);
      break;
    case ENOENT:
    case ENXIO:
    case ENODEV:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "There is no %s: plug the cable in", path);
      break;
    default:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "Opening %s: %s", path,
                   g_strerror (problem));
      break;
    }
}

/* Every byte as it is, 8N1, no flow control. Hanging up would restart some boards. */
static gboolean
set_up_line (int fd)
{
  struct termios line;

  if (tcgetattr (fd, &line) != 0)
    return FALSE;

  cfmakeraw (&line);
  line.c_cflag |= CLOCAL | CREAD;
  line.c_cflag &= ~(tcflag_t) (CSTOPB | CRTSCTS | HUPCL);
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;

  return cfsetspeed (&line, SPEED) == 0 && tcsetattr (fd, TCSANOW, &line) == 0 &&
         tcflush (fd, TCIOFLUSH) == 0;
}

/* Answers a file descriptor, or -1. Some programs respect one kind of lock, some the other. */
static int
open_port (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && set_up_line (fd) && ioctl (fd, TIOCEXCL) == 0)
    return fd;

  if (errno == ENOTTY)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "%s is no serial port", path);
  else
    refuse (path, errno, error);
  if (fd >= 0)
    close (fd);

  return -1;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autofree char *path = enlist_serial_ports_find (data, "", &error);
  int fd = path != NULL ? open_port (path, &error) : -1;

  if (fd < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, fd);
}

/* Reading. */

/* The link has ended by itself: say so, once. */
static void
fail (EnlistSerialTransport *self, const char *why)
{
  g_autoptr (GError) error = NULL;

  if (self->closed)
    return;

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, "The serial port is gone: %s", why);
  enlist_transport_emit_closed (ENLIST_TRANSPORT (self), error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSerialTransport) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  EnlistSlice input, frame;

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      fail (self, error != NULL ? error->message : "the line was hung up");
      return;
    }

  input = enlist_bytes_slice (bytes);
  while (!self->closed && enlist_serial_decode (&self->decoder, &input, &frame))
    {
      g_autoptr (GBytes) whole = g_bytes_new (frame.data, frame.size);

      enlist_transport_emit_frame (ENLIST_TRANSPORT (self), whole);
    }
  if (!self->closed)
    read_some (self);
}

static void
read_some (EnlistSerialTransport *self)
{
  g_input_stream_read_bytes_async (self->input, READ_SIZE, G_PRIORITY_DEFAULT, self->cancellable, on_read,
                                   g_object_ref (self));
}

/* Writing. */

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistSerialTransport) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->writing, g_bytes_unref);
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    fail (self, error->message);
  else if (!self->closed)
    write_some (self);
}

static void
write_some (EnlistSerialTransport *self)
{
  if (self->writing != NULL || self->outgoing->len == 0)
    return;

  self->writing = g_string_free_to_bytes (g_steal_pointer (&self->outgoing));
  self->outgoing = g_string_new (NULL);
  g_output_stream_write_all_async (self->output, g_bytes_get_data (self->writing, NULL),
                                   g_bytes_get_size (self->writing), G_PRIORITY_DEFAULT, self->cancellable,
                                   on_written, g_object_ref (self));
}

static void
enlist_serial_transport_send (EnlistTransport *transport, GBytes *frame)
{
  EnlistSerialTransport *self = ENLIST_SERIAL_TRANSPORT (transport);
  guint8 encoded[ENLIST_SERIAL_MAX_ENCODED];
  gsize size;

  if (self->closed || self->output == NULL)
    return;
  g_return_if_fail (enlist_serial_encode (enlist_bytes_slice (frame), encoded, sizeof encoded, &size) ==
                    ENLIST_OK);

  g_string_append_len (self->outgoing, (const char *) encoded, size);
  write_some (self);
}

/* Opening and closing. */

static void
on_port_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistSerialTransport *self = ENLIST_SERIAL_TRANSPORT (source);
  GError *error = NULL;
  int fd = (int) g_task_propagate_int (G_TASK (result), &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->closed || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      close (fd);
      g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Closed while it was opening");
      return;
    }

  self->input = g_unix_input_stream_new (fd, TRUE);
  self->output = g_unix_output_stream_new (fd, FALSE);
  /* Ends whatever the line has brought before (docs/format.md, clause 10.1.7). */
  g_string_append_c (self->outgoing, '\0');
  read_some (self);
  write_some (self);
  g_task_return_boolean (task, TRUE);
}

static void
enlist_serial_transport_open_async (EnlistTransport     *transport,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  EnlistSerialTransport *self = ENLIST_SERIAL_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) opening = g_task_new (self, NULL, on_port_open, task);

  g_task_set_source_tag (task, enlist_serial_transport_open_async);
  g_task_set_task_data (opening, g_strdup (self->hint), g_free);
  g_task_run_in_thread (opening, open_in_thread);
}

static gboolean
enlist_serial_transport_open_finish (EnlistTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_serial_transport_close (EnlistTransport *transport)
{
  EnlistSerialTransport *self = ENLIST_SERIAL_TRANSPORT (transport);

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static guint
enlist_serial_transport_get_mtu (EnlistTransport *transport)
{
  return ENLIST_SERIAL_MAX_FRAME;
}

static void
enlist_serial_transport_finalize (GObject *object)
{
  EnlistSerialTransport *self = ENLIST_SERIAL_TRANSPORT (object);

  g_clear_object (&self->output);
  g_clear_object (&self->input);
  g_clear_object (&self->cancellable);
  g_string_free (self->outgoing, TRUE);
  g_free (self->hint);

  G_OBJECT_CLASS (enlist_serial_transport_parent_class)->finalize (object);
}

static void
enlist_serial_transport_class_init (EnlistSerialTransportClass *klass)
{
  EnlistTransportClass *transport_class = ENLIST_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_serial_transport_finalize;
  transport_class->open_async = enlist_serial_transport_open_async;
  transport_class->open_finish = enlist_serial_transport_open_finish;
  transport_class->send = enlist_serial_transport_send;
  transport_class->close = enlist_serial_transport_close;
  transport_class->get_mtu = enlist_serial_transport_get_mtu;
  transport_class->begins_with_reset = TRUE;
}

static void
enlist_serial_transport_init (EnlistSerialTransport *self)
{
  self->cancellable = g_cancellable_new ();
  self->outgoing = g_string_new (NULL);
}

EnlistTransport *
enlist_serial_transport_new (const char *uri, GError **error)
{
  const char *hint = strchr (uri, ':') + 1;
  EnlistSerialTransport *self;

  if (!enlist_serial_ports_check (hint, error))
    return NULL;
  self = g_object_new (ENLIST_TYPE_SERIAL_TRANSPORT, NULL);
  self->hint = g_strdup (hint);

  return ENLIST_TRANSPORT (self);
}
