/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_TRANSPORT (enlist_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (EnlistTransport, enlist_transport, ENLIST, TRANSPORT, GObject)

/**
 * EnlistTransport:
 *
 * A pipe of frames to one device. Signals, all on the main context of the thread that opened it: `frame`
 * (GBytes): one arrived; `closed` (GError or %NULL): the link has ended, once.
 */
struct _EnlistTransportClass {
  GObjectClass parent_class;

  void     (*open_async)  (EnlistTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*open_finish) (EnlistTransport *self, GAsyncResult *result, GError **error);
  void     (*send)        (EnlistTransport *self, GBytes *frame);
  void     (*close)       (EnlistTransport *self);
  guint    (*get_mtu)     (EnlistTransport *self);
};

/* @uri: "unix:PATH", "tcp:HOST:PORT"; %NULL with ENLIST_ERROR_UNREACHABLE for a transport that this build
 * does not have */
EnlistTransport *enlist_transport_new_for_uri (const char *uri, GError **error);

void     enlist_transport_open_async  (EnlistTransport *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
/* ENLIST_ERROR_UNREACHABLE, _CANCELLED */
gboolean enlist_transport_open_finish (EnlistTransport *self, GAsyncResult *result, GError **error);

/* Queues one frame; at most enlist_transport_get_mtu() bytes. A failure arrives as `closed`. */
void     enlist_transport_send        (EnlistTransport *self, GBytes *frame);

/* Ends the link; `closed` is not emitted for it. */
void     enlist_transport_close       (EnlistTransport *self);

/* Bytes of the largest frame; valid after opening. */
guint    enlist_transport_get_mtu     (EnlistTransport *self);

/* For subclasses. */
void     enlist_transport_emit_frame  (EnlistTransport *self, GBytes *frame);
void     enlist_transport_emit_closed (EnlistTransport *self, const GError *error);

G_END_DECLS
