/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-preferences-window"

#include "enlist-preferences-window.h"

#include <glib/gi18n.h>

#include "enlist-bluetooth-row.h"
#include "enlist-plain-text.h"

struct _EnlistPreferencesWindow {
  AdwPreferencesWindow parent_instance;

  EnlistBluetoothRow *problem_row;
  AdwPreferencesGroup *adapters_group;

  EnlistSettings *settings;
  EnlistBluetooth *bluetooth;
  GPtrArray *rows; /* of GtkWidget: borrowed, in adapters_group */
  GtkCheckButton *automatic;
};

G_DEFINE_FINAL_TYPE (EnlistPreferencesWindow, enlist_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
on_toggled (GtkCheckButton *button,
            gpointer        user_data)
{
  EnlistPreferencesWindow *self = ENLIST_PREFERENCES_WINDOW (user_data);

  if (gtk_check_button_get_active (button))
    enlist_settings_set_bluetooth_adapter (self->settings, g_object_get_data (G_OBJECT (button), "address"));
}

/* @title: text, not markup */
static void
add_row (EnlistPreferencesWindow *self,
         const char              *title,
         const char              *subtitle,
         const char              *address)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();
  g_autofree char *markup = enlist_plain_text_to_markup (title, ENLIST_PLAIN_TEXT_NAME);
  gboolean chosen = g_strcmp0 (address, enlist_settings_get_bluetooth_adapter (self->settings)) == 0;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "address", g_strdup (address), g_free);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->automatic);
  if (self->automatic == NULL)
    self->automatic = GTK_CHECK_BUTTON (button);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), chosen);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, 0);
  adw_preferences_group_add (self->adapters_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_adapter (EnlistPreferencesWindow *self,
             EnlistBluetoothAdapter  *adapter)
{
  const char *id = enlist_bluetooth_adapter_get_id (adapter);
  const char *address = enlist_bluetooth_adapter_get_address (adapter);
  g_autofree char *subtitle = NULL;

  if (enlist_bluetooth_adapter_get_powered (adapter))
    subtitle = g_strdup_printf ("%s · %s", id, address);
  else
    /* Translators: id and address of an adapter */
    subtitle = g_strdup_printf (_("%s · %s · turned off"), id, address);
  add_row (self, enlist_bluetooth_adapter_get_name (adapter), subtitle, address);
}

static gboolean
is_there (GListModel *adapters,
          const char *address)
{
  for (guint i = 0; i < g_list_model_get_n_items (adapters); i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (adapters, i);

      if (g_str_equal (enlist_bluetooth_adapter_get_address (adapter), address))
        return TRUE;
    }
  return FALSE;
}

static void
update (EnlistPreferencesWindow *self)
{
  GListModel *adapters = enlist_bluetooth_get_adapters (self->bluetooth);
  const char *chosen = enlist_settings_get_bluetooth_adapter (self->settings);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->adapters_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->automatic = NULL;

  add_row (self, _("Automatic"), _("The first one that is turned on"), "");
  for (guint i = 0; i < g_list_model_get_n_items (adapters); i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (adapters, i);

      add_adapter (self, adapter);
    }
  if (*chosen != '\0' && !is_there (adapters, chosen))
    add_row (self, chosen, _("Not plugged in"), chosen);
}

static void
watch_adapters (EnlistPreferencesWindow *self)
{
  GListModel *adapters = enlist_bluetooth_get_adapters (self->bluetooth);

  for (guint i = 0; i < g_list_model_get_n_items (adapters); i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (adapters, i);

      g_signal_handlers_disconnect_by_func (adapter, update, self);
      g_signal_connect_object (adapter, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
enlist_preferences_window_finalize (GObject *object)
{
  EnlistPreferencesWindow *self = ENLIST_PREFERENCES_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->bluetooth);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (enlist_preferences_window_parent_class)->finalize (object);
}

static void
enlist_preferences_window_class_init (EnlistPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_preferences_window_finalize;

  g_type_ensure (ENLIST_TYPE_BLUETOOTH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistPreferencesWindow, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistPreferencesWindow, adapters_group);
}

static void
enlist_preferences_window_init (EnlistPreferencesWindow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
enlist_preferences_window_new (GtkWindow      *parent,
                               EnlistServices *services)
{
  EnlistPreferencesWindow *self = g_object_new (ENLIST_TYPE_PREFERENCES_WINDOW, "transient-for", parent,
                                                NULL);

  self->settings = g_object_ref (enlist_services_get_settings (services));
  self->bluetooth = g_object_ref (enlist_services_get_bluetooth (services));
  enlist_bluetooth_row_hide_choice (self->problem_row);
  enlist_bluetooth_row_set_bluetooth (self->problem_row, self->bluetooth);
  g_signal_connect_object (enlist_bluetooth_get_adapters (self->bluetooth), "items-changed",
                           G_CALLBACK (watch_adapters), self, G_CONNECT_SWAPPED);
  watch_adapters (self);
  return GTK_WIDGET (self);
}
