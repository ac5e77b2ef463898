/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-answers.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-error.h"

struct _EnlistCtlAnswers {
  char *path;        /* %NULL without a file */
  JsonObject *object;
  EnlistLabel *label;
  JsonNode *source;  /* of the label */
};

EnlistCtlAnswers *
enlist_ctl_answers_load (const char *path, EnlistLabel *label, GError **error)
{
  g_autoptr (EnlistCtlAnswers) self = g_new0 (EnlistCtlAnswers, 1);
  g_autoptr (JsonNode) node = NULL;

  self->path = g_strdup (path);
  self->label = g_object_ref (label);
  self->source = enlist_label_to_json (label);
  if (path == NULL)
    {
      self->object = json_object_new ();
      return g_steal_pointer (&self);
    }

  node = enlist_ctl_read_json (path, error);
  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("%s: answers are one JSON object, such as {\"name\": \"Roof sensor 1\"}."), path);
      return NULL;
    }
  self->object = json_node_dup_object (node);

  return g_steal_pointer (&self);
}

void
enlist_ctl_answers_free (EnlistCtlAnswers *self)
{
  g_free (self->path);
  g_clear_pointer (&self->object, json_object_unref);
  g_clear_pointer (&self->source, json_node_unref);
  g_clear_object (&self->label);
  g_free (self);
}

static gboolean
label_has_field (EnlistCtlAnswers *self, const char *name)
{
  JsonObject *source = json_node_get_object (self->source);
  JsonArray *fields =
      json_object_has_member (source, "fields") ? json_object_get_array_member (source, "fields") : NULL;

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    {
      if (g_str_equal (json_object_get_string_member (json_array_get_object_element (fields, i), "name"),
                       name))
        return TRUE;
    }

  return FALSE;
}

gboolean
enlist_ctl_answers_permit (EnlistCtlAnswers *self, const char *permission)
{
  JsonNode *node = json_object_get_member (self->object, permission);

  return node != NULL && !label_has_field (self, permission) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

JsonNode *
enlist_ctl_answers_lookup (EnlistCtlAnswers *self, const char *field)
{
  return json_object_get_member (self->object, field);
}

/* What is looked for in the steps of an application. */
typedef struct {
  EnlistCtlAnswers *answers;
  JsonObject *remembered; /* by field; may be %NULL */
  gboolean confirmed;
  GPtrArray *missing;
} Search;

static void
add_missing (Search *self, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (self->missing, name, g_str_equal, NULL))
    g_ptr_array_add (self->missing, g_strdup (name));
}

/* A question of the source that needs an answer: without default, not optional, not remembered. */
static void
add_question (Search *self, JsonNode *question)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (question) ? json_node_get_object (question) : NULL;
  const char *field = object != NULL ? json_object_get_string_member (object, "field")
                                     : json_node_get_string (question);
  gboolean remembered = object != NULL && self->remembered != NULL &&
                        json_object_get_boolean_member_with_default (object, "remember", FALSE) &&
                        json_object_has_member (self->remembered, field);

  if (object != NULL && (json_object_has_member (object, "default") ||
                         json_object_get_boolean_member_with_default (object, "optional", FALSE)))
    return;
  if (!remembered && enlist_ctl_answers_lookup (self->answers, field) == NULL)
    add_missing (self, field);
}

static void add_steps (Search *self, JsonArray *steps);

/* Only what is certain to be executed: steps outside of blocks, and a first round of `repeat`. The others
 * show when they are. */
static void
add_step (Search *self, JsonNode *step)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (step) ? json_node_get_object (step) : NULL;
  gboolean instruction =
      object != NULL ? json_object_get_boolean_member_with_default (object, "confirm", FALSE)
                     : g_strcmp0 (json_node_get_string (step), "identify") == 0;
  JsonArray *questions = object != NULL && json_object_has_member (object, "ask")
                             ? json_object_get_array_member (object, "ask") : NULL;

  if (instruction && !self->confirmed)
    add_missing (self, _("confirm (or the option --yes)"));
  for (guint i = 0; questions != NULL && i < json_array_get_length (questions); i++)
    add_question (self, json_array_get_element (questions, i));
  if (object != NULL && json_object_has_member (object, "repeat"))
    add_steps (self, json_object_get_array_member (object, "do"));
}

static void
add_steps (Search *self, JsonArray *steps)
{
  for (guint i = 0; i < json_array_get_length (steps); i++)
    add_step (self, json_array_get_element (steps, i));
}

/* (transfer none) (nullable): the assistant's steps of the label's application in hand */
static JsonArray *
find_steps (EnlistCtlAnswers *self)
{
  JsonObject *object = json_node_get_object (self->source);

  if (json_object_has_member (object, "applications"))
    object = json_array_get_object_element (json_object_get_array_member (object, "applications"),
                                            enlist_label_get_application (self->label));
  if (!json_object_has_member (object, "assistant") ||
      !JSON_NODE_HOLDS_ARRAY (json_object_get_member (object, "assistant")))
    return NULL;

  return json_object_get_array_member (object, "assistant");
}

/* (transfer none) (nullable) */
static JsonObject *
find_remembered (EnlistCtlAnswers *self, JsonNode *memory)
{
  const char *const names[] = { enlist_label_get_vendor (self->label), enlist_label_get_model (self->label) };
  JsonObject *object = memory != NULL ? json_node_get_object (memory) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && object != NULL; i++)
    object = json_object_has_member (object, names[i]) ? json_object_get_object_member (object, names[i])
                                                       : NULL;

  return object;
}

gboolean
enlist_ctl_answers_check (EnlistCtlAnswers   *self,
                          gboolean            confirmed,
                          EnlistAnswerMemory *memory,
                          GError            **error)
{
  g_autoptr (JsonNode) remembered = memory != NULL ? enlist_answer_memory_to_json (memory) : NULL;
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  Search search = { self, find_remembered (self, remembered), confirmed, missing };
  JsonArray *steps = find_steps (self);
  g_autofree char *names = NULL;

  if (steps != NULL)
    add_steps (&search, steps);
  if (missing->len == 0)
    return TRUE;

  g_ptr_array_add (missing, NULL);
  names = g_strjoinv (", ", (char **) missing->pdata);
  if (self->path != NULL)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s has no answer for: %s."), self->path, names);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("Nobody can be asked here, and --answers was not given. The label asks for: %s."), names);

  return FALSE;
}
