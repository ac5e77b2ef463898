/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_TEXT_QUESTION (enlist_text_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistTextQuestion, enlist_text_question, ENLIST, TEXT_QUESTION, EnlistQuestionGroup)

/* EnlistTextQuestion: asks for a text, a name or a secret. */

G_END_DECLS
