/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-peer-private.h"
#include "enlist-value.h"

G_BEGIN_DECLS

/**
 * enlist_fields_message_send:
 * @limit: bytes of the largest message that the device takes
 * @fields: numbers, in any order; one that is named twice is sent once
 * @values: as many; null values are sent, too
 *
 * Sends `fields` messages (docs/format.md, clause 10.3), as many as it takes to stay within the limit.
 *
 * Returns: %FALSE when a single value is too large for one
 */
gboolean enlist_fields_message_send (EnlistPeer         *peer,
                                     gsize               limit,
                                     const guint        *fields,
                                     EnlistValue *const *values,
                                     guint               count);

G_END_DECLS
