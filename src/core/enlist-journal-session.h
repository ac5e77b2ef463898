/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EnlistJournalStage:
 * @ENLIST_JOURNAL_PREPARED: written before the first radio byte; the device knows nothing of it
 * @ENLIST_JOURNAL_RUNNING: the handshake is done; the device may hold staged data
 * @ENLIST_JOURNAL_RECORDED: the record is durable; COMMIT was not sent
 * @ENLIST_JOURNAL_COMMITTING: COMMIT may have been sent; only the device knows what became of it
 * @ENLIST_JOURNAL_ENROLLED: the device acknowledged; finished
 * @ENLIST_JOURNAL_ENDED: ended without enrolling; finished
 */
typedef enum {
  ENLIST_JOURNAL_PREPARED,
  ENLIST_JOURNAL_RUNNING,
  ENLIST_JOURNAL_RECORDED,
  ENLIST_JOURNAL_COMMITTING,
  ENLIST_JOURNAL_ENROLLED,
  ENLIST_JOURNAL_ENDED,
} EnlistJournalStage;

#define ENLIST_TYPE_JOURNAL_SESSION (enlist_journal_session_get_type ())
G_DECLARE_FINAL_TYPE (EnlistJournalSession, enlist_journal_session, ENLIST, JOURNAL_SESSION, GObject)

/**
 * EnlistJournalSession:
 *
 * The journal's row of one session: what a later run needs to resume it or to roll it back.
 *
 * Properties, readable and writable: id (32 hex digits), label-id (16 hex digits), serial, vendor, model,
 * publisher-key-id (16 hex digits), stage, started and updated (UTC, ISO 8601),
 * label (#GBytes: the inflated CBOR of the label with its secret replaced by null; the secret itself goes to
 * the keyring, enlist_keyring_store_session_secret_async()), progress (text that only the session
 * understands, such as the answers given so far; nothing sensitive).
 */
EnlistJournalSession *enlist_journal_session_new                  (const char *id);

const char           *enlist_journal_session_get_id               (EnlistJournalSession *self);
const char           *enlist_journal_session_get_label_id         (EnlistJournalSession *self);
const char           *enlist_journal_session_get_serial           (EnlistJournalSession *self);
const char           *enlist_journal_session_get_vendor           (EnlistJournalSession *self);
const char           *enlist_journal_session_get_model            (EnlistJournalSession *self);
const char           *enlist_journal_session_get_publisher_key_id (EnlistJournalSession *self);
const char           *enlist_journal_session_get_started          (EnlistJournalSession *self);
const char           *enlist_journal_session_get_updated          (EnlistJournalSession *self);
const char           *enlist_journal_session_get_progress         (EnlistJournalSession *self);
GBytes               *enlist_journal_session_get_label            (EnlistJournalSession *self);
EnlistJournalStage    enlist_journal_session_get_stage            (EnlistJournalSession *self);

/* The stable name of a stage, "prepared" ... */
const char           *enlist_journal_stage_to_string   (EnlistJournalStage stage);
gboolean              enlist_journal_stage_from_string (const char *name, EnlistJournalStage *stage);

G_END_DECLS
