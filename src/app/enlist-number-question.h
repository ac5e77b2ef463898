/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_NUMBER_QUESTION (enlist_number_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistNumberQuestion, enlist_number_question, ENLIST, NUMBER_QUESTION,
                      EnlistQuestionGroup)

/* EnlistNumberQuestion: asks for an integer. */

G_END_DECLS
