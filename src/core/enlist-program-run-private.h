/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-exchange-private.h"
#include "enlist-keyring.h"
#include "enlist-prompt.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PROGRAM_RUN (enlist_program_run_get_type ())
G_DECLARE_FINAL_TYPE (EnlistProgramRun, enlist_program_run, ENLIST, PROGRAM_RUN, GObject)

/**
 * EnlistProgramRun:
 *
 * Executes the assistant's program of a label: asks the installer through prompts, talks to the device's
 * program through an exchange, and keeps the values that both have come to know.
 *
 * Property `prompt` (readable, notified). Signals: `ended`: the program has reached its end; `failed`
 * (GError, int side as EnlistSide, int step of the assistant or -1): once, nothing follows.
 */

/**
 * enlist_program_run_new:
 * @steps: (element-type EnlistStepItem): the assistant's, whose states it sets
 * @exchange: the conversation with the device; what `send`, `await` and `identify` need waits until it runs
 */
EnlistProgramRun *enlist_program_run_new (EnlistLabel    *label,
                                          GListModel     *steps,
                                          EnlistKeyring  *keyring,
                                          EnlistExchange *exchange);

void enlist_program_run_start (EnlistProgramRun *self);

/* Ends it where it is; no signal follows, and every value is overwritten. */
void enlist_program_run_stop  (EnlistProgramRun *self);

gboolean      enlist_program_run_has_ended  (EnlistProgramRun *self);
EnlistPrompt *enlist_program_run_get_prompt (EnlistProgramRun *self); /* (transfer none) (nullable) */

/* ENLIST_FIELD_COUNT of each, by field number, until enlist_program_run_stop(); a value that is not known is
 * %NULL. */
EnlistValue *const *enlist_program_run_get_values   (EnlistProgramRun *self);
const gboolean     *enlist_program_run_get_recorded (EnlistProgramRun *self); /* named by a `record` */

G_END_DECLS
