/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-discovery"

#include "enlist-bluez-discovery-private.h"

#include "enlist-bluez-problem-private.h"
#include "enlist-haste-private.h"

#define RETRY_MS 1000

/* BlueZ itself pauses between two scans, and goes on. */
#define PAUSE_LIMIT_MS 5000

enum {
  HEARD,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef enum {
  STAGE_STOPPED,
  STAGE_STARTING,
  STAGE_RUNNING,
  STAGE_STOPPING,
} Stage;

struct _EnlistBluezDiscovery {
  GObject parent_instance;

  GDBusObjectManager *objects;
  BluezAdapter1 *adapter;
  char *prefix; /* of the paths of its devices */
  GHashTable *heard;
  Stage stage;
  guint users;
  guint limit_source;
  guint retry_source;
  guint pause_source;
};

G_DEFINE_FINAL_TYPE (EnlistBluezDiscovery, enlist_bluez_discovery, G_TYPE_OBJECT)

static void reconcile (EnlistBluezDiscovery *self);

/* What is heard. */

static void
hear (EnlistBluezDiscovery *self, BluezDevice1 *device)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (device));

  g_hash_table_insert (self->heard, g_strdup (path), g_object_ref (device));
  g_signal_emit (self, signals[HEARD], 0);
}

static gboolean
is_mine (EnlistBluezDiscovery *self, GDBusObject *object)
{
  return g_str_has_prefix (g_dbus_object_get_object_path (object), self->prefix);
}

static void
on_object_added (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;
  BluezDevice1 *device = bluez_object_peek_device1 (BLUEZ_OBJECT (object));

  if (self->users > 0 && device != NULL && is_mine (self, object))
    hear (self, device);
}

static void
on_object_removed (GDBusObjectManager *objects, GDBusObject *object, gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;

  if (g_hash_table_remove (self->heard, g_dbus_object_get_object_path (object)))
    g_signal_emit (self, signals[HEARD], 0);
}

/* A device that BlueZ remembers counts as heard when it says something that only an advertisement does. */
static void
on_properties_changed (GDBusObjectManagerClient *objects,
                       GDBusObjectProxy         *object,
                       GDBusProxy               *interface,
                       GVariant                 *changed,
                       const char *const        *invalidated,
                       gpointer                  user_data)
{
  EnlistBluezDiscovery *self = user_data;
  g_autoptr (GVariant) strength = NULL;
  g_autoptr (GVariant) data = NULL;

  if (self->users == 0 || !BLUEZ_IS_DEVICE1 (interface) || !is_mine (self, G_DBUS_OBJECT (object)))
    return;

  strength = g_variant_lookup_value (changed, "RSSI", NULL);
  data = g_variant_lookup_value (changed, "ServiceData", NULL);
  if (strength != NULL || data != NULL)
    hear (self, BLUEZ_DEVICE1 (interface));
  else if (g_hash_table_contains (self->heard, g_dbus_proxy_get_object_path (interface)))
    g_signal_emit (self, signals[HEARD], 0);
}

/* BlueZ keeps a signal strength only while discovery runs, be it another client's. */
static void
hear_present (EnlistBluezDiscovery *self)
{
  g_autolist (GDBusObject) objects = g_dbus_object_manager_get_objects (self->objects);

  for (GList *l = objects; l != NULL; l = l->next)
    {
      BluezDevice1 *device = bluez_object_peek_device1 (l->data);
      g_autoptr (GVariant) strength = NULL;

      if (device == NULL || !is_mine (self, l->data))
        continue;
      strength = g_dbus_proxy_get_cached_property (G_DBUS_PROXY (device), "RSSI");
      if (strength != NULL)
        hear (self, device);
    }
}

/* Starting and stopping. */

static gboolean
on_retry_due (gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;

  self->retry_source = 0;
  if (self->stage == STAGE_RUNNING)
    self->stage = STAGE_STOPPED;
  reconcile (self);

  return G_SOURCE_REMOVE;
}

static void
retry_later (EnlistBluezDiscovery *self)
{
  if (self->retry_source == 0)
    self->retry_source = g_timeout_add (enlist_haste_ms (RETRY_MS), on_retry_due, self);
}

static void
take_start_error (EnlistBluezDiscovery *self, const GError *error)
{
  EnlistBluezProblem problem = enlist_bluez_problem_from_error (error);

  g_debug ("StartDiscovery: %s", error->message);
  self->stage = STAGE_STOPPED;
  switch (problem)
    {
    case ENLIST_BLUEZ_PROBLEM_IN_PROGRESS:
      /* An operation of before is not over; what is heard for it is heard by us as well. */
      self->stage = STAGE_RUNNING;
      retry_later (self);
      break;
    case ENLIST_BLUEZ_PROBLEM_DENIED:
    case ENLIST_BLUEZ_PROBLEM_NO_SERVICE:
    case ENLIST_BLUEZ_PROBLEM_GONE:
    case ENLIST_BLUEZ_PROBLEM_OFF:
    case ENLIST_BLUEZ_PROBLEM_BLOCKED:
      g_signal_emit (self, signals[FAILED], 0, error);
      break;
    case ENLIST_BLUEZ_PROBLEM_OTHER:
    case ENLIST_BLUEZ_PROBLEM_CANCELLED:
    case ENLIST_BLUEZ_PROBLEM_ALREADY:
    case ENLIST_BLUEZ_PROBLEM_UNSUPPORTED:
    default:
      retry_later (self);
      break;
    }
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezDiscovery) self = user_data;
  g_autoptr (GError) error = NULL;

  if (bluez_adapter1_call_start_discovery_finish (BLUEZ_ADAPTER1 (source), result, &error))
    self->stage = STAGE_RUNNING;
  else
    take_start_error (self, error);
  reconcile (self);
}

static void
on_filter_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Without a filter it hears more than it needs to. */
  if (!bluez_adapter1_call_set_discovery_filter_finish (BLUEZ_ADAPTER1 (source), result, &error))
    g_debug ("SetDiscoveryFilter: %s", error->message);
  bluez_adapter1_call_start_discovery (BLUEZ_ADAPTER1 (source), NULL, on_started, user_data);
}

/* No filter by UUID: one that is in service data alone does not pass it, and filters of other clients are
 * merged with ours. Duplicates tell that a device is not busy any more. */
static void
start (EnlistBluezDiscovery *self)
{
  GVariantDict filter;

  self->stage = STAGE_STARTING;
  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "Transport", "s", "le");
  g_variant_dict_insert (&filter, "DuplicateData", "b", TRUE);
  bluez_adapter1_call_set_discovery_filter (self->adapter, g_variant_dict_end (&filter), NULL, on_filter_set,
                                            g_object_ref (self));
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezDiscovery) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!bluez_adapter1_call_stop_discovery_finish (BLUEZ_ADAPTER1 (source), result, &error))
    g_debug ("StopDiscovery: %s", error->message);
  self->stage = STAGE_STOPPED;
  reconcile (self);
}

/* Brings what is and what is wanted together, one call at a time. */
static void
reconcile (EnlistBluezDiscovery *self)
{
  gboolean wanted = self->users > 0 && self->limit_source != 0;

  if (wanted && self->stage == STAGE_STOPPED && self->retry_source == 0)
    {
      start (self);
    }
  else if (!wanted)
    {
      g_clear_handle_id (&self->retry_source, g_source_remove);
      g_clear_handle_id (&self->pause_source, g_source_remove);
      if (self->stage == STAGE_RUNNING)
        {
          self->stage = STAGE_STOPPING;
          bluez_adapter1_call_stop_discovery (self->adapter, NULL, on_stopped, g_object_ref (self));
        }
    }
}

static gboolean
on_limit_due (gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;

  g_debug ("Stopped at its limit");
  self->limit_source = 0;
  reconcile (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_pause_due (gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;

  self->pause_source = 0;
  if (self->stage == STAGE_RUNNING && !bluez_adapter1_get_discovering (self->adapter))
    {
      g_debug ("Somebody else has stopped discovery");
      self->stage = STAGE_STOPPED;
      reconcile (self);
    }

  return G_SOURCE_REMOVE;
}

static void
on_discovering_changed (BluezAdapter1 *adapter, GParamSpec *property, gpointer user_data)
{
  EnlistBluezDiscovery *self = user_data;

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->stage == STAGE_RUNNING && self->users > 0 && !bluez_adapter1_get_discovering (adapter))
    self->pause_source = g_timeout_add (enlist_haste_ms (PAUSE_LIMIT_MS), on_pause_due, self);
}

void
enlist_bluez_discovery_begin (EnlistBluezDiscovery *self)
{
  if (self->users++ == 0)
    {
      g_hash_table_remove_all (self->heard);
      hear_present (self);
    }
  g_clear_handle_id (&self->limit_source, g_source_remove);
  self->limit_source = g_timeout_add (enlist_haste_ms (ENLIST_BLUEZ_DISCOVERY_LIMIT_S * 1000), on_limit_due,
                                      self);
  reconcile (self);
}

void
enlist_bluez_discovery_end (EnlistBluezDiscovery *self)
{
  g_return_if_fail (self->users > 0);

  if (--self->users > 0)
    return;

  g_clear_handle_id (&self->limit_source, g_source_remove);
  reconcile (self);
}

GHashTable *
enlist_bluez_discovery_get_heard (EnlistBluezDiscovery *self)
{
  return self->heard;
}

static void
enlist_bluez_discovery_finalize (GObject *object)
{
  EnlistBluezDiscovery *self = ENLIST_BLUEZ_DISCOVERY (object);

  g_clear_handle_id (&self->limit_source, g_source_remove);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->objects, self);
  g_signal_handlers_disconnect_by_data (self->adapter, self);
  g_clear_object (&self->objects);
  g_clear_object (&self->adapter);
  g_clear_pointer (&self->heard, g_hash_table_unref);
  g_free (self->prefix);

  G_OBJECT_CLASS (enlist_bluez_discovery_parent_class)->finalize (object);
}

static void
enlist_bluez_discovery_class_init (EnlistBluezDiscoveryClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_discovery_finalize;

  signals[HEARD] = g_signal_new ("heard", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}

static void
enlist_bluez_discovery_init (EnlistBluezDiscovery *self)
{
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

EnlistBluezDiscovery *
enlist_bluez_discovery_new (GDBusObjectManager *objects, BluezAdapter1 *adapter)
{
  EnlistBluezDiscovery *self = g_object_new (ENLIST_TYPE_BLUEZ_DISCOVERY, NULL);

  self->objects = g_object_ref (objects);
  self->adapter = g_object_ref (adapter);
  self->prefix = g_strconcat (g_dbus_proxy_get_object_path (G_DBUS_PROXY (adapter)), "/dev_", NULL);
  g_signal_connect (objects, "object-added", G_CALLBACK (on_object_added), self);
  g_signal_connect (objects, "object-removed", G_CALLBACK (on_object_removed), self);
  g_signal_connect (objects, "interface-proxy-properties-changed", G_CALLBACK (on_properties_changed), self);
  g_signal_connect (adapter, "notify::discovering", G_CALLBACK (on_discovering_changed), self);

  return self;
}
