/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-device-host.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PORT_SIM (enlist_port_sim_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPortSim, enlist_port_sim, ENLIST, PORT_SIM, GObject)

/**
 * EnlistPortSim:
 *
 * A device on a stream socket: each frame is preceded by its length, two bytes, big endian (docs/format.md,
 * clause 10.1). One assistant at a time; another one gets a reset frame with the reason `busy` and is
 * disconnected.
 *
 * Signal "disconnected": an assistant has gone.
 */
EnlistPortSim *enlist_port_sim_new (EnlistDeviceHost *host, guint mtu);

/* @address: `unix:PATH` (an old socket there is replaced) or `tcp:HOST:PORT`; HOST a numeric address, PORT 0
 * any. */
gboolean enlist_port_sim_listen (EnlistPortSim *self, const char *address, GError **error);

/* Disconnects, and listens no more. */
void enlist_port_sim_close (EnlistPortSim *self);

/* Where it listens, with the port in place of 0. */
const char *enlist_port_sim_get_address (EnlistPortSim *self);

G_END_DECLS
