/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/* Parts that stay after enrollment (docs/format.md, clauses 7.5 and 8.4). */

static bool
is_configuration (const EnlistPartEntry *entry)
{
  return entry->role == ENLIST_ROLE_CONFIG && entry->media.size == 0;
}

EnlistStatus
enlist_install_check (const EnlistRuntime *runtime, const EnlistPartEntry *entry)
{
  const EnlistPlatform *platform = runtime->platform;

  if (platform->part_keep == NULL)
    return ENLIST_E_MEDIA;
  if (!is_configuration (entry) && !platform->accepts_media (platform->context, entry->role, entry->media))
    return ENLIST_E_MEDIA;

  if (entry->media.size > 0)
    return ENLIST_OK;

  /* What the runtime understands itself must fit into its memory. */
  return entry->size <= ENLIST_STAYING_PART_MAX && entry->size <= runtime->memory.work_size
             ? ENLIST_OK
             : ENLIST_E_TOO_LARGE;
}

static EnlistStatus
load (EnlistRuntime *runtime, const EnlistPartEntry *entry, EnlistSlice *bytes)
{
  const EnlistPlatform *platform = runtime->platform;

  *bytes = enlist_slice (runtime->work, entry->size);

  return platform->part_read (platform->context, entry->hash, 0, runtime->work, entry->size);
}

static EnlistStatus
check_calls (const EnlistPlatform *platform, EnlistSlice application)
{
  EnlistProgramWalk walk;
  EnlistStep step;
  EnlistStatus status = enlist_program_walk_init (&walk, application);

  while (status == ENLIST_OK && enlist_program_walk_next (&walk, &step))
    if (step.operation == ENLIST_OP_CALL)
      status = enlist_execution_check_call (platform, &step);

  return status;
}

EnlistStatus
enlist_install_validate (EnlistRuntime *runtime, const EnlistPartEntry *entry)
{
  EnlistProgramError error;
  EnlistSlice bytes;
  EnlistStatus status;

  if (entry->media.size > 0)
    return ENLIST_OK;
  status = load (runtime, entry, &bytes);
  if (status != ENLIST_OK)
    return ENLIST_E_STORAGE;
  if (is_configuration (entry))
    return enlist_configuration_validate (bytes, &runtime->manifest, NULL);
  status = enlist_program_validate_at_device (bytes, ENLIST_ROLE_APP, &runtime->manifest, 0, &error);

  return status == ENLIST_OK ? check_calls (runtime->platform, bytes) : status;
}

static EnlistStatus
apply_configuration (EnlistRuntime *runtime, EnlistSlice bytes)
{
  EnlistCborReader reader;
  EnlistStatus status;
  size_t count;

  enlist_cbor_reader_init (&reader, bytes);
  status = enlist_cbor_read_map (&reader, &count);
  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (&reader, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, &value);
      if (status == ENLIST_OK)
        status = enlist_execution_keep (&runtime->execution, field, value);
      if (status == ENLIST_OK)
        status = enlist_stage_value (runtime, field, value);
    }

  return status;
}

static EnlistStatus
install (EnlistRuntime *runtime, uint64_t part)
{
  EnlistPartEntry entry;
  EnlistSlice bytes;

  if (part >= runtime->manifest.part_count)
    return ENLIST_E_RANGE;
  entry = enlist_manifest_part (&runtime->manifest, (unsigned) part);
  if (!is_configuration (&entry))
    {
      runtime->installed |= (uint16_t) (1u << part);
      return ENLIST_OK;
    }

  if (load (runtime, &entry, &bytes) != ENLIST_OK)
    return ENLIST_E_STORAGE;

  return apply_configuration (runtime, bytes);
}

EnlistStatus
enlist_install_perform (EnlistRuntime *runtime, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (unsigned i = 0; status == ENLIST_OK && i < step->argument_count; i++)
    {
      uint64_t part = 0;

      status = enlist_cbor_read_unsigned (&reader, &part);
      if (status == ENLIST_OK)
        status = install (runtime, part);
    }

  return status;
}
