/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

/*
 * How far something has come: what has come further is newer, whatever the clocks said. Both versions of a
 * row are in reach, the one that is there and the other as `excluded`.
 */
#define SESSION_RANK(of) \
  "CASE " of ".stage WHEN 'prepared' THEN 0 WHEN 'running' THEN 1 WHEN 'recorded' THEN 2" \
  " WHEN 'committing' THEN 3 WHEN 'enrolled' THEN 5 WHEN 'ended' THEN 5 ELSE 4 END"
#define RECORD_RANK(of) \
  "CASE " of ".state WHEN 'provisional' THEN 0 WHEN 'enrolled' THEN 1 ELSE 2 END"

typedef struct {
  const char *name;
  const char *key;     /* the column that tells rows from each other */
  const char *may_add; /* the condition for a row that is not there */
  const char *newer;   /* when the other version of a row takes the place of the one that is there */
} Table;

/* Sessions go first: which records may be added depends on them. */
static const Table tables[] = {
  { "sessions", "id", "1",
    SESSION_RANK ("excluded") " > " SESSION_RANK ("sessions") " OR (" SESSION_RANK ("excluded") " = "
    SESSION_RANK ("sessions") " AND " SESSION_RANK ("sessions") " < 5"
    " AND excluded.updated > sessions.updated)" },
  /* A session that ended without enrolling has discarded its record. */
  { "records", "id",
    "NOT (:state = 'provisional' AND EXISTS (SELECT 1 FROM main.sessions"
    " WHERE id = :session_id AND stage = 'ended'))",
    RECORD_RANK ("excluded") " > " RECORD_RANK ("records") },
  { "outbox", "record_id",
    "EXISTS (SELECT 1 FROM main.records WHERE id = :record_id AND state <> 'provisional')", "0" },
};

enum { SESSIONS, RECORDS, OUTBOX };

typedef struct {
  EnlistJournalStore *store;
  EnlistJournalStore *source;
  EnlistJournalMerged *merged;
  GHashTable *fresh; /* the ids of records that were not there, or not as far */
} Merge;

/* The columns that a table has in both databases: an older journal has fewer. */
static GPtrArray *
list_columns (Merge       *self,
              const Table *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table->name);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);
  EnlistJournalStore *stores[] = { self->store, self->source };
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      g_autoptr(sqlite3_stmt) row = enlist_journal_store_prepare (stores[i], sql, NULL);
      int code = row != NULL ? SQLITE_ROW : SQLITE_CORRUPT;

      while (code == SQLITE_ROW && (code = sqlite3_step (row)) == SQLITE_ROW)
        {
          const char *name = enlist_journal_column_text (row, 0);

          if (i == 0)
            g_hash_table_add (names, g_strdup (name));
          else if (g_hash_table_contains (names, name))
            g_ptr_array_add (columns, g_strdup (name));
        }
      if (code != SQLITE_DONE)
        self->merged->damaged = TRUE;
    }
  return g_steal_pointer (&columns);
}

/* A row keeps its place in the order unless another has it. */
static char *
make_insertion (const Table *table,
                GPtrArray   *columns)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(GString) values = g_string_new (NULL);
  g_autoptr(GString) updates = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = g_ptr_array_index (columns, i);
      const char *comma = i > 0 ? ", " : "";
      gboolean is_seq = g_str_equal (name, "seq");

      g_string_append_printf (names, "%s%s", comma, name);
      if (is_seq)
        g_string_append_printf (values, "%sCASE WHEN EXISTS (SELECT 1 FROM main.%s WHERE seq = :seq)"
                                " THEN NULL ELSE :seq END", comma, table->name);
      else
        g_string_append_printf (values, "%s:%s", comma, name);
      if (!is_seq && !g_str_equal (name, table->key))
        g_string_append_printf (updates, "%s%s = excluded.%s", updates->len > 0 ? ", " : "", name, name);
    }
  return g_strdup_printf ("INSERT INTO main.%s (%s) SELECT %s WHERE %s"
                          " ON CONFLICT (%s) DO UPDATE SET %s WHERE %s",
                          table->name, names->str, values->str, table->may_add, table->key, updates->str,
                          table->newer);
}

static const char *
get_text (sqlite3_stmt *row,
          GPtrArray    *columns,
          const char   *name)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_str_equal (g_ptr_array_index (columns, i), name))
      return enlist_journal_column_text (row, i);
  return NULL;
}

static gboolean
row_makes_sense (Merge        *self,
                 gsize         table,
                 sqlite3_stmt *row,
                 GPtrArray    *columns)
{
  g_autoptr(EnlistRecord) record = NULL;
  const char *key = get_text (row, columns, tables[table].key);
  const char *document;

  if (table == RECORDS)
    {
      document = get_text (row, columns, "document");
      record = document != NULL ? enlist_record_from_json (document, NULL) : NULL;
      return record != NULL && g_strcmp0 (enlist_record_get_id (record), key) == 0;
    }
  /* What an enrolled record no longer has in the outbox has been delivered since. */
  return key != NULL && (table != OUTBOX || g_hash_table_contains (self->fresh, key));
}

static void
count (Merge        *self,
       gsize         table,
       sqlite3_stmt *row,
       GPtrArray    *columns)
{
  if (table == SESSIONS)
    {
      self->merged->n_sessions++;
    }
  else if (table == RECORDS)
    {
      self->merged->n_records++;
      g_hash_table_add (self->fresh, g_strdup (get_text (row, columns, "id")));
    }
}

/* What breaks a rule of the database is passed over; that the disk is full is not. */
static gboolean
insert_row (Merge         *self,
            gsize          table,
            sqlite3_stmt  *insert,
            sqlite3_stmt  *row,
            GPtrArray     *columns,
            GError       **error)
{
  int code;

  for (guint i = 0; i < columns->len; i++)
    {
      g_autofree char *name = g_strconcat (":", g_ptr_array_index (columns, i), NULL);

      sqlite3_bind_value (insert, sqlite3_bind_parameter_index (insert, name), sqlite3_column_value (row, i));
    }
  code = sqlite3_step (insert);
  if (code == SQLITE_DONE && sqlite3_changes (self->store->db) > 0)
    count (self, table, row, columns);
  sqlite3_reset (insert);
  return code == SQLITE_DONE || (code & 0xff) == SQLITE_CONSTRAINT ||
         enlist_journal_store_fail (self->store, error, "copying a row");
}

/* Copies rows until the damage. @damaged: (out): whether there was any */
static gboolean
copy_rows (Merge       *self,
           gsize        table,
           GPtrArray   *columns,
           const char  *order,
           gboolean    *damaged,
           GError     **error)
{
  g_autofree char *names = NULL;
  g_autofree char *query = NULL;
  g_autofree char *insertion = make_insertion (&tables[table], columns);
  g_autoptr(sqlite3_stmt) insert = enlist_journal_store_prepare (self->store, insertion, error);
  g_autoptr(sqlite3_stmt) row = NULL;
  int code;

  if (insert == NULL)
    return FALSE;
  g_ptr_array_add (columns, NULL);
  names = g_strjoinv (", ", (char **) columns->pdata);
  g_ptr_array_set_size (columns, columns->len - 1);
  query = g_strdup_printf ("SELECT %s FROM %s ORDER BY seq %s", names, tables[table].name, order);
  row = enlist_journal_store_prepare (self->source, query, NULL);
  *damaged = TRUE;
  if (row == NULL)
    return TRUE;

  while ((code = sqlite3_step (row)) == SQLITE_ROW)
    if (row_makes_sense (self, table, row, columns) &&
        !insert_row (self, table, insert, row, columns, error))
      return FALSE;
  *damaged = code != SQLITE_DONE;
  return TRUE;
}

static gboolean
merge_table (Merge   *self,
             gsize    table,
             GError **error)
{
  g_autoptr(GPtrArray) columns = list_columns (self, &tables[table]);
  gboolean damaged = FALSE;

  if (columns->len == 0)
    return TRUE;
  if (!copy_rows (self, table, columns, "ASC", &damaged, error))
    return FALSE;
  if (!damaged)
    return TRUE;

  /* From the other end comes what lies behind the damage. */
  self->merged->damaged = TRUE;
  return copy_rows (self, table, columns, "DESC", &damaged, error);
}

gboolean
enlist_journal_store_finish_sessions (EnlistJournalStore  *self,
                                      GError             **error)
{
  return enlist_journal_store_execute (self,
                                       "UPDATE sessions SET stage = 'enrolled'"
                                       " WHERE stage IN ('prepared', 'running', 'recorded')"
                                       " AND id IN (SELECT session_id FROM records"
                                       " WHERE state <> 'provisional')", error);
}

gboolean
enlist_journal_store_merge (EnlistJournalStore   *self,
                            EnlistJournalStore   *source,
                            EnlistJournalMerged  *merged,
                            GError              **error)
{
  g_autoptr(GHashTable) fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Merge merge = { .store = self, .source = source, .merged = merged, .fresh = fresh };
  gboolean done;

  *merged = (EnlistJournalMerged) { 0 };
  done = enlist_journal_store_execute (self, "BEGIN IMMEDIATE", error);
  for (gsize i = 0; i < G_N_ELEMENTS (tables) && done; i++)
    done = merge_table (&merge, i, error);
  if (done && enlist_journal_store_finish_sessions (self, error) &&
      enlist_journal_store_execute (self, "COMMIT", error))
    return TRUE;

  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  *merged = (EnlistJournalMerged) { 0 };
  return FALSE;
}

gboolean
enlist_journal_store_post_again (EnlistJournalStore  *self,
                                 GError             **error)
{
  static const char sql[] =
    "INSERT INTO outbox (record_id, fields, created, state)"
    " SELECT id, json_extract (document, '$.relay.fields'), strftime ('%Y-%m-%dT%H:%M:%SZ', 'now'), 'pending'"
    " FROM records WHERE state = 'enrolled' AND json_extract (document, '$.relay') IS NOT NULL"
    " AND id NOT IN (SELECT record_id FROM outbox)";

  return enlist_journal_store_execute (self, sql, error);
}
