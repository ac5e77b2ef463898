/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"
#include "vector-manifest.h"

#include "pattern.h"
#include "program.h"

static EnlistStatus
run_program (Vector *vector)
{
  EnlistSlice program = vector_bytes (vector, "hex");
  g_autoptr (JsonObject) object = NULL;
  EnlistProgramError error = { 0 };
  EnlistManifest manifest;
  EnlistStatus status;

  vector_manifest_init (&manifest, vector);
  status = enlist_program_validate (program, vector_role (vector), &manifest, vector_preset (vector), &error);
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

  vector_manifest_init (&manifest, vector);
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

static EnlistStatus
run_pattern (Vector *vector)
{
  EnlistSlice pattern = vector_text (vector, "pattern_text");
  g_autoptr (JsonObject) object = NULL;
  EnlistStatus status;

  /* What a question checks before it comes to the pattern */
  if (pattern.size < 1 || pattern.size > 128)
    return ENLIST_E_RANGE;
  status = enlist_pattern_check (pattern, NULL);
  if (status != ENLIST_OK)
    return status;

  object = json_object_new ();
  json_object_set_boolean_member (object, "matches",
                                  enlist_pattern_matches (pattern, vector_text (vector, "text")));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

static EnlistStatus
run_configuration (Vector *vector)
{
  EnlistManifest manifest;

  vector_manifest_init (&manifest, vector);

  return enlist_configuration_validate (vector_bytes (vector, "hex"), &manifest, NULL);
}

const VectorFile vector_program_files[] = {
  { "7.5-configurations", run_configuration },
  { "8.1-steps", run_program },
  { "8.2-both-roles", run_program },
  { "8.3-answers", run_answer },
  { "8.3-assistant", run_program },
  { "8.3-patterns", run_pattern },
  { "8.4-device", run_program },
  { "8.5-certainty", run_program },
  { "8.5-once", run_program },
  { "8.5-pair", run_pair },
  { "8.5-receivers", run_program },
  { "8.5-validation", run_program },
  { "8.8-iot-applications", run_program },
  { NULL },
};
