/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-transport"

#include "enlist-bluez-transport-private.h"

#include "enlist-bluez-opener-private.h"
#include "enlist-bluez-writer-private.h"
#include "enlist-error.h"
#include "link.h"

struct _EnlistBluezTransport {
  EnlistTransport parent_instance;

  EnlistBluetooth *bluetooth;
  EnlistBluezTarget target;
  EnlistBluezLine *line;
  EnlistBluezWriter *writer;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (EnlistBluezTransport, enlist_bluez_transport, ENLIST_TYPE_TRANSPORT)

/* Lets go of the device, which disconnects it. */
static void
drop_line (EnlistBluezTransport *self)
{
  g_autoptr (EnlistBluezLine) line = g_steal_pointer (&self->line);
  g_autoptr (EnlistBluezWriter) writer = g_steal_pointer (&self->writer);

  if (line == NULL)
    return;

  g_signal_handlers_disconnect_by_data (line->notifier, self);
  g_signal_handlers_disconnect_by_data (line->device, self);
  g_signal_handlers_disconnect_by_data (line->adapter, self);
  g_signal_handlers_disconnect_by_data (enlist_bluetooth_adapter_get_objects (line->adapter), self);
  g_signal_handlers_disconnect_by_data (writer, self);
  if (enlist_bluez_writer_is_suspect (writer) && enlist_bluez_line_may_forget (line))
    enlist_bluez_line_forget_async (line, NULL, NULL);
  enlist_bluez_writer_stop (writer);
}

/* The link has ended by itself: say so, once. */
static void
fail (EnlistBluezTransport *self, const GError *error)
{
  g_autoptr (EnlistBluezTransport) keep = g_object_ref (self);

  if (self->closed)
    return;

  self->closed = TRUE;
  drop_line (self);
  enlist_transport_emit_closed (ENLIST_TRANSPORT (self), error);
}

static void
lose (EnlistBluezTransport *self, const char *message)
{
  g_autoptr (GError) error = NULL;

  if (self->closed)
    return;

  error = g_error_new (ENLIST_ERROR, ENLIST_ERROR_LINK_LOST, "%s (adapter %s)", message,
                       enlist_bluetooth_adapter_get_id (self->line->adapter));
  fail (self, error);
}

static void
on_frame (EnlistBluezNotifier *notifier, GBytes *frame, gpointer user_data)
{
  g_autoptr (EnlistBluezTransport) self = g_object_ref (user_data);

  if (g_bytes_get_size (frame) > ENLIST_LINK_MAX_FRAME)
    {
      g_debug ("Dropped a frame of %" G_GSIZE_FORMAT " bytes", g_bytes_get_size (frame));
      return;
    }
  enlist_bluez_writer_confirm (self->writer);
  enlist_transport_emit_frame (ENLIST_TRANSPORT (self), frame);
}

static void
on_notifications_ended (EnlistBluezNotifier *notifier, gpointer user_data)
{
  lose (user_data, "The device does not notify any more");
}

static void
on_writer_failed (EnlistBluezWriter *writer, const GError *error, gpointer user_data)
{
  fail (user_data, error);
}

static void
on_connected_changed (BluezDevice1 *device, GParamSpec *property, gpointer user_data)
{
  if (!bluez_device1_get_connected (device))
    lose (user_data, "The Bluetooth connection broke");
}

static void
on_powered_changed (EnlistBluetoothAdapter *adapter, GParamSpec *property, gpointer user_data)
{
  if (!enlist_bluetooth_adapter_get_powered (adapter))
    lose (user_data, "The Bluetooth adapter was powered off, or is gone");
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  EnlistBluezTransport *self = user_data;

  if (!self->closed &&
      g_str_equal (g_dbus_object_get_object_path (object), enlist_bluez_line_get_path (self->line)))
    lose (self, "BlueZ has forgotten the device, or has ended");
}

/* Opening. */

static void
on_progress (const EnlistTransportProgress *progress, gpointer user_data)
{
  EnlistBluezTransport *self = g_task_get_source_object (user_data);

  if (!self->closed)
    enlist_transport_emit_progress (ENLIST_TRANSPORT (self), progress);
}

/* @line: (transfer full) */
static void
take_line (EnlistBluezTransport *self, EnlistBluezLine *line)
{
  self->line = line;
  self->writer = enlist_bluez_writer_new (line->services->in, enlist_bluez_line_get_max_frame (line));
  g_signal_connect (self->writer, "failed", G_CALLBACK (on_writer_failed), self);
  g_signal_connect (line->notifier, "frame", G_CALLBACK (on_frame), self);
  g_signal_connect (line->notifier, "ended", G_CALLBACK (on_notifications_ended), self);
  g_signal_connect (line->device, "notify::connected", G_CALLBACK (on_connected_changed), self);
  g_signal_connect (line->adapter, "notify::powered", G_CALLBACK (on_powered_changed), self);
  g_signal_connect (enlist_bluetooth_adapter_get_objects (line->adapter), "object-removed",
                    G_CALLBACK (on_object_removed), self);
  g_debug ("Open: frames of %u bytes", enlist_bluez_line_get_max_frame (line));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistBluezTransport *self = g_task_get_source_object (task);
  GError *error = NULL;
  EnlistBluezLine *line = enlist_bluez_opener_open_finish (ENLIST_BLUETOOTH (source), result, &error);

  if (line == NULL)
    {
      g_task_return_error (task, error);
    }
  else if (self->closed || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      enlist_bluez_line_free (line);
      g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Cancelled");
    }
  else
    {
      take_line (self, line);
      g_task_return_boolean (task, TRUE);
    }
}

static void
enlist_bluez_transport_open_async (EnlistTransport     *transport,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (transport);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, enlist_bluez_transport_open_async);
  g_task_set_check_cancellable (task, FALSE);
  enlist_bluez_opener_open_async (self->bluetooth, &self->target, on_progress, cancellable, on_opened, task);
}

static gboolean
enlist_bluez_transport_open_finish (EnlistTransport *transport, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, transport), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
enlist_bluez_transport_send (EnlistTransport *transport, GBytes *frame)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (transport);

  if (self->line == NULL)
    return;

  g_return_if_fail (g_bytes_get_size (frame) <= enlist_bluez_line_get_max_frame (self->line));
  enlist_bluez_writer_send (self->writer, frame);
}

static void
enlist_bluez_transport_close (EnlistTransport *transport)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (transport);

  self->closed = TRUE;
  drop_line (self);
}

static guint
enlist_bluez_transport_get_mtu (EnlistTransport *transport)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (transport);

  return self->line != NULL ? enlist_bluez_line_get_max_frame (self->line) : ENLIST_LINK_MIN_FRAME;
}

static void
enlist_bluez_transport_dispose (GObject *object)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (object);

  self->closed = TRUE;
  drop_line (self);

  G_OBJECT_CLASS (enlist_bluez_transport_parent_class)->dispose (object);
}

static void
enlist_bluez_transport_finalize (GObject *object)
{
  EnlistBluezTransport *self = ENLIST_BLUEZ_TRANSPORT (object);

  g_clear_object (&self->bluetooth);

  G_OBJECT_CLASS (enlist_bluez_transport_parent_class)->finalize (object);
}

static void
enlist_bluez_transport_class_init (EnlistBluezTransportClass *klass)
{
  EnlistTransportClass *transport_class = ENLIST_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_bluez_transport_dispose;
  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_transport_finalize;
  transport_class->open_async = enlist_bluez_transport_open_async;
  transport_class->open_finish = enlist_bluez_transport_open_finish;
  transport_class->send = enlist_bluez_transport_send;
  transport_class->close = enlist_bluez_transport_close;
  transport_class->get_mtu = enlist_bluez_transport_get_mtu;
  transport_class->begins_with_reset = TRUE;
}

static void
enlist_bluez_transport_init (EnlistBluezTransport *self)
{
}

EnlistTransport *
enlist_bluez_transport_new (EnlistBluetooth *bluetooth, const char *uri, GError **error)
{
  g_autoptr (EnlistBluezTransport) self = g_object_new (ENLIST_TYPE_BLUEZ_TRANSPORT, NULL);

  self->bluetooth = bluetooth != NULL ? g_object_ref (bluetooth) : enlist_bluetooth_new ();
  if (!enlist_bluez_target_parse (&self->target, uri, error))
    return NULL;

  return ENLIST_TRANSPORT (g_steal_pointer (&self));
}
