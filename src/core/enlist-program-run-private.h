/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"
#include "enlist-catalogs.h"
#include "enlist-exchange-private.h"
#include "enlist-field-table-private.h"
#include "enlist-keyring.h"
#include "enlist-prompt.h"
#include "enlist-session-log-private.h"

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
 * @log: whose steps of the assistant it sets; those of the device say why something is asked again
 * @exchange: the conversation with the device; what `send`, `await` and `identify` need waits until it runs
 */
EnlistProgramRun *enlist_program_run_new (EnlistLabel      *label,
                                          EnlistSessionLog *log,
                                          EnlistKeyring    *keyring,
                                          EnlistExchange   *exchange);

/* Before the start. Without catalogs the usual ones are asked; without a memory nothing is remembered; only a
 * gateway can `configure`. */
void enlist_program_run_set_catalogs      (EnlistProgramRun *self, EnlistCatalogs *catalogs);
void enlist_program_run_set_answer_memory (EnlistProgramRun *self, EnlistAnswerMemory *memory);
void enlist_program_run_set_gateway       (EnlistProgramRun *self, gboolean is_gateway);

void enlist_program_run_start (EnlistProgramRun *self);

/* Ends it where it is; no signal follows, and every value is overwritten. */
void enlist_program_run_stop  (EnlistProgramRun *self);

gboolean      enlist_program_run_has_ended  (EnlistProgramRun *self);
EnlistPrompt *enlist_program_run_get_prompt (EnlistProgramRun *self); /* (transfer none) (nullable) */

/* (transfer none): has values until enlist_program_run_stop() */
EnlistFieldTable *enlist_program_run_get_fields (EnlistProgramRun *self);

G_END_DECLS
