/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-exchange-private.h"
#include "enlist-label.h"
#include "enlist-publisher.h"
#include "enlist-record.h"
#include "field.h"

G_BEGIN_DECLS

/**
 * enlist_enrollment_record_new:
 * @session_id: 32 hex digits
 * @values: what both ends know by now, by field number; %NULL where there is none
 * @recorded: whether the program keeps that field; sensitive ones never are, whatever it says
 *
 * Returns: (transfer full): a provisional record: the device's identity, keys, versions and capabilities
 * always, other fields as asked
 */
EnlistRecord *enlist_enrollment_record_new (EnlistLabel        *label,
                                            EnlistPublisher    *publisher,
                                            const char         *session_id,
                                            EnlistExchange     *exchange,
                                            EnlistValue *const  values[ENLIST_FIELD_COUNT],
                                            const gboolean      recorded[ENLIST_FIELD_COUNT]);

G_END_DECLS
