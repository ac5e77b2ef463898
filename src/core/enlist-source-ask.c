/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "pattern.h"

const char *const enlist_source_question_members[ENLIST_SOURCE_QUESTION_MEMBERS] = {
  "label", "minimum", "maximum", "options", "default", "help", "optional", "pattern", "remember",
};

static void
write_number (EnlistSourceCompiler *self, JsonNode *node)
{
  gint64 number;

  if (enlist_source_get_integer (self, node, &number))
    enlist_cbor_write_integer (self->writer, number);
}

/* What is wrong with a pattern is told by its place: patterns are short and dense. */
static void
write_pattern (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *text = enlist_source_get_string (self, node);
  size_t offset = 0;

  if (text == NULL)
    return;
  if (enlist_pattern_check (enlist_slice_text (text), &offset) != ENLIST_OK)
    enlist_source_fail (self, "[A-Z]{2}[0-9]+",
                        "this is no pattern: “%.*s” is as far as it could be read; there are no groups and "
                        "alternatives",
                        (int) MIN (offset, strlen (text)), text);
  enlist_cbor_write_string (self->writer, text);
}

static void
write_member (EnlistSourceCompiler *self, guint key, guint field, JsonNode *node)
{
  EnlistFieldInfo info = { 0 };

  enlist_cbor_write_unsigned (self->writer, key);
  switch (key)
    {
    case 0:
    case 5:
      enlist_source_write_texts (self, node);
      break;
    case 1:
    case 2:
      write_number (self, node);
      break;
    case 3:
      enlist_source_write_list (self, node, enlist_source_write_texts);
      break;
    case 4:
      enlist_manifest_field (&self->manifest, field, &info);
      enlist_source_write_value (self, info.kind, node);
      break;
    case 7:
      write_pattern (self, node);
      break;
    default:
      enlist_source_write_flag (self, node);
      break;
    }
}

static gboolean
get_field_member (EnlistSourceCompiler *self, JsonObject *object, guint *field)
{
  gsize outer = enlist_source_enter_member (self, "field");
  gboolean found = enlist_source_get_field (self, json_object_get_member (object, "field"), field);

  enlist_source_leave (self, outer);

  return found;
}

/* {"field": "pipe", "label": texts, "options": [texts], …} */
static void
write_object_question (EnlistSourceCompiler *self, JsonObject *object)
{
  const char *allowed[ENLIST_SOURCE_QUESTION_MEMBERS + 2] = { "field" };
  guint field;

  for (guint key = 0; key < ENLIST_SOURCE_QUESTION_MEMBERS; key++)
    allowed[1 + key] = enlist_source_question_members[key];
  if (!enlist_source_check_members (self, object, allowed) || !get_field_member (self, object, &field))
    return;

  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, field);
  enlist_cbor_write_map (self->writer, json_object_get_size (object) - 1);
  for (guint key = 0; key < ENLIST_SOURCE_QUESTION_MEMBERS; key++)
    {
      const char *member = enlist_source_question_members[key];
      gsize outer = enlist_source_enter_member (self, member);

      if (json_object_has_member (object, member))
        write_member (self, key, field, json_object_get_member (object, member));
      enlist_source_leave (self, outer);
    }
}

void
enlist_source_write_question (EnlistSourceCompiler *self, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object_question (self, json_node_get_object (node));
  else
    enlist_source_write_field (self, node);
}
