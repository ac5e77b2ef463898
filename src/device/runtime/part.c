/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/*
 * Parts on their way in. Only its hash counts, so what a broken link brought of the program is kept in
 * memory for the next one, and of a part that stays in the storage, for longer. The program is wiped when an
 * application has been completed or given up.
 */

static bool
keeps_parts (const EnlistRuntime *runtime)
{
  return runtime->platform->part_keep != NULL;
}

static size_t
append_hash (uint8_t      (*hashes)[ENLIST_PART_HASH_SIZE],
             size_t         count,
             const uint8_t *hash,
             const uint8_t *except)
{
  if (except != NULL && memcmp (hash, except, ENLIST_PART_HASH_SIZE) == 0)
    return count;
  memcpy (hashes[count], hash, ENLIST_PART_HASH_SIZE);

  return count + 1;
}

/* Those of the state and @session_count of the manifest. @except: (nullable): but not this one */
static void
keep_parts (EnlistRuntime *runtime, unsigned session_count, const uint8_t *except)
{
  const EnlistPlatform *platform = runtime->platform;
  const EnlistCrypto *crypto = platform->crypto;
  uint8_t hashes[2 * ENLIST_MAX_PARTS][ENLIST_PART_HASH_SIZE];
  EnlistStateIterator iterator;
  EnlistStatePart part;
  EnlistState state;
  size_t size = 0, count = 0;
  EnlistStatus status;

  if (!keeps_parts (runtime))
    return;

  /* Nothing is removed when it is not certain what the state names. */
  status = platform->read_state (platform->context, runtime->work, runtime->memory.work_size, &size);
  if (status == ENLIST_OK)
    status = enlist_state_read (enlist_slice (runtime->work, size), &state);
  if (status == ENLIST_OK)
    {
      enlist_state_iterate_parts (&state, &iterator);
      while (enlist_state_next_part (&iterator, &part))
        count = append_hash (hashes, count, part.hash, except);
      for (unsigned i = 0; i < session_count; i++)
        count = append_hash (hashes, count, enlist_manifest_part (&runtime->manifest, i).hash, except);
      platform->part_keep (platform->context, (const uint8_t (*)[ENLIST_PART_HASH_SIZE]) hashes, count);
    }
  crypto->wipe (crypto->context, runtime->work, size);
}

void
enlist_part_sweep (EnlistRuntime *runtime)
{
  keep_parts (runtime, 0, NULL);
}

EnlistStatus
enlist_part_begin (EnlistRuntime *runtime)
{
  EnlistPartEntry entry;

  runtime->part = -1;
  runtime->checked = 0;
  runtime->prepared = false;
  keep_parts (runtime, runtime->manifest.part_count, NULL);
  runtime->program_part = enlist_manifest_find_part (&runtime->manifest, ENLIST_ROLE_DEVICE,
                                                     runtime->application);
  if (runtime->program_part < 0)
    {
      enlist_part_wipe (runtime);
      return ENLIST_OK;
    }

  entry = enlist_manifest_part (&runtime->manifest, (unsigned) runtime->program_part);
  if (entry.size > runtime->memory.program_size)
    return ENLIST_E_TOO_LARGE;
  if (entry.size == runtime->program_size
      && memcmp (entry.hash, runtime->program_hash, sizeof entry.hash) == 0)
    return ENLIST_OK;

  enlist_part_wipe (runtime);
  runtime->program_size = entry.size;
  memcpy (runtime->program_hash, entry.hash, sizeof entry.hash);

  return ENLIST_OK;
}

static EnlistStatus
store_piece (EnlistRuntime *runtime, const EnlistPartEntry *entry, EnlistSlice bytes)
{
  const EnlistPlatform *platform = runtime->platform;

  if (bytes.size == 0 || bytes.size > entry->size - runtime->part_offset)
    return ENLIST_E_RANGE;

  return platform->part_write (platform->context, entry->hash, entry->size, runtime->part_offset, bytes);
}

static EnlistStatus
receive_stored (EnlistRuntime *runtime, EnlistSlice bytes)
{
  EnlistPartEntry entry = enlist_manifest_part (&runtime->manifest, (unsigned) runtime->part);
  EnlistStatus status = store_piece (runtime, &entry, bytes);

  if (status == ENLIST_OK)
    runtime->part_offset += (uint32_t) bytes.size;
  if (status == ENLIST_OK || status == ENLIST_E_RANGE)
    return status;
  /* Room for another application, perhaps. */
  enlist_part_sweep (runtime);

  return ENLIST_E_STORAGE;
}

EnlistStatus
enlist_part_receive (EnlistRuntime *runtime, const EnlistMessage *message)
{
  if ((int) message->part != runtime->part || message->offset != runtime->part_offset)
    return ENLIST_E_STATE;
  if (runtime->part != runtime->program_part)
    return receive_stored (runtime, message->bytes);
  if (message->bytes.size == 0 || message->bytes.size > runtime->program_size - runtime->program_received)
    return ENLIST_E_RANGE;

  memcpy (runtime->program + runtime->program_received, message->bytes.data, message->bytes.size);
  runtime->program_received += (uint32_t) message->bytes.size;
  runtime->part_offset = runtime->program_received;

  return ENLIST_OK;
}

bool
enlist_part_is_whole (const EnlistRuntime *runtime)
{
  return runtime->part_offset == enlist_manifest_part (&runtime->manifest, (unsigned) runtime->part).size;
}

static EnlistStatus
ask_for (EnlistRuntime *runtime, int part, uint32_t offset)
{
  runtime->part = part;
  runtime->part_offset = offset;

  return ENLIST_E_BUSY;
}

static bool
is_checked (const EnlistRuntime *runtime, int part)
{
  return (runtime->checked & 1u << part) != 0;
}

static EnlistStatus
continue_program (EnlistRuntime *runtime)
{
  uint8_t hash[ENLIST_PART_HASH_SIZE];

  if (runtime->program_part < 0 || is_checked (runtime, runtime->program_part))
    return ENLIST_OK;
  if (runtime->program_received < runtime->program_size)
    return ask_for (runtime, runtime->program_part, runtime->program_received);

  enlist_manifest_part_hash (runtime->platform->crypto, enlist_part_program (runtime), hash);
  if (memcmp (hash, runtime->program_hash, sizeof hash) != 0)
    {
      enlist_part_wipe (runtime);
      return ENLIST_E_HASH;
    }
  runtime->checked |= (uint16_t) (1u << runtime->program_part);

  return ENLIST_OK;
}

/* The first part that the program installs and that has not been checked; -1: none */
static int
find_missing (const EnlistRuntime *runtime)
{
  EnlistProgramWalk walk;
  EnlistStep step;

  if (runtime->program_part < 0
      || enlist_program_walk_init (&walk, enlist_part_program (runtime)) != ENLIST_OK)
    return -1;
  while (enlist_program_walk_next (&walk, &step))
    for (unsigned i = 0; step.operation == ENLIST_OP_INSTALL && i < step.argument_count; i++)
      {
        uint64_t part = 0;

        if (enlist_cbor_read_unsigned (&step.arguments, &part) == ENLIST_OK && part < ENLIST_MAX_PARTS
            && !is_checked (runtime, (int) part))
          return (int) part;
      }

  return -1;
}

/* Reads it from the storage as it will be used. */
static EnlistStatus
check_stored (EnlistRuntime *runtime, const EnlistPartEntry *entry)
{
  const EnlistPlatform *platform = runtime->platform;
  const EnlistCrypto *crypto = platform->crypto;
  uint8_t digest[ENLIST_SHA256_SIZE];
  EnlistStatus status = ENLIST_OK;
  EnlistSha256 sha256;
  size_t chunk;

  crypto->sha256_init (crypto->context, &sha256);
  for (uint32_t offset = 0; status == ENLIST_OK && offset < entry->size; offset += (uint32_t) chunk)
    {
      chunk = entry->size - offset < runtime->memory.work_size ? entry->size - offset
                                                               : runtime->memory.work_size;
      status = platform->part_read (platform->context, entry->hash, offset, runtime->work, chunk);
      crypto->sha256_update (crypto->context, &sha256, runtime->work, chunk);
    }
  crypto->sha256_final (crypto->context, &sha256, digest);
  if (status != ENLIST_OK)
    return ENLIST_E_STORAGE;

  return memcmp (digest, entry->hash, sizeof entry->hash) == 0 ? ENLIST_OK : ENLIST_E_HASH;
}

/* One part that stays: ENLIST_E_BUSY when more of it is needed */
static EnlistStatus
continue_stored (EnlistRuntime *runtime, int part, const char **text)
{
  EnlistPartEntry entry = enlist_manifest_part (&runtime->manifest, (unsigned) part);
  uint32_t stored = runtime->platform->part_size (runtime->platform->context, entry.hash);
  EnlistStatus status;

  if (stored < entry.size)
    return ask_for (runtime, part, stored);

  *text = "a part does not match its hash";
  status = stored == entry.size ? check_stored (runtime, &entry) : ENLIST_E_HASH;
  if (status != ENLIST_OK)
    {
      keep_parts (runtime, runtime->manifest.part_count, entry.hash);
      return status;
    }
  runtime->checked |= (uint16_t) (1u << part);
  *text = "a configuration or an IoT application was refused";

  return enlist_install_validate (runtime, &entry);
}

EnlistStatus
enlist_part_continue (EnlistRuntime *runtime, int *step, const char **text)
{
  EnlistStatus status;
  int part;

  *text = "the device's program does not match its hash";
  status = continue_program (runtime);
  if (status != ENLIST_OK)
    return status;

  *text = "the device's program was refused";
  if (!runtime->prepared)
    status = enlist_execute_prepare (runtime, step);
  runtime->prepared = status == ENLIST_OK;
  while (status == ENLIST_OK && (part = find_missing (runtime)) >= 0)
    status = continue_stored (runtime, part, text);

  return status;
}

void
enlist_part_wipe (EnlistRuntime *runtime)
{
  const EnlistCrypto *crypto = runtime->platform->crypto;

  crypto->wipe (crypto->context, runtime->program, runtime->program_received);
  runtime->program_received = 0;
  runtime->program_size = 0;
  memset (runtime->program_hash, 0, sizeof runtime->program_hash);
}

EnlistSlice
enlist_part_program (const EnlistRuntime *runtime)
{
  return enlist_slice (runtime->program, runtime->program_received);
}
