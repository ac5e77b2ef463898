/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "enlist-value-private.h"

#define AWAIT_SECONDS 120 /* unless the source says otherwise */

typedef void (*WriteNode) (EnlistSourceCompiler *self, JsonNode *node);
typedef void (*WriteStep) (EnlistSourceCompiler *self, JsonObject *object);

typedef struct {
  const char *name;        /* the member that names the operation */
  EnlistOperation operation;
  gboolean bare;           /* no arguments: it may stand as a string */
  WriteStep write;         /* %NULL: nothing but a list */
  WriteNode element;       /* what the list is of */
  const char *members[6];  /* all that the object may have */
} Operation;

static void
write_head (EnlistSourceCompiler *self, EnlistOperation operation, gsize arguments)
{
  enlist_cbor_write_array (self->writer, 1 + arguments);
  enlist_cbor_write_unsigned (self->writer, operation);
}

/* Hands a member, which may be missing, to a function that writes it. */
static void
write_member (EnlistSourceCompiler *self, JsonObject *object, const char *member, WriteNode write)
{
  gsize outer = enlist_source_enter_member (self, member);

  write (self, json_object_get_member (object, member));
  enlist_source_leave (self, outer);
}

/* The same for one that takes no room when it is missing. */
static void
write_optional_member (EnlistSourceCompiler *self, JsonObject *object, const char *member, WriteNode write)
{
  if (json_object_has_member (object, member))
    write_member (self, object, member, write);
}

void
enlist_source_write_field (EnlistSourceCompiler *self, JsonNode *node)
{
  guint field;

  if (enlist_source_get_field (self, node, &field))
    enlist_cbor_write_unsigned (self->writer, field);
}

void
enlist_source_write_flag (EnlistSourceCompiler *self, JsonNode *node)
{
  gboolean flag;

  if (enlist_source_get_boolean (self, node, &flag))
    enlist_cbor_write_bool (self->writer, flag);
}

static void
write_elements (EnlistSourceCompiler *self, JsonArray *array, WriteNode write)
{
  for (guint i = 0; i < json_array_get_length (array) && self->error == NULL; i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write (self, json_array_get_element (array, i));
      enlist_source_leave (self, outer);
    }
}

void
enlist_source_write_list (EnlistSourceCompiler *self, JsonNode *node, WriteNode write)
{
  JsonArray *array = enlist_source_get_array (self, node);

  if (array == NULL)
    return;
  enlist_cbor_write_array (self->writer, json_array_get_length (array));
  write_elements (self, array, write);
}

/* A list that may be missing, which means that it is empty. */
static void
write_optional_list (EnlistSourceCompiler *self, JsonObject *object, const char *member, WriteNode write)
{
  gsize outer = enlist_source_enter_member (self, member);

  if (json_object_has_member (object, member))
    enlist_source_write_list (self, json_object_get_member (object, member), write);
  else
    enlist_cbor_write_array (self->writer, 0);
  enlist_source_leave (self, outer);
}

/* The elements of a list as further arguments of the step. */
static void
write_rest (EnlistSourceCompiler *self, JsonObject *object, const char *member, WriteNode write)
{
  gsize outer = enlist_source_enter_member (self, member);
  JsonArray *array = enlist_source_get_array (self, json_object_get_member (object, member));

  if (array != NULL)
    write_elements (self, array, write);
  enlist_source_leave (self, outer);
}

/* How many arguments a list makes; 0 for what is none, which write_rest() refuses. */
static guint
count_elements (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return 0;

  return json_array_get_length (json_node_get_array (node));
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
  write_head (self, ENLIST_OP_IF, json_object_has_member (object, "else") ? 3 : 2);
  write_member (self, object, "if", enlist_source_write_expression);
  write_member (self, object, "then", enlist_source_write_steps);
  write_optional_member (self, object, "else", enlist_source_write_steps);
}

/* {"repeat": 3, "do": [steps], "until": condition} */
static void
write_times (EnlistSourceCompiler *self, JsonNode *node)
{
  gint64 times;

  if (!enlist_source_get_integer (self, node, &times))
    return;
  if (times < 1 || times > 255)
    enlist_source_fail (self, NULL, "1 to 255 times");
  enlist_cbor_write_integer (self->writer, times);
}

static void
write_repeat (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_REPEAT, json_object_has_member (object, "until") ? 3 : 2);
  write_member (self, object, "repeat", write_times);
  write_member (self, object, "do", enlist_source_write_steps);
  write_optional_member (self, object, "until", enlist_source_write_expression);
}

/* {"fail": text} */
static void
write_fail (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_FAIL, 1);
  write_member (self, object, "fail", enlist_source_write_texts);
}

/* {"let": field, "be": expression} */
static void
write_let (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_LET, 2);
  write_member (self, object, "let", enlist_source_write_field);
  write_member (self, object, "be", enlist_source_write_expression);
}

/* {"note": text, "confirm": true} */
static void
write_note (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_NOTE, json_object_has_member (object, "confirm") ? 2 : 1);
  write_member (self, object, "note", enlist_source_write_texts);
  write_optional_member (self, object, "confirm", enlist_source_write_flag);
}

/* {"lookup": key, "into": [fields]} */
static void
write_lookup (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_LOOKUP, 1 + count_elements (object, "into"));
  write_member (self, object, "lookup", enlist_source_write_expression);
  write_rest (self, object, "into", enlist_source_write_field);
}

static void
write_seconds (EnlistSourceCompiler *self, JsonNode *node)
{
  gint64 seconds = AWAIT_SECONDS;

  if (node == NULL || enlist_source_get_integer (self, node, &seconds))
    enlist_cbor_write_integer (self->writer, seconds);
}

/* {"await": ["device.key"], "seconds": 120} */
static void
write_await (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_AWAIT, 1 + count_elements (object, "await"));
  write_member (self, object, "seconds", write_seconds);
  write_rest (self, object, "await", enlist_source_write_field);
}

static void
write_function (EnlistSourceCompiler *self, JsonNode *node)
{
  guint function = 0;

  if (enlist_source_get_number_or_name (self, node, enlist_source_functions, "a function", &function))
    enlist_cbor_write_unsigned (self->writer, function);
}

/* {"call": 64, "title": text, "with": [expressions], "into": [fields]} */
static void
write_call (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_CALL, json_object_has_member (object, "title") ? 4 : 3);
  write_member (self, object, "call", write_function);
  write_optional_list (self, object, "with", enlist_source_write_expression);
  write_optional_list (self, object, "into", enlist_source_write_field);
  write_optional_member (self, object, "title", enlist_source_write_texts);
}

/* "location", or {"field": "endpoint", "to": expression} */
static void
write_setting (EnlistSourceCompiler *self, JsonNode *node)
{
  static const char *const allowed[] = { "field", "to", NULL };
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_write_field (self, node);
      return;
    }

  object = json_node_get_object (node);
  if (!enlist_source_check_members (self, object, allowed))
    return;
  enlist_cbor_write_array (self->writer, 2);
  write_member (self, object, "field", enlist_source_write_field);
  write_member (self, object, "to", enlist_source_write_expression);
}

static void
write_key_type (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *name = enlist_source_get_string (self, node);
  guint type = enlist_key_type_from_string (name);

  if (type == 0)
    enlist_source_fail (self, "“ed25519”, “x25519” or “p-256”", "unknown key type");
  else
    enlist_cbor_write_unsigned (self->writer, type);
}

/* {"make-key": "ed25519", "into": "device.key"} */
static void
write_make_key (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_MAKE_KEY, 2);
  write_member (self, object, "make-key", write_key_type);
  write_member (self, object, "into", enlist_source_write_field);
}

/* {"csr": "device.key", "subject": expression, "into": field} */
static void
write_csr (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_CSR, 3);
  write_member (self, object, "csr", enlist_source_write_field);
  write_member (self, object, "subject", enlist_source_write_expression);
  write_member (self, object, "into", enlist_source_write_field);
}

static void
write_part (EnlistSourceCompiler *self, JsonNode *node)
{
  const char *name = enlist_source_get_string (self, node);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *suggestion = NULL;

  if (name == NULL)
    return;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const EnlistSourcePart *part = g_ptr_array_index (self->parts, i);

      if (part->name == NULL)
        continue;
      if (g_str_equal (part->name, name))
        {
          enlist_cbor_write_unsigned (self->writer, i);
          return;
        }
      g_ptr_array_add (names, (gpointer) part->name);
    }
  g_ptr_array_add (names, NULL);
  suggestion = enlist_source_suggest (name, (const char *const *) names->pdata);
  enlist_source_fail (self,
                      suggestion != NULL ? suggestion
                                         : "name it under “configurations” or “iot-applications”",
                      "unknown part “%s”", name);
}

static void
write_event (EnlistSourceCompiler *self, JsonObject *object)
{
  static const char *const allowed[] = { "event", "into", NULL };
  gsize outer;
  guint event = 0;

  if (!enlist_source_check_members (self, object, allowed))
    return;
  enlist_cbor_write_array (self->writer, 2 + count_elements (object, "into"));
  enlist_cbor_write_unsigned (self->writer, ENLIST_TRIGGER_EVENT);
  outer = enlist_source_enter_member (self, "event");
  if (enlist_source_get_number_or_name (self, json_object_get_member (object, "event"), enlist_source_events,
                                        "an event", &event))
    enlist_cbor_write_unsigned (self->writer, event);
  enlist_source_leave (self, outer);
  if (json_object_has_member (object, "into"))
    write_rest (self, object, "into", enlist_source_write_field);
}

static void
write_every (EnlistSourceCompiler *self, JsonObject *object)
{
  static const char *const allowed[] = { "every", NULL };

  if (!enlist_source_check_members (self, object, allowed))
    return;
  enlist_cbor_write_array (self->writer, 2);
  enlist_cbor_write_unsigned (self->writer, ENLIST_TRIGGER_EVERY);
  write_member (self, object, "every", enlist_source_write_expression);
}

/* "start", {"every": seconds} or {"event": "button", "into": [fields]} */
static void
write_trigger (EnlistSourceCompiler *self, JsonNode *node)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL && json_object_has_member (object, "event"))
    write_event (self, object);
  else if (object != NULL && json_object_has_member (object, "every"))
    write_every (self, object);
  else if (object == NULL && node != NULL && json_node_get_value_type (node) == G_TYPE_STRING &&
           g_str_equal (json_node_get_string (node), "start"))
    {
      enlist_cbor_write_array (self->writer, 1);
      enlist_cbor_write_unsigned (self->writer, ENLIST_TRIGGER_START);
    }
  else
    enlist_source_fail (self, "“start”, {\"every\": 60} or {\"event\": \"button\"}",
                        "a trigger belongs here");
}

/* {"when": trigger, "do": [steps]} */
static void
write_when (EnlistSourceCompiler *self, JsonObject *object)
{
  write_head (self, ENLIST_OP_WHEN, 2);
  write_member (self, object, "when", write_trigger);
  write_member (self, object, "do", enlist_source_write_steps);
}

static const Operation operations[] = {
  { "end", ENLIST_OP_END, TRUE, NULL, NULL, { "end" } },
  { "check", ENLIST_OP_CHECK, FALSE, write_check, NULL, { "check", "message" } },
  { "if", ENLIST_OP_IF, FALSE, write_if, NULL, { "if", "then", "else" } },
  { "try", ENLIST_OP_TRY, FALSE, NULL, enlist_source_write_steps, { "try" } },
  { "repeat", ENLIST_OP_REPEAT, FALSE, write_repeat, NULL, { "repeat", "do", "until" } },
  { "fail", ENLIST_OP_FAIL, FALSE, write_fail, NULL, { "fail" } },
  { "note", ENLIST_OP_NOTE, FALSE, write_note, NULL, { "note", "confirm" } },
  { "ask", ENLIST_OP_ASK, FALSE, NULL, enlist_source_write_question, { "ask" } },
  { "lookup", ENLIST_OP_LOOKUP, FALSE, write_lookup, NULL, { "lookup", "into" } },
  { "send", ENLIST_OP_SEND, FALSE, NULL, enlist_source_write_field, { "send" } },
  { "await", ENLIST_OP_AWAIT, FALSE, write_await, NULL, { "await", "seconds" } },
  { "record", ENLIST_OP_RECORD, FALSE, NULL, enlist_source_write_field, { "record" } },
  { "relay", ENLIST_OP_RELAY, FALSE, NULL, enlist_source_write_field, { "relay" } },
  { "configure", ENLIST_OP_CONFIGURE, FALSE, NULL, write_setting, { "configure" } },
  { "identify", ENLIST_OP_IDENTIFY, TRUE, NULL, NULL, { "identify" } },
  { "need", ENLIST_OP_NEED, FALSE, NULL, enlist_source_write_field, { "need" } },
  { "call", ENLIST_OP_CALL, FALSE, write_call, NULL, { "call", "title", "with", "into" } },
  { "set", ENLIST_OP_SET, FALSE, NULL, write_setting, { "set" } },
  { "make-key", ENLIST_OP_MAKE_KEY, FALSE, write_make_key, NULL, { "make-key", "into" } },
  { "csr", ENLIST_OP_CSR, FALSE, write_csr, NULL, { "csr", "subject", "into" } },
  { "report", ENLIST_OP_REPORT, FALSE, NULL, enlist_source_write_field, { "report" } },
  { "install", ENLIST_OP_INSTALL, FALSE, NULL, write_part, { "install" } },
  { "lock", ENLIST_OP_LOCK, TRUE, NULL, NULL, { "lock" } },
  { "forget", ENLIST_OP_FORGET, TRUE, NULL, NULL, { "forget" } },
  { "let", ENLIST_OP_LET, FALSE, write_let, NULL, { "let", "be" } },
  { "when", ENLIST_OP_WHEN, FALSE, write_when, NULL, { "when", "do" } },
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
      write_head (self, operation->operation, count_elements (object, operation->name));
      write_rest (self, object, operation->name, operation->element);
    }
}

static void
write_step (EnlistSourceCompiler *self, JsonNode *node)
{
  const Operation *operation;
  const char *name;

  g_ptr_array_add (self->part->steps, g_strdup (self->pointer->str));
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

void
enlist_source_write_steps (EnlistSourceCompiler *self, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0)
    enlist_source_fail (self, NULL, "at least one step belongs here");
  enlist_source_write_list (self, node, write_step);
}
