/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-error.h"

G_DEFINE_QUARK (enlist-scanner-error-quark, enlist_scanner_error)
