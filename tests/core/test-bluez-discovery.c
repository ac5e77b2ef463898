/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "await.h"
#include "bluez-fixture.h"

#define NOT_HEARD "not heard"

static void
assert_discovered_once (BluezFixture *self)
{
  bluez_assert_calls (self, "Adapter1.StartDiscovery", 1);
  bluez_assert_calls (self, "Adapter1.StopDiscovery", 1);
}

static void
assert_not_heard (BluezFixture *self)
{
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, NOT_HEARD);
  bluez_assert_calls (self, "Device1.Connect", 0);
  assert_discovered_once (self);
}

/* Discovery. */

static void
found_by_service_data (BluezFixture *self, gconstpointer data)
{
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
  assert_discovered_once (self);
}

/* Another program looks for everything at the same time. */
static void
filters_merge (BluezFixture *self, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *address = g_strdup_printf ("D0:00:00:00:00:%02X", i);
      FakeDevice *other = fake_bluez_add_device (self->bluez, self->adapter, address, NULL);

      other->advertising = FAKE_ADVERTISES_NOTHING;
      other->rssi = -20;
    }
  self->adapter->foreign = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
  assert_discovered_once (self);
}

/* Whose UUID stands in the service data only, and a filter for UUIDs hides. */
static void
no_filter_for_uuids (BluezFixture *self, gconstpointer data)
{
  GHashTableIter iter;
  gpointer filter;

  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_hash_table_iter_init (&iter, self->adapter->filters);
  while (g_hash_table_iter_next (&iter, NULL, &filter))
    {
      g_autoptr (GVariant) uuids = g_variant_lookup_value (filter, "UUIDs", NULL);
      g_autoptr (GVariant) duplicates = g_variant_lookup_value (filter, "DuplicateData", NULL);

      g_assert_null (uuids);
      g_assert_true (g_variant_get_boolean (duplicates));
    }
}

static void
stops_after_30_s (BluezFixture *self, gconstpointer data)
{
  gint64 began;

  self->device->silent = TRUE;
  enrollment_start_device (&self->enrollment);
  began = g_get_monotonic_time ();
  bluez_enroll (self);
  assert_not_heard (self);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 30 * G_USEC_PER_SEC / BLUEZ_HASTE);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 3 * 30 * G_USEC_PER_SEC / BLUEZ_HASTE);
}

static gboolean
cancel (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  g_cancellable_cancel (((BluezFixture *) user_data)->cancellable);

  return FALSE;
}

static void
stops_when_cancelled (BluezFixture *self, gconstpointer data)
{
  fake_bluez_script (self->bluez, "Adapter1.StartDiscovery", 1, cancel, self);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_CANCELLED, "");
  bluez_assert_calls (self, "Device1.Connect", 0);
}

static void
in_progress (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "Adapter1.StartDiscovery", 1, "InProgress", "Operation already in progress");
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
cannot_discover (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "Adapter1.StartDiscovery", G_MAXUINT, "Failed", "No discovery for you");
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "");
  bluez_assert_calls (self, "Device1.Connect", 0);
}

static gboolean
end_discovery (gpointer user_data)
{
  BluezFixture *self = user_data;

  fake_adapter_end_discovery (self->adapter);
  self->device->silent = FALSE;

  return G_SOURCE_REMOVE;
}

static gboolean
end_discovery_soon (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  g_timeout_add (50, end_discovery, user_data);

  return FALSE;
}

static void
ended_by_somebody_else (BluezFixture *self, gconstpointer data)
{
  self->device->silent = TRUE;
  fake_bluez_script (self->bluez, "Adapter1.StartDiscovery", 1, end_discovery_soon, self);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Adapter1.StartDiscovery", 2);
}

/* What is heard. */

static void
service_data_is_missing (BluezFixture *self, gconstpointer data)
{
  self->device->advertising = FAKE_ADVERTISES_NOTHING;
  bluez_enroll (self);
  assert_not_heard (self);
}

static void
service_data_is_short (BluezFixture *self, gconstpointer data)
{
  self->device->announcement_size = ENLIST_ANNOUNCEMENT_SIZE - 1;
  bluez_enroll (self);
  assert_not_heard (self);
}

static void
service_data_is_empty (BluezFixture *self, gconstpointer data)
{
  self->device->announcement_size = 0;
  bluez_enroll (self);
  assert_not_heard (self);
}

static void
service_data_is_longer (BluezFixture *self, gconstpointer data)
{
  self->device->announcement_size = sizeof self->device->announcement;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
service_data_is_garbage (BluezFixture *self, gconstpointer data)
{
  memset (self->device->announcement, 0xff, sizeof self->device->announcement);
  bluez_enroll (self);
  assert_not_heard (self);
}

static void
flags_of_the_future (BluezFixture *self, gconstpointer data)
{
  self->device->announcement[0] = 0xfc;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

typedef struct {
  FakeDevice *device;
  guint8 before[ENLIST_ANNOUNCEMENT_SIZE];
} Change;

static gboolean
change_back (gpointer user_data)
{
  Change *change = user_data;

  memcpy (change->device->announcement, change->before, sizeof change->before);

  return G_SOURCE_REMOVE;
}

static gboolean
change_back_soon (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  g_timeout_add (100, change_back, user_data);

  return FALSE;
}

/* The flags, or all of it, are others after a while. */
static void
service_data_changes (BluezFixture *self, gconstpointer data)
{
  Change change = { .device = self->device };

  memcpy (change.before, self->device->announcement, sizeof change.before);
  memset (self->device->announcement, 0xff, sizeof change.before);
  fake_bluez_script (self->bluez, "Adapter1.StartDiscovery", 1, change_back_soon, &change);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  assert_discovered_once (self);
}

static void
busy_for_a_while (BluezFixture *self, gconstpointer data)
{
  Change change = { .device = self->device };

  memcpy (change.before, self->device->announcement, sizeof change.before);
  self->device->announcement[0] |= ENLIST_ANNOUNCEMENT_BUSY;
  fake_bluez_script (self->bluez, "Adapter1.StartDiscovery", 1, change_back_soon, &change);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
}

static void
busy_for_ever (BluezFixture *self, gconstpointer data)
{
  self->device->announcement[0] |= ENLIST_ANNOUNCEMENT_BUSY;
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BUSY, "");
}

static void
bare_uuid (BluezFixture *self, gconstpointer data)
{
  self->device->advertising = FAKE_ADVERTISES_UUID;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (self->device->reads, ==, 1);
}

/* The stronger one has to be asked, too, and is let go. */
static void
bare_uuid_of_others (BluezFixture *self, gconstpointer data)
{
  self->device->advertising = FAKE_ADVERTISES_UUID;
  self->stranger->advertising = FAKE_ADVERTISES_UUID;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (self->device->reads, ==, 1);
  g_assert_cmpuint (self->stranger->reads, ==, 1);
  g_assert_false (self->stranger->connected);
  g_assert_cmpuint (self->stranger->frames[FAKE_IN], ==, 0);
}

/* The transport by itself. */

typedef struct {
  BluezFixture *fixture;
  guint looking;
  guint connecting;
  guint heard;
  int weakest;
  int strongest;
  gboolean approaches; /* begins to, when it has been heard from far away */
  char *adapter;
} Progress;

/* Comes nearer, and is called when it is near enough. */
static gboolean
come_nearer (gpointer user_data)
{
  Progress *seen = user_data;
  FakeDevice *device = seen->fixture->device;

  device->rssi += 5;
  if (device->rssi >= -50)
    device->announcement[0] = 0;

  return device->rssi < -50;
}

static void
on_progress (EnlistTransport *transport, const EnlistTransportProgress *progress, gpointer user_data)
{
  Progress *seen = user_data;

  seen->looking += progress->step == ENLIST_TRANSPORT_LOOKING;
  seen->connecting += progress->step == ENLIST_TRANSPORT_CONNECTING;
  seen->heard = MAX (seen->heard, progress->heard);
  if (progress->signal_strength != ENLIST_SIGNAL_STRENGTH_UNKNOWN)
    {
      seen->weakest = MIN (seen->weakest, progress->signal_strength);
      seen->strongest = MAX (seen->strongest, progress->signal_strength);
      if (seen->approaches)
        g_timeout_add (40, come_nearer, seen);
      seen->approaches = FALSE;
    }
  if (progress->adapter != NULL)
    {
      g_free (seen->adapter);
      seen->adapter = g_strdup (progress->adapter);
    }
}

static char *
make_uri (BluezFixture *self, gboolean any)
{
  const guint8 *bytes = self->device->announcement;
  GString *uri = g_string_new ("ble:");

  for (guint i = 1; i < ENLIST_ANNOUNCEMENT_SIZE; i++)
    {
      if (i == 1 + ENLIST_ANNOUNCEMENT_DEVICE_SIZE)
        g_string_append (uri, any ? "*/" : "/");
      if (!any || i > ENLIST_ANNOUNCEMENT_DEVICE_SIZE)
        g_string_append_printf (uri, "%02x", bytes[i]);
    }

  return g_string_free (uri, FALSE);
}

/* (transfer full): open */
static EnlistTransport *
open_transport (BluezFixture *self, gboolean any, Progress *seen)
{
  const EnlistTransportContext context = { .bluetooth = bluez_get_bluetooth (self) };
  g_autofree char *uri = make_uri (self, any);
  g_autoptr (GError) error = NULL;
  EnlistTransport *transport = enlist_transport_new_for_uri (uri, &context, &error);
  g_autoptr (GAsyncResult) result = NULL;
  Await await = { 0 };

  g_assert_no_error (error);
  g_signal_connect (transport, "progress", G_CALLBACK (on_progress), seen);
  enlist_transport_open_async (transport, NULL, await_ready, &await);
  result = await_result (&await);
  enlist_transport_open_finish (transport, result, &error);
  g_assert_no_error (error);

  return transport;
}

static gboolean
is_let_go (BluezFixture *self)
{
  return !self->device->connected && !self->stranger->connected;
}

static void
strength_of_the_signal (BluezFixture *self, gconstpointer data)
{
  Progress seen = { .fixture = self, .strongest = -128, .approaches = TRUE };
  g_autoptr (EnlistTransport) transport = NULL;

  /* While it is busy it is only heard. */
  self->device->announcement[0] = ENLIST_ANNOUNCEMENT_BUSY;
  self->device->rssi = -90;
  transport = open_transport (self, FALSE, &seen);
  g_assert_cmpint (seen.weakest, ==, -90);
  g_assert_cmpint (seen.strongest, >=, -50);
  g_assert_cmpuint (seen.heard, ==, 1);
  g_assert_cmpstr (seen.adapter, ==, "workshop");
  g_assert_true (self->device->connected);
  g_free (seen.adapter);
  enlist_transport_close (transport);
  bluez_wait_until (self, is_let_go);
}

/* A label without a key does for every device of its model. */
static void
strongest_of_a_model (BluezFixture *self, gconstpointer data)
{
  Progress seen = { .fixture = self };
  g_autoptr (EnlistTransport) transport = open_transport (self, TRUE, &seen);

  g_assert_true (self->stranger->connected);
  g_assert_false (self->device->connected);
  g_free (seen.adapter);
  enlist_transport_close (transport);
  bluez_wait_until (self, is_let_go);
}

/* Adapters. */

/* The device is near another adapter than the first. */
static FakeAdapter *
move_device (BluezFixture *self)
{
  FakeAdapter *other = fake_bluez_add_adapter (self->bluez, "hci1");
  FakeDevice *moved = fake_bluez_add_device (self->bluez, other, "C0:00:00:00:00:01", self->enrollment.uri);

  memcpy (moved->announcement, self->device->announcement, sizeof moved->announcement);
  self->device->silent = TRUE;
  self->device = moved;

  return other;
}

static void
chosen_by_id (BluezFixture *self, gconstpointer data)
{
  move_device (self);
  enlist_bluetooth_set_adapter (bluez_get_bluetooth (self), "hci1");
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (g_hash_table_size (self->adapter->filters), ==, 0);
}

static void
chosen_by_address (BluezFixture *self, gconstpointer data)
{
  FakeAdapter *other = move_device (self);

  enlist_bluetooth_set_adapter (bluez_get_bluetooth (self), other->address);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
first_that_is_on (BluezFixture *self, gconstpointer data)
{
  move_device (self);
  fake_adapter_set_powered (self->adapter, FALSE);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
wrong_one (BluezFixture *self, gconstpointer data)
{
  move_device (self);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "hci0");
}

static void
chosen_one_is_missing (BluezFixture *self, gconstpointer data)
{
  enlist_bluetooth_set_adapter (bluez_get_bluetooth (self), "hci7");
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_NO_ADAPTER, "hci7");
  bluez_assert_calls (self, "Adapter1.StartDiscovery", 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  BLUEZ_TEST ("discovery/by-service-data", found_by_service_data);
  BLUEZ_TEST ("discovery-is-shared-and-filters-merge/with-a-foreign-one", filters_merge);
  BLUEZ_TEST ("discovery-is-shared-and-filters-merge/no-filter-for-uuids", no_filter_for_uuids);
  BLUEZ_TEST ("discovery-is-shared-and-filters-merge/stops-after-30-s", stops_after_30_s);
  BLUEZ_TEST ("discovery-is-shared-and-filters-merge/stops-when-cancelled", stops_when_cancelled);
  BLUEZ_TEST ("discovery-is-shared-and-filters-merge/ended-by-somebody-else", ended_by_somebody_else);
  BLUEZ_TEST ("in-progress/to-discover", in_progress);
  BLUEZ_TEST ("discovery/refused", cannot_discover);
  BLUEZ_TEST ("discovery/service-data-is-missing", service_data_is_missing);
  BLUEZ_TEST ("discovery/service-data-is-short", service_data_is_short);
  BLUEZ_TEST ("discovery/service-data-is-empty", service_data_is_empty);
  BLUEZ_TEST ("discovery/service-data-is-longer", service_data_is_longer);
  BLUEZ_TEST ("discovery/service-data-is-garbage", service_data_is_garbage);
  BLUEZ_TEST ("discovery/flags-of-the-future", flags_of_the_future);
  BLUEZ_TEST ("discovery/service-data-changes", service_data_changes);
  BLUEZ_TEST ("discovery/busy-for-a-while", busy_for_a_while);
  BLUEZ_TEST ("discovery/busy-for-ever", busy_for_ever);
  BLUEZ_TEST ("discovery/bare-uuid", bare_uuid);
  BLUEZ_TEST ("discovery/bare-uuid-of-others", bare_uuid_of_others);
  BLUEZ_TEST ("discovery/strength-of-the-signal", strength_of_the_signal);
  BLUEZ_TEST ("discovery/strongest-of-a-model", strongest_of_a_model);
  BLUEZ_TEST ("several-adapters/chosen-by-id", chosen_by_id);
  BLUEZ_TEST ("several-adapters/chosen-by-address", chosen_by_address);
  BLUEZ_TEST ("several-adapters/first-that-is-on", first_that_is_on);
  BLUEZ_TEST ("several-adapters/wrong-one", wrong_one);
  BLUEZ_TEST ("several-adapters/chosen-one-is-missing", chosen_one_is_missing);

  return g_test_run ();
}
