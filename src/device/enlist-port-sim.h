/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-port.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PORT_SIM (enlist_port_sim_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPortSim, enlist_port_sim, ENLIST, PORT_SIM, EnlistPort)

/**
 * EnlistPortSim:
 *
 * A device on a stream socket: each frame is preceded by its length, two bytes, big endian (docs/format.md,
 * clause 10.1). Another assistant gets a reset frame with the reason `busy` and is disconnected.
 *
 * Its address: `unix:PATH` (an old socket there is replaced) or `tcp:HOST:PORT`; HOST a numeric address,
 * PORT 0 any.
 */
EnlistPort *enlist_port_sim_new (void);

G_END_DECLS
