/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include <sodium.h>

#include "crypto-sodium.h"
#include "enlist-bytes-private.h"
#include "program.h"

/* Programs, configurations and IoT applications (docs/format.md, clauses 6.4, 7 and 8.5). */

typedef void (*WriteNode) (EnlistSourceCompiler *self, JsonNode *node);

static gboolean
is_program (const EnlistSourcePart *part)
{
  return part->role == ENLIST_ROLE_ASSIST || part->role == ENLIST_ROLE_DEVICE;
}

/* What the manifest says of a part before it is written: programs name parts by their place in it. */
static EnlistSourcePart *
declare_part (EnlistSourceCompiler *self, EnlistRole role, guint application, JsonNode *node)
{
  EnlistManifest *manifest = &self->manifest;
  EnlistSourcePart *part;

  if (manifest->part_count == ENLIST_MAX_PARTS)
    {
      enlist_source_fail (self, NULL, "at most %d parts fit: programs, configurations and IoT applications",
                          ENLIST_MAX_PARTS);
      return NULL;
    }
  part = enlist_source_add_part (self, role, node);
  part->application = application;
  self->entries[manifest->part_count++] =
      (EnlistPartEntry) { .role = role, .application = application, .size = 1 };

  return part;
}

static void
declare_programs (EnlistSourceCompiler *self, JsonObject *object, guint application)
{
  static const char *const members[] = { "assistant", "device" };
  guint before = self->parts->len;

  for (guint role = 0; role < G_N_ELEMENTS (members); role++)
    {
      gsize outer = enlist_source_enter_member (self, members[role]);

      if (json_object_has_member (object, members[role]))
        declare_part (self, role, application, json_object_get_member (object, members[role]));
      enlist_source_leave (self, outer);
    }
  if (self->parts->len == before)
    enlist_source_fail (self, NULL, "%s has “assistant”, “device” or both",
                        self->pointer->len > 0 ? "an application" : "a source");
}

static void
read_title (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "title");

  enlist_source_write_texts (self, json_object_get_member (object, "title"));
  enlist_source_leave (self, outer);
}

static void
declare_application (EnlistSourceCompiler *self, JsonNode *node, guint application)
{
  static const char *const allowed[] = { "title", "assistant", "device", NULL };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (self, "{\"title\": \"Install\", \"assistant\": […], \"device\": […]}",
                          "an application is an object");
      return;
    }
  if (!enlist_source_check_members (self, json_node_get_object (node), allowed))
    return;
  read_title (self, json_node_get_object (node));
  declare_programs (self, json_node_get_object (node), application);
}

/* [{"title": texts, "assistant": [steps], "device": [steps]}, …] */
static void
declare_applications (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "applications");
  JsonArray *array = enlist_source_get_array (self, json_object_get_member (object, "applications"));
  guint count = array != NULL ? json_array_get_length (array) : 0;
  EnlistCborWriter writer;

  if (json_object_has_member (object, "assistant") || json_object_has_member (object, "device"))
    enlist_source_fail (self, NULL, "“assistant” and “device” belong inside of the applications");
  else if (array != NULL && (count < 2 || count > ENLIST_MAX_PARTS))
    enlist_source_fail (self, "a single one is “assistant” and “device” at the top",
                        "2 to %d applications belong here", ENLIST_MAX_PARTS);

  enlist_cbor_writer_init (&writer, self->titles, sizeof self->titles);
  self->writer = &writer;
  enlist_cbor_write_array (&writer, count);
  for (guint i = 0; i < count && self->error == NULL; i++)
    {
      gsize inner = enlist_source_enter_element (self, i);

      declare_application (self, json_array_get_element (array, i), i);
      enlist_source_leave (self, inner);
    }
  self->writer = NULL;
  self->manifest.application_count = count;
  self->manifest.titles = enlist_cbor_writer_slice (&writer);
  if (writer.status != ENLIST_OK)
    enlist_source_fail (self, NULL, "the titles are larger than a manifest");
  enlist_source_leave (self, outer);
}

static gint
find_part (EnlistSourceCompiler *self, const char *name)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      if (g_strcmp0 (((EnlistSourcePart *) g_ptr_array_index (self->parts, i))->name, name) == 0)
        return i;
    }

  return -1;
}

/* {"name": {…}, …} */
static void
declare_named_parts (EnlistSourceCompiler *self, JsonObject *object, const char *member, EnlistRole role)
{
  gsize outer = enlist_source_enter_member (self, member);
  JsonNode *node = json_object_get_member (object, member);
  g_autoptr (GList) names = NULL;

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    enlist_source_fail (self, "{\"defaults\": {…}}", "an object belongs here, which gives every part a name");
  else if (node != NULL)
    names = json_object_get_members (json_node_get_object (node));

  for (GList *l = names; l != NULL && self->error == NULL; l = l->next)
    {
      gsize inner = enlist_source_enter_member (self, l->data);
      EnlistSourcePart *part;

      if (find_part (self, l->data) >= 0)
        enlist_source_fail (self, NULL, "another part is called “%s” already", (const char *) l->data);
      part = declare_part (self, role, 0, json_object_get_member (json_node_get_object (node), l->data));
      if (part != NULL)
        part->name = l->data;
      enlist_source_leave (self, inner);
    }
  enlist_source_leave (self, outer);
}

/* Puts a named part in the place @index. */
static void
move_part (EnlistSourceCompiler *self, JsonNode *node, guint index)
{
  const char *name = enlist_source_get_string (self, node);
  gint found = name != NULL ? find_part (self, name) : -1;

  if (name != NULL && found < (gint) index)
    enlist_source_fail (self, NULL, "“%s” is %s", name, found < 0 ? "an unknown part" : "here already");
  else if (name != NULL)
    {
      EnlistPartEntry entry = self->entries[found];

      g_ptr_array_insert (self->parts, index, g_ptr_array_steal_index (self->parts, found));
      memmove (&self->entries[index + 1], &self->entries[index], (found - index) * sizeof entry);
      self->entries[index] = entry;
    }
}

/* ["iot-application-1", "configuration-1"]: where it is not that of the source, configurations first. */
static void
order_named_parts (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "order");
  JsonNode *node = json_object_get_member (object, "order");
  JsonArray *names = node != NULL ? enlist_source_get_array (self, node) : NULL;
  guint programs = 0;

  while (programs < self->parts->len && is_program (g_ptr_array_index (self->parts, programs)))
    programs++;
  if (names != NULL && json_array_get_length (names) != self->parts->len - programs)
    enlist_source_fail (self, NULL, "all %u configurations and IoT applications belong here",
                        self->parts->len - programs);
  for (guint i = 0; names != NULL && self->error == NULL && i < json_array_get_length (names); i++)
    {
      gsize inner = enlist_source_enter_element (self, i);

      move_part (self, json_array_get_element (names, i), programs + i);
      enlist_source_leave (self, inner);
    }
  enlist_source_leave (self, outer);
}

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
  const WriteNode write = part->role == ENLIST_ROLE_CONFIG ? write_configuration : enlist_source_write_steps;
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

  if (!enlist_source_check_members (self, object, is_program (part)                   ? programs
                                                  : part->role == ENLIST_ROLE_CONFIG ? configurations
                                                                                     : applications))
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
                          is_program (part)                  ? "“program” or “hash”"
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

static void
read_part (EnlistSourceCompiler *self, guint index)
{
  EnlistSourcePart *part = g_ptr_array_index (self->parts, index);
  EnlistPartEntry *entry = &self->entries[index];

  g_string_assign (self->pointer, part->pointer);
  if (JSON_NODE_HOLDS_OBJECT (part->node))
    read_object_part (self, part, entry, json_node_get_object (part->node));
  else if (is_program (part))
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

/* What to do about a refusal that does not explain itself. */
static const char *
suggest_remedy (EnlistStatus status)
{
  switch (status)
    {
    case ENLIST_E_UNWRITTEN:
      return " (write it on every way that leads here)";
    case ENLIST_E_ROLE:
      return " (the operation belongs to the other end)";
    case ENLIST_E_ONCE:
      return " (move it out of “try” and “repeat”)";
    case ENLIST_E_RECEIVER:
      return " (it is sensitive: it goes to the device in “send” and “need”, and into sensitive fields)";
    default:
      return "";
    }
}

static void
refuse_program (EnlistSourceCompiler *self, const EnlistSourcePart *part, const EnlistProgramError *problem)
{
  const char *what = part->role == ENLIST_ROLE_APP ? "IoT application" : "program";
  EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };

  if (problem->field >= 0 && enlist_manifest_field (&self->manifest, problem->field, &info))
    enlist_source_fail_at (self, part, problem->step, problem->offset,
                           "the %s does not validate: %s, field “%.*s”%s", what,
                           enlist_status_name (problem->status), (int) info.name.size,
                           (const char *) info.name.data, suggest_remedy (problem->status));
  else
    enlist_source_fail_at (self, part, problem->step, problem->offset, "the %s does not validate: %s%s", what,
                           enlist_status_name (problem->status), suggest_remedy (problem->status));
}

static void
validate_part (EnlistSourceCompiler *self, const EnlistSourcePart *part, const EnlistPartEntry *entry)
{
  EnlistProgramError problem;
  EnlistStatus status;
  gsize offset = 0;

  if (self->error != NULL || part->bytes == NULL || entry->media.size > 0)
    return;

  if (part->role == ENLIST_ROLE_CONFIG)
    {
      status = enlist_configuration_validate (enlist_bytes_slice (part->bytes), &self->manifest, &offset);
      if (status != ENLIST_OK)
        enlist_source_fail_at (self, part, -1, offset, "the configuration does not validate: %s",
                               enlist_status_name (status));
    }
  else if (enlist_program_validate (enlist_bytes_slice (part->bytes), part->role, &self->manifest, 0,
                                    &problem) != ENLIST_OK)
    refuse_program (self, part, &problem);
}

/* As far as they are known: roles and applications always are. */
static void
write_entries (EnlistSourceCompiler *self)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, self->part_list, sizeof self->part_list);
  enlist_manifest_write_parts (&writer, self->entries, self->manifest.part_count);
  self->manifest.parts = enlist_cbor_writer_slice (&writer);
}

static const EnlistSourcePart *
find_program (EnlistSourceCompiler *self, EnlistRole role, guint application)
{
  int index = enlist_manifest_find_part (&self->manifest, role, application);
  const EnlistSourcePart *part = index >= 0 ? g_ptr_array_index (self->parts, index) : NULL;

  return part != NULL && part->bytes != NULL ? part : NULL;
}

/* Clause 8.5, point 6; without the other program the label is not refused. */
static void
validate_pair (EnlistSourceCompiler *self, guint application)
{
  const EnlistSourcePart *assist = find_program (self, ENLIST_ROLE_ASSIST, application);
  const EnlistSourcePart *device = find_program (self, ENLIST_ROLE_DEVICE, application);
  EnlistProgramError problem;
  EnlistRole failing;

  if (self->error == NULL && assist != NULL && device != NULL &&
      enlist_program_validate_pair (enlist_bytes_slice (assist->bytes), enlist_bytes_slice (device->bytes),
                                    &self->manifest, &failing, &problem) != ENLIST_OK)
    refuse_program (self, failing == ENLIST_ROLE_ASSIST ? assist : device, &problem);
}

void
enlist_source_read_parts (EnlistSourceCompiler *self, JsonObject *object)
{
  gboolean several = json_object_has_member (object, "applications");

  if (several)
    declare_applications (self, object);
  else
    {
      declare_programs (self, object, 0);
      self->manifest.application_count = 1;
    }
  declare_named_parts (self, object, "configurations", ENLIST_ROLE_CONFIG);
  declare_named_parts (self, object, "iot-applications", ENLIST_ROLE_APP);
  if (self->error == NULL)
    order_named_parts (self, object);

  for (guint i = 0; i < self->parts->len && self->error == NULL; i++)
    {
      read_part (self, i);
      write_entries (self);
      validate_part (self, g_ptr_array_index (self->parts, i), &self->entries[i]);
    }
  for (guint i = 0; i < self->manifest.application_count; i++)
    validate_pair (self, i);
}
