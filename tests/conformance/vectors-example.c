/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector.h"

#include "cose.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "label-text.h"
#include "label.h"

#include <string.h>

static EnlistSlice
make_manifest (Vector     *vector,
               EnlistSlice assist,
               EnlistSlice device)
{
  EnlistManifest manifest = {
    .sequence = (uint32_t) json_object_get_int_member (vector->inputs, "sequence"),
    .vendor = vector_text (vector, "vendor"),
    .model = vector_text (vector, "model"),
    .device_key = vector_bytes (vector, "device_key").data,
  };
  EnlistPartEntry parts[] = {
    { .role = ENLIST_ROLE_ASSIST, .size = (uint32_t) assist.size },
    { .role = ENLIST_ROLE_DEVICE, .size = (uint32_t) device.size },
  };
  uint8_t entries[64];
  EnlistCborWriter writer;
  uint8_t *buffer = vector_memory (vector, ENLIST_MANIFEST_MAX);
  size_t size = 0;

  enlist_manifest_part_hash (enlist_crypto_sodium (), assist, parts[0].hash);
  enlist_manifest_part_hash (enlist_crypto_sodium (), device, parts[1].hash);
  enlist_cbor_writer_init (&writer, entries, sizeof entries);
  enlist_manifest_write_parts (&writer, parts, 2);
  manifest.parts = enlist_cbor_writer_slice (&writer);
  g_assert_cmpint (enlist_manifest_write (&manifest, buffer, ENLIST_MANIFEST_MAX, &size), ==, ENLIST_OK);

  return enlist_slice (buffer, size);
}

static EnlistSlice
make_envelope (Vector     *vector,
               EnlistSlice manifest)
{
  EnlistSlice aad = enlist_slice_text (ENLIST_MANIFEST_AAD);
  size_t scratch_size = ENLIST_COSE_SCRATCH_SIZE (aad.size, manifest.size);
  size_t capacity = ENLIST_COSE_SIGN1_SIZE (manifest.size);
  uint8_t *envelope = vector_memory (vector, capacity);
  size_t size = 0;
  EnlistStatus status =
    enlist_cose_sign1_write (enlist_crypto_sodium (), vector_bytes (vector, "publisher_seed").data, aad,
                             manifest, vector_memory (vector, scratch_size), scratch_size, envelope, capacity,
                             &size);

  g_assert_cmpint (status, ==, ENLIST_OK);

  return enlist_slice (envelope, size);
}

static EnlistSlice
make_label (Vector     *vector,
            EnlistSlice envelope,
            EnlistSlice assist,
            EnlistSlice device)
{
  EnlistLabelParts label = {
    .envelope = envelope,
    .secret = vector_bytes (vector, "secret").data,
    .part_count = 2,
    .parts = { assist, device },
  };
  uint8_t *buffer = vector_memory (vector, ENLIST_LABEL_MAX);
  size_t size = 0;

  g_assert_cmpint (enlist_label_write (&label, buffer, ENLIST_LABEL_MAX, &size), ==, ENLIST_OK);

  return enlist_slice (buffer, size);
}

/* Deflate is not canonical: that the payload holds the label is all that two writers have in common. */
static EnlistStatus
check_payload (Vector     *vector,
               EnlistSlice payload,
               EnlistSlice label)
{
  uint8_t *inflated = vector_memory (vector, ENLIST_LABEL_MAX);
  size_t size = 0;
  EnlistStatus status = enlist_deflate_unpack (payload, inflated, ENLIST_LABEL_MAX, &size);

  if (status != ENLIST_OK)
    return status;

  return enlist_slice_equal (enlist_slice (inflated, size), label) ? ENLIST_OK : ENLIST_E_INFLATE;
}

static EnlistStatus
run_example (Vector *vector)
{
  EnlistSlice assist = vector_bytes (vector, "assist");
  EnlistSlice device = vector_bytes (vector, "device");
  EnlistSlice payload = vector_bytes (vector, "payload");
  EnlistSlice manifest = make_manifest (vector, assist, device);
  EnlistSlice envelope = make_envelope (vector, manifest);
  EnlistSlice label = make_label (vector, envelope, assist, device);
  g_autoptr (JsonObject) result = json_object_new ();
  uint8_t id[ENLIST_LABEL_ID_SIZE];
  unsigned count = 0;
  char text[4096];
  EnlistStatus status = check_payload (vector, payload, label);

  if (status != ENLIST_OK)
    return status;
  status = enlist_label_text_write (payload, sizeof text - 1, enlist_crypto_sodium (), 1, &count, text,
                                    sizeof text);
  if (status != ENLIST_OK)
    return status;

  enlist_manifest_label_id (enlist_crypto_sodium (), manifest, id);
  json_object_set_member (result, "manifest", vector_hex_node (manifest));
  json_object_set_member (result, "label_id", vector_hex_node (enlist_slice (id, sizeof id)));
  json_object_set_member (result, "envelope", vector_hex_node (envelope));
  json_object_set_member (result, "label", vector_hex_node (label));
  json_object_set_string_member (result, "text", text);
  vector->result = json_node_init_object (json_node_alloc (), result);

  return ENLIST_OK;
}

const VectorFile vector_example_files[] = {
  { "13-example", run_example },
  { NULL },
};
