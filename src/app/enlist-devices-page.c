/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-devices-page"

#include "enlist-devices-page.h"

#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-record-rows.h"

#define MAX_ROWS 200 /* more than anybody scrolls through; the search goes through all */

enum {
  SHOW_DEVICE,
  N_SIGNALS,
};

struct _EnlistDevicesPage {
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSearchEntry *search_entry;
  GtkListBox *list_box;
  GtkLabel *more_label;
  AdwStatusPage *problem_page;

  GListStore *records;
  EnlistServices *services;
  GCancellable *cancellable;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistDevicesPage, enlist_devices_page, ADW_TYPE_BIN)

static void
show_problem (EnlistDevicesPage *self,
              const GError      *error)
{
  g_autofree char *remedy = g_markup_escape_text (enlist_problem_text_get_remedy (error), -1);

  adw_status_page_set_title (self->problem_page, enlist_problem_text_get_title (error));
  adw_status_page_set_description (self->problem_page, remedy);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
show_records (EnlistDevicesPage *self,
              GPtrArray         *records)
{
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
  guint shown = MIN (records->len, MAX_ROWS);

  g_list_store_splice (self->records, 0, g_list_model_get_n_items (G_LIST_MODEL (self->records)),
                       records->pdata, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), records->len > MAX_ROWS);
  if (records->len > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    gtk_stack_set_visible_child_name (self->stack, searching ? "not-found" : "empty");
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), records->len > 0 || searching);
}

static void
on_records_ready (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (EnlistDevicesPage) self = ENLIST_DEVICES_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = enlist_journal_list_records_finish (ENLIST_JOURNAL (source), result,
                                                                      &error);

  if (records != NULL)
    show_records (self, records);
  else if (enlist_error_get_code (error) != ENLIST_ERROR_CANCELLED)
    show_problem (self, error);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  EnlistRecord *record = ENLIST_RECORD (item);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon;
  g_autofree char *name = enlist_record_rows_dup_name (record);
  g_autofree char *title = enlist_plain_text_to_markup (name, ENLIST_PLAIN_TEXT_NAME);
  const char *place = enlist_record_get_place (record);
  const char *serial = enlist_record_get_serial (record);
  g_autofree char *text = g_strconcat (place != NULL ? place : "",
                                       place != NULL && serial != NULL ? " · " : "",
                                       serial != NULL ? serial : "", NULL);
  g_autofree char *subtitle = enlist_plain_text_to_markup (text, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  if (enlist_record_get_state (record) == ENLIST_RECORD_PROVISIONAL)
    {
      icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_widget_add_css_class (icon, "warning");
      gtk_widget_set_tooltip_text (icon, _("Not confirmed by the device"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), icon);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
on_row_activated (EnlistDevicesPage *self,
                  GtkListBoxRow     *row)
{
  g_autoptr (EnlistRecord) record = g_list_model_get_item (G_LIST_MODEL (self->records),
                                                           gtk_list_box_row_get_index (row));

  if (record != NULL)
    g_signal_emit (self, signals[SHOW_DEVICE], 0, record);
}

static void
on_services_changed (EnlistDevicesPage *self)
{
  if (enlist_services_get_problem (self->services) != NULL)
    show_problem (self, enlist_services_get_problem (self->services));
  else
    enlist_devices_page_reload (self);
}

static void
on_try_again_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  EnlistDevicesPage *self = ENLIST_DEVICES_PAGE (widget);

  if (enlist_services_get_journal (self->services) != NULL)
    enlist_devices_page_reload (self);
  else
    enlist_services_open (self->services);
}

static void
enlist_devices_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (enlist_devices_page_parent_class)->map (widget);
  enlist_devices_page_reload (ENLIST_DEVICES_PAGE (widget));
}

static void
enlist_devices_page_dispose (GObject *object)
{
  EnlistDevicesPage *self = ENLIST_DEVICES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->services);
  g_clear_object (&self->records);

  G_OBJECT_CLASS (enlist_devices_page_parent_class)->dispose (object);
}

static void
enlist_devices_page_class_init (EnlistDevicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_devices_page_dispose;
  widget_class->map = enlist_devices_page_map;

  signals[SHOW_DEVICE] = g_signal_new ("show-device", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, ENLIST_TYPE_RECORD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-devices-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicesPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicesPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicesPage, more_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistDevicesPage, problem_page);
  gtk_widget_class_bind_template_callback (widget_class, enlist_devices_page_reload);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_install_action (widget_class, "devices.try-again", NULL, on_try_again_activated);
}

static void
enlist_devices_page_init (EnlistDevicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->records = g_list_store_new (ENLIST_TYPE_RECORD);
  gtk_list_box_bind_model (self->list_box, G_LIST_MODEL (self->records), create_row, self, NULL);
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

void
enlist_devices_page_set_services (EnlistDevicesPage *self,
                                  EnlistServices    *services)
{
  g_return_if_fail (ENLIST_IS_DEVICES_PAGE (self));
  g_return_if_fail (self->services == NULL);

  self->services = g_object_ref (services);
  g_signal_connect_object (services, "notify::problem", G_CALLBACK (on_services_changed), self,
                           G_CONNECT_SWAPPED);
  on_services_changed (self);
}

void
enlist_devices_page_reload (EnlistDevicesPage *self)
{
  EnlistJournal *journal;

  g_return_if_fail (ENLIST_IS_DEVICES_PAGE (self));

  journal = self->services != NULL ? enlist_services_get_journal (self->services) : NULL;
  if (journal == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  enlist_journal_list_records_async (journal, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
                                     MAX_ROWS + 1, 0,
                                     self->cancellable, on_records_ready, g_object_ref (self));
}
