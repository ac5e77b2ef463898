/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-question-group"

#include "enlist-question-group.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

#define LONG_LABEL 32 /* characters that a row shows without cutting them off on a phone */

enum {
  PROP_0,
  PROP_ITEM,
  N_PROPERTIES,
};

enum {
  ACTIVATE,
  N_SIGNALS,
};

typedef struct {
  GtkLabel *heading;
  GtkListBox *list_box;
  GtkLabel *hint_label;
  GtkLabel *error_label;
  AdwEntryRow *only_entry; /* when there is no more than one */
  guint n_entries;

  EnlistQuestionItem *item;
  gboolean filling;
} EnlistQuestionGroupPrivate;

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EnlistQuestionGroup, enlist_question_group, ADW_TYPE_BIN)

static EnlistQuestionGroupPrivate *
get_private (EnlistQuestionGroup *self)
{
  return enlist_question_group_get_instance_private (self);
}

static void
show_error (EnlistQuestionGroup *self,
            const GError        *error)
{
  EnlistQuestionGroupPrivate *priv = get_private (self);
  g_autofree char *text = enlist_plain_text_cap (error != NULL ? error->message : "",
                                                 ENLIST_PLAIN_TEXT_SENTENCE);

  gtk_label_set_label (priv->error_label, text);
  gtk_widget_set_visible (GTK_WIDGET (priv->error_label), error != NULL);
  if (priv->only_entry == NULL || priv->n_entries > 1)
    return;

  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (priv->only_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (priv->only_entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (priv->only_entry))),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL
                                   ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_entry_activated (EnlistQuestionGroup *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

static void
fill (EnlistQuestionGroup *self,
      EnlistValue         *value)
{
  EnlistQuestionGroupPrivate *priv = get_private (self);
  g_autoptr (JsonNode) json = NULL;

  if (value == NULL || enlist_value_is_null (value))
    return;

  json = enlist_value_to_json (value);
  priv->filling = TRUE;
  ENLIST_QUESTION_GROUP_GET_CLASS (self)->fill (self, json);
  priv->filling = FALSE;
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_visible (label, FALSE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
enlist_question_group_constructed (GObject *object)
{
  EnlistQuestionGroup *self = ENLIST_QUESTION_GROUP (object);
  EnlistQuestionGroupPrivate *priv = get_private (self);
  g_autofree char *help = enlist_plain_text_cap (enlist_question_item_get_help (priv->item),
                                                 ENLIST_PLAIN_TEXT_SENTENCE);
  EnlistValue *begin = enlist_question_item_get_answer (priv->item);

  G_OBJECT_CLASS (enlist_question_group_parent_class)->constructed (object);

  ENLIST_QUESTION_GROUP_GET_CLASS (self)->build (self, priv->item);
  if (*help != '\0')
    enlist_question_group_set_hint (self, help);

  fill (self, begin != NULL ? begin : enlist_question_item_get_default (priv->item));
  enlist_question_group_changed (self);
}

static void
enlist_question_group_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, get_private (ENLIST_QUESTION_GROUP (object))->item);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_question_group_set_property (GObject      *object,
                                    guint         property_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_ITEM:
      get_private (ENLIST_QUESTION_GROUP (object))->item = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_question_group_finalize (GObject *object)
{
  g_clear_object (&get_private (ENLIST_QUESTION_GROUP (object))->item);

  G_OBJECT_CLASS (enlist_question_group_parent_class)->finalize (object);
}

static void
enlist_question_group_class_init (EnlistQuestionGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = enlist_question_group_constructed;
  object_class->get_property = enlist_question_group_get_property;
  object_class->set_property = enlist_question_group_set_property;
  object_class->finalize = enlist_question_group_finalize;

  properties[PROP_ITEM] =
    g_param_spec_object ("item", NULL, NULL, ENLIST_TYPE_QUESTION_ITEM,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
enlist_question_group_init (EnlistQuestionGroup *self)
{
  EnlistQuestionGroupPrivate *priv = get_private (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  priv->heading = add_label (box, "heading");
  priv->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (priv->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (priv->list_box), "boxed-list");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->list_box));
  priv->hint_label = add_label (box, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (priv->hint_label), "caption");
  priv->error_label = add_label (box, "error");
  gtk_widget_add_css_class (GTK_WIDGET (priv->error_label), "caption");
  adw_bin_set_child (ADW_BIN (self), box);
}

EnlistQuestionItem *
enlist_question_group_get_item (EnlistQuestionGroup *self)
{
  g_return_val_if_fail (ENLIST_IS_QUESTION_GROUP (self), NULL);

  return get_private (self)->item;
}

void
enlist_question_group_changed (EnlistQuestionGroup *self)
{
  EnlistQuestionGroupPrivate *priv;
  g_autoptr (EnlistValue) value = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (ENLIST_IS_QUESTION_GROUP (self));

  priv = get_private (self);
  if (priv->filling)
    return;

  value = ENLIST_QUESTION_GROUP_GET_CLASS (self)->read (self, &error);
  if (error != NULL)
    enlist_question_item_set_answer (priv->item, NULL, NULL);
  else if (!enlist_question_item_set_answer (priv->item, value, &error))
    enlist_question_item_set_answer (priv->item, NULL, NULL);
  show_error (self, error);
}

AdwEntryRow *
enlist_question_group_add_entry (EnlistQuestionGroup *self,
                                 const char          *title,
                                 GtkInputPurpose      purpose,
                                 gboolean             secret)
{
  EnlistQuestionGroupPrivate *priv;
  GtkWidget *row;
  GtkEditable *text;
  g_autofree char *shown = NULL;
  g_autofree char *markup = NULL;
  g_autofree char *name = NULL;
  const char *label;

  g_return_val_if_fail (ENLIST_IS_QUESTION_GROUP (self), NULL);

  priv = get_private (self);
  label = enlist_question_item_get_label (priv->item);
  row = secret ? adw_password_entry_row_new () : adw_entry_row_new ();
  if (title == NULL && g_utf8_strlen (label, -1) > LONG_LABEL)
    {
      enlist_question_group_add_heading (self);
      shown = g_strdup (_("Answer"));
    }
  else
    {
      shown = title != NULL ? g_strdup (title) : enlist_question_group_dup_title (self);
    }
  markup = enlist_plain_text_to_markup (shown, ENLIST_PLAIN_TEXT_SENTENCE);
  name = title != NULL ? g_strdup (title) : enlist_plain_text_cap (label, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), secret ? GTK_INPUT_PURPOSE_PASSWORD : purpose);
  text = gtk_editable_get_delegate (GTK_EDITABLE (row));
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (row, "changed", G_CALLBACK (enlist_question_group_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_entry_activated), self, G_CONNECT_SWAPPED);
  enlist_question_group_add_row (self, row);

  priv->only_entry = ADW_ENTRY_ROW (row);
  priv->n_entries++;
  return ADW_ENTRY_ROW (row);
}

void
enlist_question_group_add_heading (EnlistQuestionGroup *self)
{
  EnlistQuestionGroupPrivate *priv = get_private (self);
  g_autofree char *title = enlist_question_group_dup_title (self);

  gtk_label_set_label (priv->heading, title);
  gtk_widget_show (GTK_WIDGET (priv->heading));
}

void
enlist_question_group_add_row (EnlistQuestionGroup *self,
                               GtkWidget           *row)
{
  g_return_if_fail (ENLIST_IS_QUESTION_GROUP (self));

  gtk_list_box_append (get_private (self)->list_box, row);
}

void
enlist_question_group_set_hint (EnlistQuestionGroup *self,
                                const char          *hint)
{
  EnlistQuestionGroupPrivate *priv;

  g_return_if_fail (ENLIST_IS_QUESTION_GROUP (self));

  priv = get_private (self);
  gtk_label_set_label (priv->hint_label, hint);
  gtk_widget_show (GTK_WIDGET (priv->hint_label));
}

char *
enlist_question_group_dup_title (EnlistQuestionGroup *self)
{
  EnlistQuestionItem *item;
  g_autofree char *label = NULL;

  g_return_val_if_fail (ENLIST_IS_QUESTION_GROUP (self), NULL);

  item = get_private (self)->item;
  label = enlist_plain_text_cap (enlist_question_item_get_label (item), ENLIST_PLAIN_TEXT_SENTENCE);
  if (!enlist_question_item_get_optional (item))
    return g_steal_pointer (&label);

  /* Translators: %s is a question that need not be answered. */
  return g_strdup_printf (_("%s (optional)"), label);
}

char *
enlist_question_group_dup_entry (AdwEntryRow *row)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

  g_strstrip (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}
