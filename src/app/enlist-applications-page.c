/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-applications-page"

#include "enlist-applications-page.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

enum {
  CHOSEN,
  N_SIGNALS,
};

struct _EnlistApplicationsPage {
  EnlistPage parent_instance;

  AdwPreferencesGroup *group;
  GtkListBox *list_box;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistApplicationsPage, enlist_applications_page, ENLIST_TYPE_PAGE)

static void
on_row_activated (EnlistApplicationsPage *self,
                  GtkListBoxRow          *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, (guint) gtk_list_box_row_get_index (row));
}

static void
enlist_applications_page_class_init (EnlistApplicationsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-applications-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistApplicationsPage, group);
  gtk_widget_class_bind_template_child (widget_class, EnlistApplicationsPage, list_box);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
enlist_applications_page_init (EnlistApplicationsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
create_row (const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *markup = enlist_plain_text_to_markup (title, ENLIST_PLAIN_TEXT_NAME);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
  return row;
}

EnlistPage *
enlist_applications_page_new (EnlistLabel *label)
{
  EnlistApplicationsPage *self = g_object_new (ENLIST_TYPE_APPLICATIONS_PAGE, NULL);
  g_autofree char *device = g_strdup_printf ("%s %s", enlist_label_get_vendor (label),
                                             enlist_label_get_model (label));
  g_autofree char *title = enlist_plain_text_to_markup (device, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_preferences_group_set_title (self->group, title);
  for (guint i = 0; i < enlist_label_get_n_applications (label); i++)
    {
      g_autofree char *name = enlist_label_dup_application_title (label, i);

      gtk_list_box_append (self->list_box, create_row (name));
    }
  return ENLIST_PAGE (self);
}
