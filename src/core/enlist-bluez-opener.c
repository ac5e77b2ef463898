/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-opener"

#include "enlist-bluez-opener-private.h"

#include "enlist-bluez-finder-private.h"
#include "enlist-bluez-leftovers-private.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-error.h"
#include "enlist-haste-private.h"

#define MAX_ATTEMPTS 4
#define CONNECT_US (60 * G_USEC_PER_SEC)

/* Doubles with each attempt */
#define BACK_OFF_MS 500

/* For all of it, should bluetoothd end again and again, or many devices have to be asked who they are */
#define OPEN_US (150 * G_USEC_PER_SEC)

/* The steps hand the task on, with one reference; fail() and succeed() take it. */
typedef struct {
  EnlistBluezTarget target;
  EnlistBluezOpenerProgress progress;
  gpointer progress_data;
  gint64 begun_at;

  EnlistBluetoothAdapter *adapter;
  gboolean discovering;   /* holds discovery: BlueZ forgets random addresses when it stops */
  GHashTable *rejected;   /* those that turned out to be others, by object path */
  EnlistBluezLine *line;
  int signal_strength;
  guint heard;
  gboolean certain;

  guint attempts;
  gint64 connecting_since;
  gboolean vanished;      /* the object of the device has: it has to be heard again */
  gboolean forgotten;     /* what BlueZ remembered of the device, once */
} Opening;

static void prepare (GTask *task);
static void find (GTask *task);
static void connect_device (GTask *task);

static void
opening_free (Opening *opening)
{
  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  g_clear_pointer (&opening->rejected, g_hash_table_unref);
  g_clear_object (&opening->adapter);
  g_free (opening);
}

/* Ending. */

static void
hold_discovery (Opening *opening, gboolean hold)
{
  EnlistBluezDiscovery *discovery;

  if (opening->discovering == hold)
    return;

  opening->discovering = hold;
  discovery = enlist_bluetooth_adapter_get_discovery (opening->adapter);
  if (hold)
    enlist_bluez_discovery_begin (discovery);
  else
    enlist_bluez_discovery_end (discovery);
}

/* @error: (transfer full) */
static void
fail (GTask *task, GError *error)
{
  g_autoptr (GTask) owned = task;
  Opening *opening = g_task_get_task_data (task);

  hold_discovery (opening, FALSE);
  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Cancelled");
    }
  g_task_return_error (task, error);
}

static void
succeed (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Opening *opening = g_task_get_task_data (task);

  hold_discovery (opening, FALSE);
  /* One that was left over is ours from here on. */
  opening->line->connected = TRUE;
  g_task_return_pointer (task, g_steal_pointer (&opening->line), (GDestroyNotify) enlist_bluez_line_free);
}

static gboolean
ends_late (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  if (g_get_monotonic_time () - opening->begun_at < enlist_haste_us (OPEN_US))
    return FALSE;

  fail (task, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                                   "The device was not reached over Bluetooth in time"));
  return TRUE;
}

static void
tell (Opening *opening, EnlistTransportStep step)
{
  const EnlistTransportProgress progress = {
    .step = step,
    .attempt = opening->attempts,
    .signal_strength = opening->signal_strength,
    .heard = opening->heard,
    .adapter = enlist_bluetooth_adapter_get_name (opening->adapter),
  };

  opening->progress (&progress, opening->progress_data);
}

/* Again. */

static gboolean
on_back_off_over (gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    fail (task, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Cancelled"));
  else if (!enlist_bluetooth_adapter_get_powered (opening->adapter))
    prepare (task);
  else if (enlist_bluez_line_is_there (opening->line) && !opening->vanished)
    connect_device (task);
  else
    find (task);

  return G_SOURCE_REMOVE;
}

/* Gives the device up for a while. */
static void
retry (GTask *task, const GError *error)
{
  Opening *opening = g_task_get_task_data (task);
  const char *id = enlist_bluetooth_adapter_get_id (opening->adapter);
  EnlistBluezProblem problem = enlist_bluez_problem_from_error (error);
  g_autoptr (BluezDevice1) device = g_object_ref (opening->line->device);

  /* The old line ends its connection, the new one begins with none. */
  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  opening->line = enlist_bluez_line_new (opening->adapter, device);
  opening->vanished = problem == ENLIST_BLUEZ_PROBLEM_GONE;

  g_debug ("Attempt %u: %s", opening->attempts, error->message);
  if (problem == ENLIST_BLUEZ_PROBLEM_CANCELLED || problem == ENLIST_BLUEZ_PROBLEM_DENIED)
    {
      fail (task, enlist_bluez_problem_to_error (error, id, ENLIST_ERROR_UNREACHABLE, "Connecting"));
      return;
    }
  if (opening->attempts >= MAX_ATTEMPTS ||
      g_get_monotonic_time () - opening->connecting_since >= enlist_haste_us (CONNECT_US))
    {
      fail (task, enlist_bluez_problem_to_error (error, id, ENLIST_ERROR_UNREACHABLE,
                                                 "The device was heard, but could not be connected to"));
      return;
    }

  tell (opening, ENLIST_TRANSPORT_RETRYING);
  g_timeout_add (enlist_haste_ms (BACK_OFF_MS << (MAX (opening->attempts, 1) - 1)), on_back_off_over, task);
}

static void
on_device_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Looking for it anew");

  if (!bluez_adapter1_call_remove_device_finish (BLUEZ_ADAPTER1 (source), result, &error))
    g_debug ("RemoveDevice: %s", error->message);
  retry (task, reason);
}

/* What BlueZ remembers of the services of a device may be from before its software was changed. */
static void
forget_and_retry (GTask *task, const GError *error)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->forgotten || !enlist_bluez_line_may_forget (opening->line))
    {
      retry (task, error);
      return;
    }

  g_debug ("BlueZ may remember old services: %s", error->message);
  opening->forgotten = TRUE;
  enlist_bluez_line_forget_async (opening->line, on_device_forgotten, task);
}

/* The steps, last one first. */

static void
on_subscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (enlist_bluez_notifier_start_finish (ENLIST_BLUEZ_NOTIFIER (source), result, &error))
    succeed (task);
  else if (enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_OTHER ||
           enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_UNSUPPORTED)
    forget_and_retry (task, error);
  else
    retry (task, error);
}

static void
subscribe (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  EnlistBluezLine *line = opening->line;

  line->notifier = enlist_bluez_notifier_new (line->services->out);
  enlist_bluez_notifier_start_async (line->notifier, g_task_get_cancellable (task), on_subscribed, task);
}

/* Goes on with the next device. */
static void
reject (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  g_debug ("It is another device");
  g_hash_table_add (opening->rejected, g_strdup (enlist_bluez_line_get_path (opening->line)));
  opening->attempts = 0;
  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  find (task);
}

static void
on_info_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;
  EnlistAnnouncement announcement;
  gconstpointer bytes;
  gsize size;

  if (!bluez_gatt_characteristic1_call_read_value_finish (BLUEZ_GATT_CHARACTERISTIC1 (source), &value, result,
                                                          &error))
    {
      forget_and_retry (task, error);
      return;
    }

  bytes = g_variant_get_fixed_array (value, &size, 1);
  if (enlist_announcement_read (enlist_slice (bytes, size), &announcement) == ENLIST_OK &&
      enlist_bluez_target_matches (&opening->target, &announcement))
    {
      subscribe (task);
      return;
    }

  /* Be it left over from another process: nobody uses it. */
  opening->line->connected = TRUE;
  reject (task);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  opening->line->services = enlist_bluez_services_resolve_finish (BLUEZ_DEVICE1 (source), result, &error);
  if (opening->line->services == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    forget_and_retry (task, error);
  else if (opening->line->services == NULL)
    retry (task, error);
  else if (enlist_bluez_services_are_used (opening->line->services) && !opening->certain)
    reject (task);
  else if (enlist_bluez_services_are_used (opening->line->services))
    fail (task, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_BUSY,
                                     "Another program of this computer is using the device"));
  else if (!opening->certain)
    bluez_gatt_characteristic1_call_read_value (opening->line->services->info, g_variant_new ("a{sv}", NULL),
                                                g_task_get_cancellable (task), on_info_ready, task);
  else
    subscribe (task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_bluez_connector_connect_finish (ENLIST_BLUEZ_CONNECTOR (source), result, &error))
    {
      retry (task, error);
      return;
    }

  hold_discovery (opening, FALSE);
  tell (opening, ENLIST_TRANSPORT_RESOLVING);
  enlist_bluez_services_resolve_async (enlist_bluetooth_adapter_get_objects (opening->adapter),
                                       opening->line->device, g_task_get_cancellable (task), on_resolved,
                                       task);
}

static void
connect_device (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);
  EnlistBluezLine *line = opening->line;

  if (opening->attempts++ == 0)
    opening->connecting_since = g_get_monotonic_time ();
  /* One that is connected is left over, or another program's. */
  line->connected = !bluez_device1_get_connected (line->device);
  tell (opening, opening->attempts == 1 ? ENLIST_TRANSPORT_CONNECTING : ENLIST_TRANSPORT_RETRYING);
  enlist_bluez_connector_connect_async (enlist_bluetooth_adapter_get_connector (opening->adapter),
                                        line->device, g_task_get_cancellable (task), on_connected, task);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistBluezFound) found = enlist_bluez_finder_find_finish (opening->adapter, result, &error);

  if (found == NULL)
    {
      /* With bluetoothd gone or the adapter off, it depends on what comes next. */
      if (!enlist_bluetooth_adapter_get_powered (opening->adapter))
        prepare (task);
      else
        fail (task, g_steal_pointer (&error));
      return;
    }

  opening->signal_strength = found->signal_strength;
  opening->heard = found->heard;
  opening->certain = found->certain;
  opening->line = enlist_bluez_line_new (opening->adapter, found->device);
  connect_device (task);
}

static void
on_finder_progress (EnlistTransportStep step, int signal_strength, guint heard, gpointer user_data)
{
  Opening *opening = g_task_get_task_data (user_data);

  opening->signal_strength = signal_strength;
  opening->heard = heard;
  tell (opening, step);
}

static void
find (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  if (ends_late (task))
    return;

  hold_discovery (opening, TRUE);
  enlist_bluez_finder_find_async (opening->adapter, &opening->target, opening->rejected, on_finder_progress,
                                  g_task_get_cancellable (task), on_found, task);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (BluezDevice1) left_over = NULL;

  opening->adapter = enlist_bluetooth_ready_finish (ENLIST_BLUETOOTH (source), result, &error);
  if (opening->adapter == NULL)
    {
      fail (task, error);
      return;
    }

  left_over = enlist_bluez_leftovers_find (opening->adapter, &opening->target);
  if (left_over == NULL)
    {
      find (task);
      return;
    }
  opening->certain = FALSE;
  opening->line = enlist_bluez_line_new (opening->adapter, left_over);
  connect_device (task);
}

/* From here again when bluetoothd has ended: adapters and devices are others then. */
static void
prepare (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->adapter != NULL)
    hold_discovery (opening, FALSE);
  g_clear_pointer (&opening->line, enlist_bluez_line_free);
  g_clear_object (&opening->adapter);
  if (!ends_late (task))
    enlist_bluetooth_ready_async (g_task_get_source_object (task), g_task_get_cancellable (task), on_ready,
                                  task);
}

void
enlist_bluez_opener_open_async (EnlistBluetooth           *bluetooth,
                                const EnlistBluezTarget   *target,
                                EnlistBluezOpenerProgress  progress,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  GTask *task = g_task_new (bluetooth, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, enlist_bluez_opener_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  /* A line that came to be is handed over, and its receiver sees that it is not wanted any more. */
  g_task_set_check_cancellable (task, FALSE);
  opening->target = *target;
  opening->progress = progress;
  opening->progress_data = user_data;
  opening->begun_at = g_get_monotonic_time ();
  opening->rejected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  opening->signal_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN;
  prepare (task);
}

EnlistBluezLine *
enlist_bluez_opener_open_finish (EnlistBluetooth *bluetooth, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, bluetooth), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
