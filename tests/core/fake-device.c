/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-bluez-private.h"

#include <string.h>

#define CONNECT_MS 5
#define RESOLVE_MS 5
#define GAP_MS 50 /* between objects and property, in either order */

static gboolean
is_known (FakeDevice *self)
{
  return fake_objects_has (self->adapter->bluez->objects, self->path);
}

/* @value: (nullable) */
static void
set_property (FakeDevice *self, const char *property, GVariant *value)
{
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;

  if (is_known (self))
    fake_objects_set (self->adapter->bluez->objects, self->path, property, owned);
}

/* What happens later. */

typedef struct {
  FakeDevice *device;
  FakeLater function;
  gpointer user_data;
  GDestroyNotify destroy;
  GSource *source;
} Later;

static void
free_later (gpointer data)
{
  Later *later = data;

  if (later->destroy != NULL)
    later->destroy (later->user_data);
  g_free (later);
}

static gboolean
on_later_due (gpointer user_data)
{
  Later *later = user_data;
  FakeDevice *device = later->device;
  g_autoptr (GSource) source = g_source_ref (later->source);

  later->function (device, later->user_data);
  g_ptr_array_remove (device->sources, source);

  return G_SOURCE_REMOVE;
}

void
fake_device_later (FakeDevice *self, guint ms, FakeLater function, gpointer user_data, GDestroyNotify destroy)
{
  Later *later = g_new0 (Later, 1);

  *later = (Later) { .device = self, .function = function, .user_data = user_data, .destroy = destroy };
  later->source = g_timeout_source_new (ms);
  g_source_set_callback (later->source, on_later_due, later, free_later);
  g_source_attach (later->source, NULL);
  g_ptr_array_add (self->sources, later->source);
}

static void
end_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

/* Advertising. */

static GVariant *
make_service_data (FakeDevice *self)
{
  GVariantBuilder data;
  const char *uuid = self->advertising == FAKE_ADVERTISES_SERVICE_DATA
                         ? ENLIST_BLE_SERVICE_UUID : "0000180f-0000-1000-8000-00805f9b34fb";

  g_variant_builder_init (&data, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&data, "{sv}", uuid,
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->announcement,
                                                    self->announcement_size, 1));

  return g_variant_builder_end (&data);
}

static void start_method (gpointer user_data, const char *method, GVariant *parameters,
                          GDBusMethodInvocation *invocation);

static void
export (FakeDevice *self, gboolean heard)
{
  static const char *const ours[] = { ENLIST_BLE_SERVICE_UUID, NULL };
  static const char *const none[] = { NULL };
  gboolean uuid = self->advertising == FAKE_ADVERTISES_UUID || self->connected;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "Address", g_variant_new_string (self->address));
  g_variant_builder_add (&properties, "{sv}", "AddressType", g_variant_new_string ("random"));
  g_variant_builder_add (&properties, "{sv}", "Adapter", g_variant_new_object_path (self->adapter->path));
  g_variant_builder_add (&properties, "{sv}", "Connected", g_variant_new_boolean (self->connected));
  g_variant_builder_add (&properties, "{sv}", "ServicesResolved", g_variant_new_boolean (self->connected));
  g_variant_builder_add (&properties, "{sv}", "UUIDs", g_variant_new_strv (uuid ? ours : none, -1));
  if (heard)
    g_variant_builder_add (&properties, "{sv}", "RSSI", g_variant_new_int16 ((gint16) self->rssi));
  if (heard && self->advertising != FAKE_ADVERTISES_UUID)
    g_variant_builder_add (&properties, "{sv}", "ServiceData", make_service_data (self));
  fake_objects_add (self->adapter->bluez->objects, self->path, bluez_device1_interface_info (),
                    g_variant_builder_end (&properties), start_method, NULL, self);
}

void
fake_device_hear (FakeDevice *self, gboolean duplicates)
{
  /* What is connected does not advertise. */
  if (self->silent || self->connected)
    return;

  if (!is_known (self))
    {
      export (self, TRUE);
    }
  else if (!self->heard || duplicates)
    {
      set_property (self, "RSSI", g_variant_new_int16 ((gint16) self->rssi));
      if (self->advertising != FAKE_ADVERTISES_UUID)
        set_property (self, "ServiceData", make_service_data (self));
    }
  self->heard = TRUE;
}

void
fake_device_unhear (FakeDevice *self)
{
  self->heard = FALSE;
  if (!is_known (self) || self->connected)
    return;

  if (self->vanishes)
    fake_device_vanish (self);
  else
    set_property (self, "RSSI", NULL);
}

/* The connection. */

static void
show_objects (FakeDevice *self, gpointer user_data)
{
  fake_gatt_export (self);
}

static void
show_property (FakeDevice *self, gpointer user_data)
{
  set_property (self, "ServicesResolved", g_variant_new_boolean (TRUE));
}

static void
resolve (FakeDevice *self)
{
  FakeResolving resolving = self->resolving;

  if (self->resolving_times > 0 && --self->resolving_times == 0)
    self->resolving = FAKE_RESOLVES;
  if (resolving == FAKE_RESOLVES_NEVER)
    return;

  fake_device_later (self, RESOLVE_MS + (resolving == FAKE_RESOLVES_EARLY ? GAP_MS : 0), show_objects, NULL,
                     NULL);
  fake_device_later (self, RESOLVE_MS + (resolving == FAKE_RESOLVES_LATE ? GAP_MS : 0), show_property, NULL,
                     NULL);
}

void
fake_device_connect (FakeDevice *self)
{
  static const char *const ours[] = { ENLIST_BLE_SERVICE_UUID, NULL };

  if (self->connected)
    return;

  self->connected = TRUE;
  self->gatt = fake_gatt_new (self);
  set_property (self, "Connected", g_variant_new_boolean (TRUE));
  set_property (self, "UUIDs", g_variant_new_strv (ours, -1));
  resolve (self);
}

static void
disconnect (FakeDevice *self)
{
  if (!self->connected)
    return;

  self->connected = FALSE;
  g_clear_pointer (&self->gatt, fake_gatt_free);
  g_ptr_array_set_size (self->sources, 0);
  set_property (self, "ServicesResolved", g_variant_new_boolean (FALSE));
  set_property (self, "Connected", g_variant_new_boolean (FALSE));
}

void
fake_device_flash (FakeDevice *self)
{
  set_property (self, "Connected", g_variant_new_boolean (TRUE));
  set_property (self, "Connected", g_variant_new_boolean (FALSE));
}

static void
give_up_connecting (FakeDevice *self)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&self->connecting);

  g_ptr_array_set_size (self->sources, 0);
  if (invocation != NULL)
    fake_bluez_refuse (invocation, "Failed", "le-connection-abort-by-local");
}

void
fake_device_lose_link (FakeDevice *self)
{
  give_up_connecting (self);
  disconnect (self);
}

static void
answer_connect (FakeDevice *self, gpointer user_data)
{
  GDBusMethodInvocation *invocation = g_steal_pointer (&self->connecting);

  fake_device_connect (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
start_connect (FakeDevice *self, GDBusMethodInvocation *invocation)
{
  if (fake_bluez_answer (self->adapter->bluez, "Device1.Connect", self, invocation))
    return;

  if (!self->adapter->powered)
    {
      fake_bluez_refuse (invocation, "NotReady", "Resource Not Ready");
    }
  else if (self->connecting != NULL)
    {
      fake_bluez_refuse (invocation, "InProgress", "Operation already in progress");
    }
  else if (self->connected)
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      /* A device that is not heard is waited for. */
      self->connecting = invocation;
      if (!self->silent)
        fake_device_later (self, CONNECT_MS, answer_connect, NULL, NULL);
    }
}

static void
start_disconnect (FakeDevice *self, GDBusMethodInvocation *invocation)
{
  if (fake_bluez_answer (self->adapter->bluez, "Device1.Disconnect", self, invocation))
    return;

  if (self->connecting == NULL && !self->connected)
    {
      fake_bluez_refuse (invocation, "NotConnected", "Not Connected");
      return;
    }
  fake_device_lose_link (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
start_method (gpointer user_data, const char *method, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (g_str_equal (method, "Connect"))
    start_connect (user_data, invocation);
  else
    start_disconnect (user_data, invocation);
}

void
fake_device_preconnect (FakeDevice *self, gboolean used)
{
  self->used = used;
  self->connected = TRUE;
  self->gatt = fake_gatt_new (self);
  export (self, FALSE);
  fake_gatt_export (self);
}

void
fake_device_vanish (FakeDevice *self)
{
  fake_device_lose_link (self);
  self->heard = FALSE;
  if (is_known (self))
    fake_objects_remove (self->adapter->bluez->objects, self->path);
}

void
fake_device_forget (FakeDevice *self)
{
  /* bluetoothd is not there to answer. */
  g_clear_object (&self->connecting);
  fake_device_lose_link (self);
  self->heard = FALSE;
}

/* Frames. */

typedef struct {
  FakeDirection direction;
  GBytes *frame;
} Passing;

static void
free_passing (gpointer data)
{
  g_bytes_unref (((Passing *) data)->frame);
  g_free (data);
}

static void
on_passing_due (FakeDevice *self, gpointer user_data)
{
  const Passing *passing = user_data;

  fake_device_pass (self, passing->direction, passing->frame);
}

void
fake_device_pass (FakeDevice *self, FakeDirection direction, GBytes *frame)
{
  if (self->gatt != NULL)
    fake_gatt_pass (self->gatt, direction, frame);
}

void
fake_device_pass_later (FakeDevice *self, FakeDirection direction, GBytes *frame, guint ms)
{
  Passing *passing = g_new0 (Passing, 1);

  *passing = (Passing) { .direction = direction, .frame = g_bytes_ref (frame) };
  fake_device_later (self, ms, on_passing_due, passing, free_passing);
}

/* The device. */

FakeDevice *
fake_bluez_add_device (FakeBluez *self, FakeAdapter *adapter, const char *address, const char *uri)
{
  FakeDevice *device = g_new0 (FakeDevice, 1);
  g_autofree char *name = g_strdelimit (g_strdup (address), ":", '_');

  device->adapter = adapter;
  device->address = g_strdup (address);
  device->path = g_strconcat (adapter->path, "/dev_", name, NULL);
  device->uri = g_strdup (uri);
  device->announcement_size = ENLIST_ANNOUNCEMENT_SIZE;
  device->rssi = -60;
  device->mtu = 517;
  device->sources = g_ptr_array_new_with_free_func (end_source);
  g_ptr_array_add (self->devices, device);

  return device;
}

void
fake_device_free (gpointer data)
{
  FakeDevice *self = data;

  fake_device_forget (self);
  g_ptr_array_unref (self->sources);
  g_free (self->address);
  g_free (self->path);
  g_free (self->uri);
  g_free (self);
}
