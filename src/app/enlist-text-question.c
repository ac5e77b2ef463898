/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-text-question"

#include "enlist-text-question.h"

struct _EnlistTextQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *row;
};

G_DEFINE_FINAL_TYPE (EnlistTextQuestion, enlist_text_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_text_question_build (EnlistQuestionGroup *group,
                            EnlistQuestionItem  *item)
{
  EnlistTextQuestion *self = ENLIST_TEXT_QUESTION (group);
  EnlistValueKind kind = enlist_question_item_get_kind (item);

  self->row = enlist_question_group_add_entry (group, NULL, GTK_INPUT_PURPOSE_FREE_FORM,
                                               kind == ENLIST_VALUE_SECRET ||
                                                   enlist_question_item_is_sensitive (item));
}

static void
enlist_text_question_fill (EnlistQuestionGroup *group,
                           JsonNode            *json)
{
  const char *text = json_node_get_string (json);

  gtk_editable_set_text (GTK_EDITABLE (ENLIST_TEXT_QUESTION (group)->row), text != NULL ? text : "");
}

static EnlistValue *
enlist_text_question_read (EnlistQuestionGroup  *group,
                           GError              **error)
{
  EnlistTextQuestion *self = ENLIST_TEXT_QUESTION (group);
  EnlistValueKind kind = enlist_question_item_get_kind (enlist_question_group_get_item (group));
  g_autofree char *text = NULL;

  /* A secret may begin or end with a space. */
  if (kind == ENLIST_VALUE_SECRET)
    text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row)));
  else
    text = enlist_question_group_dup_entry (self->row);
  if (text == NULL || *text == '\0')
    return NULL;

  return enlist_value_new_text (kind, text, error);
}

static void
enlist_text_question_class_init (EnlistTextQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_text_question_build;
  group_class->fill = enlist_text_question_fill;
  group_class->read = enlist_text_question_read;
}

static void
enlist_text_question_init (EnlistTextQuestion *self)
{
}
