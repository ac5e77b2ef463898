/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-transport"

#include "enlist-transport.h"

#include "enlist-error.h"
#include "enlist-stream-transport.h"

enum {
  PROGRESS,
  FRAME,
  CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE (EnlistTransport, enlist_transport, G_TYPE_OBJECT)

static void
enlist_transport_class_init (EnlistTransportClass *klass)
{
  signals[PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_BYTES);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_transport_init (EnlistTransport *self)
{
}

EnlistTransport *
enlist_transport_new_for_uri (const char *uri, const EnlistTransportContext *context, GError **error)
{
  if (g_str_has_prefix (uri, "unix:") || g_str_has_prefix (uri, "tcp:"))
    return enlist_stream_transport_new (uri, error);

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE, "This build cannot reach a device at “%s”",
               uri);

  return NULL;
}

void
enlist_transport_open_async (EnlistTransport     *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  ENLIST_TRANSPORT_GET_CLASS (self)->open_async (self, cancellable, callback, user_data);
}

gboolean
enlist_transport_open_finish (EnlistTransport *self, GAsyncResult *result, GError **error)
{
  return ENLIST_TRANSPORT_GET_CLASS (self)->open_finish (self, result, error);
}

void
enlist_transport_send (EnlistTransport *self, GBytes *frame)
{
  ENLIST_TRANSPORT_GET_CLASS (self)->send (self, frame);
}

void
enlist_transport_close (EnlistTransport *self)
{
  ENLIST_TRANSPORT_GET_CLASS (self)->close (self);
}

guint
enlist_transport_get_mtu (EnlistTransport *self)
{
  return ENLIST_TRANSPORT_GET_CLASS (self)->get_mtu (self);
}

gboolean
enlist_transport_begins_with_reset (EnlistTransport *self)
{
  return ENLIST_TRANSPORT_GET_CLASS (self)->begins_with_reset;
}

void
enlist_transport_emit_progress (EnlistTransport *self, const EnlistTransportProgress *progress)
{
  g_signal_emit (self, signals[PROGRESS], 0, progress);
}

void
enlist_transport_emit_frame (EnlistTransport *self, GBytes *frame)
{
  g_signal_emit (self, signals[FRAME], 0, frame);
}

void
enlist_transport_emit_closed (EnlistTransport *self, const GError *error)
{
  g_signal_emit (self, signals[CLOSED], 0, error);
}
