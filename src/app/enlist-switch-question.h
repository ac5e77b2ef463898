/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_SWITCH_QUESTION (enlist_switch_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistSwitchQuestion, enlist_switch_question, ENLIST, SWITCH_QUESTION,
                      EnlistQuestionGroup)

/* EnlistSwitchQuestion: asks for yes or no. */

G_END_DECLS
