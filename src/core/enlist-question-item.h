/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-value.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_QUESTION_ITEM (enlist_question_item_get_type ())
G_DECLARE_FINAL_TYPE (EnlistQuestionItem, enlist_question_item, ENLIST, QUESTION_ITEM, GObject)

/**
 * EnlistQuestionItem:
 *
 * One question of a prompt. Texts come from the label or are built in and translated; they are text, not
 * markup. Property `answer` (an #EnlistValue, readable, notified).
 */
const char         *enlist_question_item_get_field    (EnlistQuestionItem *self); /* the field's name */
EnlistValueKind     enlist_question_item_get_kind     (EnlistQuestionItem *self);
const char         *enlist_question_item_get_label    (EnlistQuestionItem *self);
const char         *enlist_question_item_get_help     (EnlistQuestionItem *self); /* may be empty */
/* of a choice; else empty */
const char * const *enlist_question_item_get_options  (EnlistQuestionItem *self);
gboolean            enlist_question_item_get_optional (EnlistQuestionItem *self);
gboolean            enlist_question_item_is_sensitive (EnlistQuestionItem *self);
/* False when there is no such limit. For numbers the value, else characters. */
gboolean            enlist_question_item_get_minimum  (EnlistQuestionItem *self, gint64 *minimum);
gboolean            enlist_question_item_get_maximum  (EnlistQuestionItem *self, gint64 *maximum);
/* The rule that a text must match, an I-Regexp (RFC 9485); empty: none */
const char         *enlist_question_item_get_pattern  (EnlistQuestionItem *self);
/* The answer is to be offered again for the next device of the same model. */
gboolean            enlist_question_item_is_remembered (EnlistQuestionItem *self);
/* (transfer none) (nullable): what to begin with */
EnlistValue        *enlist_question_item_get_default  (EnlistQuestionItem *self);

/* For the session: something better to begin with, %NULL for nothing. A value that would not be accepted is
 * passed over. */
void enlist_question_item_set_default (EnlistQuestionItem *self, EnlistValue *value);

/* Whether @value would be accepted; otherwise ENLIST_ERROR_USAGE with the rule in words for people. */
gboolean enlist_question_item_check_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error);

/* The form of docs/answers.md (transfer full); a choice goes by the text of its option. */
JsonNode    *enlist_question_item_value_to_json   (EnlistQuestionItem *self, EnlistValue *value);
EnlistValue *enlist_question_item_value_from_json (EnlistQuestionItem *self, JsonNode *node, GError **error);

/* (transfer none) (nullable) */
EnlistValue *enlist_question_item_get_answer (EnlistQuestionItem *self);

/**
 * enlist_question_item_set_answer:
 * @value: (nullable): of the question's kind; %NULL takes the answer back
 *
 * Returns: %FALSE with ENLIST_ERROR_USAGE and a message for people when the value breaks a limit of the
 * question
 */
gboolean enlist_question_item_set_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error);

G_END_DECLS
