/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "cose.h"
#include "crypto-sodium.h"
#include "label.h"
#include "text.h"

static JsonNode *
optional_text (EnlistSlice text)
{
  return text.size == 0 ? json_node_new (JSON_NODE_NULL) : vector_text_node (text);
}

static JsonArray *
describe_transports (const EnlistManifest *manifest)
{
  JsonArray *transports = json_array_new ();

  for (unsigned i = 0; i < manifest->transport_count; i++)
    {
      EnlistTransportEntry entry = enlist_manifest_transport (manifest, i);
      JsonArray *transport = json_array_new ();

      json_array_add_int_element (transport, entry.kind);
      json_array_add_element (transport, vector_text_node (entry.address));
      json_array_add_array_element (transports, transport);
    }

  return transports;
}

static JsonArray *
describe_parts (const EnlistManifest *manifest)
{
  JsonArray *parts = json_array_new ();

  for (unsigned i = 0; i < manifest->part_count; i++)
    {
      EnlistPartEntry entry = enlist_manifest_part (manifest, i);
      JsonArray *part = json_array_new ();

      json_array_add_int_element (part, entry.role);
      json_array_add_int_element (part, entry.size);
      json_array_add_element (part, vector_hex_node (enlist_slice (entry.hash, ENLIST_PART_HASH_SIZE)));
      if (entry.application > 0)
        json_array_add_int_element (part, entry.application);
      if (entry.media.size > 0)
        json_array_add_element (part, vector_text_node (entry.media));
      json_array_add_array_element (parts, part);
    }

  return parts;
}

static JsonNode *
title_node (const EnlistManifest *manifest,
            unsigned              application)
{
  return vector_text_node (enlist_text_choose (enlist_manifest_title (manifest, application), "en"));
}

static JsonArray *
describe_titles (const EnlistManifest *manifest)
{
  JsonArray *titles = json_array_new ();

  for (unsigned i = 0; i < manifest->application_count && manifest->application_count > 1; i++)
    json_array_add_element (titles, title_node (manifest, i));

  return titles;
}

static JsonArray *
describe_custom_fields (const EnlistManifest *manifest)
{
  JsonArray *fields = json_array_new ();

  for (unsigned i = 0; i < manifest->custom_count; i++)
    {
      JsonArray *field = json_array_new ();
      EnlistFieldInfo info;

      g_assert_true (enlist_manifest_field (manifest, ENLIST_FIELD_CUSTOM + i, &info));
      json_array_add_element (field, vector_text_node (info.name));
      json_array_add_int_element (field, info.kind);
      json_array_add_int_element (field, info.flags);
      json_array_add_array_element (fields, field);
    }

  return fields;
}

static JsonNode *
label_id_node (EnlistSlice bytes)
{
  uint8_t id[ENLIST_LABEL_ID_SIZE];

  enlist_manifest_label_id (enlist_crypto_sodium (), bytes, id);

  return vector_hex_node (enlist_slice (id, sizeof id));
}

static void
check_writing (const EnlistManifest *manifest,
               EnlistSlice           bytes)
{
  uint8_t buffer[ENLIST_MANIFEST_MAX];
  size_t size = 0;

  g_assert_cmpint (enlist_manifest_write (manifest, buffer, sizeof buffer, &size), ==, ENLIST_OK);
  g_assert_cmpmem (buffer, size, bytes.data, bytes.size);
}

static EnlistStatus
run_manifest (Vector *vector)
{
  EnlistSlice bytes = vector_bytes (vector, "hex");
  g_autoptr (JsonObject) object = json_object_new ();
  EnlistManifest manifest;
  EnlistStatus status = enlist_manifest_read (bytes, &manifest, NULL);

  if (status != ENLIST_OK)
    return status;
  check_writing (&manifest, bytes);

  json_object_set_member (object, "label_id", label_id_node (bytes));
  json_object_set_int_member (object, "sequence", manifest.sequence);
  json_object_set_member (object, "vendor", vector_text_node (manifest.vendor));
  json_object_set_member (object, "model", vector_text_node (manifest.model));
  json_object_set_member (object, "hardware", optional_text (manifest.hardware));
  json_object_set_member (object, "device_key",
                          vector_hex_node (enlist_slice (manifest.device_key, ENLIST_X25519_SIZE)));
  json_object_set_member (object, "serial", optional_text (manifest.serial));
  json_object_set_array_member (object, "transports", describe_transports (&manifest));
  json_object_set_array_member (object, "parts", describe_parts (&manifest));
  json_object_set_array_member (object, "titles", describe_titles (&manifest));
  json_object_set_array_member (object, "custom_fields", describe_custom_fields (&manifest));
  vector->result = json_node_init_object (json_node_alloc (), object);

  return ENLIST_OK;
}

static EnlistStatus
run_applications (Vector *vector)
{
  JsonArray *applications;
  EnlistManifest manifest;
  EnlistStatus status = enlist_manifest_read (vector_bytes (vector, "hex"), &manifest, NULL);

  if (status != ENLIST_OK)
    return status;

  applications = json_array_new ();
  for (unsigned i = 0; i < manifest.application_count; i++)
    {
      JsonArray *application = json_array_new ();

      json_array_add_int_element (application, enlist_manifest_find_part (&manifest, ENLIST_ROLE_ASSIST, i));
      json_array_add_int_element (application, enlist_manifest_find_part (&manifest, ENLIST_ROLE_DEVICE, i));
      if (manifest.application_count > 1)
        json_array_add_element (application, title_node (&manifest, i));
      else
        json_array_add_string_element (application, "");
      json_array_add_array_element (applications, application);
    }
  vector->result = json_node_init_array (json_node_alloc (), applications);
  json_array_unref (applications);

  return ENLIST_OK;
}

static EnlistStatus
verify_with_publishers (Vector                *vector,
                        const EnlistCoseSign1 *envelope)
{
  EnlistSlice aad = enlist_slice_text (ENLIST_MANIFEST_AAD);
  JsonArray *publishers = json_object_get_array_member (vector->inputs, "publishers");
  size_t capacity = ENLIST_COSE_SCRATCH_SIZE (aad.size, envelope->payload.size);
  uint8_t *scratch = vector_memory (vector, capacity);
  EnlistStatus status = ENLIST_E_UNKNOWN_KEY;

  for (guint i = 0; i < json_array_get_length (publishers) && status == ENLIST_E_UNKNOWN_KEY; i++)
    {
      EnlistSlice key = vector_decode (vector, json_array_get_string_element (publishers, i));

      status = enlist_cose_sign1_verify (envelope, enlist_crypto_sodium (), aad, key.data, scratch, capacity);
    }

  return status;
}

static JsonNode *
describe_label (const EnlistLabelParts *label,
                const EnlistCoseSign1  *envelope)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *parts = json_array_new ();

  json_object_set_member (object, "key_id",
                          vector_hex_node (enlist_slice (envelope->key_id, sizeof envelope->key_id)));
  json_object_set_member (object, "label_id", label_id_node (envelope->payload));
  json_object_set_member (object, "secret",
                          vector_hex_node (enlist_slice (label->secret, ENLIST_LABEL_SECRET_SIZE)));
  for (unsigned i = 0; i < label->part_count; i++)
    json_array_add_element (parts, vector_hex_node (label->parts[i]));
  json_object_set_array_member (object, "parts", parts);

  return json_node_init_object (json_node_alloc (), object);
}

static EnlistStatus
run_label (Vector *vector)
{
  EnlistLabelParts label;
  EnlistCoseSign1 envelope;
  EnlistManifest manifest;
  EnlistStatus status = enlist_label_read (vector_bytes (vector, "hex"), &label, NULL);

  if (status == ENLIST_OK)
    status = enlist_cose_sign1_read (label.envelope, &envelope);
  if (status == ENLIST_OK)
    status = verify_with_publishers (vector, &envelope);
  if (status == ENLIST_OK)
    status = enlist_manifest_read (envelope.payload, &manifest, NULL);
  if (status == ENLIST_OK)
    status = enlist_label_check_parts (&label, &manifest, enlist_crypto_sodium (), NULL);
  if (status == ENLIST_OK)
    vector->result = describe_label (&label, &envelope);

  return status;
}

static EnlistStatus
run_parts (Vector *vector)
{
  JsonArray *parts = json_object_get_array_member (vector->inputs, "parts");
  EnlistManifest manifest;
  EnlistLabelParts label = { .part_count = json_array_get_length (parts) };
  EnlistStatus status = enlist_manifest_read (vector_bytes (vector, "manifest"), &manifest, NULL);

  if (status != ENLIST_OK)
    return status;
  for (unsigned i = 0; i < label.part_count; i++)
    if (!json_array_get_null_element (parts, i))
      label.parts[i] = vector_decode (vector, json_array_get_string_element (parts, i));

  return enlist_label_check_parts (&label, &manifest, enlist_crypto_sodium (), NULL);
}

const VectorFile vector_label_files[] = {
  { "5-label", run_label },
  { "6-manifest", run_manifest },
  { "7-parts", run_parts },
  { "7.2-applications", run_applications },
  { NULL },
};
