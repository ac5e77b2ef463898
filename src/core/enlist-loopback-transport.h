/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_LOOPBACK_TRANSPORT (enlist_loopback_transport_get_type ())
G_DECLARE_FINAL_TYPE (EnlistLoopbackTransport, enlist_loopback_transport, ENLIST, LOOPBACK_TRANSPORT,
                      EnlistTransport)

/**
 * enlist_loopback_transport_new_pair:
 * @mtu: bytes of the largest frame
 * @one: (out) (transfer full): one end
 * @other: (out) (transfer full): what it sends arrives here, and the other way round
 *
 * Two ends in one process: a device's runtime beside its assistant, without any operating system in between.
 */
void enlist_loopback_transport_new_pair (guint mtu, EnlistTransport **one, EnlistTransport **other);

G_END_DECLS
