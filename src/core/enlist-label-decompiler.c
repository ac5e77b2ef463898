/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include "enlist-bytes-private.h"
#include "enlist-source-private.h"
#include "enlist-value-private.h"
#include "interpreter.h"

static JsonNode *read_steps_as_json (EnlistLabel *label, EnlistCborReader *reader);

static JsonNode *
string_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);

  return node;
}

static JsonNode *
take_array (JsonArray *array)
{
  JsonNode *node = json_node_init_array (json_node_alloc (), array);

  json_array_unref (array);

  return node;
}

static JsonNode *
texts_to_json (EnlistSlice texts)
{
  g_autofree char *text = NULL;
  EnlistCborReader reader;
  JsonObject *object;
  gsize count;

  enlist_cbor_reader_init (&reader, texts);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK)
    {
      text = enlist_value_read_string (&reader);
      return string_node (text);
    }

  object = json_object_new ();
  text = enlist_value_read_string (&reader);
  json_object_set_string_member (object, "default", text);
  for (gsize i = 1; i + 1 < count; i += 2)
    {
      g_autofree char *tag = enlist_value_read_string (&reader);
      g_autofree char *translation = enlist_value_read_string (&reader);

      json_object_set_string_member (object, tag, translation);
    }

  return take_object (object);
}

static JsonNode *
read_texts (EnlistCborReader *reader)
{
  EnlistSlice texts = { NULL, 0 };

  enlist_cbor_read_item (reader, &texts);

  return texts_to_json (texts);
}

static JsonNode *
field_to_json (EnlistLabel *label, guint field)
{
  g_autofree char *name = enlist_label_dup_field_name (label, field);

  return string_node (name);
}

static JsonNode *
read_field (EnlistLabel *label, EnlistCborReader *reader)
{
  unsigned field = 0;

  enlist_step_read_field (reader, &field);

  return field_to_json (label, field);
}

static JsonNode *
read_fields (EnlistLabel *label, EnlistCborReader *reader, gsize count)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < count; i++)
    json_array_add_element (array, read_field (label, reader));

  return take_array (array);
}

static JsonNode *
value_to_json (EnlistFieldKind kind, EnlistSlice item)
{
  g_autoptr (GBytes) cbor = g_bytes_new (item.data, item.size);
  g_autoptr (EnlistValue) value = enlist_value_new_cbor ((EnlistValueKind) kind, cbor, NULL);

  return value != NULL ? enlist_value_to_json (value) : json_node_init_null (json_node_alloc ());
}

/* Whether the JSON form of a kind makes the same bytes again; a place, for one, drops empty parts behind. */
static JsonNode *
literal_as_kind (EnlistFieldKind kind, EnlistSlice item)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (EnlistValue) again = NULL;

  if (enlist_field_check_value (kind, item) != ENLIST_OK)
    return NULL;
  node = value_to_json (kind, item);
  again = enlist_value_from_json ((EnlistValueKind) kind, node, NULL);
  if (again == NULL || !enlist_slice_equal (enlist_bytes_slice (enlist_value_get_cbor (again)), item))
    return NULL;

  return g_steal_pointer (&node);
}

/* A literal does not carry its kind: the first kind that the value fits tells it. */
static JsonNode *
literal_to_json (EnlistSlice item)
{
  JsonObject *object = json_object_new ();

  for (int kind = 0; kind < ENLIST_KIND_COUNT; kind++)
    {
      JsonNode *node = literal_as_kind (kind, item);

      if (node == NULL)
        continue;
      json_object_set_string_member (object, "kind", enlist_field_kind_name (kind));
      json_object_set_member (object, "value", node);
      break;
    }

  return take_object (object);
}

static JsonNode *
read_expression (EnlistLabel *label, EnlistCborReader *reader)
{
  JsonObject *object = json_object_new ();
  EnlistSlice item = { NULL, 0 };
  const char *name = NULL;
  guint64 operator = 0;
  JsonArray *operands;
  gsize count;

  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    {
      EnlistCborType type = enlist_cbor_reader_peek (reader);

      json_object_unref (object);
      enlist_cbor_read_item (reader, &item);
      switch (type)
        {
        case ENLIST_CBOR_TEXT:
          return texts_to_json (item);
        case ENLIST_CBOR_BOOL:
          return value_to_json (ENLIST_KIND_YES_NO, item);
        case ENLIST_CBOR_BYTES:
          return literal_to_json (item);
        default:
          return value_to_json (ENLIST_KIND_NUMBER, item);
        }
    }

  enlist_cbor_read_array (reader, &count);
  enlist_cbor_read_unsigned (reader, &operator);
  if (operator == 0)
    {
      json_object_set_member (object, "field", read_field (label, reader));
      return take_object (object);
    }
  if (operator == 13)
    {
      json_object_unref (object);
      enlist_cbor_read_item (reader, &item);
      return literal_to_json (item);
    }

  for (guint i = 0; enlist_source_operators[i].name != NULL; i++)
    {
      if (enlist_source_operators[i].number == operator)
        name = enlist_source_operators[i].name;
    }
  if (operator == 10)
    json_object_set_member (object, name, read_field (label, reader));
  else if (operator == 9 || operator == 12)
    json_object_set_member (object, name, read_expression (label, reader));
  else
    {
      operands = json_array_new ();
      for (gsize i = 1; i < count; i++)
        json_array_add_element (operands, read_expression (label, reader));
      json_object_set_member (object, name, take_array (operands));
    }

  return take_object (object);
}

static JsonNode *
read_question (EnlistLabel *label, EnlistCborReader *reader)
{
  EnlistCborType type = enlist_cbor_reader_peek (reader);
  EnlistFieldInfo info = { { NULL, 0 }, ENLIST_KIND_TEXT, 0 };
  EnlistQuestion question = { 0 };
  JsonObject *object;

  enlist_step_read_question (reader, &question);
  if (type != ENLIST_CBOR_ARRAY)
    return field_to_json (label, question.field);

  enlist_manifest_field (enlist_label_get_manifest (label), question.field, &info);
  object = json_object_new ();
  json_object_set_member (object, "field", field_to_json (label, question.field));
  if (question.label.size > 0)
    json_object_set_member (object, "label", texts_to_json (question.label));
  if (question.has_minimum)
    json_object_set_int_member (object, "minimum", question.minimum);
  if (question.has_maximum)
    json_object_set_int_member (object, "maximum", question.maximum);
  if (question.options.size > 0)
    {
      JsonArray *options = json_array_new ();
      EnlistCborReader list;
      gsize count = 0;

      enlist_cbor_reader_init (&list, question.options);
      enlist_cbor_read_array (&list, &count);
      for (gsize i = 0; i < count; i++)
        json_array_add_element (options, read_texts (&list));
      json_object_set_member (object, "options", take_array (options));
    }
  if (question.value.size > 0)
    json_object_set_member (object, "default", value_to_json (info.kind, question.value));
  if (question.help.size > 0)
    json_object_set_member (object, "help", texts_to_json (question.help));
  if (question.optional)
    json_object_set_boolean_member (object, "optional", TRUE);

  return take_object (object);
}

static void
set_call (EnlistLabel *label, JsonObject *object, const EnlistStep *step)
{
  EnlistCall call;
  const char *name = NULL;

  if (enlist_step_read_call (step, &call) != ENLIST_OK)
    return;

  for (guint i = 0; enlist_source_functions[i].name != NULL; i++)
    {
      if (enlist_source_functions[i].number == call.function)
        name = enlist_source_functions[i].name;
    }
  if (name != NULL)
    json_object_set_string_member (object, "call", name);
  else
    json_object_set_int_member (object, "call", call.function);
  if (call.title.size > 0)
    json_object_set_member (object, "title", texts_to_json (call.title));
  if (call.argument_count > 0)
    {
      JsonArray *with = json_array_new ();

      for (gsize i = 0; i < call.argument_count; i++)
        json_array_add_element (with, read_expression (label, &call.arguments));
      json_object_set_member (object, "with", take_array (with));
    }
  if (call.result_count > 0)
    json_object_set_member (object, "into", read_fields (label, &call.results, call.result_count));
}

static JsonNode *
read_settings (EnlistLabel *label, EnlistCborReader *reader, gsize count)
{
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < count; i++)
    {
      EnlistSlice expression = { NULL, 0 };
      unsigned field = 0;

      enlist_step_read_setting (reader, &field, &expression);
      if (expression.size == 0)
        json_array_add_element (array, field_to_json (label, field));
      else
        {
          JsonObject *setting = json_object_new ();
          EnlistCborReader inner;

          enlist_cbor_reader_init (&inner, expression);
          json_object_set_member (setting, "field", field_to_json (label, field));
          json_object_set_member (setting, "to", read_expression (label, &inner));
          json_array_add_object_element (array, setting);
        }
    }

  return take_array (array);
}

static void
set_block (EnlistLabel *label, JsonObject *object, EnlistCborReader *reader, gsize count)
{
  json_object_set_member (object, "if", read_expression (label, reader));
  json_object_set_member (object, "then", read_steps_as_json (label, reader));
  if (count > 2)
    json_object_set_member (object, "else", read_steps_as_json (label, reader));
}

/* Arguments of all operations but the ones without any. */
static void
set_arguments (EnlistLabel *label, JsonObject *object, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  const char *name = enlist_operation_name (step->operation);
  guint64 number = 0;
  bool confirm = false;
  JsonArray *array;

  switch (step->operation)
    {
    case ENLIST_OP_CHECK:
      json_object_set_member (object, name, read_expression (label, &reader));
      json_object_set_member (object, "message", read_texts (&reader));
      break;
    case ENLIST_OP_IF:
      set_block (label, object, &reader, step->argument_count);
      break;
    case ENLIST_OP_FAIL:
    case ENLIST_OP_NOTE:
      json_object_set_member (object, name, read_texts (&reader));
      if (step->argument_count > 1 && enlist_cbor_read_bool (&reader, &confirm) == ENLIST_OK && confirm)
        json_object_set_boolean_member (object, "confirm", TRUE);
      break;
    case ENLIST_OP_ASK:
      array = json_array_new ();
      for (guint i = 0; i < step->argument_count; i++)
        json_array_add_element (array, read_question (label, &reader));
      json_object_set_member (object, name, take_array (array));
      break;
    case ENLIST_OP_AWAIT:
      enlist_cbor_read_unsigned (&reader, &number);
      json_object_set_member (object, name, read_fields (label, &reader, step->argument_count - 1));
      json_object_set_int_member (object, "seconds", number);
      break;
    case ENLIST_OP_CALL:
      set_call (label, object, step);
      break;
    case ENLIST_OP_SET:
      json_object_set_member (object, name, read_settings (label, &reader, step->argument_count));
      break;
    case ENLIST_OP_MAKE_KEY:
      enlist_cbor_read_unsigned (&reader, &number);
      json_object_set_string_member (object, name, enlist_key_type_to_string (number));
      json_object_set_member (object, "into", read_field (label, &reader));
      break;
    default:
      json_object_set_member (object, name, read_fields (label, &reader, step->argument_count));
      break;
    }
}

static JsonNode *
read_steps_as_json (EnlistLabel *label, EnlistCborReader *reader)
{
  JsonArray *array = json_array_new ();
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);
  for (gsize i = 0; i < count; i++)
    {
      EnlistSlice item = { NULL, 0 };
      EnlistStep step = { 0 };
      guint64 operation = 0;
      gsize elements = 0;
      JsonObject *object;

      enlist_cbor_read_item (reader, &item);
      enlist_cbor_reader_init (&step.arguments, item);
      enlist_cbor_read_array (&step.arguments, &elements);
      enlist_cbor_read_unsigned (&step.arguments, &operation);
      step.operation = operation;
      step.argument_count = elements - 1;
      if (elements == 1 && operation != ENLIST_OP_RECORD)
        {
          json_array_add_string_element (array, enlist_operation_name (operation));
          continue;
        }
      object = json_object_new ();
      set_arguments (label, object, &step);
      json_array_add_object_element (array, object);
    }

  return take_array (array);
}

static void
set_program (EnlistLabel *self, JsonObject *object, const char *member, EnlistSide side)
{
  EnlistSlice program = enlist_label_get_program (self, side);
  EnlistCborReader reader;

  if (program.data == NULL)
    return;
  enlist_cbor_reader_init (&reader, program);
  json_object_set_member (object, member, read_steps_as_json (self, &reader));
}

static void
set_custom_fields (EnlistLabel *self, JsonObject *object)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  JsonArray *array;

  if (manifest->custom_count == 0)
    return;

  array = json_array_new ();
  for (guint i = 0; i < manifest->custom_count; i++)
    {
      JsonObject *field = json_object_new ();
      EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };

      enlist_manifest_field (manifest, ENLIST_FIELD_CUSTOM + i, &info);
      json_object_set_member (field, "name", field_to_json (self, ENLIST_FIELD_CUSTOM + i));
      json_object_set_string_member (field, "kind", enlist_field_kind_name (info.kind));
      if ((info.flags & ENLIST_FIELD_SENSITIVE) != 0 && info.kind != ENLIST_KIND_SECRET &&
          info.kind != ENLIST_KIND_WIFI)
        json_object_set_boolean_member (field, "sensitive", TRUE);
      json_array_add_object_element (array, field);
    }
  json_object_set_array_member (object, "fields", array);
}

JsonNode *
enlist_label_to_json (EnlistLabel *self)
{
  JsonObject *object = json_object_new ();
  const char *const *transports = enlist_label_get_transports (self);
  JsonArray *array;

  json_object_set_int_member (object, "enlist-label", 1);
  json_object_set_int_member (object, "sequence", enlist_label_get_sequence (self));
  json_object_set_string_member (object, "vendor", enlist_label_get_vendor (self));
  json_object_set_string_member (object, "model", enlist_label_get_model (self));
  if (enlist_label_get_hardware (self) != NULL)
    json_object_set_string_member (object, "hardware", enlist_label_get_hardware (self));
  if (enlist_label_get_serial (self) != NULL)
    json_object_set_string_member (object, "serial", enlist_label_get_serial (self));
  if (enlist_label_get_device_key (self) != NULL)
    json_object_set_string_member (object, "device-key", enlist_label_get_device_key (self));
  if (!(g_strv_length ((char **) transports) == 1 && g_str_equal (transports[0], "ble:")))
    {
      array = json_array_new ();
      for (guint i = 0; transports[i] != NULL; i++)
        json_array_add_string_element (array, transports[i]);
      json_object_set_array_member (object, "transports", array);
    }
  set_custom_fields (self, object);
  set_program (self, object, "assistant", ENLIST_SIDE_ASSISTANT);
  set_program (self, object, "device", ENLIST_SIDE_DEVICE);

  return take_object (object);
}
