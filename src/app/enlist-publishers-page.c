/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-publishers-page"

#include "enlist-publishers-page.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-toast.h"

struct _EnlistPublishersPage {
  EnlistPage parent_instance;

  GtkStack *stack;
  GtkListBox *list_box;

  EnlistPublishers *publishers;
};

G_DEFINE_FINAL_TYPE (EnlistPublishersPage, enlist_publishers_page, ENLIST_TYPE_PAGE)

static void
on_remove_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GtkWidget) self = GTK_WIDGET (user_data);
  g_autoptr (GError) error = NULL;

  if (enlist_publishers_remove_finish (ENLIST_PUBLISHERS (source), result, &error))
    enlist_toast_show (self, _("No longer trusted"));
  else
    enlist_toast_show (self, enlist_problem_text_get_title (error));
}

static void
on_remove_response (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  EnlistPublishersPage *self = ENLIST_PUBLISHERS_PAGE (user_data);
  EnlistPublisher *publisher = g_object_get_data (G_OBJECT (dialog), "publisher");

  if (g_str_equal (response, "remove"))
    enlist_publishers_remove_async (self->publishers, publisher, NULL, on_remove_ready, g_object_ref (self));
}

static void
on_remove_clicked (GtkWidget *button,
                   gpointer   user_data)
{
  EnlistPublishersPage *self = ENLIST_PUBLISHERS_PAGE (user_data);
  EnlistPublisher *publisher = g_object_get_data (G_OBJECT (button), "publisher");
  g_autofree char *name = enlist_plain_text_cap (enlist_publisher_get_name (publisher),
                                                 ENLIST_PLAIN_TEXT_NAME);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (button)), NULL, NULL);

  /* Translators: %s is the name of a publisher. */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _("Stop Trusting “%s”?"), name);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _("Its labels cannot be used until you trust it again. "
                                 "Enrolled devices stay enrolled."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "remove",
                                    _("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "publisher", g_object_ref (publisher), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_response), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  EnlistPublisher *publisher = ENLIST_PUBLISHER (item);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = enlist_plain_text_to_markup (enlist_publisher_get_name (publisher),
                                                       ENLIST_PLAIN_TEXT_NAME);
  g_autofree char *key_id = enlist_plain_text_group_hex (enlist_publisher_get_key_id (publisher));
  g_autofree char *of_system = g_strdup_printf (_("Of this computer · key %s"), key_id);
  GtkWidget *button;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  if (enlist_publisher_get_source (publisher) == ENLIST_PUBLISHER_SYSTEM)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), of_system);
    }
  else
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), key_id);
      button = gtk_button_new_from_icon_name ("user-trash-symbolic");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, _("Remove"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove"),
                                      -1);
      g_object_set_data_full (G_OBJECT (button), "publisher", g_object_ref (publisher), g_object_unref);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked), user_data, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  return row;
}

static void
on_items_changed (EnlistPublishersPage *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->publishers)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
}

static void
enlist_publishers_page_dispose (GObject *object)
{
  g_clear_object (&ENLIST_PUBLISHERS_PAGE (object)->publishers);

  G_OBJECT_CLASS (enlist_publishers_page_parent_class)->dispose (object);
}

static void
enlist_publishers_page_class_init (EnlistPublishersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_publishers_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-publishers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistPublishersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EnlistPublishersPage, list_box);
}

static void
enlist_publishers_page_init (EnlistPublishersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_publishers_page_new (EnlistPublishers *publishers)
{
  EnlistPublishersPage *self = g_object_new (ENLIST_TYPE_PUBLISHERS_PAGE, NULL);

  self->publishers = g_object_ref (publishers);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (publishers), create_row, self, NULL);
  g_signal_connect_object (publishers, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
  return ENLIST_PAGE (self);
}
