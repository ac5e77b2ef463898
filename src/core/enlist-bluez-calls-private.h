/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gunixfdlist.h>

#include "enlist-bluez-interfaces.h"

G_BEGIN_DECLS

/* What several files ask of BlueZ in the same way. */

/* Ends the connection, or a Connect that is under way; nobody waits for the answer. */
void enlist_bluez_disconnect (BluezDevice1 *device);

/* @fds, @handle: (nullable): the answer of AcquireWrite or AcquireNotify. Returns: a descriptor of the
 * caller's own, -1 when there is none */
int  enlist_bluez_take_fd    (GUnixFDList *fds, GVariant *handle);

G_END_DECLS
