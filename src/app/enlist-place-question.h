/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_PLACE_QUESTION (enlist_place_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistPlaceQuestion, enlist_place_question, ENLIST, PLACE_QUESTION, EnlistQuestionGroup)

/* EnlistPlaceQuestion: asks for site, building, floor and room. */

G_END_DECLS
