/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-answer-memory"

#include "enlist-answer-memory.h"

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

struct _EnlistAnswerMemory {
  GObject parent_instance;

  JsonObject *vendors;
};

G_DEFINE_FINAL_TYPE (EnlistAnswerMemory, enlist_answer_memory, G_TYPE_OBJECT)

/* (transfer none) (nullable) */
static JsonObject *
find_object (JsonObject *parent, const char *name)
{
  if (parent == NULL || !json_object_has_member (parent, name))
    return NULL;

  return json_object_get_object_member (parent, name);
}

static JsonObject *
ensure_object (JsonObject *parent, const char *name)
{
  if (!json_object_has_member (parent, name))
    json_object_set_object_member (parent, name, json_object_new ());

  return json_object_get_object_member (parent, name);
}

void
enlist_answer_memory_store (EnlistAnswerMemory *self, const char *vendor, const char *model,
                            EnlistQuestionItem *question)
{
  EnlistValue *answer = enlist_question_item_get_answer (question);
  const char *field = enlist_question_item_get_field (question);
  JsonObject *fields;

  if (!enlist_question_item_is_remembered (question) || enlist_question_item_is_sensitive (question))
    return;

  fields = ensure_object (ensure_object (self->vendors, vendor), model);
  if (answer != NULL && !enlist_value_is_null (answer))
    json_object_set_member (fields, field, enlist_question_item_value_to_json (question, answer));
  else
    json_object_remove_member (fields, field);
}

EnlistValue *
enlist_answer_memory_recall (EnlistAnswerMemory *self, const char *vendor, const char *model,
                             EnlistQuestionItem *question)
{
  JsonObject *fields = find_object (find_object (self->vendors, vendor), model);
  JsonNode *node = fields != NULL ? json_object_get_member (fields, enlist_question_item_get_field (question))
                                  : NULL;
  g_autoptr (EnlistValue) value = NULL;

  if (node == NULL || !enlist_question_item_is_remembered (question) ||
      enlist_question_item_is_sensitive (question))
    return NULL;

  /* The label may be a newer one, which asks otherwise. */
  value = enlist_question_item_value_from_json (question, node, NULL);
  if (value == NULL || !enlist_question_item_check_answer (question, value, NULL))
    return NULL;

  return g_steal_pointer (&value);
}

JsonNode *
enlist_answer_memory_to_json (EnlistAnswerMemory *self)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), self->vendors);

  return json_node_copy (node);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                       _("Remembered answers are a JSON object: by vendor, by model, by field."));

  return FALSE;
}

static gboolean
read_models (EnlistAnswerMemory *self, const char *vendor, JsonObject *models, GError **error)
{
  JsonObjectIter model_iter, field_iter;
  const char *model, *field;
  JsonNode *node, *value;

  json_object_iter_init_ordered (&model_iter, models);
  while (json_object_iter_next_ordered (&model_iter, &model, &node))
    {
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return refuse (error);
      json_object_iter_init_ordered (&field_iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&field_iter, &field, &value))
        json_object_set_member (ensure_object (ensure_object (self->vendors, vendor), model), field,
                                json_node_copy (value));
    }

  return TRUE;
}

gboolean
enlist_answer_memory_read_json (EnlistAnswerMemory *self, JsonNode *node, GError **error)
{
  JsonObjectIter iter;
  const char *vendor;
  JsonNode *models;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &vendor, &models))
    {
      if (!JSON_NODE_HOLDS_OBJECT (models))
        return refuse (error);
      if (!read_models (self, vendor, json_node_get_object (models), error))
        return FALSE;
    }

  return TRUE;
}

static void
enlist_answer_memory_finalize (GObject *object)
{
  json_object_unref (ENLIST_ANSWER_MEMORY (object)->vendors);

  G_OBJECT_CLASS (enlist_answer_memory_parent_class)->finalize (object);
}

static void
enlist_answer_memory_class_init (EnlistAnswerMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_answer_memory_finalize;
}

static void
enlist_answer_memory_init (EnlistAnswerMemory *self)
{
  self->vendors = json_object_new ();
}

EnlistAnswerMemory *
enlist_answer_memory_new (void)
{
  return g_object_new (ENLIST_TYPE_ANSWER_MEMORY, NULL);
}
