/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SERIAL_TRANSPORT (enlist_serial_transport_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSerialTransport, enlist_serial_transport, ENLIST, SERIAL_TRANSPORT,
                      EnlistTransport)

/**
 * enlist_serial_transport_new:
 * @uri: "serial:HINT"; see enlist_serial_ports_find()
 *
 * Frames on a serial line of 115200 baud (docs/format.md, clause 10.1.7). %NULL with
 * ENLIST_ERROR_UNREACHABLE when the hint is none. Opening it fails with
 * ENLIST_ERROR_UNREACHABLE when there is no such port, _PORT_DENIED, and _BUSY when another program has it.
 */
EnlistTransport *enlist_serial_transport_new (const char *uri, GError **error);

G_END_DECLS
