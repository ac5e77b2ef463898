/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "link-proxy.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>

#include "enlist-stream-transport.h"

#define KIND_LAST_FRAGMENT 0x11
#define HOLD_MS 30 /* a frame that is not followed by another one comes after all */

static gboolean
counts (LinkProxy *self, GBytes *frame)
{
  const guint8 *data = g_bytes_get_data (frame, NULL);

  return !self->count_messages || data[0] == KIND_LAST_FRAGMENT;
}

static void
close_link (LinkProxy *self)
{
  g_clear_handle_id (&self->cut_source, g_source_remove);
  g_clear_handle_id (&self->hold_source, g_source_remove);
  g_clear_pointer (&self->held, g_bytes_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    {
      if (self->ends[i] == NULL)
        continue;
      g_signal_handlers_disconnect_by_data (self->ends[i], self);
      enlist_transport_close (self->ends[i]);
      g_clear_object (&self->ends[i]);
    }
}

static gboolean
on_cut_due (gpointer user_data)
{
  LinkProxy *self = user_data;

  self->cut_source = 0;
  close_link (self);

  return G_SOURCE_REMOVE;
}

/* Only when nothing else is left to do, so that the last frame has gone out. */
static void
cut (LinkProxy *self)
{
  self->cut = TRUE;
  self->cut_source = g_idle_add_full (G_PRIORITY_LOW, on_cut_due, self, NULL);
}

static gboolean
is_due (LinkProxy *self)
{
  return !self->cut && self->cut_after >= 0 &&
         self->frames[self->cut_direction] == (guint) self->cut_after;
}

static void
hand_on (LinkProxy *self, Direction direction, GBytes *frame)
{
  if (self->cut_source != 0 || self->ends[direction] == NULL)
    return;
  if (self->swallow && direction == self->cut_direction && counts (self, frame) && is_due (self))
    {
      cut (self);
      return;
    }

  if (counts (self, frame))
    self->frames[direction]++;
  self->bytes[direction] += g_bytes_get_size (frame);
  enlist_transport_send (self->ends[direction], frame);
  if (!self->swallow && is_due (self))
    cut (self);
}

static void
on_assistant_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  hand_on (user_data, TO_DEVICE, frame);
}

static gboolean
on_held_long (gpointer user_data)
{
  LinkProxy *self = user_data;
  g_autoptr (GBytes) frame = g_steal_pointer (&self->held);

  self->hold_source = 0;
  hand_on (self, TO_ASSISTANT, frame);

  return G_SOURCE_REMOVE;
}

static void
on_device_frame (EnlistTransport *transport, GBytes *frame, gpointer user_data)
{
  LinkProxy *self = user_data;

  if (self->reorder && self->held == NULL)
    {
      self->held = g_bytes_ref (frame);
      self->hold_source = g_timeout_add (HOLD_MS, on_held_long, self);
      return;
    }
  hand_on (self, TO_ASSISTANT, frame);
  if (self->held != NULL)
    {
      g_autoptr (GBytes) held = g_steal_pointer (&self->held);

      g_clear_handle_id (&self->hold_source, g_source_remove);
      hand_on (self, TO_ASSISTANT, held);
    }
}

static void
on_end_closed (EnlistTransport *transport, const GError *error, gpointer user_data)
{
  close_link (user_data);
}

static void
on_assistant_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  enlist_transport_open_finish (ENLIST_TRANSPORT (source), result, &error);
  g_assert_no_error (error);
}

static void
on_device_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LinkProxy *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!enlist_transport_open_finish (ENLIST_TRANSPORT (source), result, &error))
    {
      if (self->ends[TO_DEVICE] == ENLIST_TRANSPORT (source))
        close_link (self);
      return;
    }
  enlist_transport_open_async (self->ends[TO_ASSISTANT], NULL, on_assistant_open, NULL);
  if (!self->swallow && is_due (self))
    cut (self);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  LinkProxy *self = user_data;
  g_autoptr (GError) error = NULL;

  close_link (self);
  self->ends[TO_ASSISTANT] = enlist_stream_transport_new_for_stream (G_IO_STREAM (connection));
  self->ends[TO_DEVICE] = enlist_transport_new_for_uri (self->device_uri, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->ends[TO_ASSISTANT], "frame", G_CALLBACK (on_assistant_frame), self);
  g_signal_connect (self->ends[TO_DEVICE], "frame", G_CALLBACK (on_device_frame), self);
  g_signal_connect (self->ends[TO_ASSISTANT], "closed", G_CALLBACK (on_end_closed), self);
  g_signal_connect (self->ends[TO_DEVICE], "closed", G_CALLBACK (on_end_closed), self);
  enlist_transport_open_async (self->ends[TO_DEVICE], NULL, on_device_open, self);

  return TRUE;
}

void
link_proxy_cut (LinkProxy *self)
{
  self->cut = TRUE;
  close_link (self);
}

void
link_proxy_start (LinkProxy *self, const char *path, const char *device_uri)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;

  *self = (LinkProxy) { .service = g_socket_service_new (), .cut_after = -1 };
  self->uri = g_strconcat ("unix:", path, NULL);
  self->device_uri = g_strdup (device_uri);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
}

void
link_proxy_stop (LinkProxy *self)
{
  close_link (self);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_unlink (self->uri + strlen ("unix:"));
  g_free (self->uri);
  g_free (self->device_uri);
}
