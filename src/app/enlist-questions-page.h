/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-keyring.h"
#include "enlist-page.h"
#include "enlist-session.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_QUESTIONS_PAGE (enlist_questions_page_get_type ())
G_DECLARE_FINAL_TYPE (EnlistQuestionsPage, enlist_questions_page, ENLIST, QUESTIONS_PAGE, EnlistPage)

/**
 * EnlistQuestionsPage:
 *
 * One group of questions. Signal submitted (): every question that must be answered is, and the user goes on;
 * the prompt has not been submitted yet. Giving up is the action enrollment.cancel of the page below.
 */
EnlistPage   *enlist_questions_page_new        (EnlistSession *session, EnlistPrompt *prompt,
                                                EnlistKeyring *keyring);

EnlistPrompt *enlist_questions_page_get_prompt (EnlistQuestionsPage *self);

G_END_DECLS
