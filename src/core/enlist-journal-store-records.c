/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

#include "enlist-error.h"
#include "enlist-record-private.h"

#define MIN_PREFIX 4

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
  enlist_journal_bind_text (statement, 1, enlist_record_get_id (record));
  enlist_journal_bind_text (statement, 2, enlist_record_get_session_id (record));
  enlist_journal_bind_text (statement, 3, enlist_record_get_serial (record));
  enlist_journal_bind_text (statement, 4, enlist_record_get_device_key (record));
  enlist_journal_bind_text (statement, 5, search);
  enlist_journal_bind_text (statement, 6, document);
  return enlist_journal_store_finish (self, statement, "writing a record", error);
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

/* Puts a record into the outbox when its program asked for that; once. */
static gboolean
post_record (EnlistJournalStore  *self,
             EnlistRecord        *record,
             GError             **error)
{
  const char *const *fields = enlist_record_get_relay_fields (record);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *created = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autoptr(sqlite3_stmt) statement = NULL;
  g_autoptr(JsonArray) names = json_array_new ();
  g_autoptr(JsonNode) node = json_node_init_array (json_node_alloc (), names);
  g_autofree char *json = NULL;

  if (enlist_record_get_relay_state (record) == ENLIST_RELAY_NONE)
    return TRUE;

  statement = enlist_journal_store_prepare (self,
                                            "INSERT OR IGNORE INTO outbox (record_id, fields, created, state)"
                                            " VALUES (?1, ?2, ?3, 'pending')", error);
  if (statement == NULL)
    return FALSE;
  for (const char *const *each = fields; *each != NULL; each++)
    json_array_add_string_element (names, *each);
  json = *fields != NULL ? json_to_string (node, FALSE) : NULL;
  enlist_journal_bind_text (statement, 1, enlist_record_get_id (record));
  enlist_journal_bind_text (statement, 2, json);
  enlist_journal_bind_text (statement, 3, created);
  return enlist_journal_store_finish (self, statement, "posting a record", error);
}

static gboolean
finalize_record (EnlistJournalStore  *self,
                 EnlistRecord        *record,
                 GError             **error)
{
  if (!write_record (self, record, ENLIST_RECORD_ENROLLED,
                     "UPDATE records SET session_id = ?2, serial = ?3, state = 'enrolled', search = ?5,"
                     " document = ?6 WHERE id = ?1 AND device_key IS ?4", error))
    return FALSE;
  if (sqlite3_changes (self->db) == 1)
    return post_record (self, record, error);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, "no record %s of this device in the journal",
               enlist_record_get_id (record));
  return FALSE;
}

/* A record that is final without waiting in the outbox would never reach the IoT system. */
gboolean
enlist_journal_store_confirm_record (EnlistJournalStore  *self,
                                     EnlistRecord        *record,
                                     GError             **error)
{
  if (!enlist_journal_store_execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (finalize_record (self, record, error) && enlist_journal_store_execute (self, "COMMIT", error))
    return TRUE;

  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

/* Below a later record of the same device, for that is the one which counts. */
static const char add_device[] =
  "INSERT INTO records (seq, id, session_id, serial, device_key, state, search, document)"
  " SELECT CASE WHEN EXISTS (SELECT 1 FROM records WHERE device_key = ?4"
  "   AND json_extract (document, '$.\"enrolled-at\"') > json_extract (?6, '$.\"enrolled-at\"'))"
  "   THEN (SELECT min (seq) - 1 FROM records) END,"
  "  ?1, ?2, ?3, ?4, json_extract (?6, '$.state'), ?5, ?6"
  " WHERE json_extract (?6, '$.state') <> 'provisional'"
  "  OR NOT EXISTS (SELECT 1 FROM sessions WHERE id = ?2 AND stage = 'ended')"
  " ON CONFLICT (id) DO NOTHING";

static gboolean
add_devices (EnlistJournalStore  *self,
             GPtrArray           *devices,
             guint               *n_added,
             GError             **error)
{
  for (guint i = 0; i < devices->len; i++)
    {
      EnlistRecord *device = g_ptr_array_index (devices, i);

      if (!write_record (self, device, enlist_record_get_state (device), add_device, error))
        return FALSE;
      *n_added += sqlite3_changes (self->db);
    }
  return enlist_journal_store_finish_sessions (self, error) &&
         enlist_journal_store_post_again (self, error) &&
         enlist_journal_store_note_keyring (self, *n_added, error);
}

gboolean
enlist_journal_store_add_devices (EnlistJournalStore  *self,
                                  GPtrArray           *devices,
                                  guint               *n_added,
                                  GError             **error)
{
  if (!enlist_journal_store_execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (add_devices (self, devices, n_added, error) && enlist_journal_store_execute (self, "COMMIT", error))
    return TRUE;

  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

#define SELECT_RECORDS \
  "SELECT document, (SELECT outbox.state FROM outbox WHERE record_id = records.id) FROM records "

/* Reads SELECT_RECORDS until its end. One that cannot be read must not hide the others. */
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
      EnlistRecord *record = enlist_record_from_json (enlist_journal_column_text (row, 0), &local_error);

      if (record != NULL && enlist_journal_column_text (row, 1) != NULL)
        enlist_record_set_relay_state (record, ENLIST_RELAY_WAITING);
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
  g_autoptr(GString) sql = g_string_new (SELECT_RECORDS "WHERE 1");
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
      enlist_journal_bind_text (row, ++index, *word);
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
  enlist_journal_bind_text (row, 1, key);
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

  exact = query_records (self, SELECT_RECORDS "WHERE serial = ?1 OR device_key = lower (?1)"
                         " OR id = lower (?1) ORDER BY seq DESC LIMIT 1", key, error);
  if (exact == NULL)
    return NULL;
  if (exact->len == 1)
    return g_object_ref (g_ptr_array_index (exact, 0));

  if (strlen (hex) >= MIN_PREFIX && strspn (hex, "0123456789abcdef") == strlen (hex))
    {
      similar = query_records (self, SELECT_RECORDS "WHERE id >= ?1 AND id < ?1 || 'g' LIMIT 2",
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
