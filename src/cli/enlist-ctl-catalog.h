/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalog.h"

G_BEGIN_DECLS

/* Says everything that is wrong; ENLIST_ERROR_CATALOG when anything is. */
gboolean enlist_ctl_catalog_check_folder (EnlistCatalog *catalog, GError **error);

G_END_DECLS
