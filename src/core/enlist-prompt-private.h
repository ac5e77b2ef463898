/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-label-private.h"
#include "enlist-prompt.h"

G_BEGIN_DECLS

/* @question: as read from the label's program */
EnlistQuestionItem *enlist_question_item_new (EnlistLabel *label, const EnlistQuestion *question);

guint enlist_question_item_get_number (EnlistQuestionItem *self); /* of the field */

/* @step: a `note`, `ask` or `identify` step of the assistant's program. enlist_prompt_submit() emits its
 * signal `submitted`. */
EnlistPrompt *enlist_prompt_new (EnlistLabel *label, const EnlistStep *step);

G_END_DECLS
