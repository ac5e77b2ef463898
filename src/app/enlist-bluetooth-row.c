/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluetooth-row"

#include "enlist-bluetooth-row.h"

#include "enlist-bluetooth-remedy.h"

struct _EnlistBluetoothRow {
  AdwActionRow parent_instance;

  GtkButton *button;

  EnlistBluetooth *bluetooth;
  EnlistBluetoothRemedy remedy;
  gboolean hides_choice;
};

G_DEFINE_FINAL_TYPE (EnlistBluetoothRow, enlist_bluetooth_row, ADW_TYPE_ACTION_ROW)

static void
update (EnlistBluetoothRow *self)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  if (enlist_bluetooth_check (self->bluetooth, &problem))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  self->remedy = enlist_bluetooth_remedy_find (self->bluetooth, problem);
  title = g_markup_escape_text (enlist_bluetooth_remedy_get_title (self->remedy, problem), -1);
  subtitle = g_markup_escape_text (enlist_bluetooth_remedy_get_text (self->remedy, problem), -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_button_set_label (self->button, enlist_bluetooth_remedy_get_short_label (self->remedy));
  gtk_widget_set_visible (GTK_WIDGET (self->button),
                          self->remedy != ENLIST_BLUETOOTH_REMEDY_NONE &&
                          !(self->hides_choice && self->remedy == ENLIST_BLUETOOTH_REMEDY_CHOOSE));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
on_applied (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (EnlistBluetoothRow) self = ENLIST_BLUETOOTH_ROW (user_data);

  enlist_bluetooth_remedy_apply_finish (result);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
}

static void
on_clicked (EnlistBluetoothRow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
  enlist_bluetooth_remedy_apply_async (self->remedy, self->bluetooth, GTK_WIDGET (self), on_applied,
                                       g_object_ref (self));
}

static void
enlist_bluetooth_row_finalize (GObject *object)
{
  g_clear_object (&ENLIST_BLUETOOTH_ROW (object)->bluetooth);

  G_OBJECT_CLASS (enlist_bluetooth_row_parent_class)->finalize (object);
}

static void
enlist_bluetooth_row_class_init (EnlistBluetoothRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_bluetooth_row_finalize;
}

static void
enlist_bluetooth_row_init (EnlistBluetoothRow *self)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("bluetooth-disabled-symbolic");

  self->button = GTK_BUTTON (gtk_button_new ());
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (image, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
enlist_bluetooth_row_set_bluetooth (EnlistBluetoothRow *self,
                                    EnlistBluetooth    *bluetooth)
{
  g_return_if_fail (ENLIST_IS_BLUETOOTH_ROW (self));
  g_return_if_fail (self->bluetooth == NULL);

  self->bluetooth = g_object_ref (bluetooth);
  g_signal_connect_object (bluetooth, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (enlist_bluetooth_get_adapters (bluetooth), "items-changed", G_CALLBACK (update),
                           self, G_CONNECT_SWAPPED);
  update (self);
}

void
enlist_bluetooth_row_hide_choice (EnlistBluetoothRow *self)
{
  g_return_if_fail (ENLIST_IS_BLUETOOTH_ROW (self));

  self->hides_choice = TRUE;
}
