/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-bluez-private.h"

#define ADVERTISING_MS 20

static gboolean
is_on_bus (FakeAdapter *self)
{
  return fake_objects_has (self->bluez->objects, self->path);
}

static void
set_property (FakeAdapter *self, const char *property, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (is_on_bus (self))
    fake_objects_set (self->bluez->objects, self->path, property, owned);
}

/* Discovery. Filters of several clients merge: what one of them wants is reported to all. */

/* The value of a member of any client's filter; with somebody who has no filter everything is wanted. */
static gboolean
any_filter_is_silent_about (FakeAdapter *self, const char *member)
{
  GHashTableIter iter;
  gpointer client;

  if (self->foreign)
    return TRUE;
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &client, NULL))
    {
      GVariant *filter = g_hash_table_lookup (self->filters, client);
      g_autoptr (GVariant) value = filter != NULL ? g_variant_lookup_value (filter, member, NULL) : NULL;

      if (value == NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
wants_duplicates (FakeAdapter *self)
{
  GHashTableIter iter;
  gpointer client;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &client, NULL))
    {
      GVariant *filter = g_hash_table_lookup (self->filters, client);
      gboolean duplicates = FALSE;

      if (filter != NULL && g_variant_lookup (filter, "DuplicateData", "b", &duplicates) && duplicates)
        return TRUE;
    }

  return FALSE;
}

/* A filter of UUIDs looks at the list of UUIDs in the advertisement, not at the service data. */
static gboolean
passes (FakeAdapter *self, FakeDevice *device)
{
  return device->advertising == FAKE_ADVERTISES_UUID || any_filter_is_silent_about (self, "UUIDs");
}

gboolean
fake_adapter_is_discovering (FakeAdapter *self)
{
  return self->foreign || g_hash_table_size (self->clients) > 0;
}

static gboolean
on_tick (gpointer user_data)
{
  FakeAdapter *self = user_data;
  GPtrArray *devices = self->bluez->devices;

  for (guint i = 0; i < devices->len; i++)
    {
      FakeDevice *device = g_ptr_array_index (devices, i);

      if (device->adapter == self && passes (self, device))
        fake_device_hear (device, wants_duplicates (self));
    }

  return G_SOURCE_CONTINUE;
}

static void
discovery_begins (FakeAdapter *self)
{
  if (self->tick_source != 0)
    return;

  self->tick_source = g_timeout_add (ADVERTISING_MS, on_tick, self);
  set_property (self, "Discovering", g_variant_new_boolean (TRUE));
}

static void
discovery_may_end (FakeAdapter *self)
{
  GPtrArray *devices = self->bluez->devices;

  if (fake_adapter_is_discovering (self) || self->tick_source == 0)
    return;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  set_property (self, "Discovering", g_variant_new_boolean (FALSE));
  for (guint i = 0; i < devices->len; i++)
    {
      FakeDevice *device = g_ptr_array_index (devices, i);

      if (device->adapter == self)
        fake_device_unhear (device);
    }
}

void
fake_adapter_end_discovery (FakeAdapter *self)
{
  self->foreign = FALSE;
  g_hash_table_remove_all (self->clients);
  discovery_may_end (self);
}

/* A program without a service of ours in it may see this much of us only. */
static void
inspect_filter (FakeAdapter *self, const char *client)
{
  GVariant *filter = g_hash_table_lookup (self->filters, client);
  const char *transport = NULL;
  gboolean duplicates = FALSE;

  if (filter == NULL || !g_variant_lookup (filter, "Transport", "&s", &transport) ||
      !g_str_equal (transport, "le"))
    fake_bluez_violate (self->bluez, "discovery is not of LE only");
  if (filter == NULL || !g_variant_lookup (filter, "DuplicateData", "b", &duplicates) || !duplicates)
    fake_bluez_violate (self->bluez, "discovery without DuplicateData");
}

static void
start_discovery (FakeAdapter *self, GDBusMethodInvocation *invocation)
{
  const char *client = g_dbus_method_invocation_get_sender (invocation);

  if (fake_bluez_answer (self->bluez, "Adapter1.StartDiscovery", self, invocation))
    return;
  if (!self->powered)
    {
      fake_bluez_refuse (invocation, "NotReady", "Resource Not Ready");
      return;
    }
  if (!g_hash_table_add (self->clients, g_strdup (client)))
    {
      fake_bluez_refuse (invocation, "InProgress", "Operation already in progress");
      return;
    }

  inspect_filter (self, client);
  discovery_begins (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
stop_discovery (FakeAdapter *self, GDBusMethodInvocation *invocation)
{
  if (fake_bluez_answer (self->bluez, "Adapter1.StopDiscovery", self, invocation))
    return;
  if (!g_hash_table_remove (self->clients, g_dbus_method_invocation_get_sender (invocation)))
    {
      fake_bluez_refuse (invocation, "Failed", "No discovery started");
      return;
    }

  discovery_may_end (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
set_filter (FakeAdapter *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (fake_bluez_answer (self->bluez, "Adapter1.SetDiscoveryFilter", self, invocation))
    return;

  g_hash_table_insert (self->filters, g_strdup (g_dbus_method_invocation_get_sender (invocation)),
                       g_variant_get_child_value (parameters, 0));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
remove_device (FakeAdapter *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GPtrArray *devices = self->bluez->devices;
  const char *path;

  if (fake_bluez_answer (self->bluez, "Adapter1.RemoveDevice", self, invocation))
    return;

  g_variant_get (parameters, "(&o)", &path);
  for (guint i = 0; i < devices->len; i++)
    {
      FakeDevice *device = g_ptr_array_index (devices, i);

      if (device->adapter != self || !g_str_equal (device->path, path) ||
          !fake_objects_has (self->bluez->objects, path))
        continue;
      fake_device_vanish (device);
      device->stale = FALSE;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  fake_bluez_refuse (invocation, "DoesNotExist", "Does Not Exist");
}

static void
on_called (gpointer user_data, const char *method, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (g_str_equal (method, "StartDiscovery"))
    start_discovery (user_data, invocation);
  else if (g_str_equal (method, "StopDiscovery"))
    stop_discovery (user_data, invocation);
  else if (g_str_equal (method, "SetDiscoveryFilter"))
    set_filter (user_data, parameters, invocation);
  else
    remove_device (user_data, parameters, invocation);
}

/* Power. */

static const char *
get_power_state (FakeAdapter *self)
{
  if (self->blocked)
    return "off-blocked";

  return self->powered ? "on" : "off";
}

void
fake_adapter_set_powered (FakeAdapter *self, gboolean powered)
{
  GPtrArray *devices = self->bluez->devices;

  self->powered = powered;
  if (!powered)
    {
      for (guint i = 0; i < devices->len; i++)
        if (((FakeDevice *) g_ptr_array_index (devices, i))->adapter == self)
          fake_device_lose_link (g_ptr_array_index (devices, i));
      fake_adapter_end_discovery (self);
    }
  set_property (self, "Powered", g_variant_new_boolean (powered));
  if (self->has_power_state)
    set_property (self, "PowerState", g_variant_new_string (get_power_state (self)));
}

static void
on_set (gpointer user_data, const char *property, GVariant *value, GDBusMethodInvocation *invocation)
{
  FakeAdapter *self = user_data;

  if (g_str_equal (property, "Discoverable"))
    {
      self->discoverable = g_variant_get_boolean (value);
      self->discoverable_set++;
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  if (!g_str_equal (property, "Powered"))
    fake_bluez_violate (self->bluez, "%s of the adapter was set", property);
  if (self->blocked)
    {
      fake_bluez_refuse (invocation, "Blocked", "Blocked through rfkill");
      return;
    }

  fake_adapter_set_powered (self, g_variant_get_boolean (value));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* The object. */

void
fake_adapter_export (FakeAdapter *self)
{
  static const char *const roles[] = { "central", "peripheral", NULL };
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "Address", g_variant_new_string (self->address));
  g_variant_builder_add (&properties, "{sv}", "Alias", g_variant_new_string ("workshop"));
  g_variant_builder_add (&properties, "{sv}", "Powered", g_variant_new_boolean (self->powered));
  g_variant_builder_add (&properties, "{sv}", "Discovering", g_variant_new_boolean (FALSE));
  g_variant_builder_add (&properties, "{sv}", "Roles", g_variant_new_strv (roles, -1));
  if (self->has_power_state)
    g_variant_builder_add (&properties, "{sv}", "PowerState",
                           g_variant_new_string (get_power_state (self)));
  fake_objects_add (self->bluez->objects, self->path, bluez_adapter1_interface_info (),
                    g_variant_builder_end (&properties), on_called, on_set, self);
  if (self->foreign)
    discovery_begins (self);
}

void
fake_adapter_unexport (FakeAdapter *self)
{
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_hash_table_remove_all (self->clients);
  g_hash_table_remove_all (self->filters);
}

FakeAdapter *
fake_bluez_add_adapter (FakeBluez *self, const char *id)
{
  FakeAdapter *adapter = g_new0 (FakeAdapter, 1);

  adapter->bluez = self;
  adapter->path = g_strconcat ("/org/bluez/", id, NULL);
  adapter->address = g_strdup_printf ("00:AA:01:00:00:%02X", self->adapters->len);
  adapter->powered = TRUE;
  adapter->discoverable = TRUE;
  adapter->filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_variant_unref);
  adapter->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (self->adapters, adapter);
  if (fake_objects_is_on_bus (self->objects))
    fake_adapter_export (adapter);

  return adapter;
}

void
fake_bluez_remove_adapter (FakeBluez *self, FakeAdapter *adapter)
{
  for (guint i = 0; i < self->devices->len; i++)
    {
      FakeDevice *device = g_ptr_array_index (self->devices, i);

      if (device->adapter != adapter)
        continue;
      fake_device_vanish (device);
    }
  adapter->unplugged = TRUE;
  adapter->foreign = FALSE;
  fake_adapter_unexport (adapter);
  fake_objects_remove (self->objects, adapter->path);
}

void
fake_bluez_plug_in_adapter (FakeBluez *self, FakeAdapter *adapter)
{
  adapter->unplugged = FALSE;
  fake_adapter_export (adapter);
}

void
fake_adapter_free (gpointer data)
{
  FakeAdapter *self = data;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_hash_table_unref (self->filters);
  g_hash_table_unref (self->clients);
  g_free (self->path);
  g_free (self->address);
  g_free (self);
}
