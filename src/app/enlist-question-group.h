/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <adwaita.h>

#include "enlist-question-item.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_QUESTION_GROUP (enlist_question_group_get_type ())
G_DECLARE_DERIVABLE_TYPE (EnlistQuestionGroup, enlist_question_group, ENLIST, QUESTION_GROUP, AdwBin)

/**
 * EnlistQuestionGroup:
 *
 * One question: the rows in which it is answered, below them its help and what is wrong with the answer.
 * Subclasses know the rows. Property item (#EnlistQuestionItem, construct only). Signal activate (): Enter
 * was pressed in a row.
 */
struct _EnlistQuestionGroupClass {
  AdwBinClass parent_class;

  /* Adds the rows. */
  void         (*build) (EnlistQuestionGroup *self, EnlistQuestionItem *item);
  /* Shows @json, the JSON form of a value of the question's kind, in the rows. */
  void         (*fill)  (EnlistQuestionGroup *self, JsonNode *json);
  /* (nullable): what stands in the rows; %NULL without @error when nothing does */
  EnlistValue *(*read)  (EnlistQuestionGroup *self, GError **error);

  gpointer padding[4];
};

EnlistQuestionItem *enlist_question_group_get_item (EnlistQuestionGroup *self);

/* For subclasses: after every change in a row. Hands the answer to the item. */
void                enlist_question_group_changed  (EnlistQuestionGroup *self);

/**
 * enlist_question_group_add_entry:
 * @title: (nullable): text; %NULL for the question's own label
 * @secret: whether what is typed is hidden
 *
 * For subclasses. Returns: (transfer none): an entry row in the group
 */
AdwEntryRow        *enlist_question_group_add_entry (EnlistQuestionGroup *self,
                                                     const char          *title,
                                                     GtkInputPurpose      purpose,
                                                     gboolean             secret);

/* For subclasses: adds any other row. */
void                enlist_question_group_add_row     (EnlistQuestionGroup *self, GtkWidget *row);

/* For subclasses with several rows: puts the question's label over them. */
void                enlist_question_group_add_heading (EnlistQuestionGroup *self);

/* For subclasses: what can be said about any question of the kind, when the question itself has no help. */
void                enlist_question_group_set_hint    (EnlistQuestionGroup *self, const char *hint);

/* (transfer full): the question's label as text, with a remark when it need not be answered */
char               *enlist_question_group_dup_title   (EnlistQuestionGroup *self);

/* (transfer full) (nullable): what stands in an entry without the space around it; %NULL when nothing does */
char               *enlist_question_group_dup_entry   (AdwEntryRow *row);

G_END_DECLS
