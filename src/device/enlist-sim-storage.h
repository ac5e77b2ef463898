/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "identity.h"
#include "status.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SIM_STORAGE (enlist_sim_storage_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSimStorage, enlist_sim_storage, ENLIST, SIM_STORAGE, GObject)

/**
 * EnlistSimStorage:
 *
 * A device's storage as a folder: `identity.cbor`, `state.cbor`, and the fuse `lock` (docs/device.md, "The
 * reference device"). Every write is atomic and durable. One process at a time has it open.
 */

/* @path: a folder that exists and holds an identity; @exclusive: to be this device, not only to look */
EnlistSimStorage *enlist_sim_storage_open (const char *path, gboolean exclusive, GError **error);

const char *enlist_sim_storage_get_path (EnlistSimStorage *self);

/* The identity; it lives as long as the storage. */
EnlistIdentity *enlist_sim_storage_get_identity (EnlistSimStorage *self);

EnlistStatus
enlist_sim_storage_read_state (EnlistSimStorage *self, uint8_t *buffer, size_t capacity, size_t *size);
EnlistStatus enlist_sim_storage_write_state (EnlistSimStorage *self, EnlistSlice state);
gboolean     enlist_sim_storage_is_locked   (EnlistSimStorage *self);
EnlistStatus enlist_sim_storage_lock        (EnlistSimStorage *self, const uint8_t owner_key[32]);

G_END_DECLS
