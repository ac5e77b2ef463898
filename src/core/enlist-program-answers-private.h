/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-answer-memory.h"
#include "enlist-field-table-private.h"
#include "enlist-prompt-private.h"

G_BEGIN_DECLS

/* What goes into the questions of a prompt, and what becomes of the answers. @memory may be %NULL. */

/**
 * enlist_program_answers_prefill:
 *
 * What to begin with: what the installer has said before in this session, or for the device before. Secrets
 * are asked for anew.
 *
 * Returns: whether one of the questions has been answered before in this session
 */
gboolean     enlist_program_answers_prefill (EnlistPrompt *prompt, EnlistLabel *label,
                                             EnlistFieldTable *fields, EnlistAnswerMemory *memory);

/* An open question gives null. What enlist_field_table_set() answers. */
EnlistStatus enlist_program_answers_store   (EnlistPrompt *prompt, EnlistLabel *label,
                                             EnlistFieldTable *fields, EnlistAnswerMemory *memory);

G_END_DECLS
