/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label.h"

G_BEGIN_DECLS

/**
 * enlist_ctl_parts_save:
 * @folder: (nullable): where they go, as HASH.part; made when it is not there
 * @label: as it was compiled
 *
 * Keeps the parts that the label does not carry, for a catalog or a file. Those of which only the hash is
 * known are passed over.
 *
 * Errors: ENLIST_ERROR_USAGE when there are some and no @folder; ENLIST_ERROR_STORAGE
 */
gboolean enlist_ctl_parts_save (const char *folder, EnlistLabel *label, GError **error);

G_END_DECLS
