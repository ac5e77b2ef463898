/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-scanner-code.h"

G_BEGIN_DECLS

/* Takes over outline, an array of EnlistScannerPoint. */
EnlistScannerCode *enlist_scanner_code_new (GBytes         *payload,
                                            EnlistSymbology symbology,
                                            GArray         *outline,
                                            int             width,
                                            int             height);

/* Whether both say the same, wherever they were seen. Of GHashFunc's and GEqualFunc's form. */
guint enlist_scanner_code_hash (gconstpointer code);
gboolean enlist_scanner_code_equal (gconstpointer a,
                                    gconstpointer b);

G_END_DECLS
