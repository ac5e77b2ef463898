/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-bluez-private.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "enlist-error.h"
#include "enlist-stream-transport.h"
#include "link.h"

#define ATT_HEADER 3
#define SMALLEST_FRAME 20 /* at an MTU of 23 */
#define MAX_VALUE 512

/* What there is on one connection: the pipe to the device behind, and what the client has subscribed to. */
struct _FakeGatt {
  FakeDevice *device;
  EnlistTransport *link;  /* to the enlist-device, from the first frame on */
  gboolean link_is_open;
  GQueue *waiting;        /* of GBytes: until it is */
  GCancellable *opening;
  int write_fd;           /* our ends, -1: not acquired */
  int notify_fd;
  guint write_source;
  guint notify_source;
  gboolean notifying;     /* by StartNotify */
  gboolean written;       /* since it was connected */
  gboolean answered;      /* the device, at least once */
  guint acquired_writes;
  guint lost;
};

typedef struct {
  const char *name;
  const char *uuid;
  const char *flags[3];
} Characteristic;

static const Characteristic characteristics[] = {
  { "char0011", ENLIST_BLE_IN_UUID, { "write-without-response", "write", NULL } },
  { "char0013", ENLIST_BLE_OUT_UUID, { "notify", NULL } },
  { "char0016", ENLIST_BLE_INFO_UUID, { "read", NULL } },
};

#define SERVICE "service0010"

static FakeObjects *
get_objects (FakeDevice *device)
{
  return device->adapter->bluez->objects;
}

static char *
make_path (FakeDevice *device, const char *name)
{
  return g_strjoin ("/", device->path, SERVICE, name, NULL);
}

/* A property of a characteristic. */
static void
set_property (FakeDevice *device, const char *name, const char *property, GVariant *value)
{
  g_autofree char *path = make_path (device, name);
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);

  if (fake_objects_has (get_objects (device), path))
    fake_objects_set (get_objects (device), path, property, owned);
}

/* To the device behind. */

static void
send_to_device (FakeGatt *self, GBytes *frame)
{
  if (self->link_is_open)
    enlist_transport_send (self->link, frame);
  else
    g_queue_push_tail (self->waiting, g_bytes_ref (frame));
}

static void
see_frame (FakeDevice *device, FakeDirection direction, GBytes *frame)
{
  guint number = ++device->frames[direction];

  device->longest[direction] = MAX (device->longest[direction], g_bytes_get_size (frame));
  if (device->hook != NULL && device->hook (device, direction, number, frame, device->hook_data))
    return;
  fake_device_pass (device, direction, frame);
}

static void
on_link_frame (EnlistTransport *link, GBytes *frame, gpointer user_data)
{
  see_frame (user_data, FAKE_OUT, frame);
}

/* The device hangs up. */
static void
on_link_closed (EnlistTransport *link, const GError *error, gpointer user_data)
{
  fake_device_lose_link (user_data);
}

static void
on_link_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FakeGatt *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean open = enlist_transport_open_finish (ENLIST_TRANSPORT (source), result, &error);

  if (g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!open)
    {
      fake_device_lose_link (self->device);
      return;
    }
  self->link_is_open = TRUE;
  while (!g_queue_is_empty (self->waiting))
    {
      g_autoptr (GBytes) frame = g_queue_pop_head (self->waiting);

      enlist_transport_send (self->link, frame);
    }
}

static void
open_link (FakeGatt *self)
{
  if (self->link != NULL || self->device->uri == NULL)
    return;

  self->link = enlist_stream_transport_new (self->device->uri, NULL);
  g_signal_connect (self->link, "frame", G_CALLBACK (on_link_frame), self->device);
  g_signal_connect (self->link, "closed", G_CALLBACK (on_link_closed), self->device);
  enlist_transport_open_async (self->link, self->opening, on_link_open, self);
}

/* To the client. */

static void
notify (FakeGatt *self, GBytes *frame)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (frame, &size);

  self->answered = TRUE;
  if (self->lost < self->device->lost_notifications)
    self->lost++;
  else if (self->notify_fd != -1)
    (void) send (self->notify_fd, data, size, MSG_NOSIGNAL);
  else if (self->notifying)
    set_property (self->device, "char0013", "Value",
                  g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1));
}

void
fake_gatt_pass (FakeGatt *self, FakeDirection direction, GBytes *frame)
{
  if (direction == FAKE_OUT)
    notify (self, frame);
  else if (self->link != NULL && g_bytes_get_size (frame) <= ENLIST_LINK_MAX_FRAME)
    send_to_device (self, frame);
}

/* From the client. */

static void
inspect_write (FakeGatt *self, gsize size, gboolean with_response)
{
  FakeDevice *device = self->device;
  FakeBluez *bluez = device->adapter->bluez;
  gboolean unknown = device->mtu_is_unknown && device->not_acquirable;
  gsize limit = MIN (unknown ? SMALLEST_FRAME : device->mtu - ATT_HEADER, ENLIST_LINK_MAX_FRAME);

  if (!self->written && !with_response)
    fake_bluez_violate (bluez, "The first write has no response");
  if (!self->notifying && self->notify_fd == -1)
    fake_bluez_violate (bluez, "A write came before the subscription");
  if (size > limit)
    fake_bluez_violate (bluez, "A frame of %" G_GSIZE_FORMAT " bytes at an MTU of %u", size, device->mtu);
}

static void
take_write (FakeGatt *self, const guint8 *data, gsize size, gboolean with_response)
{
  g_autoptr (GBytes) frame = NULL;

  inspect_write (self, size, with_response);
  self->written = TRUE;
  if (!with_response && self->device->damages_early_writes && !self->answered)
    {
      self->acquired_writes++;
      if (self->acquired_writes > 1)
        size /= 2;
    }
  frame = g_bytes_new (data, size);
  open_link (self);
  see_frame (self->device, FAKE_IN, frame);
}

static gboolean
on_write_pipe (int fd, GIOCondition condition, gpointer user_data)
{
  FakeGatt *self = user_data;
  guint8 data[MAX_VALUE];
  gssize size = recv (fd, data, sizeof data, MSG_DONTWAIT);

  if (size > 0)
    {
      take_write (self, data, (gsize) size, FALSE);
      return G_SOURCE_CONTINUE;
    }
  if (size < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;

  close (self->write_fd);
  self->write_fd = -1;
  self->write_source = 0;
  set_property (self->device, "char0011", "WriteAcquired", g_variant_new_boolean (FALSE));

  return G_SOURCE_REMOVE;
}

/* The client has closed its end. */
static gboolean
on_notify_pipe (int fd, GIOCondition condition, gpointer user_data)
{
  FakeGatt *self = user_data;

  close (self->notify_fd);
  self->notify_fd = -1;
  self->notify_source = 0;
  set_property (self->device, "char0013", "NotifyAcquired", g_variant_new_boolean (FALSE));

  return G_SOURCE_REMOVE;
}

/* Answers with one end of a pipe. Returns: the other one */
static int
hand_out (FakeGatt *self, GDBusMethodInvocation *invocation)
{
  g_autoptr (GUnixFDList) list = g_unix_fd_list_new ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==, 0);
  g_unix_fd_list_append (list, ends[1], &error);
  g_assert_no_error (error);
  close (ends[1]);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation,
                                                           g_variant_new ("(hq)", 0,
                                                                          (guint16) self->device->mtu),
                                                           list);

  return ends[0];
}

static void
acquire_write (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (self->write_fd != -1)
    {
      fake_bluez_refuse (invocation, "NotPermitted", "Write acquired");
      return;
    }

  self->write_fd = hand_out (self, invocation);
  self->write_source = g_unix_fd_add (self->write_fd, G_IO_IN | G_IO_HUP, on_write_pipe, self);
  set_property (self->device, "char0011", "WriteAcquired", g_variant_new_boolean (TRUE));
}

static void
acquire_notify (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (self->notify_fd != -1 || self->notifying)
    {
      fake_bluez_refuse (invocation, "NotPermitted", "Notify acquired");
      return;
    }

  self->notify_fd = hand_out (self, invocation);
  self->notify_source = g_unix_fd_add (self->notify_fd, G_IO_HUP, on_notify_pipe, self);
  set_property (self->device, "char0013", "NotifyAcquired", g_variant_new_boolean (TRUE));
}

static void
start_notify (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  if (self->notify_fd != -1)
    {
      fake_bluez_refuse (invocation, "NotPermitted", "Notify acquired");
      return;
    }

  self->notifying = TRUE;
  set_property (self->device, "char0013", "Notifying", g_variant_new_boolean (TRUE));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
stop_notify (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  self->notifying = FALSE;
  set_property (self->device, "char0013", "Notifying", g_variant_new_boolean (FALSE));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
write_value (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  const char *type = "";
  gsize size;
  const guint8 *data = g_variant_get_fixed_array (value, &size, 1);
  gboolean with_response;

  g_variant_lookup (options, "type", "&s", &type);
  if (self->write_fd != -1)
    {
      fake_bluez_refuse (invocation, "NotPermitted", "Write acquired");
      return;
    }

  with_response = !g_str_equal (type, "command");
  self->device->writes_with_response += with_response;
  g_dbus_method_invocation_return_value (invocation, NULL);
  take_write (self, data, size, with_response);
}

static void
read_value (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  GVariant *value = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->device->announcement,
                                               ENLIST_ANNOUNCEMENT_SIZE, 1);

  self->device->reads++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@ay)", value));
}

typedef struct {
  const char *method;
  void (*take) (FakeGatt *self, GVariant *parameters, GDBusMethodInvocation *invocation);
  int index;          /* of its characteristic */
  gboolean acquires;
} Method;

static const Method methods[] = {
  { "WriteValue", write_value, 0, FALSE },
  { "AcquireWrite", acquire_write, 0, TRUE },
  { "AcquireNotify", acquire_notify, 1, TRUE },
  { "StartNotify", start_notify, 1, FALSE },
  { "StopNotify", stop_notify, 1, FALSE },
  { "ReadValue", read_value, 2, FALSE },
};

static void
on_called (gpointer user_data, const char *name, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  FakeDevice *device = user_data;
  FakeBluez *bluez = device->adapter->bluez;
  g_autofree char *call = g_strconcat ("GattCharacteristic1.", name, NULL);
  const Method *method = methods;
  g_autofree char *path = NULL;

  while (!g_str_equal (method->method, name))
    method++;
  path = make_path (device, characteristics[method->index].name);

  if (fake_bluez_answer (bluez, call, device, invocation))
    return;
  if (device->gatt == NULL)
    fake_bluez_refuse (invocation, "Failed", "Not connected");
  else if (!g_str_equal (g_dbus_method_invocation_get_object_path (invocation), path) ||
           (method->acquires && device->not_acquirable))
    fake_bluez_refuse (invocation, "NotSupported", "Operation is not supported");
  else
    method->take (device->gatt, parameters, invocation);
}

/* The objects. */

static void
export_characteristic (FakeDevice *device, const Characteristic *characteristic)
{
  g_autofree char *service = g_strjoin ("/", device->path, SERVICE, NULL);
  g_autofree char *path = make_path (device, characteristic->name);
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "UUID", g_variant_new_string (characteristic->uuid));
  g_variant_builder_add (&properties, "{sv}", "Service", g_variant_new_object_path (service));
  g_variant_builder_add (&properties, "{sv}", "Flags", g_variant_new_strv (characteristic->flags, -1));
  g_variant_builder_add (&properties, "{sv}", "Value",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1));
  if (!device->mtu_is_unknown)
    g_variant_builder_add (&properties, "{sv}", "MTU", g_variant_new_uint16 ((guint16) device->mtu));
  if (g_str_equal (characteristic->flags[0], "notify"))
    g_variant_builder_add (&properties, "{sv}", "Notifying", g_variant_new_boolean (device->used));
  if (!device->not_acquirable && !g_str_equal (characteristic->flags[0], "read"))
    g_variant_builder_add (&properties, "{sv}",
                           g_str_equal (characteristic->flags[0], "notify") ? "NotifyAcquired"
                                                                            : "WriteAcquired",
                           g_variant_new_boolean (device->used));
  fake_objects_add (get_objects (device), path, bluez_gatt_characteristic1_interface_info (),
                    g_variant_builder_end (&properties), on_called, NULL, device);
}

void
fake_gatt_export (FakeDevice *device)
{
  g_autofree char *path = g_strjoin ("/", device->path, SERVICE, NULL);
  GVariantBuilder properties;

  if (fake_objects_has (get_objects (device), path))
    return;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", "UUID", g_variant_new_string (ENLIST_BLE_SERVICE_UUID));
  g_variant_builder_add (&properties, "{sv}", "Primary", g_variant_new_boolean (TRUE));
  g_variant_builder_add (&properties, "{sv}", "Device", g_variant_new_object_path (device->path));
  fake_objects_add (get_objects (device), path, bluez_gatt_service1_interface_info (),
                    g_variant_builder_end (&properties), on_called, NULL, device);
  for (gsize i = 0; i < G_N_ELEMENTS (characteristics); i++)
    if (i != 1 || !(device->stale || device->incomplete))
      export_characteristic (device, &characteristics[i]);
}

FakeGatt *
fake_gatt_new (FakeDevice *device)
{
  FakeGatt *self = g_new0 (FakeGatt, 1);

  self->device = device;
  self->waiting = g_queue_new ();
  self->opening = g_cancellable_new ();
  self->write_fd = -1;
  self->notify_fd = -1;

  return self;
}

static void
close_pipe (FakeGatt *self, int fd, guint source, const char *name, const char *property)
{
  if (fd == -1)
    return;
  g_source_remove (source);
  close (fd);
  set_property (self->device, name, property, g_variant_new_boolean (FALSE));
}

void
fake_gatt_free (FakeGatt *self)
{
  close_pipe (self, self->write_fd, self->write_source, "char0011", "WriteAcquired");
  close_pipe (self, self->notify_fd, self->notify_source, "char0013", "NotifyAcquired");
  if (self->notifying)
    set_property (self->device, "char0013", "Notifying", g_variant_new_boolean (FALSE));
  g_cancellable_cancel (self->opening);
  g_object_unref (self->opening);
  if (self->link != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->link, self->device);
      enlist_transport_close (self->link);
      g_object_unref (self->link);
    }
  g_queue_free_full (self->waiting, (GDestroyNotify) g_bytes_unref);
  g_free (self);
}
