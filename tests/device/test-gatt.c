/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gio/gunixfdlist.h>

#include "announcement.h"
#include "enlist-gatt-application.h"
#include "enlist-gatt-layout.h"

/* The GATT service of the reference device (docs/format.md, clause 10.1.8), to a bluetoothd that is at the
 * other end of a connection without a bus. */

#define CHARACTERISTIC "org.bluez.GattCharacteristic1"
#define CENTRAL "/org/bluez/hci0/dev_C0_00_00_00_00_01"
#define PATIENCE_S 20

typedef struct
{
  GDBusConnection *device;
  GDBusConnection *bluez;
  EnlistGattApplication *application;
  guint subscription;
  GAsyncResult *result;

  const char *refusal; /* what the hook answers */
  guint writes;
  char *writer;
  guint mtu;
  gboolean command;
  GByteArray *written; /* the last one */
  GVariant *changed;   /* the last PropertiesChanged: (sa{sv}as) */
} Site;

static gboolean
too_late (gpointer user_data)
{
  g_error ("not within %d s", PATIENCE_S);

  return G_SOURCE_REMOVE;
}

/* Lets both ends work until the pointer is set, or a number is another. */
#define AWAIT(condition) \
  G_STMT_START \
    { \
      guint deadline = g_timeout_add_seconds (PATIENCE_S, too_late, NULL); \
      while (!(condition)) \
        g_main_context_iteration (NULL, TRUE); \
      g_source_remove (deadline); \
    } \
  G_STMT_END

static const char *
take_write (const EnlistGattWrite *write, gpointer user_data)
{
  Site *site = user_data;

  site->writes++;
  g_free (site->writer);
  site->writer = g_strdup (write->device);
  site->mtu = write->mtu;
  site->command = write->command;
  g_byte_array_set_size (site->written, 0);
  g_byte_array_append (site->written, write->value, (guint) write->size);

  return site->refusal;
}

static GBytes *
read_info (gpointer user_data)
{
  return g_bytes_new_static ("0123456789", ENLIST_ANNOUNCEMENT_SIZE);
}

static void
done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Site *site = user_data;

  g_assert_null (site->result);
  site->result = g_object_ref (result);
}

static void
properties_changed (GDBusConnection *connection,
                    const char      *sender,
                    const char      *path,
                    const char      *interface,
                    const char      *name,
                    GVariant        *parameters,
                    gpointer         user_data)
{
  Site *site = user_data;

  g_clear_pointer (&site->changed, g_variant_unref);
  site->changed = g_variant_ref (parameters);
}

static void
connect_end (int fd, const char *guid, GDBusConnectionFlags flags, Site *site)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);
  g_autoptr (GSocketConnection) stream = g_socket_connection_factory_create_connection (socket);

  g_dbus_connection_new (G_IO_STREAM (stream), guid, flags, NULL, NULL, done, site);
}

static GDBusConnection *
take_connection (Site *site)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  AWAIT (site->result != NULL);
  result = g_steal_pointer (&site->result);
  connection = g_dbus_connection_new_finish (result, &error);
  g_assert_no_error (error);

  return connection;
}

static void
set_up (Site *site, gconstpointer data)
{
  static const EnlistGattHooks hooks = { .write = take_write, .read_info = read_info };
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GError) error = NULL;
  Site other = { NULL };
  int fds[2];

  site->written = g_byte_array_new ();
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  connect_end (fds[0], guid, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER, &other);
  connect_end (fds[1], NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, site);
  site->bluez = take_connection (&other);
  site->device = take_connection (site);
  site->application = enlist_gatt_application_new (site->device, &hooks, site, &error);
  g_assert_no_error (error);
  site->subscription = g_dbus_connection_signal_subscribe (
      site->bluez, NULL, "org.freedesktop.DBus.Properties", "PropertiesChanged", NULL, CHARACTERISTIC,
      G_DBUS_SIGNAL_FLAGS_NONE, properties_changed, site, NULL);
}

static void
tear_down (Site *site, gconstpointer data)
{
  g_dbus_connection_signal_unsubscribe (site->bluez, site->subscription);
  g_object_unref (site->application);
  g_clear_pointer (&site->changed, g_variant_unref);
  g_byte_array_unref (site->written);
  g_free (site->writer);
  g_object_unref (site->device);
  g_object_unref (site->bluez);
}

/* (transfer full) (nullable): NULL, and @refusal is set. @fds: (nullable) (out) */
static GVariant *
call (Site *site, const char *path, const char *interface, const char *method, GVariant *parameters,
      GUnixFDList **fds, char **refusal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *answer;

  g_dbus_connection_call_with_unix_fd_list (site->bluez, NULL, path, interface, method, parameters, NULL,
                                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, done, site);
  AWAIT (site->result != NULL);
  result = g_steal_pointer (&site->result);
  answer = g_dbus_connection_call_with_unix_fd_list_finish (site->bluez, fds, result, &error);
  if (error != NULL && refusal != NULL)
    *refusal = g_dbus_error_get_remote_error (error);
  else
    g_assert_no_error (error);

  return answer;
}

static GVariant *
make_options (guint mtu, const char *type, guint offset)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "device", "o", CENTRAL);
  if (mtu != 0)
    g_variant_dict_insert (&options, "mtu", "q", mtu);
  if (type != NULL)
    g_variant_dict_insert (&options, "type", "s", type);
  if (offset != 0)
    g_variant_dict_insert (&options, "offset", "q", offset);

  return g_variant_dict_end (&options);
}

/* (transfer full) (nullable): the error's name */
static char *
write_value (Site *site, const char *text, GVariant *options)
{
  GVariant *value = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1);
  char *refusal = NULL;
  GVariant *answer = call (site, ENLIST_GATT_IN_PATH, CHARACTERISTIC, "WriteValue",
                           g_variant_new ("(@ay@a{sv})", value, options), NULL, &refusal);

  if (answer != NULL)
    g_variant_unref (answer);

  return refusal;
}

/* The socket that it gives; -1: refused */
static int
acquire (Site *site, const char *path, const char *method)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autofree char *refusal = NULL;
  g_autoptr (GVariant) answer
    = call (site, path, CHARACTERISTIC, method, g_variant_new ("(@a{sv})", make_options (247, NULL, 0)), &fds,
            &refusal);
  guint16 mtu;
  gint32 handle;

  if (answer == NULL)
    {
      g_assert_cmpstr (refusal, ==, "org.bluez.Error.NotSupported");
      return -1;
    }
  g_variant_get (answer, "(hq)", &handle, &mtu);
  g_assert_cmpuint (mtu, ==, 247);

  return g_unix_fd_list_get (fds, handle, NULL);
}

/* Whether BlueZ sees the property of a characteristic. */
static gboolean
is_seen (Site *site, const char *path, const char *property)
{
  g_autoptr (GVariant) answer = call (site, ENLIST_GATT_PATH, "org.freedesktop.DBus.ObjectManager",
                                      "GetManagedObjects", NULL, NULL, NULL);
  g_autoptr (GVariant) objects = g_variant_get_child_value (answer, 0);
  g_autoptr (GVariant) interfaces = g_variant_lookup_value (objects, path, NULL);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) value = NULL;

  g_assert_nonnull (interfaces);
  properties = g_variant_lookup_value (interfaces, CHARACTERISTIC, NULL);
  g_assert_nonnull (properties);
  value = g_variant_lookup_value (properties, property, NULL);

  return value != NULL;
}

static void
test_layout (Site *site, gconstpointer data)
{
  static const char *const paths[] = { ENLIST_GATT_IN_PATH, ENLIST_GATT_OUT_PATH, ENLIST_GATT_INFO_PATH };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_true (is_seen (site, paths[i], "UUID"));
      g_assert_true (is_seen (site, paths[i], "Service"));
      g_assert_true (is_seen (site, paths[i], "Flags"));
      g_assert_false (is_seen (site, paths[i], "Value"));
      g_assert_cmpint (is_seen (site, paths[i], "WriteAcquired"), ==, i == 0);
      g_assert_cmpint (is_seen (site, paths[i], "NotifyAcquired"), ==, i == 1);
    }
}

static void
test_write (Site *site, gconstpointer data)
{
  g_autofree char *refusal = NULL;

  g_assert_null (write_value (site, "one", make_options (517, "request", 0)));
  g_assert_cmpstr (site->writer, ==, CENTRAL);
  g_assert_cmpuint (site->mtu, ==, 517);
  g_assert_false (site->command);
  g_assert_cmpmem (site->written->data, site->written->len, "one", 3);

  /* What an older BlueZ leaves out */
  g_assert_null (write_value (site, "two", make_options (0, "command", 0)));
  g_assert_cmpuint (site->mtu, ==, 23);
  g_assert_true (site->command);

  /* A part of a value is no frame. */
  refusal = write_value (site, "three", make_options (517, "request", 1));
  g_assert_cmpstr (refusal, ==, "org.bluez.Error.InvalidOffset");
  g_assert_cmpuint (site->writes, ==, 2);

  g_free (refusal);
  site->refusal = "org.bluez.Error.InProgress";
  refusal = write_value (site, "four", make_options (517, "request", 0));
  g_assert_cmpstr (refusal, ==, site->refusal);
}

static void
test_read (Site *site, gconstpointer data)
{
  static const struct { guint offset; const char *rest; } reads[]
    = { { 0, "0123456789" }, { 9, "9" }, { 10, "" } };
  g_autofree char *refusal = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      g_autoptr (GVariant) answer
        = call (site, ENLIST_GATT_INFO_PATH, CHARACTERISTIC, "ReadValue",
                g_variant_new ("(@a{sv})", make_options (0, NULL, reads[i].offset)), NULL, NULL);
      g_autoptr (GVariant) value = g_variant_get_child_value (answer, 0);
      gsize size;
      gconstpointer bytes = g_variant_get_fixed_array (value, &size, 1);

      g_assert_cmpmem (bytes, size, reads[i].rest, strlen (reads[i].rest));
    }
  g_assert_null (call (site, ENLIST_GATT_INFO_PATH, CHARACTERISTIC, "ReadValue",
                       g_variant_new ("(@a{sv})", make_options (0, NULL, 11)), NULL, &refusal));
  g_assert_cmpstr (refusal, ==, "org.bluez.Error.InvalidOffset");
}

static void
check_closed (int fd)
{
  char byte;

  g_assert_cmpint (recv (fd, &byte, 1, 0), ==, 0);
  close (fd);
}

static void
test_acquire_write (Site *site, gconstpointer data)
{
  int fd = acquire (site, ENLIST_GATT_IN_PATH, "AcquireWrite");

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (send (fd, "five", 4, 0), ==, 4);
  AWAIT (site->writes == 1);
  g_assert_cmpstr (site->writer, ==, CENTRAL);
  g_assert_cmpuint (site->mtu, ==, 247);
  g_assert_cmpmem (site->written->data, site->written->len, "five", 4);

  /* The next connection gets a socket of its own. */
  enlist_gatt_application_central_gone (site->application, "/org/bluez/hci0/dev_C0_00_00_00_00_02");
  g_assert_cmpint (send (fd, "six", 3, 0), ==, 3);
  AWAIT (site->writes == 2);
  enlist_gatt_application_central_gone (site->application, CENTRAL);
  check_closed (fd);
}

/* One socket does not tell who writes. */
static void
test_several_centrals (Site *site, gconstpointer data)
{
  int fd = acquire (site, ENLIST_GATT_IN_PATH, "AcquireWrite");
  g_autofree char *text = NULL;

  enlist_gatt_application_set_shared (site->application, TRUE);
  check_closed (fd);
  AWAIT (site->changed != NULL);
  text = g_variant_print (site->changed, FALSE);
  g_assert_cmpstr (text, ==, "('" CHARACTERISTIC "', {}, ['WriteAcquired'])");
  g_assert_false (is_seen (site, ENLIST_GATT_IN_PATH, "WriteAcquired"));
  g_assert_cmpint (acquire (site, ENLIST_GATT_IN_PATH, "AcquireWrite"), ==, -1);
  g_assert_null (write_value (site, "seven", make_options (517, "request", 0)));

  g_clear_pointer (&site->changed, g_variant_unref);
  enlist_gatt_application_set_shared (site->application, FALSE);
  AWAIT (site->changed != NULL);
  g_assert_true (is_seen (site, ENLIST_GATT_IN_PATH, "WriteAcquired"));
}

static gboolean
notify_and_look (Site *site)
{
  enlist_gatt_application_notify (site->application, (const guint8 *) "9", 1);
  g_main_context_iteration (NULL, FALSE);
  g_main_context_wakeup (NULL);

  return site->changed != NULL;
}

static void
test_notify (Site *site, gconstpointer data)
{
  int fd = acquire (site, ENLIST_GATT_OUT_PATH, "AcquireNotify");
  g_autofree char *text = NULL;
  char buffer[8];

  g_assert_cmpint (fd, >=, 0);
  enlist_gatt_application_notify (site->application, (const guint8 *) "eight", 5);
  g_assert_cmpint (recv (fd, buffer, sizeof buffer, 0), ==, 5);
  g_assert_null (site->changed);

  /* Without a socket it goes over D-Bus; GDBus may have its copy of the socket a little longer. */
  close (fd);
  AWAIT (notify_and_look (site));
  text = g_variant_print (site->changed, FALSE);
  g_assert_cmpstr (text, ==, "('" CHARACTERISTIC "', {'Value': <[byte 0x39]>}, [])");
}

#define TEST(name, function) g_test_add ("/device/gatt/" name, Site, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TEST ("10.1.8-layout", test_layout);
  TEST ("10.1.8-write", test_write);
  TEST ("10.1.9-read-info", test_read);
  TEST ("10.1.8-write-past-d-bus", test_acquire_write);
  TEST ("10.1.11-several-centrals", test_several_centrals);
  TEST ("10.1.8-notify", test_notify);

  return g_test_run ();
}
