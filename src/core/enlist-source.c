/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "enlist-error.h"
#include "enlist-value-private.h"

const EnlistSourceName enlist_source_operators[] = {
  { "equal", 1 },   { "not-equal", 2 },        { "less", 3 }, { "less-or-equal", 4 },
  { "greater", 5 }, { "greater-or-equal", 6 }, { "and", 7 },  { "or", 8 },
  { "not", 9 },     { "present", 10 },         { "concat", 11 }, { "length", 12 },
  { NULL, 0 },
};

const EnlistSourceName enlist_source_functions[] = {
  { "identify", 0 }, { "wifi.join", 1 }, { "self-test", 2 }, { "clock.set", 3 }, { NULL, 0 },
};

gboolean
enlist_source_fail (EnlistSourceCompiler *self, const char *suggestion, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list arguments;

  if (self->error != NULL)
    return FALSE;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_SOURCE, "%s: %s: %s%s%s%s", self->name,
                             self->pointer->len > 0 ? self->pointer->str : "/", reason,
                             suggestion != NULL ? " (" : "",
                             suggestion != NULL ? suggestion : "", suggestion != NULL ? ")" : "");

  return FALSE;
}

/* Levenshtein distance, for words of a few characters. */
static guint
distance (const char *a, const char *b)
{
  gsize length_a = MIN (strlen (a), 63), length_b = MIN (strlen (b), 63);
  guint previous[64], current[64];

  for (gsize j = 0; j <= length_b; j++)
    previous[j] = j;
  for (gsize i = 1; i <= length_a; i++)
    {
      current[0] = i;
      for (gsize j = 1; j <= length_b; j++)
        {
          guint replaced = previous[j - 1] + (a[i - 1] != b[j - 1]);

          current[j] = MIN (replaced, 1 + MIN (previous[j], current[j - 1]));
        }
      memcpy (previous, current, sizeof current);
    }

  return previous[length_b];
}

char *
enlist_source_suggest (const char *word, const char *const *candidates)
{
  const char *best = NULL;
  guint best_distance = MAX (2, strlen (word) / 3) + 1;

  for (gsize i = 0; candidates[i] != NULL; i++)
    {
      guint d = distance (word, candidates[i]);

      if (d < best_distance)
        {
          best = candidates[i];
          best_distance = d;
        }
    }

  return best != NULL ? g_strdup_printf ("did you mean “%s”?", best) : NULL;
}

gsize
enlist_source_enter_member (EnlistSourceCompiler *self, const char *member)
{
  gsize length = self->pointer->len;

  g_string_append_c (self->pointer, '/');
  for (const char *c = member; *c != '\0'; c++)
    {
      if (*c == '~')
        g_string_append (self->pointer, "~0");
      else if (*c == '/')
        g_string_append (self->pointer, "~1");
      else
        g_string_append_c (self->pointer, *c);
    }

  return length;
}

gsize
enlist_source_enter_element (EnlistSourceCompiler *self, guint index)
{
  gsize length = self->pointer->len;

  g_string_append_printf (self->pointer, "/%u", index);

  return length;
}

void
enlist_source_leave (EnlistSourceCompiler *self, gsize length)
{
  g_string_truncate (self->pointer, length);
}

gboolean
enlist_source_check_members (EnlistSourceCompiler *self, JsonObject *object, const char *const *allowed)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      if (!g_strv_contains (allowed, l->data))
        {
          g_autofree char *suggestion = enlist_source_suggest (l->data, allowed);

          return enlist_source_fail (self, suggestion, "unknown member “%s”", (const char *) l->data);
        }
    }

  return TRUE;
}

const char *
enlist_source_get_string (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  enlist_source_fail (self, NULL, "a string belongs here");

  return NULL;
}

gboolean
enlist_source_get_integer (EnlistSourceCompiler *self, JsonNode *node, gint64 *value)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return enlist_source_fail (self, NULL, "a whole number belongs here");
  *value = json_node_get_int (node);

  return TRUE;
}

gboolean
enlist_source_get_boolean (EnlistSourceCompiler *self, JsonNode *node, gboolean *value)
{
  if (node == NULL || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return enlist_source_fail (self, NULL, "true or false belongs here");
  *value = json_node_get_boolean (node);

  return TRUE;
}

gboolean
enlist_source_get_field (EnlistSourceCompiler *self, JsonNode *node, guint *field)
{
  const char *name = enlist_source_get_string (self, node);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *suggestion = NULL;

  if (name == NULL)
    return FALSE;

  for (guint number = 0; number < ENLIST_FIELD_COUNT; number++)
    {
      EnlistFieldInfo info;

      if (!enlist_manifest_field (&self->manifest, number, &info))
        continue;
      if (enlist_slice_equal (info.name, enlist_slice_text (name)))
        {
          *field = number;
          return TRUE;
        }
      g_ptr_array_add (names, g_strndup ((const char *) info.name.data, info.name.size));
    }
  g_ptr_array_add (names, NULL);
  suggestion = enlist_source_suggest (name, (const char *const *) names->pdata);

  return enlist_source_fail (self, suggestion != NULL ? suggestion : "declare it under “fields”",
                             "unknown field “%s”", name);
}

/* "text", or {"default": "text", "de": "Text"}: the first text has no tag (docs/format.md, clause 2.4). */
void
enlist_source_write_texts (EnlistSourceCompiler *self, JsonNode *node)
{
  g_autoptr (GList) members = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      const char *text = enlist_source_get_string (self, node);

      if (text != NULL)
        enlist_cbor_write_string (self->writer, text);
      return;
    }

  object = json_node_get_object (node);
  members = json_object_get_members (object);
  if (members == NULL || !g_str_equal (members->data, "default"))
    {
      enlist_source_fail (self, "{\"default\": \"Pipe\", \"de\": \"Rohr\"}",
                          "the first text must be the member “default”");
      return;
    }
  enlist_cbor_write_array (self->writer, 2 * g_list_length (members) - 1);
  for (GList *l = members; l != NULL; l = l->next)
    {
      gsize outer = enlist_source_enter_member (self, l->data);
      const char *text = enlist_source_get_string (self, json_object_get_member (object, l->data));

      if (l != members)
        enlist_cbor_write_string (self->writer, l->data);
      if (text != NULL)
        enlist_cbor_write_string (self->writer, text);
      enlist_source_leave (self, outer);
    }
}

void
enlist_source_write_value (EnlistSourceCompiler *self, guint kind, JsonNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistValue) value = enlist_value_from_json (kind, node, &error);
  GBytes *cbor;

  if (value == NULL)
    {
      enlist_source_fail (self, NULL, "%s", error->message);
      return;
    }
  cbor = enlist_value_get_cbor (value);
  enlist_cbor_write_encoded (self->writer,
                             enlist_slice (g_bytes_get_data (cbor, NULL), g_bytes_get_size (cbor)));
}

static void
write_field_reference (EnlistSourceCompiler *self, guint operator, JsonNode *node)
{
  guint field;

  if (!enlist_source_get_field (self, node, &field))
    return;
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, operator);
  enlist_cbor_write_unsigned (self->writer, field);
}

static void
write_operation (EnlistSourceCompiler *self, const EnlistSourceName *operator, JsonNode *operands)
{
  JsonArray *array;
  gsize outer = enlist_source_enter_member (self, operator->name);

  if (g_str_equal (operator->name, "present"))
    {
      write_field_reference (self, operator->number, operands);
    }
  else if (g_str_equal (operator->name, "not") || g_str_equal (operator->name, "length"))
    {
      enlist_cbor_write_array (self->writer, 2);
      enlist_cbor_write_unsigned (self->writer, operator->number);
      enlist_source_write_expression (self, operands);
    }
  else if (!JSON_NODE_HOLDS_ARRAY (operands))
    {
      enlist_source_fail (self, NULL, "“%s” takes an array of expressions", operator->name);
    }
  else
    {
      array = json_node_get_array (operands);
      enlist_cbor_write_array (self->writer, 1 + json_array_get_length (array));
      enlist_cbor_write_unsigned (self->writer, operator->number);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          gsize inner = enlist_source_enter_element (self, i);

          enlist_source_write_expression (self, json_array_get_element (array, i));
          enlist_source_leave (self, inner);
        }
    }
  enlist_source_leave (self, outer);
}

/* {"kind": "key", "value": …}: a literal of any kind. */
static void
write_literal (EnlistSourceCompiler *self, JsonObject *object)
{
  static const char *const members[] = { "kind", "value", NULL };
  gsize outer = enlist_source_enter_member (self, "kind");
  const char *name = enlist_source_get_string (self, json_object_get_member (object, "kind"));
  int kind = enlist_value_kind_from_string (name);

  enlist_source_leave (self, outer);
  if (name == NULL || !enlist_source_check_members (self, object, members))
    return;
  if (kind < 0 || !json_object_has_member (object, "value"))
    {
      enlist_source_fail (self, "{\"kind\": \"key\", \"value\": …}",
                          "a literal has a known kind and a value");
      return;
    }
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, 13);
  outer = enlist_source_enter_member (self, "value");
  enlist_source_write_value (self, kind, json_object_get_member (object, "value"));
  enlist_source_leave (self, outer);
}

static void
write_object_expression (EnlistSourceCompiler *self, JsonObject *object)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GList) members = json_object_get_members (object);
  g_autofree char *suggestion = NULL;
  gsize outer;

  if (json_object_has_member (object, "kind"))
    {
      write_literal (self, object);
      return;
    }
  if (g_list_length (members) != 1)
    {
      enlist_source_fail (self, NULL, "an expression has exactly one operator");
      return;
    }
  if (g_str_equal (members->data, "field"))
    {
      outer = enlist_source_enter_member (self, "field");
      write_field_reference (self, 0, json_object_get_member (object, "field"));
      enlist_source_leave (self, outer);
      return;
    }

  for (const EnlistSourceName *operator = enlist_source_operators; operator->name != NULL; operator++)
    {
      if (g_str_equal (operator->name, members->data))
        {
          write_operation (self, operator, json_object_get_member (object, operator->name));
          return;
        }
      g_ptr_array_add (names, (gpointer) operator->name);
    }
  g_ptr_array_add (names, NULL);
  suggestion = enlist_source_suggest (members->data, (const char *const *) names->pdata);
  enlist_source_fail (self, suggestion, "unknown operator “%s”", (const char *) members->data);
}

void
enlist_source_write_expression (EnlistSourceCompiler *self, JsonNode *node)
{
  if (self->error != NULL)
    return;

  if (node == NULL || JSON_NODE_HOLDS_ARRAY (node))
    enlist_source_fail (self, "{\"field\": \"name\"}, a literal, or {\"equal\": [a, b]}",
                        "an expression belongs here");
  else if (JSON_NODE_HOLDS_OBJECT (node))
    write_object_expression (self, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_NULL (node))
    enlist_cbor_write_null (self->writer);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    enlist_cbor_write_string (self->writer, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    enlist_cbor_write_bool (self->writer, json_node_get_boolean (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    enlist_cbor_write_integer (self->writer, json_node_get_int (node));
  else
    enlist_source_fail (self, "scale it to a whole number", "fractions have no place in a program");
}
