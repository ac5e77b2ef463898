/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <string.h>

#include "bluez-fixture.h"
#include "enlist-error.h"

/* With a response: the reset, and the one fragment that may be under way before the first acknowledgement */
#define EARLY_WRITES 2

/* Size of frames. */

typedef struct {
  guint mtu;
  guint frame; /* the largest */
} Mtu;

static const Mtu mtus[] = {
  { 23, 20 }, { 24, 21 }, { 64, 61 }, { 185, 182 }, { 247, 244 }, { 502, 499 }, { 503, 500 }, { 504, 500 },
  { 517, 500 },
};

static void
frames_of_an_mtu (BluezFixture *self, gconstpointer data)
{
  const Mtu *mtu = data;

  bluez_set_mtu (self, mtu->mtu);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (self->device->longest[FAKE_IN], ==, mtu->frame);
  g_assert_cmpuint (self->device->longest[FAKE_OUT], <=, mtu->frame);
}

static void
mtu_is_unknown (BluezFixture *self, gconstpointer data)
{
  self->device->mtu_is_unknown = TRUE;
  self->device->not_acquirable = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (self->device->longest[FAKE_IN], ==, 20);
}

/* Without the property the pipe tells it. */
static void
mtu_of_the_pipe (BluezFixture *self, gconstpointer data)
{
  bluez_set_mtu (self, 185);
  self->device->mtu_is_unknown = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (self->device->longest[FAKE_IN], <=, 182);
}

/* Ways. */

static void
acquired (BluezFixture *self, gconstpointer data)
{
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "GattCharacteristic1.AcquireWrite", 1);
  bluez_assert_calls (self, "GattCharacteristic1.AcquireNotify", 1);
  g_assert_cmpuint (self->device->writes_with_response, <=, EARLY_WRITES);
  bluez_assert_calls (self, "GattCharacteristic1.WriteValue", self->device->writes_with_response);
  bluez_assert_calls (self, "GattCharacteristic1.StartNotify", 0);
}

static void
plain (BluezFixture *self, gconstpointer data)
{
  self->device->not_acquirable = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "GattCharacteristic1.StartNotify", 1);
  g_assert_cmpuint (self->device->writes_with_response, <=, EARLY_WRITES);
  g_assert_cmpuint (fake_bluez_count (self->bluez, "GattCharacteristic1.WriteValue"), ==,
                    self->device->frames[FAKE_IN]);
}

static void
plain_at_the_least_mtu (BluezFixture *self, gconstpointer data)
{
  bluez_set_mtu (self, 23);
  plain (self, NULL);
}

typedef struct {
  const char *name;
  const char *call;
  const char *error;
} Unavailable;

static const Unavailable unavailable[] = {
  { "no-acquire-write", "GattCharacteristic1.AcquireWrite", "NotSupported" },
  { "no-acquire-notify", "GattCharacteristic1.AcquireNotify", "NotSupported" },
  { "write-is-acquired-by-another", "GattCharacteristic1.AcquireWrite", "NotPermitted" },
  { "notify-is-acquired-by-another", "GattCharacteristic1.AcquireNotify", "NotPermitted" },
  { "acquire-write-unknown", "GattCharacteristic1.AcquireWrite",
    "org.freedesktop.DBus.Error.UnknownMethod" },
  { "acquire-notify-unknown", "GattCharacteristic1.AcquireNotify",
    "org.freedesktop.DBus.Error.UnknownMethod" },
};

static void
one_is_unavailable (BluezFixture *self, gconstpointer data)
{
  const Unavailable *what = data;

  fake_bluez_fail (self->bluez, what->call, G_MAXUINT, what->error, "Not this way");
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  bluez_assert_calls (self, "Device1.Connect", 1);
}

static void
damages_early_writes (BluezFixture *self, gconstpointer data)
{
  self->device->damages_early_writes = TRUE;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
loses_early_notifications (BluezFixture *self, gconstpointer data)
{
  self->device->lost_notifications = 1;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

/* Frames on their way. @period: of how many frames one is hit, beginning with the one @from */
typedef struct {
  const char *name;
  FakeFrameHook hook;
  FakeDirection direction;
  guint from;
  guint period;
} Fault;

static gboolean
is_hit (const Fault *fault, FakeDirection direction, guint number)
{
  return direction == fault->direction && number >= fault->from &&
         (number - fault->from) % fault->period == 0;
}

static gboolean
drop (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  return is_hit (user_data, direction, number);
}

static gboolean
duplicate (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  if (is_hit (user_data, direction, number))
    fake_device_pass (device, direction, frame);

  return FALSE;
}

static gboolean
cut_short (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  g_autoptr (GBytes) half = NULL;

  if (!is_hit (user_data, direction, number) || g_bytes_get_size (frame) < 2)
    return FALSE;

  half = g_bytes_new_from_bytes (frame, 0, g_bytes_get_size (frame) / 2);
  fake_device_pass (device, direction, half);

  return TRUE;
}

/* Overtaken by what follows within so many milliseconds */
static gboolean
reorder (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  if (is_hit (user_data, direction, number))
    fake_device_pass_later (device, direction, frame, 5);

  return is_hit (user_data, direction, number);
}

/* Later than it takes to send it again */
static gboolean
delay (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  if (is_hit (user_data, direction, number))
    fake_device_pass_later (device, direction, frame, 1200);

  return is_hit (user_data, direction, number);
}

/* A bit of what is sealed */
static gboolean
corrupt (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  const Fault *fault = user_data;
  g_autofree guint8 *copy = NULL;
  g_autoptr (GBytes) other = NULL;
  gsize size = g_bytes_get_size (frame);

  if (direction != fault->direction || number != fault->from)
    return FALSE;

  copy = g_memdup2 (g_bytes_get_data (frame, NULL), size);
  copy[size - 1] ^= 1;
  other = g_bytes_new (copy, size);
  fake_device_pass (device, direction, other);

  return TRUE;
}

/* Somebody else's, as long as ours and with a number that fits; and what is no frame at all */
static gboolean
forge (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  const Fault *fault = user_data;
  g_autofree guint8 *copy = NULL;
  g_autoptr (GBytes) other = NULL;
  g_autoptr (GBytes) noise = NULL;
  gsize size = g_bytes_get_size (frame);

  if (direction != fault->direction || number != fault->from)
    return FALSE;

  copy = g_memdup2 (g_bytes_get_data (frame, NULL), size);
  memset (copy + 3, 0x5a, size - 3);
  other = g_bytes_new (copy, size);
  memset (copy, 0xa5, size);
  noise = g_bytes_new (copy, size);
  fake_device_pass (device, direction, noise);
  fake_device_pass (device, direction, other);

  return FALSE;
}

static const Fault faults[] = {
  { "eatt-notifications-out-of-order/one-in-two", reorder, FAKE_OUT, 1, 2 },
  { "eatt-notifications-out-of-order/one-in-three", reorder, FAKE_OUT, 2, 3 },
  { "eatt-notifications-out-of-order/writes", reorder, FAKE_IN, 2, 3 },
  { "frames/duplicated-in", duplicate, FAKE_IN, 2, 2 },
  { "frames/duplicated-out", duplicate, FAKE_OUT, 1, 2 },
  { "frames/truncated-in", cut_short, FAKE_IN, 7, 40 },
  { "frames/truncated-out", cut_short, FAKE_OUT, 6, 40 },
  { "frames/dropped-in", drop, FAKE_IN, 8, 40 },
  { "frames/dropped-out", drop, FAKE_OUT, 5, 40 },
  { "frames/late-in", delay, FAKE_IN, 9, 40 },
  { "frames/late-out", delay, FAKE_OUT, 8, 40 },
  { "every-local-user-may-talk-to-org-bluez/corrupted-in", corrupt, FAKE_IN, 9, 1 },
  { "every-local-user-may-talk-to-org-bluez/corrupted-out", corrupt, FAKE_OUT, 9, 1 },
  { "every-local-user-may-talk-to-org-bluez/forged-in", forge, FAKE_IN, 9, 1 },
  { "every-local-user-may-talk-to-org-bluez/forged-out", forge, FAKE_OUT, 9, 1 },
};

static void
frames_suffer (BluezFixture *self, gconstpointer data)
{
  bluez_set_mtu (self, 64);
  self->device->hook = ((const Fault *) data)->hook;
  self->device->hook_data = (gpointer) data;
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
add_frames_suffer (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *name = g_strconcat ("/core/bluez/", faults[i].name, NULL);

      g_test_add (name, BluezFixture, &faults[i], bluez_set_up, frames_suffer, bluez_tear_down);
    }
}

/* Writes that fail. */

static void
another_assistant (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "GattCharacteristic1.WriteValue", 1, "InProgress", "In Progress");
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BUSY, "Another assistant");
  /* It can be tried again. */
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

/* As BlueZ says it before 5.70 */
static void
another_assistant_says_att (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "GattCharacteristic1.WriteValue", G_MAXUINT, "Failed",
                   "Operation failed with ATT error: 0xfe");
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_BUSY, "Another assistant");
}

/* A device on BlueZ 5.66 cannot refuse a write: it disconnects. */
static gboolean
hang_up (FakeDevice *device, FakeDirection direction, guint number, GBytes *frame, gpointer user_data)
{
  if (direction != FAKE_IN || number > GPOINTER_TO_UINT (user_data))
    return FALSE;

  fake_device_lose_link (device);

  return TRUE;
}

static void
another_assistant_for_a_while (BluezFixture *self, gconstpointer data)
{
  self->device->hook = hang_up;
  self->device->hook_data = GUINT_TO_POINTER (2);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static void
another_assistant_for_ever (BluezFixture *self, gconstpointer data)
{
  self->device->hook = hang_up;
  self->device->hook_data = GUINT_TO_POINTER (G_MAXUINT);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_LINK_LOST, "");
}

static void
first_write_fails (BluezFixture *self, gconstpointer data)
{
  fake_bluez_fail (self->bluez, "GattCharacteristic1.WriteValue", 1, "Failed", "Operation failed");
  bluez_enroll (self);
  bluez_assert_enrolled (self);
}

static gboolean
fail_later_write (gpointer object, GDBusMethodInvocation *invocation, gpointer user_data)
{
  guint *count = user_data;

  if (++*count != 12)
    return FALSE;
  g_dbus_method_invocation_return_dbus_error (invocation, "org.bluez.Error.Failed", "Operation failed");

  return TRUE;
}

/* A frame that is lost, or a link: either way the enrollment goes on. */
static void
later_write_fails (BluezFixture *self, gconstpointer data)
{
  guint count = 0;

  bluez_set_mtu (self, 64);
  self->device->not_acquirable = TRUE;
  fake_bluez_script (self->bluez, "GattCharacteristic1.WriteValue", G_MAXUINT, fail_later_write, &count);
  bluez_enroll (self);
  bluez_assert_enrolled (self);
  g_assert_cmpuint (count, >, 12);
}

static void
never_subscribed (BluezFixture *self, gconstpointer data)
{
  self->device->not_acquirable = TRUE;
  fake_bluez_fail (self->bluez, "GattCharacteristic1.StartNotify", G_MAXUINT, NULL, NULL);
  bluez_enroll (self);
  bluez_assert_failed (self, ENLIST_ERROR_UNREACHABLE, "");
}

static void
add_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mtus); i++)
    {
      g_autofree char *name = g_strdup_printf ("/core/bluez/server-refuses-511-bytes/mtu-%u", mtus[i].mtu);

      g_test_add (name, BluezFixture, &mtus[i], bluez_set_up, frames_of_an_mtu, bluez_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (unavailable); i++)
    {
      g_autofree char *name = g_strconcat ("/core/bluez/ways/", unavailable[i].name, NULL);

      g_test_add (name, BluezFixture, &unavailable[i], bluez_set_up, one_is_unavailable, bluez_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_tables ();
  BLUEZ_TEST ("mtu-unknown-at-first/least", mtu_is_unknown);
  BLUEZ_TEST ("mtu-unknown-at-first/of-the-pipe", mtu_of_the_pipe);
  BLUEZ_TEST ("ways/acquired", acquired);
  BLUEZ_TEST ("ways/plain", plain);
  BLUEZ_TEST ("ways/plain-at-the-least-mtu", plain_at_the_least_mtu);
  BLUEZ_TEST ("acquire-write-corrupts-early-packets", damages_early_writes);
  BLUEZ_TEST ("acquire-notify-loses-early-data", loses_early_notifications);
  add_frames_suffer ();
  BLUEZ_TEST ("in-progress/another-assistant", another_assistant);
  BLUEZ_TEST ("in-progress/another-assistant-says-att", another_assistant_says_att);
  BLUEZ_TEST ("in-progress/another-assistant-for-a-while", another_assistant_for_a_while);
  BLUEZ_TEST ("in-progress/another-assistant-for-ever", another_assistant_for_ever);
  BLUEZ_TEST ("writes/first-fails", first_write_fails);
  BLUEZ_TEST ("writes/later-one-fails", later_write_fails);
  BLUEZ_TEST ("writes/never-subscribed", never_subscribed);

  return g_test_run ();
}
