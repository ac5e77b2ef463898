/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-services"

#include "enlist-bluez-services-private.h"

#include "announcement.h"
#include "enlist-haste-private.h"

#define RESOLVE_US (20 * G_USEC_PER_SEC)

/* Some versions of BlueZ say that services are resolved before they show them. */
#define LATE_US (3 * G_USEC_PER_SEC)

#define TICK_MS 250

typedef struct {
  GDBusObjectManager *objects;
  gulong added_handler;
  gulong removed_handler;
  gulong resolved_handler;
  gulong connected_handler;
  guint tick_source;
  gint64 begun_at;
  gint64 resolved_at; /* 0: not yet */
  gboolean was_connected;
} Wait;

void
enlist_bluez_services_free (EnlistBluezServices *self)
{
  g_clear_object (&self->in);
  g_clear_object (&self->out);
  g_clear_object (&self->info);
  g_free (self);
}

static void
wait_free (Wait *wait)
{
  g_clear_object (&wait->objects);
  g_free (wait);
}

static gboolean
is_uuid (const char *uuid, const char *other)
{
  return uuid != NULL && g_ascii_strcasecmp (uuid, other) == 0;
}

/* Takes the characteristics of the service at @path. */
static EnlistBluezServices *
gather (GList *objects, const char *path)
{
  g_autoptr (EnlistBluezServices) services = g_new0 (EnlistBluezServices, 1);

  for (GList *l = objects; l != NULL; l = l->next)
    {
      BluezGattCharacteristic1 *characteristic = bluez_object_peek_gatt_characteristic1 (l->data);
      const char *uuid;

      if (characteristic == NULL ||
          g_strcmp0 (bluez_gatt_characteristic1_get_service (characteristic), path) != 0)
        continue;
      uuid = bluez_gatt_characteristic1_get_uuid (characteristic);
      if (is_uuid (uuid, ENLIST_BLE_IN_UUID))
        g_set_object (&services->in, characteristic);
      else if (is_uuid (uuid, ENLIST_BLE_OUT_UUID))
        g_set_object (&services->out, characteristic);
      else if (is_uuid (uuid, ENLIST_BLE_INFO_UUID))
        g_set_object (&services->info, characteristic);
    }

  return services->in != NULL && services->out != NULL && services->info != NULL
           ? g_steal_pointer (&services) : NULL;
}

EnlistBluezServices *
enlist_bluez_services_look (GDBusObjectManager *objects, BluezDevice1 *device)
{
  g_autolist (GDBusObject) list = g_dbus_object_manager_get_objects (objects);
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (device));

  for (GList *l = list; l != NULL; l = l->next)
    {
      BluezGattService1 *service = bluez_object_peek_gatt_service1 (l->data);
      EnlistBluezServices *services;

      if (service == NULL || g_strcmp0 (bluez_gatt_service1_get_device (service), path) != 0 ||
          !is_uuid (bluez_gatt_service1_get_uuid (service), ENLIST_BLE_SERVICE_UUID))
        continue;
      services = gather (list, g_dbus_object_get_object_path (l->data));
      if (services != NULL)
        return services;
    }

  return NULL;
}

gboolean
enlist_bluez_services_are_used (EnlistBluezServices *self)
{
  return bluez_gatt_characteristic1_get_notifying (self->out) ||
         bluez_gatt_characteristic1_get_notify_acquired (self->out) ||
         bluez_gatt_characteristic1_get_write_acquired (self->in);
}

static void
end_wait (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);
  BluezDevice1 *device = g_task_get_source_object (task);

  g_clear_signal_handler (&wait->added_handler, wait->objects);
  g_clear_signal_handler (&wait->removed_handler, wait->objects);
  g_clear_signal_handler (&wait->resolved_handler, device);
  g_clear_signal_handler (&wait->connected_handler, device);
  g_clear_handle_id (&wait->tick_source, g_source_remove);
}

static void
fail (GTask *task, GIOErrorEnum code, const char *message)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_wait (task);
  g_task_return_new_error (task, G_IO_ERROR, code, "%s", message);
}

static void
check (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);
  BluezDevice1 *device = g_task_get_source_object (task);
  gint64 now = g_get_monotonic_time ();
  EnlistBluezServices *services = NULL;

  /* The property may come after the answer of Connect. */
  if (bluez_device1_get_connected (device))
    {
      wait->was_connected = TRUE;
    }
  else if (wait->was_connected || now - wait->begun_at >= enlist_haste_us (LATE_US))
    {
      fail (task, G_IO_ERROR_NOT_CONNECTED, "The connection broke");
      return;
    }

  if (!bluez_device1_get_services_resolved (device))
    wait->resolved_at = 0;
  else if (wait->resolved_at == 0)
    wait->resolved_at = now;

  if (wait->resolved_at != 0)
    services = enlist_bluez_services_look (wait->objects, device);
  if (services != NULL)
    {
      g_autoptr (GTask) keep = g_object_ref (task);

      end_wait (task);
      g_task_return_pointer (task, services, (GDestroyNotify) enlist_bluez_services_free);
    }
  else if (wait->resolved_at != 0 && now - wait->resolved_at >= enlist_haste_us (LATE_US))
    {
      fail (task, G_IO_ERROR_NOT_FOUND, "The service of Enlist is not among the device's");
    }
  else if (now - wait->begun_at >= enlist_haste_us (RESOLVE_US))
    {
      fail (task, G_IO_ERROR_TIMED_OUT, "The services of the device were not resolved within 20 s");
    }
}

static void
on_object_added (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  if (bluez_object_peek_gatt_characteristic1 (BLUEZ_OBJECT (object)) != NULL)
    check (user_data);
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  GDBusProxy *device = G_DBUS_PROXY (g_task_get_source_object (user_data));

  if (g_str_equal (g_dbus_object_get_object_path (object), g_dbus_proxy_get_object_path (device)))
    fail (user_data, G_IO_ERROR_NOT_CONNECTED, "BlueZ has forgotten the device");
}

static void
on_property_changed (BluezDevice1 *device, GParamSpec *property, gpointer user_data)
{
  check (user_data);
}

static gboolean
on_tick (gpointer user_data)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (user_data)))
    fail (user_data, G_IO_ERROR_CANCELLED, "Cancelled");
  else
    check (user_data);

  return G_SOURCE_CONTINUE;
}

void
enlist_bluez_services_resolve_async (GDBusObjectManager  *objects,
                                     BluezDevice1        *device,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (device, cancellable, callback, user_data);
  Wait *wait = g_new0 (Wait, 1);

  g_task_set_source_tag (task, enlist_bluez_services_resolve_async);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  wait->objects = g_object_ref (objects);
  wait->begun_at = g_get_monotonic_time ();
  wait->added_handler = g_signal_connect_object (objects, "object-added", G_CALLBACK (on_object_added), task,
                                                 0);
  wait->removed_handler = g_signal_connect_object (objects, "object-removed", G_CALLBACK (on_object_removed),
                                                   task, 0);
  wait->resolved_handler = g_signal_connect_object (device, "notify::services-resolved",
                                                    G_CALLBACK (on_property_changed), task, 0);
  wait->connected_handler = g_signal_connect_object (device, "notify::connected",
                                                     G_CALLBACK (on_property_changed), task, 0);
  /* The timer holds the task; it also ends a wait that was cancelled. */
  wait->tick_source = g_timeout_add_full (G_PRIORITY_DEFAULT, enlist_haste_ms (TICK_MS), on_tick,
                                          g_object_ref (task), g_object_unref);
  check (task);
}

EnlistBluezServices *
enlist_bluez_services_resolve_finish (BluezDevice1 *device, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, device), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
