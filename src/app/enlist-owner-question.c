/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-owner-question"

#include "enlist-owner-question.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

struct _EnlistOwnerQuestion {
  EnlistQuestionGroup parent_instance;

  AdwComboRow *owner_row;
  AdwEntryRow *name_row;

  GPtrArray *owners; /* (element-type EnlistOwner), as in the list; behind them the entry for a new one */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (EnlistOwnerQuestion, enlist_owner_question, ENLIST_TYPE_QUESTION_GROUP)

static EnlistOwner *
get_selected (EnlistOwnerQuestion *self)
{
  guint selected = adw_combo_row_get_selected (self->owner_row);

  if (self->owners == NULL || selected >= self->owners->len)
    return NULL;
  return g_ptr_array_index (self->owners, selected);
}

static void
on_selected_changed (EnlistOwnerQuestion *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), get_selected (self) == NULL);
  enlist_question_group_changed (ENLIST_QUESTION_GROUP (self));
}

/* An answer that is there already, from the label or from the last attempt, is what stands in the entry. */
static void
select_begin (EnlistOwnerQuestion *self)
{
  g_autofree char *name = enlist_question_group_dup_entry (self->name_row);
  guint selected = name == NULL ? 0 : self->owners->len;

  for (guint i = 0; i < self->owners->len; i++)
    if (g_strcmp0 (enlist_owner_get_name (g_ptr_array_index (self->owners, i)), name) == 0)
      selected = i;
  adw_combo_row_set_selected (self->owner_row, selected);
}

static void
on_owners_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (EnlistOwnerQuestion) self = ENLIST_OWNER_QUESTION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) owners = enlist_keyring_list_owners_finish (ENLIST_KEYRING (source), result, &error);
  g_autoptr (GtkStringList) names = NULL;

  if (owners == NULL)
    {
      g_info ("the owners cannot be listed: %s", error->message);
      return;
    }
  if (owners->len == 0 || g_cancellable_is_cancelled (self->cancellable))
    return;

  names = gtk_string_list_new (NULL);
  for (guint i = 0; i < owners->len; i++)
    gtk_string_list_take (names, enlist_plain_text_cap (enlist_owner_get_name (g_ptr_array_index (owners, i)),
                                                        ENLIST_PLAIN_TEXT_NAME));
  gtk_string_list_append (names, _("New owner…"));
  self->owners = g_steal_pointer (&owners);
  adw_combo_row_set_model (self->owner_row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->owner_row), TRUE);
  select_begin (self);
  on_selected_changed (self);
}

static void
enlist_owner_question_build (EnlistQuestionGroup *group,
                             EnlistQuestionItem  *item)
{
  EnlistOwnerQuestion *self = ENLIST_OWNER_QUESTION (group);

  enlist_question_group_add_heading (group);
  self->owner_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->owner_row), _("Owner"));
  gtk_widget_set_visible (GTK_WIDGET (self->owner_row), FALSE);
  g_signal_connect_object (self->owner_row, "notify::selected", G_CALLBACK (on_selected_changed), self,
                           G_CONNECT_SWAPPED);
  enlist_question_group_add_row (group, GTK_WIDGET (self->owner_row));
  self->name_row = enlist_question_group_add_entry (group, _("Name of the organization"),
                                                    GTK_INPUT_PURPOSE_FREE_FORM, FALSE);
  enlist_question_group_set_hint (group,
                                  _("A new owner gets a key of its own, which is kept in the keyring."));
}

static void
enlist_owner_question_fill (EnlistQuestionGroup *group,
                            JsonNode            *json)
{
  const char *name = JSON_NODE_HOLDS_OBJECT (json)
    ? json_object_get_string_member_with_default (json_node_get_object (json), "name", "")
    : json_node_get_string (json);

  gtk_editable_set_text (GTK_EDITABLE (ENLIST_OWNER_QUESTION (group)->name_row), name != NULL ? name : "");
}

static EnlistValue *
enlist_owner_question_read (EnlistQuestionGroup  *group,
                            GError              **error)
{
  EnlistOwnerQuestion *self = ENLIST_OWNER_QUESTION (group);
  EnlistOwner *owner = get_selected (self);
  g_autofree char *name = NULL;

  if (owner != NULL)
    return enlist_value_new_owner (enlist_owner_get_name (owner), enlist_owner_get_public_key (owner), error);

  name = enlist_question_group_dup_entry (self->name_row);
  return name != NULL ? enlist_value_new_owner (name, NULL, error) : NULL;
}

static void
enlist_owner_question_dispose (GObject *object)
{
  EnlistOwnerQuestion *self = ENLIST_OWNER_QUESTION (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (enlist_owner_question_parent_class)->dispose (object);
}

static void
enlist_owner_question_finalize (GObject *object)
{
  EnlistOwnerQuestion *self = ENLIST_OWNER_QUESTION (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->owners, g_ptr_array_unref);

  G_OBJECT_CLASS (enlist_owner_question_parent_class)->finalize (object);
}

static void
enlist_owner_question_class_init (EnlistOwnerQuestionClass *klass)
{
  EnlistQuestionGroupClass *group_class = ENLIST_QUESTION_GROUP_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_owner_question_dispose;
  G_OBJECT_CLASS (klass)->finalize = enlist_owner_question_finalize;
  group_class->build = enlist_owner_question_build;
  group_class->fill = enlist_owner_question_fill;
  group_class->read = enlist_owner_question_read;
}

static void
enlist_owner_question_init (EnlistOwnerQuestion *self)
{
  self->cancellable = g_cancellable_new ();
}

void
enlist_owner_question_set_keyring (EnlistOwnerQuestion *self,
                                   EnlistKeyring       *keyring)
{
  g_return_if_fail (ENLIST_IS_OWNER_QUESTION (self));

  enlist_keyring_list_owners_async (keyring, self->cancellable, on_owners_ready, g_object_ref (self));
}
