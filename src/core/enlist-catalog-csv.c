/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-csv"

#include "enlist-catalog-data-private.h"

#include <string.h>

#include "enlist-error.h"

/* RFC 4180, and what spreadsheets make of it: a byte order mark, line feeds alone, another separator. */

#define MARK "\xef\xbb\xbf"
#define MAX_COLUMNS (ENLIST_CATALOG_MAX_FIELDS + 2)

typedef struct {
  const char *path;
  const char *next;
  const char *end;
  guint line; /* of what comes next, from 1 */
  char separator;
} Reader;

static gboolean
fail (const Reader *reader, guint line, const char *reason, GError **error)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG, "%s:%u: %s", reader->path, line, reason);

  return FALSE;
}

static gboolean
is_at_line_end (const Reader *reader)
{
  return reader->next == reader->end || *reader->next == '\n' ||
         (*reader->next == '\r' && reader->next + 1 < reader->end && reader->next[1] == '\n');
}

static void
skip_line_end (Reader *reader)
{
  if (reader->next < reader->end && *reader->next == '\r')
    reader->next++;
  if (reader->next < reader->end)
    reader->next++;
  reader->line++;
}

/* What stands in quotes; the first is read already. */
static gboolean
read_quoted (Reader *reader, GString *cell, GError **error)
{
  guint line = reader->line;

  while (reader->next < reader->end)
    {
      char character = *reader->next++;

      if (character == '"')
        {
          if (reader->next == reader->end || *reader->next != '"')
            return TRUE;
          reader->next++;
        }
      if (character == '\n')
        reader->line++;
      g_string_append_c (cell, character);
    }

  return fail (reader, line, "the quotation mark is never closed", error);
}

static gboolean
read_cell (Reader *reader, GString *cell, GError **error)
{
  g_string_truncate (cell, 0);
  if (reader->next < reader->end && *reader->next == '"')
    {
      reader->next++;
      if (!read_quoted (reader, cell, error))
        return FALSE;
      if (!is_at_line_end (reader) && *reader->next != reader->separator)
        return fail (reader, reader->line,
                     "text follows a closing quotation mark: double those inside a cell", error);
      return TRUE;
    }
  while (!is_at_line_end (reader) && *reader->next != reader->separator)
    g_string_append_c (cell, *reader->next++);

  return TRUE;
}

/* One record into @cells, which keep their memory from one to the next. */
static gboolean
read_record (Reader *reader, GPtrArray *cells, guint *count, GError **error)
{
  guint line = reader->line;

  for (*count = 0;;)
    {
      if (*count == MAX_COLUMNS)
        return fail (reader, line, "there are more than 66 columns", error);
      if (*count == cells->len)
        g_ptr_array_add (cells, g_string_new (NULL));
      if (!read_cell (reader, g_ptr_array_index (cells, *count), error))
        return FALSE;
      *count += 1;
      if (is_at_line_end (reader))
        break;
      reader->next++;
    }
  skip_line_end (reader);

  return TRUE;
}

static const char *
get_cell (GPtrArray *cells, guint index)
{
  return ((GString *) g_ptr_array_index (cells, index))->str;
}

static gboolean
check_heading (const Reader *reader, char **names, GError **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *reason = NULL;

      if (i == 0 && !g_str_equal (names[0], "key"))
        return fail (reader, 1, "the first column is called “key”", error);
      if (i == 0)
        continue;
      if (!enlist_catalog_data_is_field_name (names[i]))
        reason = g_strdup_printf (
            "column %u is no name of a field: letters, digits, “.”, “-”, “_”, at most 32", i + 1);
      for (guint j = 0; j < i && reason == NULL; j++)
        {
          if (g_str_equal (names[i], names[j]))
            reason = g_strdup_printf ("columns %u and %u have the same name", j + 1, i + 1);
        }
      if (reason != NULL)
        return fail (reader, 1, reason, error);
    }

  return TRUE;
}

static char **
read_heading (Reader *reader, GPtrArray *cells, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  guint count;

  /* A spreadsheet in a language whose decimal mark is a comma writes semicolons. */
  reader->separator = ',';
  if (reader->end - reader->next > 3 && strncmp (reader->next, "key", 3) == 0 &&
      strchr (";\t", reader->next[3]) != NULL)
    reader->separator = reader->next[3];
  if (!read_record (reader, cells, &count, error))
    return NULL;
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = g_strdup (get_cell (cells, i));

      g_strv_builder_add (builder, g_strstrip (name));
    }
  names = g_strv_builder_end (builder);

  return check_heading (reader, names, error) ? g_steal_pointer (&names) : NULL;
}

static char *
make_fields (char **names, GPtrArray *cells, guint count, char **label)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), NULL);
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 1; i < count; i++)
    {
      const char *cell = get_cell (cells, i);

      if (*cell == '\0')
        continue;
      if (g_str_equal (names[i], "label"))
        *label = g_strdup (cell);
      else
        json_object_set_string_member (object, names[i], cell);
    }
  json_node_set_object (node, object);

  return json_object_get_size (object) > 0 ? json_to_string (node, FALSE) : NULL;
}

static gboolean
add_record (EnlistCatalogData *data,
            const Reader *reader,
            guint line,
            char **names,
            GPtrArray *cells,
            guint count,
            GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *label = NULL;
  char *fields;

  /* A line without anything, as at the end of many files. */
  if (count == 1 && *get_cell (cells, 0) == '\0')
    return TRUE;
  if (count != g_strv_length (names))
    {
      g_autofree char *reason =
          g_strdup_printf ("there are %u cells, and the first line has %u", count, g_strv_length (names));

      return fail (reader, line, reason, error);
    }
  fields = make_fields (names, cells, count, &label);
  if (enlist_catalog_data_add (data, get_cell (cells, 0), label, fields, &local_error))
    return TRUE;

  return fail (reader, line, local_error->message, error);
}

static void
free_cell (gpointer cell)
{
  g_string_free (cell, TRUE);
}

gboolean
enlist_catalog_csv_read (
    EnlistCatalogData *data, const char *path, const char *text, gsize size, GError **error)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (free_cell);
  Reader reader = { path, text, text + size, 1, ',' };
  g_auto (GStrv) names = NULL;

  if (size >= strlen (MARK) && memcmp (text, MARK, strlen (MARK)) == 0)
    reader.next += strlen (MARK);
  if (!g_utf8_validate (text, (gssize) size, NULL))
    return fail (&reader, 1, "it is not UTF-8 text: save it from the spreadsheet as “CSV UTF-8”", error);
  names = read_heading (&reader, cells, error);
  if (names == NULL)
    return FALSE;

  while (reader.next < reader.end)
    {
      guint line = reader.line;
      guint count;

      if (!read_record (&reader, cells, &count, error) ||
          !add_record (data, &reader, line, names, cells, count, error))
        return FALSE;
    }

  return TRUE;
}
