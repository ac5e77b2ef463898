/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-bluez-service"

#include "enlist-bluez-service-private.h"

#include "enlist-bluez-interfaces.h"
#include "enlist-bluez-problem-private.h"
#include "enlist-haste-private.h"

#define BLUEZ_NAME "org.bluez"

/* A bus that is gone is looked for again so often. */
#define BUS_RETRY_MS 5000

/* bluetoothd takes its name before it has objects to show. */
#define OBJECTS_RETRY_MS 100

/* How long adapters take to come after bluetoothd has ended and may be started again, and after it was
 * found. */
#define RESTART_US (10 * G_USEC_PER_SEC)
#define START_US (2 * G_USEC_PER_SEC)

static guint changed_signal;

struct _EnlistBluezService {
  GObject parent_instance;

  char *address;
  GCancellable *cancellable;
  GDBusConnection *connection;
  guint watch;
  guint retry_source;
  guint objects_source;        /* until they are asked for again */
  char *owner;                 /* unique name of the bluetoothd that runs */
  GDBusObjectManager *objects;
  EnlistBluezPresence presence;
  gboolean was_present;
  gint64 settled_at;
};

G_DEFINE_FINAL_TYPE (EnlistBluezService, enlist_bluez_service, G_TYPE_OBJECT)

static void connect_bus (EnlistBluezService *self);

static void
set_presence (EnlistBluezService *self, EnlistBluezPresence presence)
{
  if (presence == self->presence && presence != ENLIST_BLUEZ_PRESENT)
    return;

  if (presence == ENLIST_BLUEZ_PRESENT || self->presence == ENLIST_BLUEZ_PRESENT)
    {
      self->settled_at = g_get_monotonic_time ()
                         + enlist_haste_us (self->was_present ? RESTART_US : START_US);
      self->was_present = TRUE;
    }
  self->presence = presence;
  g_signal_emit (self, changed_signal, 0);
}

static void load_objects (EnlistBluezService *self);

static gboolean
on_objects_retry_due (gpointer user_data)
{
  EnlistBluezService *self = user_data;

  self->objects_source = 0;
  load_objects (self);

  return G_SOURCE_REMOVE;
}

static void
on_objects_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezService) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusObjectManager) objects = bluez_object_manager_client_new_finish (result, &error);
  g_autofree char *name = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (objects == NULL)
    {
      g_debug ("BlueZ does not show its objects: %s", error->message);
      if (enlist_bluez_problem_from_error (error) == ENLIST_BLUEZ_PROBLEM_DENIED)
        set_presence (self, ENLIST_BLUEZ_DENIED);
      else if (self->owner != NULL && self->objects_source == 0)
        self->objects_source = g_timeout_add (OBJECTS_RETRY_MS, on_objects_retry_due, self);
      return;
    }

  /* Another bluetoothd may have taken the place of this one meanwhile. */
  g_object_get (objects, "name", &name, NULL);
  if (self->objects != NULL || g_strcmp0 (name, self->owner) != 0)
    return;

  g_set_object (&self->objects, objects);
  set_presence (self, ENLIST_BLUEZ_PRESENT);
}

/* Bound to the unique name it never outlives one bluetoothd. For a well-known name
 * GDBusObjectManagerClient would ask the next one for its objects synchronously, too early, and only
 * once. */
static void
load_objects (EnlistBluezService *self)
{
  bluez_object_manager_client_new (self->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_DO_NOT_AUTO_START,
                                   self->owner, "/", self->cancellable, on_objects_ready,
                                   g_object_ref (self));
}

static void
on_bluez_appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  EnlistBluezService *self = user_data;

  g_free (self->owner);
  self->owner = g_strdup (owner);
  g_clear_object (&self->objects);
  g_clear_handle_id (&self->objects_source, g_source_remove);
  load_objects (self);
}

static void
on_bluez_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  EnlistBluezService *self = user_data;

  g_clear_pointer (&self->owner, g_free);
  g_clear_object (&self->objects);
  g_clear_handle_id (&self->objects_source, g_source_remove);
  set_presence (self, ENLIST_BLUEZ_ABSENT);
}

static gboolean
on_retry_due (gpointer user_data)
{
  EnlistBluezService *self = user_data;

  self->retry_source = 0;
  connect_bus (self);

  return G_SOURCE_REMOVE;
}

static void
drop_bus (EnlistBluezService *self)
{
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_handle_id (&self->objects_source, g_source_remove);
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->objects);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->owner, g_free);
}

static void
lose_bus (EnlistBluezService *self)
{
  drop_bus (self);
  self->retry_source = g_timeout_add (enlist_haste_ms (BUS_RETRY_MS), on_retry_due, self);
  set_presence (self, ENLIST_BLUEZ_ABSENT);
}

static void
on_bus_closed (GDBusConnection *connection, gboolean vanished, GError *error, gpointer user_data)
{
  g_debug ("The system bus is gone");
  lose_bus (user_data);
}

static void
on_bus_ready (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezService) self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_object (&connection);
      return;
    }
  if (connection == NULL)
    {
      g_debug ("No system bus: %s", error->message);
      lose_bus (self);
      return;
    }

  self->connection = connection;
  g_signal_connect (connection, "closed", G_CALLBACK (on_bus_closed), self);
  self->watch = g_bus_watch_name_on_connection (connection, BLUEZ_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                on_bluez_appeared, on_bluez_vanished, self, NULL);
}

/* A connection of its own: the shared one ends the process when the bus goes away, and what BlueZ keeps
 * for its clients, such as discovery, it keeps by connection. */
static void
connect_bus (EnlistBluezService *self)
{
  g_autofree char *system = NULL;
  const char *address = self->address;

  /* This looks at the environment only. */
  if (address == NULL)
    address = system = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);
  if (address == NULL)
    {
      lose_bus (self);
      return;
    }
  g_dbus_connection_new_for_address (address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                     G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, on_bus_ready, g_object_ref (self));
}

EnlistBluezPresence
enlist_bluez_service_get_presence (EnlistBluezService *self)
{
  return self->presence;
}

GDBusObjectManager *
enlist_bluez_service_get_objects (EnlistBluezService *self)
{
  return self->objects;
}

static void
on_bluez_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezService) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL && self->presence == ENLIST_BLUEZ_STARTING && self->owner == NULL &&
      !g_cancellable_is_cancelled (self->cancellable))
    {
      g_debug ("BlueZ cannot be started: %s", error->message);
      set_presence (self, ENLIST_BLUEZ_ABSENT);
    }
}

void
enlist_bluez_service_wake (EnlistBluezService *self)
{
  if (self->presence != ENLIST_BLUEZ_ABSENT)
    return;

  set_presence (self, ENLIST_BLUEZ_STARTING);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->connection == NULL)
    connect_bus (self);
  else
    g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                            "org.freedesktop.DBus", "StartServiceByName",
                            g_variant_new ("(su)", BLUEZ_NAME, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            self->cancellable, on_bluez_started, g_object_ref (self));
}

gboolean
enlist_bluez_service_is_settling (EnlistBluezService *self)
{
  return g_get_monotonic_time () < self->settled_at;
}

static void
enlist_bluez_service_dispose (GObject *object)
{
  EnlistBluezService *self = ENLIST_BLUEZ_SERVICE (object);

  g_cancellable_cancel (self->cancellable);
  /* At the end of the process, too, BlueZ shall hear of a Disconnect: else the link would stay. */
  if (self->connection != NULL)
    g_dbus_connection_flush_sync (self->connection, NULL, NULL);
  drop_bus (self);

  G_OBJECT_CLASS (enlist_bluez_service_parent_class)->dispose (object);
}

static void
enlist_bluez_service_finalize (GObject *object)
{
  EnlistBluezService *self = ENLIST_BLUEZ_SERVICE (object);

  g_clear_object (&self->cancellable);
  g_free (self->address);

  G_OBJECT_CLASS (enlist_bluez_service_parent_class)->finalize (object);
}

static void
enlist_bluez_service_class_init (EnlistBluezServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = enlist_bluez_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = enlist_bluez_service_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
enlist_bluez_service_init (EnlistBluezService *self)
{
  self->cancellable = g_cancellable_new ();
}

EnlistBluezService *
enlist_bluez_service_new (const char *address)
{
  EnlistBluezService *self = g_object_new (ENLIST_TYPE_BLUEZ_SERVICE, NULL);

  self->address = g_strdup (address);
  connect_bus (self);

  return self;
}
