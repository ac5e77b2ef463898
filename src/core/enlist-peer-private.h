/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "enlist-transport.h"
#include "message.h"

G_BEGIN_DECLS

/* After which frames are sent again */
#define ENLIST_PEER_LINK_TIMEOUT_MS 1000

#define ENLIST_TYPE_PEER (enlist_peer_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPeer, enlist_peer, ENLIST, PEER, GObject)

/**
 * EnlistPeer:
 *
 * The device at the other end of a transport: link, channel and messages (docs/format.md, clauses 10.1 to
 * 10.3). Signals: `progress`: the transport's; `linked`: the transport is open, the handshake begins;
 * `message` (const EnlistMessage *, valid during the emission); `drained`: nothing is queued, and the link
 * would take a message now, perhaps not for the first time; `closed` (GError): the link, or the trust in it,
 * has ended, once.
 */
EnlistPeer *enlist_peer_new (EnlistLabel *label, EnlistTransport *transport);

/* Opens the transport and does the handshake. ENLIST_ERROR_UNREACHABLE, _WRONG_DEVICE, _BUSY, _TOO_NEW,
 * _TIMEOUT, _CANCELLED. */
void     enlist_peer_connect_async  (EnlistPeer *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean enlist_peer_connect_finish (EnlistPeer *self, GAsyncResult *result, GError **error);

/* Queues a message; slices of @message are copied. */
void     enlist_peer_send (EnlistPeer *self, const EnlistMessage *message);

/* Closes when everything queued has arrived, or after two seconds. `closed` is not emitted for it. */
void     enlist_peer_close (EnlistPeer *self);

/* Closes at once: there is nobody at the other end. `closed` is not emitted for it. */
void     enlist_peer_drop  (EnlistPeer *self);

/* ENLIST_SHA256_SIZE bytes, after connecting */
const guint8 *enlist_peer_get_handshake_hash (EnlistPeer *self);

/* The device's static key: the label's, or the one that a development device has shown; after connecting. */
const guint8 *enlist_peer_get_device_key (EnlistPeer *self);

G_END_DECLS
