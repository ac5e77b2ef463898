/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-bluez-watch.h"

#include "enlist-bluez-interfaces.h"

#define BLUEZ "org.bluez"
#define RETRY_MS 100

struct _EnlistBluezWatch
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *connection;
  guint watch;
  char *owner; /* unique name of bluetoothd */
  guint retry;
  GDBusObjectManager *objects;
};

G_DEFINE_FINAL_TYPE (EnlistBluezWatch, enlist_bluez_watch, G_TYPE_OBJECT)

enum { CHANGED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void get_objects (EnlistBluezWatch *self);

static void
forget (EnlistBluezWatch *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_object (&self->objects);
  g_clear_pointer (&self->owner, g_free);
}

static void
enlist_bluez_watch_dispose (GObject *object)
{
  EnlistBluezWatch *self = ENLIST_BLUEZ_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  forget (self);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (enlist_bluez_watch_parent_class)->dispose (object);
}

static void
enlist_bluez_watch_finalize (GObject *object)
{
  g_clear_object (&ENLIST_BLUEZ_WATCH (object)->cancellable);

  G_OBJECT_CLASS (enlist_bluez_watch_parent_class)->finalize (object);
}

static void
enlist_bluez_watch_class_init (EnlistBluezWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_bluez_watch_dispose;
  object_class->finalize = enlist_bluez_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", ENLIST_TYPE_BLUEZ_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", ENLIST_TYPE_BLUEZ_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_bluez_watch_init (EnlistBluezWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

EnlistBluezWatch *
enlist_bluez_watch_new (void)
{
  return g_object_new (ENLIST_TYPE_BLUEZ_WATCH, NULL);
}

/* @reason: (transfer full) */
static void
fail (EnlistBluezWatch *self, char *reason)
{
  g_autofree char *text = reason;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, text);

  g_signal_emit (self, signals[FAILED], 0, error);
}

static gboolean
retry_due (gpointer user_data)
{
  EnlistBluezWatch *self = user_data;

  self->retry = 0;
  get_objects (self);

  return G_SOURCE_REMOVE;
}

static void
objects_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusObjectManager) objects = bluez_object_manager_client_new_finish (result, &error);
  g_autofree char *owner = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (objects != NULL)
    {
      g_object_get (objects, "name", &owner, NULL);
      if (g_strcmp0 (owner, self->owner) != 0) /* another bluetoothd has come meanwhile */
        return;
      g_set_object (&self->objects, objects);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    {
      g_dbus_error_strip_remote_error (error);
      fail (self, g_strdup_printf ("this user may not speak to BlueZ (%s)", error->message));
    }
  else if (self->owner != NULL && self->retry == 0) /* bluetoothd has its name before it has its objects */
    self->retry = g_timeout_add (RETRY_MS, retry_due, self);
}

static void
get_objects (EnlistBluezWatch *self)
{
  bluez_object_manager_client_new (self->connection, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE, self->owner,
                                   "/", self->cancellable, objects_got, g_object_ref (self));
}

static void
appeared (GDBusConnection *connection, const char *name, const char *owner, gpointer user_data)
{
  EnlistBluezWatch *self = user_data;

  forget (self);
  self->owner = g_strdup (owner);
  g_signal_emit (self, signals[CHANGED], 0);
  get_objects (self);
}

static void
vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  EnlistBluezWatch *self = user_data;

  forget (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bus_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistBluezWatch) self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_finish (result, &error);

  if (connection != NULL)
    {
      self->connection = connection;
      self->watch = g_bus_watch_name_on_connection (connection, BLUEZ, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                    appeared, vanished, self, NULL);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, g_strdup_printf ("there is no system bus (%s)", error->message));
}

void
enlist_bluez_watch_start (EnlistBluezWatch *self)
{
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_got, g_object_ref (self));
}

gboolean
enlist_bluez_watch_is_running (EnlistBluezWatch *self)
{
  return self->owner != NULL;
}

GDBusObjectManager *
enlist_bluez_watch_get_objects (EnlistBluezWatch *self)
{
  return self->objects;
}

GDBusConnection *
enlist_bluez_watch_get_connection (EnlistBluezWatch *self)
{
  return self->connection;
}
