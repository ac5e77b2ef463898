/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"

/* What is in a part: inline, in a file, or elsewhere (docs/format.md, clauses 6.4 and 7.3). */

/* {"interval": 300, …}: by field number, as maps are. */
static void
write_configuration (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *names[ENLIST_FIELD_COUNT] = { NULL };
  g_autoptr (GList) members = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (self, "{\"interval\": 300}", "an object of fields and their values belongs here");
      return;
    }

  object = json_node_get_object (node);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), l->data);
      guint field;

      if (!enlist_source_get_field (self, name, &field))
        return;
      names[field] = l->data;
    }

  enlist_cbor_write_map (self->writer, json_object_get_size (object));
  for (guint field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      EnlistFieldInfo info = { 0 };
      gsize outer;

      if (names[field] == NULL)
        continue;
      outer = enlist_source_enter_member (self, names[field]);
      enlist_manifest_field (&self->manifest, field, &info);
      enlist_cbor_write_unsigned (self->writer, field);
      enlist_source_write_value (self, info.kind, json_object_get_member (object, names[field]));
      enlist_source_leave (self, outer);
    }
}

/* A program or configuration that stands in the source itself. */
static void
write_inline (EnlistSourceCompiler *self, EnlistSourcePart *part, JsonNode *node)
{
  void (*const write) (EnlistSourceCompiler *self, JsonNode *node) =
      part->role == ENLIST_ROLE_CONFIG ? write_configuration : enlist_source_write_steps;
  gsize capacity = part->absent ? ENLIST_PART_MAX : ENLIST_LABEL_MAX;
  g_autofree guint8 *buffer = g_malloc (capacity);
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  self->writer = &writer;
  self->part = part;
  write (self, node);
  self->part = NULL;
  self->writer = NULL;
  if (writer.status != ENLIST_OK)
    enlist_source_fail (self, NULL, "the program is larger than a label can carry");
  else
    part->bytes = g_bytes_new (buffer, writer.size);
}

/* {"file": "app.wasm"}: a path relative to the source */
static void
load_file (EnlistSourceCompiler *self, EnlistSourcePart *part, JsonNode *node)
{
  const char *file = enlist_source_get_string (self, node);
  g_autofree char *folder = g_path_get_dirname (self->name);
  g_autofree char *path = NULL, *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  if (file == NULL)
    return;
  path = g_path_is_absolute (file) ? g_strdup (file) : g_build_filename (folder, file, NULL);
  if (!g_file_get_contents (path, &contents, &size, &error))
    enlist_source_fail (self, "the path is relative to the source", "%s", error->message);
  else
    part->bytes = g_bytes_new (contents, size);
}

static void
read_hash (EnlistSourceCompiler *self, EnlistPartEntry *entry, JsonNode *node)
{
  const char *text = enlist_source_get_string (self, node);
  gsize size = 0;

  if (text != NULL && (strlen (text) != 2 * sizeof entry->hash ||
                       sodium_hex2bin (entry->hash, sizeof entry->hash, text, strlen (text), NULL, &size,
                                       NULL) != 0 ||
                       size != sizeof entry->hash))
    enlist_source_fail (self, NULL, "%d hexadecimal digits belong here", 2 * ENLIST_PART_HASH_SIZE);
}

/* {"hash": "…", "size": 5000}: nobody has the bytes here. */
static void
read_known_by_hash (EnlistSourceCompiler *self, EnlistPartEntry *entry, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "hash");
  gint64 size = 0;

  read_hash (self, entry, json_object_get_member (object, "hash"));
  enlist_source_leave (self, outer);
  outer = enlist_source_enter_member (self, "size");
  if (enlist_source_get_integer (self, json_object_get_member (object, "size"), &size) &&
      (size < 1 || size > ENLIST_PART_MAX))
    enlist_source_fail (self, NULL, "a part has 1 to %d bytes", ENLIST_PART_MAX);
  entry->size = size;
  enlist_source_leave (self, outer);
}

static void
read_media (EnlistSourceCompiler *self, EnlistPartEntry *entry, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "media");
  const char *media = NULL;

  if (json_object_has_member (object, "media"))
    {
      media = enlist_source_get_string (self, json_object_get_member (object, "media"));
      if (media != NULL && (*media == '\0' || strlen (media) > 64))
        enlist_source_fail (self, NULL, "1 to 64 bytes of text belong here");
    }
  if (media != NULL)
    entry->media = enlist_slice_text (media);
  enlist_source_leave (self, outer);
}

static void
read_content (EnlistSourceCompiler *self, EnlistSourcePart *part, EnlistPartEntry *entry, JsonObject *object,
              const char *content)
{
  JsonNode *node = json_object_get_member (object, content);
  gsize outer;

  if (g_str_equal (content, "hash"))
    {
      part->absent = TRUE;
      read_known_by_hash (self, entry, object);
      return;
    }
  outer = enlist_source_enter_member (self, content);
  if (g_str_equal (content, "file"))
    load_file (self, part, node);
  else if (g_str_equal (content, "data"))
    part->bytes = enlist_source_dup_bytes (self, node);
  else
    write_inline (self, part, node);
  enlist_source_leave (self, outer);
}

/* {"program" or "values" or "file" or "data": …, "media": "type", "absent": true}, or {"hash", "size"} */
static void
read_object_part (EnlistSourceCompiler *self, EnlistSourcePart *part, EnlistPartEntry *entry,
                  JsonObject *object)
{
  static const char *const programs[] = { "program", "hash", "size", "absent", NULL };
  static const char *const configurations[] = { "values", "file", "data", "hash", "size", "media", "absent",
                                                NULL };
  static const char *const applications[] = { "program", "file", "data", "hash", "size", "media", "absent",
                                              NULL };
  static const char *const contents[] = { "program", "values", "file", "data", "hash" };
  const char *content = NULL;
  gsize outer;
  const char *const *members = enlist_source_part_is_program (part)         ? programs
                               : part->role == ENLIST_ROLE_CONFIG           ? configurations
                                                                            : applications;

  if (!enlist_source_check_members (self, object, members))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      if (!json_object_has_member (object, contents[i]))
        continue;
      if (content != NULL)
        enlist_source_fail (self, NULL, "“%s” and “%s” exclude each other", content, contents[i]);
      content = contents[i];
    }
  if (content == NULL)
    {
      enlist_source_fail (self,
                          enlist_source_part_is_program (part)                  ? "“program” or “hash”"
                          : part->role == ENLIST_ROLE_CONFIG ? "“values”, “file”, “data” or “hash”"
                                                             : "“program”, “file”, “data” or “hash”",
                          "the content is missing");
      return;
    }

  outer = enlist_source_enter_member (self, "absent");
  if (json_object_has_member (object, "absent"))
    enlist_source_get_boolean (self, json_object_get_member (object, "absent"), &part->absent);
  enlist_source_leave (self, outer);
  read_media (self, entry, object);
  if (entry->media.size > 0 && (g_str_equal (content, "program") || g_str_equal (content, "values")))
    enlist_source_fail (self, "“file” or “data”", "“%s” is of no other media type", content);
  read_content (self, part, entry, object, content);
}

void
enlist_source_read_content (EnlistSourceCompiler *self, guint index)
{
  EnlistSourcePart *part = g_ptr_array_index (self->parts, index);
  EnlistPartEntry *entry = &self->entries[index];

  g_string_assign (self->pointer, part->pointer);
  if (JSON_NODE_HOLDS_OBJECT (part->node))
    read_object_part (self, part, entry, json_node_get_object (part->node));
  else if (enlist_source_part_is_program (part))
    write_inline (self, part, part->node);
  else
    enlist_source_fail (self,
                        part->role == ENLIST_ROLE_CONFIG ? "{\"values\": {\"interval\": 300}}"
                                                         : "{\"program\": [{\"when\": …, \"do\": […]}]}",
                        "an object belongs here");
  if (self->error != NULL || part->bytes == NULL)
    return;

  if (g_bytes_get_size (part->bytes) < 1 || g_bytes_get_size (part->bytes) > ENLIST_PART_MAX)
    enlist_source_fail (self, NULL, "a part has 1 to %d bytes", ENLIST_PART_MAX);
  entry->size = g_bytes_get_size (part->bytes);
  enlist_manifest_part_hash (enlist_crypto_sodium (), enlist_bytes_slice (part->bytes), entry->hash);
}
