/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-keyring.h"
#include "enlist-question-group.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_OWNER_QUESTION (enlist_owner_question_get_type ())
G_DECLARE_FINAL_TYPE (EnlistOwnerQuestion, enlist_owner_question, ENLIST, OWNER_QUESTION, EnlistQuestionGroup)

/**
 * EnlistOwnerQuestion:
 *
 * Asks for the organization that owns the device: one whose key is in the keyring, or a new one.
 */

/* Fills the list of known owners from @keyring as soon as it answers; until then a new name can be
   entered. */
void enlist_owner_question_set_keyring (EnlistOwnerQuestion *self, EnlistKeyring *keyring);

G_END_DECLS
