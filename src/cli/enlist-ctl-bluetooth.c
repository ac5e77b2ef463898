/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-bluetooth.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-ctl-terminal.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"

#define RELEASE_S 3 /* for the last acknowledgement of the device */

/* (transfer full): "hci0 (00:11:22:AA:BB:CC, thinkpad), hci1 (…)" */
static char *
list_adapters (EnlistBluetooth *bluetooth)
{
  GListModel *adapters = enlist_bluetooth_get_adapters (bluetooth);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (adapters); i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (adapters, i);
      g_autofree char *name = enlist_ctl_clean (enlist_bluetooth_adapter_get_name (adapter));

      g_string_append_printf (text, "%s%s (%s, %s)", i > 0 ? ", " : "",
                              enlist_bluetooth_adapter_get_id (adapter),
                              enlist_bluetooth_adapter_get_address (adapter), name);
    }

  return g_string_free (text, FALSE);
}

static gboolean
is_ready (EnlistBluetooth *bluetooth, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };
  g_autoptr (EnlistBluetoothAdapter) adapter = NULL;

  enlist_bluetooth_ready_async (bluetooth, NULL, enlist_ctl_wait_ready, &wait);
  adapter = enlist_bluetooth_ready_finish (bluetooth, enlist_ctl_wait_for (&wait), error);

  return adapter != NULL;
}

static gboolean
turn_on (EnlistBluetooth *bluetooth, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };
  gboolean yes = FALSE;

  if (!enlist_ctl_terminal_confirm (_("Bluetooth is turned off. Turn it on?"), &yes, NULL, error))
    return FALSE;
  if (!yes)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_OFF,
                           _("You said no. Nothing was sent."));
      return FALSE;
    }
  enlist_bluetooth_power_on_async (bluetooth, NULL, enlist_ctl_wait_ready, &wait);

  return enlist_bluetooth_power_on_finish (bluetooth, enlist_ctl_wait_for (&wait), error) &&
         is_ready (bluetooth, error);
}

static gboolean
find_way (const char *const *uris, gboolean bluetooth)
{
  for (guint i = 0; uris[i] != NULL; i++)
    {
      if (g_str_has_prefix (uris[i], "ble:") == bluetooth)
        return TRUE;
    }

  return FALSE;
}

static gboolean
name_adapters (EnlistBluetooth *bluetooth, const char *adapter, GError **error)
{
  g_autofree char *adapters = list_adapters (bluetooth);

  if (*adapters != '\0')
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 /* Translators: what was asked for, and a list of ids, addresses and names */
                 _("There is no Bluetooth adapter “%s” here, only %s."), adapter, adapters);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 _("There is no Bluetooth adapter “%s” here, and no other one."), adapter);

  return FALSE;
}

gboolean
enlist_ctl_prepare_bluetooth (EnlistLabel      *label,
                              const char       *device,
                              const char       *adapter,
                              EnlistBluetooth **bluetooth,
                              GError          **error)
{
  const char *const given[] = { device, NULL };
  const char *const *uris = device != NULL ? given : enlist_label_get_transports (label);
  g_autoptr (GError) problem = NULL;

  if (!find_way (uris, TRUE))
    return TRUE;

  *bluetooth = enlist_bluetooth_new ();
  enlist_bluetooth_set_adapter (*bluetooth, adapter);
  if (is_ready (*bluetooth, &problem))
    return TRUE;
  if (adapter != NULL && enlist_error_get_code (problem) == ENLIST_ERROR_NO_ADAPTER)
    return name_adapters (*bluetooth, adapter, error);
  if (find_way (uris, FALSE))
    return TRUE;
  if (enlist_error_get_code (problem) == ENLIST_ERROR_BLUETOOTH_OFF && enlist_ctl_terminal_can_ask ())
    return turn_on (*bluetooth, error);
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

void
enlist_ctl_explain_unheard (EnlistBluetooth *bluetooth)
{
  enlist_ctl_say (
      _("A device that has an owner can be reached for two minutes after it has been switched on."));
  if (g_list_model_get_n_items (enlist_bluetooth_get_adapters (bluetooth)) > 1)
    {
      g_autofree char *adapters = list_adapters (bluetooth);

      /* Translators: a list of ids, addresses and names of adapters */
      enlist_ctl_say (_("--adapter chooses another Bluetooth adapter: %s."), adapters);
    }
}

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

void
enlist_ctl_release_bluetooth (EnlistBluetooth *bluetooth)
{
  gpointer alive = bluetooth;
  gboolean late = FALSE;
  guint timer;

  if (bluetooth == NULL)
    return;

  timer = g_timeout_add_seconds (RELEASE_S, on_late, &late);
  g_object_add_weak_pointer (G_OBJECT (bluetooth), &alive);
  g_object_unref (bluetooth);
  while (alive != NULL && !late)
    g_main_context_iteration (NULL, TRUE);
  if (alive != NULL)
    g_object_remove_weak_pointer (G_OBJECT (bluetooth), &alive);
  if (!late)
    g_source_remove (timer);
}
