/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-item.h"

G_BEGIN_DECLS

typedef enum {
  ENLIST_PROMPT_QUESTIONS, /* a group of questions for one page */
  ENLIST_PROMPT_NOTE,      /* an instruction that the installer confirms */
  ENLIST_PROMPT_IDENTIFY,  /* "is the blinking device the one in front of you?" */
} EnlistPromptKind;

#define ENLIST_TYPE_PROMPT (enlist_prompt_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPrompt, enlist_prompt, ENLIST, PROMPT, GObject)

/**
 * EnlistPrompt:
 *
 * What a session waits for from the installer: see #EnlistSession:prompt. Answer every question that is not
 * optional, then enlist_prompt_submit().
 */
EnlistPromptKind    enlist_prompt_get_kind        (EnlistPrompt *self);
guint               enlist_prompt_get_step        (EnlistPrompt *self); /* number of the step that asks */
const char         *enlist_prompt_get_text        (EnlistPrompt *self); /* of a note; else empty */
/* Why the same is asked again, for people; empty when it is asked for the first time. The defaults are the
 * former answers then, but for sensitive ones. */
const char         *enlist_prompt_get_problem     (EnlistPrompt *self);
guint               enlist_prompt_get_n_questions (EnlistPrompt *self);
EnlistQuestionItem *enlist_prompt_get_question    (EnlistPrompt *self, guint index); /* (transfer none) */

/* (transfer none) (nullable): the question for that field */
EnlistQuestionItem *enlist_prompt_find_question   (EnlistPrompt *self, const char *field);

/* %TRUE when every question that must be answered is. Notified as property `complete`. */
gboolean enlist_prompt_is_complete (EnlistPrompt *self);

/* Hands the answers to the session, which goes on. Only when complete; only once. */
void enlist_prompt_submit (EnlistPrompt *self);

G_END_DECLS
