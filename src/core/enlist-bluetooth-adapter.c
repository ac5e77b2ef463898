/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluetooth-adapter"

#include "enlist-bluetooth-adapter-private.h"

enum {
  PROP_0,
  PROP_ID,
  PROP_ADDRESS,
  PROP_NAME,
  PROP_POWERED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

struct _EnlistBluetoothAdapter {
  GObject parent_instance;

  GDBusObjectManager *objects;
  BluezAdapter1 *proxy;
  EnlistBluezDiscovery *discovery;
  EnlistBluezConnector *connector;
  GHashTable *claimed;
  gboolean removed;
};

G_DEFINE_FINAL_TYPE (EnlistBluetoothAdapter, enlist_bluetooth_adapter, G_TYPE_OBJECT)

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

const char *
enlist_bluetooth_adapter_get_id (EnlistBluetoothAdapter *self)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->proxy));

  return strrchr (path, '/') + 1;
}

const char *
enlist_bluetooth_adapter_get_address (EnlistBluetoothAdapter *self)
{
  return or_empty (bluez_adapter1_get_address (self->proxy));
}

const char *
enlist_bluetooth_adapter_get_name (EnlistBluetoothAdapter *self)
{
  return or_empty (bluez_adapter1_get_alias (self->proxy));
}

gboolean
enlist_bluetooth_adapter_get_powered (EnlistBluetoothAdapter *self)
{
  return !self->removed && bluez_adapter1_get_powered (self->proxy);
}

BluezAdapter1 *
enlist_bluetooth_adapter_get_proxy (EnlistBluetoothAdapter *self)
{
  return self->proxy;
}

GDBusObjectManager *
enlist_bluetooth_adapter_get_objects (EnlistBluetoothAdapter *self)
{
  return self->objects;
}

EnlistBluezDiscovery *
enlist_bluetooth_adapter_get_discovery (EnlistBluetoothAdapter *self)
{
  return self->discovery;
}

EnlistBluezConnector *
enlist_bluetooth_adapter_get_connector (EnlistBluetoothAdapter *self)
{
  return self->connector;
}

void
enlist_bluetooth_adapter_remove (EnlistBluetoothAdapter *self)
{
  self->removed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POWERED]);
}

void
enlist_bluetooth_adapter_claim (EnlistBluetoothAdapter *self, const char *device)
{
  g_hash_table_add (self->claimed, g_strdup (device));
}

void
enlist_bluetooth_adapter_release (EnlistBluetoothAdapter *self, const char *device)
{
  g_hash_table_remove (self->claimed, device);
}

gboolean
enlist_bluetooth_adapter_has_claimed (EnlistBluetoothAdapter *self, const char *device)
{
  return g_hash_table_contains (self->claimed, device);
}

gboolean
enlist_bluetooth_adapter_is_called (EnlistBluetoothAdapter *self, const char *name)
{
  return g_str_equal (enlist_bluetooth_adapter_get_id (self), name) ||
         g_ascii_strcasecmp (enlist_bluetooth_adapter_get_address (self), name) == 0;
}

gboolean
enlist_bluetooth_adapter_is_central (EnlistBluetoothAdapter *self)
{
  const char *const *roles = bluez_adapter1_get_roles (self->proxy);

  return roles == NULL || roles[0] == NULL || g_strv_contains (roles, "central");
}

gboolean
enlist_bluetooth_adapter_is_blocked (EnlistBluetoothAdapter *self)
{
  return g_strcmp0 (bluez_adapter1_get_power_state (self->proxy), "off-blocked") == 0;
}

static void
on_alias_changed (BluezAdapter1 *proxy, GParamSpec *property, gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_NAME]);
}

/* A change of the power state, too: what can be done about an adapter that is off may be another thing. */
static void
on_powered_changed (BluezAdapter1 *proxy, GParamSpec *property, gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_POWERED]);
}

static void
enlist_bluetooth_adapter_get_property (GObject *object, guint id, GValue *value, GParamSpec *property)
{
  EnlistBluetoothAdapter *self = ENLIST_BLUETOOTH_ADAPTER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, enlist_bluetooth_adapter_get_id (self));
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, enlist_bluetooth_adapter_get_address (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, enlist_bluetooth_adapter_get_name (self));
      break;
    case PROP_POWERED:
      g_value_set_boolean (value, enlist_bluetooth_adapter_get_powered (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, property);
    }
}

static void
enlist_bluetooth_adapter_finalize (GObject *object)
{
  EnlistBluetoothAdapter *self = ENLIST_BLUETOOTH_ADAPTER (object);

  g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->discovery);
  g_clear_object (&self->connector);
  g_clear_pointer (&self->claimed, g_hash_table_unref);
  g_clear_object (&self->proxy);
  g_clear_object (&self->objects);

  G_OBJECT_CLASS (enlist_bluetooth_adapter_parent_class)->finalize (object);
}

static void
enlist_bluetooth_adapter_class_init (EnlistBluetoothAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_bluetooth_adapter_get_property;
  object_class->finalize = enlist_bluetooth_adapter_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_POWERED] = g_param_spec_boolean ("powered", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_bluetooth_adapter_init (EnlistBluetoothAdapter *self)
{
}

EnlistBluetoothAdapter *
enlist_bluetooth_adapter_new (GDBusObjectManager *objects, BluezAdapter1 *proxy)
{
  EnlistBluetoothAdapter *self = g_object_new (ENLIST_TYPE_BLUETOOTH_ADAPTER, NULL);

  self->objects = g_object_ref (objects);
  self->proxy = g_object_ref (proxy);
  self->discovery = enlist_bluez_discovery_new (objects, proxy);
  self->connector = enlist_bluez_connector_new (objects);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (proxy, "notify::alias", G_CALLBACK (on_alias_changed), self);
  g_signal_connect (proxy, "notify::powered", G_CALLBACK (on_powered_changed), self);
  g_signal_connect (proxy, "notify::power-state", G_CALLBACK (on_powered_changed), self);

  return self;
}
