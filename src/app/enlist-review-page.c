/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-review-page"

#include "enlist-review-page.h"

#include <glib/gi18n.h>

#include "enlist-bluetooth-row.h"
#include "enlist-columns.h"
#include "enlist-detail-row.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-step-group.h"

#define MAX_SENT 2000 /* characters: 64 fields of 32 bytes */

enum {
  ENROLL,
  N_SIGNALS,
};

struct _EnlistReviewPage {
  EnlistPage parent_instance;

  AdwPreferencesGroup *warnings_group;
  EnlistBluetoothRow *bluetooth_row;
  AdwActionRow *lock_row;
  AdwActionRow *development_row;
  AdwActionRow *any_device_row;
  AdwActionRow *journal_row;
  AdwPreferencesGroup *device_group;
  AdwActionRow *publisher_row;
  EnlistStepGroup *assistant_steps;
  EnlistStepGroup *device_steps;
  AdwPreferencesGroup *sent_group;
  AdwActionRow *sent_row;
  AdwPreferencesGroup *staying_group;
  GtkButton *enroll_button;

  EnlistServices *services;
  EnlistLabel *label;
  EnlistPublisher *publisher;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistReviewPage, enlist_review_page, ENLIST_TYPE_PAGE)

static void
add_detail (AdwPreferencesGroup *group,
            const char          *name,
            const char          *value)
{
  if (value != NULL && *value != '\0')
    adw_preferences_group_add (group, enlist_detail_row_new (name, value));
}

/* As a sentence begins. */
static char *
dup_ways (EnlistLabel *label)
{
  g_auto (GStrv) ways = enlist_label_dup_ways (label);
  /* Translators: between the ways in which a device is reached, which are tried in this order */
  g_autofree char *joined = g_strjoinv (_(", then "), ways);
  g_autofree char *first = g_utf8_substring (joined, 0, 1);
  g_autofree char *capital = g_utf8_strup (first, -1);

  return g_strconcat (capital, g_utf8_next_char (joined), NULL);
}

static void
show_device (EnlistReviewPage *self)
{
  g_autofree char *ways = dup_ways (self->label);

  add_detail (self->device_group, _("Manufacturer"), enlist_label_get_vendor (self->label));
  add_detail (self->device_group, _("Model"), enlist_label_get_model (self->label));
  add_detail (self->device_group, _("Hardware revision"), enlist_label_get_hardware (self->label));
  add_detail (self->device_group, _("Serial number"), enlist_label_get_serial (self->label));
  add_detail (self->device_group, _("Reached over"), ways);
  if (enlist_label_get_n_applications (self->label) > 1)
    {
      g_autofree char *application =
        enlist_label_dup_application_title (self->label, enlist_label_get_application (self->label));

      add_detail (self->device_group, _("Application"), application);
    }
}

static void
update_warnings (EnlistReviewPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->warnings_group),
                          gtk_widget_get_visible (GTK_WIDGET (self->journal_row)) ||
                          gtk_widget_get_visible (GTK_WIDGET (self->bluetooth_row)) ||
                          enlist_label_locks (self->label) || !enlist_label_has_secret (self->label) ||
                          enlist_label_get_device_key (self->label) == NULL);
}

/* Only where Bluetooth is what will be tried first. */
static void
watch_bluetooth (EnlistReviewPage *self)
{
  const char *device = enlist_services_get_device (self->services);
  const char *first = device != NULL ? device : enlist_label_get_transports (self->label)[0];

  if (!g_str_has_prefix (first, "ble:"))
    return;
  g_signal_connect_object (self->bluetooth_row, "notify::visible", G_CALLBACK (update_warnings), self,
                           G_CONNECT_SWAPPED);
  enlist_bluetooth_row_set_bluetooth (self->bluetooth_row, enlist_services_get_bluetooth (self->services));
}

static void
show_publisher (EnlistReviewPage *self)
{
  g_autofree char *name = enlist_plain_text_to_markup (enlist_publisher_get_name (self->publisher),
                                                       ENLIST_PLAIN_TEXT_NAME);
  g_autofree char *key_id = enlist_plain_text_group_hex (enlist_publisher_get_key_id (self->publisher));
  /* Translators: %s is the number of a key. */
  g_autofree char *by_user = g_strdup_printf (_("Trusted by you · key %s"), key_id);
  /* Translators: %s is the number of a key. */
  g_autofree char *by_system = g_strdup_printf (_("Trusted by the administrator · key %s"), key_id);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->publisher_row), name);
  adw_action_row_set_subtitle (self->publisher_row,
                               enlist_publisher_get_source (self->publisher) == ENLIST_PUBLISHER_SYSTEM
                                   ? by_system : by_user);
}

static void
show_steps (EnlistReviewPage *self)
{
  g_autoptr (GListModel) assistant = enlist_label_list_steps (self->label, ENLIST_SIDE_ASSISTANT);
  g_autoptr (GListModel) device = enlist_label_list_steps (self->label, ENLIST_SIDE_DEVICE);

  enlist_step_group_set_steps (self->assistant_steps, assistant);
  enlist_step_group_set_steps (self->device_steps, device);
}

static gboolean
relays (EnlistReviewPage *self)
{
  g_autoptr (GListModel) steps = enlist_label_list_steps (self->label, ENLIST_SIDE_ASSISTANT);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (EnlistStepItem) step = g_list_model_get_item (steps, i);

      if (g_str_equal (enlist_step_item_get_operation (step), "relay"))
        return TRUE;
    }
  return FALSE;
}

static void
show_staying_parts (EnlistReviewPage *self)
{
  const char *const *parts = enlist_label_get_staying_parts (self->label);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = enlist_plain_text_to_markup (parts[i], ENLIST_PLAIN_TEXT_SENTENCE);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_preferences_group_add (self->staying_group, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->staying_group), parts[0] != NULL);
}

static void
show_sent_fields (EnlistReviewPage *self)
{
  g_auto (GStrv) fields = g_strdupv ((char **) enlist_label_get_sent_fields (self->label));
  g_autofree char *text = g_strjoinv (", ", fields);
  g_autofree char *title = enlist_plain_text_to_markup (text, MAX_SENT);

  if (*text == '\0')
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sent_row),
                                   _("Nothing: none of your answers is sent."));
  else
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sent_row), title);
  if (relays (self))
    adw_preferences_group_set_description (self->sent_group,
                                           _("Your answers go to the device. What is recorded also goes to "
                                             "your IoT system."));
}

static void
update_journal (EnlistReviewPage *self)
{
  const GError *problem = enlist_services_get_problem (self->services);
  gboolean ready = enlist_services_get_journal (self->services) != NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->enroll_button), ready);
  gtk_widget_set_visible (GTK_WIDGET (self->journal_row), !ready && problem != NULL);
  if (problem != NULL)
    {
      g_autofree char *title = g_markup_escape_text (enlist_problem_text_get_title (problem), -1);
      g_autofree char *remedy = g_markup_escape_text (enlist_problem_text_get_remedy (problem), -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->journal_row), title);
      adw_action_row_set_subtitle (self->journal_row, remedy);
    }
  update_warnings (self);
}

static void
on_enroll_clicked (EnlistReviewPage *self)
{
  g_signal_emit (self, signals[ENROLL], 0);
}

static void
enlist_review_page_dispose (GObject *object)
{
  EnlistReviewPage *self = ENLIST_REVIEW_PAGE (object);

  g_clear_object (&self->services);
  g_clear_object (&self->label);
  g_clear_object (&self->publisher);

  G_OBJECT_CLASS (enlist_review_page_parent_class)->dispose (object);
}

static void
enlist_review_page_class_init (EnlistReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_review_page_dispose;

  signals[ENROLL] = g_signal_new ("enroll", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  g_type_ensure (ENLIST_TYPE_BLUETOOTH_ROW);
  g_type_ensure (ENLIST_TYPE_COLUMNS);
  g_type_ensure (ENLIST_TYPE_STEP_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-review-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, warnings_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, bluetooth_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, lock_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, development_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, any_device_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, journal_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, device_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, publisher_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, assistant_steps);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, device_steps);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, sent_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, sent_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, staying_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistReviewPage, enroll_button);
  gtk_widget_class_bind_template_callback (widget_class, on_enroll_clicked);
}

static void
enlist_review_page_init (EnlistReviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_review_page_new (EnlistServices  *services,
                        EnlistLabel     *label,
                        EnlistPublisher *publisher)
{
  EnlistReviewPage *self = g_object_new (ENLIST_TYPE_REVIEW_PAGE, NULL);

  self->services = g_object_ref (services);
  self->label = g_object_ref (label);
  self->publisher = g_object_ref (publisher);

  gtk_widget_set_visible (GTK_WIDGET (self->lock_row), enlist_label_locks (label));
  gtk_widget_set_visible (GTK_WIDGET (self->development_row), !enlist_label_has_secret (label));
  gtk_widget_set_visible (GTK_WIDGET (self->any_device_row), enlist_label_get_device_key (label) == NULL);
  show_device (self);
  show_publisher (self);
  show_steps (self);
  show_sent_fields (self);
  show_staying_parts (self);
  watch_bluetooth (self);
  g_signal_connect_object (services, "notify::problem", G_CALLBACK (update_journal), self, G_CONNECT_SWAPPED);
  update_journal (self);
  return ENLIST_PAGE (self);
}

EnlistLabel *
enlist_review_page_get_label (EnlistReviewPage *self)
{
  g_return_val_if_fail (ENLIST_IS_REVIEW_PAGE (self), NULL);

  return self->label;
}

EnlistPublisher *
enlist_review_page_get_publisher (EnlistReviewPage *self)
{
  g_return_val_if_fail (ENLIST_IS_REVIEW_PAGE (self), NULL);

  return self->publisher;
}
