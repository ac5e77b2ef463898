/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "runtime.h"

/* Between the files of the runtime. */

/* runtime.c */

void enlist_runtime_event (EnlistRuntime *runtime, EnlistEventType type);
void enlist_runtime_close (EnlistRuntime *runtime);

/* Sends now; the link must be idle. A message that does not fit ends the session. */
void enlist_runtime_send (EnlistRuntime *runtime, const EnlistMessage *message);

/* standing.c: what the device remembers */

EnlistStatus enlist_standing_load (EnlistRuntime *runtime);
EnlistStatus enlist_standing_enforce_fuse (EnlistRuntime *runtime);

/* session.c */

/* One message of the assistant. */
void enlist_session_receive (EnlistRuntime *runtime, EnlistSlice bytes);

/* Says what waits; the link is idle. */
void enlist_session_reply (EnlistRuntime *runtime);

/* Discards what was staged; before `commit`. */
void enlist_session_roll_back (EnlistRuntime *runtime);

/* Rolls back and tells why. @step: -1: none; @text: NULL: none */
void enlist_session_fail (EnlistRuntime *runtime, EnlistStatus error, int step, const char *text);

/* part.c: the program on its way in */

/* Whether it fits; finds what an earlier link brought already. */
EnlistStatus enlist_part_begin (EnlistRuntime *runtime);
EnlistStatus enlist_part_receive (EnlistRuntime *runtime, const EnlistMessage *message);
bool enlist_part_complete (const EnlistRuntime *runtime);
EnlistStatus enlist_part_check_hash (EnlistRuntime *runtime);
void enlist_part_wipe (EnlistRuntime *runtime);
EnlistSlice enlist_part_program (const EnlistRuntime *runtime);

/* execute.c */

/* Validates the program and the functions it calls. @step: (out): -1 when none is concerned */
EnlistStatus enlist_execute_prepare (EnlistRuntime *runtime, int *step);
EnlistStatus enlist_execute_start (EnlistRuntime *runtime);

/* Does the next thing, with at most one message; the link is idle. False: nothing to do before something
 * arrives. */
bool enlist_execute_advance (EnlistRuntime *runtime);

/* `fields`: keeps those that the program needs. */
EnlistStatus enlist_execute_fields (EnlistRuntime *runtime, EnlistSlice map);

/* call.c: PERFORM of one step; ENLIST_E_BUSY: not done yet */

EnlistStatus enlist_call_check (const EnlistRuntime *runtime, const EnlistStep *step);
EnlistStatus enlist_call_perform (EnlistRuntime *runtime, const EnlistStep *step);

/* report.c */

EnlistStatus enlist_report_send (EnlistRuntime *runtime, const EnlistStep *step);

/* stage.c: what takes effect at commit */

void enlist_stage_clear (EnlistRuntime *runtime);
EnlistStatus enlist_stage_setting (EnlistRuntime *runtime, unsigned field);
EnlistStatus enlist_stage_make_key (EnlistRuntime *runtime, unsigned type, unsigned field);
EnlistStatus enlist_stage_lock (EnlistRuntime *runtime);

/* The first Ed25519 key that this session made; NULL when there is none. */
const EnlistRuntimeKey *enlist_stage_signing_key (const EnlistRuntime *runtime);
void enlist_stage_binding (const EnlistRuntime *runtime, EnlistSessionBinding *binding);

/* Writes the state to be into the work memory. */
EnlistStatus enlist_stage_finish (EnlistRuntime *runtime);

/* Applies it. ENLIST_E_STORAGE: the old state holds; ENLIST_E_BUSY: nobody knows, the runtime refuses
 * everything. */
EnlistStatus enlist_stage_commit (EnlistRuntime *runtime);
