/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-leftovers"

#include "enlist-bluez-leftovers-private.h"

#include "enlist-bluez-calls-private.h"
#include "enlist-bluez-services-private.h"

/* Whether it is connected, for no link of this process. */
static gboolean
is_foreign (EnlistBluetoothAdapter *adapter, BluezDevice1 *device)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (device));

  return bluez_device1_get_connected (device) && enlist_bluez_sighting_read (device).ours &&
         !enlist_bluetooth_adapter_has_claimed (adapter, path);
}

static gboolean
is_used (EnlistBluetoothAdapter *adapter, BluezDevice1 *device)
{
  g_autoptr (EnlistBluezServices) services = NULL;

  services = enlist_bluez_services_look (enlist_bluetooth_adapter_get_objects (adapter), device);
  return services != NULL && enlist_bluez_services_are_used (services);
}

static GPtrArray *
list_foreign (EnlistBluetoothAdapter *adapter, gboolean used)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func (g_object_unref);
  GDBusProxy *proxy = G_DBUS_PROXY (enlist_bluetooth_adapter_get_proxy (adapter));
  g_autolist (GDBusObject) objects = NULL;

  objects = g_dbus_object_manager_get_objects (enlist_bluetooth_adapter_get_objects (adapter));
  for (GList *l = objects; l != NULL; l = l->next)
    {
      BluezDevice1 *device = bluez_object_peek_device1 (l->data);

      if (device != NULL &&
          g_strcmp0 (bluez_device1_get_adapter (device), g_dbus_proxy_get_object_path (proxy)) == 0 &&
          is_foreign (adapter, device) && is_used (adapter, device) == used)
        g_ptr_array_add (devices, g_object_ref (device));
    }

  return devices;
}

GPtrArray *
enlist_bluez_leftovers_list (EnlistBluetoothAdapter *adapter)
{
  return list_foreign (adapter, FALSE);
}

gboolean
enlist_bluez_leftovers_are_used (EnlistBluetoothAdapter *adapter, const EnlistBluezTarget *target)
{
  g_autoptr (GPtrArray) devices = list_foreign (adapter, TRUE);

  for (guint i = 0; i < devices->len; i++)
    {
      EnlistBluezSighting sighting = enlist_bluez_sighting_read (devices->pdata[i]);

      if (!sighting.announced || enlist_bluez_target_matches (target, &sighting.announcement))
        return TRUE;
    }

  return FALSE;
}

BluezDevice1 *
enlist_bluez_leftovers_find (EnlistBluetoothAdapter *adapter, const EnlistBluezTarget *target)
{
  g_autoptr (GPtrArray) devices = enlist_bluez_leftovers_list (adapter);

  for (guint i = 0; i < devices->len; i++)
    {
      EnlistBluezSighting sighting = enlist_bluez_sighting_read (devices->pdata[i]);

      if (!sighting.announced || enlist_bluez_target_matches (target, &sighting.announcement))
        return g_object_ref (devices->pdata[i]);
    }

  return NULL;
}

void
enlist_bluez_leftovers_disconnect (EnlistBluetoothAdapter *adapter, GPtrArray *devices)
{
  for (guint i = 0; i < devices->len; i++)
    if (is_foreign (adapter, devices->pdata[i]) && !is_used (adapter, devices->pdata[i]))
      {
        g_debug ("Disconnecting a device that another process has left connected");
        enlist_bluez_disconnect (devices->pdata[i]);
      }
}
