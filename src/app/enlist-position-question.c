/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-position-question"

#include "enlist-position-question.h"

#include <glib/gi18n.h>

#include "enlist-error.h"

struct _EnlistPositionQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *latitude_row;
  AdwEntryRow *longitude_row;
};

G_DEFINE_FINAL_TYPE (EnlistPositionQuestion, enlist_position_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_position_question_build (EnlistQuestionGroup *group,
                                EnlistQuestionItem  *item)
{
  EnlistPositionQuestion *self = ENLIST_POSITION_QUESTION (group);

  enlist_question_group_add_heading (group);
  self->latitude_row = enlist_question_group_add_entry (group, _("Latitude"), GTK_INPUT_PURPOSE_FREE_FORM,
                                                        FALSE);
  self->longitude_row = enlist_question_group_add_entry (group, _("Longitude"), GTK_INPUT_PURPOSE_FREE_FORM,
                                                         FALSE);
  enlist_question_group_set_hint (group, _("In degrees, south and west negative, as in 52.5163 and 13.3777"));
}

static void
fill_degrees (AdwEntryRow *row,
              double       degrees)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  gtk_editable_set_text (GTK_EDITABLE (row), g_ascii_formatd (text, sizeof text, "%.7g", degrees));
}

static void
enlist_position_question_fill (EnlistQuestionGroup *group,
                               JsonNode            *json)
{
  EnlistPositionQuestion *self = ENLIST_POSITION_QUESTION (group);
  JsonObject *object = json_node_get_object (json);

  fill_degrees (self->latitude_row, json_object_get_double_member_with_default (object, "latitude", 0));
  fill_degrees (self->longitude_row, json_object_get_double_member_with_default (object, "longitude", 0));
}

/* Both the point and the comma of the user's language are common on number pads. */
static gboolean
read_degrees (AdwEntryRow *row,
              double      *degrees)
{
  g_autofree char *text = enlist_question_group_dup_entry (row);
  char *end;

  if (text == NULL)
    return FALSE;

  g_strdelimit (text, ",", '.');
  *degrees = g_ascii_strtod (text, &end);
  return end != text && (*end == '\0' || g_str_equal (end, "°"));
}

static EnlistValue *
enlist_position_question_read (EnlistQuestionGroup  *group,
                               GError              **error)
{
  EnlistPositionQuestion *self = ENLIST_POSITION_QUESTION (group);
  g_autofree char *latitude_text = enlist_question_group_dup_entry (self->latitude_row);
  g_autofree char *longitude_text = enlist_question_group_dup_entry (self->longitude_row);
  double latitude, longitude;

  if (latitude_text == NULL && longitude_text == NULL)
    return NULL;
  if (!read_degrees (self->latitude_row, &latitude) || !read_degrees (self->longitude_row, &longitude))
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("Enter both as decimal degrees."));
      return NULL;
    }
  return enlist_value_new_position (latitude, longitude, -1, ENLIST_POSITION_ENTERED, error);
}

static void
enlist_position_question_class_init (EnlistPositionQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_position_question_build;
  group_class->fill = enlist_position_question_fill;
  group_class->read = enlist_position_question_read;
}

static void
enlist_position_question_init (EnlistPositionQuestion *self)
{
}
