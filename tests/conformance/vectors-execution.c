/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "scripted-host.h"
#include "vector.h"
#include "vector-manifest.h"

#include "expression.h"
#include "program.h"

#define ARENA_SIZE 16384

static void
store_init (EnlistFieldStore *store,
            Vector           *vector)
{
  JsonObject *values = json_object_get_object_member (vector->inputs, "values");
  g_autoptr (GList) members = json_object_get_members (values);

  enlist_field_store_init (store, vector_memory (vector, ARENA_SIZE), ARENA_SIZE);
  for (GList *member = members; member != NULL; member = member->next)
    {
      EnlistSlice value = vector_decode (vector, json_object_get_string_member (values, member->data));
      unsigned field = (unsigned) g_ascii_strtoull (member->data, NULL, 10);

      g_assert_cmpint (enlist_field_store_set (store, field, value), ==, ENLIST_OK);
    }
}

/* The script of a case, and what has happened */
typedef struct {
  ScriptedHost host;
  Vector *vector;
  guint given[ENLIST_FIELD_COUNT]; /* values by now */
  guint failures;                  /* asked for by now */
  JsonArray *trace;
  JsonArray *caught;
} Script;

static bool
on_answer (ScriptedHost *host,
           unsigned      field,
           EnlistSlice  *value)
{
  Script *script = (Script *) host;
  JsonObject *inputs = script->vector->inputs;
  g_autofree char *number = g_strdup_printf ("%u", field);
  JsonArray *candidates;
  guint next;

  if (!json_object_has_member (inputs, "answers"))
    return false;
  inputs = json_object_get_object_member (inputs, "answers");
  if (!json_object_has_member (inputs, number))
    return false;
  candidates = json_object_get_array_member (inputs, number);
  next = script->given[field]++ % json_array_get_length (candidates);
  *value = vector_decode (script->vector, json_array_get_string_element (candidates, next));

  return true;
}

static EnlistStatus
status_by_name (const char *name)
{
  for (unsigned number = 1; number < 256; number++)
    if (g_str_equal (enlist_status_name ((EnlistStatus) number), name))
      return (EnlistStatus) number;
  g_assert_true (g_str_equal (name, "ok"));

  return ENLIST_OK;
}

static EnlistStatus
on_fail (ScriptedHost *host)
{
  Script *script = (Script *) host;
  JsonArray *failures;

  if (!json_object_has_member (script->vector->inputs, "failures"))
    return ENLIST_OK;
  failures = json_object_get_array_member (script->vector->inputs, "failures");
  if (script->failures == json_array_get_length (failures))
    return ENLIST_OK;

  return status_by_name (json_array_get_string_element (failures, script->failures++));
}

static void
on_began (ScriptedHost *host,
          unsigned      step)
{
  json_array_add_int_element (((Script *) host)->trace, step);
}

static void
on_caught (ScriptedHost *host,
           unsigned      step)
{
  json_array_add_int_element (((Script *) host)->caught, step);
}

/* @end: (out): the number behind the last step */
static EnlistStatus
start (EnlistInterpreter *interpreter,
       EnlistSlice        program,
       Vector            *vector,
       EnlistFieldStore  *store,
       unsigned          *end)
{
  EnlistProgramWalk walk;
  EnlistTrigger trigger;
  EnlistStep step = { 0 };
  gint64 when;
  EnlistStatus status;

  *end = enlist_program_count_steps (program);
  if (!json_object_has_member (vector->inputs, "when"))
    return enlist_interpreter_init (interpreter, program, store);

  when = json_object_get_int_member (vector->inputs, "when");
  status = enlist_program_walk_init (&walk, program);
  while (status == ENLIST_OK && when >= 0)
    {
      g_assert_true (enlist_program_walk_next (&walk, &step));
      if (step.operation == ENLIST_OP_WHEN)
        when--;
    }
  if (status == ENLIST_OK)
    status = enlist_step_read_when (&step, &trigger);
  if (status != ENLIST_OK)
    return status;
  *end = step.index + 1 + enlist_program_count_steps (trigger.block);

  return enlist_interpreter_init_block (interpreter, program, trigger.block, step.index + 1, store);
}

static JsonObject *
describe_values (const EnlistFieldStore *store)
{
  JsonObject *values = json_object_new ();
  EnlistSlice value;

  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    if (enlist_field_store_get (store, field, &value))
      {
        g_autofree char *number = g_strdup_printf ("%u", field);

        json_object_set_member (values, number, vector_hex_node (value));
      }

  return values;
}

static EnlistStatus
run_execution (Vector *vector)
{
  g_autoptr (JsonObject) object = json_object_new ();
  EnlistSlice program = vector_bytes (vector, "hex");
  EnlistManifest manifest;
  EnlistFieldStore store;
  Script script = {
    .host = {
      .manifest = &manifest,
      .store = &store,
      .answer = on_answer,
      .fail = on_fail,
      .began = on_began,
      .caught = on_caught,
    },
    .vector = vector,
    .trace = json_array_new (),
    .caught = json_array_new (),
  };
  EnlistInterpreter interpreter;
  EnlistStep step = { 0 };
  EnlistStatus status;
  unsigned end = 0;

  json_object_set_array_member (object, "steps", script.trace);
  json_object_set_array_member (object, "caught", script.caught);
  vector_manifest_init (&manifest, vector);
  store_init (&store, vector);
  status = start (&interpreter, program, vector, &store, &end);
  if (status == ENLIST_OK)
    status = scripted_host_run (&script.host, &interpreter, end, &step);
  vector->step = step.index;
  if (status != ENLIST_OK)
    return status;

  json_object_set_object_member (object, "values", describe_values (&store));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

static EnlistStatus
run_expression (Vector *vector)
{
  uint8_t buffer[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistFieldStore store;
  EnlistStatus status;
  size_t size = 0;

  store_init (&store, vector);
  status = enlist_expression_evaluate (vector_bytes (vector, "hex"), &store, buffer, sizeof buffer, &size);
  if (status == ENLIST_OK)
    vector->result = vector_hex_node (enlist_slice (buffer, size));

  return status;
}

const VectorFile vector_execution_files[] = {
  { "8.2-course", run_execution },
  { "8.3-course", run_execution },
  { "8.4-course", run_execution },
  { "8.6-execution", run_execution },
  { "8.7-expressions", run_expression },
  { "8.8-course", run_execution },
  { NULL },
};
