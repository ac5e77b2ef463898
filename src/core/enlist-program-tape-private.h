/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-prompt.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PROGRAM_TAPE (enlist_program_tape_get_type ())
G_DECLARE_FINAL_TYPE (EnlistProgramTape, enlist_program_tape, ENLIST, PROGRAM_TAPE, GObject)

/**
 * EnlistProgramTape:
 *
 * What the installer has answered and confirmed in this session, for a program that has to begin again: a
 * step that asks gets what it got the last time, and one that asks several times gets each answer once, in
 * their order. A wrong answer that was asked for again is therefore wrong again, and then it is the next
 * one's turn.
 */
EnlistProgramTape *enlist_program_tape_new (void);

/* @prompt: answered */
void enlist_program_tape_add    (EnlistProgramTape *self, EnlistPrompt *prompt);

/* The program begins again. */
void enlist_program_tape_rewind (EnlistProgramTape *self);

/* (transfer none) (nullable): what that step gets now; %NULL when the installer has to be asked */
EnlistPrompt *enlist_program_tape_next (EnlistProgramTape *self, guint step);

/* Forgets everything. */
void enlist_program_tape_clear  (EnlistProgramTape *self);

G_END_DECLS
