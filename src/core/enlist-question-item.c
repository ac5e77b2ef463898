/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-question-item"

#include "enlist-question-item.h"

#include <glib/gi18n-lib.h>

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

  guint number;
  char *field;
  EnlistValueKind kind;
  char *label;
  char *help;
  char **options;
  gboolean optional;
  gboolean sensitive;
  gboolean has_minimum, has_maximum;
  gint64 minimum, maximum;
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

  g_free (self->field);
  g_free (self->label);
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
  self->number = question->field;
  self->field = enlist_label_dup_field_name (label, question->field);
  self->kind = (EnlistValueKind) info.kind;
  self->sensitive = (info.flags & ENLIST_FIELD_SENSITIVE) != 0;
  self->label = question->label.size > 0 ? enlist_label_dup_text (question->label)
                                         : enlist_label_dup_field_title (label, question->field);
  self->help = question->help.size > 0 ? enlist_label_dup_text (question->help) : g_strdup ("");
  self->options = read_options (question->options);
  self->optional = question->optional;
  self->has_minimum = question->has_minimum;
  self->has_maximum = question->has_maximum;
  self->minimum = question->minimum;
  self->maximum = question->maximum;
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
  return self->number;
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
  return self->optional;
}

gboolean
enlist_question_item_is_sensitive (EnlistQuestionItem *self)
{
  return self->sensitive;
}

gboolean
enlist_question_item_get_minimum (EnlistQuestionItem *self, gint64 *minimum)
{
  *minimum = self->minimum;

  return self->has_minimum;
}

gboolean
enlist_question_item_get_maximum (EnlistQuestionItem *self, gint64 *maximum)
{
  *maximum = self->maximum;

  return self->has_maximum;
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

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, message);

  return FALSE;
}

static gboolean
check_number (EnlistQuestionItem *self, gint64 number, gboolean characters, GError **error)
{
  if (self->has_minimum && number < self->minimum)
    {
      g_autofree char *message =
          g_strdup_printf (characters ? _("At least %" G_GINT64_FORMAT " characters are needed.")
                                      : _("The smallest value is %" G_GINT64_FORMAT "."), self->minimum);

      return refuse (error, message);
    }
  if (self->has_maximum && number > self->maximum)
    {
      g_autofree char *message =
          g_strdup_printf (characters ? _("At most %" G_GINT64_FORMAT " characters fit.")
                                      : _("The largest value is %" G_GINT64_FORMAT "."), self->maximum);

      return refuse (error, message);
    }

  return TRUE;
}

static gboolean
check_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error)
{
  g_autofree char *text = NULL;
  EnlistCborReader reader;
  gint64 number;

  if (enlist_value_get_kind (value) != self->kind)
    return refuse (error, _("This answer is of the wrong kind."));
  if (enlist_value_is_null (value))
    return self->optional ? TRUE : refuse (error, _("This needs an answer."));

  enlist_value_init_reader (value, &reader);
  switch (self->kind)
    {
    case ENLIST_VALUE_NUMBER:
      enlist_cbor_read_integer (&reader, &number);
      return check_number (self, number, FALSE, error);
    case ENLIST_VALUE_CHOICE:
      enlist_cbor_read_integer (&reader, &number);
      if (number >= (gint64) g_strv_length (self->options))
        return refuse (error, _("This must be one of the options."));
      return TRUE;
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_SECRET:
      text = enlist_value_read_string (&reader);
      return check_number (self, text != NULL ? g_utf8_strlen (text, -1) : 0, TRUE, error);
    default:
      return TRUE;
    }
}

gboolean
enlist_question_item_set_answer (EnlistQuestionItem *self, EnlistValue *value, GError **error)
{
  if (value != NULL && !check_answer (self, value, error))
    return FALSE;

  if (value != NULL)
    enlist_value_ref (value);
  g_clear_pointer (&self->answer, enlist_value_unref);
  self->answer = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANSWER]);

  return TRUE;
}
