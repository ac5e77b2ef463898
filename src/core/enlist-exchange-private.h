/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-device-proof-private.h"
#include "enlist-label.h"
#include "enlist-session.h"
#include "enlist-transport.h"
#include "field.h"
#include "message.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_EXCHANGE (enlist_exchange_get_type ())
G_DECLARE_FINAL_TYPE (EnlistExchange, enlist_exchange, ENLIST, EXCHANGE, GObject)

/**
 * EnlistExchange:
 *
 * The assistant's half of the conversation of docs/format.md, clause 10.4: reaches the device, hands over
 * manifest and parts, starts the device's program, and carries what both programs say to each other. It knows
 * nothing of the assistant's program.
 *
 * Signals, in this order: `stage` (EnlistSessionState): connecting, securing, transferring, running;
 * `progress` (const EnlistTransportProgress *): while it connects, how far the transport is; `state`:
 * the device has said what it is, before it gets anything; `step` (guint step, guint EnlistProgress);
 * `fields` (GHashTable: GUINT_TO_POINTER (field) -> EnlistValue): reported and verified; `finished`: the
 * device's program has ended, and everything is staged; `done`: it is applied; `failed` (GError, int step of
 * the device or -1): once, nothing follows.
 *
 * A link that breaks is taken up again (clause 10.7): `lost` (GError): why; then the stages again;
 * `restarted`: the device is there and begins anew, so that everything since `state` comes once more. It does
 * not when it turns out to have committed: then `done` is next.
 */
EnlistExchange *enlist_exchange_new (EnlistLabel *label, const guint8 *session_id);

/* For how long a device that was lost is looked for; before the start. */
void enlist_exchange_set_patience (EnlistExchange *self, guint seconds);

/* Milliseconds that it is still looked for; 0 unless it was lost. */
guint enlist_exchange_get_time_left (EnlistExchange *self);

/**
 * enlist_exchange_start:
 * @device: (nullable): where the device is; %NULL tries the label's transports in their order
 * @context: (nullable): for the transports
 */
void enlist_exchange_start    (EnlistExchange *self, const char *device,
                               const EnlistTransportContext *context);

/* @values: (element-type EnlistValue): as many as @fields; null values are sent, too */
void enlist_exchange_send     (EnlistExchange *self, const guint *fields, EnlistValue *const *values,
                               guint count);

void enlist_exchange_identify (EnlistExchange *self);

/* Only after `finished`, while the link is there. The answer arrives as `done`. */
void enlist_exchange_commit   (EnlistExchange *self);

/* After `done` has been stored: the device may forget the session. */
void enlist_exchange_end      (EnlistExchange *self);

/* Gives up: tells the device to roll back, and closes. No signal follows. */
void enlist_exchange_abort    (EnlistExchange *self);

/* After `failed`: whether the device has said that nothing is committed. */
gboolean enlist_exchange_has_rolled_back (EnlistExchange *self);

/* (transfer none): what the device has signed so far */
EnlistDeviceProof *enlist_exchange_get_proof (EnlistExchange *self);

/* The device's static key, 32 bytes, after the handshake; its serial number as it says */
const guint8 *enlist_exchange_get_device_key (EnlistExchange *self);
const char   *enlist_exchange_get_serial     (EnlistExchange *self);

/* After `state`: the device makes its ownership permanent at the end whether or not its program says so. */
gboolean      enlist_exchange_locks_by_itself (EnlistExchange *self);

G_END_DECLS
