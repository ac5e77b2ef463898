/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_STREAM_TRANSPORT (enlist_stream_transport_get_type ())
G_DECLARE_FINAL_TYPE (EnlistStreamTransport, enlist_stream_transport, ENLIST, STREAM_TRANSPORT,
                      EnlistTransport)

/**
 * enlist_stream_transport_new:
 * @uri: "unix:PATH" or "tcp:HOST:PORT"
 *
 * Frames on a byte stream: each is preceded by its length, two bytes (docs/format.md, clause 10.1).
 */
EnlistTransport *enlist_stream_transport_new (const char *uri, GError **error);

/* The same over a stream that is open already, such as one end of a pair; enlist_transport_open_async() only
 * starts reading. */
EnlistTransport *enlist_stream_transport_new_for_stream (GIOStream *stream);

G_END_DECLS
