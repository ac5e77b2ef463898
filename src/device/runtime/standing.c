/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "cose.h"
#include "runtime-private.h"

static void
remember (EnlistRuntime *runtime, const EnlistState *state)
{
  const EnlistIdentity *identity = runtime->info.identity;
  EnlistStanding *standing = &runtime->standing;

  memset (standing, 0, sizeof *standing);
  standing->owned = state->owned;
  if (state->owner_key != NULL)
    memcpy (standing->owner_key, state->owner_key, sizeof standing->owner_key);
  if (state->session != NULL)
    {
      standing->committed = true;
      memcpy (standing->session, state->session, sizeof standing->session);
    }
  if (state->signature != NULL)
    {
      standing->has_signature = true;
      memcpy (standing->signature, state->signature, sizeof standing->signature);
    }
  for (unsigned i = 0; i < identity->publisher_count; i++)
    {
      uint8_t key_id[ENLIST_KEY_ID_SIZE];

      enlist_cose_key_id (runtime->platform->crypto, identity->publishers[i], key_id);
      standing->floors[i] = enlist_state_floor (state, key_id);
    }
}

EnlistStatus
enlist_standing_enforce_fuse (EnlistRuntime *runtime)
{
  const EnlistPlatform *platform = runtime->platform;

  if (platform->fuse_is_locked (platform->context))
    {
      /* A locked device has an owner, whatever has become of its state. */
      runtime->standing.owned = true;
      return ENLIST_OK;
    }

  return runtime->standing.owned ? platform->lock_fuse (platform->context, runtime->standing.owner_key)
                                 : ENLIST_OK;
}

EnlistStatus
enlist_standing_load (EnlistRuntime *runtime)
{
  const EnlistPlatform *platform = runtime->platform;
  uint8_t *work = runtime->work;
  EnlistState state;
  size_t size = 0;
  EnlistStatus status = platform->read_state (platform->context, work, runtime->memory.work_size, &size);

  if (status == ENLIST_OK)
    status = enlist_state_read (enlist_slice (work, size), &state);
  if (status == ENLIST_OK)
    remember (runtime, &state);
  platform->crypto->wipe (platform->crypto->context, work, runtime->memory.work_size);
  runtime->broken = status != ENLIST_OK;
  /* A fuse that does not lock now is tried again with every `commit`; the state alone refuses others
   * meanwhile. */
  if (status == ENLIST_OK)
    enlist_standing_enforce_fuse (runtime);

  return status;
}
