/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz.h"
#include "manifest.h"

/* What is written from what was read reads as the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  EnlistManifest manifest, again;
  EnlistFieldInfo info;
  uint8_t written[ENLIST_MANIFEST_MAX];
  size_t offset = SIZE_MAX, written_size;

  if (enlist_manifest_read (enlist_slice (data, size), &manifest, &offset) != ENLIST_OK)
    {
      fuzz_require (offset <= size);
      return 0;
    }

  for (unsigned field = 0; field <= ENLIST_FIELD_COUNT; field++)
    if (enlist_manifest_field (&manifest, field, &info))
      fuzz_require (info.kind < ENLIST_KIND_COUNT && info.name.size > 0 &&
                    field < 64u + manifest.custom_count);

  fuzz_require (enlist_manifest_write (&manifest, written, sizeof written, &written_size) == ENLIST_OK);
  fuzz_require (written_size <= size);
  fuzz_require (enlist_manifest_read (enlist_slice (written, written_size), &again, NULL) == ENLIST_OK);
  fuzz_require (again.sequence == manifest.sequence && again.part_count == manifest.part_count &&
                again.transport_count == manifest.transport_count &&
                again.custom_count == manifest.custom_count &&
                enlist_slice_equal (again.model, manifest.model));

  return 0;
}
