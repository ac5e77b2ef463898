/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include "cbor.h"
#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-record-private.h"

#define SESSION_ID_DIGITS 32
#define MIN_PREFIX 4

static void
bind_text (sqlite3_stmt *statement,
           int           index,
           const char   *text)
{
  sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

static const char *
column_text (sqlite3_stmt *statement,
             int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* Runs a statement without a result. */
static gboolean
finish (EnlistJournalStore  *self,
        sqlite3_stmt        *statement,
        const char          *doing,
        GError             **error)
{
  return sqlite3_step (statement) == SQLITE_DONE || enlist_journal_store_fail (self, error, doing);
}

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
  bind_text (statement, 1, enlist_journal_session_get_id (session));
  bind_text (statement, 2, enlist_journal_session_get_label_id (session));
  bind_text (statement, 3, enlist_journal_session_get_serial (session));
  bind_text (statement, 4, enlist_journal_session_get_vendor (session));
  bind_text (statement, 5, enlist_journal_session_get_model (session));
  bind_text (statement, 6, enlist_journal_session_get_publisher_key_id (session));
  bind_text (statement, 7, enlist_journal_stage_to_string (enlist_journal_session_get_stage (session)));
  bind_text (statement, 8, enlist_journal_session_get_started (session));
  bind_text (statement, 9, enlist_journal_session_get_updated (session));
  bind_text (statement, 10, enlist_journal_session_get_progress (session));
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
  bind_text (statement, 1, session_id);
  return finish (self, statement, "discarding a provisional record", error);
}

gboolean
enlist_journal_store_update_session (EnlistJournalStore    *self,
                                     EnlistJournalSession  *session,
                                     GError               **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;

  if (enlist_journal_session_get_stage (session) == ENLIST_JOURNAL_ENDED &&
      !discard_provisional_records (self, enlist_journal_session_get_id (session), error))
    return FALSE;

  statement = enlist_journal_store_prepare (self,
                                            "UPDATE sessions SET stage = ?2, serial = ?3, progress = ?4,"
                                            " updated = ?5 WHERE id = ?1", error);
  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, enlist_journal_session_get_id (session));
  bind_text (statement, 2, enlist_journal_stage_to_string (enlist_journal_session_get_stage (session)));
  bind_text (statement, 3, enlist_journal_session_get_serial (session));
  bind_text (statement, 4, enlist_journal_session_get_progress (session));
  bind_text (statement, 5, enlist_journal_session_get_updated (session));
  if (!finish (self, statement, "updating a session", error))
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
  bind_text (statement, 1, session_id);
  return finish (self, statement, "removing a session", error);
}

static EnlistJournalSession *
read_session (sqlite3_stmt *row)
{
  EnlistJournalSession *session = enlist_journal_session_new (column_text (row, 0));
  EnlistJournalStage stage = ENLIST_JOURNAL_COMMITTING;
  g_autoptr(GBytes) label = NULL;

  /* A stage that this version does not know counts as the one that promises least. */
  if (!enlist_journal_stage_from_string (column_text (row, 6), &stage))
    g_warning ("session %s has an unknown stage", column_text (row, 0));
  if (sqlite3_column_type (row, 10) == SQLITE_BLOB)
    label = g_bytes_new (sqlite3_column_blob (row, 10), sqlite3_column_bytes (row, 10));

  g_object_set (session,
                "label-id", column_text (row, 1),
                "serial", column_text (row, 2),
                "vendor", column_text (row, 3),
                "model", column_text (row, 4),
                "publisher-key-id", column_text (row, 5),
                "stage", (int) stage,
                "started", column_text (row, 7),
                "updated", column_text (row, 8),
                "progress", column_text (row, 9),
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

/* What a filter looks into: one line for each text, case-folded. */
static char *
make_search_text (EnlistRecord *record)
{
  static const EnlistRecordText texts[] = {
    ENLIST_RECORD_SERIAL, ENLIST_RECORD_VENDOR, ENLIST_RECORD_MODEL, ENLIST_RECORD_PLACE,
    ENLIST_RECORD_PUBLISHER_NAME, ENLIST_RECORD_DEVICE_KEY, ENLIST_RECORD_ID,
  };
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = enlist_record_get_text (record, texts[i]);

      if (text != NULL)
        g_string_append_printf (joined, "%s\n", text);
    }
  return g_utf8_casefold (joined->str, joined->len);
}

static gboolean
write_record (EnlistJournalStore  *self,
              EnlistRecord        *record,
              EnlistRecordState    state,
              const char          *sql,
              GError             **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *document = NULL;
  g_autofree char *search = NULL;

  if (enlist_record_get_id (record) == NULL || *enlist_record_get_id (record) == '\0')
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "a record needs an id");
      return FALSE;
    }
  statement = enlist_journal_store_prepare (self, sql, error);
  if (statement == NULL)
    return FALSE;

  node = enlist_record_to_node (record, state);
  document = json_to_string (node, FALSE);
  search = make_search_text (record);
  bind_text (statement, 1, enlist_record_get_id (record));
  bind_text (statement, 2, enlist_record_get_session_id (record));
  bind_text (statement, 3, enlist_record_get_serial (record));
  bind_text (statement, 4, enlist_record_get_device_key (record));
  bind_text (statement, 5, search);
  bind_text (statement, 6, document);
  return finish (self, statement, "writing a record", error);
}

gboolean
enlist_journal_store_add_record (EnlistJournalStore  *self,
                                 EnlistRecord        *record,
                                 GError             **error)
{
  if (!write_record (self, record, ENLIST_RECORD_PROVISIONAL,
                     "INSERT INTO records (id, session_id, serial, device_key, state, search, document)"
                     " VALUES (?1, ?2, ?3, ?4, 'provisional', ?5, ?6)"
                     " ON CONFLICT (id) DO UPDATE SET session_id = ?2, serial = ?3, search = ?5,"
                     " document = ?6 WHERE state = 'provisional' AND device_key IS ?4", error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "there is another record %s in the journal",
               enlist_record_get_id (record));
  return FALSE;
}

gboolean
enlist_journal_store_confirm_record (EnlistJournalStore  *self,
                                     EnlistRecord        *record,
                                     GError             **error)
{
  if (!write_record (self, record, ENLIST_RECORD_ENROLLED,
                     "UPDATE records SET session_id = ?2, serial = ?3, state = 'enrolled', search = ?5,"
                     " document = ?6 WHERE id = ?1 AND device_key IS ?4", error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "no record %s of this device in the journal",
               enlist_record_get_id (record));
  return FALSE;
}

/* Reads documents of a prepared query until its end. One that cannot be read must not hide the others. */
static GPtrArray *
read_records (EnlistJournalStore  *self,
              sqlite3_stmt        *row,
              GError             **error)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  int code;

  while ((code = sqlite3_step (row)) == SQLITE_ROW)
    {
      g_autoptr(GError) local_error = NULL;
      EnlistRecord *record = enlist_record_from_json (column_text (row, 0), &local_error);

      if (record != NULL)
        g_ptr_array_add (records, record);
      else
        g_warning ("journal %s: passing over a record: %s", self->path, local_error->message);
    }
  if (code != SQLITE_DONE)
    {
      enlist_journal_store_fail (self, error, "reading records");
      return NULL;
    }
  return g_steal_pointer (&records);
}

GPtrArray *
enlist_journal_store_list_records (EnlistJournalStore  *self,
                                   const char          *filter,
                                   guint                limit,
                                   guint                offset,
                                   GError             **error)
{
  g_autofree char *folded = g_utf8_casefold (filter != NULL ? filter : "", -1);
  g_auto(GStrv) words = g_strsplit_set (folded, " \t\n", -1);
  g_autoptr(GString) sql = g_string_new ("SELECT document FROM records WHERE 1");
  g_autoptr(sqlite3_stmt) row = NULL;
  int index = 0;

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_string_append (sql, " AND instr (search, ?) > 0");
  g_string_append (sql, " ORDER BY seq DESC LIMIT ? OFFSET ?");

  row = enlist_journal_store_prepare (self, sql->str, error);
  if (row == NULL)
    return NULL;
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      bind_text (row, ++index, *word);
  sqlite3_bind_int64 (row, ++index, limit > 0 ? (gint64) limit : -1);
  sqlite3_bind_int64 (row, ++index, offset);
  return read_records (self, row, error);
}

static GPtrArray *
query_records (EnlistJournalStore  *self,
               const char          *sql,
               const char          *key,
               GError             **error)
{
  g_autoptr(sqlite3_stmt) row = enlist_journal_store_prepare (self, sql, error);

  if (row == NULL)
    return NULL;
  bind_text (row, 1, key);
  return read_records (self, row, error);
}

EnlistRecord *
enlist_journal_store_find_record (EnlistJournalStore  *self,
                                  const char          *key,
                                  GError             **error)
{
  g_autofree char *hex = g_ascii_strdown (key, -1);
  g_autoptr(GPtrArray) exact = NULL;
  g_autoptr(GPtrArray) similar = NULL;

  exact = query_records (self, "SELECT document FROM records WHERE serial = ?1 OR device_key = lower (?1)"
                         " OR id = lower (?1) ORDER BY seq DESC LIMIT 1", key, error);
  if (exact == NULL)
    return NULL;
  if (exact->len == 1)
    return g_object_ref (g_ptr_array_index (exact, 0));

  if (strlen (hex) >= MIN_PREFIX && strspn (hex, "0123456789abcdef") == strlen (hex))
    {
      similar = query_records (self, "SELECT document FROM records WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2",
                               hex, error);
      if (similar == NULL)
        return NULL;
      if (similar->len == 1)
        return g_object_ref (g_ptr_array_index (similar, 0));
      if (similar->len > 1)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "several records begin with “%s”", key);
          return NULL;
        }
    }
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "no record of “%s”", key);
  return NULL;
}
