/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-readable-private.h"

#include "enlist-source-private.h"
#include "enlist-value-private.h"

static JsonNode *
read_texts (EnlistCborReader *reader)
{
  EnlistSlice texts = { NULL, 0 };

  enlist_cbor_read_item (reader, &texts);

  return enlist_readable_texts (texts);
}

static JsonNode *
read_flag (EnlistCborReader *reader)
{
  bool flag = false;

  enlist_cbor_read_bool (reader, &flag);

  return json_node_init_boolean (json_node_alloc (), flag);
}

static JsonNode *
read_number (EnlistCborReader *reader)
{
  gint64 number = 0;

  enlist_cbor_read_integer (reader, &number);

  return json_node_init_int (json_node_alloc (), number);
}

/* A registered name, else the number. */
static JsonNode *
read_number_or_name (EnlistCborReader *reader, const EnlistSourceName *names)
{
  guint64 number = 0;
  const char *name;

  enlist_cbor_read_unsigned (reader, &number);
  name = enlist_source_find_name (names, number);
  if (name != NULL)
    return json_node_init_string (json_node_alloc (), name);

  return json_node_init_int (json_node_alloc (), number);
}

static JsonNode *
read_options (EnlistCborReader *reader)
{
  JsonArray *options = json_array_new ();
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);
  for (gsize i = 0; i < count; i++)
    json_array_add_element (options, read_texts (reader));

  return enlist_readable_take_array (options);
}

static JsonNode *
read_question_member (guint64 key, EnlistFieldKind kind, EnlistCborReader *reader)
{
  EnlistSlice item = { NULL, 0 };

  switch (key)
    {
    case 1:
    case 2:
      return read_number (reader);
    case 3:
      return read_options (reader);
    case 4:
      enlist_cbor_read_item (reader, &item);
      return enlist_readable_value (kind, item);
    case 6:
    case 8:
      return read_flag (reader);
    default:
      return read_texts (reader);
    }
}

static JsonNode *
read_question (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  EnlistFieldInfo info = { { NULL, 0 }, ENLIST_KIND_TEXT, 0 };
  EnlistCborReader field;
  JsonObject *object;
  unsigned number = 0;
  gsize count = 0;

  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return enlist_readable_field (manifest, reader);

  enlist_cbor_read_array (reader, &count);
  field = *reader;
  enlist_step_read_field (&field, &number);
  enlist_manifest_field (manifest, number, &info);
  object = json_object_new ();
  json_object_set_member (object, "field", enlist_readable_field (manifest, reader));
  enlist_cbor_read_map (reader, &count);
  for (gsize i = 0; i < count; i++)
    {
      guint64 key = 0;

      enlist_cbor_read_unsigned (reader, &key);
      if (key < ENLIST_SOURCE_QUESTION_MEMBERS)
        json_object_set_member (object, enlist_source_question_members[key],
                                read_question_member (key, info.kind, reader));
    }

  return enlist_readable_take_object (object);
}

static JsonNode *
read_setting (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  JsonObject *object;
  gsize count;

  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return enlist_readable_field (manifest, reader);

  enlist_cbor_read_array (reader, &count);
  object = json_object_new ();
  json_object_set_member (object, "field", enlist_readable_field (manifest, reader));
  json_object_set_member (object, "to", enlist_readable_expression (manifest, reader));

  return enlist_readable_take_object (object);
}

static JsonNode *
read_part (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  guint64 part = 0;
  g_autofree char *name = NULL;

  enlist_cbor_read_unsigned (reader, &part);
  name = enlist_readable_part_name (manifest, part);

  return json_node_init_string (json_node_alloc (), name);
}

/* What stands as the next arguments, one after the other. */
static JsonNode *
read_rest (const EnlistManifest *manifest, EnlistCborReader *reader, gsize count,
           JsonNode *(*read) (const EnlistManifest *manifest, EnlistCborReader *reader))
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < count; i++)
    json_array_add_element (array, read (manifest, reader));

  return enlist_readable_take_array (array);
}

/* An array that is left out when it is empty. */
static void
set_list (const EnlistManifest *manifest, JsonObject *object, const char *member, EnlistCborReader *reader,
          JsonNode *(*read) (const EnlistManifest *manifest, EnlistCborReader *reader))
{
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);
  if (count > 0)
    json_object_set_member (object, member, read_rest (manifest, reader, count, read));
}

static JsonNode *
read_trigger (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  JsonObject *object;
  guint64 kind = 0;
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);
  enlist_cbor_read_unsigned (reader, &kind);
  if (kind == ENLIST_TRIGGER_START)
    return json_node_init_string (json_node_alloc (), "start");

  object = json_object_new ();
  if (kind == ENLIST_TRIGGER_EVERY)
    json_object_set_member (object, "every", enlist_readable_expression (manifest, reader));
  else
    {
      json_object_set_member (object, "event", read_number_or_name (reader, enlist_source_events));
      if (count > 2)
        json_object_set_member (object, "into", enlist_readable_fields (manifest, reader, count - 2));
    }

  return enlist_readable_take_object (object);
}

/* Operations whose arguments are no mere list; %FALSE for the others. */
static gboolean
set_control (const EnlistManifest *manifest, JsonObject *object, const char *name, guint operation,
             EnlistCborReader *reader, gsize count)
{
  switch (operation)
    {
    case ENLIST_OP_CHECK:
      json_object_set_member (object, name, enlist_readable_expression (manifest, reader));
      json_object_set_member (object, "message", read_texts (reader));
      return TRUE;
    case ENLIST_OP_IF:
      json_object_set_member (object, name, enlist_readable_expression (manifest, reader));
      json_object_set_member (object, "then", enlist_readable_steps (manifest, reader));
      if (count > 2)
        json_object_set_member (object, "else", enlist_readable_steps (manifest, reader));
      return TRUE;
    case ENLIST_OP_TRY:
      json_object_set_member (object, name, read_rest (manifest, reader, count, enlist_readable_steps));
      return TRUE;
    case ENLIST_OP_REPEAT:
      json_object_set_member (object, name, read_number (reader));
      json_object_set_member (object, "do", enlist_readable_steps (manifest, reader));
      if (count > 2)
        json_object_set_member (object, "until", enlist_readable_expression (manifest, reader));
      return TRUE;
    case ENLIST_OP_WHEN:
      json_object_set_member (object, name, read_trigger (manifest, reader));
      json_object_set_member (object, "do", enlist_readable_steps (manifest, reader));
      return TRUE;
    case ENLIST_OP_FAIL:
    case ENLIST_OP_NOTE:
      json_object_set_member (object, name, read_texts (reader));
      if (count > 1)
        json_object_set_member (object, "confirm", read_flag (reader));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
set_make_key (const EnlistManifest *manifest, JsonObject *object, EnlistCborReader *reader)
{
  guint64 type = 0;

  enlist_cbor_read_unsigned (reader, &type);
  json_object_set_string_member (object, "make-key", enlist_key_type_to_string (type));
  json_object_set_member (object, "into", enlist_readable_field (manifest, reader));
}

static void
set_call (const EnlistManifest *manifest, JsonObject *object, EnlistCborReader *reader, gsize count)
{
  json_object_set_member (object, "call", read_number_or_name (reader, enlist_source_functions));
  set_list (manifest, object, "with", reader, enlist_readable_expression);
  set_list (manifest, object, "into", reader, enlist_readable_field);
  if (count > 3)
    json_object_set_member (object, "title", read_texts (reader));
}

static void
set_arguments (const EnlistManifest *manifest, JsonObject *object, const char *name, guint operation,
               EnlistCborReader *reader, gsize count)
{
  JsonNode *first;

  switch (operation)
    {
    case ENLIST_OP_LET:
      json_object_set_member (object, name, enlist_readable_field (manifest, reader));
      json_object_set_member (object, "be", enlist_readable_expression (manifest, reader));
      break;
    case ENLIST_OP_ASK:
      json_object_set_member (object, name, read_rest (manifest, reader, count, read_question));
      break;
    case ENLIST_OP_LOOKUP:
      json_object_set_member (object, name, enlist_readable_expression (manifest, reader));
      json_object_set_member (object, "into", enlist_readable_fields (manifest, reader, count - 1));
      break;
    case ENLIST_OP_AWAIT:
      first = read_number (reader);
      json_object_set_member (object, name, enlist_readable_fields (manifest, reader, count - 1));
      json_object_set_member (object, "seconds", first);
      break;
    case ENLIST_OP_CALL:
      set_call (manifest, object, reader, count);
      break;
    case ENLIST_OP_SET:
    case ENLIST_OP_CONFIGURE:
      json_object_set_member (object, name, read_rest (manifest, reader, count, read_setting));
      break;
    case ENLIST_OP_MAKE_KEY:
      set_make_key (manifest, object, reader);
      break;
    case ENLIST_OP_CSR:
      json_object_set_member (object, name, enlist_readable_field (manifest, reader));
      json_object_set_member (object, "subject", enlist_readable_expression (manifest, reader));
      json_object_set_member (object, "into", enlist_readable_field (manifest, reader));
      break;
    case ENLIST_OP_INSTALL:
      json_object_set_member (object, name, read_rest (manifest, reader, count, read_part));
      break;
    default:
      json_object_set_member (object, name, enlist_readable_fields (manifest, reader, count));
      break;
    }
}

static JsonNode *
read_step (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  JsonObject *object;
  guint64 operation = 0;
  const char *name;
  gsize elements = 1;

  enlist_cbor_read_array (reader, &elements);
  enlist_cbor_read_unsigned (reader, &operation);
  name = enlist_operation_name (operation);
  if (elements == 1 && operation != ENLIST_OP_RECORD && operation != ENLIST_OP_RELAY)
    return json_node_init_string (json_node_alloc (), name);

  object = json_object_new ();
  if (!set_control (manifest, object, name, operation, reader, elements - 1))
    set_arguments (manifest, object, name, operation, reader, elements - 1);

  return enlist_readable_take_object (object);
}

JsonNode *
enlist_readable_steps (const EnlistManifest *manifest, EnlistCborReader *reader)
{
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);

  return read_rest (manifest, reader, count, read_step);
}
