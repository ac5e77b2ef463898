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

/* part.c: the program and the parts that stay, on their way in */

/* Whether the program fits; finds what an earlier link brought already. */
EnlistStatus enlist_part_begin (EnlistRuntime *runtime);

/* Keeps the next piece of the part that was asked for. */
EnlistStatus enlist_part_receive (EnlistRuntime *runtime, const EnlistMessage *message);

/* Whether that was its last. */
bool enlist_part_is_whole (const EnlistRuntime *runtime);

/*
 * ENLIST_E_BUSY: more is missing, which @part and @part_offset now name. Otherwise everything is here and
 * has been looked at, or the session fails. @step: (out): -1 when none is concerned; @text: (out): what it is
 */
EnlistStatus enlist_part_continue (EnlistRuntime *runtime, int *step, const char **text);

/* Removes from the storage what the state does not name. */
void enlist_part_sweep (EnlistRuntime *runtime);
void enlist_part_wipe (EnlistRuntime *runtime);
EnlistSlice enlist_part_program (const EnlistRuntime *runtime);

/* install.c */

/* Whether the device takes a part that the program installs; nothing of it is here yet. */
EnlistStatus enlist_install_check (const EnlistRuntime *runtime, const EnlistPartEntry *entry);

/* Validates a configuration or IoT application that is here. */
EnlistStatus enlist_install_validate (EnlistRuntime *runtime, const EnlistPartEntry *entry);

/* The step `install`. */
EnlistStatus enlist_install_perform (EnlistRuntime *runtime, const EnlistStep *step);

/* execute.c */

/* Validates the program and whether the device can do all of it. @step: (out): -1 when none is concerned */
EnlistStatus enlist_execute_prepare (EnlistRuntime *runtime, int *step);
EnlistStatus enlist_execute_start (EnlistRuntime *runtime);

/* Does the next thing, with at most one message; the link is idle. False: nothing to do before something
 * arrives. */
bool enlist_execute_advance (EnlistRuntime *runtime);

/* `fields`: keeps those that the program needs. */
EnlistStatus enlist_execute_fields (EnlistRuntime *runtime, EnlistSlice map);

/* report.c */

EnlistStatus enlist_report_send (EnlistRuntime *runtime, const EnlistStep *step);

/* request.c: the step `csr` */

EnlistStatus enlist_request_perform (EnlistRuntime *runtime, const EnlistStep *step);

/* stage.c: what takes effect at commit */

void enlist_stage_clear (EnlistRuntime *runtime);

/* Keeps the field's value, or another one, as a setting. */
EnlistStatus enlist_stage_setting (EnlistRuntime *runtime, unsigned field);
EnlistStatus enlist_stage_value   (EnlistRuntime *runtime, unsigned field, EnlistSlice value);
EnlistStatus enlist_stage_make_key (EnlistRuntime *runtime, unsigned type, unsigned field);
EnlistStatus enlist_stage_lock (EnlistRuntime *runtime);

/* NULL: the program has not made a key into that field. */
const EnlistRuntimeKey *enlist_stage_find_key (const EnlistRuntime *runtime, unsigned field);

/* The first Ed25519 key that this session made; NULL when there is none. */
const EnlistRuntimeKey *enlist_stage_signing_key (const EnlistRuntime *runtime);
void enlist_stage_binding (const EnlistRuntime *runtime, EnlistSessionBinding *binding);

/* Writes the state to be into the work memory. */
EnlistStatus enlist_stage_finish (EnlistRuntime *runtime);

/* Applies it. ENLIST_E_STORAGE: the old state holds; ENLIST_E_BUSY: nobody knows, the runtime refuses
 * everything. */
EnlistStatus enlist_stage_commit (EnlistRuntime *runtime);
