/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-bluez-problem-private.h"
#include "enlist-bluez-target-private.h"
#include "enlist-rfkill-private.h"

#include <glib/gstdio.h>

/* What is read and said about Bluetooth, without any. */

static const EnlistAnnouncement announcement = {
  .device = { 1, 2, 3, 4, 5, 6 },
  .model = { 0xa, 0xb, 0xc },
};

static void
test_targets (void)
{
  static const struct {
    const char *uri;
    gboolean matches;
  } cases[] = {
    { "ble:", TRUE },
    { "ble:*/*", TRUE },
    { "ble:010203040506/0a0b0c", TRUE },
    { "ble:010203040506/ffffff", TRUE }, /* whoever has the key needs no model */
    { "ble:010203040506/*", TRUE },
    { "ble:*/0A0B0C", TRUE },
    { "ble:010203040507/0a0b0c", FALSE },
    { "ble:*/0a0b0d", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      EnlistBluezTarget target;

      g_assert_true (enlist_bluez_target_parse (&target, cases[i].uri, &error));
      g_assert_no_error (error);
      g_assert_cmpint (enlist_bluez_target_matches (&target, &announcement), ==, cases[i].matches);
    }
}

static void
test_malformed_targets (void)
{
  static const char *const uris[] = {
    "ble", "bla:", "ble:/", "ble:010203040506", "ble:010203040506/", "ble:/0a0b0c", "ble:0102030405/0a0b0c",
    "ble:01020304050607/0a0b0c", "ble:010203040506/0a0b", "ble:010203040506/0a0b0c0d",
    "ble:01020304050g/0a0b0c",
    "ble:010203040506/0a0b0c/", "ble:**/*", "ble:00:AA:01:00:00:00",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;
      EnlistBluezTarget target;

      g_assert_false (enlist_bluez_target_parse (&target, uris[i], &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
    }
}

static void
test_problems (void)
{
  static const struct {
    const char *name;
    const char *message;
    EnlistBluezProblem problem;
    EnlistError code;
  } cases[] = {
    { "org.bluez.Error.Failed", "le-connection-abort-by-local", ENLIST_BLUEZ_PROBLEM_OTHER,
      ENLIST_ERROR_UNREACHABLE },
    { "org.bluez.Error.Failed", "Operation failed with ATT error: 0xfe", ENLIST_BLUEZ_PROBLEM_IN_PROGRESS,
      ENLIST_ERROR_UNREACHABLE },
    { "org.bluez.Error.Failed", "Operation failed with ATT error: 0x01", ENLIST_BLUEZ_PROBLEM_OTHER,
      ENLIST_ERROR_UNREACHABLE },
    { "org.bluez.Error.InProgress", "In Progress", ENLIST_BLUEZ_PROBLEM_IN_PROGRESS,
      ENLIST_ERROR_UNREACHABLE },
    { "org.bluez.Error.NotReady", "Resource Not Ready", ENLIST_BLUEZ_PROBLEM_OFF,
      ENLIST_ERROR_BLUETOOTH_OFF },
    { "org.bluez.Error.Blocked", "Blocked by rfkill", ENLIST_BLUEZ_PROBLEM_BLOCKED,
      ENLIST_ERROR_BLUETOOTH_BLOCKED },
    { "org.freedesktop.DBus.Error.AccessDenied", "No", ENLIST_BLUEZ_PROBLEM_DENIED,
      ENLIST_ERROR_BLUETOOTH_DENIED },
    { "org.freedesktop.DBus.Error.UnknownObject", "No", ENLIST_BLUEZ_PROBLEM_GONE, ENLIST_ERROR_UNREACHABLE },
    { "org.freedesktop.DBus.Error.UnknownMethod", "No", ENLIST_BLUEZ_PROBLEM_GONE, ENLIST_ERROR_UNREACHABLE },
    { "org.freedesktop.DBus.Error.ServiceUnknown", "No", ENLIST_BLUEZ_PROBLEM_NO_SERVICE,
      ENLIST_ERROR_BLUETOOTH_ABSENT },
    { "org.bluez.Error.OfTheFuture", "No", ENLIST_BLUEZ_PROBLEM_OTHER, ENLIST_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) raw = g_dbus_error_new_for_dbus_error (cases[i].name, cases[i].message);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (enlist_bluez_problem_from_error (raw), ==, cases[i].problem);
      error = enlist_bluez_problem_to_error (raw, "hci1", ENLIST_ERROR_UNREACHABLE, "Trying");
      g_assert_error (error, ENLIST_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, "hci1"));
      g_assert_nonnull (strstr (error->message, cases[i].message));
      g_assert_null (strstr (error->message, "GDBus"));
    }
}

static void
test_no_addresses (void)
{
  g_autoptr (GError) raw = g_dbus_error_new_for_dbus_error (
    "org.freedesktop.DBus.Error.UnknownObject",
    "No such path “/org/bluez/hci0/dev_00_AA_01_bb_00_0F/service0010” of 00:AA:01:BB:00:0F");
  g_autofree char *text = enlist_bluez_problem_dup_text (raw);

  g_assert_cmpstr (text, ==, "No such path “/org/bluez/hci0/dev_…/service0010” of …");
}

/* Switches. */

typedef struct {
  char *folder;
  EnlistRfkill *rfkill;
} Switches;

static void
write_attribute (const char *radio, const char *name, const char *value)
{
  g_autofree char *path = g_build_filename (radio, name, NULL);

  g_assert_true (g_file_set_contents (path, value, -1, NULL));
}

static void
add_radio (Switches   *self,
           const char *id,
           const char *type,
           const char *name,
           const char *soft,
           const char *hard)
{
  g_autofree char *radio = g_build_filename (self->folder, id, NULL);

  g_assert_cmpint (g_mkdir_with_parents (radio, 0700), ==, 0);
  write_attribute (radio, "type", type);
  write_attribute (radio, "name", name);
  write_attribute (radio, "soft", soft);
  write_attribute (radio, "hard", hard);
}

static void
on_changed (EnlistRfkill *rfkill, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
read_switches (Switches *self)
{
  gboolean changed = FALSE;
  gulong handler;

  if (self->rfkill == NULL)
    self->rfkill = enlist_rfkill_new (self->folder, "/nonexistent");
  else
    enlist_rfkill_refresh (self->rfkill);
  handler = g_signal_connect (self->rfkill, "changed", G_CALLBACK (on_changed), &changed);
  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (self->rfkill, handler);
}

static void
test_switches (void)
{
  Switches self = { g_dir_make_tmp ("enlist-rfkill-XXXXXX", NULL), NULL };

  read_switches (&self);
  g_assert_true (enlist_rfkill_is_known (self.rfkill));
  g_assert_false (enlist_rfkill_is_blocked (self.rfkill, NULL));

  /* Of other radios, and one that is not blocked */
  add_radio (&self, "rfkill0", "wlan\n", "phy0\n", "1\n", "1\n");
  add_radio (&self, "rfkill1", "bluetooth\n", "hci0\n", "0\n", "0\n");
  read_switches (&self);
  g_assert_false (enlist_rfkill_is_blocked (self.rfkill, "hci0"));
  g_assert_false (enlist_rfkill_is_blocked (self.rfkill, NULL));

  add_radio (&self, "rfkill2", "bluetooth\n", "hci1\n", "1\n", "0\n");
  read_switches (&self);
  g_assert_false (enlist_rfkill_is_blocked (self.rfkill, "hci0"));
  g_assert_true (enlist_rfkill_is_blocked (self.rfkill, "hci1"));
  g_assert_true (enlist_rfkill_is_blocked (self.rfkill, NULL));

  /* A switch of the machine is for all. */
  add_radio (&self, "rfkill3", "bluetooth\n", "machine\n", "0\n", "1\n");
  read_switches (&self);
  g_assert_true (enlist_rfkill_is_blocked (self.rfkill, "hci0"));

  g_clear_object (&self.rfkill);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "type", "name", "soft", "hard" };
      g_autofree char *radio = g_strdup_printf ("%s/rfkill%u", self.folder, i);

      for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
        {
          g_autofree char *path = g_build_filename (radio, names[j], NULL);

          g_assert_cmpint (g_unlink (path), ==, 0);
        }
      g_assert_cmpint (g_rmdir (radio), ==, 0);
    }
  g_assert_cmpint (g_rmdir (self.folder), ==, 0);
  g_free (self.folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/bluez/words/10.1.10-targets", test_targets);
  g_test_add_func ("/core/bluez/words/malformed-targets", test_malformed_targets);
  g_test_add_func ("/core/bluez/words/problems", test_problems);
  g_test_add_func ("/core/bluez/words/no-addresses", test_no_addresses);
  g_test_add_func ("/core/bluez/words/switches", test_switches);

  return g_test_run ();
}
