/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal"

#include "enlist-journal-store-private.h"

typedef struct {
  const char *name;
  const char *columns;
  const char *places;
  int document; /* the column that holds a record's JSON, or -1 */
} Table;

static const Table tables[] = {
  { "sessions",
    "seq, id, label_id, serial, vendor, model, publisher_key_id, stage, started, updated, label, progress",
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", -1 },
  { "records",
    "seq, id, session_id, serial, device_key, state, search, document",
    "?, ?, ?, ?, ?, ?, ?, ?", 7 },
  { "outbox", "seq, record_id, fields, created, state", "?, ?, ?, ?, ?", -1 },
};

static gboolean
row_makes_sense (const Table  *table,
                 sqlite3_stmt *row)
{
  g_autoptr(EnlistRecord) record = NULL;
  const char *document;

  if (table->document < 0)
    return TRUE;
  document = (const char *) sqlite3_column_text (row, table->document);
  record = document != NULL ? enlist_record_from_json (document, NULL) : NULL;
  return record != NULL;
}

/* Copies rows until the damage, and answers whether there was any. */
static gboolean
copy_rows (EnlistJournalStore *self,
           EnlistJournalStore *damaged,
           const Table        *table,
           const char         *order,
           guint              *n_saved)
{
  g_autofree char *query = g_strdup_printf ("SELECT %s FROM %s ORDER BY seq %s", table->columns, table->name,
                                            order);
  g_autofree char *insertion = g_strdup_printf ("INSERT OR IGNORE INTO %s (%s) VALUES (%s)", table->name,
                                                table->columns, table->places);
  g_autoptr(sqlite3_stmt) row = enlist_journal_store_prepare (damaged, query, NULL);
  g_autoptr(sqlite3_stmt) insert = enlist_journal_store_prepare (self, insertion, NULL);
  int code;

  if (row == NULL || insert == NULL)
    return TRUE;

  while ((code = sqlite3_step (row)) == SQLITE_ROW)
    {
      if (!row_makes_sense (table, row))
        continue;
      for (int i = 0; i < sqlite3_column_count (row); i++)
        sqlite3_bind_value (insert, i + 1, sqlite3_column_value (row, i));
      if (sqlite3_step (insert) == SQLITE_DONE)
        *n_saved += sqlite3_changes (self->db);
      sqlite3_reset (insert);
    }
  return code != SQLITE_DONE;
}

/* A record that asked to be relayed and whose place in the outbox is lost asks again: twice is better than
 * never. */
static const char post_again[] =
  "INSERT INTO outbox (record_id, fields, created, state)"
  " SELECT id, json_extract (document, '$.relay.fields'), strftime ('%Y-%m-%dT%H:%M:%SZ', 'now'), 'pending'"
  " FROM records WHERE state = 'enrolled' AND json_extract (document, '$.relay') IS NOT NULL"
  " AND id NOT IN (SELECT record_id FROM outbox)";

guint
enlist_journal_store_salvage (EnlistJournalStore *self,
                              const char         *damaged)
{
  EnlistJournalStore source = { .path = (char *) damaged, .lock_fd = -1 };
  guint n_saved = 0;

  if (sqlite3_open_v2 (damaged, &source.db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
      enlist_journal_store_execute (self, "BEGIN IMMEDIATE", NULL))
    {
      sqlite3_exec (source.db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", NULL, NULL, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
        {
          /* From the other end comes what lies behind the damage. */
          if (copy_rows (self, &source, &tables[i], "ASC", &n_saved))
            copy_rows (self, &source, &tables[i], "DESC", &n_saved);
        }
      if (!enlist_journal_store_execute (self, post_again, NULL) ||
          !enlist_journal_store_execute (self, "COMMIT", NULL))
        {
          sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
          n_saved = 0;
        }
    }
  sqlite3_close (source.db);
  return n_saved;
}
