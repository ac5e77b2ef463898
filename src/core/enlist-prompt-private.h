/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-keyring.h"
#include "enlist-label-private.h"
#include "enlist-prompt.h"

G_BEGIN_DECLS

/* @question: as read from the label's program */
EnlistQuestionItem *enlist_question_item_new (EnlistLabel *label, const EnlistQuestion *question);

guint enlist_question_item_get_number (EnlistQuestionItem *self); /* of the field */

/* @step: a `note`, `ask` or `identify` step of the assistant's program. enlist_prompt_submit() emits its
 * signal `submitted`. */
EnlistPrompt *enlist_prompt_new (EnlistLabel *label, const EnlistStep *step);

/* @problem: why it is asked again */
void enlist_prompt_set_problem (EnlistPrompt *self, const char *problem);

/**
 * enlist_prompt_complete_owners_async:
 *
 * Finds or makes the keys of organizations that are in the answers by their name only: the owner's key is in
 * the keyring, read back, before the device hears of it.
 */
void     enlist_prompt_complete_owners_async  (EnlistPrompt *self, EnlistKeyring *keyring,
                                               GCancellable *cancellable, GAsyncReadyCallback callback,
                                               gpointer user_data);
gboolean enlist_prompt_complete_owners_finish (EnlistPrompt *self, GAsyncResult *result, GError **error);

G_END_DECLS
