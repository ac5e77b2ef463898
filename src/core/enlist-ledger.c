/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-ledger"

#include "enlist-ledger-private.h"

#include "enlist-error.h"
#include "enlist-label-private.h"

enum {
  REMARK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

struct _EnlistLedger {
  GObject parent_instance;

  EnlistJournal *journal;
  EnlistKeyring *keyring;
  EnlistLabel *label;
  EnlistPublisher *publisher;
  EnlistGateway *gateway; /* %NULL for none */
  char *session_id;

  EnlistJournalSession *row;
  gboolean secret_stored; /* the label's, in the keyring */
  gboolean abandoned;
};

G_DEFINE_FINAL_TYPE (EnlistLedger, enlist_ledger, G_TYPE_OBJECT)

/* What is decided about one device. */
typedef struct {
  EnlistRecord *record;
  JsonObject *values;  /* for the gateway; %NULL for none */
  JsonObject *secrets;
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_object_unref (decision->record);
  g_clear_pointer (&decision->values, json_object_unref);
  g_clear_pointer (&decision->secrets, json_object_unref);
  g_free (decision);
}

static void
remark (EnlistLedger *self, const char *what, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", what, error->message);

  g_signal_emit (self, signals[REMARK], 0, text);
}

/* Whether the operation may go on; otherwise it has ended. @error: (transfer full) (nullable) */
static gboolean
may_go_on (EnlistLedger *self, GTask *task, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else if (self->abandoned)
    g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "The session has ended");

  return error == NULL && !self->abandoned;
}

/* @cancellable cancels what is waited for, but nothing that has been written becomes unwritten. */
static GTask *
new_task (EnlistLedger *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data,
          gpointer tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static gboolean
finish (EnlistLedger *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Abandoning. */

static void
on_secret_abandoned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_keyring_clear_session_secret_finish (self->keyring, result, &error))
    g_debug ("The session's secret stays in the keyring: %s", error->message);
  g_task_return_new_error (task, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, "The session has ended");
}

/* @task: (transfer full): ends as cancelled */
static void
abandon_secret (EnlistLedger *self, GTask *task)
{
  enlist_keyring_clear_session_secret_async (self->keyring, self->session_id, NULL, on_secret_abandoned,
                                             task);
}

static void
on_end_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_journal_update_session_finish (self->journal, result, &error))
    g_debug ("The journal does not know that the session has ended: %s", error->message);
  abandon_secret (self, task);
}

void
enlist_ledger_abandon_async (EnlistLedger *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data, enlist_ledger_abandon_async);

  self->abandoned = TRUE;
  if (self->row != NULL)
    {
      g_object_set (self->row, "stage", ENLIST_JOURNAL_ENDED, NULL);
      enlist_journal_update_session_async (self->journal, self->row, NULL, on_end_noted, task);
    }
  else if (self->secret_stored)
    {
      abandon_secret (self, task);
    }
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

void
enlist_ledger_abandon_finish (EnlistLedger *self, GAsyncResult *result)
{
  finish (self, result, enlist_ledger_abandon_async, NULL);
}

/* Beginning. */

static void
on_session_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!enlist_journal_begin_session_finish (self->journal, result, &error))
    g_clear_object (&self->row);
  if (may_go_on (self, task, error))
    g_task_return_boolean (task, TRUE);
}

/* @task: (transfer full) */
static void
begin_row (EnlistLedger *self, GTask *task)
{
  g_autoptr (GBytes) label = enlist_label_dup_without_secret (self->label);

  self->row = enlist_journal_session_new (self->session_id);
  g_object_set (self->row,
                "label-id", enlist_label_get_id (self->label),
                "vendor", enlist_label_get_vendor (self->label),
                "model", enlist_label_get_model (self->label),
                "serial", enlist_label_get_serial (self->label),
                "publisher-key-id", enlist_publisher_get_key_id (self->publisher),
                "label", label,
                NULL);
  enlist_journal_begin_session_async (self->journal, self->row, NULL, on_session_begun, task);
}

static void
on_secret_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->secret_stored = enlist_keyring_store_session_secret_finish (self->keyring, result, &error);
  if (self->secret_stored && self->abandoned)
    abandon_secret (self, g_steal_pointer (&task));
  else if (may_go_on (self, task, error))
    begin_row (self, g_steal_pointer (&task));
}

/* @task: (transfer full) */
static void
store_secret (EnlistLedger *self, GTask *task)
{
  const guint8 *secret = enlist_label_get_secret (self->label);
  g_autoptr (GBytes) bytes = NULL;

  if (secret == NULL)
    {
      begin_row (self, task);
      return;
    }
  bytes = g_bytes_new (secret, ENLIST_LABEL_SECRET_SIZE);
  enlist_keyring_store_session_secret_async (self->keyring, self->session_id, bytes,
                                             g_task_get_cancellable (task), on_secret_stored, task);
}

static void
on_gateway_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  GError *error = NULL;

  enlist_gateway_check_finish (self->gateway, result, &error);
  if (may_go_on (self, task, error))
    store_secret (self, g_steal_pointer (&task));
}

void
enlist_ledger_begin_async (EnlistLedger *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = new_task (self, cancellable, callback, user_data, enlist_ledger_begin_async);

  if (self->gateway != NULL)
    enlist_gateway_check_async (self->gateway, cancellable, on_gateway_checked, task);
  else
    store_secret (self, task);
}

gboolean
enlist_ledger_begin_finish (EnlistLedger *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, enlist_ledger_begin_async, error);
}

/* The stages of the row. */

static void
on_stage_noted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  GError *error = NULL;

  enlist_journal_update_session_finish (self->journal, result, &error);
  if (may_go_on (self, task, error))
    g_task_return_boolean (task, TRUE);
}

void
enlist_ledger_note_running_async (EnlistLedger *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data, enlist_ledger_note_running_async);

  g_object_set (self->row, "stage", ENLIST_JOURNAL_RUNNING, NULL);
  enlist_journal_update_session_async (self->journal, self->row, NULL, on_stage_noted, task);
}

gboolean
enlist_ledger_note_running_finish (EnlistLedger *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, enlist_ledger_note_running_async, error);
}

/* Deciding. */

/* @task: (transfer full) */
static void
note_decision (EnlistLedger *self, GTask *task)
{
  Decision *decision = g_task_get_task_data (task);

  g_object_set (self->row, "stage", ENLIST_JOURNAL_COMMITTING, "serial",
                enlist_record_get_serial (decision->record), NULL);
  enlist_journal_update_session_async (self->journal, self->row, NULL, on_stage_noted, task);
}

static void
on_configuration_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  GError *error = NULL;

  enlist_gateway_keep_finish (self->gateway, result, &error);
  if (may_go_on (self, task, error))
    note_decision (self, g_steal_pointer (&task));
}

static void
on_keys_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  Decision *decision = g_task_get_task_data (task);
  GError *error = NULL;

  enlist_keyring_store_device_keys_finish (self->keyring, result, &error);
  if (!may_go_on (self, task, error))
    return;

  if (self->gateway != NULL && decision->values != NULL)
    enlist_gateway_keep_async (self->gateway, decision->values, decision->secrets, on_configuration_kept,
                               g_steal_pointer (&task));
  else
    note_decision (self, g_steal_pointer (&task));
}

static void
on_record_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  Decision *decision = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  enlist_journal_add_record_finish (self->journal, result, &error);
  if (may_go_on (self, task, error))
    enlist_keyring_store_device_keys_async (self->keyring, decision->record, cancellable, on_keys_stored,
                                            g_steal_pointer (&task));
}

void
enlist_ledger_decide_async (EnlistLedger *self, EnlistRecord *record, JsonObject *values,
                            JsonObject *secrets, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = new_task (self, cancellable, callback, user_data, enlist_ledger_decide_async);
  Decision *decision = g_new0 (Decision, 1);

  decision->record = g_object_ref (record);
  decision->values = values != NULL ? json_object_ref (values) : NULL;
  decision->secrets = secrets != NULL ? json_object_ref (secrets) : NULL;
  g_task_set_task_data (task, decision, decision_free);
  enlist_journal_add_record_async (self->journal, record, NULL, on_record_added, task);
}

gboolean
enlist_ledger_decide_finish (EnlistLedger *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, enlist_ledger_decide_async, error);
}

/* Confirming. Once the record is enrolled, what else goes wrong changes nothing of it. */

static void
on_session_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_journal_update_session_finish (self->journal, result, &error))
    remark (self, "the journal lists a finished session as unfinished", error);
  g_task_return_boolean (task, TRUE);
}

static void
on_proof_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  /* The keys are there since before the commit; only the word that they are in use is missing. */
  if (!enlist_keyring_store_device_keys_finish (self->keyring, result, &error))
    remark (self, "the keyring keeps the record as provisional", error);
  g_object_set (self->row, "stage", ENLIST_JOURNAL_ENROLLED, NULL);
  enlist_journal_update_session_async (self->journal, self->row, NULL, on_session_finished,
                                       g_steal_pointer (&task));
}

static void
on_record_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  EnlistRecord *record = g_task_get_task_data (task);
  GError *error = NULL;

  if (!enlist_journal_confirm_record_finish (self->journal, result, &error))
    g_task_return_error (task, error);
  else
    enlist_keyring_store_device_keys_async (self->keyring, record, NULL, on_proof_stored,
                                            g_steal_pointer (&task));
}

void
enlist_ledger_confirm_async (EnlistLedger *self, EnlistRecord *record, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data, enlist_ledger_confirm_async);

  g_task_set_task_data (task, g_object_ref (record), g_object_unref);
  enlist_journal_confirm_record_async (self->journal, record, NULL, on_record_confirmed, task);
}

gboolean
enlist_ledger_confirm_finish (EnlistLedger *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, enlist_ledger_confirm_async, error);
}

static void
on_secret_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EnlistLedger *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!enlist_keyring_clear_session_secret_finish (self->keyring, result, &error))
    g_debug ("The session's secret stays in the keyring: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
enlist_ledger_close_async (EnlistLedger *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = new_task (self, NULL, callback, user_data, enlist_ledger_close_async);

  enlist_keyring_clear_session_secret_async (self->keyring, self->session_id, NULL, on_secret_cleared, task);
}

void
enlist_ledger_close_finish (EnlistLedger *self, GAsyncResult *result)
{
  finish (self, result, enlist_ledger_close_async, NULL);
}

static void
enlist_ledger_finalize (GObject *object)
{
  EnlistLedger *self = ENLIST_LEDGER (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_object (&self->label);
  g_clear_object (&self->publisher);
  g_clear_object (&self->gateway);
  g_clear_object (&self->row);
  g_free (self->session_id);

  G_OBJECT_CLASS (enlist_ledger_parent_class)->finalize (object);
}

static void
enlist_ledger_class_init (EnlistLedgerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_ledger_finalize;
  signals[REMARK] = g_signal_new ("remark", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
enlist_ledger_init (EnlistLedger *self)
{
}

void
enlist_ledger_set_gateway (EnlistLedger *self, EnlistGateway *gateway)
{
  g_set_object (&self->gateway, gateway);
}

EnlistLedger *
enlist_ledger_new (EnlistJournal   *journal,
                   EnlistKeyring   *keyring,
                   EnlistLabel     *label,
                   EnlistPublisher *publisher,
                   const char      *session_id)
{
  EnlistLedger *self = g_object_new (ENLIST_TYPE_LEDGER, NULL);

  self->journal = g_object_ref (journal);
  self->keyring = g_object_ref (keyring);
  self->label = g_object_ref (label);
  self->publisher = g_object_ref (publisher);
  self->session_id = g_strdup (session_id);

  return self;
}
