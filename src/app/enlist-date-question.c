/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-date-question"

#include "enlist-date-question.h"

#include <glib/gi18n.h>

struct _EnlistDateQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *row;
  GtkPopover *popover;
  GtkCalendar *calendar;
};

G_DEFINE_FINAL_TYPE (EnlistDateQuestion, enlist_date_question, ENLIST_TYPE_QUESTION_GROUP)

static void
on_day_selected (EnlistDateQuestion *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->row), text);
  gtk_popover_popdown (self->popover);
}

/* The calendar begins with the day that stands in the entry. */
static void
on_popover_show (EnlistDateQuestion *self)
{
  g_autofree char *text = g_strconcat (gtk_editable_get_text (GTK_EDITABLE (self->row)), "T12:00:00Z", NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, NULL);

  if (date == NULL)
    return;

  g_signal_handlers_block_by_func (self->calendar, on_day_selected, self);
  gtk_calendar_select_day (self->calendar, date);
  g_signal_handlers_unblock_by_func (self->calendar, on_day_selected, self);
}

static void
enlist_date_question_build (EnlistQuestionGroup *group,
                            EnlistQuestionItem  *item)
{
  EnlistDateQuestion *self = ENLIST_DATE_QUESTION (group);
  GtkWidget *button = gtk_menu_button_new ();

  self->row = enlist_question_group_add_entry (group, NULL, GTK_INPUT_PURPOSE_FREE_FORM, FALSE);
  self->calendar = GTK_CALENDAR (gtk_calendar_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->calendar));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (self->popover));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Choose Date"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choose Date"),
                                  -1);
  adw_entry_row_add_suffix (self->row, button);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (on_popover_show), self, G_CONNECT_SWAPPED);
  enlist_question_group_set_hint (group, _("Year, month and day, as in 2026-01-31"));
}

static void
enlist_date_question_fill (EnlistQuestionGroup *group,
                           JsonNode            *json)
{
  const char *text = json_node_get_string (json);

  gtk_editable_set_text (GTK_EDITABLE (ENLIST_DATE_QUESTION (group)->row), text != NULL ? text : "");
}

static EnlistValue *
enlist_date_question_read (EnlistQuestionGroup  *group,
                           GError              **error)
{
  g_autofree char *text = enlist_question_group_dup_entry (ENLIST_DATE_QUESTION (group)->row);

  return text != NULL ? enlist_value_new_text (ENLIST_VALUE_DATE, text, error) : NULL;
}

static void
enlist_date_question_class_init (EnlistDateQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_date_question_build;
  group_class->fill = enlist_date_question_fill;
  group_class->read = enlist_date_question_read;
}

static void
enlist_date_question_init (EnlistDateQuestion *self)
{
}
