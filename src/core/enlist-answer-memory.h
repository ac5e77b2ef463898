/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "enlist-question-item.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_ANSWER_MEMORY (enlist_answer_memory_get_type ())
G_DECLARE_FINAL_TYPE (EnlistAnswerMemory, enlist_answer_memory, ENLIST, ANSWER_MEMORY, GObject)

/**
 * EnlistAnswerMemory:
 *
 * Answers that are offered again for the next device of the same vendor and model: those to questions that
 * the label marks so (`remember`: docs/format.md, clause 8.3), never sensitive ones. In memory; whoever wants
 * to keep them keeps the JSON.
 */
EnlistAnswerMemory *enlist_answer_memory_new (void);

/* Remembers the answer, when the question is to be remembered; one that was taken back is forgotten. */
void enlist_answer_memory_store (EnlistAnswerMemory *self, const char *vendor, const char *model,
                                 EnlistQuestionItem *question);

/* Returns: (transfer full) (nullable): an answer that the question accepts */
EnlistValue *enlist_answer_memory_recall (EnlistAnswerMemory *self, const char *vendor, const char *model,
                                          EnlistQuestionItem *question);

/* One object: by vendor, by model, by the name of the field; values in the form of docs/answers.md. Reading
 * adds to what is remembered; ENLIST_ERROR_USAGE for another form. */
JsonNode *enlist_answer_memory_to_json   (EnlistAnswerMemory *self);
gboolean  enlist_answer_memory_read_json (EnlistAnswerMemory *self, JsonNode *node, GError **error);

G_END_DECLS
