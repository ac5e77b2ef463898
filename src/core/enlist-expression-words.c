/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <glib/gi18n-lib.h>

#include "enlist-value.h"
#include "expression.h"

/* Expressions for people to read: “Pipe diameter is DN 20 and Name is given”. */

static char *read_words (EnlistLabel *self, EnlistCborReader *reader);

static gboolean
is_quoted (EnlistFieldKind kind)
{
  return kind == ENLIST_KIND_TEXT || kind == ENLIST_KIND_DATE || kind == ENLIST_KIND_NAME;
}

char *
enlist_label_describe_value (EnlistFieldKind kind, EnlistSlice item)
{
  g_autoptr (GBytes) cbor = g_bytes_new (item.data, item.size);
  g_autoptr (EnlistValue) value = enlist_value_new_cbor ((EnlistValueKind) kind, cbor, NULL);
  g_autofree char *display = NULL;

  if (value == NULL || enlist_value_is_null (value))
    return g_strdup (_("nothing"));
  display = enlist_value_to_display (value);

  return is_quoted (kind) ? g_strdup_printf (_("“%s”"), display) : g_steal_pointer (&display);
}

/* A literal does not carry its kind: the first that it fits. */
static char *
describe_literal (EnlistSlice item)
{
  for (int kind = 0; kind < ENLIST_KIND_COUNT; kind++)
    {
      if (enlist_field_check_value (kind, item) == ENLIST_OK)
        return enlist_label_describe_value (kind, item);
    }

  return g_strdup (_("a value"));
}

static char *
read_field_title (EnlistLabel *self, EnlistCborReader *reader)
{
  unsigned field = 0;

  enlist_step_read_field (reader, &field);

  return enlist_label_dup_field_title (self, field);
}

/* The option that a choice is compared with; %NULL when @reader stands on anything else. */
static char *
read_option (EnlistLabel *self, EnlistCborReader choice, EnlistCborReader *reader)
{
  EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };
  EnlistCborReader number = *reader;
  guint64 operator = 0, index = 0;
  unsigned field = 0;
  char *option;
  gsize count;

  if (enlist_cbor_read_array (&choice, &count) != ENLIST_OK ||
      enlist_cbor_read_unsigned (&choice, &operator) != ENLIST_OK || operator != ENLIST_EXPRESSION_FIELD ||
      enlist_step_read_field (&choice, &field) != ENLIST_OK ||
      !enlist_manifest_field (enlist_label_get_manifest (self), field, &info) ||
      info.kind != ENLIST_KIND_CHOICE || enlist_cbor_read_unsigned (&number, &index) != ENLIST_OK)
    return NULL;
  option = enlist_label_dup_option (self, field, MIN (index, G_MAXUINT));
  if (option != NULL)
    *reader = number;

  return option;
}

static char *
join_comparison (guint64 operator, const char *left, const char *right)
{
  switch (operator)
    {
    /* Translators: both are fields, values or calculations */
    case ENLIST_EXPRESSION_EQUAL:
      return g_strdup_printf (_("%s is %s"), left, right);
    case ENLIST_EXPRESSION_NOT_EQUAL:
      return g_strdup_printf (_("%s is not %s"), left, right);
    case ENLIST_EXPRESSION_LESS:
      return g_strdup_printf (_("%s is below %s"), left, right);
    case ENLIST_EXPRESSION_LESS_OR_EQUAL:
      return g_strdup_printf (_("%s is at most %s"), left, right);
    case ENLIST_EXPRESSION_GREATER:
      return g_strdup_printf (_("%s is above %s"), left, right);
    case ENLIST_EXPRESSION_GREATER_OR_EQUAL:
    default:
      return g_strdup_printf (_("%s is at least %s"), left, right);
    }
}

static char *
read_comparison (EnlistLabel *self, EnlistCborReader *reader, guint64 operator)
{
  EnlistCborReader first = *reader;
  g_autofree char *left = read_words (self, reader);
  g_autofree char *right = read_option (self, first, reader);

  if (right == NULL)
    right = read_words (self, reader);

  return join_comparison (operator, left, right);
}

static char *
read_operands (EnlistLabel *self, EnlistCborReader *reader, gsize count, const char *separator)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *operand = read_words (self, reader);

      g_string_append_printf (text, "%s%s", i > 0 ? separator : "", operand);
    }

  return g_string_free (text, FALSE);
}

static char *
read_operation (EnlistLabel *self, EnlistCborReader *reader, guint64 operator, gsize operands)
{
  g_autofree char *words = NULL;

  switch (operator)
    {
    case ENLIST_EXPRESSION_AND:
      return read_operands (self, reader, operands, _(" and "));
    case ENLIST_EXPRESSION_OR:
      words = read_operands (self, reader, operands, _(" or "));
      return operands > 1 ? g_strdup_printf ("(%s)", words) : g_steal_pointer (&words);
    case ENLIST_EXPRESSION_NOT:
      words = read_words (self, reader);
      return g_strdup_printf (_("not (%s)"), words);
    case ENLIST_EXPRESSION_PRESENT:
      words = read_field_title (self, reader);
      return g_strdup_printf (_("%s is given"), words);
    case ENLIST_EXPRESSION_CONCATENATE:
      return read_operands (self, reader, operands, " + ");
    case ENLIST_EXPRESSION_LENGTH:
      words = read_words (self, reader);
      return g_strdup_printf (_("the length of %s"), words);
    default:
      return read_comparison (self, reader, operator);
    }
}

static char *
read_words (EnlistLabel *self, EnlistCborReader *reader)
{
  EnlistSlice item = { NULL, 0 };
  guint64 operator = 0;
  gsize count = 1;

  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    {
      enlist_cbor_read_item (reader, &item);
      return describe_literal (item);
    }

  enlist_cbor_read_array (reader, &count);
  enlist_cbor_read_unsigned (reader, &operator);
  if (operator == ENLIST_EXPRESSION_FIELD)
    return read_field_title (self, reader);
  if (operator == ENLIST_EXPRESSION_LITERAL)
    {
      enlist_cbor_read_item (reader, &item);
      return describe_literal (item);
    }

  return read_operation (self, reader, operator, count - 1);
}

char *
enlist_label_describe_expression (EnlistLabel *self, EnlistSlice expression)
{
  EnlistCborReader reader;

  enlist_cbor_reader_init (&reader, expression);

  return read_words (self, &reader);
}
