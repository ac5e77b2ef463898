/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-line"

#include "enlist-bluez-line-private.h"

#include "enlist-bluez-calls-private.h"
#include "link.h"

#define ATT_HEADER_SIZE 3
#define ATT_MIN_MTU 23

EnlistBluezLine *
enlist_bluez_line_new (EnlistBluetoothAdapter *adapter, BluezDevice1 *device)
{
  EnlistBluezLine *self = g_new0 (EnlistBluezLine, 1);

  self->adapter = g_object_ref (adapter);
  self->device = g_object_ref (device);
  enlist_bluetooth_adapter_claim (adapter, enlist_bluez_line_get_path (self));

  return self;
}

void
enlist_bluez_line_free (EnlistBluezLine *self)
{
  if (self->notifier != NULL)
    enlist_bluez_notifier_stop (self->notifier);
  if (self->connected && enlist_bluez_line_is_there (self))
    enlist_bluez_disconnect (self->device);

  enlist_bluetooth_adapter_release (self->adapter, enlist_bluez_line_get_path (self));
  g_clear_object (&self->notifier);
  g_clear_pointer (&self->services, enlist_bluez_services_free);
  g_clear_object (&self->device);
  g_clear_object (&self->adapter);
  g_free (self);
}

const char *
enlist_bluez_line_get_path (EnlistBluezLine *self)
{
  return g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->device));
}

gboolean
enlist_bluez_line_is_there (EnlistBluezLine *self)
{
  GDBusObjectManager *objects = enlist_bluetooth_adapter_get_objects (self->adapter);
  g_autoptr (GDBusObject) object = g_dbus_object_manager_get_object (objects,
                                                                     enlist_bluez_line_get_path (self));

  /* One that is there again is another one, and this proxy hears nothing of it. */
  return object != NULL && bluez_object_peek_device1 (BLUEZ_OBJECT (object)) == self->device;
}

/* BlueZ may show the property before the MTU is negotiated; what came with the socket is right. */
guint
enlist_bluez_line_get_max_frame (EnlistBluezLine *self)
{
  guint mtu = enlist_bluez_notifier_get_mtu (self->notifier);

  if (mtu == 0)
    mtu = bluez_gatt_characteristic1_get_mtu (self->services->in);

  return MIN (MAX (mtu, ATT_MIN_MTU) - ATT_HEADER_SIZE, ENLIST_LINK_MAX_FRAME);
}

gboolean
enlist_bluez_line_may_forget (EnlistBluezLine *self)
{
  return !bluez_device1_get_paired (self->device);
}

void
enlist_bluez_line_forget_async (EnlistBluezLine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  self->connected = FALSE;
  bluez_adapter1_call_remove_device (enlist_bluetooth_adapter_get_proxy (self->adapter),
                                     enlist_bluez_line_get_path (self), NULL, callback, user_data);
}
