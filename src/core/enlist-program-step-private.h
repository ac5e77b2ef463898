/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-catalogs.h"
#include "enlist-exchange-private.h"
#include "enlist-field-table-private.h"
#include "step.h"

G_BEGIN_DECLS

/* Steps of the assistant that work on the values of its fields (docs/format.md, clause 8.3). Each answers
 * ENLIST_OK, or what the program is to fail with. */

EnlistStatus enlist_program_step_let       (const EnlistStep *step, EnlistFieldTable *fields);
EnlistStatus enlist_program_step_record    (const EnlistStep *step, EnlistFieldTable *fields);
EnlistStatus enlist_program_step_relay     (const EnlistStep *step, EnlistFieldTable *fields);
EnlistStatus enlist_program_step_configure (const EnlistStep *step, EnlistFieldTable *fields);

/* Hands the values that there are to the device. */
void         enlist_program_step_send      (const EnlistStep *step, EnlistFieldTable *fields,
                                            EnlistExchange *exchange);

/* Whether every field of an `await` has been reported since the last one; if so, those are used up. */
gboolean     enlist_program_step_await     (const EnlistStep *step, EnlistFieldTable *fields);

/**
 * enlist_program_step_lookup_async:
 * @step: a `lookup`; its bytes stay until the callback
 *
 * Asks the catalogs for the key, and gives the entry's values to the fields.
 */
void         enlist_program_step_lookup_async  (const EnlistStep   *step,
                                                EnlistFieldTable   *fields,
                                                EnlistCatalogs     *catalogs,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);

/* @error: why, for people */
EnlistStatus enlist_program_step_lookup_finish (EnlistFieldTable *fields, GAsyncResult *result,
                                                GError **error);

G_END_DECLS
