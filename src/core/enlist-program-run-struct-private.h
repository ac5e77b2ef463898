/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-program-run-private.h"
#include "enlist-program-tape-private.h"
#include "interpreter.h"

G_BEGIN_DECLS

/* Shared by enlist-program-run.c (the object and its loop) and enlist-program-perform.c (its steps). */

/* What the step in hand waits for. */
typedef enum {
  WAITING_FOR_NOTHING,
  WAITING_FOR_INSTALLER,
  WAITING_FOR_CATALOG,
  WAITING_FOR_START,   /* the device's program must run before anything can be sent */
  WAITING_FOR_REPORT,
} Waiting;

struct _EnlistProgramRun {
  GObject parent_instance;

  EnlistLabel *label;
  EnlistSessionLog *log;
  EnlistKeyring *keyring;
  EnlistExchange *exchange;
  EnlistCatalogs *catalogs;   /* %NULL for the usual ones */
  EnlistAnswerMemory *memory; /* %NULL for none */
  gboolean is_gateway;
  GCancellable *cancellable;
  GCancellable *lookup;       /* of the one that is under way */

  EnlistPrompt *prompt;       /* what the installer is asked */
  EnlistProgramTape *tape;    /* what the installer has answered */
  EnlistInterpreter interpreter;
  EnlistFieldTable *fields;
  EnlistStep step;
  char *problem; /* what has gone wrong since the last answers, for people */
  Waiting waiting;
  gboolean device_runs;
  gboolean ended;
  gboolean stopped;
  guint timeout_source;
};

void enlist_program_run_set_step_state (EnlistProgramRun *self, EnlistStepState state, const char *problem);
void enlist_program_run_finish_step    (EnlistProgramRun *self);

/* @prompt: (transfer full) (nullable) */
void enlist_program_run_set_prompt (EnlistProgramRun *self, EnlistPrompt *prompt);

/* @error: (transfer full) */
void enlist_program_run_fail (EnlistProgramRun *self, EnlistSide side, GError *error);

/* What goes wrong here is the program's to deal with, when it has a `try` around it. @error: (transfer full):
 * what is said when it has not */
void enlist_program_run_fail_performing (EnlistProgramRun *self, EnlistSide side, EnlistStatus status,
                                         GError *error);

/* As `let` and the like end, well or not */
void enlist_program_run_finish_with_status (EnlistProgramRun *self, EnlistStatus status);

/* Begins the step in hand, and ends it unless it has to wait. */
void enlist_program_run_perform (EnlistProgramRun *self);

/* Executes steps until one has to wait. */
void enlist_program_run_go_on (EnlistProgramRun *self);

G_END_DECLS
