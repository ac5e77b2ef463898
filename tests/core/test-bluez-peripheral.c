/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <signal.h>
#include <string.h>

#include "await.h"
#include "enrollment.h"
#include "fake-peripheral.h"

/* The real enlist-device as a peripheral of a bluetoothd that we play. */

#define DEADLINE_S 20

typedef struct {
  Enrollment enrollment;
  FakeBluez *bluez;
  FakeAdapter *adapter;
  FakePeripheral *peripheral;
  FakeDevice *central;
  FakeDevice *other;
  GDataInputStream *lines;
  gboolean ended;
} Site;

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Site *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL,
                                                                &error);

  g_assert_no_error (error);
  g_test_message ("device: %s", line != NULL ? line : "(end)");
  if (line == NULL)
    {
      self->ended = TRUE;
      return;
    }
  g_string_append_printf (self->enrollment.log, "%s\n", line);
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

static void
start_device (Site *self)
{
  g_autoptr (GError) error = NULL;

  self->enrollment.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                               g_getenv ("ENLIST_DEVICE"), "--storage",
                                               self->enrollment.storage, "--listen", "ble:", "--json", NULL);
  g_assert_no_error (error);
  self->ended = FALSE;
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->enrollment.process));
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, on_line, self);
}

typedef gboolean (*Condition) (Site *self);

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("Not within %d seconds", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
wait_until (Site *self, Condition condition)
{
  guint deadline = g_timeout_add_seconds (DEADLINE_S, on_deadline, NULL);

  while (!condition (self))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static gboolean
has_ended (Site *self)
{
  return self->ended;
}

static void
end_device (Site *self)
{
  if (self->enrollment.process == NULL)
    return;
  g_subprocess_send_signal (self->enrollment.process, SIGTERM);
  wait_until (self, has_ended);
  g_subprocess_wait (self->enrollment.process, NULL, NULL);
  g_clear_object (&self->enrollment.process);
  g_clear_object (&self->lines);
}

static void
set_up (Site *self, gconstpointer data)
{
  enrollment_set_up (&self->enrollment, "Weather Sensor");
  self->bluez = fake_bluez_new ();
  self->adapter = fake_bluez_add_adapter (self->bluez, "hci0");
  self->central = fake_bluez_add_device (self->bluez, self->adapter, "C0:00:00:00:00:01", NULL);
  self->other = fake_bluez_add_device (self->bluez, self->adapter, "C0:00:00:00:00:02", NULL);
  self->peripheral = fake_peripheral_new (self->adapter);
  fake_bluez_start (self->bluez);
  fake_peripheral_export (self->peripheral);
  fake_device_preconnect (self->central, FALSE);
  fake_device_preconnect (self->other, FALSE);
}

static void
tear_down (Site *self, gconstpointer data)
{
  end_device (self);
  fake_peripheral_free (self->peripheral);
  fake_bluez_free (self->bluez);
  enrollment_tear_down (&self->enrollment);
}

static gboolean
advertises (Site *self)
{
  return self->peripheral->application != NULL && self->peripheral->advertised != NULL;
}

/* What it says. */

static void
assert_service_data (Site *self)
{
  g_autoptr (GVariant) data = g_variant_lookup_value (self->peripheral->advertised, "ServiceData",
                                                      G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) bytes = NULL;
  EnlistAnnouncement announcement;
  gconstpointer raw;
  gsize size;

  g_assert_nonnull (data);
  bytes = g_variant_lookup_value (data, ENLIST_BLE_SERVICE_UUID, G_VARIANT_TYPE_BYTESTRING);
  g_assert_nonnull (bytes);
  raw = g_variant_get_fixed_array (bytes, &size, 1);
  g_assert_cmpint (enlist_announcement_read (enlist_slice (raw, size), &announcement), ==, ENLIST_OK);
  g_assert_cmpuint (announcement.flags, ==, 0);
}

static void
only_le (Site *self, gconstpointer data)
{
  const char *type;
  gboolean discoverable;

  start_device (self);
  wait_until (self, advertises);
  g_assert_true (g_variant_lookup (self->peripheral->advertised, "Type", "&s", &type));
  g_assert_cmpstr (type, ==, "peripheral");
  g_assert_true (g_variant_lookup (self->peripheral->advertised, "Discoverable", "b", &discoverable));
  g_assert_true (discoverable);
  assert_service_data (self);
  /* Of the adapter only that is set, and to FALSE. */
  g_assert_cmpuint (self->adapter->discoverable_set, ==, 1);
  g_assert_false (self->adapter->discoverable);
}

static void
no_encryption (Site *self, gconstpointer data)
{
  g_autoptr (GVariant) objects = NULL;
  g_autofree char *text = NULL;

  start_device (self);
  wait_until (self, advertises);
  objects = fake_peripheral_get_objects (self->peripheral);
  text = g_variant_print (objects, FALSE);
  g_assert_nonnull (strstr (text, ENLIST_BLE_IN_UUID));
  g_assert_nonnull (strstr (text, ENLIST_BLE_OUT_UUID));
  g_assert_nonnull (strstr (text, ENLIST_BLE_INFO_UUID));
  g_assert_null (strstr (text, "encrypt"));
  g_assert_null (strstr (text, "secure"));
  g_assert_null (strstr (text, "authori"));
  g_assert_cmpuint (fake_bluez_count (self->bluez, "AgentManager1.RegisterAgent"), ==, 0);
}

/* Slots for advertisements. */

static gboolean
has_no_application (Site *self)
{
  return self->peripheral->application == NULL && self->peripheral->advertisement == NULL;
}

static void
unregisters (Site *self, gconstpointer data)
{
  start_device (self);
  wait_until (self, advertises);
  end_device (self);
  wait_until (self, has_no_application);
  g_assert_cmpuint (fake_bluez_count (self->bluez, "LEAdvertisingManager1.UnregisterAdvertisement"), ==, 1);
  g_assert_cmpuint (fake_bluez_count (self->bluez, "GattManager1.UnregisterApplication"), ==, 1);
}

static void
steps_down (Site *self, gconstpointer data)
{
  g_autoptr (GVariant) service_data = NULL;
  g_autoptr (GVariant) uuids = NULL;

  fake_bluez_fail (self->bluez, "LEAdvertisingManager1.RegisterAdvertisement", 1, "NotPermitted",
                   "Maximum advertisements reached");
  start_device (self);
  wait_until (self, advertises);
  service_data = g_variant_lookup_value (self->peripheral->advertised, "ServiceData", NULL);
  uuids = g_variant_lookup_value (self->peripheral->advertised, "ServiceUUIDs", NULL);
  g_assert_null (service_data);
  g_assert_nonnull (uuids);
  g_assert_cmpuint (self->peripheral->advertisements->len, ==, 2);
}

static gboolean
says_refused (Site *self)
{
  return strstr (self->enrollment.log->str, "advertising-refused") != NULL;
}

static void
refused (Site *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "LEAdvertisingManager1.RegisterAdvertisement", 2, "NotPermitted",
                   "Maximum advertisements reached");
  start_device (self);
  wait_until (self, says_refused);
  g_assert_nonnull (strstr (self->enrollment.log->str, "Maximum advertisements reached"));
  /* It can be reached by who knows it, and asks again. */
  g_assert_nonnull (self->peripheral->application);
  wait_until (self, advertises);
  assert_service_data (self);
}

static void
released (Site *self, gconstpointer data)
{
  start_device (self);
  wait_until (self, advertises);
  fake_peripheral_release (self->peripheral);
  wait_until (self, advertises);
  assert_service_data (self);
}

/* bluetoothd. */

static void
restarts (Site *self, gconstpointer data)
{
  start_device (self);
  wait_until (self, advertises);
  for (guint i = 0; i < 2; i++)
    {
      fake_bluez_stop (self->bluez);
      fake_bluez_start (self->bluez);
      fake_peripheral_export (self->peripheral);
      wait_until (self, advertises);
      assert_service_data (self);
    }
  g_assert_cmpuint (fake_bluez_count (self->bluez, "GattManager1.RegisterApplication"), ==, 3);
}

static void
powered_off_and_on (Site *self, gconstpointer data)
{
  start_device (self);
  wait_until (self, advertises);
  g_ptr_array_set_size (self->peripheral->advertisements, 0);
  fake_peripheral_release (self->peripheral);
  fake_adapter_set_powered (self->adapter, FALSE);
  fake_adapter_set_powered (self->adapter, TRUE);
  wait_until (self, advertises);
  assert_service_data (self);
}

/* Assistants. */

static GBytes *
make_reset (void)
{
  static const guint8 reset[] = { 0x03, 0, 0, 0 };

  return g_bytes_new_static (reset, sizeof reset);
}

static gboolean
is_let_go (Site *self)
{
  return !self->other->connected;
}

static void
one_at_a_time (Site *self, gconstpointer data)
{
  g_autoptr (GBytes) reset = make_reset ();
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *second = NULL;

  start_device (self);
  wait_until (self, advertises);
  first = fake_peripheral_write (self->peripheral, self->central->path, FALSE, reset);
  g_assert_cmpstr (first, ==, NULL);
  second = fake_peripheral_write (self->peripheral, self->other->path, FALSE, reset);
  g_assert_cmpstr (second, ==, "org.bluez.Error.InProgress");
  wait_until (self, is_let_go);
  g_assert_true (self->central->connected);
  again = fake_peripheral_write (self->peripheral, self->central->path, FALSE, reset);
  g_assert_cmpstr (again, ==, NULL);
}

/* The first one has gone. */
static void
next_one (Site *self, gconstpointer data)
{
  g_autoptr (GBytes) reset = make_reset ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  start_device (self);
  wait_until (self, advertises);
  first = fake_peripheral_write (self->peripheral, self->central->path, FALSE, reset);
  g_assert_cmpstr (first, ==, NULL);
  fake_device_lose_link (self->central);
  second = fake_peripheral_write (self->peripheral, self->other->path, FALSE, reset);
  g_assert_cmpstr (second, ==, NULL);
  g_assert_true (self->other->connected);
}

/* Nothing is said to whoever has not begun a link, or to a command of somebody else. */
static void
silent_at_first (Site *self, gconstpointer data)
{
  static const guint8 hello[20] = { 0x11, 0, 0, 1 };
  g_autoptr (GBytes) frame = g_bytes_new_static (hello, sizeof hello);
  g_autoptr (GBytes) reset = make_reset ();
  g_autofree char *early = NULL;
  g_autofree char *begun = NULL;

  start_device (self);
  wait_until (self, advertises);
  early = fake_peripheral_write (self->peripheral, self->central->path, FALSE, frame);
  g_assert_cmpstr (early, ==, "org.bluez.Error.Failed");
  begun = fake_peripheral_write (self->peripheral, self->central->path, FALSE, reset);
  g_assert_cmpstr (begun, ==, NULL);
  g_free (fake_peripheral_write (self->peripheral, self->other->path, TRUE, frame));
  g_assert_cmpuint (self->peripheral->notifications->len, ==, 0);
}

#define TEST(name, function) g_test_add ("/core/bluez/" name, Site, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  TEST ("connects-over-br-edr/peripheral", only_le);
  TEST ("pairing-dialogs-appear/peripheral", no_encryption);
  TEST ("advertising-slots-leak-or-are-refused/unregistered", unregisters);
  TEST ("advertising-slots-leak-or-are-refused/steps-down", steps_down);
  TEST ("advertising-slots-leak-or-are-refused/asks-again", refused);
  TEST ("advertising-slots-leak-or-are-refused/released", released);
  TEST ("bluetoothd-restarts/peripheral", restarts);
  TEST ("bluetoothd-restarts/powered-off-and-on", powered_off_and_on);
  TEST ("in-progress/peripheral-has-one-assistant", one_at_a_time);
  TEST ("in-progress/peripheral-takes-the-next-one", next_one);
  TEST ("acquire-notify-loses-early-data/peripheral-is-silent", silent_at_first);

  return g_test_run ();
}
