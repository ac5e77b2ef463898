/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluetooth"

#include "enlist-bluetooth-private.h"

#include "enlist-bluez-problem-private.h"
#include "enlist-error.h"
#include "enlist-haste-private.h"

/* Powering on, and waiting until an adapter can be used. */

#define CHECK_INTERVAL_MS 250

/* Once in a while some firmware takes its time. */
#define POWER_TIMEOUT_MS 20000

/* Longer than everything that is waited for takes, the bus' own time-outs included */
#define READY_TIMEOUT_US (30 * G_USEC_PER_SEC)

typedef struct {
  gulong state_handler; /* holds the task */
  guint check_source;   /* for what changes by itself: settling, cancellation, the deadline */
  gint64 deadline;
} Waiting;

static void
on_powered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *id = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, enlist_bluez_problem_to_error (error, id, ENLIST_ERROR_BLUETOOTH_OFF,
                                                              "Powering on"));
}

void
enlist_bluetooth_power_on_async (EnlistBluetooth     *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  EnlistBluetoothAdapter *adapter = enlist_bluetooth_get_current_adapter (self);
  GDBusProxy *proxy;
  GError *error = NULL;

  g_task_set_source_tag (task, enlist_bluetooth_power_on_async);
  if (adapter == NULL)
    {
      if (enlist_bluetooth_check (self, &error))
        error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER, "No adapter is known yet");
      g_task_return_error (task, error);
      return;
    }

  proxy = G_DBUS_PROXY (enlist_bluetooth_adapter_get_proxy (adapter));
  g_task_set_task_data (task, g_strdup (enlist_bluetooth_adapter_get_id (adapter)), g_free);
  g_dbus_connection_call (g_dbus_proxy_get_connection (proxy), g_dbus_proxy_get_name (proxy),
                          g_dbus_proxy_get_object_path (proxy), "org.freedesktop.DBus.Properties", "Set",
                          g_variant_new ("(ssv)", "org.bluez.Adapter1", "Powered",
                                         g_variant_new_boolean (TRUE)),
                          NULL, G_DBUS_CALL_FLAGS_NONE, POWER_TIMEOUT_MS, cancellable, on_powered,
                          g_steal_pointer (&task));
}

gboolean
enlist_bluetooth_power_on_finish (EnlistBluetooth *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
end_waiting (GTask *task)
{
  Waiting *waiting = g_task_get_task_data (task);

  g_clear_signal_handler (&waiting->state_handler, g_task_get_source_object (task));
  g_clear_handle_id (&waiting->check_source, g_source_remove);
}

/* Whether the wait is over; then the task has returned. */
static gboolean
check_ready (GTask *task)
{
  EnlistBluetooth *self = g_task_get_source_object (task);
  Waiting *waiting = g_task_get_task_data (task);
  EnlistBluetoothState state = enlist_bluetooth_get_state (self);
  gboolean late = g_get_monotonic_time () > waiting->deadline;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return TRUE;
  if (state == ENLIST_BLUETOOTH_READY)
    {
      g_task_return_pointer (task, g_object_ref (enlist_bluetooth_get_current_adapter (self)),
                             g_object_unref);
      return TRUE;
    }
  if (!late && (state == ENLIST_BLUETOOTH_STARTING || enlist_bluetooth_is_settling (self)))
    return FALSE;

  if (enlist_bluetooth_check (self, &error))
    error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_ABSENT, "org.bluez does not answer");
  g_task_return_error (task, error);
  return TRUE;
}

static void
on_state_changed (EnlistBluetooth *self, GParamSpec *property, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  if (check_ready (task))
    end_waiting (task);
}

static gboolean
on_check_due (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Waiting *waiting = g_task_get_task_data (task);

  if (!check_ready (task))
    return G_SOURCE_CONTINUE;

  waiting->check_source = 0;
  end_waiting (task);
  return G_SOURCE_REMOVE;
}

static void
release_task (gpointer task, GClosure *closure)
{
  g_object_unref (task);
}

void
enlist_bluetooth_ready_async (EnlistBluetooth     *self,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Waiting *waiting = g_new0 (Waiting, 1);

  g_task_set_source_tag (task, enlist_bluetooth_ready_async);
  g_task_set_task_data (task, waiting, g_free);
  waiting->deadline = g_get_monotonic_time () + enlist_haste_us (READY_TIMEOUT_US);
  enlist_bluetooth_wake (self);
  if (check_ready (task))
    return;

  waiting->state_handler = g_signal_connect_data (self, "notify::state", G_CALLBACK (on_state_changed),
                                                  g_object_ref (task), release_task, 0);
  waiting->check_source = g_timeout_add (enlist_haste_ms (CHECK_INTERVAL_MS), on_check_due, task);
}

EnlistBluetoothAdapter *
enlist_bluetooth_ready_finish (EnlistBluetooth *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
