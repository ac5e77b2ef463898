/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program.h"

static EnlistStatus
check_entry (EnlistCborReader     *reader,
             const EnlistManifest *manifest)
{
  size_t start = reader->offset;
  EnlistFieldInfo info;
  EnlistSlice value;
  unsigned field;
  EnlistStatus status = enlist_step_read_field (reader, &field);

  if (status == ENLIST_OK && !enlist_manifest_field (manifest, field, &info))
    status = ENLIST_E_FIELD;
  if (status == ENLIST_OK)
    {
      start = reader->offset;
      status = enlist_cbor_read_item (reader, &value);
    }
  if (status == ENLIST_OK)
    status = enlist_field_check_value (info.kind, value);
  if (status != ENLIST_OK)
    reader->offset = start;

  return status;
}

EnlistStatus
enlist_configuration_validate (EnlistSlice           bytes,
                               const EnlistManifest *manifest,
                               size_t               *error_offset)
{
  EnlistCborReader reader;
  size_t count = 0;
  EnlistStatus status;

  enlist_cbor_reader_init (&reader, bytes);
  if (bytes.size > ENLIST_STAYING_PART_MAX)
    status = ENLIST_E_TOO_LARGE;
  else
    status = enlist_cbor_validate (bytes, &reader.offset);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_map (&reader, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = check_entry (&reader, manifest);
  if (status != ENLIST_OK && error_offset != NULL)
    *error_offset = reader.offset;

  return status;
}
