/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DATE_QUESTION (enlist_date_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDateQuestion, enlist_date_question, ENLIST, DATE_QUESTION, EnlistQuestionGroup)

/* EnlistDateQuestion: asks for a day, typed or from a calendar. */

G_END_DECLS
