/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluetooth"

#include "enlist-bluetooth-private.h"

#include "enlist-bluez-leftovers-private.h"
#include "enlist-bluez-service-private.h"
#include "enlist-enums.h"
#include "enlist-error.h"
#include "enlist-haste-private.h"
#include "enlist-rfkill-private.h"

/* A device that another process has just connected it will use by then. */
#define SWEEP_MS 25000

#define RFKILL_FOLDER "/sys/class/rfkill"
#define RFKILL_DEVICE "/dev/rfkill"

enum {
  PROP_0,
  PROP_STATE,
  PROP_ADAPTERS,
  PROP_ADAPTER,
  PROP_CURRENT_ADAPTER,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

struct _EnlistBluetooth {
  GObject parent_instance;

  EnlistBluezService *service;
  EnlistRfkill *rfkill;
  GDBusObjectManager *objects;     /* %NULL without BlueZ */
  GListStore *adapters;
  char *chosen;
  EnlistBluetoothAdapter *current;
  EnlistBluetoothState state;
  guint sweep_source;
  GHashTable *left_over;           /* of GPtrArray of devices, by adapter; until they are disconnected */
};

G_DEFINE_FINAL_TYPE (EnlistBluetooth, enlist_bluetooth, G_TYPE_OBJECT)

/* State. */

static EnlistBluetoothState
look (EnlistBluetooth *self)
{
  const char *id = self->current != NULL ? enlist_bluetooth_adapter_get_id (self->current) : NULL;

  switch (enlist_bluez_service_get_presence (self->service))
    {
    case ENLIST_BLUEZ_STARTING:
      return ENLIST_BLUETOOTH_STARTING;
    case ENLIST_BLUEZ_ABSENT:
      return ENLIST_BLUETOOTH_NO_SERVICE;
    case ENLIST_BLUEZ_DENIED:
      return ENLIST_BLUETOOTH_NO_PERMISSION;
    case ENLIST_BLUEZ_PRESENT:
    default:
      break;
    }

  if (self->current != NULL && enlist_bluetooth_adapter_get_powered (self->current))
    return ENLIST_BLUETOOTH_READY;
  if (self->current != NULL && enlist_bluetooth_adapter_is_blocked (self->current))
    return ENLIST_BLUETOOTH_BLOCKED;
  if (!enlist_rfkill_is_known (self->rfkill))
    return ENLIST_BLUETOOTH_STARTING;
  if (enlist_rfkill_is_blocked (self->rfkill, id))
    return ENLIST_BLUETOOTH_BLOCKED;

  return self->current != NULL ? ENLIST_BLUETOOTH_OFF : ENLIST_BLUETOOTH_NO_ADAPTER;
}

/* The chosen adapter, or the first one that is powered, or the first one. (transfer full) (nullable) */
static EnlistBluetoothAdapter *
choose (EnlistBluetooth *self)
{
  g_autoptr (EnlistBluetoothAdapter) first = NULL;
  guint n_adapters = g_list_model_get_n_items (G_LIST_MODEL (self->adapters));

  for (guint i = 0; i < n_adapters; i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (G_LIST_MODEL (self->adapters), i);

      if (self->chosen != NULL ? enlist_bluetooth_adapter_is_called (adapter, self->chosen)
                               : enlist_bluetooth_adapter_is_central (adapter) &&
                                 enlist_bluetooth_adapter_get_powered (adapter))
        return g_steal_pointer (&adapter);
      if (self->chosen == NULL && first == NULL && enlist_bluetooth_adapter_is_central (adapter))
        first = g_steal_pointer (&adapter);
    }

  return g_steal_pointer (&first);
}

static void
update (EnlistBluetooth *self)
{
  g_autoptr (EnlistBluetoothAdapter) current = choose (self);
  EnlistBluetoothState state;

  if (g_set_object (&self->current, current))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_ADAPTER]);

  state = look (self);
  if (state != self->state)
    {
      g_debug ("State %d, adapter %s", state,
               current != NULL ? enlist_bluetooth_adapter_get_id (current) : "(none)");
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
}

/* Adapters. */

static int
compare_adapters (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (enlist_bluetooth_adapter_get_id ((EnlistBluetoothAdapter *) a),
                 enlist_bluetooth_adapter_get_id ((EnlistBluetoothAdapter *) b));
}

static void
on_powered_changed (EnlistBluetoothAdapter *adapter, GParamSpec *property, gpointer user_data)
{
  EnlistBluetooth *self = user_data;

  /* Why it is off is written elsewhere, and not always announced. */
  if (!enlist_bluetooth_adapter_get_powered (adapter))
    enlist_rfkill_refresh (self->rfkill);
  update (self);
}

static void
add_object (EnlistBluetooth *self, GDBusObject *object)
{
  g_autoptr (BluezAdapter1) proxy = bluez_object_get_adapter1 (BLUEZ_OBJECT (object));
  g_autoptr (EnlistBluetoothAdapter) adapter = NULL;

  if (proxy == NULL)
    return;

  adapter = enlist_bluetooth_adapter_new (self->objects, proxy);
  g_signal_connect_object (adapter, "notify::powered", G_CALLBACK (on_powered_changed), self, 0);
  g_list_store_insert_sorted (self->adapters, adapter, compare_adapters, NULL);
}

static void
on_object_added (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  add_object (user_data, object);
  update (user_data);
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  EnlistBluetooth *self = user_data;
  const char *path = g_dbus_object_get_object_path (object);
  guint n_adapters = g_list_model_get_n_items (G_LIST_MODEL (self->adapters));

  for (guint i = 0; i < n_adapters; i++)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (G_LIST_MODEL (self->adapters), i);
      BluezAdapter1 *proxy = enlist_bluetooth_adapter_get_proxy (adapter);

      if (g_str_equal (g_dbus_proxy_get_object_path (G_DBUS_PROXY (proxy)), path))
        {
          g_signal_handlers_disconnect_by_data (adapter, self);
          g_list_store_remove (self->adapters, i);
          enlist_bluetooth_adapter_remove (adapter);
          enlist_rfkill_refresh (self->rfkill);
          update (self);
          return;
        }
    }
}

/* Devices left connected by a process that has died: nobody could reach them again. */

static gboolean
on_sweep_due (gpointer user_data)
{
  EnlistBluetooth *self = user_data;
  GHashTableIter adapters;
  gpointer adapter, devices;

  self->sweep_source = 0;
  g_hash_table_iter_init (&adapters, self->left_over);
  while (g_hash_table_iter_next (&adapters, &adapter, &devices))
    enlist_bluez_leftovers_disconnect (adapter, devices);
  g_hash_table_remove_all (self->left_over);

  return G_SOURCE_REMOVE;
}

static void
plan_sweep (EnlistBluetooth *self)
{
  guint n_adapters = g_list_model_get_n_items (G_LIST_MODEL (self->adapters));

  for (guint i = 0; i < n_adapters; i++)
    {
      EnlistBluetoothAdapter *adapter = g_list_model_get_item (G_LIST_MODEL (self->adapters), i);

      g_hash_table_insert (self->left_over, adapter, enlist_bluez_leftovers_list (adapter));
    }
  if (self->sweep_source == 0)
    self->sweep_source = g_timeout_add (enlist_haste_ms (SWEEP_MS), on_sweep_due, self);
}

static void
drop_objects (EnlistBluetooth *self)
{
  GListModel *adapters = G_LIST_MODEL (self->adapters);

  if (self->objects == NULL)
    return;

  g_clear_handle_id (&self->sweep_source, g_source_remove);
  g_hash_table_remove_all (self->left_over);
  g_signal_handlers_disconnect_by_data (self->objects, self);
  g_clear_object (&self->objects);
  while (g_list_model_get_n_items (adapters) > 0)
    {
      g_autoptr (EnlistBluetoothAdapter) adapter = g_list_model_get_item (adapters, 0);

      g_signal_handlers_disconnect_by_data (adapter, self);
      g_list_store_remove (self->adapters, 0);
      enlist_bluetooth_adapter_remove (adapter);
    }
}

static void
on_service_changed (EnlistBluezService *service, gpointer user_data)
{
  EnlistBluetooth *self = user_data;
  GDBusObjectManager *objects = enlist_bluez_service_get_objects (service);

  if (objects != self->objects)
    {
      drop_objects (self);
      if (objects != NULL)
        {
          g_autolist (GDBusObject) list = g_dbus_object_manager_get_objects (objects);

          self->objects = g_object_ref (objects);
          g_signal_connect (objects, "object-added", G_CALLBACK (on_object_added), self);
          g_signal_connect (objects, "object-removed", G_CALLBACK (on_object_removed), self);
          for (GList *l = list; l != NULL; l = l->next)
            add_object (self, l->data);
          plan_sweep (self);
        }
    }
  update (self);
}

static void
on_rfkill_changed (EnlistRfkill *rfkill, gpointer user_data)
{
  update (user_data);
}

/* Public functions. */

EnlistBluetoothState
enlist_bluetooth_get_state (EnlistBluetooth *self)
{
  return self->state;
}

GListModel *
enlist_bluetooth_get_adapters (EnlistBluetooth *self)
{
  return G_LIST_MODEL (self->adapters);
}

const char *
enlist_bluetooth_get_adapter (EnlistBluetooth *self)
{
  return self->chosen;
}

void
enlist_bluetooth_set_adapter (EnlistBluetooth *self, const char *adapter)
{
  if (adapter != NULL && *adapter == '\0')
    adapter = NULL;
  if (g_strcmp0 (self->chosen, adapter) == 0)
    return;

  g_free (self->chosen);
  self->chosen = g_strdup (adapter);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADAPTER]);
  update (self);
}

EnlistBluetoothAdapter *
enlist_bluetooth_get_current_adapter (EnlistBluetooth *self)
{
  return self->current;
}

void
enlist_bluetooth_wake (EnlistBluetooth *self)
{
  enlist_bluez_service_wake (self->service);
}

gboolean
enlist_bluetooth_is_settling (EnlistBluetooth *self)
{
  return enlist_bluez_service_is_settling (self->service);
}

gboolean
enlist_bluetooth_check (EnlistBluetooth *self, GError **error)
{
  const char *id = self->current != NULL ? enlist_bluetooth_adapter_get_id (self->current) : NULL;
  g_autofree char *name = id != NULL ? g_strdup_printf ("Bluetooth adapter %s", id) : g_strdup ("Bluetooth");

  switch (self->state)
    {
    case ENLIST_BLUETOOTH_NO_SERVICE:
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_ABSENT,
                           "org.bluez is not on the system bus");
      return FALSE;
    case ENLIST_BLUETOOTH_NO_PERMISSION:
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_DENIED,
                           "The system bus does not let this program talk to org.bluez");
      return FALSE;
    case ENLIST_BLUETOOTH_NO_ADAPTER:
      if (self->chosen != NULL)
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER, "There is no Bluetooth adapter “%s”",
                     self->chosen);
      else
        g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER, "There is no Bluetooth adapter");
      return FALSE;
    case ENLIST_BLUETOOTH_OFF:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_OFF, "%s is powered off", name);
      return FALSE;
    case ENLIST_BLUETOOTH_BLOCKED:
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_BLOCKED, "%s is blocked (rfkill)", name);
      return FALSE;
    case ENLIST_BLUETOOTH_READY:
    case ENLIST_BLUETOOTH_STARTING:
    default:
      return TRUE;
    }
}

static void
enlist_bluetooth_get_property (GObject *object, guint id, GValue *value, GParamSpec *property)
{
  EnlistBluetooth *self = ENLIST_BLUETOOTH (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ADAPTERS:
      g_value_set_object (value, self->adapters);
      break;
    case PROP_ADAPTER:
      g_value_set_string (value, self->chosen);
      break;
    case PROP_CURRENT_ADAPTER:
      g_value_set_object (value, self->current);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, property);
    }
}

static void
enlist_bluetooth_set_property (GObject *object, guint id, const GValue *value, GParamSpec *property)
{
  if (id == PROP_ADAPTER)
    enlist_bluetooth_set_adapter (ENLIST_BLUETOOTH (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, property);
}

static void
enlist_bluetooth_dispose (GObject *object)
{
  EnlistBluetooth *self = ENLIST_BLUETOOTH (object);

  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  if (self->rfkill != NULL)
    g_signal_handlers_disconnect_by_data (self->rfkill, self);
  drop_objects (self);
  g_clear_object (&self->current);
  /* It may outlive us in a call that is under way. */
  if (self->service != NULL)
    g_object_run_dispose (G_OBJECT (self->service));

  G_OBJECT_CLASS (enlist_bluetooth_parent_class)->dispose (object);
}

static void
enlist_bluetooth_finalize (GObject *object)
{
  EnlistBluetooth *self = ENLIST_BLUETOOTH (object);

  g_clear_object (&self->service);
  g_clear_object (&self->rfkill);
  g_clear_object (&self->adapters);
  g_clear_pointer (&self->left_over, g_hash_table_unref);
  g_free (self->chosen);

  G_OBJECT_CLASS (enlist_bluetooth_parent_class)->finalize (object);
}

static void
enlist_bluetooth_class_init (EnlistBluetoothClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_bluetooth_get_property;
  object_class->set_property = enlist_bluetooth_set_property;
  object_class->dispose = enlist_bluetooth_dispose;
  object_class->finalize = enlist_bluetooth_finalize;

  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, ENLIST_TYPE_BLUETOOTH_STATE,
                                              ENLIST_BLUETOOTH_STARTING, readable);
  properties[PROP_ADAPTERS] = g_param_spec_object ("adapters", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  properties[PROP_ADAPTER] = g_param_spec_string ("adapter", NULL, NULL, NULL,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                                  G_PARAM_STATIC_STRINGS);
  properties[PROP_CURRENT_ADAPTER] = g_param_spec_object ("current-adapter", NULL, NULL,
                                                          ENLIST_TYPE_BLUETOOTH_ADAPTER, readable);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_bluetooth_init (EnlistBluetooth *self)
{
  self->adapters = g_list_store_new (ENLIST_TYPE_BLUETOOTH_ADAPTER);
  self->left_over = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  self->state = ENLIST_BLUETOOTH_STARTING;
}

EnlistBluetooth *
enlist_bluetooth_new_for_bus (const char *bus, const char *rfkill)
{
  EnlistBluetooth *self = g_object_new (ENLIST_TYPE_BLUETOOTH, NULL);

  self->rfkill = enlist_rfkill_new (rfkill != NULL ? rfkill : RFKILL_FOLDER, RFKILL_DEVICE);
  self->service = enlist_bluez_service_new (bus);
  g_signal_connect (self->rfkill, "changed", G_CALLBACK (on_rfkill_changed), self);
  g_signal_connect (self->service, "changed", G_CALLBACK (on_service_changed), self);
  update (self);

  return self;
}

EnlistBluetooth *
enlist_bluetooth_new (void)
{
  return enlist_bluetooth_new_for_bus (NULL, NULL);
}
