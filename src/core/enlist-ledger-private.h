/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-gateway.h"
#include "enlist-journal.h"
#include "enlist-keyring.h"
#include "enlist-label.h"
#include "enlist-publisher.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_LEDGER (enlist_ledger_get_type ())
G_DECLARE_FINAL_TYPE (EnlistLedger, enlist_ledger, ENLIST, LEDGER, GObject)

/**
 * EnlistLedger:
 *
 * What one session keeps where a power cut does not reach it: its row and its record in the journal, the
 * label's secret and the device's keys in the keyring. Every operation has written when it succeeds; the
 * order is begin, note_running, decide, confirm, close. Nothing of it talks to the device.
 *
 * Signal `remark` (string): what went wrong without consequences, for the log.
 */

/* @session_id: 32 hex digits */
EnlistLedger *enlist_ledger_new (EnlistJournal   *journal,
                                 EnlistKeyring   *keyring,
                                 EnlistLabel     *label,
                                 EnlistPublisher *publisher,
                                 const char      *session_id);

/* @gateway: (nullable): where this assistant keeps its own configuration. Before the beginning. */
void     enlist_ledger_set_gateway  (EnlistLedger *self, EnlistGateway *gateway);

/* The gateway's folder looked into, the label's secret into the keyring, the session into the journal: before
 * the first radio byte. */
void     enlist_ledger_begin_async  (EnlistLedger *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean enlist_ledger_begin_finish (EnlistLedger *self, GAsyncResult *result, GError **error);

/* The device may hold staged data from here on. */
void     enlist_ledger_note_running_async  (EnlistLedger *self, GAsyncReadyCallback callback,
                                            gpointer user_data);
gboolean enlist_ledger_note_running_finish (EnlistLedger *self, GAsyncResult *result, GError **error);

/**
 * enlist_ledger_decide_async:
 * @record: provisional, with its serial number
 * @values, @secrets: (nullable) (transfer none): what the gateway is to keep; see enlist_gateway_keep_async()
 *
 * Record, keys, the gateway's configuration, decision, one after the other: after it `commit` may be sent
 * (docs/format.md, clause 10.6).
 */
void     enlist_ledger_decide_async  (EnlistLedger *self, EnlistRecord *record, JsonObject *values,
                                      JsonObject *secrets, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean enlist_ledger_decide_finish (EnlistLedger *self, GAsyncResult *result, GError **error);

/* @record: the same, acknowledged. It is enrolled then, and the session finished. */
void     enlist_ledger_confirm_async  (EnlistLedger *self, EnlistRecord *record, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean enlist_ledger_confirm_finish (EnlistLedger *self, GAsyncResult *result, GError **error);

/* Forgets the label's secret. Never fails. */
void     enlist_ledger_close_async  (EnlistLedger *self, GAsyncReadyCallback callback, gpointer user_data);
void     enlist_ledger_close_finish (EnlistLedger *self, GAsyncResult *result);

/* The session has ended without enrolling: discards what was written. An operation under way fails with
 * ENLIST_ERROR_CANCELLED. Never fails. */
void     enlist_ledger_abandon_async  (EnlistLedger *self, GAsyncReadyCallback callback, gpointer user_data);
void     enlist_ledger_abandon_finish (EnlistLedger *self, GAsyncResult *result);

G_END_DECLS
