/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-answers"

#include "enlist-program-answers-private.h"

static gboolean
prefill (EnlistQuestionItem *question, EnlistLabel *label, EnlistFieldTable *fields,
         EnlistAnswerMemory *memory)
{
  guint field = enlist_question_item_get_number (question);
  gboolean again = enlist_field_table_is_marked (fields, field, ENLIST_FIELD_MARK_ANSWERED);
  g_autoptr (EnlistValue) remembered = NULL;

  if (again && enlist_question_item_is_sensitive (question))
    enlist_question_item_set_default (question, NULL);
  else if (again)
    enlist_question_item_set_default (question, enlist_field_table_get (fields, field));
  else if (memory != NULL)
    remembered = enlist_answer_memory_recall (memory, enlist_label_get_vendor (label),
                                              enlist_label_get_model (label), question);
  if (remembered != NULL)
    enlist_question_item_set_default (question, remembered);

  return again;
}

gboolean
enlist_program_answers_prefill (EnlistPrompt *prompt, EnlistLabel *label, EnlistFieldTable *fields,
                                EnlistAnswerMemory *memory)
{
  gboolean again = FALSE;

  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    again |= prefill (enlist_prompt_get_question (prompt, i), label, fields, memory);

  return again;
}

static EnlistStatus
store (EnlistQuestionItem *question, EnlistLabel *label, EnlistFieldTable *fields, EnlistAnswerMemory *memory)
{
  EnlistValue *answer = enlist_question_item_get_answer (question);
  guint field = enlist_question_item_get_number (question);
  g_autoptr (EnlistValue) value = NULL;
  EnlistStatus status;

  value = answer != NULL ? enlist_value_ref (answer)
                         : enlist_value_new_null (enlist_question_item_get_kind (question));
  status = enlist_field_table_set (fields, field, value);
  if (status != ENLIST_OK)
    return status;

  enlist_field_table_mark (fields, field, ENLIST_FIELD_MARK_ANSWERED);
  if (memory != NULL)
    enlist_answer_memory_store (memory, enlist_label_get_vendor (label), enlist_label_get_model (label),
                                question);

  return ENLIST_OK;
}

EnlistStatus
enlist_program_answers_store (EnlistPrompt *prompt, EnlistLabel *label, EnlistFieldTable *fields,
                              EnlistAnswerMemory *memory)
{
  EnlistStatus status = ENLIST_OK;

  for (guint i = 0; status == ENLIST_OK && i < enlist_prompt_get_n_questions (prompt); i++)
    status = store (enlist_prompt_get_question (prompt, i), label, fields, memory);

  return status;
}
