/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "bluez-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "await.h"
#include "crypto-sodium.h"
#include "enlist-bluetooth-private.h"
#include "enlist-haste-private.h"

#define DEADLINE_MS 10000

/* Several frames each way, and all that an enrollment has. */
#define SOURCE "{ 'enlist-label': 1, 'sequence': 1, 'vendor': 'Example Instruments'," \
               "  'model': 'Weather Sensor'," \
               "  'assistant': [ { 'ask': ['owner', 'name'] }, { 'send': ['owner', 'name'] }," \
               "                 { 'await': ['device.key'], 'seconds': 60 }, { 'record': [] } ]," \
               "  'device': [ { 'need': ['owner', 'name'] }, { 'call': 64, 'title': '%s', 'with': [0] }," \
               "              { 'set': ['name'] }, { 'make-key': 'ed25519', 'into': 'device.key' }," \
               "              { 'report': ['device.key', 'device.versions'] }, 'lock' ] }"

static EnlistSlice
slice_from_string (const char *text)
{
  return enlist_slice (text, strlen (text));
}

/* What the device advertises. */
static void
announce (BluezFixture *self)
{
  EnlistDeviceValues *values = self->enrollment.device;
  const EnlistCrypto *crypto = enlist_crypto_sodium ();
  EnlistAnnouncement announcement = { 0 };
  EnlistStatus status;

  enlist_announcement_device (crypto, g_bytes_get_data (enlist_device_values_get_key (values), NULL),
                              announcement.device);
  status = enlist_announcement_model (crypto, slice_from_string (enlist_device_values_get_vendor (values)),
                                      slice_from_string (enlist_device_values_get_model (values)),
                                      announcement.model);
  g_assert_cmpint (status, ==, ENLIST_OK);
  enlist_announcement_write (&announcement, self->device->announcement);
  /* The other one is of the same model. */
  announcement.device[0] ^= 0xff;
  enlist_announcement_write (&announcement, self->stranger->announcement);
}

static gboolean
is_quiet (BluezFixture *self)
{
  gboolean ours = self->device->connected && !self->device->used;

  return !ours && self->device->connecting == NULL &&
         g_hash_table_size (self->adapter->clients) == 0;
}

static gboolean
on_deadline (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_CONTINUE;
}

static gboolean
wait_for (BluezFixture *self, BluezCondition condition)
{
  gboolean late = FALSE;
  guint deadline = g_timeout_add (DEADLINE_MS, on_deadline, &late);

  while (!condition (self) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);

  return !late;
}

void
bluez_wait_until (BluezFixture *self, BluezCondition condition)
{
  g_assert_true (wait_for (self, condition));
}

void
bluez_set_up (BluezFixture *self, gconstpointer data)
{
  enlist_haste_set (BLUEZ_HASTE);
  enrollment_set_up (&self->enrollment, "Weather Sensor");
  self->rfkill = g_build_filename (self->enrollment.folder, "rfkill", NULL);
  g_assert_cmpint (g_mkdir (self->rfkill, 0700), ==, 0);
  self->cancellable = g_cancellable_new ();
  self->bluez = fake_bluez_new ();
  self->adapter = fake_bluez_add_adapter (self->bluez, "hci0");
  self->device = fake_bluez_add_device (self->bluez, self->adapter, "C0:00:00:00:00:01",
                                        self->enrollment.uri);
  self->stranger = fake_bluez_add_device (self->bluez, self->adapter, "C0:00:00:00:00:02", NULL);
  self->stranger->rssi = -30;
  announce (self);
  if (data != BLUEZ_ABSENT)
    fake_bluez_start (self->bluez);
}

void
bluez_tear_down (BluezFixture *self, gconstpointer data)
{
  fake_bluez_assert_clean (self->bluez);
  g_clear_object (&self->record);
  g_clear_error (&self->error);
  g_clear_object (&self->bluetooth);
  g_clear_object (&self->cancellable);
  fake_bluez_free (self->bluez);
  g_free (self->rfkill);
  enrollment_tear_down (&self->enrollment);
}

void
bluez_set_mtu (BluezFixture *self, guint mtu)
{
  self->device->mtu = mtu;
  self->enrollment.mtu = MIN (mtu - 3, 500);
}

EnlistBluetooth *
bluez_get_bluetooth (BluezFixture *self)
{
  if (self->bluetooth == NULL)
    self->bluetooth = enlist_bluetooth_new_for_bus (NULL, self->rfkill);

  return self->bluetooth;
}

static gboolean
is_started (BluezFixture *self)
{
  return enlist_bluetooth_get_state (bluez_get_bluetooth (self)) != ENLIST_BLUETOOTH_STARTING;
}

EnlistBluetoothState
bluez_wait_for_state (BluezFixture *self)
{
  bluez_wait_until (self, is_started);

  return enlist_bluetooth_get_state (self->bluetooth);
}

void
bluez_enroll (BluezFixture *self)
{
  g_autofree char *title = g_strnfill (600, 'x');
  g_autofree char *text = g_strdup_printf (SOURCE, title);
  g_autoptr (JsonNode) source = enrollment_parse_source (text);
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (EnlistSession) session = NULL;

  if (self->enrollment.process == NULL)
    enrollment_start_device (&self->enrollment);
  label = enrollment_make_label (&self->enrollment, source);
  session = enrollment_new_session (&self->enrollment, label);
  enlist_session_set_bluetooth (session, bluez_get_bluetooth (self));
  g_clear_object (&self->record);
  g_clear_error (&self->error);
  self->record = enrollment_run_at (&self->enrollment, session, "ble:", self->cancellable, &self->error);
  /* What is to be closed may be on its way. */
  wait_for (self, is_quiet);
}

void
bluez_assert_enrolled (BluezFixture *self)
{
  g_assert_no_error (self->error);
  g_assert_nonnull (self->record);
  g_assert_true (enrollment_is_locked (&self->enrollment));
}

void
bluez_assert_failed (BluezFixture *self, int code, const char *text)
{
  g_assert_error (self->error, ENLIST_ERROR, code);
  if (strstr (self->error->message, text) == NULL)
    g_error ("“%s” is not in “%s”", text, self->error->message);
  g_assert_null (self->record);
  g_assert_false (enrollment_is_locked (&self->enrollment));
}

void
bluez_assert_calls (BluezFixture *self, const char *call, guint count)
{
  g_assert_cmpuint (fake_bluez_count (self->bluez, call), ==, count);
}
