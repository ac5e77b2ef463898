/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-peer-private.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DIALER (enlist_dialer_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDialer, enlist_dialer, ENLIST, DIALER, GObject)

/**
 * EnlistDialer:
 *
 * Reaches the device: tries the places where it may be one after the other, and keeps the link to it. Only a
 * place where nobody answers sends it to the next one: what a device says counts. When there is no next one,
 * the error tells what each place has said. Later it begins with the place where the device was found.
 *
 * Signals: `progress` (const EnlistTransportProgress *): how far a transport is that is being opened;
 * `linked`: it is open, the handshake begins; `ready`: the channel is there; `message`
 * (const EnlistMessage *); `drained`: the link would take another message now; `lost` (GError): the device
 * could not be reached, or the link has ended, once for every dialing.
 */

/**
 * enlist_dialer_new:
 * @device: (nullable): where the device is; %NULL tries the label's transports in their order
 * @context: (nullable): for the transports
 */
EnlistDialer *enlist_dialer_new (EnlistLabel *label, const char *device,
                                 const EnlistTransportContext *context);

/* Dials, from the first place on; what was there before is hung up. */
void enlist_dialer_dial  (EnlistDialer *self);
void enlist_dialer_redial (EnlistDialer *self, guint milliseconds); /* the same, that much later */

/* Closes the link, when what was sent has arrived, or gives up dialing. No signal follows. */
void enlist_dialer_hang_up (EnlistDialer *self);

/* The same at once, so that the device can be dialed again: it has stopped answering. */
void enlist_dialer_drop    (EnlistDialer *self);

/* (transfer none) (nullable): the device; %NULL while nothing is dialed. It takes messages after `ready`. */
EnlistPeer *enlist_dialer_get_peer (EnlistDialer *self);

/* @error: why the way that is being tried cannot be used just now, such as Bluetooth that is off */
gboolean enlist_dialer_check (EnlistDialer *self, GError **error);

G_END_DECLS
