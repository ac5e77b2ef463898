/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-peripheral.h"

#include "await.h"
#include "fake-bluez-private.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

static GDBusConnection *
get_connection (FakePeripheral *self)
{
  return fake_objects_get_connection (self->adapter->bluez->objects);
}

/* Calls the peripheral, and lets the main loop run until it has answered. (transfer full) */
static GVariant *
call (FakePeripheral *self,
      const char     *owner,
      const char     *path,
      const char     *interface,
      const char     *method,
      GVariant       *arguments,
      GError        **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  g_dbus_connection_call (get_connection (self), owner, path, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, await_ready, &await);
  result = await_result (&await);

  return g_dbus_connection_call_finish (get_connection (self), result, error);
}

/* What was given up. */

static void
forget_application (FakePeripheral *self)
{
  g_clear_pointer (&self->application, g_free);
  g_clear_pointer (&self->application_owner, g_free);
}

static void
forget_advertisement (FakePeripheral *self)
{
  g_clear_pointer (&self->advertisement, g_free);
  g_clear_pointer (&self->advertisement_owner, g_free);
  g_clear_pointer (&self->advertised, g_variant_unref);
}

/* GattManager1 */

static void
on_value_changed (GDBusConnection *connection,
                  const char      *sender,
                  const char      *path,
                  const char      *interface,
                  const char      *signal,
                  GVariant        *parameters,
                  gpointer         user_data)
{
  FakePeripheral *self = user_data;
  g_autoptr (GVariant) changed = g_variant_get_child_value (parameters, 1);
  g_autoptr (GVariant) value = g_variant_lookup_value (changed, "Value", G_VARIANT_TYPE_BYTESTRING);

  if (value != NULL)
    g_ptr_array_add (self->notifications, g_variant_get_data_as_bytes (value));
}

static void
take_application (FakePeripheral *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const char *path;

  if (self->application != NULL)
    {
      fake_bluez_refuse (invocation, "AlreadyExists", "Already Exists");
      return;
    }

  g_variant_get (parameters, "(&oa{sv})", &path, NULL);
  self->application = g_strdup (path);
  self->application_owner = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_services_called (gpointer               user_data,
                    const char            *method,
                    GVariant              *parameters,
                    GDBusMethodInvocation *invocation)
{
  FakePeripheral *self = user_data;
  g_autofree char *name = g_strconcat ("GattManager1.", method, NULL);

  if (fake_bluez_answer (self->adapter->bluez, name, self, invocation))
    return;
  if (g_str_equal (method, "RegisterApplication"))
    {
      take_application (self, parameters, invocation);
      return;
    }
  forget_application (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* LEAdvertisingManager1 */

static void
on_advertisement_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusMethodInvocation) invocation = user_data;
  FakePeripheral *self = g_object_get_data (G_OBJECT (invocation), "peripheral");
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  g_autoptr (GVariant) properties = NULL;
  const char *path;

  /* bluetoothd or the peripheral has gone. */
  if (reply == NULL)
    return;

  properties = g_variant_get_child_value (reply, 0);
  g_ptr_array_add (self->advertisements, g_variant_ref (properties));
  if (fake_bluez_answer (self->adapter->bluez, "LEAdvertisingManager1.RegisterAdvertisement", self,
                         g_object_ref (invocation)))
    return;

  forget_advertisement (self);
  g_variant_get (parameters, "(&oa{sv})", &path, NULL);
  self->advertisement = g_strdup (path);
  self->advertisement_owner = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  self->advertised = g_steal_pointer (&properties);
  g_dbus_method_invocation_return_value (g_steal_pointer (&invocation), NULL);
}

static void
on_advertising_called (gpointer               user_data,
                       const char            *method,
                       GVariant              *parameters,
                       GDBusMethodInvocation *invocation)
{
  FakePeripheral *self = user_data;
  const char *path;

  if (g_str_equal (method, "UnregisterAdvertisement"))
    {
      forget_advertisement (self);
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  if (self->advertisement != NULL)
    {
      fake_bluez_refuse (invocation, "AlreadyExists", "Already Exists");
      return;
    }

  g_variant_get (parameters, "(&oa{sv})", &path, NULL);
  g_object_set_data (G_OBJECT (invocation), "peripheral", self);
  g_dbus_connection_call (get_connection (self), g_dbus_method_invocation_get_sender (invocation), path,
                          PROPERTIES, "GetAll", g_variant_new ("(s)", "org.bluez.LEAdvertisement1"), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_advertisement_read, invocation);
}

void
fake_peripheral_release (FakePeripheral *self)
{
  g_autoptr (GVariant) reply = call (self, self->advertisement_owner, self->advertisement,
                                     "org.bluez.LEAdvertisement1", "Release", NULL, NULL);

  forget_advertisement (self);
}

/* The adapter. */

void
fake_peripheral_export (FakePeripheral *self)
{
  FakeObjects *objects = self->adapter->bluez->objects;

  forget_application (self);
  forget_advertisement (self);
  self->subscription = g_dbus_connection_signal_subscribe (get_connection (self), NULL, PROPERTIES,
                                                           "PropertiesChanged", NULL,
                                                           "org.bluez.GattCharacteristic1",
                                                           G_DBUS_SIGNAL_FLAGS_NONE, on_value_changed, self,
                                                           NULL);
  fake_objects_add (objects, self->adapter->path, bluez_gatt_manager1_interface_info (),
                    g_variant_new ("a{sv}", NULL), on_services_called, NULL, self);
  fake_objects_add (objects, self->adapter->path, bluez_leadvertising_manager1_interface_info (),
                    g_variant_new ("a{sv}", NULL), on_advertising_called, NULL, self);
}

FakePeripheral *
fake_peripheral_new (FakeAdapter *adapter)
{
  FakePeripheral *self = g_new0 (FakePeripheral, 1);

  self->adapter = adapter;
  self->notifications = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->advertisements = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  return self;
}

void
fake_peripheral_free (FakePeripheral *self)
{
  if (get_connection (self) != NULL)
    g_dbus_connection_signal_unsubscribe (get_connection (self), self->subscription);
  forget_application (self);
  forget_advertisement (self);
  g_ptr_array_unref (self->notifications);
  g_ptr_array_unref (self->advertisements);
  g_free (self);
}

/* The application. */

GVariant *
fake_peripheral_get_objects (FakePeripheral *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = call (self, self->application_owner, self->application,
                                     "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL, &error);

  g_assert_no_error (error);

  return g_variant_get_child_value (reply, 0);
}

/* (transfer full): of the characteristic `in` */
static char *
find_in (FakePeripheral *self)
{
  g_autoptr (GVariant) objects = fake_peripheral_get_objects (self);
  GVariantIter iter;
  GVariant *interfaces;
  const char *path;
  char *found = NULL;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      g_autoptr (GVariant) characteristic =
          g_variant_lookup_value (interfaces, "org.bluez.GattCharacteristic1", G_VARIANT_TYPE_VARDICT);
      const char *uuid;

      if (characteristic != NULL && g_variant_lookup (characteristic, "UUID", "&s", &uuid) &&
          g_str_equal (uuid, ENLIST_BLE_IN_UUID))
        found = g_strdup (path);
    }
  g_assert_nonnull (found);

  return found;
}

char *
fake_peripheral_write (FakePeripheral *self, const char *central, gboolean command, GBytes *frame)
{
  g_autofree char *path = find_in (self);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  GVariantBuilder options;
  gsize size;
  gconstpointer data = g_bytes_get_data (frame, &size);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "device", g_variant_new_object_path (central));
  g_variant_builder_add (&options, "{sv}", "type", g_variant_new_string (command ? "command" : "request"));
  g_variant_builder_add (&options, "{sv}", "link", g_variant_new_string ("LE"));
  g_variant_builder_add (&options, "{sv}", "mtu", g_variant_new_uint16 (517));
  reply = call (self, self->application_owner, path, "org.bluez.GattCharacteristic1", "WriteValue",
                g_variant_new ("(@aya{sv})", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1),
                               &options), &error);

  return error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
}
