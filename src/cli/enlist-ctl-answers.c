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
  JsonNode *source;  /* of the label */
};

EnlistCtlAnswers *
enlist_ctl_answers_load (const char *path, EnlistLabel *label, GError **error)
{
  g_autoptr (EnlistCtlAnswers) self = g_new0 (EnlistCtlAnswers, 1);
  g_autoptr (JsonNode) node = NULL;

  self->path = g_strdup (path);
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

/* The name of the field when a question of the source needs an answer. */
static const char *
get_needed_field (EnlistCtlAnswers *self, JsonNode *question)
{
  JsonObject *object;
  const char *field;

  if (!JSON_NODE_HOLDS_OBJECT (question))
    field = json_node_get_string (question);
  else
    {
      object = json_node_get_object (question);
      if (json_object_has_member (object, "default") ||
          json_object_get_boolean_member_with_default (object, "optional", FALSE))
        return NULL;
      field = json_object_get_string_member (object, "field");
    }

  return enlist_ctl_answers_lookup (self, field) == NULL ? field : NULL;
}

/* Only steps outside of blocks are certain to be executed; the others show when they are. */
static void
add_needed (EnlistCtlAnswers *self, JsonNode *step, gboolean confirmed, GPtrArray *missing)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (step) ? json_node_get_object (step) : NULL;
  gboolean instruction =
      object != NULL && json_object_get_boolean_member_with_default (object, "confirm", FALSE);
  JsonArray *questions;

  if (instruction || (object == NULL && g_strcmp0 (json_node_get_string (step), "identify") == 0))
    {
      if (!confirmed)
        g_ptr_array_add (missing, g_strdup (_("confirm (or the option --yes)")));
      return;
    }
  if (object == NULL || !json_object_has_member (object, "ask"))
    return;

  questions = json_object_get_array_member (object, "ask");
  for (guint i = 0; i < json_array_get_length (questions); i++)
    {
      const char *field = get_needed_field (self, json_array_get_element (questions, i));

      if (field != NULL)
        g_ptr_array_add (missing, g_strdup (field));
    }
}

gboolean
enlist_ctl_answers_check (EnlistCtlAnswers *self, gboolean confirmed, GError **error)
{
  JsonObject *source = json_node_get_object (self->source);
  JsonArray *steps = json_object_has_member (source, "assistant")
                         ? json_object_get_array_member (source, "assistant")
                         : NULL;
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *names = NULL;

  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    add_needed (self, json_array_get_element (steps, i), confirmed, missing);
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
