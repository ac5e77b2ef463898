/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluetooth-remedy"

#include "enlist-bluetooth-remedy.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-problem-text.h"
#include "enlist-toast.h"

/* Where desktops turn airplane mode off. */
static const char *const settings[] = { "gnome-bluetooth-panel.desktop", "kcm_bluetooth.desktop" };

/* (transfer full) (nullable) */
static GAppInfo *
find_settings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      GDesktopAppInfo *info = g_desktop_app_info_new (settings[i]);

      if (info != NULL)
        return G_APP_INFO (info);
    }
  return NULL;
}

static gboolean
has_several_adapters (EnlistBluetooth *bluetooth)
{
  guint n = g_list_model_get_n_items (enlist_bluetooth_get_adapters (bluetooth));

  /* A chosen one that is not there leaves something to choose as soon as there is any. */
  return n > 1 || (n == 1 && enlist_bluetooth_get_current_adapter (bluetooth) == NULL);
}

EnlistBluetoothRemedy
enlist_bluetooth_remedy_find (EnlistBluetooth *bluetooth,
                              const GError    *error)
{
  g_autoptr (GAppInfo) info = NULL;

  if (error == NULL)
    return ENLIST_BLUETOOTH_REMEDY_NONE;

  switch ((int) enlist_error_get_code (error))
    {
    case ENLIST_ERROR_BLUETOOTH_OFF:
      return ENLIST_BLUETOOTH_REMEDY_TURN_ON;

    case ENLIST_ERROR_BLUETOOTH_BLOCKED:
      info = find_settings ();
      return info != NULL ? ENLIST_BLUETOOTH_REMEDY_SETTINGS : ENLIST_BLUETOOTH_REMEDY_NONE;

    case ENLIST_ERROR_NO_ADAPTER:
    case ENLIST_ERROR_UNREACHABLE:
      return has_several_adapters (bluetooth) ? ENLIST_BLUETOOTH_REMEDY_CHOOSE : ENLIST_BLUETOOTH_REMEDY_NONE;

    default:
      return ENLIST_BLUETOOTH_REMEDY_NONE;
    }
}

gboolean
enlist_bluetooth_remedy_is_for (const GError *error)
{
  switch ((int) enlist_error_get_code (error))
    {
    case ENLIST_ERROR_BLUETOOTH_ABSENT:
    case ENLIST_ERROR_BLUETOOTH_DENIED:
    case ENLIST_ERROR_NO_ADAPTER:
    case ENLIST_ERROR_BLUETOOTH_OFF:
    case ENLIST_ERROR_BLUETOOTH_BLOCKED:
      return TRUE;

    default:
      return FALSE;
    }
}

const char *
enlist_bluetooth_remedy_get_title (EnlistBluetoothRemedy remedy,
                                   const GError         *error)
{
  if (remedy == ENLIST_BLUETOOTH_REMEDY_CHOOSE &&
      g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER))
    return _("The chosen Bluetooth adapter is missing");

  return enlist_problem_text_get_title (error);
}

const char *
enlist_bluetooth_remedy_get_text (EnlistBluetoothRemedy remedy,
                                  const GError         *error)
{
  if (remedy == ENLIST_BLUETOOTH_REMEDY_TURN_ON)
    return _("It is needed to reach the device.");
  if (remedy == ENLIST_BLUETOOTH_REMEDY_CHOOSE &&
      g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER))
    return _("Plug it in again, or choose another one.");

  return enlist_problem_text_get_remedy (error);
}

const char *
enlist_bluetooth_remedy_get_label (EnlistBluetoothRemedy remedy)
{
  switch (remedy)
    {
    case ENLIST_BLUETOOTH_REMEDY_TURN_ON:
      return _("Turn On Bluetooth");
    case ENLIST_BLUETOOTH_REMEDY_SETTINGS:
      return _("Open Settings");
    case ENLIST_BLUETOOTH_REMEDY_CHOOSE:
      return _("Choose Adapter…");
    case ENLIST_BLUETOOTH_REMEDY_NONE:
    default:
      return "";
    }
}

const char *
enlist_bluetooth_remedy_get_short_label (EnlistBluetoothRemedy remedy)
{
  switch (remedy)
    {
    case ENLIST_BLUETOOTH_REMEDY_TURN_ON:
      return _("Turn On");
    case ENLIST_BLUETOOTH_REMEDY_SETTINGS:
      return _("Settings");
    case ENLIST_BLUETOOTH_REMEDY_CHOOSE:
      return _("Choose…");
    case ENLIST_BLUETOOTH_REMEDY_NONE:
    default:
      return "";
    }
}

static void
complain (GTask        *task,
          const GError *error)
{
  g_info ("Bluetooth: %s", error->message);
  enlist_toast_show (g_task_get_task_data (task), enlist_problem_text_get_title (error));
  g_task_return_boolean (task, FALSE);
}

static void
on_ready (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistBluetoothAdapter) adapter =
    enlist_bluetooth_ready_finish (ENLIST_BLUETOOTH (source), result, &error);

  if (adapter != NULL)
    g_task_return_boolean (task, TRUE);
  else
    complain (task, error);
}

static void
on_powered_on (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  EnlistBluetooth *bluetooth = ENLIST_BLUETOOTH (source);

  if (enlist_bluetooth_power_on_finish (bluetooth, result, &error))
    enlist_bluetooth_ready_async (bluetooth, NULL, on_ready, g_steal_pointer (&task));
  else
    complain (task, error);
}

static void
open_settings (GTask *task)
{
  GtkWidget *widget = g_task_get_task_data (task);
  g_autoptr (GAppInfo) info = find_settings ();
  g_autoptr (GdkAppLaunchContext) context =
    gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_autoptr (GError) error = NULL;

  if (info != NULL && !g_app_info_launch (info, NULL, G_APP_LAUNCH_CONTEXT (context), &error))
    {
      g_info ("the settings cannot be opened: %s", error->message);
      enlist_toast_show (widget, _("Settings cannot be opened"));
    }
  g_task_return_boolean (task, FALSE);
}

void
enlist_bluetooth_remedy_apply_async (EnlistBluetoothRemedy remedy,
                                     EnlistBluetooth      *bluetooth,
                                     GtkWidget            *widget,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data)
{
  g_autoptr (GTask) task = g_task_new (bluetooth, NULL, callback, user_data);

  g_task_set_source_tag (task, enlist_bluetooth_remedy_apply_async);
  g_task_set_task_data (task, g_object_ref (widget), g_object_unref);
  switch (remedy)
    {
    case ENLIST_BLUETOOTH_REMEDY_TURN_ON:
      enlist_bluetooth_power_on_async (bluetooth, NULL, on_powered_on, g_steal_pointer (&task));
      break;

    case ENLIST_BLUETOOTH_REMEDY_SETTINGS:
      open_settings (task);
      break;

    case ENLIST_BLUETOOTH_REMEDY_CHOOSE:
      gtk_widget_activate_action (widget, "win.preferences", NULL);
      g_task_return_boolean (task, FALSE);
      break;

    case ENLIST_BLUETOOTH_REMEDY_NONE:
    default:
      g_task_return_boolean (task, FALSE);
    }
}

gboolean
enlist_bluetooth_remedy_apply_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, enlist_bluetooth_remedy_apply_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
