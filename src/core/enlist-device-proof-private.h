/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"
#include "message.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_PROOF (enlist_device_proof_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceProof, enlist_device_proof, ENLIST, DEVICE_PROOF, GObject)

/**
 * EnlistDeviceProof:
 *
 * What the device has signed in one session, verified (docs/format.md, clauses 10.5 and 10.6).
 */

/* @session_id: ENLIST_SESSION_ID_SIZE bytes */
EnlistDeviceProof *enlist_device_proof_new (EnlistLabel *label, const guint8 *session_id);

/**
 * enlist_device_proof_take_report:
 * @handshake_hash: of the channel that carried @message, a `report`
 *
 * Returns: (transfer full) (element-type guint EnlistValue): the reported values by field; %NULL with an
 *   error when the device's program does not declare them, or the signature does not verify
 */
GHashTable *enlist_device_proof_take_report (EnlistDeviceProof   *self,
                                             const guint8        *handshake_hash,
                                             const EnlistMessage *message,
                                             GError             **error);

/* @message: a `done`; one after a new handshake is bound to that of the report all the same
 * @locks_by_itself: what the device has said of itself */
gboolean    enlist_device_proof_take_done   (EnlistDeviceProof   *self,
                                             const guint8        *handshake_hash,
                                             gboolean             locks_by_itself,
                                             const EnlistMessage *message,
                                             GError             **error);

/* What is to be kept of it; %NULL until then. (transfer none) */
GBytes *enlist_device_proof_get_handshake_hash   (EnlistDeviceProof *self);
GBytes *enlist_device_proof_get_report           (EnlistDeviceProof *self);
GBytes *enlist_device_proof_get_report_signature (EnlistDeviceProof *self);
GBytes *enlist_device_proof_get_done_signature   (EnlistDeviceProof *self);

G_END_DECLS
