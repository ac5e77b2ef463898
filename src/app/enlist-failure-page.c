/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-failure-page"

#include "enlist-failure-page.h"

#include <glib/gi18n.h>

#include "enlist-bluetooth-remedy.h"
#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-toast.h"

enum {
  TRY_AGAIN,
  N_SIGNALS,
};

struct _EnlistFailurePage {
  EnlistPage parent_instance;

  GtkLabel *title_label;
  GtkLabel *remedy_label;
  AdwActionRow *where_row;
  AdwActionRow *step_row;
  AdwActionRow *detail_row;
  AdwPreferencesGroup *checks_group;
  AdwActionRow *cable_row;
  AdwActionRow *network_row;
  AdwActionRow *near_row;
  AdwActionRow *owner_row;
  AdwActionRow *adapter_row;
  GtkTextView *log_view;
  GtkButton *first_button;
  GtkButton *second_button;

  EnlistBluetooth *bluetooth;
  GError *error;
  EnlistBluetoothRemedy remedy;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistFailurePage, enlist_failure_page, ENLIST_TYPE_PAGE)

static void
show_text (AdwActionRow *row,
           const char   *text)
{
  g_autofree char *markup = enlist_plain_text_to_markup (text, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_action_row_set_subtitle (row, markup);
  gtk_widget_set_visible (GTK_WIDGET (row), *markup != '\0');
}

static gboolean
is_between (const GError *error)
{
  switch ((int) enlist_error_get_code (error))
    {
    case ENLIST_ERROR_UNREACHABLE:
    case ENLIST_ERROR_BUSY:
    case ENLIST_ERROR_LINK_LOST:
    case ENLIST_ERROR_PORT_DENIED:
      return TRUE;

    default:
      return enlist_bluetooth_remedy_is_for (error);
    }
}

static void
show_step (EnlistFailurePage *self,
           EnlistSession     *session)
{
  EnlistSide side = enlist_session_get_failed_side (session);
  int step = enlist_session_get_failed_step (session);
  GListModel *steps = enlist_session_get_steps (session, side);
  g_autoptr (EnlistStepItem) item = step >= 0 ? g_list_model_get_item (steps, (guint) step) : NULL;
  g_autofree char *text = NULL;

  show_text (self->where_row, side == ENLIST_SIDE_DEVICE ? _("On the device") : _("Here"));
  /* What lies between both ends is at neither. */
  if (item == NULL && is_between (self->error))
    gtk_widget_set_visible (GTK_WIDGET (self->where_row), FALSE);
  if (item != NULL)
    {
      /* Translators: the number of a step and what it does. */
      text = g_strdup_printf (_("%d: %s"), step + 1, enlist_step_item_get_title (item));
    }
  show_text (self->step_row, text != NULL ? text : "");
}

static void
on_copy_clicked (EnlistFailurePage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->log_view);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  enlist_toast_show (GTK_WIDGET (self), _("Log copied"));
}

/* The one that gets further is the first: Bluetooth is needed for another attempt, another adapter is not. */
static gboolean
begins_with_remedy (EnlistFailurePage *self)
{
  return self->remedy != ENLIST_BLUETOOTH_REMEDY_NONE &&
         enlist_error_get_code (self->error) != ENLIST_ERROR_UNREACHABLE;
}

static void
update_buttons (EnlistFailurePage *self)
{
  gboolean about_bluetooth = enlist_bluetooth_remedy_is_for (self->error);
  const char *remedy;

  /* What was wrong may have been put right elsewhere. */
  self->remedy = ENLIST_BLUETOOTH_REMEDY_NONE;
  if (!about_bluetooth || !enlist_bluetooth_check (self->bluetooth, NULL))
    self->remedy = enlist_bluetooth_remedy_find (self->bluetooth, self->error);

  remedy = enlist_bluetooth_remedy_get_label (self->remedy);
  gtk_button_set_label (self->first_button, begins_with_remedy (self) ? remedy : _("Try Again"));
  gtk_button_set_label (self->second_button, begins_with_remedy (self) ? _("Try Again") : remedy);
  gtk_widget_set_visible (GTK_WIDGET (self->second_button), self->remedy != ENLIST_BLUETOOTH_REMEDY_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->adapter_row), self->remedy == ENLIST_BLUETOOTH_REMEDY_CHOOSE);
}

static void
on_remedy_applied (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (EnlistFailurePage) self = ENLIST_FAILURE_PAGE (user_data);

  gtk_widget_set_sensitive (GTK_WIDGET (self->first_button), TRUE);
  /* Unless the user has left this page meanwhile. */
  if (enlist_bluetooth_remedy_apply_finish (result) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_signal_emit (self, signals[TRY_AGAIN], 0);
}

static void
apply_remedy (EnlistFailurePage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->first_button), FALSE);
  enlist_bluetooth_remedy_apply_async (self->remedy, self->bluetooth, GTK_WIDGET (self), on_remedy_applied,
                                       g_object_ref (self));
}

static void
on_first_clicked (EnlistFailurePage *self)
{
  if (begins_with_remedy (self))
    apply_remedy (self);
  else
    g_signal_emit (self, signals[TRY_AGAIN], 0);
}

static void
on_second_clicked (EnlistFailurePage *self)
{
  if (begins_with_remedy (self))
    g_signal_emit (self, signals[TRY_AGAIN], 0);
  else
    apply_remedy (self);
}

static void
enlist_failure_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (enlist_failure_page_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (ENLIST_FAILURE_PAGE (widget)->first_button));
}

static void
enlist_failure_page_finalize (GObject *object)
{
  EnlistFailurePage *self = ENLIST_FAILURE_PAGE (object);

  g_clear_object (&self->bluetooth);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (enlist_failure_page_parent_class)->finalize (object);
}

static void
enlist_failure_page_class_init (EnlistFailurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_failure_page_finalize;
  widget_class->map = enlist_failure_page_map;

  signals[TRY_AGAIN] = g_signal_new ("try-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-failure-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, remedy_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, where_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, step_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, detail_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, log_view);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, checks_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, cable_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, network_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, near_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, owner_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, adapter_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, first_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, second_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_first_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_second_clicked);
}

static void
enlist_failure_page_init (EnlistFailurePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
is_reached_over (EnlistSession *session,
                 const char    *scheme)
{
  const char *const *transports = enlist_label_get_transports (enlist_session_get_label (session));

  for (guint i = 0; transports[i] != NULL; i++)
    if (g_str_has_prefix (transports[i], scheme))
      return TRUE;
  return FALSE;
}

static void
name_adapter (EnlistFailurePage *self)
{
  EnlistBluetoothAdapter *adapter = enlist_bluetooth_get_current_adapter (self->bluetooth);
  g_autofree char *text = NULL;

  if (adapter == NULL)
    return;
  /* Translators: name and id of a Bluetooth adapter */
  text = g_strdup_printf (_("It was %s (%s). Another one may be nearer or stronger."),
                          enlist_bluetooth_adapter_get_name (adapter),
                          enlist_bluetooth_adapter_get_id (adapter));
  show_text (self->adapter_row, text);
}

/* Nobody knows why a device is not heard; these are the reasons that there are. */
static void
show_checks (EnlistFailurePage *self,
             EnlistSession     *session)
{
  gboolean radio = is_reached_over (session, "ble:");
  gboolean cable = is_reached_over (session, "serial:");
  gboolean network = is_reached_over (session, "tcp:");
  gboolean shown = enlist_error_get_code (self->error) == ENLIST_ERROR_UNREACHABLE &&
                   (radio || cable || network);

  gtk_widget_set_visible (GTK_WIDGET (self->checks_group), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->remedy_label), !shown);
  gtk_widget_set_visible (GTK_WIDGET (self->cable_row), cable);
  gtk_widget_set_visible (GTK_WIDGET (self->network_row), network);
  gtk_widget_set_visible (GTK_WIDGET (self->near_row), radio);
  gtk_widget_set_visible (GTK_WIDGET (self->owner_row), radio);
  name_adapter (self);
}

/* In the words of what can be done about it now, and here. */
static void
show_problem (EnlistFailurePage *self)
{
  const char *title = enlist_bluetooth_remedy_get_title (self->remedy, self->error);
  const char *text = enlist_bluetooth_remedy_get_text (self->remedy, self->error);

  if (g_error_matches (self->error, ENLIST_ERROR, ENLIST_ERROR_BUSY))
    {
      title = _("The device is in use");
      text = _("Somebody else may be enrolling it. Wait until that is over, then try again.");
    }
  else if (g_error_matches (self->error, ENLIST_ERROR, ENLIST_ERROR_LINK_LOST))
    {
      text = _("Move closer to the device, then try again. Your answers are kept.");
    }
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->remedy_label, text);
}

EnlistPage *
enlist_failure_page_new (EnlistSession   *session,
                         EnlistBluetooth *bluetooth,
                         const GError    *error)
{
  EnlistFailurePage *self = g_object_new (ENLIST_TYPE_FAILURE_PAGE, NULL);
  g_autofree char *detail = enlist_problem_text_dup_detail (error);
  g_autofree char *log = enlist_session_dup_log (session);

  self->bluetooth = g_object_ref (bluetooth);
  self->error = g_error_copy (error);
  show_step (self, session);
  show_text (self->detail_row, detail != NULL ? detail : "");
  show_checks (self, session);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->log_view), log, -1);
  g_signal_connect_object (bluetooth, "notify::state", G_CALLBACK (update_buttons), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (enlist_bluetooth_get_adapters (bluetooth), "items-changed",
                           G_CALLBACK (update_buttons), self, G_CONNECT_SWAPPED);
  update_buttons (self);
  show_problem (self);
  return ENLIST_PAGE (self);
}
