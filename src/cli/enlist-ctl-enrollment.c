/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-enrollment.h"

#include <string.h>
#include <sysexits.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "enlist-ctl-ask.h"
#include "enlist-ctl-bluetooth.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-terminal.h"
#include "enlist-ctl-wait.h"
#include "enlist-ctl-waiting.h"
#include "enlist-error.h"

/* After its end a session still has a roll-back to send and its traces to clear. */
#define WIND_UP_S 5

typedef struct {
  GCancellable *cancellable; /* of the session */
  GCancellable *asking;      /* of a question; cancelled when nobody waits for the answer any more */
  GAsyncResult *result;
  EnlistCtlWaiting waiting;   /* what was told of it */
  gboolean asking_now;        /* a question is open on the terminal */
  GPtrArray *held;            /* of lines that would run into it */
} Run;

/* What happens while somebody types is told when the question is answered. */
static void
tell (Run *run, const char *line)
{
  if (run->asking_now)
    g_ptr_array_add (run->held, g_strdup (line));
  else
    enlist_ctl_say ("%s", line);
}

static void
begin_asking (Run *run)
{
  run->asking_now = enlist_ctl_terminal_can_ask ();
}

static void
end_asking (Run *run)
{
  run->asking_now = FALSE;
  for (guint i = 0; i < run->held->len; i++)
    enlist_ctl_say ("%s", (const char *) g_ptr_array_index (run->held, i));
  g_ptr_array_set_size (run->held, 0);
}

static void
show_step (EnlistStepItem *item, GParamSpec *pspec, Run *run)
{
  gboolean device = enlist_step_item_get_side (item) == ENLIST_SIDE_DEVICE;
  EnlistStepState state = enlist_step_item_get_state (item);
  const char *signs[] = {
    [ENLIST_STEP_RUNNING] = "…", [ENLIST_STEP_DONE] = "✓",   [ENLIST_STEP_SKIPPED] = "–",
    [ENLIST_STEP_FAILED] = "✗",  [ENLIST_STEP_CAUGHT] = "✗",
  };
  const char *side = device ? _("device") : _("assistant");
  int padding =
      MAX (g_utf8_strlen (_("device"), -1), g_utf8_strlen (_("assistant"), -1)) - g_utf8_strlen (side, -1);
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;

  /* After a lost connection the device begins anew: what it then does is told when it does it. */
  if (state == ENLIST_STEP_PENDING)
    return;
  title = enlist_ctl_clean (enlist_step_item_get_title (item));
  line = g_strdup_printf ("%s%*s  %s %s%s", side, padding, "", signs[state], title,
                          state == ENLIST_STEP_CAUGHT ? _(": failed, went on") : "");
  tell (run, line);
}

static void
show_status (EnlistSession *session, GParamSpec *pspec, Run *run)
{
  g_autofree char *line = enlist_ctl_waiting_next_line (&run->waiting, session, g_get_monotonic_time ());

  if (line != NULL)
    tell (run, line);
}

static void
show_lock (EnlistSession *session, GParamSpec *pspec, Run *run)
{
  tell (run, _("This device makes ownership permanent by itself, whatever its label says."));
}

static void
watch (EnlistSession *session, Run *run)
{
  g_signal_connect (session, "notify::status", G_CALLBACK (show_status), run);
  g_signal_connect (session, "notify::locks-by-itself", G_CALLBACK (show_lock), run);
  for (EnlistSide side = ENLIST_SIDE_ASSISTANT; side <= ENLIST_SIDE_DEVICE; side++)
    {
      GListModel *steps = enlist_session_get_steps (session, side);

      for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
        {
          g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);

          g_signal_connect (item, "notify::state", G_CALLBACK (show_step), run);
        }
    }
}

static gboolean
give_up (gpointer user_data)
{
  Run *run = user_data;

  if (!g_cancellable_is_cancelled (run->cancellable))
    enlist_ctl_say (_("Giving up; the device goes back to how it was…"));
  g_cancellable_cancel (run->asking);
  g_cancellable_cancel (run->cancellable);

  return G_SOURCE_CONTINUE;
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;

  run->result = g_object_ref (result);
  g_cancellable_cancel (run->asking);
}

/* What cannot be undone is never done silently. */
static gboolean
permit_lock (const EnlistCtlEnrollment *self, EnlistSession *session, Run *run, GError **error)
{
  gboolean yes = self->lock_permitted;

  if (!yes && !enlist_ctl_terminal_can_ask ())
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   _("The device makes ownership permanent by itself; --allow-lock or “lock” in the answers "
                     "permits it."));
      return FALSE;
    }
  begin_asking (run);
  if (!yes && !enlist_ctl_terminal_confirm (_("Ownership becomes permanent. Is that what you want?"), &yes,
                                            run->asking, error))
    return FALSE;
  if (yes)
    enlist_session_permit_lock (session);
  else
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("You said no. Nothing was changed."));

  return yes;
}

/* Answers prompts until the session ends. @problem: why a prompt was not answered */
static void
serve (const EnlistCtlEnrollment *self, EnlistSession *session, Run *run, GError **problem)
{
  g_autoptr (EnlistPrompt) served = NULL;

  while (run->result == NULL)
    {
      EnlistPrompt *prompt = enlist_session_get_prompt (session);
      gboolean cancelled = g_cancellable_is_cancelled (run->cancellable);
      GError **place = *problem == NULL ? problem : NULL;
      gboolean answered;

      if (!cancelled && enlist_session_needs_lock_permission (session))
        {
          answered = permit_lock (self, session, run, place);
        }
      else if (!cancelled && prompt != NULL && prompt != served)
        {
          g_set_object (&served, prompt);
          begin_asking (run);
          answered = enlist_ctl_answer_prompt (served, self->answers, self->confirmed, run->asking, place);
        }
      else
        {
          g_main_context_iteration (NULL, TRUE);
          continue;
        }
      end_asking (run);
      if (!answered)
        g_cancellable_cancel (run->cancellable);
    }
}

static void
name_failed_step (EnlistSession *session, GError **error)
{
  EnlistSide side = enlist_session_get_failed_side (session);
  int step = enlist_session_get_failed_step (session);
  g_autoptr (EnlistStepItem) item = NULL;

  if (step < 0)
    return;
  item = g_list_model_get_item (enlist_session_get_steps (session, side), step);
  if (item != NULL && side == ENLIST_SIDE_DEVICE)
    g_prefix_error (error, _("The device, step %d (%s): "), step + 1, enlist_step_item_get_title (item));
  else if (item != NULL)
    g_prefix_error (error, _("The assistant, step %d (%s): "), step + 1, enlist_step_item_get_title (item));
}

static gboolean
failed_to_look_up (EnlistSession *session)
{
  int step = enlist_session_get_failed_step (session);
  g_autoptr (EnlistStepItem) item = NULL;

  if (step < 0 || enlist_session_get_failed_side (session) != ENLIST_SIDE_ASSISTANT)
    return FALSE;
  item = g_list_model_get_item (enlist_session_get_steps (session, ENLIST_SIDE_ASSISTANT), step);

  return item != NULL && g_str_equal (enlist_step_item_get_operation (item), "lookup");
}

static EnlistRecord *
finish (const EnlistCtlEnrollment *self, EnlistSession *session, Run *run, GError *problem, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  EnlistRecord *record = enlist_session_run_finish (session, run->result, &local_error);
  EnlistRecord *kept = enlist_session_get_record (session);

  if (record != NULL)
    return record;

  /* Why it was given up says more than that it was. */
  if (problem != NULL && g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_error_copy (problem));
      return NULL;
    }
  if (enlist_error_get_code (local_error) == ENLIST_ERROR_OWNED)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_OWNED,
                           _("It does not accept another enrollment. Nothing was changed."));
      return NULL;
    }
  if (failed_to_look_up (session))
    enlist_ctl_suggest_catalog (local_error);
  name_failed_step (session, &local_error);
  if (kept != NULL && enlist_error_exit_code (local_error) == EX_TEMPFAIL)
    enlist_ctl_say (_("What the device said is kept; “enlistctl records show %s” shows it."),
                    enlist_record_get_id (kept));
  if (self->bluetooth != NULL && enlist_error_get_code (local_error) == ENLIST_ERROR_UNREACHABLE)
    enlist_ctl_explain_unheard (self->bluetooth);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Drops the session and lets it end what it has begun. */
static void
wind_up (EnlistSession *session)
{
  gpointer alive = session;
  gboolean late = FALSE;
  guint timer = g_timeout_add_seconds (WIND_UP_S, on_late, &late);

  g_object_add_weak_pointer (G_OBJECT (session), &alive);
  g_object_unref (session);
  while (alive != NULL && !late)
    g_main_context_iteration (NULL, TRUE);
  if (alive != NULL)
    g_object_remove_weak_pointer (G_OBJECT (session), &alive);
  if (!late)
    g_source_remove (timer);
}

static void
save_log (EnlistSession *session, const char *path)
{
  g_autofree char *log = enlist_session_dup_log (session);
  g_autoptr (GError) error = NULL;

  if (path != NULL && !enlist_ctl_write_file (path, log, strlen (log), &error))
    enlist_ctl_say ("enlistctl: %s", error->message);
}

EnlistRecord *
enlist_ctl_enrollment_run (const EnlistCtlEnrollment *self, GError **error)
{
  g_autoptr (EnlistKeyring) keyring = enlist_keyring_new (enlist_ctl_terminal_can_ask ());
  EnlistSession *session = enlist_session_new (self->label, self->publisher, self->journal, keyring);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) asking = g_cancellable_new ();
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);
  Run run = { .cancellable = cancellable, .asking = asking, .held = held };
  guint interrupt = g_unix_signal_add (SIGINT, give_up, &run),
        terminate = g_unix_signal_add (SIGTERM, give_up, &run);
  EnlistRecord *record;

  watch (session, &run);
  enlist_session_set_gateway (session, self->gateway);
  enlist_session_set_answer_memory (session, self->memory);
  enlist_session_set_bluetooth (session, self->bluetooth);
  if (self->trace != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->trace);

      enlist_session_set_trace (session, file);
    }
  enlist_session_run_async (session, self->device, cancellable, on_ended, &run);
  serve (self, session, &run, &problem);
  record = finish (self, session, &run, problem, error);
  save_log (session, self->log);
  g_clear_object (&run.result);
  g_signal_handlers_disconnect_by_data (session, &run);
  wind_up (session);
  g_source_remove (interrupt);
  g_source_remove (terminate);

  return record;
}
