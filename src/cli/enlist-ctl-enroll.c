/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-application.h"
#include "enlist-ctl-bluetooth.h"
#include "enlist-ctl-describe.h"
#include "enlist-ctl-enrollment.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-journal.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-remember.h"
#include "enlist-ctl-terminal.h"
#include "enlist-error.h"

typedef struct {
  char **images;
  char **labels;
  EnlistCtlLabelSources sources;
  char *application;
  char *answers;
  char *remember;
  char *gateway;
  char *device;
  char *adapter;
  char *journal;
  char *log;
  char *trace;
  gboolean yes;
  gboolean allow_lock;
  gboolean json;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->images);
  g_strfreev (options->labels);
  enlist_ctl_label_sources_clear (&options->sources);
  g_free (options->application);
  g_free (options->answers);
  g_free (options->remember);
  g_free (options->gateway);
  g_free (options->device);
  g_free (options->adapter);
  g_free (options->journal);
  g_free (options->log);
  g_free (options->trace);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_device (const char *device, GError **error)
{
  const char *const schemes[] = { "ble:", "serial:", "tcp:", "unix:" };

  if (device == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (g_str_has_prefix (device, schemes[i]))
        return TRUE;
    }
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("--device takes ble:, serial:PORT, tcp:HOST:PORT or unix:PATH, not “%s”."), device);

  return FALSE;
}

static gboolean
parse_options (const EnlistCtlCommand *self, Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "image", 'i', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->images,
      N_("Picture of the label; may be repeated when its codes are on several"), N_("FILE") },
    { "label", 'l', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->labels,
      N_("The label as a file, as its text or as its number in a catalog; may be repeated"),
      N_("FILE-OR-TEXT") },
    ENLIST_CTL_LABEL_OPTIONS (options->sources),
    { "application", 0, 0, G_OPTION_ARG_STRING, &options->application,
      N_("Which one, when the label has several"), N_("NUMBER-OR-TITLE") },
    { "answers", 'a', 0, G_OPTION_ARG_FILENAME, &options->answers, N_("What the installer would answer"),
      N_("FILE") },
    { "remember", 0, 0, G_OPTION_ARG_FILENAME, &options->remember,
      N_("Answers of former enrollments, to begin with; this one is added"), N_("FILE") },
    { "gateway", 0, 0, G_OPTION_ARG_FILENAME, &options->gateway,
      N_("This computer is a gateway, and keeps its own configuration there"), N_("DIR") },
    { "device", 'd', 0, G_OPTION_ARG_STRING, &options->device,
      N_("How to reach the device, instead of what the label says: ble:, serial:PORT, tcp:HOST:PORT or "
         "unix:PATH"), N_("URI") },
    { "adapter", 0, 0, G_OPTION_ARG_STRING, &options->adapter,
      N_("Bluetooth adapter to use: its id, such as hci0, or its address"), N_("ID-OR-ADDRESS") },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &options->journal, N_("Another journal than the usual one"),
      N_("FILE") },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log, N_("Write a technical log, without secrets"),
      N_("FILE") },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace,
      N_("Write down every frame, for whoever looks for faults of the connection; nothing secret is in it"),
      N_("FILE") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &options->yes,
      N_("Do not ask whether to begin; instructions count as done"), NULL },
    { "allow-lock", 0, 0, G_OPTION_ARG_NONE, &options->allow_lock,
      N_("The device may make its ownership permanent"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_("Print the record as JSON"), NULL },
    { NULL }
  };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (options->images != NULL && options->labels != NULL)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                           _("Either --image or --label names the label, not both."));
      return FALSE;
    }
  if (options->images == NULL && options->labels == NULL)
    return enlist_ctl_command_require (self, NULL, "--image or --label", error);

  return check_device (options->device, error);
}

/* What cannot be undone is never done silently. */
static gboolean
permit_lock (EnlistLabel *label, EnlistCtlAnswers *answers, const Options *options, GError **error)
{
  gboolean yes = FALSE;

  if (!enlist_label_locks (label) || options->allow_lock ||
      enlist_ctl_answers_permit (answers, ENLIST_CTL_PERMISSION_LOCK))
    return TRUE;
  if (!enlist_ctl_terminal_can_ask ())
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   _("The label makes ownership of the device permanent; --allow-lock or “lock” in the "
                      "answers permits it."));
      return FALSE;
    }
  if (!enlist_ctl_terminal_confirm (_("Ownership becomes permanent. Is that what you want?"), &yes, NULL,
                                    error))
    return FALSE;
  if (!yes)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("You said no. Nothing was sent."));

  return yes;
}

static gboolean
permit_beginning (const Options *options, GError **error)
{
  gboolean yes = FALSE;

  if (options->yes || !enlist_ctl_terminal_can_ask ())
    return TRUE;
  if (!enlist_ctl_terminal_confirm (_("Enroll this device?"), &yes, NULL, error))
    return FALSE;
  if (!yes)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("You said no. Nothing was sent."));

  return yes;
}

static void
review (EnlistLabel *label, EnlistPublisher *publisher)
{
  g_autofree char *head = enlist_ctl_describe_label (label, publisher);
  g_autofree char *warnings = enlist_ctl_describe_warnings (label);
  g_autofree char *steps = enlist_ctl_describe_steps (label);

  enlist_ctl_say ("%s%s%s\n%s", head, *warnings != '\0' ? "\n" : "", warnings, steps);
}

static void
print_result (EnlistRecord *record, gboolean json)
{
  if (json)
    {
      g_autofree char *text = enlist_record_to_json (record);

      enlist_ctl_write (text, strlen (text));
      enlist_ctl_write ("\n", 1);
      return;
    }
  enlist_ctl_say (_("\nThe device is enrolled."));
  enlist_ctl_print_record (record);
}

static gboolean
load (EnlistCtlEnrollment *enrollment, const Options *options, GError **error)
{
  if (options->remember != NULL)
    {
      enrollment->memory = enlist_ctl_remember_load (options->remember, error);
      if (enrollment->memory == NULL)
        return FALSE;
    }
  if (options->gateway != NULL)
    {
      g_autoptr (GFile) folder = g_file_new_for_commandline_arg (options->gateway);

      enrollment->gateway = enlist_gateway_new (folder);
    }
  enrollment->answers = enlist_ctl_answers_load (options->answers, enrollment->label, error);

  return enrollment->answers != NULL;
}

static void
clear (EnlistCtlEnrollment *enrollment)
{
  g_clear_object (&enrollment->journal);
  g_clear_object (&enrollment->memory);
  g_clear_object (&enrollment->gateway);
  g_clear_pointer (&enrollment->bluetooth, enlist_ctl_release_bluetooth);
  g_clear_pointer (&enrollment->answers, enlist_ctl_answers_free);
  g_clear_object (&enrollment->publisher);
  g_clear_object (&enrollment->label);
}

/* Everything that can be known is checked before the journal is touched and the device hears of it. */
static gboolean
prepare (EnlistCtlEnrollment *enrollment, const Options *options, GError **error)
{
  g_autoptr (EnlistPublishers) publishers = NULL;

  enrollment->label =
      enlist_ctl_read_label (options->images != NULL ? options->images : options->labels, &options->sources,
                             error);
  publishers = enrollment->label != NULL ? enlist_ctl_load_publishers (error) : NULL;
  if (publishers == NULL ||
      !enlist_ctl_verify_label (enrollment->label, publishers, &enrollment->publisher, error) ||
      !enlist_ctl_require_parts (enrollment->label, error))
    return FALSE;

  if (!enlist_ctl_choose_application (enrollment->label, options->application, error) ||
      !load (enrollment, options, error))
    return FALSE;
  enrollment->confirmed =
      options->yes || enlist_ctl_answers_permit (enrollment->answers, ENLIST_CTL_PERMISSION_CONFIRM);
  enrollment->lock_permitted =
      options->allow_lock || enlist_ctl_answers_permit (enrollment->answers, ENLIST_CTL_PERMISSION_LOCK);
  enrollment->device = options->device;
  enrollment->log = options->log;
  enrollment->trace = options->trace;

  if (!enlist_ctl_terminal_can_ask () &&
      !enlist_ctl_answers_check (enrollment->answers, enrollment->confirmed, enrollment->memory, error))
    return FALSE;
  if (!enlist_ctl_prepare_bluetooth (enrollment->label, options->device, options->adapter,
                                     &enrollment->bluetooth, error))
    return FALSE;
  review (enrollment->label, enrollment->publisher);

  return permit_lock (enrollment->label, enrollment->answers, options, error) &&
         permit_beginning (options, error);
}

gboolean
enlist_ctl_enroll (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { NULL };
  EnlistCtlEnrollment enrollment = { NULL };
  g_autoptr (EnlistRecord) record = NULL;
  gboolean closed = TRUE;

  if (!parse_options (self, &options, argc, argv, error))
    return FALSE;

  if (prepare (&enrollment, &options, error))
    enrollment.journal = enlist_ctl_open_journal (options.journal, error);
  if (enrollment.journal != NULL)
    {
      record = enlist_ctl_enrollment_run (&enrollment, error);
      closed = enlist_ctl_close_journal (enrollment.journal, record != NULL ? error : NULL);
    }
  if (record != NULL)
    print_result (record, options.json);
  if (record != NULL && closed && enrollment.memory != NULL)
    closed = enlist_ctl_remember_save (enrollment.memory, options.remember, error);
  clear (&enrollment);

  return record != NULL && closed;
}
