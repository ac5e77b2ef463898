/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_POSITION_QUESTION (enlist_position_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPositionQuestion, enlist_position_question, ENLIST, POSITION_QUESTION,
                      EnlistQuestionGroup)

/* EnlistPositionQuestion: asks for latitude and longitude. */

G_END_DECLS
