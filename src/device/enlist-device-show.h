/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-sim-storage.h"

G_BEGIN_DECLS

/* What the storage holds, as one JSON object on standard output; without secrets. */
gboolean enlist_device_show (EnlistSimStorage *storage, GError **error);

G_END_DECLS
