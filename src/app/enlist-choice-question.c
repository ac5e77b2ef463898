/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-choice-question"

#include "enlist-choice-question.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

struct _EnlistChoiceQuestion {
  EnlistQuestionGroup parent_instance;

  AdwComboRow *row;
};

G_DEFINE_FINAL_TYPE (EnlistChoiceQuestion, enlist_choice_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_choice_question_build (EnlistQuestionGroup *group,
                              EnlistQuestionItem  *item)
{
  EnlistChoiceQuestion *self = ENLIST_CHOICE_QUESTION (group);
  const char *const *options = enlist_question_item_get_options (item);
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  g_autofree char *title = enlist_question_group_dup_title (group);
  g_autofree char *markup = enlist_plain_text_to_markup (title, ENLIST_PLAIN_TEXT_SENTENCE);

  /* The first entry stands for no answer, so that nobody chooses by overlooking the question. */
  gtk_string_list_append (model, enlist_question_item_get_optional (item) ? _("Not given") : _("Choose…"));
  for (gsize i = 0; options[i] != NULL; i++)
    gtk_string_list_take (model, enlist_plain_text_cap (options[i], ENLIST_PLAIN_TEXT_NAME));

  self->row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->row), 0);
  adw_combo_row_set_model (self->row, G_LIST_MODEL (model));
  g_signal_connect_object (self->row, "notify::selected", G_CALLBACK (enlist_question_group_changed), group,
                           G_CONNECT_SWAPPED);
  enlist_question_group_add_row (group, GTK_WIDGET (self->row));
}

static void
enlist_choice_question_fill (EnlistQuestionGroup *group,
                             JsonNode            *json)
{
  adw_combo_row_set_selected (ENLIST_CHOICE_QUESTION (group)->row, (guint) json_node_get_int (json) + 1);
}

static EnlistValue *
enlist_choice_question_read (EnlistQuestionGroup  *group,
                             GError              **error)
{
  guint selected = adw_combo_row_get_selected (ENLIST_CHOICE_QUESTION (group)->row);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  return enlist_value_new_choice (selected - 1);
}

static void
enlist_choice_question_class_init (EnlistChoiceQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_choice_question_build;
  group_class->fill = enlist_choice_question_fill;
  group_class->read = enlist_choice_question_read;
}

static void
enlist_choice_question_init (EnlistChoiceQuestion *self)
{
}
