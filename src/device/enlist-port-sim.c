/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define _GNU_SOURCE /* POLLRDHUP */
#include "enlist-port-sim.h"

#include <poll.h>

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#define LENGTH_SIZE 2
#define FRAME_CAPACITY ENLIST_LINK_MAX_FRAME
#define FRAME_RESET 0x03 /* src/wire/link.h */

struct _EnlistPortSim
{
  GObject parent_instance;

  EnlistDeviceHost *host;
  guint mtu;
  GSocketService *service;
  char *address;
  char *socket_path;

  GSocketConnection *connection;
  GCancellable *cancellable; /* of the connection */
  guint timer;
  gboolean writing;
  GByteArray *outgoing;
  guint8 length[LENGTH_SIZE];
  guint8 incoming[ENLIST_LINK_MAX_FRAME];
};

G_DEFINE_FINAL_TYPE (EnlistPortSim, enlist_port_sim, G_TYPE_OBJECT)

enum { DISCONNECTED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void read_length (EnlistPortSim *self);
static void pump (EnlistPortSim *self);

static void
disconnect_assistant (EnlistPortSim *self)
{
  if (self->connection == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  self->writing = FALSE;
  enlist_runtime_link_down (enlist_device_host_get_runtime (self->host));
  enlist_device_log_say (enlist_device_host_get_log (self->host), "disconnected", NULL);
  g_signal_emit (self, signals[DISCONNECTED], 0);
}

void
enlist_port_sim_close (EnlistPortSim *self)
{
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
enlist_port_sim_dispose (GObject *object)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (object);

  enlist_port_sim_close (self);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (enlist_port_sim_parent_class)->dispose (object);
}

static void
enlist_port_sim_finalize (GObject *object)
{
  EnlistPortSim *self = ENLIST_PORT_SIM (object);

  g_byte_array_unref (self->outgoing);
  g_free (self->address);

  G_OBJECT_CLASS (enlist_port_sim_parent_class)->finalize (object);
}

static void
enlist_port_sim_class_init (EnlistPortSimClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_port_sim_dispose;
  object_class->finalize = enlist_port_sim_finalize;

  signals[DISCONNECTED] = g_signal_new ("disconnected", ENLIST_TYPE_PORT_SIM, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
enlist_port_sim_init (EnlistPortSim *self)
{
  self->outgoing = g_byte_array_new ();
}

EnlistPortSim *
enlist_port_sim_new (EnlistDeviceHost *host, guint mtu)
{
  EnlistPortSim *self = g_object_new (ENLIST_TYPE_PORT_SIM, NULL);

  self->host = g_object_ref (host);
  self->mtu = mtu;

  return self;
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
  if (success)
    pump (self);
  else
    disconnect_assistant (self);
}

/* Everything that the runtime has to say now; more when it is written. */
static void
take_frames (EnlistPortSim *self)
{
  EnlistRuntime *runtime = enlist_device_host_get_runtime (self->host);
  guint8 frame[FRAME_CAPACITY];
  size_t size;

  if (self->writing)
    return;

  g_byte_array_set_size (self->outgoing, 0);
  while (enlist_runtime_next_frame (runtime, frame, sizeof frame, &size))
    append_frame (self->outgoing, frame, size);
  if (self->outgoing->len == 0)
    return;

  self->writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                                   self->outgoing->data, self->outgoing->len, G_PRIORITY_DEFAULT,
                                   self->cancellable, written, g_object_ref (self));
}

static gboolean
timer_due (gpointer user_data)
{
  EnlistPortSim *self = user_data;

  self->timer = 0;
  pump (self);

  return G_SOURCE_REMOVE;
}

static void
pump (EnlistPortSim *self)
{
  EnlistRuntime *runtime = enlist_device_host_get_runtime (self->host);
  uint32_t wait;

  take_frames (self);
  enlist_runtime_tick (runtime, &wait);
  if (wait == 0)
    take_frames (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (enlist_runtime_wants_close (runtime) && !self->writing)
    disconnect_assistant (self);
  else if (wait != ENLIST_LINK_NEVER && !(wait == 0 && self->writing))
    self->timer = g_timeout_add (wait, timer_due, self);
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

  enlist_runtime_receive_frame (enlist_device_host_get_runtime (self->host),
                                enlist_slice (self->incoming, size));
  pump (self);
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
  EnlistDeviceLog *log = enlist_device_host_get_log (self->host);

  if (self->connection != NULL && is_gone (self->connection))
    disconnect_assistant (self);
  if (self->connection != NULL)
    {
      enlist_device_log_say (log, "busy", NULL);
      refuse (connection);
      return TRUE;
    }

  self->connection = g_object_ref (connection);
  self->cancellable = g_cancellable_new ();
  enlist_runtime_link_up (enlist_device_host_get_runtime (self->host), self->mtu);
  pump (self);
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

gboolean
enlist_port_sim_listen (EnlistPortSim *self, const char *address, GError **error)
{
  g_autoptr (GSocketAddress) wanted = parse_address (self, address, error);
  g_autoptr (GSocketAddress) effective = NULL;

  if (wanted == NULL)
    return FALSE;

  self->service = g_socket_service_new ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL, &effective, error))
    return FALSE;
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (accept_assistant), self, 0);
  if (self->socket_path != NULL)
    self->address = g_strdup (address);
  else
    {
      g_autofree char *text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (effective));

      self->address = g_strdup_printf ("tcp:%s", text);
    }

  return TRUE;
}

const char *
enlist_port_sim_get_address (EnlistPortSim *self)
{
  return self->address;
}
