/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-device-adapter.h"

#include "enlist-adapter-choice.h"
#include "enlist-bluez-watch.h"


struct _EnlistDeviceAdapter
{
  GObject parent_instance;

  char *id;
  gboolean wait;
  EnlistDeviceLog *log;
  GCancellable *cancellable;
  EnlistBluezWatch *watch;
  GDBusObjectManager *objects; /* (nullable): of the bluetoothd that runs */
  char *waiting; /* what was said last */
  GDBusObject *adapter;
  gboolean was_ready;
  gboolean switched_on; /* at most once for each bluetoothd */
};

G_DEFINE_FINAL_TYPE (EnlistDeviceAdapter, enlist_device_adapter, G_TYPE_OBJECT)

enum { READY, LOST, CENTRAL_GONE, CENTRALS_CHANGED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
forget_objects (EnlistDeviceAdapter *self)
{
  if (self->objects != NULL)
    g_signal_handlers_disconnect_by_data (self->objects, self);
  g_clear_object (&self->objects);
}

static void
enlist_device_adapter_dispose (GObject *object)
{
  EnlistDeviceAdapter *self = ENLIST_DEVICE_ADAPTER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);
  g_clear_object (&self->adapter);
  forget_objects (self);

  G_OBJECT_CLASS (enlist_device_adapter_parent_class)->dispose (object);
}

static void
enlist_device_adapter_finalize (GObject *object)
{
  EnlistDeviceAdapter *self = ENLIST_DEVICE_ADAPTER (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->log);
  g_free (self->id);
  g_free (self->waiting);

  G_OBJECT_CLASS (enlist_device_adapter_parent_class)->finalize (object);
}

static void
enlist_device_adapter_class_init (EnlistDeviceAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_device_adapter_dispose;
  object_class->finalize = enlist_device_adapter_finalize;

  signals[READY] = g_signal_new ("ready", ENLIST_TYPE_DEVICE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[LOST] = g_signal_new ("lost", ENLIST_TYPE_DEVICE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[CENTRAL_GONE] = g_signal_new ("central-gone", ENLIST_TYPE_DEVICE_ADAPTER, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CENTRALS_CHANGED] = g_signal_new ("centrals-changed", ENLIST_TYPE_DEVICE_ADAPTER, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", ENLIST_TYPE_DEVICE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_device_adapter_init (EnlistDeviceAdapter *self)
{
  self->cancellable = g_cancellable_new ();
}

EnlistDeviceAdapter *
enlist_device_adapter_new (const char *id, gboolean wait, EnlistDeviceLog *log)
{
  EnlistDeviceAdapter *self = g_object_new (ENLIST_TYPE_DEVICE_ADAPTER, NULL);

  self->id = g_strdup (id);
  self->wait = wait;
  self->log = g_object_ref (log);

  return self;
}

/* Not now; at the start that is an error. @reason: (transfer full) */
static void
stay_away (EnlistDeviceAdapter *self, char *reason)
{
  g_autofree char *text = reason;
  g_autoptr (GError) error = NULL;

  if (self->adapter != NULL)
    {
      g_clear_object (&self->adapter);
      g_signal_emit (self, signals[LOST], 0);
    }
  if (self->was_ready || self->wait)
    {
      if (g_strcmp0 (self->waiting, text) != 0)
        enlist_device_log_say (self->log, "waiting", text);
      g_free (self->waiting);
      self->waiting = g_steal_pointer (&text);
      return;
    }
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, text);
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
switch_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistDeviceAdapter) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (answer != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_dbus_error_strip_remote_error (error);
  stay_away (self, g_strdup_printf ("the Bluetooth adapter cannot be turned on (%s): "
                                    "try `rfkill unblock bluetooth`", error->message));
}

static void
set_property (EnlistDeviceAdapter *self, GDBusProxy *adapter, const char *name, gboolean value,
              GAsyncReadyCallback callback)
{
  g_dbus_proxy_call (adapter, "org.freedesktop.DBus.Properties.Set",
                     g_variant_new ("(ssv)", ENLIST_BLUEZ_ADAPTER, name, g_variant_new_boolean (value)),
                     G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, callback,
                     callback != NULL ? g_object_ref (self) : NULL);
}

static void
use (EnlistDeviceAdapter *self, GDBusObject *object)
{
  if (self->adapter == object)
    return;

  g_set_object (&self->adapter, object);
  if (self->id == NULL) /* another one that comes later is not meant */
    self->id = g_strdup (enlist_adapter_get_name (object));
  g_clear_pointer (&self->waiting, g_free);
  self->was_ready = TRUE;
  self->switched_on = TRUE;
  /* So that nobody connects to the computer by way of BR/EDR; the advertisement is discoverable itself. */
  set_property (self, enlist_adapter_peek (object, ENLIST_BLUEZ_ADAPTER), "Discoverable", FALSE, NULL);
  g_signal_emit (self, signals[READY], 0);
}

static void
examine (EnlistDeviceAdapter *self)
{
  g_autofree char *reason = NULL;
  g_autoptr (GDBusObject) object
    = self->objects != NULL ? enlist_adapter_choose (self->objects, self->id, &reason) : NULL;
  BluezAdapter1 *adapter = object != NULL ? enlist_adapter_peek (object, ENLIST_BLUEZ_ADAPTER) : NULL;
  const char *name = object != NULL ? enlist_adapter_get_name (object) : NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!enlist_bluez_watch_is_running (self->watch))
    stay_away (self, g_strdup ("bluetoothd does not run: try `systemctl start bluetooth`"));
  else if (self->objects == NULL)
    return;
  else if (adapter == NULL)
    stay_away (self, g_steal_pointer (&reason));
  else if (!bluez_adapter1_get_powered (adapter))
    {
      if (self->switched_on)
        {
          stay_away (self, g_strdup_printf ("%s is off: try `bluetoothctl power on`", name));
          return;
        }
      self->switched_on = TRUE;
      set_property (self, G_DBUS_PROXY (adapter), "Powered", TRUE, switch_on_done);
    }
  else if (enlist_adapter_peek (object, ENLIST_BLUEZ_SERVICES) == NULL
           || enlist_adapter_peek (object, ENLIST_BLUEZ_ADVERTISING) == NULL)
    stay_away (self, g_strdup_printf ("%s cannot advertise: Bluetooth LE is needed", name));
  else
    use (self, object);
}

static void
tell_central (EnlistDeviceAdapter *self, const char *path, gboolean connected)
{
  if (!connected)
    g_signal_emit (self, signals[CENTRAL_GONE], 0, path);
  g_signal_emit (self, signals[CENTRALS_CHANGED], 0);
}

static void
object_removed (GDBusObjectManager *objects, GDBusObject *object, EnlistDeviceAdapter *self)
{
  if (enlist_adapter_peek (object, ENLIST_BLUEZ_DEVICE) != NULL)
    tell_central (self, g_dbus_object_get_object_path (object), FALSE);
  else
    examine (self);
}

static void
object_added (GDBusObjectManager *objects, GDBusObject *object, EnlistDeviceAdapter *self)
{
  BluezDevice1 *device = enlist_adapter_peek (object, ENLIST_BLUEZ_DEVICE);

  if (device == NULL)
    examine (self);
  else if (bluez_device1_get_connected (device))
    tell_central (self, g_dbus_object_get_object_path (object), TRUE);
}

static void
interface_changed (GDBusObjectManager  *objects,
                   GDBusObject         *object,
                   GDBusInterface      *interface,
                   EnlistDeviceAdapter *self)
{
  object_added (objects, object, self);
}

static void
properties_changed (GDBusObjectManagerClient *objects,
                    GDBusObjectProxy         *object,
                    GDBusProxy               *proxy,
                    GVariant                 *changed,
                    const char *const        *invalidated,
                    EnlistDeviceAdapter      *self)
{
  gboolean value;

  if (BLUEZ_IS_DEVICE1 (proxy) && g_variant_lookup (changed, "Connected", "b", &value))
    tell_central (self, g_dbus_proxy_get_object_path (proxy), value);
  else if (BLUEZ_IS_ADAPTER1 (proxy) && g_variant_lookup (changed, "Powered", "b", &value))
    examine (self);
}

static void
use_objects (EnlistDeviceAdapter *self, GDBusObjectManager *objects)
{
  self->objects = g_object_ref (objects);
  g_signal_connect (objects, "object-added", G_CALLBACK (object_added), self);
  g_signal_connect (objects, "object-removed", G_CALLBACK (object_removed), self);
  g_signal_connect (objects, "interface-added", G_CALLBACK (interface_changed), self);
  g_signal_connect (objects, "interface-removed", G_CALLBACK (interface_changed), self);
  g_signal_connect (objects, "interface-proxy-properties-changed", G_CALLBACK (properties_changed), self);
}

static void
bluez_changed (EnlistBluezWatch *watch, EnlistDeviceAdapter *self)
{
  GDBusObjectManager *objects = enlist_bluez_watch_get_objects (watch);

  forget_objects (self);
  self->switched_on = FALSE;
  if (objects != NULL)
    use_objects (self, objects);
  examine (self);
}

static void
bluez_failed (EnlistBluezWatch *watch, const GError *error, EnlistDeviceAdapter *self)
{
  self->wait = FALSE; /* nothing would tell that this has changed */
  stay_away (self, g_strdup (error->message));
}

void
enlist_device_adapter_start (EnlistDeviceAdapter *self)
{
  self->watch = enlist_bluez_watch_new ();
  g_signal_connect (self->watch, "changed", G_CALLBACK (bluez_changed), self);
  g_signal_connect (self->watch, "failed", G_CALLBACK (bluez_failed), self);
  enlist_bluez_watch_start (self->watch);
}

gboolean
enlist_device_adapter_is_ready (EnlistDeviceAdapter *self)
{
  return self->adapter != NULL;
}

const char *
enlist_device_adapter_get_id (EnlistDeviceAdapter *self)
{
  return self->adapter != NULL ? enlist_adapter_get_name (self->adapter) : NULL;
}

BluezGattManager1 *
enlist_device_adapter_get_services (EnlistDeviceAdapter *self)
{
  return self->adapter != NULL ? enlist_adapter_peek (self->adapter, ENLIST_BLUEZ_SERVICES) : NULL;
}

BluezLEAdvertisingManager1 *
enlist_device_adapter_get_advertising (EnlistDeviceAdapter *self)
{
  return self->adapter != NULL ? enlist_adapter_peek (self->adapter, ENLIST_BLUEZ_ADVERTISING) : NULL;
}

GDBusConnection *
enlist_device_adapter_get_connection (EnlistDeviceAdapter *self)
{
  return enlist_bluez_watch_get_connection (self->watch);
}

static GDBusInterface *
get_central (EnlistDeviceAdapter *self, const char *path)
{
  return self->objects != NULL
             ? g_dbus_object_manager_get_interface (self->objects, path, ENLIST_BLUEZ_DEVICE)
             : NULL;
}

gboolean
enlist_device_adapter_is_connected (EnlistDeviceAdapter *self, const char *path)
{
  g_autoptr (GDBusInterface) device = get_central (self, path);

  return device != NULL && bluez_device1_get_connected (BLUEZ_DEVICE1 (device));
}

guint
enlist_device_adapter_count_centrals (EnlistDeviceAdapter *self)
{
  GList *objects = self->objects != NULL ? g_dbus_object_manager_get_objects (self->objects) : NULL;
  guint count = 0;

  for (GList *link = objects; link != NULL && self->adapter != NULL; link = link->next)
    {
      BluezDevice1 *device = enlist_adapter_peek (link->data, ENLIST_BLUEZ_DEVICE);

      if (device != NULL && bluez_device1_get_connected (device)
          && g_strcmp0 (bluez_device1_get_adapter (device),
                        g_dbus_object_get_object_path (self->adapter)) == 0)
        count++;
    }
  g_list_free_full (objects, g_object_unref);

  return count;
}

void
enlist_device_adapter_disconnect_central (EnlistDeviceAdapter *self, const char *path)
{
  g_autoptr (GDBusInterface) device = get_central (self, path);

  if (device != NULL)
    bluez_device1_call_disconnect (BLUEZ_DEVICE1 (device), NULL, NULL, NULL);
}
