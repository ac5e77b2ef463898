/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-csv.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct {
  GPtrArray *values;
  guint line;
} Row;

struct _EnlistCtlCsv {
  char *path;
  GPtrArray *rows; /* of Row; the first is the header */
};

typedef struct {
  EnlistCtlCsv *csv;
  const char *at;
  guint line;
} Parser;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_ptr_array_unref (row->values);
  g_free (row);
}

static gboolean G_GNUC_PRINTF (4, 5)
refuse (EnlistCtlCsv *self, guint line, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s, line %u: %s"), self->path, line, reason);

  return FALSE;
}

/* Behind the opening quote. */
static gboolean
read_quoted (Parser *self, GString *value, GError **error)
{
  guint begin = self->line;

  for (; *self->at != '\0'; self->at++)
    {
      if (self->at[0] == '"' && self->at[1] != '"')
        {
          self->at++;
          if (*self->at == '\0' || strchr (",\r\n", *self->at) != NULL)
            return TRUE;
          return refuse (self->csv, self->line, error, _("something follows a closing quote"));
        }
      if (*self->at == '"')
        self->at++;
      if (*self->at == '\n')
        self->line++;
      g_string_append_c (value, *self->at);
    }

  return refuse (self->csv, begin, error, _("a quote is not closed"));
}

static gboolean
read_value (Parser *self, GPtrArray *values, GError **error)
{
  g_autoptr (GString) value = g_string_new (NULL);
  gsize size;

  if (*self->at == '"')
    {
      self->at++;
      if (!read_quoted (self, value, error))
        return FALSE;
    }
  else
    {
      size = strcspn (self->at, ",\r\n\"");
      if (self->at[size] == '"')
        return refuse (self->csv, self->line, error,
                       _("a quote stands inside a value: put the whole value in quotes"));
      g_string_append_len (value, self->at, (gssize) size);
      self->at += size;
    }
  g_ptr_array_add (values, g_string_free (g_steal_pointer (&value), FALSE));

  return TRUE;
}

static gboolean
end_line (Parser *self, GError **error)
{
  if (self->at[0] == '\r' && self->at[1] == '\n')
    self->at++;
  if (*self->at == '\r')
    return refuse (self->csv, self->line, error,
                   _("a carriage return stands alone: lines end with a line feed"));
  if (*self->at == '\n')
    {
      self->at++;
      self->line++;
    }

  return TRUE;
}

static gboolean
add_row (EnlistCtlCsv *self, GPtrArray *values, guint line, GError **error)
{
  const Row *header = self->rows->len > 0 ? g_ptr_array_index (self->rows, 0) : NULL;
  Row *row;

  if (values->len == 1 && *(const char *) g_ptr_array_index (values, 0) == '\0')
    return TRUE;
  if (header != NULL && values->len != header->values->len)
    return refuse (self, line, error, _("%u values, where the header has %u"), values->len,
                   header->values->len);
  if (header == NULL && values->len == 1 && strchr (g_ptr_array_index (values, 0), ';') != NULL)
    return refuse (self, line, error,
                   _("the values are separated by semicolons: save the table with commas"));
  row = g_new (Row, 1);
  row->values = g_ptr_array_ref (values);
  row->line = line;
  g_ptr_array_add (self->rows, row);

  return TRUE;
}

static gboolean
parse (EnlistCtlCsv *self, const char *text, GError **error)
{
  Parser parser = { self, text, 1 };

  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    parser.at += strlen (BYTE_ORDER_MARK);
  while (*parser.at != '\0')
    {
      g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
      guint line = parser.line;

      if (!read_value (&parser, values, error))
        return FALSE;
      while (*parser.at == ',')
        {
          parser.at++;
          if (!read_value (&parser, values, error))
            return FALSE;
        }
      if (!end_line (&parser, error) || !add_row (self, values, line, error))
        return FALSE;
    }
  if (self->rows->len == 0)
    return refuse (self, 1, error, _("the table is empty: its first line names the columns"));

  return TRUE;
}

static guint
count_lines (const char *text, const char *end)
{
  guint line = 1;

  for (; text < end; text++)
    line += *text == '\n' ? 1 : 0;

  return line;
}

EnlistCtlCsv *
enlist_ctl_csv_load (const char *path, GError **error)
{
  g_autoptr (GBytes) content = enlist_ctl_read_file (path, error);
  g_autoptr (EnlistCtlCsv) self = NULL;
  g_autofree char *text = NULL;
  const char *data, *end;
  gsize size;

  if (content == NULL)
    return NULL;
  data = g_bytes_get_data (content, &size);
  text = g_strndup (size > 0 ? data : "", size);
  self = g_new0 (EnlistCtlCsv, 1);
  self->path = g_strdup (path);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  if (!g_utf8_validate (text, (gssize) size, &end))
    {
      refuse (self, count_lines (text, end), error, _("this is no UTF-8: save the table in that encoding"));
      return NULL;
    }

  return parse (self, text, error) ? g_steal_pointer (&self) : NULL;
}

void
enlist_ctl_csv_free (EnlistCtlCsv *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->path);
  g_free (self);
}

static const Row *
get_row (EnlistCtlCsv *self, guint row)
{
  return g_ptr_array_index (self->rows, row + 1);
}

guint
enlist_ctl_csv_get_rows (EnlistCtlCsv *self)
{
  return self->rows->len - 1;
}

int
enlist_ctl_csv_find_column (EnlistCtlCsv *self, const char *name)
{
  const Row *header = g_ptr_array_index (self->rows, 0);

  for (guint i = 0; i < header->values->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (header->values, i), name))
        return (int) i;
    }

  return -1;
}

const char *
enlist_ctl_csv_get (EnlistCtlCsv *self, guint row, int column)
{
  return column >= 0 ? g_ptr_array_index (get_row (self, row)->values, column) : "";
}

guint
enlist_ctl_csv_get_line (EnlistCtlCsv *self, guint row)
{
  return get_row (self, row)->line;
}

gboolean
enlist_ctl_csv_refuse_missing (EnlistCtlCsv *self, const char *name, GError **error)
{
  const Row *header = g_ptr_array_index (self->rows, 0);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < header->values->len; i++)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "",
                            (char *) g_ptr_array_index (header->values, i));

  return refuse (self, header->line, error, _("there is no column “%s”; the first line names %s"), name,
                 names->str);
}

void
enlist_ctl_csv_locate (EnlistCtlCsv *self, guint row, int column, GError **error)
{
  const Row *header = g_ptr_array_index (self->rows, 0);

  if (column >= 0)
    g_prefix_error (error, _("%s, line %u, column “%s”: "), self->path, get_row (self, row)->line,
                    (char *) g_ptr_array_index (header->values, column));
  else
    g_prefix_error (error, _("%s, line %u: "), self->path, get_row (self, row)->line);
}
