/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-error.h"
#include "status.h"

G_BEGIN_DECLS

/**
 * enlist_error_code_from_status:
 *
 * The one place where an answer of `wire` becomes a code of the core. ENLIST_OK must not be given.
 */
EnlistError enlist_error_code_from_status (EnlistStatus status);

/**
 * enlist_error_from_status:
 * @error: (out) (optional): set, unless %NULL
 * @status: what `wire` answered; not ENLIST_OK
 * @format: printf-like context: what was being done; the status' name is added behind it
 *
 * Returns: always %FALSE, so that a caller can `return enlist_error_from_status (...)`
 */
gboolean enlist_error_from_status (GError       **error,
                                   EnlistStatus   status,
                                   const char    *format,
                                   ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
