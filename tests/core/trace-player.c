/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "trace-player.h"

#include <gio/gunixsocketaddress.h>

#include "enlist-stream-transport.h"

static void
hang_up (TracePlayer *self)
{
  if (self->end == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->end, self);
  enlist_transport_close (self->end);
  g_clear_object (&self->end);
}

static const EnlistTraceEvent *
peek (TracePlayer *self)
{
  return trace_player_is_through (self) ? NULL : enlist_trace_file_get_event (self->file, self->next);
}

/* What the device does before it is the assistant's turn again. */
static void
play (TracePlayer *self)
{
  const EnlistTraceEvent *event;

  while (self->end != NULL && (event = peek (self)) != NULL)
    {
      if (event->type == ENLIST_TRACE_FRAME && event->direction == ENLIST_TRACE_OUT)
        return;
      self->next++;
      if (event->type == ENLIST_TRACE_FRAME)
        enlist_transport_send (self->end, event->frame);
      else if (event->type == ENLIST_TRACE_CLOSED)
        hang_up (self);
    }
}

static void
on_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  TracePlayer *self = user_data;
  const EnlistTraceEvent *event = peek (self);

  /* A trace ends with its session, a link a little later. */
  if (event == NULL)
    return;
  if (!g_bytes_equal (frame, event->frame))
    g_error ("Line %u of the trace: the assistant sends another frame", event->line);
  self->next++;
  play (self);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  enlist_transport_open_finish (ENLIST_TRANSPORT (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  TracePlayer *self = user_data;
  const EnlistTraceEvent *event;

  hang_up (self);
  while ((event = peek (self)) != NULL && event->type != ENLIST_TRACE_OPENED)
    self->next++;
  g_assert_nonnull (event);
  self->next++;

  self->end = enlist_stream_transport_new_for_stream (G_IO_STREAM (connection));
  g_signal_connect (self->end, "frame", G_CALLBACK (on_frame), self);
  enlist_transport_open_async (self->end, NULL, on_open, NULL);

  return TRUE;
}

gboolean
trace_player_is_through (TracePlayer *self)
{
  return self->next == enlist_trace_file_get_n_events (self->file);
}

void
trace_player_start (TracePlayer *self, EnlistTraceFile *file, const char *path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  *self = (TracePlayer) { .service = g_socket_service_new (), .file = g_object_ref (file) };
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

void
trace_player_stop (TracePlayer *self)
{
  hang_up (self);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_clear_object (&self->file);
}
