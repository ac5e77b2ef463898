/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-stream-transport"

#include "enlist-stream-transport.h"

#include <gio/gunixsocketaddress.h>

#include "enlist-error.h"
#include "link.h"

#define LENGTH_SIZE 2

/* An address where packets vanish would otherwise take the kernel's minutes. */
#define CONNECT_TIMEOUT_S 5

struct _EnlistStreamTransport {
  EnlistTransport parent_instance;

  GSocketConnectable *address; /* %NULL for a stream that is open */
  GIOStream *stream;
  GCancellable *cancellable;   /* ends reading and writing when closed */
  GQueue *outgoing;            /* of GBytes, length included */
  gboolean writing;
  gboolean closed;
  guint8 incoming[LENGTH_SIZE + ENLIST_LINK_MAX_FRAME];
};

G_DEFINE_FINAL_TYPE (EnlistStreamTransport, enlist_stream_transport, ENLIST_TYPE_TRANSPORT)

static void read_length (EnlistStreamTransport *self);
static void write_next (EnlistStreamTransport *self);

/* The link has ended by itself: say so, once. */
static void
fail (EnlistStreamTransport *self, const char *message)
{
  g_autoptr (GError) error = NULL;

  if (self->closed)
    return;

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, message);
  enlist_transport_emit_closed (ENLIST_TRANSPORT (self), error);
}

static void
on_frame_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistStreamTransport) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = NULL;
  gsize expected = self->incoming[0] << 8 | self->incoming[1];
  gsize size = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error) || size < expected)
    {
      fail (self, error != NULL ? error->message : "The device closed the connection");
      return;
    }

  frame = g_bytes_new (self->incoming + LENGTH_SIZE, size);
  enlist_transport_emit_frame (ENLIST_TRANSPORT (self), frame);
  if (!self->closed)
    read_length (self);
}

static void
on_length_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistStreamTransport) self = user_data;
  g_autoptr (GError) error = NULL;
  gsize size = 0, expected;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error) || size < LENGTH_SIZE)
    {
      fail (self, error != NULL ? error->message : "The device closed the connection");
      return;
    }

  expected = self->incoming[0] << 8 | self->incoming[1];
  if (expected == 0 || expected > ENLIST_LINK_MAX_FRAME)
    {
      fail (self, "The device sent a frame of an impossible size");
      return;
    }
  g_input_stream_read_all_async (G_INPUT_STREAM (source), self->incoming + LENGTH_SIZE, expected,
                                 G_PRIORITY_DEFAULT, self->cancellable, on_frame_read, g_object_ref (self));
}

static void
read_length (EnlistStreamTransport *self)
{
  g_input_stream_read_all_async (g_io_stream_get_input_stream (self->stream), self->incoming, LENGTH_SIZE,
                                 G_PRIORITY_DEFAULT, self->cancellable, on_length_read, g_object_ref (self));
}

static void
on_frame_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistStreamTransport) self = user_data;
  g_autoptr (GError) error = NULL;

  g_bytes_unref (g_queue_pop_head (self->outgoing));
  self->writing = FALSE;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    fail (self, error->message);
  else if (!g_queue_is_empty (self->outgoing) && !self->closed)
    write_next (self);
}

static void
write_next (EnlistStreamTransport *self)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (g_queue_peek_head (self->outgoing), &size);

  self->writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), data, size,
                                   G_PRIORITY_DEFAULT,
                                   self->cancellable, on_frame_written, g_object_ref (self));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistStreamTransport *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (connection == NULL)
    {
      gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      g_task_return_new_error (task, ENLIST_ERROR,
                               cancelled ? ENLIST_ERROR_CANCELLED : ENLIST_ERROR_UNREACHABLE, "%s",
                               error->message);
      return;
    }

  /* The client's limit is for connecting only: an open link may stay silent. */
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  self->stream = G_IO_STREAM (connection);
  read_length (self);
  g_task_return_boolean (task, TRUE);
}

static void
enlist_stream_transport_open_async (EnlistTransport     *transport,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  EnlistStreamTransport *self = ENLIST_STREAM_TRANSPORT (transport);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = NULL;

  g_task_set_source_tag (task, enlist_stream_transport_open_async);
  if (self->stream != NULL)
    {
      read_length (self);
      g_task_return_boolean (task, TRUE);
      return;
    }

  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  g_socket_client_connect_async (client, self->address, cancellable, on_connected, g_steal_pointer (&task));
}

static gboolean
enlist_stream_transport_open_finish (EnlistTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_stream_transport_send (EnlistTransport *transport, GBytes *frame)
{
  EnlistStreamTransport *self = ENLIST_STREAM_TRANSPORT (transport);
  gsize size;
  gconstpointer data = g_bytes_get_data (frame, &size);
  guint8 *bytes;

  g_return_if_fail (size > 0 && size <= ENLIST_LINK_MAX_FRAME);

  if (self->closed || self->stream == NULL)
    return;

  bytes = g_malloc (LENGTH_SIZE + size);
  bytes[0] = size >> 8;
  bytes[1] = size & 0xff;
  memcpy (bytes + LENGTH_SIZE, data, size);
  g_queue_push_tail (self->outgoing, g_bytes_new_take (bytes, LENGTH_SIZE + size));
  if (!self->writing)
    write_next (self);
}

static void
on_stream_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_io_stream_close_finish (G_IO_STREAM (source), result, &error))
    g_debug ("Closing: %s", error->message);
}

static void
enlist_stream_transport_close (EnlistTransport *transport)
{
  EnlistStreamTransport *self = ENLIST_STREAM_TRANSPORT (transport);

  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->stream != NULL)
    g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, on_stream_closed, NULL);
}

static guint
enlist_stream_transport_get_mtu (EnlistTransport *transport)
{
  return ENLIST_LINK_MAX_FRAME;
}

static void
enlist_stream_transport_finalize (GObject *object)
{
  EnlistStreamTransport *self = ENLIST_STREAM_TRANSPORT (object);

  g_clear_object (&self->address);
  g_clear_object (&self->stream);
  g_clear_object (&self->cancellable);
  g_queue_free_full (self->outgoing, (GDestroyNotify) g_bytes_unref);

  G_OBJECT_CLASS (enlist_stream_transport_parent_class)->finalize (object);
}

static void
enlist_stream_transport_class_init (EnlistStreamTransportClass *klass)
{
  EnlistTransportClass *transport_class = ENLIST_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_stream_transport_finalize;
  transport_class->open_async = enlist_stream_transport_open_async;
  transport_class->open_finish = enlist_stream_transport_open_finish;
  transport_class->send = enlist_stream_transport_send;
  transport_class->close = enlist_stream_transport_close;
  transport_class->get_mtu = enlist_stream_transport_get_mtu;
}

static void
enlist_stream_transport_init (EnlistStreamTransport *self)
{
  self->cancellable = g_cancellable_new ();
  self->outgoing = g_queue_new ();
}

EnlistTransport *
enlist_stream_transport_new (const char *uri, GError **error)
{
  g_autoptr (EnlistStreamTransport) self = g_object_new (ENLIST_TYPE_STREAM_TRANSPORT, NULL);
  const char *address = strchr (uri, ':') + 1;
  g_autoptr (GError) local_error = NULL;

  if (g_str_has_prefix (uri, "unix:"))
    {
      if (*address != '/' || strlen (address) > 107)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                       "“%s” is not an absolute path of a socket", address);
          return NULL;
        }
      self->address = G_SOCKET_CONNECTABLE (g_unix_socket_address_new (address));
      return ENLIST_TRANSPORT (g_steal_pointer (&self));
    }

  self->address = g_network_address_parse (address, 0, &local_error);
  if (self->address == NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "%s", local_error->message);
      return NULL;
    }
  if (g_network_address_get_port (G_NETWORK_ADDRESS (self->address)) == 0)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "“%s” has no port: tcp:HOST:PORT", address);
      return NULL;
    }

  return ENLIST_TRANSPORT (g_steal_pointer (&self));
}

EnlistTransport *
enlist_stream_transport_new_for_stream (GIOStream *stream)
{
  EnlistStreamTransport *self = g_object_new (ENLIST_TYPE_STREAM_TRANSPORT, NULL);

  self->stream = g_object_ref (stream);

  return ENLIST_TRANSPORT (self);
}
