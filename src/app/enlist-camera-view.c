/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-camera-view"

#include "enlist-camera-view.h"

#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-scanner.h"
#include "enlist-text-dialog.h"
#include "enlist-viewfinder.h"

#define SETTLE (2 * G_USEC_PER_SEC) /* what is in view so soon after coming back was in view before */

enum {
  PROP_0,
  PROP_INTAKE,
  PROP_HINT,
  N_PROPERTIES,
};

struct _EnlistCameraView {
  AdwBin parent_instance;

  GtkStack *stack;
  GtkSpinner *spinner;
  GtkPicture *picture;
  AdwStatusPage *camera_problem;
  GtkMenuButton *camera_button;
  GtkRevealer *progress_revealer;
  GtkLabel *progress_label;
  GtkRevealer *problem_revealer;
  GtkLabel *problem_title;
  GtkLabel *problem_remedy;
  GtkButton *problem_button;
  GtkLabel *hint_label;

  EnlistScanner *scanner;
  EnlistViewfinder *viewfinder;
  EnlistIntake *intake;
  GtkFileChooserNative *chooser;
  char *camera_id;
  GHashTable *seen;     /* (element-type GBytes): codes since the last label */
  GHashTable *accepted; /* (element-type GBytes): codes of the last label */
  gint64 running_since;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistCameraView, enlist_camera_view, ADW_TYPE_BIN)

static void
start_camera (EnlistCameraView *self)
{
  g_autoptr (EnlistScannerSource) source = enlist_scanner_source_new_camera (self->camera_id);

  enlist_scanner_start (self->scanner, source);
}

static void
hide_problem (EnlistCameraView *self)
{
  gtk_revealer_set_reveal_child (self->problem_revealer, FALSE);
}

static void
on_state_changed (EnlistCameraView *self)
{
  EnlistScannerState state = enlist_scanner_get_state (self->scanner);

  gtk_spinner_set_spinning (self->spinner, state == ENLIST_SCANNER_STARTING);
  if (state == ENLIST_SCANNER_STARTING)
    gtk_stack_set_visible_child_name (self->stack, "starting");
  else if (state == ENLIST_SCANNER_RUNNING)
    {
      self->running_since = g_get_monotonic_time ();
      gtk_stack_set_visible_child_name (self->stack, "viewfinder");
    }
  else
    enlist_viewfinder_clear (self->viewfinder);
}

static void
on_scanner_error (EnlistCameraView *self,
                  GError           *error)
{
  g_autofree char *remedy = g_markup_escape_text (enlist_problem_text_get_remedy (error), -1);

  g_info ("camera: %s", error->message);
  adw_status_page_set_title (self->camera_problem, enlist_problem_text_get_title (error));
  adw_status_page_set_description (self->camera_problem, remedy);
  gtk_stack_set_visible_child_name (self->stack, "problem");
}

static void
on_scanner_payload (EnlistCameraView  *self,
                    EnlistScannerCode *code)
{
  GBytes *payload = enlist_scanner_code_get_payload (code);

  /* Whoever comes back from a page does not want to be sent there again by the label that is still in
     front of the camera. */
  if (g_hash_table_contains (self->accepted, payload) &&
      g_get_monotonic_time () - self->running_since < SETTLE)
    return;

  g_hash_table_add (self->seen, g_bytes_ref (payload));
  enlist_intake_add_code (self->intake, payload);
}

static void
on_intake_accepted (EnlistCameraView *self)
{
  g_hash_table_unref (self->accepted);
  self->accepted = g_steal_pointer (&self->seen);
  self->seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  hide_problem (self);
}

static void
on_cameras_changed (EnlistCameraView *self)
{
  GListModel *cameras = enlist_scanner_get_cameras (self->scanner);
  g_autoptr (GMenu) menu = g_menu_new ();
  guint n = g_list_model_get_n_items (cameras);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EnlistScannerCamera) camera = g_list_model_get_item (cameras, i);
      g_autofree char *name = enlist_plain_text_cap (enlist_scanner_camera_get_name (camera),
                                                     ENLIST_PLAIN_TEXT_NAME);
      g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

      g_menu_item_set_action_and_target (item, "camera.choose", "s", enlist_scanner_camera_get_id (camera));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->camera_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->camera_button), n > 1);
}

static void
on_progress_changed (EnlistCameraView *self)
{
  guint have, total;

  g_object_get (self->intake, "have", &have, "total", &total, NULL);
  if (total > 1)
    {
      /* Translators: how many of the QR codes of one label have been read. */
      g_autofree char *text = g_strdup_printf (_("%u of %u codes read"), have, total);

      gtk_label_set_label (self->progress_label, text);
      hide_problem (self);
    }
  else
    {
      /* A screen reader finds hidden text, too. */
      gtk_label_set_label (self->progress_label, "");
    }
  gtk_revealer_set_reveal_child (self->progress_revealer, total > 1);
}

static void
show_problem (EnlistCameraView *self,
              const GError     *error)
{
  g_autofree char *explanation = enlist_problem_text_dup_explanation (error);
  gboolean unknown = g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);

  gtk_label_set_label (self->problem_title,
                       unknown ? _("Number not found") : enlist_problem_text_get_title (error));
  gtk_label_set_label (self->problem_remedy,
                       explanation != NULL ? explanation : enlist_problem_text_get_remedy (error));
  gtk_widget_set_visible (GTK_WIDGET (self->problem_button), unknown);
  gtk_revealer_set_reveal_child (self->problem_revealer, TRUE);
}

static void
on_chooser_response (EnlistCameraView *self,
                     int               response,
                     GtkNativeDialog  *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      hide_problem (self);
      enlist_intake_add_file (self->intake, file);
    }
  g_clear_object (&self->chooser);
}

static void
on_open_file_activated (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (widget);
  g_autoptr (GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;

  gtk_file_filter_set_name (known, _("Images and labels"));
  gtk_file_filter_add_pixbuf_formats (known);
  gtk_file_filter_add_suffix (known, "txt");
  gtk_file_filter_add_suffix (known, "json");
  gtk_file_filter_add_suffix (known, "enlist");
  gtk_file_filter_add_suffix (known, "ndef");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");

  self->chooser = gtk_file_chooser_native_new (_("Open Image"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), known);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chooser_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_text_entered (EnlistCameraView *self,
                 const char       *text)
{
  hide_problem (self);
  enlist_intake_add_text (self->intake, text);
}

static void
on_enter_text_activated (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  GtkWidget *dialog = enlist_text_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)));

  g_signal_connect_object (dialog, "entered", G_CALLBACK (on_text_entered), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_paste_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (widget);

  hide_problem (self);
  enlist_intake_paste (self->intake, gtk_widget_get_clipboard (widget));
}

static void
on_start_activated (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  start_camera (ENLIST_CAMERA_VIEW (widget));
}

static void
on_choose_activated (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (widget);

  g_free (self->camera_id);
  self->camera_id = g_variant_dup_string (parameter, NULL);
  start_camera (self);
}

static void
on_dismiss_problem_activated (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  hide_problem (ENLIST_CAMERA_VIEW (widget));
}

static gboolean
on_drop (EnlistCameraView *self,
         const GValue     *value)
{
  hide_problem (self);
  return enlist_intake_add_value (self->intake, value);
}

static void
enlist_camera_view_map (GtkWidget *widget)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (widget);

  GTK_WIDGET_CLASS (enlist_camera_view_parent_class)->map (widget);
  start_camera (self);
}

static void
enlist_camera_view_unmap (GtkWidget *widget)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (widget);

  enlist_scanner_stop (self->scanner);
  hide_problem (self);
  GTK_WIDGET_CLASS (enlist_camera_view_parent_class)->unmap (widget);
}

static void
enlist_camera_view_get_property (GObject    *object,
                                 guint       property_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (object);

  switch (property_id)
    {
    case PROP_INTAKE:
      g_value_set_object (value, self->intake);
      break;

    case PROP_HINT:
      g_value_set_string (value, gtk_label_get_label (self->hint_label));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_camera_view_set_property (GObject      *object,
                                 guint         property_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (object);

  switch (property_id)
    {
    case PROP_HINT:
      gtk_label_set_label (self->hint_label, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_camera_view_dispose (GObject *object)
{
  EnlistCameraView *self = ENLIST_CAMERA_VIEW (object);

  if (self->scanner != NULL)
    enlist_scanner_stop (self->scanner);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->viewfinder);
  g_clear_object (&self->scanner);
  g_clear_object (&self->intake);
  g_clear_pointer (&self->camera_id, g_free);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->accepted, g_hash_table_unref);

  G_OBJECT_CLASS (enlist_camera_view_parent_class)->dispose (object);
}

static void
enlist_camera_view_class_init (EnlistCameraViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = enlist_camera_view_get_property;
  object_class->set_property = enlist_camera_view_set_property;
  object_class->dispose = enlist_camera_view_dispose;
  widget_class->map = enlist_camera_view_map;
  widget_class->unmap = enlist_camera_view_unmap;

  properties[PROP_INTAKE] = g_param_spec_object ("intake", NULL, NULL, ENLIST_TYPE_INTAKE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-camera-view.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, stack);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, spinner);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, picture);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, camera_problem);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, camera_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, progress_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, problem_title);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, problem_remedy);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, problem_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistCameraView, hint_label);

  gtk_widget_class_install_action (widget_class, "camera.start", NULL, on_start_activated);
  gtk_widget_class_install_action (widget_class, "camera.choose", "s", on_choose_activated);
  gtk_widget_class_install_action (widget_class, "camera.open-file", NULL, on_open_file_activated);
  gtk_widget_class_install_action (widget_class, "camera.enter-text", NULL, on_enter_text_activated);
  gtk_widget_class_install_action (widget_class, "camera.paste", NULL, on_paste_activated);
  gtk_widget_class_install_action (widget_class, "camera.dismiss-problem", NULL,
                                   on_dismiss_problem_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "camera.paste", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "camera.open-file", NULL);
}

static void
enlist_camera_view_init (EnlistCameraView *self)
{
  GType drop_types[] = { G_TYPE_FILE, GDK_TYPE_TEXTURE, G_TYPE_STRING };
  GtkDropTarget *drop_target;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  self->accepted = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  self->intake = enlist_intake_new ();
  g_signal_connect_object (self->intake, "label", G_CALLBACK (on_intake_accepted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->intake, "publisher", G_CALLBACK (on_intake_accepted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->intake, "problem", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->intake, "notify::total", G_CALLBACK (on_progress_changed), self,
                           G_CONNECT_SWAPPED);

  self->scanner = enlist_scanner_new ();
  g_signal_connect_object (self->scanner, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "error", G_CALLBACK (on_scanner_error), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scanner, "payload", G_CALLBACK (on_scanner_payload), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (enlist_scanner_get_cameras (self->scanner), "items-changed",
                           G_CALLBACK (on_cameras_changed), self, G_CONNECT_SWAPPED);
  self->viewfinder = enlist_viewfinder_new (self->scanner);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->viewfinder));

  drop_target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (drop_target, drop_types, G_N_ELEMENTS (drop_types));
  g_signal_connect_object (drop_target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop_target));
}

EnlistIntake *
enlist_camera_view_get_intake (EnlistCameraView *self)
{
  g_return_val_if_fail (ENLIST_IS_CAMERA_VIEW (self), NULL);

  return self->intake;
}

void
enlist_camera_view_set_catalogs (EnlistCameraView *self,
                                 EnlistCatalogs   *catalogs)
{
  g_return_if_fail (ENLIST_IS_CAMERA_VIEW (self));

  enlist_intake_set_catalogs (self->intake, catalogs);
  g_object_set (self->scanner, "linear-codes", TRUE, NULL);
}

void
enlist_camera_view_rescan (EnlistCameraView *self)
{
  g_return_if_fail (ENLIST_IS_CAMERA_VIEW (self));

  g_hash_table_remove_all (self->accepted);
  enlist_scanner_reset (self->scanner);
}

void
enlist_camera_view_show_problem (EnlistCameraView *self,
                                 const GError     *error)
{
  g_return_if_fail (ENLIST_IS_CAMERA_VIEW (self));
  g_return_if_fail (error != NULL);

  show_problem (self, error);
}
