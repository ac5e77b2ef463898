/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* POLLRDHUP */
#include "enlist-port-sim.h"

#include <poll.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define LENGTH_SIZE 2
#define FRAME_RESET 0x03 /* src/wire/link.h */

struct _EnlistPortSim
{
  EnlistPort parent_instance;

  GSocketService *service;
  char *socket_path;

  GSocketConnection *connection;
  GCancellable *cancellable; /* of the connection */
  gboolean writing;
  GByteArray *outgoing;
  guint8 length[LENGTH_SIZE];
  guint8 incoming[ENLIST_LINK_MAX_FRAME];
};

G_DEFINE_FINAL_TYPE (EnlistPortSim, enlist_port_sim, ENLIST_TYPE_PORT)

static void read_length (EnlistPortSim *self);

static void
disconnect_assistant (EnlistPortSim *self)
{
  if (self->connection == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  self->writing = FALSE;
  g_byte_array_set_size (self->outgoing, 0);
  enlist_port_end (ENLIST_PORT (self));
}

static void
enlist_port_sim_finalize (GObject *object)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (object);

  g_byte_array_unref (self->outgoing);

  G_OBJECT_CLASS (enlist_port_sim_parent_class)->finalize (object);
}

static void
enlist_port_sim_init (EnlistPortSim *self)
{
  self->outgoing = g_byte_array_new ();
}

static void
append_frame (GByteArray *bytes, const guint8 *frame, gsize size)
{
  guint8 length[LENGTH_SIZE] = { (guint8) (size >> 8), (guint8) size };

  g_byte_array_append (bytes, length, sizeof length);
  g_byte_array_append (bytes, frame, (guint) size);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistPortSim) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean success = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->writing = FALSE;
  g_byte_array_set_size (self->outgoing, 0);
  if (success)
    enlist_port_pump (ENLIST_PORT (self));
  else
    disconnect_assistant (self);
}

static gboolean
enlist_port_sim_can_send (EnlistPort *port)
{
  return !ENLIST_PORT_SIM (port)->writing;
}

static void
enlist_port_sim_send (EnlistPort *port, const guint8 *frame, gsize size)
{
  append_frame (ENLIST_PORT_SIM (port)->outgoing, frame, size);
}

static void
enlist_port_sim_flush (EnlistPort *port)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (port);

  self->writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->outgoing->data, self->outgoing->len, G_PRIORITY_DEFAULT,
                                   self->cancellable, written, g_object_ref (self));
}

static void
enlist_port_sim_hang_up (EnlistPort *port)
{
  disconnect_assistant (ENLIST_PORT_SIM (port));
}

static void
frame_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistPortSim) self = user_data;
  g_autoptr (GError) error = NULL;
  gsize expected = (gsize) self->length[0] << 8 | self->length[1];
  gsize size = 0;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (size < expected)
    {
      disconnect_assistant (self);
      return;
    }

  enlist_port_receive (ENLIST_PORT (self), self->incoming, size);
  if (self->connection != NULL)
    read_length (self);
}

static void
length_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistPortSim) self = user_data;
  g_autoptr (GError) error = NULL;
  gsize size = 0, expected;

  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &size, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  expected = (gsize) self->length[0] << 8 | self->length[1];
  if (size < LENGTH_SIZE || expected == 0 || expected > sizeof self->incoming)
    {
      disconnect_assistant (self);
      return;
    }

  g_input_stream_read_all_async (G_INPUT_STREAM (source), self->incoming, expected, G_PRIORITY_DEFAULT,
                                 self->cancellable, frame_read, g_object_ref (self));
}

static void
read_length (EnlistPortSim *self)
{
  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), self->length,
                                 sizeof self->length, G_PRIORITY_DEFAULT, self->cancellable, length_read,
                                 g_object_ref (self));
}

static void
refuse (GSocketConnection *connection)
{
  static const guint8 frame[] = { FRAME_RESET, 0, 0, ENLIST_E_BUSY };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  append_frame (bytes, frame, sizeof frame);
  /* A few bytes into a new socket's buffer: this does not block. */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes->data,
                             bytes->len, NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/* The assistant before may be gone, and only its last bytes not read yet. */
static gboolean
is_gone (GSocketConnection *connection)
{
  struct pollfd poll_fd = {
    .fd = g_socket_get_fd (g_socket_connection_get_socket (connection)),
    .events = POLLRDHUP,
  };

  return poll (&poll_fd, 1, 0) == 1;
}

static gboolean
accept_assistant (GSocketService *service,
                  GSocketConnection *connection,
                  GObject *source,
                  EnlistPortSim *self)
{
  if (self->connection != NULL && is_gone (self->connection))
    disconnect_assistant (self);
  if (self->connection != NULL)
    {
      enlist_device_log_say (enlist_port_get_log (ENLIST_PORT (self)), "busy", NULL);
      refuse (connection);
      return TRUE;
    }

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  enlist_port_begin (ENLIST_PORT (self), ENLIST_LINK_MAX_FRAME);
  if (self->connection != NULL)
    read_length (self);

  return TRUE;
}

static GSocketAddress *
parse_address (EnlistPortSim *self, const char *address, GError **error)
{
  g_autoptr (GSocketConnectable) host = NULL;
  g_autoptr (GInetAddress) inet = NULL;

  if (g_str_has_prefix (address, "unix:") && address[5] != '\0')
    {
      self->socket_path = g_strdup (address + 5);
      g_unlink (self->socket_path);
      return g_unix_socket_address_new (self->socket_path);
    }

  if (g_str_has_prefix (address, "tcp:"))
    host = g_network_address_parse (address + 4, 0, NULL);
  if (host != NULL)
    inet = g_inet_address_new_from_string (g_network_address_get_hostname (G_NETWORK_ADDRESS (host)));
  if (inet != NULL)
    return g_inet_socket_address_new (inet, g_network_address_get_port (G_NETWORK_ADDRESS (host)));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "%s: not of the form unix:PATH or tcp:ADDRESS:PORT", address);

  return NULL;
}

static gboolean
enlist_port_sim_listen (EnlistPort *port, const char *address, GError **error)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (port);
  g_autoptr (GSocketAddress) wanted = parse_address (self, address, error);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autofree char *text = NULL;

  if (wanted == NULL)
    return FALSE;

  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, &effective, error))
    return FALSE;
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (accept_assistant), self, 0);
  if (self->socket_path == NULL)
    {
      g_autofree char *bound = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (effective));

      text = g_strdup_printf ("tcp:%s", bound);
    }
  enlist_port_listening (port, text);

  return TRUE;
}

static void
enlist_port_sim_close (EnlistPort *port)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (port);

  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  disconnect_assistant (self);
  if (self->socket_path != NULL)
    g_unlink (self->socket_path);
  g_clear_pointer (&self->socket_path, g_free);
  g_clear_object (&self->service);
}

static void
enlist_port_sim_class_init (EnlistPortSimClass *klass)
{
  EnlistPortClass *port_class = ENLIST_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_port_sim_finalize;
  port_class->can_send = enlist_port_sim_can_send;
  port_class->send = enlist_port_sim_send;
  port_class->flush = enlist_port_sim_flush;
  port_class->hang_up = enlist_port_sim_hang_up;
  port_class->listen = enlist_port_sim_listen;
  port_class->close = enlist_port_sim_close;
}

EnlistPort *
enlist_port_sim_new (void)
{
  return g_object_new (ENLIST_TYPE_PORT_SIM, NULL);
}
