/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-json-file"

#include "enlist-json-file-private.h"

#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-private-file-private.h"

/* 0 when the member is missing or no whole number */
static gint64
get_version (JsonObject *object, const char *marker)
{
  JsonNode *node = json_object_get_member (object, marker);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

JsonObject *
enlist_json_file_load (GFile *file, const char *marker, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *text = NULL;
  JsonObject *object;
  gsize length;
  gint64 version;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, &local_error))
    {
      gboolean missing = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      g_set_error (error, ENLIST_ERROR, missing ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_STORAGE, "%s",
                   local_error->message);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, length, &local_error) ||
      json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      sodium_memzero (text, length);
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "%s is not a JSON object%s%s", name,
                   local_error != NULL ? ": " : "", local_error != NULL ? local_error->message : "");
      return NULL;
    }
  sodium_memzero (text, length);

  object = json_node_get_object (json_parser_get_root (parser));
  version = get_version (object, marker);
  if (version != 1)
    {
      g_set_error (error, ENLIST_ERROR, version > 1 ? ENLIST_ERROR_TOO_NEW : ENLIST_ERROR_DAMAGED,
                   "%s has no \"%s\": 1", name, marker);
      return NULL;
    }

  return json_object_ref (object);
}

gboolean
enlist_json_file_save_secret (GFile *file, JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *json = json_to_string (node, TRUE);
  g_autofree char *text = g_strconcat (json, "\n", NULL);
  gboolean created;

  created = enlist_private_file_create (path, name, "exists already and is not overwritten", text,
                                        strlen (text), error);
  sodium_memzero (json, strlen (json));
  sodium_memzero (text, strlen (text));

  return created;
}

const char *
enlist_json_file_get_text (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "the member \"%s\" is missing or no text", member);

  return NULL;
}

GBytes *
enlist_json_file_get_bytes (JsonObject *object, const char *member, gsize size, GError **error)
{
  const char *text = enlist_json_file_get_text (object, member, error);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return NULL;
  bytes = enlist_bytes_from_base64url (text);
  if (bytes == NULL || g_bytes_get_size (bytes) != size)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED,
                   "the member \"%s\" is not base64url of %" G_GSIZE_FORMAT " bytes", member, size);
      return NULL;
    }

  return g_steal_pointer (&bytes);
}
