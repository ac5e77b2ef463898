/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-json"

#include "enlist-catalog-data-private.h"

#include <string.h>

#include "enlist-error.h"

#define MARKER "enlist-catalog"
#define NAME_MAX_SIZE 64 /* bytes */

typedef struct {
  EnlistCatalogData *data;
  const char *path;
  const char *text;    /* of the whole file */
  JsonParser *parser;  /* of one member at a time */
  JsonObject *head;    /* what is beside the entries */
  const char *entries; /* their text, in the file's; NULL: none */
  gsize entries_size;
} Reader;

/* @key and @member: (nullable): where below "/entries" it is */
static gboolean
fail (const Reader *reader,
      const char *pointer,
      const char *key,
      const char *member,
      const char *reason,
      GError **error)
{
  g_autoptr (GString) place = g_string_new (pointer);
  const char *steps[] = { key, member };

  for (gsize i = 0; i < G_N_ELEMENTS (steps) && steps[i] != NULL; i++)
    {
      g_autoptr (GString) step = g_string_new (steps[i]);

      /* RFC 6901, section 3 */
      g_string_replace (step, "~", "~0", 0);
      g_string_replace (step, "/", "~1", 0);
      g_string_append_printf (place, "/%s", step->str);
    }
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG, "%s: %s: %s", reader->path,
               place->len > 0 ? place->str : "the whole file", reason);

  return FALSE;
}

/* Calls for the first member that is none of @known; NULL when there is none. */
static const char *
find_unknown (JsonObject *object, const char *const *known)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      if (!g_strv_contains (known, name))
        return name;
    }

  return NULL;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

static gboolean
check_fields (const Reader *reader, const char *key, JsonObject *fields, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  if (json_object_get_size (fields) > ENLIST_CATALOG_MAX_FIELDS)
    return fail (reader, "/entries", key, "fields", "there are more than 64 fields", error);
  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, NULL))
    {
      if (!enlist_catalog_data_is_field_name (name))
        {
          g_autofree char *reason = g_strdup_printf (
              "“%s” is no name of a field: letters, digits, “.”, “-” and “_”, at most 32", name);

          return fail (reader, "/entries", key, "fields", reason, error);
        }
    }

  return TRUE;
}

/* (transfer none) (nullable): a member's value, until the next */
static JsonNode *
parse (
    const Reader *reader, const char *pointer, const char *key, const char *text, gsize size, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  JsonNode *node = NULL;

  if (json_parser_load_from_data (reader->parser, text, (gssize) size, &local_error))
    node = json_parser_get_root (reader->parser);
  if (node == NULL)
    fail (reader, pointer, key, NULL, local_error != NULL ? local_error->message : "there is no value",
          error);

  return node;
}

static gboolean
read_entry (const char *key, const char *text, gsize size, gpointer user_data, GError **error)
{
  static const char *const members[] = { "label", "fields", NULL };
  const Reader *reader = user_data;
  g_autoptr (GError) local_error = NULL;
  JsonNode *node = parse (reader, "/entries", key, text, size, error);
  JsonNode *fields;
  JsonObject *entry;
  const char *label, *unknown;

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (reader, "/entries", key, NULL, "an entry is an object: { \"label\": …, \"fields\": … }",
                 error);
  entry = json_node_get_object (node);
  unknown = find_unknown (entry, members);
  if (unknown != NULL)
    return fail (reader, "/entries", key, unknown, "an entry has “label” and “fields”, nothing else", error);
  label = get_string (entry, "label");
  if (json_object_has_member (entry, "label") && (label == NULL || *label == '\0'))
    return fail (reader, "/entries", key, "label", "it is the path of a file here, or a label’s text", error);
  fields = json_object_get_member (entry, "fields");
  if (fields != NULL && !JSON_NODE_HOLDS_OBJECT (fields))
    return fail (reader, "/entries", key, "fields", "it is an object: { \"name of a field\": value }", error);
  if (fields != NULL && !check_fields (reader, key, json_node_get_object (fields), error))
    return FALSE;
  if (enlist_catalog_data_add (reader->data, key, g_strdup (label),
                               fields != NULL ? json_to_string (fields, FALSE) : NULL, &local_error))
    return TRUE;

  return fail (reader, "/entries", key, NULL, local_error->message, error);
}

static gboolean
read_head_member (const char *name, const char *text, gsize size, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  JsonNode *node;

  if (json_object_has_member (reader->head, name))
    return fail (reader, "", name, NULL, "it is there twice", error);
  if (g_str_equal (name, "entries"))
    {
      reader->entries = text;
      reader->entries_size = size;
      json_object_set_null_member (reader->head, name);
      return TRUE;
    }
  node = parse (reader, "", name, text, size, error);
  if (node == NULL)
    return FALSE;
  json_object_set_member (reader->head, name, json_node_copy (node));

  return TRUE;
}

/* @place: (nullable): where in the file something else is than belongs there */
static gboolean
fail_at (const Reader *reader, const char *place, const char *reason, GError **error)
{
  guint line = 1;

  for (const char *p = reader->text; p < place; p++)
    line += *p == '\n';
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CATALOG, "%s:%u: %s", reader->path, line, reason);

  return FALSE;
}

static gboolean
read_entries (Reader *reader, GError **error)
{
  const char *place;

  if (reader->entries == NULL ||
      enlist_catalog_members_read (reader->entries, reader->entries_size, read_entry, reader, &place, error))
    return TRUE;
  if (place == reader->entries)
    return fail (reader, "/entries", NULL, NULL, "it is an object: { \"number\": entry }", error);

  return place != NULL ? fail_at (reader, place, "this is not JSON", error) : FALSE;
}

static gboolean
read_head (const Reader *reader, JsonObject *root, char **name, GError **error)
{
  static const char *const members[] = { "$schema", MARKER, "name", "entries", NULL };
  JsonNode *version = json_object_get_member (root, MARKER);
  const char *unknown = find_unknown (root, members);
  const char *text;

  if (version == NULL || json_node_get_value_type (version) != G_TYPE_INT64 ||
      json_node_get_int (version) < 1)
    return fail (reader, "/" MARKER, NULL, NULL, "a catalog begins with \"" MARKER "\": 1", error);
  if (json_node_get_int (version) > 1)
    return fail (reader, "/" MARKER, NULL, NULL, "it was made for a newer Enlist: update Enlist", error);
  if (unknown != NULL)
    return fail (reader, "", unknown, NULL, "a catalog has “name” and “entries”, nothing else", error);
  text = get_string (root, "name");
  if (text == NULL || *text == '\0' || strlen (text) > NAME_MAX_SIZE)
    return fail (reader, "/name", NULL, NULL, "it is a text of 1 to 64 bytes, for people", error);
  *name = g_strdup (text);

  return TRUE;
}

static gboolean
read_file (Reader *reader, gsize size, char **name, GError **error)
{
  const char *place;

  if (!g_utf8_validate (reader->text, (gssize) size, &place))
    return fail_at (reader, place, "this is not UTF-8 text", error);
  if (!enlist_catalog_members_read (reader->text, size, read_head_member, reader, &place, error))
    return place != NULL ? fail_at (reader, place, "this is no JSON object", error) : FALSE;

  return read_head (reader, reader->head, name, error) && read_entries (reader, error);
}

char *
enlist_catalog_json_read (
    EnlistCatalogData *data, const char *path, const char *text, gsize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) head = json_object_new ();
  Reader reader = { data, path, text, parser, head };
  g_autofree char *name = NULL;

  return read_file (&reader, size, &name, error) ? g_steal_pointer (&name) : NULL;
}
