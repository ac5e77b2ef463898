/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_CHOICE_QUESTION (enlist_choice_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistChoiceQuestion, enlist_choice_question, ENLIST, CHOICE_QUESTION,
                      EnlistQuestionGroup)

/* EnlistChoiceQuestion: lets choose one of the question's options. */

G_END_DECLS
