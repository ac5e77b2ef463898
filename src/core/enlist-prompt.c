/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-prompt"

#include "enlist-prompt.h"

#include "enlist-prompt-private.h"

enum {
  PROP_0,
  PROP_COMPLETE,
  N_PROPS,
};

enum {
  SUBMITTED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _EnlistPrompt {
  GObject parent_instance;

  EnlistPromptKind kind;
  guint step;
  char *text;
  char *problem;
  GPtrArray *questions; /* of EnlistQuestionItem */
  gboolean submitted;
};

G_DEFINE_FINAL_TYPE (EnlistPrompt, enlist_prompt, G_TYPE_OBJECT)

static void
enlist_prompt_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistPrompt *self = ENLIST_PROMPT (object);

  switch (property_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, enlist_prompt_is_complete (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_prompt_finalize (GObject *object)
{
  EnlistPrompt *self = ENLIST_PROMPT (object);

  for (guint i = 0; i < self->questions->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->questions, i), self);
  g_ptr_array_unref (self->questions);
  g_free (self->text);
  g_free (self->problem);

  G_OBJECT_CLASS (enlist_prompt_parent_class)->finalize (object);
}

static void
enlist_prompt_class_init (EnlistPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_prompt_get_property;
  object_class->finalize = enlist_prompt_finalize;

  properties[PROP_COMPLETE] =
      g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
}

static void
enlist_prompt_init (EnlistPrompt *self)
{
  self->questions = g_ptr_array_new_with_free_func (g_object_unref);
  self->text = g_strdup ("");
  self->problem = g_strdup ("");
}

static void
on_question_answer_changed (EnlistPrompt *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static void
add_questions (EnlistPrompt *self, EnlistLabel *label, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;

  for (guint i = 0; i < step->argument_count; i++)
    {
      EnlistQuestionItem *item;
      EnlistQuestion question;

      if (enlist_step_read_question (&reader, &question) != ENLIST_OK)
        break;
      item = enlist_question_item_new (label, &question);
      g_signal_connect_swapped (item, "notify::answer", G_CALLBACK (on_question_answer_changed), self);
      g_ptr_array_add (self->questions, item);
    }
}

EnlistPrompt *
enlist_prompt_new (EnlistLabel *label, const EnlistStep *step)
{
  EnlistPrompt *self = g_object_new (ENLIST_TYPE_PROMPT, NULL);
  EnlistCborReader reader = step->arguments;
  EnlistSlice texts;

  self->step = step->index;
  switch (step->operation)
    {
    case ENLIST_OP_ASK:
      self->kind = ENLIST_PROMPT_QUESTIONS;
      add_questions (self, label, step);
      break;
    case ENLIST_OP_NOTE:
      self->kind = ENLIST_PROMPT_NOTE;
      if (enlist_cbor_read_item (&reader, &texts) == ENLIST_OK)
        {
          g_free (self->text);
          self->text = enlist_label_dup_text (texts);
        }
      break;
    case ENLIST_OP_IDENTIFY:
    default:
      self->kind = ENLIST_PROMPT_IDENTIFY;
      break;
    }

  return self;
}

EnlistPromptKind
enlist_prompt_get_kind (EnlistPrompt *self)
{
  return self->kind;
}

guint
enlist_prompt_get_step (EnlistPrompt *self)
{
  return self->step;
}

const char *
enlist_prompt_get_text (EnlistPrompt *self)
{
  return self->text;
}

const char *
enlist_prompt_get_problem (EnlistPrompt *self)
{
  return self->problem;
}

void
enlist_prompt_set_problem (EnlistPrompt *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

guint
enlist_prompt_get_n_questions (EnlistPrompt *self)
{
  return self->questions->len;
}

EnlistQuestionItem *
enlist_prompt_get_question (EnlistPrompt *self, guint index)
{
  g_return_val_if_fail (index < self->questions->len, NULL);

  return g_ptr_array_index (self->questions, index);
}

EnlistQuestionItem *
enlist_prompt_find_question (EnlistPrompt *self, const char *field)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      EnlistQuestionItem *item = g_ptr_array_index (self->questions, i);

      if (g_str_equal (enlist_question_item_get_field (item), field))
        return item;
    }

  return NULL;
}

gboolean
enlist_prompt_is_complete (EnlistPrompt *self)
{
  for (guint i = 0; i < self->questions->len; i++)
    {
      EnlistQuestionItem *item = g_ptr_array_index (self->questions, i);

      if (!enlist_question_item_get_optional (item) && enlist_question_item_get_answer (item) == NULL)
        return FALSE;
    }

  return TRUE;
}

void
enlist_prompt_submit (EnlistPrompt *self)
{
  g_return_if_fail (enlist_prompt_is_complete (self));
  g_return_if_fail (!self->submitted);

  self->submitted = TRUE;
  g_signal_emit (self, signals[SUBMITTED], 0);
}
