/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of those that need more than an address; enlist-bluetooth.h and enlist-trace.h */
typedef struct _EnlistBluetooth EnlistBluetooth;
typedef struct _EnlistTrace EnlistTrace;

/**
 * EnlistTransportContext:
 * @bluetooth: (nullable): whose adapters "ble:" uses; without, it has the system bus ask for itself
 * @trace: (nullable): where everything that passes is written down
 * @max_frame: bytes of the largest frame, at least 18; 0: what the transport takes
 *
 * What transports need of the process that they run in.
 */
typedef struct {
  EnlistBluetooth *bluetooth;
  EnlistTrace *trace;
  guint max_frame;
} EnlistTransportContext;

/* What a transport does before it is open. */
typedef enum {
  ENLIST_TRANSPORT_LOOKING,      /* the device has not been heard yet */
  ENLIST_TRANSPORT_CONNECTING,   /* it has */
  ENLIST_TRANSPORT_RESOLVING,    /* connected; its services are being read */
  ENLIST_TRANSPORT_RETRYING,     /* connecting did not do, and is tried again */
  ENLIST_TRANSPORT_WAITING_BUSY, /* another assistant has the device */
} EnlistTransportStep;

#define ENLIST_SIGNAL_STRENGTH_UNKNOWN 127

/**
 * EnlistTransportProgress:
 * @attempt: of connecting, from 1; 0 when that has not begun
 * @signal_strength: of the device, dBm; ENLIST_SIGNAL_STRENGTH_UNKNOWN when it is not known
 * @heard: how many other devices of ours are heard
 * @adapter: (nullable): the name of the adapter in use
 */
typedef struct {
  EnlistTransportStep step;
  guint attempt;
  int signal_strength;
  guint heard;
  const char *adapter;
} EnlistTransportProgress;

#define ENLIST_TYPE_TRANSPORT (enlist_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (EnlistTransport, enlist_transport, ENLIST, TRANSPORT, GObject)

/**
 * EnlistTransport:
 *
 * A pipe of frames to one device. Signals, all on the main context of the thread that opened it: `progress`
 * (const EnlistTransportProgress *, valid during the emission): what it is doing, any number of times before
 * it is open; `frame` (GBytes): one arrived; `closed` (GError or %NULL): the link has ended, once.
 */
struct _EnlistTransportClass {
  GObjectClass parent_class;

  void     (*open_async)  (EnlistTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
  gboolean (*open_finish) (EnlistTransport *self, GAsyncResult *result, GError **error);
  void     (*send)        (EnlistTransport *self, GBytes *frame);
  void     (*close)       (EnlistTransport *self);
  guint    (*get_mtu)     (EnlistTransport *self);

  /* The other end may not notice that a link begins: a reset tells it (docs/format.md, clause 10.1). */
  gboolean begins_with_reset;
};

/**
 * enlist_transport_new_for_uri:
 * @uri: "unix:PATH", "tcp:HOST:PORT", "serial:HINT" with the hint of a label, or "ble:DEVICE/MODEL"
 *   (enlist-bluez-transport-private.h)
 * @context: (nullable): what the transport may use; it keeps its own references
 *
 * Returns: (transfer full): %NULL with ENLIST_ERROR_UNREACHABLE for a transport that this build does not have
 */
EnlistTransport *enlist_transport_new_for_uri (const char *uri, const EnlistTransportContext *context,
                                               GError **error);

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

/* (transfer none) (nullable): what is written down from now on; the factory sets the context's */
void     enlist_transport_set_trace   (EnlistTransport *self, EnlistTrace *trace);

/* Whether each end has to begin with a reset. */
gboolean enlist_transport_begins_with_reset (EnlistTransport *self);

/* For subclasses. The error is ENLIST_ERROR_LINK_LOST. */
void     enlist_transport_emit_progress (EnlistTransport *self, const EnlistTransportProgress *progress);
void     enlist_transport_emit_frame    (EnlistTransport *self, GBytes *frame);
void     enlist_transport_emit_closed   (EnlistTransport *self, const GError *error);

G_END_DECLS
