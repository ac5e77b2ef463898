/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/*
 * The device's program on its way in. Only its hash counts, so what a broken link brought is kept in memory
 * for the next one; it is wiped when an application has been completed or given up.
 */

EnlistStatus
enlist_part_begin (EnlistRuntime *runtime)
{
  EnlistPartEntry entry;

  runtime->part = enlist_manifest_find_part (&runtime->manifest, ENLIST_ROLE_DEVICE, 0);
  if (runtime->part < 0)
    {
      enlist_part_wipe (runtime);
      return ENLIST_OK;
    }

  entry = enlist_manifest_part (&runtime->manifest, (unsigned) runtime->part);
  if (entry.size > runtime->memory.program_size)
    return ENLIST_E_TOO_LARGE;
  if (entry.size == runtime->part_size && memcmp (entry.hash, runtime->part_hash, sizeof entry.hash) == 0)
    return ENLIST_OK;

  enlist_part_wipe (runtime);
  runtime->part_size = entry.size;
  memcpy (runtime->part_hash, entry.hash, sizeof entry.hash);

  return ENLIST_OK;
}

EnlistStatus
enlist_part_receive (EnlistRuntime *runtime, const EnlistMessage *message)
{
  if ((int) message->part != runtime->part || message->offset != runtime->part_received)
    return ENLIST_E_STATE;
  if (message->bytes.size == 0 || message->bytes.size > runtime->part_size - runtime->part_received)
    return ENLIST_E_RANGE;

  memcpy (runtime->memory.program + runtime->part_received, message->bytes.data, message->bytes.size);
  runtime->part_received += (uint32_t) message->bytes.size;

  return ENLIST_OK;
}

bool
enlist_part_complete (const EnlistRuntime *runtime)
{
  return runtime->part < 0 || runtime->part_received == runtime->part_size;
}

EnlistStatus
enlist_part_check_hash (EnlistRuntime *runtime)
{
  uint8_t hash[ENLIST_PART_HASH_SIZE];

  if (runtime->part < 0)
    return ENLIST_OK;

  enlist_manifest_part_hash (runtime->platform->crypto, enlist_part_program (runtime), hash);
  if (memcmp (hash, runtime->part_hash, sizeof hash) == 0)
    return ENLIST_OK;
  enlist_part_wipe (runtime);

  return ENLIST_E_HASH;
}

void
enlist_part_wipe (EnlistRuntime *runtime)
{
  const EnlistCrypto *crypto = runtime->platform->crypto;

  crypto->wipe (crypto->context, runtime->memory.program, runtime->part_received);
  runtime->part_received = 0;
  runtime->part_size = 0;
  memset (runtime->part_hash, 0, sizeof runtime->part_hash);
}

EnlistSlice
enlist_part_program (const EnlistRuntime *runtime)
{
  return enlist_slice (runtime->memory.program, runtime->part_received);
}
