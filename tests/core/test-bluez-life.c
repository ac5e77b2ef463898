/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <glib/gstdio.h>
#include <string.h>

#include "await.h"
#include "bluez-fixture.h"

/* Frames of the device after which something happens: at an MTU of 64 in the handshake, in the transfer, and
 * late in the session */
static const guint moments[] = { 2, 10, 20 };

/* No service, no permission, no adapter. */

static void
no_bluetoothd (BluezFixture *self, gconstpointer data)
{
  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_NO_SERVICE);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_ABSENT, "");
}

static gboolean
is_ready (BluezFixture *self)
{
  return enlist_bluetooth_get_state (self->bluetooth) == ENLIST_BLUETOOTH_READY;
}

static gboolean
is_absent (BluezFixture *self)
{
  return enlist_bluetooth_get_state (self->bluetooth) == ENLIST_BLUETOOTH_NO_SERVICE;
}

static void
bluetoothd_comes_and_goes (BluezFixture *self, gconstpointer data)
{
  GListModel *adapters;

  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_NO_SERVICE);
  adapters = enlist_bluetooth_get_adapters (self->bluetooth);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (g_list_model_get_n_items (adapters), ==, 0);
      fake_bluez_start (self->bluez);
      bluez_wait_until (self, is_ready);
      g_assert_cmpuint (g_list_model_get_n_items (adapters), ==, 1);
      fake_bluez_stop (self->bluez);
      bluez_wait_until (self, is_absent);
    }
  fake_bluez_start (self->bluez);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

/* The name comes first, the objects a moment later. */
static void
bluetoothd_is_slow (BluezFixture *self, gconstpointer data)
{
  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_NO_SERVICE);
  fake_bluez_fail (self->bluez, "ObjectManager.GetManagedObjects", 3,
                   "org.freedesktop.DBus.Error.UnknownMethod", "Not yet");
  fake_bluez_start (self->bluez);
  bluez_wait_until (self, is_ready);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

/* The session bus of tests/harness/desktop-session, whose system bus is configured by this file */
static void
set_policy (gboolean deny)
{
  const char *rule = "<policy context=\"mandatory\"><deny send_destination=\"org.bluez\"/></policy>";
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_SESSION_DIR"), "system.conf", NULL);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  g_autoptr (GString) buffer = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  buffer = g_string_new (text);
  g_string_replace (buffer, deny ? "</busconfig>" : rule, deny ? rule : "", 1);
  if (deny)
    g_string_append (buffer, "</busconfig>\n");
  g_file_set_contents (path, buffer->str, -1, &error);
  g_assert_no_error (error);
  bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "ReloadConfig", NULL, NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_close_sync (bus, NULL, NULL);
}

static void
no_permission (BluezFixture *self, gconstpointer data)
{
  EnlistBluetoothState state;

  set_policy (TRUE);
  state = bluez_wait_for_state (self);
  bluez_enroll (self);
  set_policy (FALSE);
  g_assert_cmpint (state, ==, ENLIST_BLUETOOTH_NO_PERMISSION);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_DENIED, "");
  bluez_assert_calls (self, "Adapter1.StartDiscovery", 0);
}

/* Permission to look, and not to do anything */
static void
no_permission_to_discover (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "Adapter1.SetDiscoveryFilter", G_MAXUINT,
                   "org.freedesktop.DBus.Error.AccessDenied", "Rejected send message");
  fake_bluez_fail (self->bluez, "Adapter1.StartDiscovery", G_MAXUINT,
                   "org.freedesktop.DBus.Error.AccessDenied", "Rejected send message");
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_DENIED, "");
}

static void
no_adapter (BluezFixture *self, gconstpointer data)
{
  fake_bluez_remove_adapter (self->bluez, self->adapter);
  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_NO_ADAPTER);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_NO_ADAPTER, "");
}

/* Power. */

static gboolean
power_on (BluezFixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  enlist_bluetooth_power_on_async (self->bluetooth, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_bluetooth_power_on_finish (self->bluetooth, result, error);
}

static void
powered_off (BluezFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_adapter_set_powered (self->adapter, FALSE);
  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_OFF);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_OFF, "hci0");
  bluez_assert_calls (self, "Adapter1.StartDiscovery", 0);

  power_on (self, &error);
  g_assert_no_error (error);
  g_assert_true (self->adapter->powered);
  bluez_wait_until (self, is_ready);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
write_rfkill (BluezFixture *self, const char *name, const char *value)
{
  g_autofree char *folder = g_build_filename (self->rfkill, "rfkill0", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_file_set_contents (path, value, -1, &error);
  g_assert_no_error (error);
}

/* BlueZ 5.66 does not say so before it is asked: the kernel does. */
static void
blocked_says_the_kernel (BluezFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_rfkill (self, "type", "bluetooth\n");
  write_rfkill (self, "name", "hci0\n");
  write_rfkill (self, "soft", "1\n");
  write_rfkill (self, "hard", "0\n");
  fake_adapter_set_powered (self->adapter, FALSE);
  self->adapter->blocked = TRUE;
  g_assert_cmpint (bluez_wait_for_state (self), ==, ENLIST_BLUETOOTH_BLOCKED);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_BLOCKED, "");
  g_assert_false (power_on (self, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_BLOCKED);
}

/* A sandbox without the kernel's list: BlueZ refuses, later versions say so beforehand. */
static void
blocked_says_bluez (BluezFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_adapter_set_powered (self->adapter, FALSE);
  self->adapter->blocked = TRUE;
  bluez_wait_for_state (self);
  g_assert_false (power_on (self, &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_BLOCKED);
  bluez_enroll (self);
  g_assert_nonnull (self->error);
}

static gboolean
block (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_adapter_set_powered (object, FALSE);
  g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.NotReady", "Resource Not Ready");

  return TRUE;
}

static void
powered_off_before_discovery (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Adapter1.StartDiscovery", 1, block, NULL);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_OFF, "hci0");
}

static gboolean
power_off_while_connecting (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  FakeDevice *device = object;

  device->connecting = invocation;
  fake_adapter_set_powered (device->adapter, FALSE);

  return TRUE;
}

static void
powered_off_while_connecting (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 1, power_off_while_connecting, NULL);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BLUETOOTH_OFF, "hci0");
  bluez_assert_calls (self, "Device1.Connect", 1);
}

/* Adapters as a list. */

static gboolean
has_two (BluezFixture *self)
{
  return g_list_model_get_n_items (enlist_bluetooth_get_adapters (self->bluetooth)) == 2;
}

static gboolean
has_one (BluezFixture *self)
{
  return g_list_model_get_n_items (enlist_bluetooth_get_adapters (self->bluetooth)) == 1;
}

static gboolean
is_off (BluezFixture *self)
{
  return enlist_bluetooth_get_state (self->bluetooth) == ENLIST_BLUETOOTH_OFF;
}

static void
adapters_come_and_go (BluezFixture *self, gconstpointer data)
{
  FakeAdapter *other = NULL;
  g_autoptr (EnlistBluetoothAdapter) second = NULL;

  bluez_wait_for_state (self);
  bluez_wait_until (self, has_one);
  other = fake_bluez_add_adapter (self->bluez, "hci1");
  bluez_wait_until (self, has_two);
  second = g_list_model_get_item (enlist_bluetooth_get_adapters (self->bluetooth), 1);
  g_assert_cmpstr (enlist_bluetooth_adapter_get_id (second), ==, "hci1");
  g_assert_cmpstr (enlist_bluetooth_adapter_get_address (second), ==, other->address);
  g_assert_cmpstr (enlist_bluetooth_adapter_get_name (second), ==, "workshop");
  g_assert_true (enlist_bluetooth_adapter_get_powered (second));

  /* The one in use is the first that is on. */
  fake_adapter_set_powered (self->adapter, FALSE);
  g_assert_true (is_ready (self));
  fake_bluez_remove_adapter (self->bluez, other);
  bluez_wait_until (self, has_one);
  bluez_wait_until (self, is_off);
}

/* In the middle of an enrollment. */

typedef struct {
  BluezFixture *fixture;
  guint moment;
  void (*happen) (BluezFixture *self);
  void (*mend) (BluezFixture *self); /* nullable */
  gboolean happened;
  guint source;
} Event;

#define MEND_MS 100

static gboolean
on_mend_due (gpointer user_data)
{
  Event *event = user_data;

  event->mend (event->fixture);

  return G_SOURCE_REMOVE;
}

static gboolean
on_event_due (gpointer user_data)
{
  Event *event = user_data;

  event->happen (event->fixture);
  if (event->mend != NULL)
    g_timeout_add (MEND_MS, on_mend_due, event);

  return G_SOURCE_REMOVE;
}

static gboolean
count_frames (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  Event *event = user_data;

  if (direction == FAKE_OUT && number >= event->moment && !event->happened)
    {
      event->happened = TRUE;
      g_idle_add (on_event_due, event);
    }

  return FALSE;
}

static void
lose_link (BluezFixture *self)
{
  fake_device_lose_link (self->device);
}

static void
stop_bluetoothd (BluezFixture *self)
{
  fake_bluez_stop (self->bluez);
}

static void
start_bluetoothd (BluezFixture *self)
{
  fake_bluez_start (self->bluez);
}

static void
turn_off (BluezFixture *self)
{
  fake_adapter_set_powered (self->adapter, FALSE);
}

static void
turn_on (BluezFixture *self)
{
  fake_adapter_set_powered (self->adapter, TRUE);
}

static void
unplug (BluezFixture *self)
{
  fake_bluez_remove_adapter (self->bluez, self->adapter);
}

static void
plug_in (BluezFixture *self)
{
  fake_bluez_plug_in_adapter (self->bluez, self->adapter);
}

static void
forget_device (BluezFixture *self)
{
  fake_device_vanish (self->device);
}

typedef struct {
  const char *name;
  void (*happen) (BluezFixture *self);
  void (*mend) (BluezFixture *self);
} Interruption;

static const Interruption interruptions[] = {
  { "link-is-lost", lose_link, NULL },
  { "device-is-removed", forget_device, NULL },
  { "bluetoothd-restarts", stop_bluetoothd, start_bluetoothd },
  { "powered-off-and-on", turn_off, turn_on },
  { "unplugged-and-plugged-in", unplug, plug_in },
};

static void
interrupt (BluezFixture *self, guint moment, const Interruption *what)
{
  Event event = { .fixture = self, .moment = moment, .happen = what->happen, .mend = what->mend };

  bluez_set_mtu (self, 64);
  self->device->hook = count_frames;
  self->device->hook_data = &event;
  bluez_enroll (self);
  self->device->hook = NULL;
  g_test_message ("%u frames out", self->device->frames[FAKE_OUT]);
  g_assert_true (event.happened);
}

static void
interrupted (BluezFixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      if (i > 0)
        {
          bluez_tear_down (self, NULL);
          *self = (BluezFixture) { 0 };
          bluez_set_up (self, NULL);
        }
      interrupt (self, moments[i], data);
      bluez_assert_enrolled (self);
    }
}

static const Interruption powered_off_for_good = { "", turn_off, NULL };
static const Interruption unplugged_for_good = { "", unplug, NULL };
static const Interruption bluetoothd_ends = { "", stop_bluetoothd, NULL };

typedef struct {
  const char *name;
  const Interruption *what;
  int code;
} End;

static const End ends[] = {
  { "powered-off", &powered_off_for_good, ENLIST_ERROR_BLUETOOTH_OFF },
  { "unplugged", &unplugged_for_good, ENLIST_ERROR_NO_ADAPTER },
  { "bluetoothd-ends", &bluetoothd_ends, ENLIST_ERROR_BLUETOOTH_ABSENT },
};

static void
ended (BluezFixture *self, gconstpointer data)
{
  const End *end = data;

  interrupt (self, moments[1], end->what);
  bluez_assert_failed (self, end->code, "");
}

static void
add_interruptions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (interruptions); i++)
    {
      g_autofree char *name = g_strdup_printf ("/core/bluez/in-the-middle/%s", interruptions[i].name);

      g_test_add (name, BluezFixture, &interruptions[i], bluez_set_up, interrupted, bluez_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *name = g_strdup_printf ("/core/bluez/in-the-middle/%s-for-good", ends[i].name);

      g_test_add (name, BluezFixture, &ends[i], bluez_set_up, ended, bluez_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/core/bluez/bluetoothd-restarts/is-not-there", BluezFixture, BLUEZ_ABSENT, bluez_set_up,
              no_bluetoothd, bluez_tear_down);
  g_test_add ("/core/bluez/bluetoothd-restarts/comes-and-goes", BluezFixture, BLUEZ_ABSENT, bluez_set_up,
              bluetoothd_comes_and_goes, bluez_tear_down);
  g_test_add ("/core/bluez/bluetoothd-restarts/name-before-objects", BluezFixture, BLUEZ_ABSENT, bluez_set_up,
              bluetoothd_is_slow, bluez_tear_down);
  BLUEZ_TEST ("permission/none", no_permission);
  BLUEZ_TEST ("permission/to-look-only", no_permission_to_discover);
  BLUEZ_TEST ("adapter/none", no_adapter);
  BLUEZ_TEST ("adapter/powered-off", powered_off);
  BLUEZ_TEST ("adapter/blocked-says-the-kernel", blocked_says_the_kernel);
  BLUEZ_TEST ("adapter/blocked-says-bluez", blocked_says_bluez);
  BLUEZ_TEST ("adapter/powered-off-before-discovery", powered_off_before_discovery);
  BLUEZ_TEST ("adapter/powered-off-while-connecting", powered_off_while_connecting);
  BLUEZ_TEST ("adapter/come-and-go", adapters_come_and_go);
  add_interruptions ();

  return g_test_run ();
}
