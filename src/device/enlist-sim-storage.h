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
 * A device's storage as a folder: `identity.cbor`, `state.cbor`, `parts`, and the fuse `lock`
 * (docs/device.md, "The reference device"). Every write is atomic and durable. One process at a time has it
 * open.
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

/* Parts that stay, as the hooks of the platform want it: files named by hash in the folder `parts`. */
uint32_t     enlist_sim_storage_part_size  (EnlistSimStorage *self, const uint8_t hash[16]);
EnlistStatus enlist_sim_storage_part_write (EnlistSimStorage *self, const uint8_t hash[16], uint32_t total,
                                            uint32_t offset, EnlistSlice bytes);
EnlistStatus enlist_sim_storage_part_read  (EnlistSimStorage *self, const uint8_t hash[16], uint32_t offset,
                                            uint8_t *buffer, size_t size);
void         enlist_sim_storage_part_keep  (EnlistSimStorage *self, const uint8_t (*hashes)[16],
                                            size_t count);

/* (transfer full): the file of a part */
char *enlist_sim_storage_part_path (EnlistSimStorage *self, const uint8_t hash[16]);

/* All parts together are to have at most so many bytes; 0: no limit. */
void enlist_sim_storage_set_parts_limit (EnlistSimStorage *self, guint64 limit);

G_END_DECLS
