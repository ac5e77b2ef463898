/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-error.h"
#include "enlist-source-private.h"
#include "enlist-value-private.h"
#include "program.h"

typedef void (*WriteStep) (EnlistSourceCompiler *self, JsonObject *object);

typedef struct {
  const char *name;        /* the member that names the operation */
  EnlistOperation operation;
  gboolean bare;           /* no arguments: it may stand as a string */
  WriteStep write;         /* %NULL: nothing but a list of fields */
  const char *members[6];  /* all that the object may have */
} Operation;

static void write_steps (EnlistSourceCompiler *self, JsonNode *node);

static void
write_head (EnlistSourceCompiler *self, EnlistOperation operation, gsize arguments)
{
  enlist_cbor_write_array (self->writer, 1 + arguments);
  enlist_cbor_write_unsigned (self->writer, operation);
}

/* Hands a member, which may be missing, to a function that writes it. */
static void
write_member (EnlistSourceCompiler *self, JsonObject *object, const char *member,
              void (*write) (EnlistSourceCompiler *self, JsonNode *node))
{
  gsize outer = enlist_source_enter_member (self, member);

  write (self, json_object_get_member (object, member));
  enlist_source_leave (self, outer);
}

/* A member that may be missing, which means false. */
static gboolean
get_flag (EnlistSourceCompiler *self, JsonObject *object, const char *member)
{
  gsize outer = enlist_source_enter_member (self, member);
  gboolean flag = FALSE;

  if (json_object_has_member (object, member))
    enlist_source_get_boolean (self, json_object_get_member (object, member), &flag);
  enlist_source_leave (self, outer);

  return flag;
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
write_field (EnlistSourceCompiler *self, JsonNode *node)
{
  guint field;

  if (enlist_source_get_field (self, node, &field))
    enlist_cbor_write_unsigned (self->writer, field);
}

static void
write_fields (EnlistSourceCompiler *self, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write_field (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

/* {"check": condition, "message": text} */
static void
write_check (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_CHECK, 2);
  write_member (self, object, "check", enlist_source_write_expression);
  write_member (self, object, "message", enlist_source_write_texts);
}

/* {"if": condition, "then": [steps], "else": [steps]} */
static void
write_if (EnlistSourceCompiler *self, JsonObject *object)
{
  gboolean has_else = json_object_has_member (object, "else");

  write_head (self, ENLIST_OP_IF, has_else ? 3 : 2);
  write_member (self, object, "if", enlist_source_write_expression);
  write_member (self, object, "then", write_steps);
  if (has_else)
    write_member (self, object, "else", write_steps);
}

/* {"fail": text} */
static void
write_fail (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_FAIL, 1);
  write_member (self, object, "fail", enlist_source_write_texts);
}

/* {"note": text, "confirm": true} */
static void
write_note (EnlistSourceCompiler *self, JsonObject *object)
{
  gboolean confirm = get_flag (self, object, "confirm");

  write_head (self, ENLIST_OP_NOTE, confirm ? 2 : 1);
  write_member (self, object, "note", enlist_source_write_texts);
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

/* The members of a question in the order of their numbers in ask-options, which `optional` ends. */
static const char *const question_members[] = { "label", "minimum", "maximum", "options", "default", "help" };

#define OPTIONAL_KEY G_N_ELEMENTS (question_members)

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
    default:
      enlist_manifest_field (&self->manifest, field, &info);
      enlist_source_write_value (self, info.kind, node);
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

static void
write_question (EnlistSourceCompiler *self, JsonNode *node)
{
  static const char *const allowed[] = { "field",   "label",   "minimum", "maximum", "options",
                                         "default", "help", "optional", NULL };
  JsonObject *object;
  guint field, count = 0;
  gboolean optional;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      if (enlist_source_get_field (self, node, &field))
        enlist_cbor_write_unsigned (self->writer, field);
      return;
    }

  object = json_node_get_object (node);
  if (!enlist_source_check_members (self, object, allowed) || !get_field_member (self, object, &field))
    return;

  /* What is not said means false: it takes no room. */
  optional = get_flag (self, object, "optional");
  count += optional;
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
  if (optional)
    {
      enlist_cbor_write_unsigned (self->writer, OPTIONAL_KEY);
      enlist_cbor_write_bool (self->writer, true);
    }
}

static void
write_questions (EnlistSourceCompiler *self, JsonNode *node)
{
  JsonArray *array = get_list (self, node);

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

/* {"ask": ["location", {"field": "pipe", "options": […]}]} */
static void
write_ask (EnlistSourceCompiler *self, JsonObject *object)
{
  write_member (self, object, "ask", write_questions);
}

/* {"await": ["device.key"], "seconds": 120} */
static void
write_await (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "await");
  JsonArray *array = get_list (self, json_object_get_member (object, "await"));
  gint64 seconds = 120;

  enlist_source_leave (self, outer);
  if (array == NULL)
    return;
  write_head (self, ENLIST_OP_AWAIT, 1 + json_array_get_length (array));
  outer = enlist_source_enter_member (self, "seconds");
  if (json_object_has_member (object, "seconds"))
    enlist_source_get_integer (self, json_object_get_member (object, "seconds"), &seconds);
  enlist_cbor_write_integer (self->writer, seconds);
  enlist_source_leave (self, outer);
  outer = enlist_source_enter_member (self, "await");
  write_fields (self, array);
  enlist_source_leave (self, outer);
}

/* {"send": [fields]}, and the same form for record, need and report */
static void
write_field_list (EnlistSourceCompiler *self, EnlistOperation operation, JsonNode *node)
{
  JsonArray *array = get_list (self, node);

  if (array == NULL)
    return;
  write_head (self, operation, json_array_get_length (array));
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

/* An array that may be missing: its length, then what is in it. */
static void
write_optional_list (EnlistSourceCompiler *self, JsonNode *node, void (*write) (EnlistSourceCompiler *self,
                                                                                JsonNode *element))
{
  JsonArray *array = node != NULL ? get_list (self, node) : NULL;
  guint length = array != NULL ? json_array_get_length (array) : 0;

  enlist_cbor_write_array (self->writer, length);
  for (guint i = 0; i < length; i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

static void
write_arguments (EnlistSourceCompiler *self, JsonNode *node)
{
  write_optional_list (self, node, enlist_source_write_expression);
}

static void
write_results (EnlistSourceCompiler *self, JsonNode *node)
{
  write_optional_list (self, node, write_field);
}

static void
write_function (EnlistSourceCompiler *self, JsonNode *node)
{
  guint function = 0;

  if (get_function (self, node, &function))
    enlist_cbor_write_unsigned (self->writer, function);
}

/* {"call": 64, "title": text, "with": [expressions], "into": [fields]} */
static void
write_call (EnlistSourceCompiler *self, JsonObject *object)
{
  gboolean has_title = json_object_has_member (object, "title");

  write_head (self, ENLIST_OP_CALL, has_title ? 4 : 3);
  write_member (self, object, "call", write_function);
  write_member (self, object, "with", write_arguments);
  write_member (self, object, "into", write_results);
  if (has_title)
    write_member (self, object, "title", enlist_source_write_texts);
}

/* "location", or {"field": "endpoint", "to": expression} */
static void
write_setting (EnlistSourceCompiler *self, JsonNode *node)
{
  static const char *const allowed[] = { "field", "to", NULL };
  JsonObject *object;
  guint field;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      write_field (self, node);
      return;
    }

  object = json_node_get_object (node);
  if (!enlist_source_check_members (self, object, allowed) || !get_field_member (self, object, &field))
    return;
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, field);
  write_member (self, object, "to", enlist_source_write_expression);
}

static void
write_settings (EnlistSourceCompiler *self, JsonNode *node)
{
  JsonArray *array = get_list (self, node);

  if (array == NULL)
    return;
  write_head (self, ENLIST_OP_SET, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write_setting (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

/* {"set": ["location", {"field": "endpoint", "to": expression}]} */
static void
write_set (EnlistSourceCompiler *self, JsonObject *object)
{
  write_member (self, object, "set", write_settings);
}

static void
write_key_type (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *name = enlist_source_get_string (self, node);
  guint type = enlist_key_type_from_string (name);

  if (type == 0)
    enlist_source_fail (self, "“ed25519” or “x25519”", "unknown key type");
  else
    enlist_cbor_write_unsigned (self->writer, type);
}

/* {"make-key": "ed25519", "into": "device.key"} */
static void
write_make_key (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_MAKE_KEY, 2);
  write_member (self, object, "make-key", write_key_type);
  write_member (self, object, "into", write_field);
}

static const Operation operations[] = {
  { "end", ENLIST_OP_END, TRUE, NULL, { "end" } },
  { "check", ENLIST_OP_CHECK, FALSE, write_check, { "check", "message" } },
  { "if", ENLIST_OP_IF, FALSE, write_if, { "if", "then", "else" } },
  { "fail", ENLIST_OP_FAIL, FALSE, write_fail, { "fail" } },
  { "note", ENLIST_OP_NOTE, FALSE, write_note, { "note", "confirm" } },
  { "ask", ENLIST_OP_ASK, FALSE, write_ask, { "ask" } },
  { "send", ENLIST_OP_SEND, FALSE, NULL, { "send" } },
  { "await", ENLIST_OP_AWAIT, FALSE, write_await, { "await", "seconds" } },
  { "record", ENLIST_OP_RECORD, FALSE, NULL, { "record" } },
  { "identify", ENLIST_OP_IDENTIFY, TRUE, NULL, { "identify" } },
  { "need", ENLIST_OP_NEED, FALSE, NULL, { "need" } },
  { "call", ENLIST_OP_CALL, FALSE, write_call, { "call", "title", "with", "into" } },
  { "set", ENLIST_OP_SET, FALSE, write_set, { "set" } },
  { "make-key", ENLIST_OP_MAKE_KEY, FALSE, write_make_key, { "make-key", "into" } },
  { "report", ENLIST_OP_REPORT, FALSE, NULL, { "report" } },
  { "lock", ENLIST_OP_LOCK, TRUE, NULL, { "lock" } },
  { "forget", ENLIST_OP_FORGET, TRUE, NULL, { "forget" } },
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

  for (GList *l = members; l != NULL && operation == NULL; l = l->next)
    operation = find_operation (l->data);
  if (operation == NULL)
    {
      fail_operation (self, members != NULL ? members->data : "");
      return;
    }
  if (!enlist_source_check_members (self, object, operation->members))
    return;

  if (operation->bare)
    write_head (self, operation->operation, 0);
  else if (operation->write != NULL)
    operation->write (self, object);
  else
    {
      gsize outer = enlist_source_enter_member (self, operation->name);

      write_field_list (self, operation->operation, json_object_get_member (object, operation->name));
      enlist_source_leave (self, outer);
    }
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
  else if (!operation->bare)
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
