/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-switch-question"

#include "enlist-switch-question.h"

#include "enlist-plain-text.h"

struct _EnlistSwitchQuestion {
  EnlistQuestionGroup parent_instance;

  GtkSwitch *toggle;
};

G_DEFINE_FINAL_TYPE (EnlistSwitchQuestion, enlist_switch_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_switch_question_build (EnlistQuestionGroup *group,
                              EnlistQuestionItem  *item)
{
  EnlistSwitchQuestion *self = ENLIST_SWITCH_QUESTION (group);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = enlist_question_group_dup_title (group);
  g_autofree char *markup = enlist_plain_text_to_markup (title, ENLIST_PLAIN_TEXT_SENTENCE);
  g_autofree char *name = enlist_plain_text_cap (enlist_question_item_get_label (item),
                                                 ENLIST_PLAIN_TEXT_SENTENCE);

  self->toggle = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->toggle), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->toggle));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->toggle));
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (enlist_question_group_changed), group,
                           G_CONNECT_SWAPPED);
  enlist_question_group_add_row (group, row);
}

static void
enlist_switch_question_fill (EnlistQuestionGroup *group,
                             JsonNode            *json)
{
  gtk_switch_set_active (ENLIST_SWITCH_QUESTION (group)->toggle, json_node_get_boolean (json));
}

static EnlistValue *
enlist_switch_question_read (EnlistQuestionGroup  *group,
                             GError              **error)
{
  return enlist_value_new_yes_no (gtk_switch_get_active (ENLIST_SWITCH_QUESTION (group)->toggle));
}

static void
enlist_switch_question_class_init (EnlistSwitchQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_switch_question_build;
  group_class->fill = enlist_switch_question_fill;
  group_class->read = enlist_switch_question_read;
}

static void
enlist_switch_question_init (EnlistSwitchQuestion *self)
{
}
