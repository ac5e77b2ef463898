/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-notifier"

#include "enlist-bluez-notifier-private.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "enlist-bluez-calls-private.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-haste-private.h"

/* As long as services may take to be resolved */
#define CALL_TIMEOUT_MS 20000

/* More than an attribute can have */
#define PACKET_SIZE 1024

/* Frames read in a row, before others have their turn */
#define BURST 16

enum {
  FRAME,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _EnlistBluezNotifier {
  GObject parent_instance;

  BluezGattCharacteristic1 *characteristic;
  int fd;
  guint fd_source;
  gulong value_handler;
  guint mtu;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (EnlistBluezNotifier, enlist_bluez_notifier, G_TYPE_OBJECT)

static void
emit_frame (EnlistBluezNotifier *self, gconstpointer data, gsize size)
{
  g_autoptr (GBytes) frame = g_bytes_new (data, size);

  g_signal_emit (self, signals[FRAME], 0, frame);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (EnlistBluezNotifier) self = g_object_ref (user_data);
  guint8 packet[PACKET_SIZE];
  gssize size = 0;

  for (guint i = 0; i < BURST && !self->stopped; i++)
    {
      size = recv (fd, packet, sizeof packet, MSG_DONTWAIT);
      if (size <= 0)
        break;
      emit_frame (self, packet, size);
    }

  if (self->stopped)
    return G_SOURCE_REMOVE;
  if (size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR)))
    return G_SOURCE_CONTINUE;

  self->fd_source = 0;
  g_signal_emit (self, signals[ENDED], 0);

  return G_SOURCE_REMOVE;
}

/* From the message itself, not from the property: of two changes in a row each is a frame. */
static void
on_properties_changed (GDBusProxy        *characteristic,
                       GVariant          *changed,
                       const char *const *invalidated,
                       gpointer           user_data)
{
  EnlistBluezNotifier *self = user_data;
  g_autoptr (GVariant) value = g_variant_lookup_value (changed, "Value", G_VARIANT_TYPE_BYTESTRING);
  gconstpointer data;
  gsize size;

  if (value == NULL)
    return;

  data = g_variant_get_fixed_array (value, &size, 1);
  if (size > 0)
    emit_frame (self, data, size);
}

static void
on_notify_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistBluezNotifier *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (bluez_gatt_characteristic1_call_start_notify_finish (self->characteristic, result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
start_notify (GTask *task)
{
  EnlistBluezNotifier *self = g_task_get_source_object (task);

  self->value_handler = g_signal_connect (self->characteristic, "g-properties-changed",
                                          G_CALLBACK (on_properties_changed), self);
  bluez_gatt_characteristic1_call_start_notify (self->characteristic, g_task_get_cancellable (task),
                                                on_notify_started, task);
}

static void
on_notify_acquired (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  EnlistBluezNotifier *self = g_task_get_source_object (task);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GError) error = NULL;
  guint16 mtu;

  if (bluez_gatt_characteristic1_call_acquire_notify_finish (self->characteristic, &handle, &mtu, &fds,
                                                             result, &error))
    self->fd = enlist_bluez_take_fd (fds, handle);
  else if (enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_CANCELLED)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }

  if (self->fd < 0)
    {
      g_debug ("AcquireNotify: %s", error != NULL ? error->message : "no socket");
      start_notify (task);
      return;
    }

  self->mtu = mtu;
  self->fd_source = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
enlist_bluez_notifier_start_async (EnlistBluezNotifier *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GDBusProxy *proxy = G_DBUS_PROXY (self->characteristic);
  g_autoptr (GVariant) acquired = g_dbus_proxy_get_cached_property (proxy, "NotifyAcquired");

  g_task_set_source_tag (task, enlist_bluez_notifier_start_async);
  g_dbus_proxy_set_default_timeout (proxy, (int) enlist_haste_ms (CALL_TIMEOUT_MS));
  if (acquired != NULL)
    bluez_gatt_characteristic1_call_acquire_notify (self->characteristic, g_variant_new ("a{sv}", NULL), NULL,
                                                    cancellable, on_notify_acquired, task);
  else
    start_notify (task);
}

gboolean
enlist_bluez_notifier_start_finish (EnlistBluezNotifier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

guint
enlist_bluez_notifier_get_mtu (EnlistBluezNotifier *self)
{
  return self->mtu;
}

void
enlist_bluez_notifier_stop (EnlistBluezNotifier *self)
{
  self->stopped = TRUE;
  g_clear_handle_id (&self->fd_source, g_source_remove);
  g_clear_signal_handler (&self->value_handler, self->characteristic);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

static void
enlist_bluez_notifier_finalize (GObject *object)
{
  EnlistBluezNotifier *self = ENLIST_BLUEZ_NOTIFIER (object);

  enlist_bluez_notifier_stop (self);
  g_clear_object (&self->characteristic);

  G_OBJECT_CLASS (enlist_bluez_notifier_parent_class)->finalize (object);
}

static void
enlist_bluez_notifier_class_init (EnlistBluezNotifierClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_notifier_finalize;

  signals[FRAME] = g_signal_new ("frame", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_BYTES);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
enlist_bluez_notifier_init (EnlistBluezNotifier *self)
{
  self->fd = -1;
}

EnlistBluezNotifier *
enlist_bluez_notifier_new (BluezGattCharacteristic1 *characteristic)
{
  EnlistBluezNotifier *self = g_object_new (ENLIST_TYPE_BLUEZ_NOTIFIER, NULL);

  self->characteristic = g_object_ref (characteristic);

  return self;
}
