/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"
#include "enlist-catalogs.h"
#include "enlist-gateway.h"
#include "enlist-journal.h"
#include "enlist-keyring.h"
#include "enlist-label.h"
#include "enlist-prompt.h"
#include "enlist-record.h"
#include "enlist-signal-quality.h"
#include "enlist-transport.h"

G_BEGIN_DECLS

typedef enum {
  ENLIST_SESSION_IDLE,
  ENLIST_SESSION_PREPARING,    /* writing the journal */
  ENLIST_SESSION_CONNECTING,   /* reaching the device */
  ENLIST_SESSION_SECURING,     /* handshake */
  ENLIST_SESSION_TRANSFERRING, /* handing over the device's part */
  ENLIST_SESSION_RUNNING,      /* both programs run */
  ENLIST_SESSION_RECORDING,    /* journal and keyring */
  ENLIST_SESSION_COMMITTING,   /* the device makes it permanent */
  ENLIST_SESSION_ENROLLED,
  ENLIST_SESSION_FAILED,
} EnlistSessionState;

#define ENLIST_TYPE_SESSION (enlist_session_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSession, enlist_session, ENLIST, SESSION, GObject)

/**
 * EnlistSession:
 *
 * One enrollment, from a verified label to the record. Properties (readable, notified): state (int), status
 * (translated text for people: what it does or waits for right now), prompt (#EnlistPrompt, %NULL when
 * nothing is asked), record (#EnlistRecord, once there is one), locks-by-itself (boolean: the device, once it
 * is connected, says that it makes ownership permanent whether or not the label does), signal-strength (int:
 * of the device, dBm; ENLIST_SIGNAL_STRENGTH_UNKNOWN for what has none, or not yet).
 */

/**
 * enlist_session_new:
 * @label: verified with @publisher's key; the session verifies again. The application that it has selected is
 *   the one that runs: selecting another one meanwhile is an error. Absent parts have been supplied.
 */
EnlistSession *enlist_session_new (EnlistLabel *label, EnlistPublisher *publisher, EnlistJournal *journal,
                                   EnlistKeyring *keyring);

/*
 * Before the session runs, all of them optional: catalogs for `lookup`, in place of the usual ones; where the
 * assistant keeps its own configuration, without which `configure` fails; answers of former sessions, which
 * this one adds to; whose Bluetooth adapters are used; where the frames are written down (docs/traces.md).
 */
void enlist_session_set_catalogs      (EnlistSession *self, EnlistCatalogs *catalogs);
void enlist_session_set_gateway       (EnlistSession *self, EnlistGateway *gateway);
void enlist_session_set_answer_memory (EnlistSession *self, EnlistAnswerMemory *memory);
void enlist_session_set_bluetooth     (EnlistSession *self, EnlistBluetooth *bluetooth);
void enlist_session_set_trace         (EnlistSession *self, GFile *file);

/* The same: frames of at most so many bytes, 20 or more, whatever the transport takes; for finding out what a
 * link damages, and for tests. */
void enlist_session_set_max_frame     (EnlistSession *self, guint bytes);

#define ENLIST_SESSION_PATIENCE_S 60

/* Also before it runs: for how many seconds, without coming further, a device whose connection was lost is
 * looked for; ENLIST_SESSION_PATIENCE_S without this. */
void enlist_session_set_patience (EnlistSession *self, guint seconds);

/**
 * enlist_session_permit_lock:
 *
 * A device that locks by itself, when the label does not say so, is not committed before this has been
 * called; calling it in advance is allowed. What cannot be undone is never done silently.
 */
void     enlist_session_permit_lock            (EnlistSession *self);
gboolean enlist_session_needs_lock_permission  (EnlistSession *self);
gboolean enlist_session_locks_by_itself        (EnlistSession *self);

EnlistSessionState enlist_session_get_state  (EnlistSession *self);
const char        *enlist_session_get_status (EnlistSession *self);
int                enlist_session_get_signal_strength (EnlistSession *self);
EnlistPrompt      *enlist_session_get_prompt (EnlistSession *self); /* (transfer none) (nullable) */
EnlistRecord      *enlist_session_get_record (EnlistSession *self); /* (transfer none) (nullable) */
EnlistLabel       *enlist_session_get_label  (EnlistSession *self);

/* (transfer none) (nullable): how far reaching the device is, in state connecting; notified with `status` */
const EnlistTransportProgress *enlist_session_get_progress (EnlistSession *self);

/* (transfer full): how well the device is heard while it is being reached, or who else is, translated; ""
 * when there is nothing to say. Notified with `status`, as is the quality. */
char               *enlist_session_dup_hearing        (EnlistSession *self);
EnlistSignalQuality enlist_session_get_signal_quality (EnlistSession *self);

/* (transfer none) (element-type EnlistStepItem): live */
GListModel *enlist_session_get_steps (EnlistSession *self, EnlistSide side);

/* (transfer full): what happened when, for a support case: one line each, without secrets */
char *enlist_session_dup_log (EnlistSession *self);

/**
 * enlist_session_run_async:
 * @device: (nullable): where the device is, instead of what the label says, as of
 *   enlist_transport_new_for_uri()
 * @cancellable: (nullable): cancelling gives up: the device is told to roll back. It has no effect in state
 *   committing: what the device has been told cannot be called back.
 *
 * Runs the enrollment to its end. The connection is made while the first questions are being answered, so
 * that a device that cannot be reached or has an owner shows before the installer has typed anything.
 */
void enlist_session_run_async (EnlistSession      *self,
                               const char         *device,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);

/**
 * enlist_session_run_finish:
 *
 * Returns: (transfer full): the record of the enrolled device; %NULL with an error of ENLIST_ERROR, after
 *   which nothing has been enrolled (or, when it failed in state committing, the record is kept as
 *   provisional and the device knows the outcome)
 */
EnlistRecord *enlist_session_run_finish (EnlistSession *self, GAsyncResult *result, GError **error);

/* (nullable): which end failed, and its step (-1 when none); valid in state failed */
EnlistSide enlist_session_get_failed_side (EnlistSession *self);
int        enlist_session_get_failed_step (EnlistSession *self);

G_END_DECLS
