/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-port-bluez.h"

#include "enlist-advertisement.h"
#include "enlist-device-adapter.h"
#include "enlist-gatt-application.h"

#define SCHEME "ble:"
/*
 * bluetoothd puts notifications together for centrals that understand that, with their lengths, and cuts off
 * what does not fit then: 2 bytes more than the header of one alone.
 */
#define NOTIFICATION_OVERHEAD 5

struct _EnlistPortBluez
{
  EnlistPort parent_instance;

  gboolean wait;
  EnlistDeviceAdapter *adapter;
  EnlistGattApplication *application;
  EnlistAdvertisement *advertisement;
  GCancellable *cancellable; /* of the registration */
  gboolean registered;
  gboolean unknown;          /* what is announced */
  guint announced;           /* what it depends on */
  char *assistant;           /* object path of the one that has a link */
};

G_DEFINE_FINAL_TYPE (EnlistPortBluez, enlist_port_bluez, ENLIST_TYPE_PORT)

static void
enlist_port_bluez_dispose (GObject *object)
{
  EnlistPortBluez *self = ENLIST_PORT_BLUEZ (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->adapter != NULL)
    g_signal_handlers_disconnect_by_data (self->adapter, self);
  g_clear_object (&self->advertisement);
  g_clear_object (&self->application);
  g_clear_object (&self->adapter);
  g_clear_pointer (&self->assistant, g_free);

  G_OBJECT_CLASS (enlist_port_bluez_parent_class)->dispose (object);
}

static void
enlist_port_bluez_init (EnlistPortBluez *self)
{
}

EnlistPort *
enlist_port_bluez_new (gboolean wait)
{
  EnlistPortBluez *self = g_object_new (ENLIST_TYPE_PORT_BLUEZ, NULL);

  self->wait = wait;

  return ENLIST_PORT (self);
}

/* Notifications have no pressure from behind: the link's window limits them. */
static gboolean
enlist_port_bluez_can_send (EnlistPort *port)
{
  return TRUE;
}

static void
enlist_port_bluez_send (EnlistPort *port, const guint8 *frame, gsize size)
{
  enlist_gatt_application_notify (ENLIST_PORT_BLUEZ (port)->application, frame, size);
}

static void
end_link (EnlistPortBluez *self)
{
  g_clear_pointer (&self->assistant, g_free);
  enlist_port_end (ENLIST_PORT (self));
}

static void
enlist_port_bluez_hang_up (EnlistPort *port)
{
  EnlistPortBluez *self = ENLIST_PORT_BLUEZ (port);

  if (self->assistant != NULL)
    enlist_device_adapter_disconnect_central (self->adapter, self->assistant);
  end_link (self);
}

static GBytes *
make_announcement (EnlistPortBluez *self)
{
  uint8_t announcement[ENLIST_ANNOUNCEMENT_SIZE];

  enlist_runtime_announcement (enlist_port_get_runtime (ENLIST_PORT (self)), announcement);

  return g_bytes_new (announcement, sizeof announcement);
}

static void
enlist_port_bluez_update (EnlistPort *port)
{
  EnlistPortBluez *self = ENLIST_PORT_BLUEZ (port);
  EnlistRuntime *runtime = enlist_port_get_runtime (port);
  gboolean wanted = enlist_runtime_wants_advertising (runtime);
  guint now = (guint) wanted | (guint) enlist_runtime_state (runtime) << 1
              | (guint) enlist_port_is_busy (port) << 4;
  g_autoptr (GBytes) announcement = NULL;

  if (!self->registered || (!self->unknown && now == self->announced))
    return;

  self->unknown = FALSE;
  self->announced = now;
  if (wanted)
    announcement = make_announcement (self);
  enlist_advertisement_set_announcement (self->advertisement, announcement);
}

static void
begin_link (EnlistPortBluez *self, const EnlistGattWrite *write)
{
  guint mtu = MAX (write->mtu, ENLIST_LINK_MIN_FRAME + NOTIFICATION_OVERHEAD) - NOTIFICATION_OVERHEAD;
  g_autofree char *members = g_strdup_printf ("\"mtu\": %u", write->mtu);

  enlist_device_log_members (enlist_port_get_log (ENLIST_PORT (self)), "assistant", members);
  g_free (self->assistant);
  self->assistant = g_strdup (write->device);
  enlist_port_begin (ENLIST_PORT (self), MIN (mtu, ENLIST_LINK_MAX_FRAME));
}

static gboolean
is_another (EnlistPortBluez *self, const char *device)
{
  return self->assistant != NULL && !g_str_equal (self->assistant, device);
}

/* BlueZ 5.66 has answered "written" before it asks here, because `in` takes commands, too: what the error
 * would have said is said by disconnecting. */
static const char *
refuse (EnlistPortBluez *self, const EnlistGattWrite *write)
{
  if (!write->command)
    enlist_device_log_say (enlist_port_get_log (ENLIST_PORT (self)), "busy", NULL);
  enlist_device_adapter_disconnect_central (self->adapter, write->device);

  return "org.bluez.Error.InProgress"; /* ATT error FE */
}

static const char *
take_write (const EnlistGattWrite *write, gpointer user_data)
{
  EnlistPortBluez *self = user_data;

  if (is_another (self, write->device)
      && !enlist_device_adapter_is_connected (self->adapter, self->assistant))
    end_link (self);
  if (is_another (self, write->device))
    return refuse (self, write);
  if (enlist_port_begins_link (write->value, write->size))
    begin_link (self, write);
  else if (self->assistant == NULL)
    return "org.bluez.Error.Failed";
  enlist_port_receive (ENLIST_PORT (self), write->value, write->size);

  return NULL;
}

static GBytes *
read_info (gpointer user_data)
{
  return make_announcement (user_data);
}

static void
central_gone (EnlistDeviceAdapter *adapter, const char *path, EnlistPortBluez *self)
{
  if (self->application != NULL)
    enlist_gatt_application_central_gone (self->application, path);
  if (g_strcmp0 (self->assistant, path) == 0)
    end_link (self);
}

/* Never to a socket in the middle of a link: bluetoothd 5.66 damages what comes while it asks for one. */
static void
centrals_changed (EnlistDeviceAdapter *adapter, EnlistPortBluez *self)
{
  guint count = enlist_device_adapter_count_centrals (adapter);

  if (self->application != NULL && (count > 1 || self->assistant == NULL))
    enlist_gatt_application_set_shared (self->application, count > 1);
}

static void
application_registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistPortBluez) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *remote = NULL;

  bluez_gatt_manager1_call_register_application_finish (BLUEZ_GATT_MANAGER1 (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  remote = error != NULL ? g_dbus_error_get_remote_error (error) : NULL;
  /* BlueZ keeps the service of an adapter that is turned off. */
  if (error != NULL && g_strcmp0 (remote, "org.bluez.Error.AlreadyExists") != 0)
    {
      g_dbus_error_strip_remote_error (error);
      g_prefix_error (&error, "BlueZ does not take the GATT service: ");
      enlist_port_fail (ENLIST_PORT (self), g_steal_pointer (&error));
      return;
    }

  self->registered = TRUE;
  self->unknown = TRUE;
  enlist_advertisement_set_manager (self->advertisement,
                                    enlist_device_adapter_get_advertising (self->adapter));
  address = g_strconcat (SCHEME, enlist_device_adapter_get_id (self->adapter), NULL);
  enlist_port_listening (ENLIST_PORT (self), address);
}

static gboolean
export (EnlistPortBluez *self, GError **error)
{
  static const EnlistGattHooks hooks = { .write = take_write, .read_info = read_info };
  GDBusConnection *connection = enlist_device_adapter_get_connection (self->adapter);

  if (self->application == NULL)
    self->application = enlist_gatt_application_new (connection, &hooks, self, error);
  if (self->application != NULL && self->advertisement == NULL)
    self->advertisement = enlist_advertisement_new (connection, enlist_port_get_log (ENLIST_PORT (self)),
                                                    error);

  return self->advertisement != NULL;
}

static void
adapter_ready (EnlistDeviceAdapter *adapter, EnlistPortBluez *self)
{
  GError *error = NULL;

  if (!export (self, &error))
    {
      enlist_port_fail (ENLIST_PORT (self), error);
      return;
    }
  self->cancellable = g_cancellable_new ();
  bluez_gatt_manager1_call_register_application (enlist_device_adapter_get_services (adapter),
                                                 enlist_gatt_application_get_path (self->application),
                                                 g_variant_new ("a{sv}", NULL), self->cancellable,
                                                 application_registered, g_object_ref (self));
}

static void
adapter_lost (EnlistDeviceAdapter *adapter, EnlistPortBluez *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->registered = FALSE;
  enlist_advertisement_set_manager (self->advertisement, NULL);
  end_link (self);
}

static void
adapter_failed (EnlistDeviceAdapter *adapter, const GError *error, EnlistPortBluez *self)
{
  enlist_port_fail (ENLIST_PORT (self), g_error_copy (error));
}

static gboolean
enlist_port_bluez_listen (EnlistPort *port, const char *address, GError **error)
{
  EnlistPortBluez *self = ENLIST_PORT_BLUEZ (port);
  const char *id = address + strlen (SCHEME);

  self->adapter = enlist_device_adapter_new (*id != '\0' ? id : NULL, self->wait, enlist_port_get_log (port));
  g_signal_connect (self->adapter, "ready", G_CALLBACK (adapter_ready), self);
  g_signal_connect (self->adapter, "lost", G_CALLBACK (adapter_lost), self);
  g_signal_connect (self->adapter, "central-gone", G_CALLBACK (central_gone), self);
  g_signal_connect (self->adapter, "centrals-changed", G_CALLBACK (centrals_changed), self);
  g_signal_connect (self->adapter, "failed", G_CALLBACK (adapter_failed), self);
  enlist_device_adapter_start (self->adapter);

  return TRUE;
}

/* BlueZ would clean up behind a process that has gone, but later. */
static void
enlist_port_bluez_close (EnlistPort *port)
{
  EnlistPortBluez *self = ENLIST_PORT_BLUEZ (port);

  g_cancellable_cancel (self->cancellable);
  if (self->registered)
    {
      enlist_advertisement_close (self->advertisement);
      bluez_gatt_manager1_call_unregister_application (enlist_device_adapter_get_services (self->adapter),
                                                       enlist_gatt_application_get_path (self->application),
                                                       NULL, NULL, NULL);
      enlist_port_bluez_hang_up (port);
      g_dbus_connection_flush_sync (enlist_device_adapter_get_connection (self->adapter), NULL, NULL);
    }
  self->registered = FALSE;
}

static void
enlist_port_bluez_class_init (EnlistPortBluezClass *klass)
{
  EnlistPortClass *port_class = ENLIST_PORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_port_bluez_dispose;
  port_class->can_send = enlist_port_bluez_can_send;
  port_class->send = enlist_port_bluez_send;
  port_class->hang_up = enlist_port_bluez_hang_up;
  port_class->update = enlist_port_bluez_update;
  port_class->listen = enlist_port_bluez_listen;
  port_class->close = enlist_port_bluez_close;
}
