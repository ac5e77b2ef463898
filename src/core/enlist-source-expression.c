/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "enlist-bytes-private.h"
#include "enlist-value-private.h"
#include "expression.h"

const EnlistSourceName enlist_source_operators[] = {
  { "equal", 1 },   { "not-equal", 2 },        { "less", 3 }, { "less-or-equal", 4 },
  { "greater", 5 }, { "greater-or-equal", 6 }, { "and", 7 },  { "or", 8 },
  { "not", 9 },     { "present", 10 },         { "concat", 11 }, { "length", 12 },
  { NULL, 0 },
};

static void
write_text (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *text = enlist_source_get_string (self, node);

  if (text != NULL)
    enlist_cbor_write_string (self->writer, text);
}

/* {"default": "text", "de": "Text"}: the first text has no tag (docs/format.md, clause 2.4). */
static void
write_translations (EnlistSourceCompiler *self, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

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

      if (l != members)
        enlist_cbor_write_string (self->writer, l->data);
      write_text (self, json_object_get_member (object, l->data));
      enlist_source_leave (self, outer);
    }
}

/* "text", its translations, or the array of texts and tags as it is in the label. */
void
enlist_source_write_texts (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    write_translations (self, json_node_get_object (node));
  else if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      if (json_array_get_length (json_node_get_array (node)) % 2 == 0)
        enlist_source_fail (self, "[\"Pipe\", \"de\", \"Rohr\"]",
                            "a text belongs here, then pairs of a language tag and a text");
      enlist_source_write_list (self, node, write_text);
    }
  else
    write_text (self, node);
}

/* {"cbor": "…"}: a value as it is in the label, for what has no other form. */
static gboolean
write_raw_value (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "cbor");
  g_autoptr (GBytes) bytes = enlist_source_dup_bytes (self, json_object_get_member (object, "cbor"));

  if (bytes != NULL && enlist_cbor_validate (enlist_bytes_slice (bytes), NULL) != ENLIST_OK)
    enlist_source_fail (self, NULL, "these bytes are not one CBOR item");
  else if (bytes != NULL)
    enlist_cbor_write_encoded (self->writer, enlist_bytes_slice (bytes));
  enlist_source_leave (self, outer);

  return bytes != NULL;
}

static gboolean
is_raw_value (JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) && json_object_get_size (json_node_get_object (node)) == 1 &&
         json_object_has_member (json_node_get_object (node), "cbor");
}

void
enlist_source_write_value (EnlistSourceCompiler *self, guint kind, JsonNode *node)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistValue) value = NULL;

  if (is_raw_value (node))
    {
      write_raw_value (self, json_node_get_object (node));
      return;
    }
  value = enlist_value_from_json (kind, node, &error);
  if (value == NULL)
    enlist_source_fail (self, NULL, "%s", error->message);
  else
    enlist_cbor_write_encoded (self->writer, enlist_bytes_slice (enlist_value_get_cbor (value)));
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
write_operands (EnlistSourceCompiler *self, const EnlistSourceName *operator, JsonNode *node)
{
  JsonArray *operands;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      enlist_source_fail (self, NULL, "“%s” takes an array of expressions", operator->name);
      return;
    }
  operands = json_node_get_array (node);
  enlist_cbor_write_array (self->writer, 1 + json_array_get_length (operands));
  enlist_cbor_write_unsigned (self->writer, operator->number);
  for (guint i = 0; i < json_array_get_length (operands); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      enlist_source_write_expression (self, json_array_get_element (operands, i));
      enlist_source_leave (self, outer);
    }
}

static void
write_operation (EnlistSourceCompiler *self, const EnlistSourceName *operator, JsonNode *operands)
{
  gsize outer = enlist_source_enter_member (self, operator->name);

  switch (operator->number)
    {
    case ENLIST_EXPRESSION_PRESENT:
      write_field_reference (self, operator->number, operands);
      break;
    case ENLIST_EXPRESSION_NOT:
    case ENLIST_EXPRESSION_LENGTH:
      enlist_cbor_write_array (self->writer, 2);
      enlist_cbor_write_unsigned (self->writer, operator->number);
      enlist_source_write_expression (self, operands);
      break;
    default:
      write_operands (self, operator, operands);
      break;
    }
  enlist_source_leave (self, outer);
}

static void
write_literal_head (EnlistSourceCompiler *self)
{
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, ENLIST_EXPRESSION_LITERAL);
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
  write_literal_head (self);
  outer = enlist_source_enter_member (self, "value");
  enlist_source_write_value (self, kind, json_object_get_member (object, "value"));
  enlist_source_leave (self, outer);
}

/* {"bytes": "…"}: bytes that stand for themselves. */
static void
write_bytes (EnlistSourceCompiler *self, JsonNode *node)
{
  gsize outer = enlist_source_enter_member (self, "bytes");
  g_autoptr (GBytes) bytes = enlist_source_dup_bytes (self, node);

  if (bytes != NULL)
    enlist_cbor_write_bytes (self->writer, enlist_bytes_slice (bytes));
  enlist_source_leave (self, outer);
}

/* The forms besides operators; %FALSE when @name is none of them. */
static gboolean
write_special_expression (EnlistSourceCompiler *self, const char *name, JsonObject *object)
{
  gsize outer;

  if (g_str_equal (name, "field"))
    {
      outer = enlist_source_enter_member (self, "field");
      write_field_reference (self, ENLIST_EXPRESSION_FIELD, json_object_get_member (object, "field"));
      enlist_source_leave (self, outer);
    }
  else if (g_str_equal (name, "bytes"))
    write_bytes (self, json_object_get_member (object, "bytes"));
  else if (g_str_equal (name, "cbor"))
    {
      write_literal_head (self);
      write_raw_value (self, object);
    }
  else
    return FALSE;

  return TRUE;
}

static void
write_object_expression (EnlistSourceCompiler *self, JsonObject *object)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GList) members = json_object_get_members (object);
  g_autofree char *suggestion = NULL;

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
  if (write_special_expression (self, members->data, object))
    return;

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
