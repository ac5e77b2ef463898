/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-readable-private.h"

#include "enlist-bytes-private.h"
#include "enlist-source-private.h"
#include "enlist-value-private.h"
#include "expression.h"

JsonNode *
enlist_readable_take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);

  return node;
}

JsonNode *
enlist_readable_take_array (JsonArray *array)
{
  JsonNode *node = json_node_init_array (json_node_alloc (), array);

  json_array_unref (array);

  return node;
}

/* {"default": "Pipe", "de": "Rohr"}; %NULL when a tag comes twice, or would be taken for the first text. */
static JsonNode *
translations_to_json (EnlistCborReader reader, gsize count)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *first = enlist_value_read_string (&reader);

  json_object_set_string_member (object, "default", first);
  for (gsize i = 1; i + 1 < count; i += 2)
    {
      g_autofree char *tag = enlist_value_read_string (&reader);
      g_autofree char *text = enlist_value_read_string (&reader);

      if (json_object_has_member (object, tag))
        return NULL;
      json_object_set_string_member (object, tag, text);
    }

  return enlist_readable_take_object (g_steal_pointer (&object));
}

JsonNode *
enlist_readable_texts (EnlistSlice texts)
{
  g_autofree char *text = NULL;
  EnlistCborReader reader;
  JsonNode *translations;
  JsonArray *array;
  gsize count;

  enlist_cbor_reader_init (&reader, texts);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK)
    {
      text = enlist_value_read_string (&reader);
      return json_node_init_string (json_node_alloc (), text);
    }
  translations = translations_to_json (reader, count);
  if (translations != NULL)
    return translations;

  array = json_array_new ();
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *element = enlist_value_read_string (&reader);

      json_array_add_string_element (array, element);
    }

  return enlist_readable_take_array (array);
}

JsonNode *
enlist_readable_field (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };
  g_autofree char *name = NULL;
  unsigned field = 0;

  enlist_step_read_field (reader, &field);
  enlist_manifest_field (manifest, field, &info);
  name = g_strndup ((const char *) info.name.data, info.name.size);

  return json_node_init_string (json_node_alloc (), name);
}

JsonNode *
enlist_readable_fields (const EnlistManifest *manifest, EnlistCborReader *reader, gsize count)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < count; i++)
    json_array_add_element (array, enlist_readable_field (manifest, reader));

  return enlist_readable_take_array (array);
}

static JsonNode *
bytes_to_json (const char *member, EnlistSlice bytes)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = enlist_bytes_to_base64url (bytes.data, bytes.size);

  json_object_set_string_member (object, member, text);

  return enlist_readable_take_object (object);
}

/* The form of a kind; %NULL when it would not make the same bytes: a place, for one, drops empty parts. */
static JsonNode *
value_as_kind (EnlistFieldKind kind, EnlistSlice item)
{
  g_autoptr (GBytes) cbor = g_bytes_new (item.data, item.size);
  g_autoptr (EnlistValue) value = NULL, again = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (enlist_field_check_value (kind, item) != ENLIST_OK)
    return NULL;
  value = enlist_value_new_cbor ((EnlistValueKind) kind, cbor, NULL);
  if (value == NULL)
    return NULL;
  node = enlist_value_to_json (value);
  again = enlist_value_from_json ((EnlistValueKind) kind, node, NULL);
  if (again == NULL || !enlist_slice_equal (enlist_bytes_slice (enlist_value_get_cbor (again)), item))
    return NULL;

  return g_steal_pointer (&node);
}

JsonNode *
enlist_readable_value (EnlistFieldKind kind, EnlistSlice item)
{
  JsonNode *node = value_as_kind (kind, item);

  return node != NULL ? node : bytes_to_json ("cbor", item);
}

/* A literal does not carry its kind: the first kind that the value fits tells it. */
static JsonNode *
literal_to_json (EnlistSlice item)
{
  for (int kind = 0; kind < ENLIST_KIND_COUNT; kind++)
    {
      JsonNode *node = value_as_kind (kind, item);
      JsonObject *object;

      if (node == NULL)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "kind", enlist_field_kind_name (kind));
      json_object_set_member (object, "value", node);
      return enlist_readable_take_object (object);
    }

  return bytes_to_json ("cbor", item);
}

/* What stands for itself in an expression. */
static JsonNode *
read_leaf (EnlistCborReader *reader)
{
  EnlistCborType type = enlist_cbor_reader_peek (reader);
  EnlistSlice item = { NULL, 0 }, bytes;
  EnlistCborReader inner;

  enlist_cbor_read_item (reader, &item);
  switch (type)
    {
    case ENLIST_CBOR_TEXT:
      return enlist_readable_texts (item);
    case ENLIST_CBOR_BOOL:
      return enlist_readable_value (ENLIST_KIND_YES_NO, item);
    case ENLIST_CBOR_BYTES:
      enlist_cbor_reader_init (&inner, item);
      enlist_cbor_read_bytes (&inner, &bytes);
      return bytes_to_json ("bytes", bytes);
    default:
      return enlist_readable_value (ENLIST_KIND_NUMBER, item);
    }
}

static JsonNode *
read_operands (const EnlistManifest *manifest, EnlistCborReader *reader, gsize count)
{
  JsonArray *operands = json_array_new ();

  for (gsize i = 0; i < count; i++)
    json_array_add_element (operands, enlist_readable_expression (manifest, reader));

  return enlist_readable_take_array (operands);
}

JsonNode *
enlist_readable_expression (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  EnlistSlice item = { NULL, 0 };
  guint64 operator = 0;
  JsonObject *object;
  const char *name;
  gsize count = 1;

  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return read_leaf (reader);

  enlist_cbor_read_array (reader, &count);
  enlist_cbor_read_unsigned (reader, &operator);
  if (operator == ENLIST_EXPRESSION_LITERAL)
    {
      enlist_cbor_read_item (reader, &item);
      return literal_to_json (item);
    }

  object = json_object_new ();
  name = operator == ENLIST_EXPRESSION_FIELD ? "field" : enlist_source_find_name (enlist_source_operators,
                                                                                   operator);
  if (operator == ENLIST_EXPRESSION_FIELD || operator == ENLIST_EXPRESSION_PRESENT)
    json_object_set_member (object, name, enlist_readable_field (manifest, reader));
  else if (operator == ENLIST_EXPRESSION_NOT || operator == ENLIST_EXPRESSION_LENGTH)
    json_object_set_member (object, name, enlist_readable_expression (manifest, reader));
  else
    json_object_set_member (object, name, read_operands (manifest, reader, count - 1));

  return enlist_readable_take_object (object);
}
