/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-question-item"

#include "enlist-question-item.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-prompt-private.h"
#include "enlist-value-private.h"

enum {
  PROP_0,
  PROP_ANSWER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

struct _EnlistQuestionItem {
  GObject parent_instance;

  EnlistLabel *question_label; /* whose bytes the question points into */
  EnlistQuestion question;
  char *field;
  EnlistValueKind kind;
  char *label;
  char *help;
  char *pattern;
  char **options;
  gboolean sensitive;
  EnlistValue *initial;
  EnlistValue *answer;
};

G_DEFINE_FINAL_TYPE (EnlistQuestionItem, enlist_question_item, G_TYPE_OBJECT)

static void
enlist_question_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistQuestionItem *self = ENLIST_QUESTION_ITEM (object);

  switch (property_id)
    {
    case PROP_ANSWER:
      g_value_set_boxed (value, self->answer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_question_item_finalize (GObject *object)
{
  EnlistQuestionItem *self = ENLIST_QUESTION_ITEM (object);

  g_clear_object (&self->question_label);
  g_free (self->field);
  g_free (self->label);
  g_free (self->pattern);
  g_free (self->help);
  g_strfreev (self->options);
  g_clear_pointer (&self->initial, enlist_value_unref);
  g_clear_pointer (&self->answer, enlist_value_unref);

  G_OBJECT_CLASS (enlist_question_item_parent_class)->finalize (object);
}

static void
enlist_question_item_class_init (EnlistQuestionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_question_item_get_property;
  object_class->finalize = enlist_question_item_finalize;

  properties[PROP_ANSWER] =
      g_param_spec_boxed ("answer", NULL, NULL, ENLIST_TYPE_VALUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
enlist_question_item_init (EnlistQuestionItem *self)
{
}

static char **
read_options (EnlistSlice options)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  EnlistCborReader reader;
  gsize count = 0;

  enlist_cbor_reader_init (&reader, options);
  if (options.size > 0)
    enlist_cbor_read_array (&reader, &count);
  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *option = NULL;
      EnlistSlice texts;

      if (enlist_cbor_read_item (&reader, &texts) != ENLIST_OK)
        break;
      option = enlist_label_dup_text (texts);
      g_strv_builder_add (builder, option);
    }

  return g_strv_builder_end (builder);
}

EnlistQuestionItem *
enlist_question_item_new (EnlistLabel *label, const EnlistQuestion *question)
{
  EnlistQuestionItem *self = g_object_new (ENLIST_TYPE_QUESTION_ITEM, NULL);
  EnlistFieldInfo info = { { NULL, 0 }, ENLIST_KIND_TEXT, 0 };

  enlist_manifest_field (enlist_label_get_manifest (label), question->field, &info);
  self->question_label = g_object_ref (label);
  self->question = *question;
  self->field = enlist_label_dup_field_name (label, question->field);
  self->kind = (EnlistValueKind) info.kind;
  self->sensitive = (info.flags & ENLIST_FIELD_SENSITIVE) != 0;
  self->label = question->label.size > 0 ? enlist_label_dup_text (question->label)
                                         : enlist_label_dup_field_title (label, question->field);
  self->help = question->help.size > 0 ? enlist_label_dup_text (question->help) : g_strdup ("");
  self->options = read_options (question->options);
  self->pattern = g_strndup (question->pattern.size > 0 ? (const char *) question->pattern.data : "",
                             question->pattern.size);
  if (question->value.size > 0)
    {
      g_autoptr (GBytes) cbor = g_bytes_new (question->value.data, question->value.size);

      self->initial = enlist_value_new_cbor (self->kind, cbor, NULL);
    }

  return self;
}

guint
enlist_question_item_get_number (EnlistQuestionItem *self)
{
  return self->question.field;
}

const char *
enlist_question_item_get_field (EnlistQuestionItem *self)
{
  return self->field;
}

EnlistValueKind
enlist_question_item_get_kind (EnlistQuestionItem *self)
{
  return self->kind;
}

const char *
enlist_question_item_get_label (EnlistQuestionItem *self)
{
  return self->label;
}

const char *
enlist_question_item_get_help (EnlistQuestionItem *self)
{
  return self->help;
}

const char * const *
enlist_question_item_get_options (EnlistQuestionItem *self)
{
  return (const char *const *) self->options;
}

gboolean
enlist_question_item_get_optional (EnlistQuestionItem *self)
{
  return self->question.optional;
}

gboolean
enlist_question_item_is_sensitive (EnlistQuestionItem *self)
{
  return self->sensitive;
}

gboolean
enlist_question_item_get_minimum (EnlistQuestionItem *self, gint64 *minimum)
{
  *minimum = self->question.minimum;

  return self->question.has_minimum;
}

gboolean
enlist_question_item_get_maximum (EnlistQuestionItem *self, gint64 *maximum)
{
  *maximum = self->question.maximum;

  return self->question.has_maximum;
}

const char *
enlist_question_item_get_pattern (EnlistQuestionItem *self)
{
  return self->pattern;
}

gboolean
enlist_question_item_is_remembered (EnlistQuestionItem *self)
{
  return self->question.remember;
}

void
enlist_question_item_set_default (EnlistQuestionItem *self, EnlistValue *value)
{
  if (value != NULL &&
      (enlist_value_is_null (value) || !enlist_question_item_check_answer (self, value, NULL)))
    return;

  if (value != NULL)
    enlist_value_ref (value);
  g_clear_pointer (&self->initial, enlist_value_unref);
  self->initial = value;
}

EnlistValue *
enlist_question_item_get_default (EnlistQuestionItem *self)
{
  return self->initial;
}

EnlistValue *
enlist_question_item_get_answer (EnlistQuestionItem *self)
{
  return self->answer;
}

/* Why a number, or a number of characters, is outside the question's bounds; nothing when it is not. */
static char *
explain_bounds (EnlistQuestionItem *self, gint64 number, gboolean characters)
{
  const EnlistQuestion *question = &self->question;

  if (question->has_minimum && number < question->minimum)
    return g_strdup_printf (characters ? _("At least %" G_GINT64_FORMAT " characters are needed.")
                                       : _("The smallest value is %" G_GINT64_FORMAT "."), question->minimum);
  if (question->has_maximum && number > question->maximum)
    return g_strdup_printf (characters ? _("At most %" G_GINT64_FORMAT " characters fit.")
                                       : _("The largest value is %" G_GINT64_FORMAT "."), question->maximum);

  return NULL;
}

/* (transfer full): the rule of a pattern, as the publisher put it into words */
static char *
explain_pattern (EnlistQuestionItem *self)
{
  if (*self->help != '\0')
    return g_strdup_printf (_("This does not have the form that is asked for (%s): %s"), self->pattern,
                            self->help);

  return g_strdup_printf (_("This does not have the form that is asked for: %s"), self->pattern);
}

/* (transfer full): why wire has refused a value of the question's kind */
static char *
explain_refusal (EnlistQuestionItem *self, EnlistValue *value)
{
  g_autofree char *text = NULL;
  EnlistCborReader reader;
  gint64 number = 0;
  char *reason = NULL;

  if (enlist_value_is_null (value))
    return g_strdup (_("This needs an answer."));

  enlist_value_init_reader (value, &reader);
  switch (self->kind)
    {
    case ENLIST_VALUE_CHOICE:
      return g_strdup (_("This must be one of the options."));
    case ENLIST_VALUE_NUMBER:
      enlist_cbor_read_integer (&reader, &number);
      reason = explain_bounds (self, number, FALSE);
      break;
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_SECRET:
      text = enlist_value_read_string (&reader);
      reason = explain_bounds (self, text != NULL ? g_utf8_strlen (text, -1) : 0, TRUE);
      if (text != NULL)
        sodium_memzero (text, strlen (text));
      break;
    default:
      break;
    }
  if (reason == NULL && *self->pattern != '\0')
    reason = explain_pattern (self);

  return reason != NULL ? reason : g_strdup (_("This answer does not fit."));
}

/* Whether an answer fits is for wire to say: both ends must agree on it. */
gboolean
enlist_question_item_check_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error)
{
  EnlistSlice cbor = enlist_bytes_slice (enlist_value_get_cbor (value));
  g_autofree char *reason = NULL;

  if (enlist_value_get_kind (value) != self->kind)
    reason = g_strdup (_("This answer is of the wrong kind."));
  else if (enlist_step_check_answer (&self->question, (EnlistFieldKind) self->kind, cbor) != ENLIST_OK)
    reason = explain_refusal (self, value);

  if (reason != NULL)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, reason);

  return reason == NULL;
}

JsonNode *
enlist_question_item_value_to_json (EnlistQuestionItem *self, EnlistValue *value)
{
  g_autoptr (JsonNode) json = enlist_value_to_json (value);
  gint64 index;

  if (self->kind != ENLIST_VALUE_CHOICE || json_node_get_value_type (json) != G_TYPE_INT64)
    return g_steal_pointer (&json);
  index = json_node_get_int (json);
  if (index < 0 || index >= g_strv_length (self->options))
    return g_steal_pointer (&json);

  return json_node_init_string (json_node_alloc (), self->options[index]);
}

EnlistValue *
enlist_question_item_value_from_json (EnlistQuestionItem *self, JsonNode *node, GError **error)
{
  g_autofree char *joined = NULL;

  if (self->kind != ENLIST_VALUE_CHOICE || json_node_get_value_type (node) != G_TYPE_STRING)
    return enlist_value_from_json (self->kind, node, error);

  for (guint i = 0; self->options[i] != NULL; i++)
    {
      if (g_str_equal (self->options[i], json_node_get_string (node)))
        return enlist_value_new_choice (i);
    }
  joined = g_strjoinv (", ", self->options);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("“%s” is none of the options: %s."),
               json_node_get_string (node), joined);

  return NULL;
}

gboolean
enlist_question_item_set_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error)
{
  if (value != NULL && !enlist_question_item_check_answer (self, value, error))
    return FALSE;

  if (value != NULL)
    enlist_value_ref (value);
  g_clear_pointer (&self->answer, enlist_value_unref);
  self->answer = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANSWER]);

  return TRUE;
}
