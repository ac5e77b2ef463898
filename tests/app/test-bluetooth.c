/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "stage.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gstdio.h>

#include "await.h"
#include "bluez-fixture.h"
#include "enlist-error.h"
#include "enlist-failure-page.h"
#include "enlist-haste-private.h"
#include "enlist-preferences-window.h"
#include "enlist-progress-page.h"
#include "enlist-review-page.h"

/* What people see of Bluetooth, with adapters and devices that a test plays. */

typedef struct {
  BluezFixture bluez;
  EnlistServices *services;
  EnlistLabel *label;
  EnlistSession *session;
  GCancellable *cancellable; /* of the session, while it runs */
  Await ended;
  GError *error;             /* that a failure page is to show */
  guint tries;               /* signals try-again */
} Fixture;

static gboolean
is_settled (gpointer user_data)
{
  EnlistServices *services = ENLIST_SERVICES (user_data);

  return enlist_services_is_settled (services) && enlist_services_get_journal (services) != NULL &&
         enlist_bluetooth_get_state (enlist_services_get_bluetooth (services)) != ENLIST_BLUETOOTH_STARTING;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  const char *const transports[] = { "ble:", NULL };
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  g_autoptr (GError) error = NULL;
  Enrollment *enrollment = &fixture->bluez.enrollment;

  bluez_set_up (&fixture->bluez, user_data);
  /* For a person: what is shown has to stay. */
  enlist_haste_set (1);
  fixture->services = enlist_services_new ();
  enlist_settings_set_bluetooth_adapter (enlist_services_get_settings (fixture->services), "");
  fixture->label = enlist_label_compile (source, "sample.json", transports, enrollment->device,
                                         enrollment->key, &error);
  g_assert_no_error (error);
  fixture->session = enlist_session_new (fixture->label, enrollment->publisher, enrollment->journal,
                                         enrollment->keyring);
}

/* Once the adapters are as the test wants them. */
static void
open_services (Fixture *fixture)
{
  enlist_services_set_bluetooth (fixture->services, bluez_get_bluetooth (&fixture->bluez));
  enlist_services_open (fixture->services);
  stage_wait (is_settled, fixture->services);
}

static gboolean
is_quiet (gpointer user_data)
{
  BluezFixture *bluez = user_data;

  return !fake_adapter_is_discovering (bluez->adapter) && !bluez->device->connected &&
         bluez->device->connecting == NULL;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  if (fixture->cancellable != NULL)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (EnlistRecord) record = NULL;

      g_cancellable_cancel (fixture->cancellable);
      result = await_result (&fixture->ended);
      record = enlist_session_run_finish (fixture->session, result, NULL);
      stage_wait (is_quiet, &fixture->bluez);
    }
  g_clear_object (&fixture->cancellable);
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->label);
  g_clear_object (&fixture->services);
  g_clear_error (&fixture->error);
  bluez_tear_down (&fixture->bluez, user_data);
}

static FakeAdapter *
add_second_adapter (Fixture *fixture)
{
  FakeAdapter *adapter = fake_bluez_add_adapter (fixture->bluez.bluez, "hci1");

  fake_bluez_stop (fixture->bluez.bluez);
  fake_bluez_start (fixture->bluez.bluez);
  return adapter;
}

static void
block (Fixture *fixture)
{
  fixture->bluez.adapter->blocked = TRUE;
  fixture->bluez.adapter->has_power_state = TRUE;
  fake_adapter_set_powered (fixture->bluez.adapter, FALSE);
}

static void
click (GtkWidget  *widget,
       const char *text)
{
  GtkWidget *label = stage_find_text (widget, text);

  g_assert_nonnull (label);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
}

static gboolean
is_seen (GtkWidget  *widget,
         const char *text)
{
  GtkWidget *label = stage_find_text (widget, text);

  return label != NULL && gtk_widget_get_mapped (label);
}

static gboolean
is_off (gpointer user_data)
{
  return enlist_bluetooth_get_state (user_data) == ENLIST_BLUETOOTH_OFF;
}

static void
turn_off (Fixture *fixture)
{
  fake_adapter_set_powered (fixture->bluez.adapter, FALSE);
  stage_wait (is_off, enlist_services_get_bluetooth (fixture->services));
  fixture->tries = 0;
}

/* The review. */

static GtkWidget *
create_review (gpointer user_data)
{
  Fixture *fixture = user_data;

  return GTK_WIDGET (enlist_review_page_new (fixture->services, fixture->label,
                                             fixture->bluez.enrollment.publisher));
}

static GtkWidget *
create_review_off (gpointer user_data)
{
  turn_off (user_data);
  return create_review (user_data);
}

static gboolean
is_fine_again (gpointer user_data)
{
  return !is_seen (GTK_WIDGET (user_data), "Bluetooth is turned off");
}

static void
turn_on (GtkWidget *window,
         GtkWidget *widget,
         gpointer   user_data)
{
  click (widget, "Turn On");
  stage_wait (is_fine_again, widget);
}

static void
see_off (GtkWidget *window,
         GtkWidget *widget,
         gpointer   user_data)
{
  g_assert_true (is_seen (widget, "Bluetooth is turned off"));
  g_assert_true (is_seen (widget, "Turn On"));
}

static void
test_review_off (Fixture       *fixture,
                 gconstpointer  user_data)
{
  fake_adapter_set_powered (fixture->bluez.adapter, FALSE);
  open_services (fixture);
  stage_show ("review-bluetooth-off", create_review, see_off, fixture);
  stage_show ("review-bluetooth-on-again", create_review_off, turn_on, fixture);
  g_assert_true (fixture->bluez.adapter->powered);
}

static void
see_blocked (GtkWidget *window,
             GtkWidget *widget,
             gpointer   user_data)
{
  g_assert_true (is_seen (widget, "Bluetooth is blocked"));
}

static void
test_review_blocked (Fixture       *fixture,
                     gconstpointer  user_data)
{
  block (fixture);
  open_services (fixture);
  stage_show ("review-bluetooth-blocked", create_review, see_blocked, fixture);
}

/* Failures. */

static void
on_try_again (Fixture *fixture)
{
  fixture->tries++;
}

static GtkWidget *
create_failure (gpointer user_data)
{
  Fixture *fixture = user_data;
  EnlistPage *page = enlist_failure_page_new (fixture->session,
                                              enlist_services_get_bluetooth (fixture->services),
                                              fixture->error);

  g_signal_connect_swapped (page, "try-again", G_CALLBACK (on_try_again), fixture);
  return GTK_WIDGET (page);
}

static gboolean
has_tried (gpointer user_data)
{
  return ((Fixture *) user_data)->tries > 0;
}

static void
turn_on_and_go_on (GtkWidget *window,
                   GtkWidget *widget,
                   gpointer   user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (is_seen (widget, "Try Again"));
  click (widget, "Turn On Bluetooth");
  stage_wait (has_tried, fixture);
  g_assert_cmpuint (fixture->tries, ==, 1);
  g_assert_true (fixture->bluez.adapter->powered);
}

static gboolean
is_ready (gpointer user_data)
{
  return enlist_bluetooth_get_state (user_data) == ENLIST_BLUETOOTH_READY;
}

/* What was put right elsewhere needs no button here any more. */
static void
turn_on_elsewhere (GtkWidget *window,
                   GtkWidget *widget,
                   gpointer   user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (is_seen (widget, "Turn On Bluetooth"));
  fake_adapter_set_powered (fixture->bluez.adapter, TRUE);
  stage_wait (is_ready, enlist_services_get_bluetooth (fixture->services));
  stage_settle (widget);
  g_assert_false (is_seen (widget, "Turn On Bluetooth"));
  click (widget, "Try Again");
  g_assert_cmpuint (fixture->tries, ==, 1);
}

static void
fail_with (Fixture    *fixture,
           EnlistError code,
           const char *message)
{
  g_clear_error (&fixture->error);
  g_set_error_literal (&fixture->error, ENLIST_ERROR, code, message);
}

static GtkWidget *
create_failure_off (gpointer user_data)
{
  turn_off (user_data);
  return create_failure (user_data);
}

static void
test_failure_off (Fixture       *fixture,
                  gconstpointer  user_data)
{
  fake_adapter_set_powered (fixture->bluez.adapter, FALSE);
  open_services (fixture);
  enlist_bluetooth_check (enlist_services_get_bluetooth (fixture->services), &fixture->error);
  stage_show ("failure-bluetooth-off", create_failure, NULL, fixture);
  stage_show ("failure-bluetooth-off-tried", create_failure_off, turn_on_and_go_on, fixture);
  stage_show ("failure-bluetooth-on-again", create_failure_off, turn_on_elsewhere, fixture);
}

static void
see_no_settings (GtkWidget *window,
                 GtkWidget *widget,
                 gpointer   user_data)
{
  g_assert_false (is_seen (widget, "Open Settings"));
  g_assert_true (is_seen (widget, "Try Again"));
}

static void
test_failure_blocked (Fixture       *fixture,
                      gconstpointer  user_data)
{
  block (fixture);
  open_services (fixture);
  enlist_bluetooth_check (enlist_services_get_bluetooth (fixture->services), &fixture->error);
  stage_show ("failure-bluetooth-blocked", create_failure, see_no_settings, fixture);
}

static gboolean
has_settings (gpointer user_data)
{
  g_autoptr (GDesktopAppInfo) info = g_desktop_app_info_new ("gnome-bluetooth-panel.desktop");

  return info != NULL;
}

static gboolean
exists (gpointer user_data)
{
  return g_file_test (user_data, G_FILE_TEST_EXISTS);
}

static void
open_settings (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *opened = g_build_filename (fixture->bluez.enrollment.folder, "opened", NULL);

  click (widget, "Open Settings");
  stage_wait (exists, opened);
  g_assert_cmpint (g_unlink (opened), ==, 0);
  g_assert_cmpuint (fixture->tries, ==, 0);
  g_assert_true (is_seen (widget, "Try Again"));
}

/* On a desktop that has settings for it. */
static void
test_failure_settings (Fixture       *fixture,
                       gconstpointer  user_data)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *path = g_build_filename (folder, "gnome-bluetooth-panel.desktop", NULL);
  g_autofree char *text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Bluetooth\n"
                                           "Exec=touch %s/opened\n", fixture->bluez.enrollment.folder);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0755);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  stage_wait (has_settings, NULL);

  block (fixture);
  open_services (fixture);
  enlist_bluetooth_check (enlist_services_get_bluetooth (fixture->services), &fixture->error);
  stage_show ("failure-bluetooth-blocked-settings", create_failure, NULL, fixture);
  stage_show ("failure-bluetooth-settings-opened", create_failure, open_settings, fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
see_choice (GtkWidget *window,
            GtkWidget *widget,
            gpointer   user_data)
{
  g_assert_true (is_seen (widget, "Choose Adapter…"));
  g_assert_true (is_seen (widget, "Try Again"));
}

static void
see_no_choice (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  g_assert_false (is_seen (widget, "Choose Adapter…"));
  g_assert_true (is_seen (widget, "Try Again"));
}

/* It was chosen, and has been unplugged since. */
static void
test_failure_no_adapter (Fixture       *fixture,
                         gconstpointer  user_data)
{
  enlist_settings_set_bluetooth_adapter (enlist_services_get_settings (fixture->services),
                                         "00:11:22:33:44:55");
  open_services (fixture);
  enlist_bluetooth_check (enlist_services_get_bluetooth (fixture->services), &fixture->error);
  g_assert_error (fixture->error, ENLIST_ERROR, ENLIST_ERROR_NO_ADAPTER);
  stage_show ("failure-bluetooth-no-adapter", create_failure, see_choice, fixture);
}

static void
test_failure_absent (Fixture       *fixture,
                     gconstpointer  user_data)
{
  open_services (fixture);
  enlist_bluetooth_check (enlist_services_get_bluetooth (fixture->services), &fixture->error);
  g_assert_error (fixture->error, ENLIST_ERROR, ENLIST_ERROR_BLUETOOTH_ABSENT);
  stage_show ("failure-bluetooth-absent", create_failure, see_no_choice, fixture);
  fail_with (fixture, ENLIST_ERROR_BLUETOOTH_DENIED,
             "The system bus does not let this program talk to org.bluez");
  stage_show ("failure-bluetooth-denied", create_failure, see_no_choice, fixture);
}

static void
see_checks (GtkWidget *window,
            GtkWidget *widget,
            gpointer   user_data)
{
  see_choice (window, widget, user_data);
  g_assert_true (is_seen (widget, "It is near"));
}

static void
test_failure_unheard (Fixture       *fixture,
                      gconstpointer  user_data)
{
  add_second_adapter (fixture);
  open_services (fixture);
  fail_with (fixture, ENLIST_ERROR_UNREACHABLE, "The device was not heard within 30 seconds");
  stage_show ("failure-unheard", create_failure, see_checks, fixture);
}

static void
test_failure_link (Fixture       *fixture,
                   gconstpointer  user_data)
{
  open_services (fixture);
  fail_with (fixture, ENLIST_ERROR_BUSY, "Another assistant has the device");
  stage_show ("failure-busy", create_failure, see_no_choice, fixture);
  fail_with (fixture, ENLIST_ERROR_LINK_LOST,
             "The link broke, and the device was not reached again: It was not heard within 30 seconds");
  stage_show ("failure-link-lost", create_failure, see_no_choice, fixture);
}

/* Preferences. */

static GtkWidget *
create_preferences (gpointer user_data)
{
  Fixture *fixture = user_data;

  return enlist_preferences_window_new (NULL, fixture->services);
}

static void
choose (GtkWidget  *widget,
        const char *subtitle)
{
  GtkWidget *row = gtk_widget_get_ancestor (stage_find_text (widget, subtitle), ADW_TYPE_ACTION_ROW);

  adw_action_row_activate (ADW_ACTION_ROW (row));
}

static void
choose_second (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  Fixture *fixture = user_data;
  EnlistBluetooth *bluetooth = enlist_services_get_bluetooth (fixture->services);
  FakeAdapter *second = g_ptr_array_index (fixture->bluez.bluez->adapters, 1);
  g_autofree char *subtitle = g_strdup_printf ("hci1 · %s", second->address);

  choose (widget, subtitle);
  g_assert_cmpstr (enlist_bluetooth_get_adapter (bluetooth), ==, second->address);
  choose (widget, "The first one that is turned on");
  g_assert_cmpstr (enlist_bluetooth_get_adapter (bluetooth), ==, NULL);
  choose (widget, subtitle);
}

static void
test_preferences (Fixture       *fixture,
                  gconstpointer  user_data)
{
  EnlistSettings *settings = enlist_services_get_settings (fixture->services);

  add_second_adapter (fixture);
  open_services (fixture);
  stage_show_window ("preferences", create_preferences, choose_second, fixture);
  /* One that is not there is still what is chosen. */
  fake_adapter_set_powered (fixture->bluez.adapter, FALSE);
  enlist_settings_set_bluetooth_adapter (settings, "00:11:22:33:44:55");
  stage_show_window ("preferences-absent", create_preferences, NULL, fixture);
  enlist_settings_set_bluetooth_adapter (settings, "");
}

/* Progress. */

static GtkWidget *
create_progress (gpointer user_data)
{
  return GTK_WIDGET (enlist_progress_page_new (((Fixture *) user_data)->session));
}

static void
run_session (Fixture *fixture)
{
  open_services (fixture);
  fixture->cancellable = g_cancellable_new ();
  enlist_session_set_bluetooth (fixture->session, enlist_services_get_bluetooth (fixture->services));
  enlist_session_run_async (fixture->session, NULL, fixture->cancellable, await_ready, &fixture->ended);
}

static gboolean
is_heard (gpointer user_data)
{
  g_autofree char *hearing = enlist_session_dup_hearing (ENLIST_SESSION (user_data));

  return *hearing != '\0';
}

static void
see_stranger (GtkWidget *window,
              GtkWidget *widget,
              gpointer   user_data)
{
  g_assert_true (is_seen (widget, "1 other Enlist device is near"));
}

static void
test_progress_looking (Fixture       *fixture,
                       gconstpointer  user_data)
{
  fixture->bluez.device->silent = TRUE;
  run_session (fixture);
  stage_wait (is_heard, fixture->session);
  stage_show ("progress-looking", create_progress, see_stranger, fixture);
}

static void
see_weak (GtkWidget *window,
          GtkWidget *widget,
          gpointer   user_data)
{
  g_assert_true (is_seen (widget, "Weak signal: move closer"));
}

static void
test_progress_weak (Fixture       *fixture,
                    gconstpointer  user_data)
{
  fixture->bluez.device->rssi = -88;
  fake_bluez_fail (fixture->bluez.bluez, "Device1.Connect", 1, NULL, NULL);
  run_session (fixture);
  stage_wait (is_heard, fixture->session);
  stage_show ("progress-weak", create_progress, see_weak, fixture);
}

static gboolean
is_retrying (gpointer user_data)
{
  const EnlistTransportProgress *progress = enlist_session_get_progress (ENLIST_SESSION (user_data));

  return progress != NULL && progress->attempt == 3;
}

static void
see_attempt (GtkWidget *window,
             GtkWidget *widget,
             gpointer   user_data)
{
  g_assert_true (is_seen (widget, "Excellent signal"));
}

static void
test_progress_retrying (Fixture       *fixture,
                        gconstpointer  user_data)
{
  fixture->bluez.device->rssi = -45;
  fake_bluez_fail (fixture->bluez.bluez, "Device1.Connect", 2, "Failed", "le-connection-abort-by-local");
  fake_bluez_fail (fixture->bluez.bluez, "Device1.Connect", 1, NULL, NULL);
  run_session (fixture);
  stage_wait (is_retrying, fixture->session);
  stage_show ("progress-retrying", create_progress, see_attempt, fixture);
}

static gboolean
is_connected (gpointer user_data)
{
  return enlist_session_get_state (ENLIST_SESSION (user_data)) == ENLIST_SESSION_RUNNING;
}

static gboolean
is_lost (gpointer user_data)
{
  return g_str_has_prefix (enlist_session_get_status (ENLIST_SESSION (user_data)), "Connection lost, ");
}

static void
see_time_left (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  Fixture *fixture = user_data;
  const char *status = enlist_session_get_status (fixture->session);

  g_assert_true (is_lost (fixture->session));
  g_assert_true (g_str_has_suffix (status, " s left"));
  g_assert_true (is_seen (widget, status));
}

/* It connects again by itself, and says how long it tries; the question stays. */
static void
test_progress_lost (Fixture       *fixture,
                    gconstpointer  user_data)
{
  EnlistPrompt *prompt;

  enrollment_start_device (&fixture->bluez.enrollment);
  run_session (fixture);
  stage_wait (is_connected, fixture->session);
  prompt = enlist_session_get_prompt (fixture->session);
  g_assert_nonnull (prompt);
  fixture->bluez.device->silent = TRUE;
  fake_device_lose_link (fixture->bluez.device);
  stage_wait (is_lost, fixture->session);
  stage_show ("progress-lost", create_progress, see_time_left, fixture);
  g_assert_true (enlist_session_get_prompt (fixture->session) == prompt);
}

static void
add (const char *name,
     void      (*test) (Fixture *fixture, gconstpointer user_data))
{
  g_autofree char *path = g_strdup_printf ("/app/bluetooth/%s", name);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  stage_init (&argc, &argv);

  add ("review-off", test_review_off);
  add ("review-blocked", test_review_blocked);
  add ("failure-off", test_failure_off);
  add ("failure-blocked", test_failure_blocked);
  add ("failure-settings", test_failure_settings);
  add ("failure-no-adapter", test_failure_no_adapter);
  g_test_add ("/app/bluetooth/failure-absent", Fixture, BLUEZ_ABSENT, set_up, test_failure_absent,
              tear_down);
  add ("failure-unheard", test_failure_unheard);
  add ("failure-link", test_failure_link);
  add ("preferences", test_preferences);
  add ("progress-looking", test_progress_looking);
  add ("progress-weak", test_progress_weak);
  add ("progress-retrying", test_progress_retrying);
  add ("progress-lost", test_progress_lost);
  return g_test_run ();
}
