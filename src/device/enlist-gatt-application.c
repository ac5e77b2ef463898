/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-gatt-application.h"

#include <gio/gunixfdlist.h>

#include "enlist-bluez-interfaces.h"
#include "enlist-gatt-layout.h"
#include "enlist-gatt-pipe.h"

#define CHARACTERISTIC "org.bluez.GattCharacteristic1"
#define DEFAULT_MTU 23 /* Bluetooth Core Specification, volume 3, part F, 3.2.8 */

static const char manager_xml[] = "<node><interface name='org.freedesktop.DBus.ObjectManager'>"
                                  "<method name='GetManagedObjects'>"
                                  "<arg name='objects' type='a{oa{sa{sv}}}' direction='out'/>"
                                  "</method></interface></node>";

struct _EnlistGattApplication
{
  GObject parent_instance;

  GDBusConnection *connection;
  GArray *registrations; /* of guint */
  EnlistGattHooks hooks;
  gpointer user_data;
  gboolean shared;
  EnlistGattPipe *in;  /* (nullable) */
  EnlistGattPipe *out; /* (nullable) */
  char *writer;        /* object path of the device at the other end of @in */
  guint writer_mtu;
};

G_DEFINE_FINAL_TYPE (EnlistGattApplication, enlist_gatt_application, G_TYPE_OBJECT)

static void
close_in (EnlistGattApplication *self)
{
  g_clear_object (&self->in);
  g_clear_pointer (&self->writer, g_free);
}

static void
enlist_gatt_application_finalize (GObject *object)
{
  EnlistGattApplication *self = ENLIST_GATT_APPLICATION (object);

  for (guint i = 0; i < self->registrations->len; i++)
    g_dbus_connection_unregister_object (self->connection, g_array_index (self->registrations, guint, i));
  g_array_unref (self->registrations);
  close_in (self);
  g_clear_object (&self->out);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (enlist_gatt_application_parent_class)->finalize (object);
}

static void
enlist_gatt_application_class_init (EnlistGattApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_gatt_application_finalize;
}

static void
enlist_gatt_application_init (EnlistGattApplication *self)
{
  self->registrations = g_array_new (FALSE, FALSE, sizeof (guint));
}

static GVariant *
get_property (GDBusConnection *connection,
              const char      *sender,
              const char      *path,
              const char      *interface,
              const char      *name,
              GError         **error,
              gpointer         user_data)
{
  EnlistGattApplication *self = user_data;
  GVariant *value = enlist_gatt_layout_get_property (path, name, !self->shared);

  if (value == NULL)
    g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "there is no such property");

  return value;
}

static void
get_managed_objects (GDBusConnection       *connection,
                     const char            *sender,
                     const char            *path,
                     const char            *interface,
                     const char            *method,
                     GVariant              *parameters,
                     GDBusMethodInvocation *invocation,
                     gpointer               user_data)
{
  EnlistGattApplication *self = user_data;
  GVariant *objects = enlist_gatt_layout_get_objects (!self->shared);

  g_dbus_method_invocation_return_value (invocation, g_variant_new_tuple (&objects, 1));
}

static const char *
write_value (EnlistGattApplication *self, GVariant *parameters)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  EnlistGattWrite write = { .device = "/" };
  const char *type = "request";
  guint16 mtu = DEFAULT_MTU, offset = 0;

  g_variant_lookup (options, "device", "&o", &write.device);
  g_variant_lookup (options, "type", "&s", &type);
  g_variant_lookup (options, "mtu", "q", &mtu);
  g_variant_lookup (options, "offset", "q", &offset);
  if (offset != 0) /* a frame is one write */
    return "org.bluez.Error.InvalidOffset";
  write.mtu = mtu;
  write.command = g_str_equal (type, "command");
  write.value = g_variant_get_fixed_array (value, &write.size, 1);

  return self->hooks.write (&write, self->user_data);
}

/* A long read comes in pieces. */
static void
read_info (EnlistGattApplication *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  g_autoptr (GBytes) info = self->hooks.read_info (self->user_data);
  gsize size = g_bytes_get_size (info);
  guint16 offset = 0;

  g_variant_lookup (options, "offset", "q", &offset);
  if (offset > size)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.InvalidOffset",
                                                "beyond the end");
  else
    {
      const guint8 *bytes = (const guint8 *) g_bytes_get_data (info, NULL) + offset;
      GVariant *value = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size - offset, 1);

      g_dbus_method_invocation_return_value (invocation, g_variant_new_tuple (&value, 1));
    }
}

static void
piped_in (EnlistGattPipe *pipe, GBytes *value, EnlistGattApplication *self)
{
  g_autofree char *device = g_strdup (self->writer);
  EnlistGattWrite write = { .device = device, .mtu = self->writer_mtu, .command = TRUE };

  write.value = g_bytes_get_data (value, &write.size);
  self->hooks.write (&write, self->user_data);
}

static void
in_closed (EnlistGattPipe *pipe, EnlistGattApplication *self)
{
  close_in (self);
}

static void
out_closed (EnlistGattPipe *pipe, EnlistGattApplication *self)
{
  g_clear_object (&self->out);
}

/* (transfer full) (nullable): @fd: (out): the end for bluetoothd */
static EnlistGattPipe *
open_pipe (EnlistGattApplication *self, GCallback closed, int *fd)
{
  EnlistGattPipe *pipe = enlist_gatt_pipe_new (fd, NULL);

  if (pipe != NULL)
    g_signal_connect_object (pipe, "closed", closed, self, 0);

  return pipe;
}

static int
open_in (EnlistGattApplication *self, const char *device, guint mtu)
{
  int fd = -1;

  if (self->shared)
    return -1;
  close_in (self);
  self->in = open_pipe (self, G_CALLBACK (in_closed), &fd);
  if (self->in == NULL)
    return -1;
  g_signal_connect_object (self->in, "received", G_CALLBACK (piped_in), self, 0);
  self->writer = g_strdup (device);
  self->writer_mtu = mtu;

  return fd;
}

static int
open_out (EnlistGattApplication *self)
{
  int fd = -1;

  g_clear_object (&self->out);
  self->out = open_pipe (self, G_CALLBACK (out_closed), &fd);

  return fd;
}

/* AcquireWrite and AcquireNotify; refused, BlueZ goes the other way. */
static void
acquire (EnlistGattApplication *self, gboolean write, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 0);
  g_autoptr (GUnixFDList) fds = NULL;
  const char *device = "/";
  guint16 mtu = DEFAULT_MTU;
  int fd;

  g_variant_lookup (options, "device", "&o", &device);
  g_variant_lookup (options, "mtu", "q", &mtu);
  fd = write ? open_in (self, device, mtu) : open_out (self);
  if (fd < 0)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.NotSupported", "not now");
      return;
    }
  fds = g_unix_fd_list_new_from_array (&fd, 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(hq)", 0, mtu), fds);
}

static void
call_characteristic (GDBusConnection       *connection,
                     const char            *sender,
                     const char            *path,
                     const char            *interface,
                     const char            *method,
                     GVariant              *parameters,
                     GDBusMethodInvocation *invocation,
                     gpointer               user_data)
{
  EnlistGattApplication *self = user_data;
  const char *error = NULL;

  if (g_str_equal (method, "ReadValue") && g_str_equal (path, ENLIST_GATT_INFO_PATH))
    {
      read_info (self, parameters, invocation);
      return;
    }
  if (g_str_equal (method, "AcquireWrite") || g_str_equal (method, "AcquireNotify"))
    {
      acquire (self, g_str_equal (method, "AcquireWrite"), parameters, invocation);
      return;
    }
  if (g_str_equal (method, "WriteValue") && g_str_equal (path, ENLIST_GATT_IN_PATH))
    error = write_value (self, parameters);
  else if (!g_str_equal (method, "StartNotify") && !g_str_equal (method, "StopNotify"))
    error = "org.bluez.Error.NotSupported";

  if (error != NULL)
    g_dbus_method_invocation_return_dbus_error (invocation, error, "not now");
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static gboolean
export (EnlistGattApplication     *self,
        const char                *path,
        GDBusInterfaceInfo        *interface,
        const GDBusInterfaceVTable *vtable,
        GError                   **error)
{
  guint id = g_dbus_connection_register_object (self->connection, path, interface, vtable, self, NULL, error);

  if (id != 0)
    g_array_append_val (self->registrations, id);

  return id != 0;
}

EnlistGattApplication *
enlist_gatt_application_new (GDBusConnection       *connection,
                             const EnlistGattHooks *hooks,
                             gpointer               user_data,
                             GError               **error)
{
  static const GDBusInterfaceVTable manager = { .method_call = get_managed_objects };
  static const GDBusInterfaceVTable service = { .get_property = get_property };
  static const GDBusInterfaceVTable characteristic = { .method_call = call_characteristic,
                                                       .get_property = get_property };
  static const char *const paths[] = { ENLIST_GATT_IN_PATH, ENLIST_GATT_OUT_PATH, ENLIST_GATT_INFO_PATH };
  g_autoptr (EnlistGattApplication) self = g_object_new (ENLIST_TYPE_GATT_APPLICATION, NULL);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (manager_xml, error);

  self->connection = g_object_ref (connection);
  self->hooks = *hooks;
  self->user_data = user_data;
  if (node == NULL
      || !export (self, ENLIST_GATT_PATH, node->interfaces[0], &manager, error)
      || !export (self, ENLIST_GATT_SERVICE_PATH, bluez_gatt_service1_interface_info (), &service, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (!export (self, paths[i], bluez_gatt_characteristic1_interface_info (), &characteristic, error))
      return NULL;

  return g_steal_pointer (&self);
}

const char *
enlist_gatt_application_get_path (EnlistGattApplication *self)
{
  return ENLIST_GATT_PATH;
}

/* @value: (nullable): the property is gone */
static void
emit_changed (EnlistGattApplication *self, const char *path, const char *property, GVariant *value)
{
  GVariantBuilder changed, gone;

  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_init (&gone, G_VARIANT_TYPE_STRING_ARRAY);
  if (value != NULL)
    g_variant_builder_add (&changed, "{sv}", property, value);
  else
    g_variant_builder_add (&gone, "s", property);
  g_dbus_connection_emit_signal (self->connection, NULL, path, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", CHARACTERISTIC, &changed, &gone), NULL);
}

void
enlist_gatt_application_set_shared (EnlistGattApplication *self, gboolean shared)
{
  if (shared == self->shared)
    return;

  self->shared = shared;
  if (shared)
    close_in (self);
  emit_changed (self, ENLIST_GATT_IN_PATH, "WriteAcquired",
                shared ? NULL : g_variant_new_boolean (FALSE));
}

void
enlist_gatt_application_central_gone (EnlistGattApplication *self, const char *device)
{
  if (g_strcmp0 (self->writer, device) == 0)
    close_in (self);
}

void
enlist_gatt_application_notify (EnlistGattApplication *self, const guint8 *value, gsize size)
{
  if (self->out == NULL || !enlist_gatt_pipe_send (self->out, value, size))
    emit_changed (self, ENLIST_GATT_OUT_PATH, "Value",
                  g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, value, size, 1));
}
