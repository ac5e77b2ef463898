/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-finder"

#include "enlist-bluez-finder-private.h"

#include "enlist-bluez-leftovers-private.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-error.h"
#include "enlist-haste-private.h"

#define TICK_MS 250

/* How long others of a model have to be heard too, so that the nearest can be told. */
#define COMPARE_US (1500 * G_TIME_SPAN_MILLISECOND)

/* How long a device that says what it is comes before those that do not. */
#define BARE_US (3 * G_USEC_PER_SEC)

typedef struct {
  EnlistBluezTarget target;
  GHashTable *rejected;
  EnlistBluezFinderProgress progress;
  gpointer progress_data;

  EnlistBluezDiscovery *discovery;
  gulong heard_handler;
  gulong failed_handler;
  gulong powered_handler;
  guint tick_source;
  gint64 begun_at;
  gint64 matched_at; /* when the first one that matches was heard */
  gboolean over;

  gboolean told;     /* what @progress was told last */
  EnlistTransportStep step;
  int signal_strength;
  guint heard;
} Search;

/* What is heard at a moment; devices are borrowed from discovery */
typedef struct {
  BluezDevice1 *match;
  int match_strength;
  BluezDevice1 *bare;
  int bare_strength;
  gboolean busy; /* one that matches is */
  int busy_strength;
  guint others;
} View;

void
enlist_bluez_found_free (EnlistBluezFound *self)
{
  g_clear_object (&self->device);
  g_free (self);
}

static void
search_free (Search *search)
{
  g_clear_object (&search->discovery);
  g_clear_pointer (&search->rejected, g_hash_table_unref);
  g_free (search);
}

static void
end_search (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  EnlistBluetoothAdapter *adapter = g_task_get_source_object (task);

  search->over = TRUE;
  g_clear_handle_id (&search->tick_source, g_source_remove);
  g_clear_signal_handler (&search->heard_handler, search->discovery);
  g_clear_signal_handler (&search->failed_handler, search->discovery);
  g_clear_signal_handler (&search->powered_handler, adapter);
  enlist_bluez_discovery_end (search->discovery);
}

static void
fail (GTask *task, GError *error)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_search (task);
  g_task_return_error (task, error);
}

static void
succeed (GTask *task, BluezDevice1 *device, int signal_strength, guint heard, gboolean certain)
{
  g_autoptr (GTask) keep = g_object_ref (task);
  EnlistBluezFound *found = g_new0 (EnlistBluezFound, 1);

  found->device = g_object_ref (device);
  found->signal_strength = signal_strength;
  found->heard = heard;
  found->certain = certain;
  end_search (task);
  g_task_return_pointer (task, found, (GDestroyNotify) enlist_bluez_found_free);
}

/* An unknown strength is 127, which no strength reaches. */
static gboolean
is_nearer (int strength, int than)
{
  if (than == ENLIST_SIGNAL_STRENGTH_UNKNOWN)
    return strength != ENLIST_SIGNAL_STRENGTH_UNKNOWN;
  return strength != ENLIST_SIGNAL_STRENGTH_UNKNOWN && strength > than;
}

static void
look_at (Search *search, View *view, BluezDevice1 *device)
{
  EnlistBluezSighting sighting = enlist_bluez_sighting_read (device);
  gboolean rejected = g_hash_table_contains (search->rejected,
                                             g_dbus_proxy_get_object_path (G_DBUS_PROXY (device)));

  if (!sighting.ours)
    return;

  if (!sighting.announced && !rejected)
    {
      if (view->bare == NULL || is_nearer (sighting.signal_strength, view->bare_strength))
        {
          view->bare = device;
          view->bare_strength = sighting.signal_strength;
        }
      view->others++;
    }
  else if (!sighting.announced || rejected ||
           !enlist_bluez_target_matches (&search->target, &sighting.announcement))
    {
      view->others++;
    }
  else if (sighting.announcement.flags & ENLIST_ANNOUNCEMENT_BUSY)
    {
      if (!view->busy || is_nearer (sighting.signal_strength, view->busy_strength))
        view->busy_strength = sighting.signal_strength;
      view->busy = TRUE;
    }
  else
    {
      if (view->match != NULL)
        view->others++;
      if (view->match == NULL || is_nearer (sighting.signal_strength, view->match_strength))
        {
          view->match = device;
          view->match_strength = sighting.signal_strength;
        }
    }
}

static View
look_around (Search *search)
{
  View view = {
    .match_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN,
    .bare_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN,
    .busy_strength = ENLIST_SIGNAL_STRENGTH_UNKNOWN,
  };
  GHashTableIter devices;
  gpointer device;

  g_hash_table_iter_init (&devices, enlist_bluez_discovery_get_heard (search->discovery));
  while (g_hash_table_iter_next (&devices, NULL, &device))
    look_at (search, &view, device);

  return view;
}

static void
tell (Search *search, EnlistTransportStep step, int signal_strength, guint heard)
{
  if (search->told && search->step == step && search->signal_strength == signal_strength &&
      search->heard == heard)
    return;

  search->told = TRUE;
  search->step = step;
  search->signal_strength = signal_strength;
  search->heard = heard;
  search->progress (step, signal_strength, heard, search->progress_data);
}

static void
give_up (GTask *task, const View *view)
{
  Search *search = g_task_get_task_data (task);
  EnlistBluetoothAdapter *adapter = g_task_get_source_object (task);
  const char *id = enlist_bluetooth_adapter_get_id (adapter);

  if (view->busy)
    fail (task, g_error_new (ENLIST_ERROR, ENLIST_ERROR_BUSY,
                             "Another assistant has the device, says its advertisement (adapter %s)", id));
  /* It cannot be heard then. */
  else if (enlist_bluez_leftovers_are_used (adapter, &search->target))
    fail (task, g_error_new (ENLIST_ERROR, ENLIST_ERROR_BUSY,
                             "Another program of this computer is using the device (adapter %s)", id));
  else
    fail (task, g_error_new (ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                             "The device was not heard within %d s over Bluetooth (adapter %s; %u other "
                             "devices with Enlist were)", ENLIST_BLUEZ_DISCOVERY_LIMIT_S, id, view->others));
}

static void
evaluate (GTask *task)
{
  Search *search = g_task_get_task_data (task);
  gint64 now = g_get_monotonic_time ();
  View view;

  if (search->over)
    return;

  view = look_around (search);
  if (view.match != NULL && search->matched_at == 0)
    search->matched_at = now;

  if (view.match != NULL &&
      (search->target.by_device || now - search->matched_at >= enlist_haste_us (COMPARE_US)))
    succeed (task, view.match, view.match_strength, view.others, TRUE);
  else if (view.match == NULL && view.bare != NULL && now - search->begun_at >= enlist_haste_us (BARE_US))
    succeed (task, view.bare, view.bare_strength, view.others - 1, FALSE);
  else if (now - search->begun_at >= enlist_haste_us (ENLIST_BLUEZ_DISCOVERY_LIMIT_S * G_USEC_PER_SEC))
    give_up (task, &view);
  else if (view.busy && view.match == NULL)
    tell (search, ENLIST_TRANSPORT_WAITING_BUSY, view.busy_strength, view.others);
  else
    tell (search, ENLIST_TRANSPORT_LOOKING, view.match_strength, view.others);
}

static void
on_heard (EnlistBluezDiscovery *discovery, gpointer user_data)
{
  evaluate (user_data);
}

static void
on_failed (EnlistBluezDiscovery *discovery, const GError *error, gpointer user_data)
{
  EnlistBluetoothAdapter *adapter = g_task_get_source_object (user_data);

  fail (user_data, enlist_bluez_problem_to_error (error, enlist_bluetooth_adapter_get_id (adapter),
                                                  ENLIST_ERROR_UNREACHABLE, "Looking for devices"));
}

static void
on_powered_changed (EnlistBluetoothAdapter *adapter, GParamSpec *property, gpointer user_data)
{
  if (!enlist_bluetooth_adapter_get_powered (adapter))
    fail (user_data, g_error_new (ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_OFF,
                                  "Bluetooth adapter %s was powered off",
                                  enlist_bluetooth_adapter_get_id (adapter)));
}

static gboolean
on_tick (gpointer user_data)
{
  GTask *task = user_data;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    fail (task, g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "Cancelled"));
  else
    evaluate (task);

  return G_SOURCE_CONTINUE;
}

void
enlist_bluez_finder_find_async (EnlistBluetoothAdapter    *adapter,
                                const EnlistBluezTarget   *target,
                                GHashTable                *rejected,
                                EnlistBluezFinderProgress  progress,
                                GCancellable              *cancellable,
                                GAsyncReadyCallback        callback,
                                gpointer                   user_data)
{
  g_autoptr (GTask) task = g_task_new (adapter, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, enlist_bluez_finder_find_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  search->target = *target;
  search->rejected = g_hash_table_ref (rejected);
  search->progress = progress;
  search->progress_data = user_data;
  search->begun_at = g_get_monotonic_time ();
  search->discovery = g_object_ref (enlist_bluetooth_adapter_get_discovery (adapter));
  search->heard_handler = g_signal_connect_object (search->discovery, "heard", G_CALLBACK (on_heard), task,
                                                   0);
  search->failed_handler = g_signal_connect_object (search->discovery, "failed", G_CALLBACK (on_failed), task,
                                                    0);
  search->powered_handler = g_signal_connect_object (adapter, "notify::powered",
                                                     G_CALLBACK (on_powered_changed), task, 0);
  /* The timer holds the task; it also ends a search that was cancelled. */
  search->tick_source = g_timeout_add_full (G_PRIORITY_DEFAULT, enlist_haste_ms (TICK_MS), on_tick,
                                            g_object_ref (task), g_object_unref);
  enlist_bluez_discovery_begin (search->discovery);
  evaluate (task);
}

EnlistBluezFound *
enlist_bluez_finder_find_finish (EnlistBluetoothAdapter *adapter, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, adapter), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
