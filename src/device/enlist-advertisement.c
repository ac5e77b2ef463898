/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-advertisement.h"

#include "announcement.h"

#define PATH "/io/github/enlist_iot/device/advertisement"
#define INTERFACE "org.bluez.LEAdvertisement1"
#define RETRY_MS 5000
/*
 * bluetoothd 5.66 crashes when the kernel rejects what it is asked for: an instance that is added while its
 * removal is still under way, or changed while the adapter is being turned off, which shows first as an
 * assistant that disconnects.
 */
#define AGAIN_MS 1000
#define CHANGE_MS 300

typedef enum
{
  IDLE,
  REGISTERING,
  REGISTERED,
} State;

struct _EnlistAdvertisement
{
  GObject parent_instance;

  GDBusConnection *connection;
  EnlistDeviceLog *log;
  guint registration;
  BluezLEAdvertisingManager1 *manager;
  GCancellable *cancellable; /* of what the manager was asked for */
  GBytes *announcement;      /* to be said */
  GBytes *said;
  gboolean bare;             /* service data was refused */
  State state;
  guint retry;               /* until then nothing is registered */
  guint change;              /* until then something else is not said */
};

G_DEFINE_FINAL_TYPE (EnlistAdvertisement, enlist_advertisement, G_TYPE_OBJECT)

static void update (EnlistAdvertisement *self);

static void
forget (EnlistAdvertisement *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->change, g_source_remove);
  g_clear_pointer (&self->said, g_bytes_unref);
  self->state = IDLE;
  self->bare = FALSE;
}

static void
enlist_advertisement_finalize (GObject *object)
{
  EnlistAdvertisement *self = ENLIST_ADVERTISEMENT (object);

  forget (self);
  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->connection, self->registration);
  g_clear_pointer (&self->announcement, g_bytes_unref);
  g_clear_object (&self->manager);
  g_clear_object (&self->log);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (enlist_advertisement_parent_class)->finalize (object);
}

static void
enlist_advertisement_class_init (EnlistAdvertisementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_advertisement_finalize;
}

static void
enlist_advertisement_init (EnlistAdvertisement *self)
{
}

static void
log_said (EnlistAdvertisement *self)
{
  guint8 flags = *(const guint8 *) g_bytes_get_data (self->said, NULL);
  g_autofree char *members
    = g_strdup_printf ("\"as\": \"%s\", \"owned\": %s, \"busy\": %s", self->bare ? "uuid" : "service-data",
                       (flags & ENLIST_ANNOUNCEMENT_OWNED) != 0 ? "true" : "false",
                       (flags & ENLIST_ANNOUNCEMENT_BUSY) != 0 ? "true" : "false");

  enlist_device_log_members (self->log, "advertising", members);
}

static GVariant *
make_service_data (EnlistAdvertisement *self)
{
  GVariantBuilder data;
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->said, &size);

  g_variant_builder_init (&data, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&data, "{sv}", ENLIST_BLE_SERVICE_UUID,
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, size, 1));

  return g_variant_builder_end (&data);
}

/* With its flags a legacy advertisement has just room for the announcement: 31 bytes. */
static GVariant *
get_property (GDBusConnection *connection,
              const char      *sender,
              const char      *path,
              const char      *interface,
              const char      *name,
              GError         **error,
              gpointer         user_data)
{
  EnlistAdvertisement *self = user_data;
  const char *const uuids[] = { ENLIST_BLE_SERVICE_UUID, NULL };

  if (g_str_equal (name, "Type"))
    return g_variant_new_string ("peripheral");
  if (g_str_equal (name, "Discoverable"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (name, "ServiceUUIDs") && self->bare)
    return g_variant_new_strv (uuids, -1);
  if (g_str_equal (name, "ServiceData") && !self->bare && self->said != NULL)
    return make_service_data (self);
  g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_PROPERTY, "there is no such property");

  return NULL;
}

static gboolean
retry_due (gpointer user_data)
{
  EnlistAdvertisement *self = user_data;

  self->retry = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
try_later (EnlistAdvertisement *self, guint delay)
{
  self->state = IDLE;
  self->bare = FALSE;
  g_clear_handle_id (&self->change, g_source_remove);
  if (self->retry == 0)
    self->retry = g_timeout_add (delay, retry_due, self);
}

/* Release: BlueZ has ended the advertisement. */
static void
call_method (GDBusConnection       *connection,
             const char            *sender,
             const char            *path,
             const char            *interface,
             const char            *method,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation,
             gpointer               user_data)
{
  EnlistAdvertisement *self = user_data;

  g_dbus_method_invocation_return_value (invocation, NULL);
  if (self->state != REGISTERED)
    return;
  enlist_device_log_say (self->log, "advertising-ended", "BlueZ has ended it");
  try_later (self, AGAIN_MS);
}

EnlistAdvertisement *
enlist_advertisement_new (GDBusConnection *connection, EnlistDeviceLog *log, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_method, .get_property = get_property };
  g_autoptr (EnlistAdvertisement) self = g_object_new (ENLIST_TYPE_ADVERTISEMENT, NULL);

  self->connection = g_object_ref (connection);
  self->log = g_object_ref (log);
  self->registration = g_dbus_connection_register_object (connection, PATH,
                                                          bluez_leadvertisement1_interface_info (), &vtable,
                                                          self, NULL, error);

  return self->registration != 0 ? g_steal_pointer (&self) : NULL;
}

static void
unregister (EnlistAdvertisement *self)
{
  bluez_leadvertising_manager1_call_unregister_advertisement (self->manager, PATH, NULL, NULL, NULL);
}

static gboolean
is_kept (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (name, "org.bluez.Error.AlreadyExists") == 0;
}

static void
registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EnlistAdvertisement) self = user_data;
  g_autoptr (GError) error = NULL;

  bluez_leadvertising_manager1_call_register_advertisement_finish (BLUEZ_LEADVERTISING_MANAGER1 (source),
                                                                   result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error == NULL)
    {
      self->state = REGISTERED;
      log_said (self);
    }
  else if (is_kept (error))
    {
      /* From before the adapter was turned off, and with what was said then. */
      unregister (self);
      try_later (self, AGAIN_MS);
    }
  else if (!self->bare)
    {
      self->state = IDLE;
      self->bare = TRUE;
    }
  else
    {
      g_dbus_error_strip_remote_error (error);
      enlist_device_log_say (self->log, "advertising-refused", error->message);
      try_later (self, RETRY_MS);
    }
  update (self);
}

static void
start (EnlistAdvertisement *self)
{
  g_clear_pointer (&self->said, g_bytes_unref);
  self->said = g_bytes_ref (self->announcement);
  self->state = REGISTERING;
  if (self->cancellable == NULL)
    self->cancellable = g_cancellable_new ();
  bluez_leadvertising_manager1_call_register_advertisement (self->manager, PATH,
                                                            g_variant_new ("a{sv}", NULL), self->cancellable,
                                                            registered, g_object_ref (self));
}

static void
stop (EnlistAdvertisement *self)
{
  unregister (self);
  forget (self);
  try_later (self, AGAIN_MS);
  enlist_device_log_say (self->log, "advertising-ended", NULL);
}

static gboolean
change_due (gpointer user_data)
{
  EnlistAdvertisement *self = user_data;
  GVariantBuilder changed;

  self->change = 0;
  if (self->announcement == NULL || g_bytes_equal (self->announcement, self->said))
    return G_SOURCE_REMOVE;

  g_clear_pointer (&self->said, g_bytes_unref);
  self->said = g_bytes_ref (self->announcement);
  log_said (self);
  if (self->bare)
    return G_SOURCE_REMOVE;

  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "ServiceData", make_service_data (self));
  g_dbus_connection_emit_signal (self->connection, NULL, PATH, "org.freedesktop.DBus.Properties",
                                 "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", INTERFACE, &changed, NULL), NULL);

  return G_SOURCE_REMOVE;
}

static void
update (EnlistAdvertisement *self)
{
  if (self->manager == NULL)
    return;

  if (self->announcement == NULL)
    {
      if (self->state == REGISTERED)
        stop (self);
    }
  else if (self->state == IDLE && self->retry == 0)
    start (self);
  else if (self->state == REGISTERED && self->change == 0 && !g_bytes_equal (self->announcement, self->said))
    self->change = g_timeout_add (CHANGE_MS, change_due, self);
}

void
enlist_advertisement_set_manager (EnlistAdvertisement *self, BluezLEAdvertisingManager1 *manager)
{
  if (manager == self->manager)
    return;

  forget (self);
  g_set_object (&self->manager, manager);
  update (self);
}

void
enlist_advertisement_set_announcement (EnlistAdvertisement *self, GBytes *announcement)
{
  g_clear_pointer (&self->announcement, g_bytes_unref);
  if (announcement != NULL)
    self->announcement = g_bytes_ref (announcement);
  update (self);
}

void
enlist_advertisement_close (EnlistAdvertisement *self)
{
  g_clear_pointer (&self->announcement, g_bytes_unref);
  if (self->manager != NULL && self->state != IDLE)
    stop (self);
  enlist_advertisement_set_manager (self, NULL);
}
