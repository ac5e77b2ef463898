/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fake-objects.h"

#include <string.h>

#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define DBUS_NAME_FLAG_DO_NOT_QUEUE 4

struct _FakeObjects {
  GDBusConnection *connection; /* NULL: on no bus */
  GHashTable *objects; /* path -> Object */
  guint manager;       /* the registration */
  guint filter;

  /* The filter runs in a thread of GDBus. */
  GMutex lock;
  GPtrArray *calls;    /* of char * */
  GHashTable *paths;   /* the keys of @objects */
};

/* An interface of an object */
typedef struct _Object Object;
struct _Object {
  FakeObjects *owner;
  char *path;
  GDBusInterfaceInfo *interface;
  GHashTable *properties; /* name -> GVariant */
  FakeMethod method;
  FakeSetter setter;
  gpointer user_data;
  guint registration;
  Object *next;           /* of the same path; NULL */
};

static const char manager_xml[] =
    "<node><interface name='" OBJECT_MANAGER "'>"
    "  <method name='GetManagedObjects'><arg type='a{oa{sa{sv}}}' direction='out'/></method>"
    "  <signal name='InterfacesAdded'><arg type='o'/><arg type='a{sa{sv}}'/></signal>"
    "  <signal name='InterfacesRemoved'><arg type='o'/><arg type='as'/></signal>"
    "</interface></node>";

static void
free_object (gpointer data)
{
  Object *object = data;

  if (object->next != NULL)
    free_object (object->next);
  g_dbus_connection_unregister_object (object->owner->connection, object->registration);
  g_hash_table_unref (object->properties);
  g_free (object->path);
  g_free (object);
}

/* Into a{sa{sv}} */
static void
describe (Object *object, GVariantBuilder *interfaces)
{
  GVariantBuilder properties;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_hash_table_iter_init (&iter, object->properties);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&properties, "{sv}", name, value);
  g_variant_builder_add (interfaces, "{s@a{sv}}", object->interface->name,
                         g_variant_builder_end (&properties));
}

static void
emit (FakeObjects *self, const char *path, const char *interface, const char *signal, GVariant *arguments)
{
  g_dbus_connection_emit_signal (self->connection, NULL, path, interface, signal, arguments, NULL);
}

static void
on_manager_called (GDBusConnection       *connection,
                   const char            *sender,
                   const char            *path,
                   const char            *interface,
                   const char            *method,
                   GVariant              *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer               user_data)
{
  FakeObjects *self = user_data;
  GVariantBuilder all;
  GHashTableIter iter;
  gpointer key, value;

  g_variant_builder_init (&all, G_VARIANT_TYPE ("a{oa{sa{sv}}}"));
  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GVariantBuilder interfaces;

      g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
      for (Object *object = value; object != NULL; object = object->next)
        describe (object, &interfaces);
      g_variant_builder_add (&all, "{o@a{sa{sv}}}", key, g_variant_builder_end (&interfaces));
    }
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(@a{oa{sa{sv}}})", g_variant_builder_end (&all)));
}

static void
on_called (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Object *object = user_data;
  g_autoptr (GVariant) value = NULL;
  const char *property;

  /* Without a function of its own for that the setting of a property arrives here, too. */
  if (g_str_equal (interface, PROPERTIES))
    {
      g_variant_get (parameters, "(&s&sv)", NULL, &property, &value);
      object->setter (object->user_data, property, value, invocation);
    }
  else
    {
      object->method (object->user_data, method, parameters, invocation);
    }
}

static GVariant *
on_get_property (GDBusConnection *connection,
                 const char      *sender,
                 const char      *path,
                 const char      *interface,
                 const char      *property,
                 GError         **error,
                 gpointer         user_data)
{
  Object *object = user_data;
  GVariant *value = g_hash_table_lookup (object->properties, property);

  if (value == NULL)
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "No such property '%s'", property);

  return value != NULL ? g_variant_ref (value) : NULL;
}

/* Answers calls to objects that are not there like libdbus does, which bluetoothd uses; GDBus has another
 * error. */
static GDBusMessage *
refuse (FakeObjects *self, GDBusConnection *connection, GDBusMessage *message)
{
  g_autoptr (GDBusMessage) reply =
      g_dbus_message_new_method_error (message, "org.freedesktop.DBus.Error.UnknownObject",
                                       "Method \"%s\" with signature \"\" on interface \"%s\" doesn't exist",
                                       g_dbus_message_get_member (message),
                                       g_dbus_message_get_interface (message));

  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (message);

  return NULL;
}

static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  FakeObjects *self = user_data;
  const char *interface = g_dbus_message_get_interface (message);
  const char *name = interface != NULL ? strrchr (interface, '.') : NULL;
  gboolean known;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
      name == NULL)
    return message;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->calls, g_strdup_printf ("%s.%s", name + 1, g_dbus_message_get_member (message)));
  known = g_hash_table_contains (self->paths, g_dbus_message_get_path (message));
  g_mutex_unlock (&self->lock);

  return known ? message : refuse (self, connection, message);
}

FakeObjects *
fake_objects_new (void)
{
  FakeObjects *self = g_new0 (FakeObjects, 1);

  g_mutex_init (&self->lock);
  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->objects = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_object);

  return self;
}

void
fake_objects_free (FakeObjects *self)
{
  fake_objects_leave (self);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->paths);
  g_ptr_array_unref (self->calls);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
fake_objects_join (FakeObjects *self, const char *address, const char *name)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_manager_called };
  const GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                     G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (manager_xml, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (self->connection);
  g_hash_table_add (self->paths, g_strdup ("/"));
  self->connection = g_dbus_connection_new_for_address_sync (address, flags, NULL, NULL, &error);
  g_assert_no_error (error);
  self->filter = g_dbus_connection_add_filter (self->connection, on_message, self, NULL);
  self->manager = g_dbus_connection_register_object (self->connection, "/", node->interfaces[0], &vtable,
                                                     self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", name, DBUS_NAME_FLAG_DO_NOT_QUEUE), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

void
fake_objects_leave (FakeObjects *self)
{
  g_autoptr (GDBusConnection) connection = self->connection;
  g_autoptr (GError) error = NULL;

  if (connection == NULL)
    return;

  g_dbus_connection_remove_filter (connection, self->filter);
  g_dbus_connection_close_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_unregister_object (connection, self->manager);
  g_hash_table_remove_all (self->objects);
  g_hash_table_remove_all (self->paths);
  self->connection = NULL;
}

gboolean
fake_objects_is_on_bus (FakeObjects *self)
{
  return self->connection != NULL;
}

GDBusConnection *
fake_objects_get_connection (FakeObjects *self)
{
  return self->connection;
}

static void
insert (FakeObjects *self, Object *object)
{
  Object *first = g_hash_table_lookup (self->objects, object->path);

  if (first == NULL)
    {
      g_hash_table_insert (self->objects, object->path, object);
      g_mutex_lock (&self->lock);
      g_hash_table_add (self->paths, g_strdup (object->path));
      g_mutex_unlock (&self->lock);
      return;
    }
  while (first->next != NULL)
    first = first->next;
  first->next = object;
}

void
fake_objects_add (FakeObjects        *self,
                  const char         *path,
                  GDBusInterfaceInfo *interface,
                  GVariant           *properties,
                  FakeMethod          method,
                  FakeSetter          setter,
                  gpointer            user_data)
{
  static const GDBusInterfaceVTable vtable = { on_called, on_get_property, NULL, { 0 } };
  g_autoptr (GVariant) all = g_variant_ref_sink (properties);
  Object *object = g_new0 (Object, 1);
  g_autoptr (GError) error = NULL;
  GVariantBuilder interfaces;
  GVariantIter iter;
  const char *name;
  GVariant *value;

  *object = (Object) { .owner = self, .path = g_strdup (path), .interface = interface, .method = method,
                       .setter = setter, .user_data = user_data };
  object->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_variant_unref);
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    g_hash_table_insert (object->properties, g_strdup (name), value);

  object->registration = g_dbus_connection_register_object (self->connection, path, interface, &vtable,
                                                            object, NULL, &error);
  g_assert_no_error (error);
  insert (self, object);
  g_variant_builder_init (&interfaces, G_VARIANT_TYPE ("a{sa{sv}}"));
  describe (object, &interfaces);
  emit (self, "/", OBJECT_MANAGER, "InterfacesAdded", g_variant_new ("(oa{sa{sv}})", path, &interfaces));
}

gboolean
fake_objects_has (FakeObjects *self, const char *path)
{
  return g_hash_table_contains (self->objects, path);
}

static void
remove_one (FakeObjects *self, const char *path)
{
  GVariantBuilder interfaces;

  g_variant_builder_init (&interfaces, G_VARIANT_TYPE_STRING_ARRAY);
  for (Object *object = g_hash_table_lookup (self->objects, path); object != NULL; object = object->next)
    g_variant_builder_add (&interfaces, "s", object->interface->name);
  emit (self, "/", OBJECT_MANAGER, "InterfacesRemoved", g_variant_new ("(oas)", path, &interfaces));
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->paths, path);
  g_mutex_unlock (&self->lock);
  g_hash_table_remove (self->objects, path);
}

static int
compare_backwards (gconstpointer one, gconstpointer other)
{
  return -strcmp (*(const char *const *) one, *(const char *const *) other);
}

void
fake_objects_remove (FakeObjects *self, const char *path)
{
  g_autofree char *prefix = g_strconcat (path, "/", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, prefix) || g_str_equal (key, path))
      g_ptr_array_add (paths, g_strdup (key));
  g_ptr_array_sort (paths, compare_backwards);
  for (guint i = 0; i < paths->len; i++)
    remove_one (self, g_ptr_array_index (paths, i));
}

void
fake_objects_set (FakeObjects *self, const char *path, const char *property, GVariant *value)
{
  Object *object = g_hash_table_lookup (self->objects, path);
  GVariantBuilder changed, invalidated;

  g_assert_nonnull (object);
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_init (&invalidated, G_VARIANT_TYPE_STRING_ARRAY);
  if (value != NULL)
    {
      g_hash_table_insert (object->properties, g_strdup (property), g_variant_ref_sink (value));
      g_variant_builder_add (&changed, "{sv}", property, value);
    }
  else
    {
      g_hash_table_remove (object->properties, property);
      g_variant_builder_add (&invalidated, "s", property);
    }
  emit (self, path, PROPERTIES, "PropertiesChanged",
        g_variant_new ("(sa{sv}as)", object->interface->name, &changed, &invalidated));
}

guint
fake_objects_count_calls (FakeObjects *self, const char *call)
{
  guint count = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->calls->len; i++)
    count += g_str_equal (g_ptr_array_index (self->calls, i), call);
  g_mutex_unlock (&self->lock);

  return count;
}

GPtrArray *
fake_objects_dup_calls (FakeObjects *self)
{
  GPtrArray *calls = g_ptr_array_new_with_free_func (g_free);

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->calls->len; i++)
    g_ptr_array_add (calls, g_strdup (g_ptr_array_index (self->calls, i)));
  g_mutex_unlock (&self->lock);

  return calls;
}
