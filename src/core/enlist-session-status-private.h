/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-session.h"
#include "enlist-transport.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SESSION_STATUS (enlist_session_status_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSessionStatus, enlist_session_status, ENLIST, SESSION_STATUS, GObject)

/**
 * EnlistSessionStatus:
 *
 * What a session does or waits for right now, in words for people. Signal `changed`: text or progress
 * are others; while the device is being looked for, also by the clock.
 */
EnlistSessionStatus *enlist_session_status_new (void);

void enlist_session_status_set_state    (EnlistSessionStatus *self, EnlistSessionState state);
/* The connection was lost, and is taken up again: until when, in microseconds of the monotonic clock. Before
 * the state is connecting again; while the device commits, the state stays. */
void enlist_session_status_set_lost     (EnlistSessionStatus *self, gint64 gives_up_at);
void enlist_session_status_set_asking   (EnlistSessionStatus *self, gboolean asking);
void enlist_session_status_set_progress (EnlistSessionStatus *self, const EnlistTransportProgress *progress);

/* (transfer none): until the next change */
const char *enlist_session_status_get_text (EnlistSessionStatus *self);

/* (transfer none) (nullable): of the transport that is being opened, until the next change */
const EnlistTransportProgress *enlist_session_status_get_progress (EnlistSessionStatus *self);

/* (transfer full): how well the device is heard, or who else is; "" when there is nothing to say */
char *enlist_session_status_dup_hearing (EnlistSessionStatus *self);

EnlistSignalQuality enlist_session_status_get_signal_quality (EnlistSessionStatus *self);

/* dBm, or ENLIST_SIGNAL_STRENGTH_UNKNOWN */
int enlist_session_status_get_signal_strength (EnlistSessionStatus *self);

G_END_DECLS
