/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-exchange-private.h"
#include "enlist-field-table-private.h"
#include "enlist-label.h"
#include "enlist-publisher.h"
#include "enlist-record.h"

G_BEGIN_DECLS

/**
 * enlist_enrollment_record_new:
 * @session_id: 32 hex digits
 * @fields: what both ends know by now, and what the program keeps and relays of it; sensitive values never,
 *   whatever it says
 *
 * Returns: (transfer full): a provisional record: the device's identity, keys, versions and capabilities
 * always, other fields as asked
 */
EnlistRecord *enlist_enrollment_record_new (EnlistLabel      *label,
                                            EnlistPublisher  *publisher,
                                            const char       *session_id,
                                            EnlistExchange   *exchange,
                                            EnlistFieldTable *fields);

/* (transfer full): a value as records have it: a choice as the text of its option */
JsonNode     *enlist_enrollment_record_value_to_json (EnlistLabel *label, guint field, EnlistValue *value);

/* What a gateway is to keep. @values, @secrets: (out) (transfer full): new objects then, otherwise %NULL */
void          enlist_enrollment_record_list_configuration (EnlistLabel       *label,
                                                           EnlistFieldTable  *fields,
                                                           JsonObject       **values,
                                                           JsonObject       **secrets);

G_END_DECLS
