/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-detail-row"

#include "enlist-detail-row.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"
#include "enlist-toast.h"

struct _EnlistDetailRow {
  AdwActionRow parent_instance;

  char *value;
};

G_DEFINE_FINAL_TYPE (EnlistDetailRow, enlist_detail_row, ADW_TYPE_ACTION_ROW)

static void
on_copy_activated (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), ENLIST_DETAIL_ROW (widget)->value);
  enlist_toast_show (widget, _("Copied"));
}

static void
enlist_detail_row_finalize (GObject *object)
{
  g_free (ENLIST_DETAIL_ROW (object)->value);

  G_OBJECT_CLASS (enlist_detail_row_parent_class)->finalize (object);
}

static void
enlist_detail_row_class_init (EnlistDetailRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_detail_row_finalize;

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "row.copy", NULL, on_copy_activated);
}

static void
enlist_detail_row_init (EnlistDetailRow *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "detail-row");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
enlist_detail_row_new (const char *name,
                       const char *value)
{
  EnlistDetailRow *self = g_object_new (ENLIST_TYPE_DETAIL_ROW, NULL);
  g_autofree char *title = enlist_plain_text_to_markup (name, ENLIST_PLAIN_TEXT_NAME);
  g_autofree char *subtitle = enlist_plain_text_to_markup (value, ENLIST_PLAIN_TEXT_SENTENCE);

  self->value = enlist_plain_text_cap (value, ENLIST_PLAIN_TEXT_SENTENCE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  return GTK_WIDGET (self);
}

GtkWidget *
enlist_detail_row_new_for_hex (const char *name,
                               const char *hex)
{
  g_autofree char *grouped = enlist_plain_text_group_hex (hex);
  GtkWidget *self = enlist_detail_row_new (name, grouped);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  /* Translators: %s is what is copied, such as "Device key". */
  g_autofree char *label = g_strdup_printf (_("Copy %s"), name);

  g_free (ENLIST_DETAIL_ROW (self)->value);
  ENLIST_DETAIL_ROW (self)->value = g_strdup (hex);
  gtk_widget_add_css_class (self, "hex");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "row.copy");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  return self;
}
