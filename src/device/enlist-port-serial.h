/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-port.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PORT_SERIAL (enlist_port_serial_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPortSerial, enlist_port_serial, ENLIST, PORT_SERIAL, EnlistPort)

/**
 * EnlistPortSerial:
 *
 * A device on a serial line (docs/format.md, clause 10.1.7). A link begins with a reset frame; it ends with
 * the next one, when the other end hangs up, or when the device has heard nothing for too long.
 *
 * Its address: `serial:PATH`, a terminal device, taken up again when it comes back; or `serial:`, a new
 * pseudo-terminal, whose other end its address then names.
 */
EnlistPort *enlist_port_serial_new (void);

G_END_DECLS
