/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "bluez-fixture.h"
#include "enlist-error.h"

#define ATTEMPTS 4

/* The controller gives up an attempt: the device seems connected for a moment. */
static gboolean
abort_connect (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_device_flash (object);
  g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.Failed",
                                              "le-connection-abort-by-local");

  return TRUE;
}

static void
aborted_three_times (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", ATTEMPTS - 1, abort_connect, NULL);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", ATTEMPTS);
}

static void
aborted_four_times (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", G_MAXUINT, abort_connect, NULL);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "connect");
  bluez_assert_calls (self, "Device1.Connect", ATTEMPTS);
}

typedef struct {
  const char *name;
  const char *error;   /* NULL: never answered */
  const char *message;
  int code;            /* in the end */
} ConnectError;

static const ConnectError connect_errors[] = {
  { "page-timeout", "Failed", "br-connection-page-timeout", ENLIST_ERROR_UNREACHABLE },
  { "refused", "Failed", "le-connection-refused", ENLIST_ERROR_UNREACHABLE },
  { "in-progress", "InProgress", "Operation already in progress", ENLIST_ERROR_UNREACHABLE },
  { "not-ready", "NotReady", "Resource Not Ready", ENLIST_ERROR_BLUETOOTH_OFF },
  { "not-available", "NotAvailable", "Operation currently not available", ENLIST_ERROR_UNREACHABLE },
  { "unknown-object", "org.freedesktop.DBus.Error.UnknownObject", "Method \"Connect\" doesn't exist",
    ENLIST_ERROR_UNREACHABLE },
  { "does-not-exist", "DoesNotExist", "Does Not Exist", ENLIST_ERROR_UNREACHABLE },
  { "authentication-failed", "AuthenticationFailed", "Authentication Failed", ENLIST_ERROR_UNREACHABLE },
  { "no-reply", "org.freedesktop.DBus.Error.NoReply", "Did not receive a reply",
    ENLIST_ERROR_BLUETOOTH_ABSENT },
  { "never-answered", NULL, NULL, ENLIST_ERROR_UNREACHABLE },
};

/* An error once. */
static void
connect_fails (BluezFixture *self, gconstpointer data)
{
  const ConnectError *how = data;

  fake_bluez_fail (self->bluez, "Device1.Connect", 1, how->error, how->message);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 2);
}

/* And for ever. */
static void
connect_fails_always (BluezFixture *self, gconstpointer data)
{
  const ConnectError *how = data;

  fake_bluez_fail (self->bluez, "Device1.Connect", G_MAXUINT, how->error, how->message);
  bluez_enroll (self);
  bluez_assert_failed (self, how->code, "connect");
  g_assert_cmpuint (fake_bluez_count (self->bluez, "Device1.Connect"), <=, ATTEMPTS);
}

static gboolean
connect_already (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_device_connect (object);
  g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.AlreadyConnected",
                                              "Already Connected");

  return TRUE;
}

static void
already_connected (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 1, connect_already, NULL);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
}

/* Connects, and loses the link before anything is resolved. */
static gboolean
connect_for_a_moment (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_device_connect (object);
  g_dbus_method_invocation_return_value (invocation, NULL);
  fake_device_lose_link (object);

  return TRUE;
}

static void
connected_toggles (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 2, connect_for_a_moment, NULL);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 3);
}

static gboolean
cancel_connect (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  BluezFixture *self = user_data;

  self->device->connecting = invocation; /* until it is disconnected */
  g_cancellable_cancel (self->cancellable);

  return TRUE;
}

static void
cancelled (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 1, cancel_connect, self);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_CANCELLED, "");
  bluez_assert_calls (self, "Device1.Connect", 1);
}

/* Resolving. */

static void
resolved_early (BluezFixture *self, gconstpointer data)
{
  self->device->resolving = FAKE_RESOLVES_EARLY;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
  bluez_assert_calls (self, "Adapter1.RemoveDevice", 0);
}

static void
resolved_late (BluezFixture *self, gconstpointer data)
{
  self->device->resolving = FAKE_RESOLVES_LATE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
}

static void
resolved_at_the_second_time (BluezFixture *self, gconstpointer data)
{
  self->device->resolving = FAKE_RESOLVES_NEVER;
  self->device->resolving_times = 1;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 2);
}

static void
never_resolved (BluezFixture *self, gconstpointer data)
{
  self->device->resolving = FAKE_RESOLVES_NEVER;
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "");
  g_assert_cmpuint (fake_bluez_count (self->bluez, "Device1.Connect"), >=, 2);
  g_assert_cmpuint (fake_bluez_count (self->bluez, "Device1.Disconnect"), >=, 2);
}

static void
stale_cache (BluezFixture *self, gconstpointer data)
{
  self->device->stale = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Adapter1.RemoveDevice", 1);
}

static void
incomplete_service (BluezFixture *self, gconstpointer data)
{
  self->device->incomplete = TRUE;
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "");
  bluez_assert_calls (self, "Adapter1.RemoveDevice", 1);
}

/* Objects that go. */

static void
vanishes_with_discovery (BluezFixture *self, gconstpointer data)
{
  self->device->vanishes = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
}

static gboolean
vanish (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_device_vanish (object);
  g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.UnknownObject",
                                              "Method \"Connect\" doesn't exist");

  return TRUE;
}

static void
vanishes_while_connecting (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 2, vanish, NULL);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 3);
}

static gboolean
vanish_silently (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  fake_device_vanish (object);
  g_object_unref (invocation);

  return TRUE;
}

static void
vanishes_without_an_answer (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Device1.Connect", 1, vanish_silently, NULL);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 2);
}

/* What others have left, and what must not be. */

static void
survives_a_crash (BluezFixture *self, gconstpointer data)
{
  fake_device_preconnect (self->device, FALSE);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

/* Another device of Enlist, which nobody uses any more */
static void
others_are_let_go (BluezFixture *self, gconstpointer data)
{
  fake_device_preconnect (self->stranger, FALSE);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_false (self->stranger->connected);
}

static void
used_by_others (BluezFixture *self, gconstpointer data)
{
  fake_device_preconnect (self->device, TRUE);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BUSY, "");
  g_assert_true (self->device->connected);
  fake_device_lose_link (self->device);
}

static void
others_stay_connected (BluezFixture *self, gconstpointer data)
{
  fake_device_preconnect (self->stranger, TRUE);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_true (self->stranger->connected);
}

static void
only_le (BluezFixture *self, gconstpointer data)
{
  GHashTableIter iter;
  gpointer filter;
  const char *transport;
  gboolean discoverable;

  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (g_hash_table_size (self->adapter->filters), ==, 1);
  g_hash_table_iter_init (&iter, self->adapter->filters);
  g_assert_true (g_hash_table_iter_next (&iter, NULL, &filter));
  g_assert_true (g_variant_lookup (filter, "Transport", "&s", &transport));
  g_assert_cmpstr (transport, ==, "le");
  g_assert_false (g_variant_lookup (filter, "Discoverable", "b", &discoverable) && discoverable);
  bluez_assert_calls (self, "Device1.ConnectProfile", 0);
  bluez_assert_calls (self, "Properties.Set", 0);
}

/* Whatever asks for pairing is refused; bluez_tear_down() sees every call. */
static void
never_pairs (BluezFixture *self, gconstpointer data)
{
  const char *call = data;

  self->device->not_acquirable = TRUE;
  fake_bluez_fail (self->bluez, call, G_MAXUINT, "NotPermitted", "Not paired");
  bluez_enroll (self);
  g_assert_null (self->record);
  g_assert_nonnull (strstr (self->error->message, "Not paired"));
  bluez_assert_calls (self, "Device1.Pair", 0);
  bluez_assert_calls (self, "AgentManager1.RegisterAgent", 0);
}

static void
add_connect_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (connect_errors); i++)
    {
      g_autofree char *once = g_strdup_printf ("/core/bluez/connect/%s-once", connect_errors[i].name);
      g_autofree char *always = g_strdup_printf ("/core/bluez/connect/%s-always", connect_errors[i].name);

      g_test_add (once, BluezFixture, &connect_errors[i], bluez_set_up, connect_fails, bluez_tear_down);
      g_test_add (always, BluezFixture, &connect_errors[i], bluez_set_up, connect_fails_always,
                  bluez_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  BLUEZ_TEST ("le-connection-abort-by-local/three-times", aborted_three_times);
  BLUEZ_TEST ("le-connection-abort-by-local/four-times", aborted_four_times);
  add_connect_errors ();
  BLUEZ_TEST ("connect/already-connected", already_connected);
  BLUEZ_TEST ("connect/connected-toggles", connected_toggles);
  BLUEZ_TEST ("in-progress/cancelled-while-connecting", cancelled);
  BLUEZ_TEST ("services-resolved-late-early-or-never/early", resolved_early);
  BLUEZ_TEST ("services-resolved-late-early-or-never/late", resolved_late);
  BLUEZ_TEST ("services-resolved-late-early-or-never/second-time", resolved_at_the_second_time);
  BLUEZ_TEST ("services-resolved-late-early-or-never/never", never_resolved);
  BLUEZ_TEST ("stale-gatt-cache/removed-once", stale_cache);
  BLUEZ_TEST ("stale-gatt-cache/not-the-cache", incomplete_service);
  BLUEZ_TEST ("device-object-vanishes/when-discovery-stops", vanishes_with_discovery);
  BLUEZ_TEST ("device-object-vanishes/while-connecting", vanishes_while_connecting);
  BLUEZ_TEST ("device-object-vanishes/without-an-answer", vanishes_without_an_answer);
  BLUEZ_TEST ("link-survives-a-crash-of-the-app/adopted", survives_a_crash);
  BLUEZ_TEST ("link-survives-a-crash-of-the-app/others-are-let-go", others_are_let_go);
  BLUEZ_TEST ("link-survives-a-crash-of-the-app/others-stay", others_stay_connected);
  BLUEZ_TEST ("link-survives-a-crash-of-the-app/in-use", used_by_others);
  BLUEZ_TEST ("connects-over-br-edr", only_le);
  g_test_add ("/core/bluez/pairing-dialogs-appear/to-write", BluezFixture, "GattCharacteristic1.WriteValue",
              bluez_set_up, never_pairs, bluez_tear_down);
  g_test_add ("/core/bluez/pairing-dialogs-appear/to-subscribe", BluezFixture,
              "GattCharacteristic1.StartNotify", bluez_set_up, never_pairs, bluez_tear_down);

  return g_test_run ();
}
