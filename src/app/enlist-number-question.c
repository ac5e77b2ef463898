/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-number-question"

#include "enlist-number-question.h"

#include <glib/gi18n.h>

#include "enlist-error.h"

struct _EnlistNumberQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *row;
};

G_DEFINE_FINAL_TYPE (EnlistNumberQuestion, enlist_number_question, ENLIST_TYPE_QUESTION_GROUP)

static void
add_limits (EnlistQuestionGroup *group,
            EnlistQuestionItem  *item)
{
  gint64 minimum, maximum;
  gboolean has_minimum = enlist_question_item_get_minimum (item, &minimum);
  gboolean has_maximum = enlist_question_item_get_maximum (item, &maximum);
  g_autofree char *text = NULL;

  if (has_minimum && has_maximum)
    text = g_strdup_printf (_("From %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT), minimum, maximum);
  else if (has_minimum)
    text = g_strdup_printf (_("At least %" G_GINT64_FORMAT), minimum);
  else if (has_maximum)
    text = g_strdup_printf (_("At most %" G_GINT64_FORMAT), maximum);
  else
    return;

  /* A help text, if there is one, takes its place. */
  enlist_question_group_set_hint (group, text);
}

static void
enlist_number_question_build (EnlistQuestionGroup *group,
                              EnlistQuestionItem  *item)
{
  gint64 minimum = 0;
  gboolean natural = enlist_question_item_get_minimum (item, &minimum) && minimum >= 0;

  ENLIST_NUMBER_QUESTION (group)->row =
    enlist_question_group_add_entry (group, NULL,
                                     natural ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_NUMBER, FALSE);
  add_limits (group, item);
}

static void
enlist_number_question_fill (EnlistQuestionGroup *group,
                             JsonNode            *json)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (json));

  gtk_editable_set_text (GTK_EDITABLE (ENLIST_NUMBER_QUESTION (group)->row), text);
}

static EnlistValue *
enlist_number_question_read (EnlistQuestionGroup  *group,
                             GError              **error)
{
  g_autofree char *text = enlist_question_group_dup_entry (ENLIST_NUMBER_QUESTION (group)->row);
  gint64 number;

  if (text == NULL)
    return NULL;
  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("Enter a whole number."));
      return NULL;
    }
  return enlist_value_new_number (number);
}

static void
enlist_number_question_class_init (EnlistNumberQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_number_question_build;
  group_class->fill = enlist_number_question_fill;
  group_class->read = enlist_number_question_read;
}

static void
enlist_number_question_init (EnlistNumberQuestion *self)
{
}
