/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-enrollment"

#include "enlist-enrollment.h"

#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-failure-page.h"
#include "enlist-note-page.h"
#include "enlist-progress-page.h"
#include "enlist-questions-page.h"
#include "enlist-result-page.h"
#include "enlist-session.h"
#include "enlist-toast.h"

#define PROMPT_PAUSE 200 /* milliseconds in which the next prompt may come before the progress is shown */

enum {
  SHOW_DEVICE,
  SCAN_NEXT,
  N_SIGNALS,
};

struct _EnlistEnrollment {
  GObject parent_instance;

  EnlistNavigation *navigation; /* borrowed: the window's, which outlives us */
  EnlistPage *progress_page;    /* borrowed while it is in the navigation */
  GtkWidget *lock_dialog;       /* weak: of the question that is open */

  EnlistServices *services;
  EnlistLabel *label;
  EnlistPublisher *publisher;
  EnlistSession *session;
  GCancellable *cancellable;
  GSimpleActionGroup *actions;
  GHashTable *answers; /* field's name to EnlistValue: so that another attempt does not ask for them anew */
  EnlistPrompt *submitted;
  guint pause_source;
  gboolean running;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistEnrollment, enlist_enrollment, G_TYPE_OBJECT)

static void
remember_answers (EnlistEnrollment *self,
                  EnlistPrompt     *prompt)
{
  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *item = enlist_prompt_get_question (prompt, i);
      EnlistValue *value = enlist_question_item_get_answer (item);

      if (value != NULL)
        g_hash_table_replace (self->answers, g_strdup (enlist_question_item_get_field (item)),
                              enlist_value_ref (value));
    }
}

static void
recall_answers (EnlistEnrollment *self,
                EnlistPrompt     *prompt)
{
  /* What the program asks for again begins as the session says: a secret that was wrong is not kept. */
  if (*enlist_prompt_get_problem (prompt) != '\0')
    return;

  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      EnlistQuestionItem *item = enlist_prompt_get_question (prompt, i);
      EnlistValue *value = g_hash_table_lookup (self->answers, enlist_question_item_get_field (item));

      if (value != NULL && enlist_question_item_get_answer (item) == NULL &&
          enlist_value_get_kind (value) == enlist_question_item_get_kind (item))
        enlist_question_item_set_answer (item, value, NULL);
    }
}

static void
on_submitted (EnlistEnrollment *self)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (self->session);

  if (prompt == NULL || prompt == self->submitted)
    return;

  g_set_object (&self->submitted, prompt);
  remember_answers (self, prompt);
  enlist_prompt_submit (self->submitted);
}

static void
show_prompt (EnlistEnrollment *self,
             EnlistPrompt     *prompt)
{
  EnlistPage *page;

  recall_answers (self, prompt);
  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_QUESTIONS)
    page = enlist_questions_page_new (self->session, prompt, enlist_services_get_keyring (self->services));
  else
    page = enlist_note_page_new (self->session, prompt);
  g_signal_connect_object (page, "submitted", G_CALLBACK (on_submitted), self, G_CONNECT_SWAPPED);

  enlist_navigation_pop_to (self->navigation, self->progress_page);
  enlist_navigation_push (self->navigation, page);
}

static gboolean
show_progress (gpointer user_data)
{
  EnlistEnrollment *self = ENLIST_ENROLLMENT (user_data);

  self->pause_source = 0;
  enlist_navigation_pop_to (self->navigation, self->progress_page);
  return G_SOURCE_REMOVE;
}

static void
on_prompt_changed (EnlistEnrollment *self)
{
  EnlistPrompt *prompt = enlist_session_get_prompt (self->session);

  if (!self->running)
    return;

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (prompt != NULL)
    show_prompt (self, prompt);
  else
    self->pause_source = g_timeout_add (PROMPT_PAUSE, show_progress, self);
}

/* From here on only the device knows the outcome: giving up would not undo anything. */
static void
on_state_changed (EnlistEnrollment *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "cancel");
  EnlistSessionState state = enlist_session_get_state (self->session);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), self->running && state < ENLIST_SESSION_COMMITTING);
}

static void
on_lock_response (EnlistEnrollment *self,
                  const char       *response)
{
  if (!self->running)
    return;
  if (g_str_equal (response, "lock"))
    enlist_session_permit_lock (self->session);
  else
    g_cancellable_cancel (self->cancellable);
}

/* The label did not say so: what cannot be undone is never done silently. */
static void
on_locks_by_itself (EnlistEnrollment *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->navigation)));
  const char *body = _("This device locks itself to its owner. "
                       "This cannot be undone without the owner’s key.");
  GtkWidget *dialog;

  /* The device says so again when the link to it had to be taken up again. */
  if (!self->running || self->lock_dialog != NULL || !enlist_session_needs_lock_permission (self->session))
    return;

  dialog = adw_message_dialog_new (window, _("Make Ownership Permanent?"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel Enrollment"), "lock",
                                    _("Make Permanent"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "lock",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_lock_response), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->lock_dialog, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_scan_next (EnlistEnrollment *self)
{
  g_signal_emit (self, signals[SCAN_NEXT], 0);
}

static void
on_show_device (EnlistEnrollment *self,
                EnlistRecord     *record)
{
  g_signal_emit (self, signals[SHOW_DEVICE], 0, record);
}

static void
show_end (EnlistEnrollment *self,
          EnlistRecord     *record,
          const GError     *error)
{
  EnlistPage *page;

  if (record != NULL)
    {
      page = enlist_result_page_new (record);
      g_signal_connect_object (page, "scan-next", G_CALLBACK (on_scan_next), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "show-device", G_CALLBACK (on_show_device), self, G_CONNECT_SWAPPED);
    }
  else
    {
      page = enlist_failure_page_new (self->session, enlist_services_get_bluetooth (self->services), error);
      g_signal_connect_object (page, "try-again", G_CALLBACK (enlist_enrollment_start), self,
                               G_CONNECT_SWAPPED);
    }
  enlist_navigation_replace (self->navigation, page);
}

static void
on_run_ready (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (EnlistEnrollment) self = ENLIST_ENROLLMENT (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistRecord) record = enlist_session_run_finish (ENLIST_SESSION (source), result, &error);

  self->running = FALSE;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  on_state_changed (self);
  if (record == NULL && g_cancellable_is_cancelled (self->cancellable) &&
      enlist_error_get_code (error) == ENLIST_ERROR_CANCELLED)
    {
      enlist_navigation_pop_to_root (self->navigation);
      enlist_toast_show (GTK_WIDGET (self->navigation), _("Enrollment cancelled"));
      return;
    }

  show_end (self, record, error);
}

static void
on_cancel_response (EnlistEnrollment *self,
                    const char       *response)
{
  if (g_str_equal (response, "end") && self->running)
    g_cancellable_cancel (self->cancellable);
}

static void
on_cancel_activated (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  EnlistEnrollment *self = ENLIST_ENROLLMENT (user_data);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self->navigation)));
  const char *body = _("The device forgets what it has received and can be enrolled again.");
  GtkWidget *dialog = adw_message_dialog_new (window, _("Cancel Enrollment?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "go-on", _("Keep Going"), "end",
                                    _("Cancel Enrollment"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "go-on");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "go-on");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_cancel_response), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
enlist_enrollment_dispose (GObject *object)
{
  EnlistEnrollment *self = ENLIST_ENROLLMENT (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_clear_weak_pointer (&self->lock_dialog);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (enlist_enrollment_parent_class)->dispose (object);
}

static void
enlist_enrollment_finalize (GObject *object)
{
  EnlistEnrollment *self = ENLIST_ENROLLMENT (object);

  g_clear_object (&self->services);
  g_clear_object (&self->label);
  g_clear_object (&self->publisher);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->actions);
  g_clear_object (&self->submitted);
  g_clear_pointer (&self->answers, g_hash_table_unref);

  G_OBJECT_CLASS (enlist_enrollment_parent_class)->finalize (object);
}

static void
enlist_enrollment_class_init (EnlistEnrollmentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = enlist_enrollment_dispose;
  object_class->finalize = enlist_enrollment_finalize;

  signals[SHOW_DEVICE] = g_signal_new ("show-device", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, ENLIST_TYPE_RECORD);
  signals[SCAN_NEXT] = g_signal_new ("scan-next", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
}

static void
enlist_enrollment_init (EnlistEnrollment *self)
{
  static const GActionEntry entries[] = { { .name = "cancel", .activate = on_cancel_activated } };

  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) enlist_value_unref);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}

EnlistEnrollment *
enlist_enrollment_new (EnlistServices   *services,
                       EnlistNavigation *navigation,
                       EnlistLabel      *label,
                       EnlistPublisher  *publisher)
{
  EnlistEnrollment *self = g_object_new (ENLIST_TYPE_ENROLLMENT, NULL);

  self->services = g_object_ref (services);
  self->navigation = navigation;
  self->label = g_object_ref (label);
  self->publisher = g_object_ref (publisher);
  gtk_widget_insert_action_group (GTK_WIDGET (navigation), "enrollment", G_ACTION_GROUP (self->actions));
  return self;
}

void
enlist_enrollment_start (EnlistEnrollment *self)
{
  g_return_if_fail (ENLIST_IS_ENROLLMENT (self));
  g_return_if_fail (!self->running);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->submitted);
  self->cancellable = g_cancellable_new ();
  self->session = enlist_session_new (self->label, self->publisher,
                                      enlist_services_get_journal (self->services),
                                      enlist_services_get_keyring (self->services));
  g_signal_connect_object (self->session, "notify::prompt", G_CALLBACK (on_prompt_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::locks-by-itself", G_CALLBACK (on_locks_by_itself), self,
                           G_CONNECT_SWAPPED);
  enlist_session_set_catalogs (self->session, enlist_services_get_catalogs (self->services));
  enlist_session_set_answer_memory (self->session, enlist_services_get_answer_memory (self->services));
  enlist_session_set_bluetooth (self->session, enlist_services_get_bluetooth (self->services));

  self->running = TRUE;
  on_state_changed (self);
  self->progress_page = enlist_progress_page_new (self->session);
  enlist_navigation_replace (self->navigation, self->progress_page);
  enlist_session_run_async (self->session, enlist_services_get_device (self->services), self->cancellable,
                            on_run_ready, g_object_ref (self));
}

gboolean
enlist_enrollment_is_running (EnlistEnrollment *self)
{
  g_return_val_if_fail (ENLIST_IS_ENROLLMENT (self), FALSE);

  return self->running;
}
