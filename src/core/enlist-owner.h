/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ENLIST_TYPE_OWNER (enlist_owner_get_type ())
G_DECLARE_FINAL_TYPE (EnlistOwner, enlist_owner, ENLIST, OWNER, GObject)

/**
 * EnlistOwner:
 *
 * The name of an organization and the public half of its owner key (Ed25519, 32 bytes). Immutable; properties
 * name and public-key.
 */
EnlistOwner *enlist_owner_new            (const char *name, GBytes *public_key);
const char  *enlist_owner_get_name       (EnlistOwner *self);
GBytes      *enlist_owner_get_public_key (EnlistOwner *self);

G_END_DECLS
