/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "interpreter.h"
#include "program.h"

#include <string.h>

#define ARENA_SIZE 16384

/* As much of a manifest as programs look at */
static void
manifest_init (EnlistManifest *manifest,
               Vector         *vector)
{
  EnlistSlice fields = vector_bytes (vector, "custom_fields");
  EnlistCborReader reader;

  memset (manifest, 0, sizeof *manifest);
  enlist_cbor_reader_init (&reader, fields);
  g_assert_cmpint (enlist_custom_fields_read (&reader, &manifest->custom_fields, &manifest->custom_count), ==,
                   ENLIST_OK);
}

static EnlistRole
role_of (Vector *vector)
{
  return g_str_equal (json_object_get_string_member (vector->inputs, "role"), "assist") ? ENLIST_ROLE_ASSIST
                                                                                        : ENLIST_ROLE_DEVICE;
}

static EnlistStatus
run_program (Vector *vector)
{
  EnlistSlice program = vector_bytes (vector, "hex");
  g_autoptr (JsonObject) object = NULL;
  EnlistProgramError error = { 0 };
  EnlistManifest manifest;
  EnlistStatus status;

  manifest_init (&manifest, vector);
  status = enlist_program_validate (program, role_of (vector), &manifest, 0, &error);
  vector->step = error.step;
  if (status != ENLIST_OK)
    return status;

  object = json_object_new ();
  json_object_set_int_member (object, "steps", enlist_program_count_steps (program));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

static EnlistStatus
run_pair (Vector *vector)
{
  EnlistSlice assist = vector_bytes (vector, "assist");
  EnlistSlice device = vector_bytes (vector, "device");
  EnlistProgramError error = { 0 };
  EnlistRole failing = ENLIST_ROLE_ASSIST;
  EnlistStatus status = ENLIST_OK;
  EnlistManifest manifest;

  manifest_init (&manifest, vector);
  if (assist.data != NULL)
    status = enlist_program_validate (assist, ENLIST_ROLE_ASSIST, &manifest, 0, &error);
  if (status == ENLIST_OK && device.data != NULL)
    status = enlist_program_validate (device, ENLIST_ROLE_DEVICE, &manifest, 0, &error);
  if (status == ENLIST_OK)
    status = enlist_program_validate_pair (assist, device, &manifest, &failing, &error);
  vector->step = error.step;

  return status;
}

static EnlistStatus
run_answer (Vector *vector)
{
  uint8_t buffer[4096];
  EnlistCborWriter writer;
  EnlistCborReader reader;
  EnlistQuestion question;
  EnlistFieldKind kind = (EnlistFieldKind) json_object_get_int_member (vector->inputs, "kind");
  EnlistStatus status;

  /* A field of no importance in front makes a question of the options. */
  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_unsigned (&writer, ENLIST_FIELD_NAME);
  enlist_cbor_write_encoded (&writer, vector_bytes (vector, "options"));
  enlist_cbor_reader_init (&reader, enlist_cbor_writer_slice (&writer));
  status = enlist_step_read_question (&reader, &question);
  if (status != ENLIST_OK)
    return status;

  return enlist_step_check_answer (&question, kind, vector_bytes (vector, "hex"));
}

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

static EnlistStatus
run_expression (Vector *vector)
{
  uint8_t buffer[ENLIST_FIELD_VALUE_MAX + 8];
  EnlistFieldStore store;
  EnlistStatus status;
  size_t size = 0;

  store_init (&store, vector);
  status = enlist_expression_evaluate (vector_bytes (vector, "hex"), &store, buffer, sizeof buffer, &size);
  if (status == ENLIST_OK)
    vector->result = vector_hex_node (enlist_slice (buffer, size));

  return status;
}

static EnlistStatus
assign (EnlistCborReader     *reader,
        const EnlistManifest *manifest,
        EnlistFieldStore     *store)
{
  uint8_t buffer[ENLIST_FIELD_VALUE_MAX + 8];
  EnlistSlice expression;
  EnlistFieldInfo info;
  unsigned field = 0;
  size_t size = 0;
  EnlistStatus status = enlist_step_read_setting (reader, &field, &expression);

  if (status != ENLIST_OK || expression.size == 0)
    return status;
  status = enlist_expression_evaluate (expression, store, buffer, sizeof buffer, &size);
  if (status != ENLIST_OK)
    return status;
  g_assert_true (enlist_manifest_field (manifest, field, &info));
  status = enlist_field_check_value (info.kind, enlist_slice (buffer, size));
  if (status != ENLIST_OK)
    return status;

  return enlist_field_store_set (store, field, enlist_slice (buffer, size));
}

/* What a host does with the steps that are not the interpreter's own, as far as the vectors look at it */
static EnlistStatus
perform (const EnlistStep     *step,
         const EnlistManifest *manifest,
         EnlistFieldStore     *store)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  if (step->operation != ENLIST_OP_SET)
    return ENLIST_OK;
  for (unsigned i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    status = assign (&reader, manifest, store);

  return status;
}

static EnlistStatus
execute (Vector               *vector,
         const EnlistManifest *manifest,
         EnlistFieldStore     *store,
         JsonArray            *trace)
{
  EnlistSlice program = vector_bytes (vector, "hex");
  EnlistInterpreter interpreter;
  EnlistStep step = { 0 };
  EnlistStatus status = enlist_interpreter_init (&interpreter, program, store);

  while (status == ENLIST_OK)
    {
      status = enlist_interpreter_next (&interpreter, &step);
      vector->step = step.index;
      if (status != ENLIST_OK)
        break;
      if (step.operation != ENLIST_OP_END || step.index < enlist_program_count_steps (program))
        json_array_add_int_element (trace, step.index);
      if (step.operation == ENLIST_OP_END)
        break;
      status = perform (&step, manifest, store);
    }

  return status;
}

static EnlistStatus
run_execution (Vector *vector)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObject *values = json_object_new ();
  JsonArray *trace = json_array_new ();
  EnlistManifest manifest;
  EnlistFieldStore store;
  EnlistSlice value;
  EnlistStatus status;

  json_object_set_array_member (object, "steps", trace);
  json_object_set_object_member (object, "values", values);
  manifest_init (&manifest, vector);
  store_init (&store, vector);
  status = execute (vector, &manifest, &store, trace);
  if (status != ENLIST_OK)
    return status;

  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    if (enlist_field_store_get (&store, field, &value))
      {
        g_autofree char *number = g_strdup_printf ("%u", field);

        json_object_set_member (values, number, vector_hex_node (value));
      }
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

const VectorFile vector_program_files[] = {
  { "8.1-steps", run_program },
  { "8.2-both-roles", run_program },
  { "8.3-assistant", run_program },
  { "8.3-answers", run_answer },
  { "8.4-device", run_program },
  { "8.5-validation", run_program },
  { "8.5-pair", run_pair },
  { "8.6-execution", run_execution },
  { "8.7-expressions", run_expression },
  { NULL },
};
