/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <json-glib/json-glib.h>

/* Objects and arrays are the same: nodes in a row, with names in an object. */
typedef struct {
  unsigned references;
  GPtrArray *nodes;
  GPtrArray *names; /* NULL in an array */
} Row;

struct _JsonObject {
  Row row;
};

struct _JsonArray {
  Row row;
};

typedef enum { KIND_NULL, KIND_BOOLEAN, KIND_INT, KIND_STRING, KIND_OBJECT, KIND_ARRAY } Kind;

struct _JsonNode {
  Kind kind;
  gint64 number; /* or truth */
  char *text;
  Row *row;
};

static void
destroy_node (gpointer node)
{
  json_node_unref (node);
}

static Row *
row_new (bool named)
{
  Row *row = g_new0 (Row, 1);

  row->references = 1;
  row->nodes = g_ptr_array_new_with_free_func (destroy_node);
  row->names = named ? g_ptr_array_new_with_free_func (g_free) : NULL;

  return row;
}

static void
row_unref (Row *row)
{
  if (--row->references > 0)
    return;
  g_ptr_array_unref (row->nodes);
  if (row->names != NULL)
    g_ptr_array_unref (row->names);
  g_free (row);
}

/* Takes @row */
static JsonNode *
node_of_row (Kind kind,
             Row *row)
{
  JsonNode *node = json_node_alloc ();

  node->kind = kind;
  node->row = row;

  return node;
}

static JsonNode *
node_of_int (gint64 number)
{
  return json_node_init_int (json_node_alloc (), number);
}

JsonNode *
json_node_alloc (void)
{
  return g_new0 (JsonNode, 1);
}

JsonNode *
json_node_new (JsonNodeType type)
{
  g_assert_cmpint (type, ==, JSON_NODE_NULL);

  return json_node_alloc ();
}

JsonNode *
json_node_init_object (JsonNode   *node,
                       JsonObject *object)
{
  node->kind = KIND_OBJECT;
  node->row = &object->row;
  node->row->references++;

  return node;
}

JsonNode *
json_node_init_array (JsonNode  *node,
                      JsonArray *array)
{
  node->kind = KIND_ARRAY;
  node->row = &array->row;
  node->row->references++;

  return node;
}

JsonNode *
json_node_init_string (JsonNode   *node,
                       const char *text)
{
  node->kind = KIND_STRING;
  node->text = g_strdup (text);

  return node;
}

JsonNode *
json_node_init_int (JsonNode *node,
                    gint64    number)
{
  node->kind = KIND_INT;
  node->number = number;

  return node;
}

JsonNode *
json_node_init_boolean (JsonNode *node,
                        gboolean  truth)
{
  node->kind = KIND_BOOLEAN;
  node->number = truth != FALSE;

  return node;
}

void
json_node_unref (JsonNode *node)
{
  if (node->row != NULL)
    row_unref (node->row);
  g_free (node->text);
  g_free (node);
}

static JsonNode *
find (const Row  *row,
      const char *name)
{
  for (guint i = 0; i < row->nodes->len; i++)
    if (g_str_equal (row->names->pdata[i], name))
      return row->nodes->pdata[i];

  return NULL;
}

static bool
rows_equal (const Row *a,
            const Row *b)
{
  if (a->nodes->len != b->nodes->len)
    return false;
  for (guint i = 0; i < a->nodes->len; i++)
    {
      JsonNode *other = a->names != NULL ? find (b, a->names->pdata[i]) : b->nodes->pdata[i];

      if (other == NULL || !json_node_equal (a->nodes->pdata[i], other))
        return false;
    }

  return true;
}

gboolean
json_node_equal (gconstpointer a,
                 gconstpointer b)
{
  const JsonNode *one = a, *other = b;

  if (one->kind != other->kind)
    return FALSE;
  switch (one->kind)
    {
    case KIND_BOOLEAN:
    case KIND_INT:
      return one->number == other->number;
    case KIND_STRING:
      return g_str_equal (one->text, other->text);
    case KIND_OBJECT:
    case KIND_ARRAY:
      return rows_equal (one->row, other->row);
    case KIND_NULL:
    default:
      return TRUE;
    }
}

JsonNodeType
json_node_get_node_type (JsonNode *node)
{
  switch (node->kind)
    {
    case KIND_NULL:
      return JSON_NODE_NULL;
    case KIND_OBJECT:
      return JSON_NODE_OBJECT;
    case KIND_ARRAY:
      return JSON_NODE_ARRAY;
    case KIND_BOOLEAN:
    case KIND_INT:
    case KIND_STRING:
    default:
      return JSON_NODE_VALUE;
    }
}

static JsonNode *
of_kind (JsonNode *node,
         Kind      kind)
{
  g_assert_nonnull (node);
  g_assert_cmpint (node->kind, ==, kind);

  return node;
}

JsonObject *
json_node_get_object (JsonNode *node)
{
  return (JsonObject *) of_kind (node, KIND_OBJECT)->row;
}

JsonArray *
json_node_get_array (JsonNode *node)
{
  return (JsonArray *) of_kind (node, KIND_ARRAY)->row;
}

const char *
json_node_get_string (JsonNode *node)
{
  g_assert_nonnull (node);

  return node->kind == KIND_NULL ? NULL : of_kind (node, KIND_STRING)->text;
}

gint64
json_node_get_int (JsonNode *node)
{
  return of_kind (node, KIND_INT)->number;
}

gboolean
json_node_get_boolean (JsonNode *node)
{
  return of_kind (node, KIND_BOOLEAN)->number != 0;
}

static void
append_text (GString    *out,
             const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if ((unsigned char) *text < ' ')
        g_string_append_printf (out, "\\u%04x", (unsigned) *text);
      else
        {
          if (*text == '"' || *text == '\\')
            g_string_append_c (out, '\\');
          g_string_append_c (out, *text);
        }
    }
  g_string_append_c (out, '"');
}

static void append_node (GString        *out,
                         const JsonNode *node);

static void
append_row (GString   *out,
            const Row *row)
{
  g_string_append_c (out, row->names != NULL ? '{' : '[');
  for (guint i = 0; i < row->nodes->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (row->names != NULL)
        {
          append_text (out, row->names->pdata[i]);
          g_string_append_c (out, ':');
        }
      append_node (out, row->nodes->pdata[i]);
    }
  g_string_append_c (out, row->names != NULL ? '}' : ']');
}

static void
append_node (GString        *out,
             const JsonNode *node)
{
  switch (node->kind)
    {
    case KIND_BOOLEAN:
      g_string_append (out, node->number != 0 ? "true" : "false");
      break;
    case KIND_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, node->number);
      break;
    case KIND_STRING:
      append_text (out, node->text);
      break;
    case KIND_OBJECT:
    case KIND_ARRAY:
      append_row (out, node->row);
      break;
    case KIND_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

char *
json_to_string (JsonNode *node,
                gboolean  pretty)
{
  GString *out = g_string_new (NULL);

  append_node (out, node);

  return g_string_free (out, FALSE);
}

JsonObject *
json_object_new (void)
{
  return (JsonObject *) row_new (true);
}

void
json_object_unref (JsonObject *object)
{
  row_unref (&object->row);
}

guint
json_object_get_size (JsonObject *object)
{
  return object->row.nodes->len;
}

GList *
json_object_get_members (JsonObject *object)
{
  GList *list = NULL;

  for (guint i = object->row.names->len; i > 0; i--)
    {
      GList *first = g_new0 (GList, 1);

      first->data = object->row.names->pdata[i - 1];
      first->next = list;
      list = first;
    }

  return list;
}

JsonNode *
json_object_get_member (JsonObject *object,
                        const char *name)
{
  return find (&object->row, name);
}

gboolean
json_object_has_member (JsonObject *object,
                        const char *name)
{
  return find (&object->row, name) != NULL;
}

gboolean
json_object_get_null_member (JsonObject *object,
                             const char *name)
{
  JsonNode *node = find (&object->row, name);

  g_assert_nonnull (node);

  return node->kind == KIND_NULL;
}

gint64
json_object_get_int_member (JsonObject *object,
                            const char *name)
{
  return json_node_get_int (find (&object->row, name));
}

gboolean
json_object_get_boolean_member (JsonObject *object,
                                const char *name)
{
  return json_node_get_boolean (find (&object->row, name));
}

const char *
json_object_get_string_member (JsonObject *object,
                               const char *name)
{
  return json_node_get_string (find (&object->row, name));
}

JsonObject *
json_object_get_object_member (JsonObject *object,
                               const char *name)
{
  return json_node_get_object (find (&object->row, name));
}

JsonArray *
json_object_get_array_member (JsonObject *object,
                              const char *name)
{
  return json_node_get_array (find (&object->row, name));
}

void
json_object_set_member (JsonObject *object,
                        const char *name,
                        JsonNode   *node)
{
  g_assert_true (find (&object->row, name) == NULL);
  g_ptr_array_add (object->row.names, g_strdup (name));
  g_ptr_array_add (object->row.nodes, node);
}

void
json_object_set_null_member (JsonObject *object,
                             const char *name)
{
  json_object_set_member (object, name, json_node_alloc ());
}

void
json_object_set_int_member (JsonObject *object,
                            const char *name,
                            gint64      number)
{
  json_object_set_member (object, name, node_of_int (number));
}

void
json_object_set_boolean_member (JsonObject *object,
                                const char *name,
                                gboolean    truth)
{
  json_object_set_member (object, name, json_node_init_boolean (json_node_alloc (), truth));
}

void
json_object_set_string_member (JsonObject *object,
                               const char *name,
                               const char *text)
{
  json_object_set_member (object, name, json_node_init_string (json_node_alloc (), text));
}

void
json_object_set_object_member (JsonObject *object,
                               const char *name,
                               JsonObject *member)
{
  json_object_set_member (object, name, node_of_row (KIND_OBJECT, &member->row));
}

void
json_object_set_array_member (JsonObject *object,
                              const char *name,
                              JsonArray  *member)
{
  json_object_set_member (object, name, node_of_row (KIND_ARRAY, &member->row));
}

JsonArray *
json_array_new (void)
{
  return (JsonArray *) row_new (false);
}

void
json_array_unref (JsonArray *array)
{
  row_unref (&array->row);
}

guint
json_array_get_length (JsonArray *array)
{
  return array->row.nodes->len;
}

JsonNode *
json_array_get_element (JsonArray *array,
                        guint      index)
{
  g_assert_cmpuint (index, <, array->row.nodes->len);

  return array->row.nodes->pdata[index];
}

gboolean
json_array_get_null_element (JsonArray *array,
                             guint      index)
{
  return json_array_get_element (array, index)->kind == KIND_NULL;
}

gint64
json_array_get_int_element (JsonArray *array,
                            guint      index)
{
  return json_node_get_int (json_array_get_element (array, index));
}

const char *
json_array_get_string_element (JsonArray *array,
                               guint      index)
{
  return json_node_get_string (json_array_get_element (array, index));
}

JsonObject *
json_array_get_object_element (JsonArray *array,
                               guint      index)
{
  return json_node_get_object (json_array_get_element (array, index));
}

JsonArray *
json_array_get_array_element (JsonArray *array,
                              guint      index)
{
  return json_node_get_array (json_array_get_element (array, index));
}

void
json_array_add_element (JsonArray *array,
                        JsonNode  *node)
{
  g_ptr_array_add (array->row.nodes, node);
}

void
json_array_add_null_element (JsonArray *array)
{
  json_array_add_element (array, json_node_alloc ());
}

void
json_array_add_int_element (JsonArray *array,
                            gint64     number)
{
  json_array_add_element (array, node_of_int (number));
}

void
json_array_add_boolean_element (JsonArray *array,
                                gboolean   truth)
{
  json_array_add_element (array, json_node_init_boolean (json_node_alloc (), truth));
}

void
json_array_add_string_element (JsonArray  *array,
                               const char *text)
{
  json_array_add_element (array, json_node_init_string (json_node_alloc (), text));
}

void
json_array_add_object_element (JsonArray  *array,
                               JsonObject *element)
{
  json_array_add_element (array, node_of_row (KIND_OBJECT, &element->row));
}

void
json_array_add_array_element (JsonArray *array,
                              JsonArray *element)
{
  json_array_add_element (array, node_of_row (KIND_ARRAY, &element->row));
}
