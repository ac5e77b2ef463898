/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "vector-manifest.h"

#include "cbor.h"

#include <string.h>

void
vector_manifest_init (EnlistManifest *manifest,
                      Vector         *vector)
{
  EnlistCborReader reader;
  size_t count = 0;

  memset (manifest, 0, sizeof *manifest);
  enlist_cbor_reader_init (&reader, vector_bytes (vector, "custom_fields"));
  g_assert_cmpint (enlist_custom_fields_read (&reader, &manifest->custom_fields, &manifest->custom_count), ==,
                   ENLIST_OK);
  if (!json_object_has_member (vector->inputs, "parts"))
    return;

  manifest->parts = vector_bytes (vector, "parts");
  enlist_cbor_reader_init (&reader, manifest->parts);
  g_assert_cmpint (enlist_cbor_read_array (&reader, &count), ==, ENLIST_OK);
  manifest->part_count = (uint8_t) count;
}

EnlistRole
vector_role (Vector *vector)
{
  const char *role = json_object_get_string_member (vector->inputs, "role");

  if (g_str_equal (role, "app"))
    return ENLIST_ROLE_APP;

  return g_str_equal (role, "assist") ? ENLIST_ROLE_ASSIST : ENLIST_ROLE_DEVICE;
}

unsigned
vector_preset (Vector *vector)
{
  if (!json_object_has_member (vector->inputs, "preset"))
    return 0;

  return (unsigned) json_object_get_int_member (vector->inputs, "preset");
}
