/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "stage.h"

#include "await.h"
#include "enlist-applications-page.h"
#include "enlist-card-page.h"
#include "enlist-device-page.h"
#include "enlist-error.h"
#include "enlist-label-compiler.h"
#include "enlist-failure-page.h"
#include "enlist-note-page.h"
#include "enlist-parts-page.h"
#include "enlist-progress-page.h"
#include "enlist-publishers-page.h"
#include "enlist-questions-page.h"
#include "enlist-result-page.h"
#include "enlist-review-page.h"
#include "enlist-services.h"
#include "enlist-text-dialog.h"
#include "enlist-trust-dialog.h"
#include "enlist-unknown-publisher-page.h"
#include "enlist-window.h"
#include "enrollment.h"

/* Every page with sample data: a real label, a real session with a real device, and texts that would break
   a careless one. */

#define HOSTILE_MODEL "Flow <Controller> & Co"

typedef struct {
  Enrollment enrollment;
  EnlistServices *services;
  EnlistLabel *label;
  EnlistSession *session;
  GCancellable *cancellable;
  Await ended;
} Fixture;

static gboolean
is_settled (gpointer user_data)
{
  EnlistServices *services = ENLIST_SERVICES (user_data);

  return enlist_services_is_settled (services) && enlist_services_get_journal (services) != NULL;
}

static EnlistLabel *
load_label (Fixture    *fixture,
            const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonNode) source = NULL;
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  source = json_parser_steal_root (parser);
  return enrollment_make_label (&fixture->enrollment, source);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_APP"), "every-kind.json", NULL);

  enrollment_set_up (&fixture->enrollment, HOSTILE_MODEL);
  fixture->services = enlist_services_new ();
  enlist_services_open (fixture->services);
  stage_wait (is_settled, fixture->services);
  fixture->label = load_label (fixture, path);
  fixture->session = enlist_session_new (fixture->label, fixture->enrollment.publisher,
                                         fixture->enrollment.journal,
                                         fixture->enrollment.keyring);
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
    }
  g_clear_object (&fixture->cancellable);
  g_clear_object (&fixture->session);
  g_clear_object (&fixture->label);
  g_clear_object (&fixture->services);
  enrollment_tear_down (&fixture->enrollment);
}

static void
run_session (Fixture *fixture)
{
  enrollment_start_device (&fixture->enrollment);
  fixture->cancellable = g_cancellable_new ();
  enlist_session_run_async (fixture->session, NULL, fixture->cancellable, await_ready, &fixture->ended);
}

static gboolean
is_asking (gpointer user_data)
{
  return enlist_session_get_prompt (ENLIST_SESSION (user_data)) != NULL;
}

typedef struct {
  EnlistSession *session;
  EnlistPrompt *prompt;
} Asked;

static gboolean
is_asking_something_else (gpointer user_data)
{
  Asked *asked = user_data;

  return enlist_session_get_prompt (asked->session) != asked->prompt;
}

static EnlistValue *
sample_value (EnlistQuestionItem *question)
{
  g_autoptr (GError) error = NULL;
  EnlistValue *value;

  switch (enlist_question_item_get_kind (question))
    {
    case ENLIST_VALUE_NUMBER:
      value = enlist_value_new_number (120);
      break;
    case ENLIST_VALUE_CHOICE:
      value = enlist_value_new_choice (1);
      break;
    case ENLIST_VALUE_YES_NO:
      value = enlist_value_new_yes_no (TRUE);
      break;
    case ENLIST_VALUE_DATE:
      value = enlist_value_new_text (ENLIST_VALUE_DATE, "2026-01-31", &error);
      break;
    case ENLIST_VALUE_PLACE:
      value = enlist_value_new_place ("Main site", "Building 2", "Roof", NULL, &error);
      break;
    case ENLIST_VALUE_POSITION:
      value = enlist_value_new_position (52.5163, 13.3777, -1, ENLIST_POSITION_ENTERED, &error);
      break;
    case ENLIST_VALUE_OWNER:
      value = enlist_value_new_owner ("Example Works", NULL, &error);
      break;
    case ENLIST_VALUE_WIFI:
      value = enlist_value_new_wifi ("site", "correct horse", &error);
      break;
    default:
      value = enlist_value_new_text (enlist_question_item_get_kind (question), "AB-1234", &error);
      break;
    }
  g_assert_no_error (error);
  return value;
}

static void
answer (EnlistPrompt *prompt)
{
  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *question = enlist_prompt_get_question (prompt, i);
      g_autoptr (EnlistValue) value = sample_value (question);
      g_autoptr (GError) error = NULL;

      enlist_question_item_set_answer (question, value, &error);
      g_assert_no_error (error);
    }
  g_assert_true (enlist_prompt_is_complete (prompt));
}

static GtkWidget *
create_prompt (gpointer user_data)
{
  Fixture *fixture = user_data;
  EnlistPrompt *prompt = enlist_session_get_prompt (fixture->session);

  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
    return GTK_WIDGET (enlist_questions_page_new (fixture->session, prompt, fixture->enrollment.keyring));
  return GTK_WIDGET (enlist_note_page_new (fixture->session, prompt));
}

/* Shows the page of each prompt empty and answered, and goes on to the next, to the one that asks to
   identify the device. */
static void
test_prompts (Fixture       *fixture,
              gconstpointer  user_data)
{
  guint n = 0;

  run_session (fixture);
  while (TRUE)
    {
      g_autoptr (EnlistPrompt) prompt = NULL;
      g_autofree char *name = NULL;
      g_autofree char *answered = NULL;

      stage_wait (is_asking, fixture->session);
      prompt = g_object_ref (enlist_session_get_prompt (fixture->session));
      name = g_strdup_printf ("prompt-%u", n);
      answered = g_strdup_printf ("prompt-%u-answered", n);
      n++;
      stage_show (name, create_prompt, NULL, fixture);
      if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_IDENTIFY)
        break;
      if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
        {
          answer (prompt);
          stage_show (answered, create_prompt, NULL, fixture);
        }
      enlist_prompt_submit (prompt);
      stage_wait (is_asking_something_else, &(Asked) { fixture->session, prompt });
    }
  g_assert_cmpuint (n, ==, 6);
}

static void
set_states (GListModel *steps,
            guint       n_done,
            const char *problem)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);

      if (i < n_done)
        enlist_step_item_set_state (item, i == 1 ? ENLIST_STEP_SKIPPED : ENLIST_STEP_DONE, NULL);
      else if (i == n_done)
        enlist_step_item_set_state (item, problem != NULL ? ENLIST_STEP_FAILED : ENLIST_STEP_RUNNING,
                                    problem);
    }
}

static GtkWidget *
create_progress (gpointer user_data)
{
  return GTK_WIDGET (enlist_progress_page_new (ENLIST_SESSION (user_data)));
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  user_data)
{
  set_states (enlist_session_get_steps (fixture->session, ENLIST_SIDE_ASSISTANT), 5, NULL);
  set_states (enlist_session_get_steps (fixture->session, ENLIST_SIDE_DEVICE), 3,
              "The valve <b>does not</b> move & makes noise.");
  stage_show ("progress", create_progress, NULL, fixture->session);
}

static GtkWidget *
create_review (gpointer user_data)
{
  Fixture *fixture = user_data;

  return GTK_WIDGET (enlist_review_page_new (fixture->services, fixture->label,
                                             fixture->enrollment.publisher));
}

static void
test_review (Fixture       *fixture,
             gconstpointer  user_data)
{
  stage_show ("review", create_review, NULL, fixture);
}

static void
test_review_development (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("flow-controller");
  const char *const transports[] = { "ble:", NULL };
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->label);
  fixture->label = enlist_label_compile (source, "sample.json", transports, NULL, fixture->enrollment.key,
                                         &error);
  g_assert_no_error (error);
  stage_show ("review-development", create_review, NULL, fixture);
}

/* Two applications, an IoT application that stays, and firmware that the label does not carry. */
static void
load_versatile_label (Fixture *fixture)
{
  static const char source[] =
    "{ \"enlist-label\": 1, \"sequence\": 1, \"vendor\": \"Example Instruments\","
    "  \"model\": \"" HOSTILE_MODEL "\","
    "  \"applications\": ["
    "    { \"title\": { \"default\": \"Install\", \"de\": \"Einbauen\" },"
    "      \"assistant\": [ { \"ask\": [\"name\"] }, { \"send\": [\"name\"] },"
    "                     { \"relay\": [\"name\"] } ],"
    "      \"device\": [ { \"need\": [\"name\"] }, { \"set\": [\"name\"] },"
    "                  { \"install\": [\"watch\", \"firmware\"] } ] },"
    "    { \"title\": \"Replace a <controller> & keep its settings, name and place\","
    "      \"assistant\": [ { \"note\": \"Take the old one off.\" } ] } ],"
    "  \"iot-applications\": {"
    "    \"watch\": { \"program\": [ { \"when\": { \"every\": 300 }, \"do\": [ { \"call\": 66 } ] } ] },"
    "    \"firmware\": { \"media\": \"application/octet-stream\", \"absent\": true,"
    "                  \"data\": \"AAECAwQF\" } } }";
  g_autoptr (JsonNode) node = json_from_string (source, NULL);
  g_autoptr (EnlistLabel) compiled = NULL;
  const char *const transports[] = { "ble:", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (node);
  g_clear_object (&fixture->label);
  compiled = enlist_label_compile (node, "versatile", transports, NULL, fixture->enrollment.key, &error);
  g_assert_no_error (error);
  /* The compiler knows the part that the label then lacks. */
  fixture->label = enlist_label_new_for_payload (enlist_label_get_payload (compiled), &error);
  g_assert_no_error (error);
}

static GtkWidget *
create_applications (gpointer user_data)
{
  return GTK_WIDGET (enlist_applications_page_new (ENLIST_LABEL (user_data)));
}

static void
on_chosen (EnlistApplicationsPage *page,
           guint                   application,
           gpointer                user_data)
{
  *(int *) user_data = (int) application;
}

static void
choose_second (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  GtkWidget *title = stage_find_text (widget, "Replace a <controller> & keep its settings, name and place");
  GtkWidget *row = gtk_widget_get_ancestor (title, GTK_TYPE_LIST_BOX_ROW);
  int chosen = -1;

  g_signal_connect (widget, "chosen", G_CALLBACK (on_chosen), &chosen);
  gtk_widget_activate (row);
  g_assert_cmpint (chosen, ==, 1);
}

static void
test_applications (Fixture       *fixture,
                   gconstpointer  user_data)
{
  load_versatile_label (fixture);
  stage_show ("applications", create_applications, choose_second, fixture->label);
  stage_show ("review-several", create_review, NULL, fixture);
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static GtkWidget *
create_parts (gpointer user_data)
{
  return GTK_WIDGET (enlist_parts_page_new (ENLIST_LABEL (user_data)));
}

static gboolean
sees_refusal (gpointer user_data)
{
  return stage_find_text (GTK_WIDGET (user_data), "This file is none of the missing parts.") != NULL;
}

static void
give_wrong_file (GtkWidget *window,
                 GtkWidget *widget,
                 gpointer   user_data)
{
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_APP"), "every-kind.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  enlist_parts_page_add_file (ENLIST_PARTS_PAGE (widget), file);
  stage_wait (sees_refusal, widget);
}

static void
on_complete (EnlistPartsPage *page,
             gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_parts (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("part-XXXXXX", &stream, NULL);
  g_autoptr (EnlistPage) page = NULL;
  gboolean complete = FALSE;

  load_versatile_label (fixture);
  stage_show ("parts", create_parts, NULL, fixture->label);
  stage_show ("parts-wrong", create_parts, give_wrong_file, fixture->label);

  g_assert_true (g_file_replace_contents (file, "\0\1\2\3\4\5", 6, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                          NULL, NULL));
  page = g_object_ref_sink (enlist_parts_page_new (fixture->label));
  g_signal_connect (page, "complete", G_CALLBACK (on_complete), &complete);
  enlist_parts_page_add_file (ENLIST_PARTS_PAGE (page), file);
  stage_wait (is_true, &complete);
  g_assert_null (*enlist_label_get_absent_parts (fixture->label));
  g_file_delete (file, NULL, NULL);
}

static GtkWidget *
create_unknown (gpointer user_data)
{
  return GTK_WIDGET (enlist_unknown_publisher_page_new (ENLIST_LABEL (user_data)));
}

/* Clause 5.3: nothing of the label is shown as fact. */
static void
assert_nothing_shown (GtkWidget *window,
                      GtkWidget *widget,
                      gpointer   user_data)
{
  g_assert_null (stage_find_text (window, enlist_label_get_model (ENLIST_LABEL (user_data))));
  g_assert_null (stage_find_text (window, enlist_label_get_vendor (ENLIST_LABEL (user_data))));
}

static void
test_unknown_publisher (Fixture       *fixture,
                        gconstpointer  user_data)
{
  stage_show ("unknown-publisher", create_unknown, assert_nothing_shown, fixture->label);
}

static EnlistRecord *
create_record (void)
{
  static const guint8 public_key[32] = { 0x11, 0x22, 0x33, 0x44, 0xfe, 0xdc, 0xba, 0x98, [31] = 0x0f };
  EnlistRecord *record = enlist_record_new ();
  g_autoptr (EnlistValue) name = enlist_value_new_text (ENLIST_VALUE_NAME, "Feed line <2> & bypass", NULL);
  g_autoptr (EnlistValue) place = enlist_value_new_place ("Main site", "Boiler house", "1", "12 A", NULL);
  g_autoptr (EnlistValue) position = enlist_value_new_position (52.5163, 13.3777, 12,
                                                                ENLIST_POSITION_SATELLITE, NULL);
  g_autoptr (EnlistValue) owner = enlist_value_new_owner ("Example Works", NULL, NULL);
  g_autoptr (JsonNode) name_json = enlist_value_to_json (name);
  g_autoptr (JsonNode) place_json = enlist_value_to_json (place);
  g_autoptr (JsonNode) position_json = enlist_value_to_json (position);
  g_autoptr (JsonNode) owner_json = enlist_value_to_json (owner);
  g_autoptr (GBytes) key = g_bytes_new_static (public_key, sizeof public_key);

  g_object_set (record,
                "id", "0123456789abcdef0123456789abcdef",
                "session-id", "0123456789abcdef0123456789abcdef",
                "label-id", "89abcdef01234567",
                "vendor", "Example Instruments",
                "model", HOSTILE_MODEL,
                "hardware", "C",
                "serial", "FC-000123",
                "publisher-key-id", "fedcba9876543210",
                "publisher-name", "Example <Instruments> & Co",
                "device-key", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "enrolled-at", "2026-01-31T12:00:00Z",
                "place", "Main site, Boiler house, 1, 12 A",
                NULL);
  enlist_record_set_field (record, "name", name_json);
  enlist_record_set_field (record, "location", place_json);
  enlist_record_set_field (record, "position", position_json);
  enlist_record_set_field (record, "owner", owner_json);
  g_assert_true (enlist_record_set_key (record, "device.key", "ed25519", key));
  enlist_record_set_version (record, "firmware", "1.4.2");
  enlist_record_set_version (record, "bootloader", "<3>");
  enlist_record_add_capability (record, "flow.measure");
  enlist_record_add_capability (record, "valve & <pump>");
  return record;
}

static GtkWidget *
create_result (gpointer user_data)
{
  return GTK_WIDGET (enlist_result_page_new (ENLIST_RECORD (user_data)));
}

static GtkWidget *
create_device (gpointer user_data)
{
  return GTK_WIDGET (enlist_device_page_new (ENLIST_RECORD (user_data)));
}

static void
test_record (void)
{
  g_autoptr (EnlistRecord) record = create_record ();

  stage_show ("result", create_result, NULL, record);
  stage_show ("device", create_device, NULL, record);
}

static GtkWidget *
create_failure (gpointer user_data)
{
  g_autoptr (GError) error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE,
                                                  "no advertisement of <this> & that");
  Fixture *fixture = user_data;

  return GTK_WIDGET (enlist_failure_page_new (fixture->session,
                                              enlist_services_get_bluetooth (fixture->services), error));
}

/* The device is not there: the session fails by itself. */
static void
test_failure (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EnlistRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  enlist_session_run_async (fixture->session, "unix:/nowhere/at/all", NULL, await_ready, &fixture->ended);
  result = await_result (&fixture->ended);
  record = enlist_session_run_finish (fixture->session, result, &error);
  g_assert_null (record);
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_UNREACHABLE);
  stage_show ("failure", create_failure, NULL, fixture);
}

typedef struct {
  Fixture *fixture;
  EnlistError code;
  const char *message;
} Failed;

static GtkWidget *
create_failed (gpointer user_data)
{
  Failed *failed = user_data;
  EnlistBluetooth *bluetooth = enlist_services_get_bluetooth (failed->fixture->services);
  g_autoptr (GError) error = g_error_new_literal (ENLIST_ERROR, (int) failed->code, failed->message);

  return GTK_WIDGET (enlist_failure_page_new (failed->fixture->session, bluetooth, error));
}

static void
see_cable_and_network (GtkWidget *window,
                       GtkWidget *widget,
                       gpointer   user_data)
{
  g_assert_true (gtk_widget_get_mapped (stage_find_text (widget, "Its cable is plugged in")));
  g_assert_true (gtk_widget_get_mapped (stage_find_text (widget, "You are in its network")));
  g_assert_false (gtk_widget_get_mapped (stage_find_text (widget, "It is near")));
}

/* What is reached over a cable or a network has reasons of its own for not being there. */
static void
test_failure_cable (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autoptr (JsonNode) source = enrollment_load_sample ("weather-sensor");
  const char *const transports[] = { "serial:", "tcp:192.168.4.1:7410", NULL };
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->label);
  g_clear_object (&fixture->session);
  fixture->label = enlist_label_compile (source, "sample.json", transports, NULL, fixture->enrollment.key,
                                         &error);
  g_assert_no_error (error);
  fixture->session = enlist_session_new (fixture->label, fixture->enrollment.publisher,
                                         fixture->enrollment.journal, fixture->enrollment.keyring);
  stage_show ("review-cable", create_review, NULL, fixture);
  stage_show ("failure-cable", create_failed, see_cable_and_network,
              &(Failed) { fixture, ENLIST_ERROR_UNREACHABLE, "There is no USB serial port" });
  stage_show ("failure-port-denied", create_failed, NULL,
              &(Failed) { fixture, ENLIST_ERROR_PORT_DENIED,
                          "/dev/ttyACM0 may be used by the group “dialout” only, and you are not in it" });
}

static GtkWidget *
create_publishers (gpointer user_data)
{
  return GTK_WIDGET (enlist_publishers_page_new (ENLIST_PUBLISHERS (user_data)));
}

static void
on_added (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  gboolean *added = user_data;
  g_autoptr (GError) error = NULL;

  enlist_publishers_add_finish (ENLIST_PUBLISHERS (source), result, &error);
  g_assert_no_error (error);
  *added = TRUE;
}

static void
test_publishers (Fixture       *fixture,
                 gconstpointer  user_data)
{
  EnlistPublishers *publishers = enlist_services_get_publishers (fixture->services);
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (EnlistPublisher) hostile = enlist_publisher_new ("Smith & <Sons> of a rather long name", key,
                                                              ENLIST_PUBLISHER_CARD, NULL);
  gboolean added = FALSE;

  stage_show ("publishers-empty", create_publishers, NULL, publishers);
  enlist_publishers_add_async (publishers, fixture->enrollment.publisher, NULL, on_added, &added);
  stage_wait (is_true, &added);
  added = FALSE;
  enlist_publishers_add_async (publishers, hostile, NULL, on_added, &added);
  stage_wait (is_true, &added);
  stage_show ("publishers", create_publishers, NULL, publishers);
}

static GtkWidget *
create_trust (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef0123456789abcdef", 32);
  g_autoptr (EnlistPublisher) card = enlist_publisher_new ("Smith & <Sons>", key, ENLIST_PUBLISHER_CARD,
                                                           NULL);

  return enlist_trust_dialog_new (NULL, enlist_services_get_publishers (fixture->services), card);
}

static GtkWidget *
create_text (gpointer user_data)
{
  return enlist_text_dialog_new (NULL);
}

static void
test_dialogs (Fixture       *fixture,
              gconstpointer  user_data)
{
  stage_show_window ("trust", create_trust, NULL, fixture);
  stage_show_window ("enter-text", create_text, NULL, NULL);
}

static GtkWidget *
create_window (gpointer user_data)
{
  return GTK_WIDGET (enlist_window_new (NULL, ENLIST_SERVICES (user_data)));
}

static gboolean
sees_problem (gpointer user_data)
{
  return stage_find_text (GTK_WIDGET (user_data), "No camera found") != NULL;
}

static void
await_problem (GtkWidget *window,
               GtkWidget *widget,
               gpointer   user_data)
{
  stage_wait (sees_problem, window);
}

static void
test_window_without_camera (Fixture       *fixture,
                            gconstpointer  user_data)
{
  stage_show_window ("scan-no-camera", create_window, await_problem, fixture->services);
}

static gboolean
sees_empty (gpointer user_data)
{
  GtkWidget *label = stage_find_text (GTK_WIDGET (user_data), "No Devices Yet");

  return label != NULL && gtk_widget_get_mapped (label);
}

static gboolean
sees_device (gpointer user_data)
{
  return stage_find_text (GTK_WIDGET (user_data), "Feed line <2> & bypass") != NULL;
}

static void
show_empty_devices (GtkWidget *window,
                    GtkWidget *widget,
                    gpointer   user_data)
{
  gtk_widget_activate_action (window, "win.show-view", "s", "devices");
  stage_wait (sees_empty, window);
}

static void
show_devices (GtkWidget *window,
              GtkWidget *widget,
              gpointer   user_data)
{
  gtk_widget_activate_action (window, "win.show-view", "s", "devices");
  stage_wait (sees_device, window);
}

static void
on_record_added (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  gboolean *added = user_data;
  g_autoptr (GError) error = NULL;

  enlist_journal_add_record_finish (ENLIST_JOURNAL (source), result, &error);
  g_assert_no_error (error);
  *added = TRUE;
}

static void
test_devices (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr (EnlistRecord) record = create_record ();
  gboolean added = FALSE;

  stage_show_window ("devices-empty", create_window, show_empty_devices, fixture->services);
  enlist_journal_add_record_async (enlist_services_get_journal (fixture->services), record, NULL,
                                   on_record_added, &added);
  stage_wait (is_true, &added);
  stage_show_window ("devices", create_window, show_devices, fixture->services);
}

#define ADD(name, function) g_test_add ("/app/pages/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  stage_init (&argc, &argv);

  ADD ("prompts", test_prompts);
  ADD ("progress", test_progress);
  ADD ("review", test_review);
  ADD ("review-development", test_review_development);
  ADD ("7.2-applications", test_applications);
  ADD ("7.3-parts", test_parts);
  ADD ("5.3-unknown-publisher", test_unknown_publisher);
  ADD ("failure", test_failure);
  ADD ("failure-cable", test_failure_cable);
  ADD ("publishers", test_publishers);
  ADD ("dialogs", test_dialogs);
  ADD ("window-without-camera", test_window_without_camera);
  ADD ("devices", test_devices);
  g_test_add_func ("/app/pages/record", test_record);
  return g_test_run ();
}
