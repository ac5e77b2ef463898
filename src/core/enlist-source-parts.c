/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

/* Programs, configurations and IoT applications: which there are (docs/format.md, clause 7). */

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

  while (programs < self->parts->len &&
         enlist_source_part_is_program (g_ptr_array_index (self->parts, programs)))
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

/* As far as they are known: roles and applications always are. */
static void
write_entries (EnlistSourceCompiler *self)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, self->part_list, sizeof self->part_list);
  enlist_manifest_write_parts (&writer, self->entries, self->manifest.part_count);
  self->manifest.parts = enlist_cbor_writer_slice (&writer);
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
      enlist_source_read_content (self, i);
      write_entries (self);
      enlist_source_validate_part (self, i);
    }
  for (guint i = 0; i < self->manifest.application_count; i++)
    enlist_source_validate_pair (self, i);
}
