/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-window"

#include "enlist-window.h"

#include <glib/gi18n.h>

#include "enlist-applications-page.h"
#include "enlist-camera-view.h"
#include "enlist-card-page.h"
#include "enlist-device-page.h"
#include "enlist-devices-page.h"
#include "enlist-enrollment.h"
#include "enlist-error.h"
#include "enlist-label.h"
#include "enlist-navigation.h"
#include "enlist-parts-page.h"
#include "enlist-preferences-window.h"
#include "enlist-problem-text.h"
#include "enlist-publishers-page.h"
#include "enlist-review-page.h"
#include "enlist-toast.h"
#include "enlist-trust-dialog.h"
#include "enlist-unknown-publisher-page.h"

struct _EnlistWindow {
  AdwApplicationWindow parent_instance;

  EnlistNavigation *navigation;
  AdwViewStack *view_stack;
  EnlistCameraView *camera_view;
  EnlistDevicesPage *devices_page;

  EnlistServices *services;
  EnlistEnrollment *enrollment;
  EnlistLabel *label; /* that is looked at, and who signed it */
  EnlistPublisher *publisher;
  EnlistLabel *pending_label; /* read before the publishers were */
  GtkFileChooserNative *chooser;
};

G_DEFINE_FINAL_TYPE (EnlistWindow, enlist_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
is_enrolling (EnlistWindow *self)
{
  return self->enrollment != NULL && enlist_enrollment_is_running (self->enrollment);
}

static void
on_show_device (EnlistWindow *self,
                EnlistRecord *record)
{
  adw_view_stack_set_visible_child_name (self->view_stack, "devices");
  enlist_navigation_replace (self->navigation, enlist_device_page_new (record));
}

static void
on_scan_next (EnlistWindow *self)
{
  adw_view_stack_set_visible_child_name (self->view_stack, "enroll");
  enlist_navigation_pop_to_root (self->navigation);
}

static void
on_enroll (EnlistWindow     *self,
           EnlistReviewPage *page)
{
  if (is_enrolling (self))
    return;

  g_clear_object (&self->enrollment);
  self->enrollment = enlist_enrollment_new (self->services, self->navigation,
                                            enlist_review_page_get_label (page),
                                            enlist_review_page_get_publisher (page));
  g_signal_connect_object (self->enrollment, "show-device", G_CALLBACK (on_show_device), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->enrollment, "scan-next", G_CALLBACK (on_scan_next), self, G_CONNECT_SWAPPED);
  enlist_enrollment_start (self->enrollment);
}

/* Over the chooser of applications, when the label has one. */
static void
show_next (EnlistWindow *self,
           EnlistPage   *page)
{
  if (ENLIST_IS_APPLICATIONS_PAGE (enlist_navigation_get_page (self->navigation)))
    enlist_navigation_push (self->navigation, page);
  else
    enlist_navigation_replace (self->navigation, page);
}

static void
show_review (EnlistWindow *self)
{
  EnlistPage *page = enlist_review_page_new (self->services, self->label, self->publisher);

  g_signal_connect_object (page, "enroll", G_CALLBACK (on_enroll), self, G_CONNECT_SWAPPED);
  if (ENLIST_IS_PARTS_PAGE (enlist_navigation_get_page (self->navigation)))
    enlist_navigation_pop (self->navigation);
  show_next (self, page);
}

typedef struct {
  EnlistWindow *window; /* owned */
  EnlistLabel *label;   /* owned */
} Supplying;

static void
on_parts_supplied (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Supplying *supplying = user_data;
  g_autoptr (EnlistWindow) self = supplying->window;
  g_autoptr (EnlistLabel) label = supplying->label;
  g_autoptr (GError) error = NULL;
  EnlistPage *page;

  g_free (supplying);
  if (!enlist_catalogs_supply_parts_finish (ENLIST_CATALOGS (source), result, &error))
    g_info ("parts are missing: %s", error->message);
  /* Another label may have come meanwhile, or the window may be gone. */
  if (self->label != label || self->services == NULL || is_enrolling (self))
    return;

  if (*enlist_label_get_absent_parts (label) == NULL)
    {
      show_review (self);
      return;
    }
  page = enlist_parts_page_new (label);
  g_signal_connect_object (page, "complete", G_CALLBACK (show_review), self, G_CONNECT_SWAPPED);
  show_next (self, page);
}

static void
supply_parts (EnlistWindow *self)
{
  Supplying *supplying;

  if (*enlist_label_get_absent_parts (self->label) == NULL)
    {
      show_review (self);
      return;
    }
  supplying = g_new0 (Supplying, 1);
  supplying->window = g_object_ref (self);
  supplying->label = g_object_ref (self->label);
  enlist_catalogs_supply_parts_async (enlist_services_get_catalogs (self->services), self->label, NULL,
                                      on_parts_supplied, supplying);
}

static void
on_application_chosen (EnlistWindow *self,
                       guint         application)
{
  enlist_label_select_application (self->label, application);
  supply_parts (self);
}

static void
show_applications (EnlistWindow *self)
{
  EnlistPage *page = enlist_applications_page_new (self->label);

  g_signal_connect_object (page, "chosen", G_CALLBACK (on_application_chosen), self, G_CONNECT_SWAPPED);
  enlist_navigation_replace (self->navigation, page);
}

static void
show_label (EnlistWindow *self,
            EnlistLabel  *label)
{
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_autoptr (GError) error = NULL;

  if (enlist_label_verify (label, enlist_services_get_publishers (self->services), &publisher, &error))
    {
      g_set_object (&self->label, label);
      g_set_object (&self->publisher, publisher);
      if (enlist_label_get_n_applications (label) > 1)
        show_applications (self);
      else
        supply_parts (self);
    }
  else if (enlist_error_get_code (error) == ENLIST_ERROR_UNKNOWN_PUBLISHER)
    {
      enlist_navigation_replace (self->navigation, enlist_unknown_publisher_page_new (label));
    }
  else
    {
      on_scan_next (self);
      enlist_camera_view_show_problem (self->camera_view, error);
    }
}

static void
on_label (EnlistWindow *self,
          EnlistLabel  *label)
{
  if (is_enrolling (self))
    enlist_toast_show (GTK_WIDGET (self->navigation), _("Finish or cancel this enrollment first"));
  else if (!enlist_services_is_settled (self->services))
    g_set_object (&self->pending_label, label);
  else
    show_label (self, label);
}

static void
on_settled (EnlistWindow *self)
{
  g_autoptr (EnlistLabel) label = g_steal_pointer (&self->pending_label);

  if (label != NULL)
    on_label (self, label);
}

static void
on_trusted (EnlistWindow    *self,
            EnlistPublisher *publisher)
{
  EnlistPage *page = enlist_navigation_get_page (self->navigation);

  if (ENLIST_IS_CARD_PAGE (page))
    enlist_navigation_pop (self->navigation);
  page = enlist_navigation_get_page (self->navigation);
  if (ENLIST_IS_UNKNOWN_PUBLISHER_PAGE (page))
    {
      g_autoptr (EnlistLabel) label =
        g_object_ref (enlist_unknown_publisher_page_get_label (ENLIST_UNKNOWN_PUBLISHER_PAGE (page)));

      if (g_ascii_strcasecmp (enlist_label_get_key_id (label), enlist_publisher_get_key_id (publisher)) == 0)
        show_label (self, label);
      else
        enlist_toast_show (GTK_WIDGET (self->navigation), _("Trusted, but this label is another’s"));
      return;
    }
  enlist_toast_show (GTK_WIDGET (self->navigation), _("Publisher added"));
  /* The label that was refused before may still be in front of the camera. */
  enlist_camera_view_rescan (self->camera_view);
}

static void
on_trust_failed (EnlistWindow *self,
                 GError       *error)
{
  g_info ("the publisher cannot be added: %s", error->message);
  enlist_toast_show (GTK_WIDGET (self->navigation), enlist_problem_text_get_title (error));
}

static void
on_card (EnlistWindow    *self,
         EnlistPublisher *card)
{
  EnlistPublishers *publishers = enlist_services_get_publishers (self->services);
  EnlistPublisher *known = enlist_publishers_lookup_hex (publishers, enlist_publisher_get_key_id (card));
  GtkWidget *dialog;

  if (is_enrolling (self))
    {
      enlist_toast_show (GTK_WIDGET (self->navigation), _("Finish or cancel this enrollment first"));
      return;
    }
  if (known != NULL && g_bytes_equal (enlist_publisher_get_key (known), enlist_publisher_get_key (card)))
    {
      enlist_toast_show (GTK_WIDGET (self->navigation), _("This publisher is trusted already"));
      return;
    }

  dialog = enlist_trust_dialog_new (GTK_WINDOW (self), publishers, card);
  g_signal_connect_object (dialog, "trusted", G_CALLBACK (on_trusted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "failed", G_CALLBACK (on_trust_failed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_publishers_activated (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  EnlistWindow *self = ENLIST_WINDOW (widget);

  if (!is_enrolling (self))
    enlist_navigation_replace (self->navigation,
                               enlist_publishers_page_new (enlist_services_get_publishers (self->services)));
}

static void
on_preferences_activated (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  EnlistWindow *self = ENLIST_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (enlist_preferences_window_new (GTK_WINDOW (self), self->services)));
}

static void
on_label_for_card (EnlistWindow *self,
                   EnlistLabel  *label)
{
  enlist_toast_show (GTK_WIDGET (self->navigation), _("This is a label, not a publisher card"));
}

static void
on_add_publisher_activated (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  EnlistWindow *self = ENLIST_WINDOW (widget);
  EnlistPage *page;
  EnlistIntake *intake;

  if (is_enrolling (self))
    return;

  page = enlist_card_page_new ();
  intake = enlist_card_page_get_intake (ENLIST_CARD_PAGE (page));
  g_signal_connect_object (intake, "publisher", G_CALLBACK (on_card), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (intake, "label", G_CALLBACK (on_label_for_card), self, G_CONNECT_SWAPPED);
  enlist_navigation_push (self->navigation, page);
}

static void
on_chooser_response (EnlistWindow    *self,
                     int              response,
                     GtkNativeDialog *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      enlist_intake_add_file (enlist_camera_view_get_intake (self->camera_view), file);
    }
  g_clear_object (&self->chooser);
}

static void
on_import_publisher_activated (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  EnlistWindow *self = ENLIST_WINDOW (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Import Publisher Card"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_show_view_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  EnlistWindow *self = ENLIST_WINDOW (widget);

  if (is_enrolling (self))
    return;

  enlist_navigation_pop_to_root (self->navigation);
  adw_view_stack_set_visible_child_name (self->view_stack, g_variant_get_string (parameter, NULL));
}

/* A problem with something that was not scanned but opened is shown where scanning goes on. */
static void
on_intake_problem (EnlistWindow *self,
                   GError       *error)
{
  if (enlist_navigation_get_page (self->navigation) != NULL)
    enlist_toast_show (GTK_WIDGET (self->navigation), enlist_problem_text_get_title (error));
  else
    adw_view_stack_set_visible_child_name (self->view_stack, "enroll");
}

static gboolean
enlist_window_close_request (GtkWindow *window)
{
  EnlistWindow *self = ENLIST_WINDOW (window);

  if (is_enrolling (self))
    {
      gtk_widget_activate_action (GTK_WIDGET (self->navigation), "enrollment.cancel", NULL);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (enlist_window_parent_class)->close_request (window);
}

static void
enlist_window_dispose (GObject *object)
{
  EnlistWindow *self = ENLIST_WINDOW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->enrollment);
  g_clear_object (&self->pending_label);
  g_clear_object (&self->label);
  g_clear_object (&self->publisher);
  g_clear_object (&self->services);

  G_OBJECT_CLASS (enlist_window_parent_class)->dispose (object);
}

static void
enlist_window_class_init (EnlistWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = enlist_window_close_request;

  g_type_ensure (ENLIST_TYPE_CAMERA_VIEW);
  g_type_ensure (ENLIST_TYPE_DEVICES_PAGE);
  g_type_ensure (ENLIST_TYPE_NAVIGATION);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/enlist_iot/Enlist/enlist-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistWindow, navigation);
  gtk_widget_class_bind_template_child (widget_class, EnlistWindow, view_stack);
  gtk_widget_class_bind_template_child (widget_class, EnlistWindow, camera_view);
  gtk_widget_class_bind_template_child (widget_class, EnlistWindow, devices_page);
  gtk_widget_class_bind_template_callback (widget_class, on_show_device);

  gtk_widget_class_install_action (widget_class, "win.publishers", NULL, on_publishers_activated);
  gtk_widget_class_install_action (widget_class, "win.add-publisher", NULL, on_add_publisher_activated);
  gtk_widget_class_install_action (widget_class, "win.import-publisher", NULL, on_import_publisher_activated);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, on_preferences_activated);
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", on_show_view_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_comma, GDK_CONTROL_MASK, "win.preferences",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_CONTROL_MASK, "win.show-view", "s",
                                       "enroll");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_CONTROL_MASK, "win.show-view", "s",
                                       "devices");
}

static void
enlist_window_init (EnlistWindow *self)
{
  EnlistIntake *intake;

  gtk_widget_init_template (GTK_WIDGET (self));

  intake = enlist_camera_view_get_intake (self->camera_view);
  g_signal_connect_object (intake, "label", G_CALLBACK (on_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (intake, "publisher", G_CALLBACK (on_card), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (intake, "problem", G_CALLBACK (on_intake_problem), self, G_CONNECT_SWAPPED);
}

EnlistWindow *
enlist_window_new (GtkApplication *application,
                   EnlistServices *services)
{
  EnlistWindow *self = g_object_new (ENLIST_TYPE_WINDOW, "application", application, NULL);

  self->services = g_object_ref (services);
  enlist_devices_page_set_services (self->devices_page, services);
  enlist_camera_view_set_catalogs (self->camera_view, enlist_services_get_catalogs (services));
  g_signal_connect_object (services, "notify::settled", G_CALLBACK (on_settled), self, G_CONNECT_SWAPPED);
  return self;
}

void
enlist_window_open_file (EnlistWindow *self,
                         GFile        *file)
{
  g_return_if_fail (ENLIST_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  enlist_intake_add_file (enlist_camera_view_get_intake (self->camera_view), file);
}
