/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include "cbor.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"

#define SESSION_ID_DIGITS 32

/* A label is [envelope, secret, parts]; the journal takes it only with null in the secret's place. */
static gboolean
check_label (GBytes  *label,
             GError **error)
{
  EnlistCborReader reader;
  size_t count = 0;

  enlist_cbor_reader_init (&reader, enlist_bytes_slice (label));
  if (enlist_cbor_validate (reader.input, NULL) == ENLIST_OK &&
      enlist_cbor_read_array (&reader, &count) == ENLIST_OK && count == 3 &&
      enlist_cbor_read_item (&reader, NULL) == ENLIST_OK &&
      enlist_cbor_read_null (&reader) == ENLIST_OK)
    return TRUE;

  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                       "the journal takes a label only as CBOR with null in place of its secret");
  return FALSE;
}

gboolean
enlist_journal_store_begin_session (EnlistJournalStore    *self,
                                    EnlistJournalSession  *session,
                                    GError               **error)
{
  GBytes *label = enlist_journal_session_get_label (session);
  const char *stage = enlist_journal_stage_to_string (enlist_journal_session_get_stage (session));
  g_autoptr(sqlite3_stmt) statement = NULL;

  if (!enlist_bytes_is_hex (enlist_journal_session_get_id (session), SESSION_ID_DIGITS))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "a session’s id is 32 hex digits");
      return FALSE;
    }
  if (label != NULL && !check_label (label, error))
    return FALSE;

  statement = enlist_journal_store_prepare (self,
                                            "INSERT INTO sessions (id, label_id, serial, vendor, model,"
                                            " publisher_key_id, stage, started, updated, progress, label)"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", error);
  if (statement == NULL)
    return FALSE;
  enlist_journal_bind_text (statement, 1, enlist_journal_session_get_id (session));
  enlist_journal_bind_text (statement, 2, enlist_journal_session_get_label_id (session));
  enlist_journal_bind_text (statement, 3, enlist_journal_session_get_serial (session));
  enlist_journal_bind_text (statement, 4, enlist_journal_session_get_vendor (session));
  enlist_journal_bind_text (statement, 5, enlist_journal_session_get_model (session));
  enlist_journal_bind_text (statement, 6, enlist_journal_session_get_publisher_key_id (session));
  enlist_journal_bind_text (statement, 7, stage);
  enlist_journal_bind_text (statement, 8, enlist_journal_session_get_started (session));
  enlist_journal_bind_text (statement, 9, enlist_journal_session_get_updated (session));
  enlist_journal_bind_text (statement, 10, enlist_journal_session_get_progress (session));
  if (label != NULL)
    sqlite3_bind_blob (statement, 11, g_bytes_get_data (label, NULL), (int) g_bytes_get_size (label),
                       SQLITE_TRANSIENT);

  if (sqlite3_step (statement) == SQLITE_DONE)
    return TRUE;
  if ((sqlite3_errcode (self->db) & 0xff) != SQLITE_CONSTRAINT)
    return enlist_journal_store_fail (self, error, "beginning a session");
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "session %s is in the journal already",
               enlist_journal_session_get_id (session));
  return FALSE;
}

/* A session that ended without enrolling leaves no device behind. */
static gboolean
discard_provisional_records (EnlistJournalStore *self, const char *session_id, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = enlist_journal_store_prepare (self,
                                            "DELETE FROM records WHERE session_id = ?1"
                                            " AND state = 'provisional'", error);
  if (statement == NULL)
    return FALSE;
  enlist_journal_bind_text (statement, 1, session_id);
  return enlist_journal_store_finish (self, statement, "discarding a provisional record", error);
}

gboolean
enlist_journal_store_update_session (EnlistJournalStore    *self,
                                     EnlistJournalSession  *session,
                                     GError               **error)
{
  const char *stage = enlist_journal_stage_to_string (enlist_journal_session_get_stage (session));
  g_autoptr(sqlite3_stmt) statement = NULL;

  if (enlist_journal_session_get_stage (session) == ENLIST_JOURNAL_ENDED &&
      !discard_provisional_records (self, enlist_journal_session_get_id (session), error))
    return FALSE;

  statement = enlist_journal_store_prepare (self,
                                            "UPDATE sessions SET stage = ?2, serial = ?3, progress = ?4,"
                                            " updated = ?5 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  enlist_journal_bind_text (statement, 1, enlist_journal_session_get_id (session));
  enlist_journal_bind_text (statement, 2, stage);
  enlist_journal_bind_text (statement, 3, enlist_journal_session_get_serial (session));
  enlist_journal_bind_text (statement, 4, enlist_journal_session_get_progress (session));
  enlist_journal_bind_text (statement, 5, enlist_journal_session_get_updated (session));
  if (!enlist_journal_store_finish (self, statement, "updating a session", error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "no session %s in the journal",
               enlist_journal_session_get_id (session));
  return FALSE;
}

gboolean
enlist_journal_store_remove_session (EnlistJournalStore  *self,
                                     const char          *session_id,
                                     GError             **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  statement = enlist_journal_store_prepare (self, "DELETE FROM sessions WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  enlist_journal_bind_text (statement, 1, session_id);
  return enlist_journal_store_finish (self, statement, "removing a session", error);
}

static EnlistJournalSession *
read_session (sqlite3_stmt *row)
{
  EnlistJournalSession *session = enlist_journal_session_new (enlist_journal_column_text (row, 0));
  EnlistJournalStage stage = ENLIST_JOURNAL_COMMITTING;
  g_autoptr(GBytes) label = NULL;

  /* A stage that this version does not know counts as the one that promises least. */
  if (!enlist_journal_stage_from_string (enlist_journal_column_text (row, 6), &stage))
    g_warning ("session %s has an unknown stage", enlist_journal_column_text (row, 0));
  if (sqlite3_column_type (row, 10) == SQLITE_BLOB)
    label = g_bytes_new (sqlite3_column_blob (row, 10), sqlite3_column_bytes (row, 10));

  g_object_set (session,
                "label-id", enlist_journal_column_text (row, 1),
                "serial", enlist_journal_column_text (row, 2),
                "vendor", enlist_journal_column_text (row, 3),
                "model", enlist_journal_column_text (row, 4),
                "publisher-key-id", enlist_journal_column_text (row, 5),
                "stage", (int) stage,
                "started", enlist_journal_column_text (row, 7),
                "updated", enlist_journal_column_text (row, 8),
                "progress", enlist_journal_column_text (row, 9),
                "label", label,
                NULL);
  return session;
}

GPtrArray *
enlist_journal_store_list_unfinished (EnlistJournalStore  *self,
                                      GError             **error)
{
  g_autoptr(GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(sqlite3_stmt) row = NULL;
  int code;

  row = enlist_journal_store_prepare (self,
                                      "SELECT id, label_id, serial, vendor, model, publisher_key_id, stage,"
                                      " started, updated, progress, label FROM sessions"
                                      " WHERE stage NOT IN ('enrolled', 'ended') ORDER BY seq", error);
  if (row == NULL)
    return NULL;
  while ((code = sqlite3_step (row)) == SQLITE_ROW)
    g_ptr_array_add (sessions, read_session (row));
  if (code != SQLITE_DONE)
    {
      enlist_journal_store_fail (self, error, "listing sessions");
      return NULL;
    }
  return g_steal_pointer (&sessions);
}
