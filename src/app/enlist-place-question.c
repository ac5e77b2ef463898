/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-place-question"

#include "enlist-place-question.h"

#include <glib/gi18n.h>

#include "enlist-error.h"

#define N_PARTS 4

struct _EnlistPlaceQuestion {
  EnlistQuestionGroup parent_instance;

  AdwEntryRow *rows[N_PARTS]; /* site, building, floor, room */
};

static const struct {
  const char *key;
  const char *title;
} parts[N_PARTS] = {
  { "site", N_("Site") },
  { "building", N_("Building") },
  { "floor", N_("Floor") },
  { "room", N_("Room") },
};

G_DEFINE_FINAL_TYPE (EnlistPlaceQuestion, enlist_place_question, ENLIST_TYPE_QUESTION_GROUP)

static void
enlist_place_question_build (EnlistQuestionGroup *group,
                             EnlistQuestionItem  *item)
{
  EnlistPlaceQuestion *self = ENLIST_PLACE_QUESTION (group);

  enlist_question_group_add_heading (group);
  for (guint i = 0; i < N_PARTS; i++)
    self->rows[i] = enlist_question_group_add_entry (group, _(parts[i].title), GTK_INPUT_PURPOSE_FREE_FORM,
                                                     FALSE);
}

static void
enlist_place_question_fill (EnlistQuestionGroup *group,
                            JsonNode            *json)
{
  EnlistPlaceQuestion *self = ENLIST_PLACE_QUESTION (group);
  JsonObject *object = json_node_get_object (json);

  for (guint i = 0; i < N_PARTS; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->rows[i]),
                           json_object_get_string_member_with_default (object, parts[i].key, ""));
}

static EnlistValue *
enlist_place_question_read (EnlistQuestionGroup  *group,
                            GError              **error)
{
  EnlistPlaceQuestion *self = ENLIST_PLACE_QUESTION (group);
  g_autofree char *site = enlist_question_group_dup_entry (self->rows[0]);
  g_autofree char *building = enlist_question_group_dup_entry (self->rows[1]);
  g_autofree char *level = enlist_question_group_dup_entry (self->rows[2]);
  g_autofree char *room = enlist_question_group_dup_entry (self->rows[3]);

  if (site == NULL)
    {
      if (building != NULL || level != NULL || room != NULL)
        g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("Name the site as well."));
      return NULL;
    }
  return enlist_value_new_place (site, building, level, room, error);
}

static void
enlist_place_question_class_init (EnlistPlaceQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  group_class->build = enlist_place_question_build;
  group_class->fill = enlist_place_question_fill;
  group_class->read = enlist_place_question_read;
}

static void
enlist_place_question_init (EnlistPlaceQuestion *self)
{
}
