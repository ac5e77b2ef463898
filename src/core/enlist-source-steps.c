/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-error.h"
#include "enlist-source-private.h"
#include "enlist-value-private.h"
#include "program.h"

typedef void (*WriteStep) (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument);

typedef struct {
  const char *name;        /* the member that names the operation */
  EnlistOperation operation;
  WriteStep write;         /* %NULL: the operation has no arguments and may stand as a string */
  const char *members[6];  /* all that the object may have */
} Operation;

static void write_steps (EnlistSourceCompiler *self, JsonNode *node);

static void
write_head (EnlistSourceCompiler *self, EnlistOperation operation, gsize arguments)
{
  enlist_cbor_write_array (self->writer, 1 + arguments);
  enlist_cbor_write_unsigned (self->writer, operation);
}

/* The array that lists fields; %NULL after an error. */
static JsonArray *
get_list (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  enlist_source_fail (self, NULL, "an array belongs here");

  return NULL;
}

static void
write_fields (EnlistSourceCompiler *self, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);
      guint field;

      if (enlist_source_get_field (self, json_array_get_element (array, i), &field))
        enlist_cbor_write_unsigned (self->writer, field);
      enlist_source_leave (self, outer);
    }
}

/* {"check": condition, "message": text} */
static void
write_check (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  write_head (self, ENLIST_OP_CHECK, 2);
  enlist_source_write_expression (self, argument);
  enlist_source_write_texts (self, json_object_get_member (object, "message"));
}

/* {"if": condition, "then": [steps], "else": [steps]} */
static void
write_if (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  static const char *const branches[] = { "then", "else" };
  gboolean has_else = json_object_has_member (object, "else");

  write_head (self, ENLIST_OP_IF, has_else ? 3 : 2);
  enlist_source_write_expression (self, argument);
  for (guint i = 0; i < (has_else ? 2 : 1); i++)
    {
      gsize outer = enlist_source_enter_member (self, branches[i]);

      write_steps (self, json_object_get_member (object, branches[i]));
      enlist_source_leave (self, outer);
    }
}

/* {"fail": text} */
static void
write_fail (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  write_head (self, ENLIST_OP_FAIL, 1);
  enlist_source_write_texts (self, argument);
}

/* {"note": text, "confirm": true} */
static void
write_note (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  gboolean confirm = json_object_get_boolean_member_with_default (object, "confirm", FALSE);

  write_head (self, ENLIST_OP_NOTE, confirm ? 2 : 1);
  enlist_source_write_texts (self, argument);
  if (confirm)
    enlist_cbor_write_bool (self->writer, true);
}

static void
write_options (EnlistSourceCompiler *self, JsonNode *node)
{
  JsonArray *array = get_list (self, node);

  if (array == NULL)
    return;
  enlist_cbor_write_array (self->writer, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      enlist_source_write_texts (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

/* The members of a question in the order of their numbers in ask-options. */
static const char *const question_members[] = { "label", "minimum", "maximum", "options", "default", "help",
                                                "optional" };

static void
write_question_option (EnlistSourceCompiler *self, guint key, guint field, JsonNode *node)
{
  EnlistFieldInfo info;
  gint64 number;

  enlist_cbor_write_unsigned (self->writer, key);
  switch (key)
    {
    case 0:
    case 5:
      enlist_source_write_texts (self, node);
      break;
    case 1:
    case 2:
      if (enlist_source_get_integer (self, node, &number))
        enlist_cbor_write_integer (self->writer, number);
      break;
    case 3:
      write_options (self, node);
      break;
    case 4:
      enlist_manifest_field (&self->manifest, field, &info);
      enlist_source_write_value (self, info.kind, node);
      break;
    case 6:
    default:
      if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        enlist_cbor_write_bool (self->writer, json_node_get_boolean (node));
      else
        enlist_source_fail (self, NULL, "true or false belongs here");
      break;
    }
}

static void
write_question (EnlistSourceCompiler *self, JsonNode *node)
{
  static const char *const allowed[] = { "field",   "label",   "minimum", "maximum", "options",
                                         "default", "help", "optional", NULL };
  JsonObject *object;
  guint field, count = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      if (enlist_source_get_field (self, node, &field))
        enlist_cbor_write_unsigned (self->writer, field);
      return;
    }

  object = json_node_get_object (node);
  if (!enlist_source_check_members (self, object, allowed) ||
      !enlist_source_get_field (self, json_object_get_member (object, "field"), &field))
    return;

  for (guint key = 0; key < G_N_ELEMENTS (question_members); key++)
    count += json_object_has_member (object, question_members[key]);
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, field);
  enlist_cbor_write_map (self->writer, count);
  for (guint key = 0; key < G_N_ELEMENTS (question_members); key++)
    {
      JsonNode *option = json_object_get_member (object, question_members[key]);
      gsize outer = enlist_source_enter_member (self, question_members[key]);

      if (option != NULL)
        write_question_option (self, key, field, option);
      enlist_source_leave (self, outer);
    }
}

/* {"ask": ["location", {"field": "pipe", "options": […]}]} */
static void
write_ask (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  JsonArray *array = get_list (self, argument);

  if (array == NULL)
    return;
  write_head (self, ENLIST_OP_ASK, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write_question (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

/* {"await": ["device.key"], "seconds": 120} */
static void
write_await (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  JsonArray *array = get_list (self, argument);
  gint64 seconds = 120;
  gsize outer;

  if (array == NULL)
    return;
  write_head (self, ENLIST_OP_AWAIT, 1 + json_array_get_length (array));
  outer = enlist_source_enter_member (self, "seconds");
  if (json_object_has_member (object, "seconds"))
    enlist_source_get_integer (self, json_object_get_member (object, "seconds"), &seconds);
  enlist_cbor_write_integer (self->writer, seconds);
  enlist_source_leave (self, outer);
  write_fields (self, array);
}

/* {"send": [fields]}, and the same form for record, need and report */
static void
write_field_list (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  JsonArray *array = get_list (self, argument);

  if (array != NULL)
    write_fields (self, array);
}

static gboolean
get_function (EnlistSourceCompiler *self, JsonNode *node, guint *function)
{
  g_autofree char *suggestion = NULL;
  const char *names[8] = { NULL };
  const char *name;
  gint64 number;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      if (!enlist_source_get_integer (self, node, &number) || number < 0 || number > G_MAXUINT16)
        return enlist_source_fail (self, NULL, "a function has a number from 0 to 65535");
      *function = number;
      return TRUE;
    }

  name = enlist_source_get_string (self, node);
  if (name == NULL)
    return FALSE;
  for (guint i = 0; enlist_source_functions[i].name != NULL; i++)
    {
      names[i] = enlist_source_functions[i].name;
      if (g_str_equal (names[i], name))
        {
          *function = enlist_source_functions[i].number;
          return TRUE;
        }
    }
  suggestion = enlist_source_suggest (name, names);

  return enlist_source_fail (self,
                             suggestion != NULL ? suggestion : "use the number for a vendor’s own function",
                             "unknown function “%s”", name);
}

/* {"call": 64, "title": text, "with": [expressions], "into": [fields]} */
static void
write_call (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  g_autoptr (JsonArray) empty = json_array_new ();
  JsonArray *with = empty, *into = empty;
  guint function = 0;
  gsize outer;

  if (!get_function (self, argument, &function))
    return;
  write_head (self, ENLIST_OP_CALL, json_object_has_member (object, "title") ? 4 : 3);
  enlist_cbor_write_unsigned (self->writer, function);

  outer = enlist_source_enter_member (self, "with");
  if (json_object_has_member (object, "with"))
    with = get_list (self, json_object_get_member (object, "with"));
  enlist_cbor_write_array (self->writer, with != NULL ? json_array_get_length (with) : 0);
  for (guint i = 0; with != NULL && i < json_array_get_length (with); i++)
    {
      gsize inner = enlist_source_enter_element (self, i);

      enlist_source_write_expression (self, json_array_get_element (with, i));
      enlist_source_leave (self, inner);
    }
  enlist_source_leave (self, outer);

  outer = enlist_source_enter_member (self, "into");
  if (json_object_has_member (object, "into"))
    into = get_list (self, json_object_get_member (object, "into"));
  enlist_cbor_write_array (self->writer, into != NULL ? json_array_get_length (into) : 0);
  if (into != NULL)
    write_fields (self, into);
  enlist_source_leave (self, outer);

  if (json_object_has_member (object, "title"))
    enlist_source_write_texts (self, json_object_get_member (object, "title"));
}

/* {"set": ["location", {"field": "endpoint", "to": expression}]} */
static void
write_set (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  static const char *const allowed[] = { "field", "to", NULL };
  JsonArray *array = get_list (self, argument);

  if (array == NULL)
    return;
  write_head (self, ENLIST_OP_SET, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      gsize outer = enlist_source_enter_element (self, i);
      JsonObject *setting = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      guint field;

      if (setting != NULL)
        enlist_source_check_members (self, setting, allowed);
      if (enlist_source_get_field (self, setting != NULL ? json_object_get_member (setting, "field")
                                                         : element, &field))
        {
          if (setting != NULL)
            enlist_cbor_write_array (self->writer, 2);
          enlist_cbor_write_unsigned (self->writer, field);
          if (setting != NULL)
            enlist_source_write_expression (self, json_object_get_member (setting, "to"));
        }
      enlist_source_leave (self, outer);
    }
}

/* {"make-key": "ed25519", "into": "device.key"} */
static void
write_make_key (EnlistSourceCompiler *self, JsonObject *object, JsonNode *argument)
{
  const char *name = enlist_source_get_string (self, argument);
  guint type = enlist_key_type_from_string (name), field;
  gsize outer;

  if (type == 0)
    {
      enlist_source_fail (self, "“ed25519” or “x25519”", "unknown key type");
      return;
    }
  write_head (self, ENLIST_OP_MAKE_KEY, 2);
  enlist_cbor_write_unsigned (self->writer, type);
  outer = enlist_source_enter_member (self, "into");
  if (enlist_source_get_field (self, json_object_get_member (object, "into"), &field))
    enlist_cbor_write_unsigned (self->writer, field);
  enlist_source_leave (self, outer);
}

static const Operation operations[] = {
  { "end", ENLIST_OP_END, NULL, { "end" } },
  { "check", ENLIST_OP_CHECK, write_check, { "check", "message" } },
  { "if", ENLIST_OP_IF, write_if, { "if", "then", "else" } },
  { "fail", ENLIST_OP_FAIL, write_fail, { "fail" } },
  { "note", ENLIST_OP_NOTE, write_note, { "note", "confirm" } },
  { "ask", ENLIST_OP_ASK, write_ask, { "ask" } },
  { "send", ENLIST_OP_SEND, write_field_list, { "send" } },
  { "await", ENLIST_OP_AWAIT, write_await, { "await", "seconds" } },
  { "record", ENLIST_OP_RECORD, write_field_list, { "record" } },
  { "identify", ENLIST_OP_IDENTIFY, NULL, { "identify" } },
  { "need", ENLIST_OP_NEED, write_field_list, { "need" } },
  { "call", ENLIST_OP_CALL, write_call, { "call", "title", "with", "into" } },
  { "set", ENLIST_OP_SET, write_set, { "set" } },
  { "make-key", ENLIST_OP_MAKE_KEY, write_make_key, { "make-key", "into" } },
  { "report", ENLIST_OP_REPORT, write_field_list, { "report" } },
  { "lock", ENLIST_OP_LOCK, NULL, { "lock" } },
  { "forget", ENLIST_OP_FORGET, NULL, { "forget" } },
};

static const Operation *
find_operation (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      if (g_str_equal (operations[i].name, name))
        return &operations[i];
    }

  return NULL;
}

static gboolean
fail_operation (EnlistSourceCompiler *self, const char *name)
{
  const char *names[G_N_ELEMENTS (operations) + 1] = { NULL };
  g_autofree char *suggestion = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    names[i] = operations[i].name;
  suggestion = enlist_source_suggest (name, names);

  return enlist_source_fail (self, suggestion, "unknown operation “%s”", name);
}

static void
write_object_step (EnlistSourceCompiler *self, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);
  const Operation *operation = NULL;
  JsonNode *argument;
  gsize outer;

  for (GList *l = members; l != NULL && operation == NULL; l = l->next)
    operation = find_operation (l->data);
  if (operation == NULL)
    {
      fail_operation (self, members != NULL ? members->data : "");
      return;
    }
  if (!enlist_source_check_members (self, object, operation->members))
    return;

  argument = json_object_get_member (object, operation->name);
  outer = enlist_source_enter_member (self, operation->name);
  if (operation->write == NULL)
    write_head (self, operation->operation, 0);
  else if (operation->write == write_field_list)
    {
      JsonArray *array = get_list (self, argument);

      write_head (self, operation->operation, array != NULL ? json_array_get_length (array) : 0);
      write_field_list (self, object, argument);
    }
  else
    operation->write (self, object, argument);
  enlist_source_leave (self, outer);
}

static void
write_step (EnlistSourceCompiler *self, JsonNode *node)
{
  const Operation *operation;
  const char *name;

  g_ptr_array_add (self->step_pointers, g_strdup (self->pointer->str));
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      write_object_step (self, json_node_get_object (node));
      return;
    }

  name = enlist_source_get_string (self, node);
  if (name == NULL)
    return;
  operation = find_operation (name);
  if (operation == NULL)
    fail_operation (self, name);
  else if (operation->write != NULL)
    enlist_source_fail (self, NULL, "“%s” needs arguments: {\"%s\": …}", name, name);
  else
    write_head (self, operation->operation, 0);
}

static void
write_steps (EnlistSourceCompiler *self, JsonNode *node)
{
  JsonArray *array = get_list (self, node);

  if (array == NULL)
    return;
  if (json_array_get_length (array) == 0)
    enlist_source_fail (self, NULL, "at least one step belongs here");

  enlist_cbor_write_array (self->writer, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array) && self->error == NULL; i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write_step (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

void
enlist_source_write_program (EnlistSourceCompiler *self, JsonNode *node)
{
  g_ptr_array_set_size (self->step_pointers, 0);
  write_steps (self, node);
}
