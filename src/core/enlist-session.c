/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-session"

#include "enlist-session-private.h"

#include "enlist-enums.h"

enum {
  PROP_0,
  PROP_STATE,
  PROP_STATUS,
  PROP_PROMPT,
  PROP_RECORD,
  PROP_LOCKS_BY_ITSELF,
  PROP_SIGNAL_STRENGTH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (EnlistSession, enlist_session, G_TYPE_OBJECT)

static void
on_status_changed (EnlistSessionStatus *status, gpointer user_data)
{
  EnlistSession *self = user_data;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNAL_STRENGTH]);
}

void
enlist_session_run_async (EnlistSession      *self,
                          const char         *device,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, enlist_session_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->device = g_strdup (device);
  enlist_session_begin (self);
}

EnlistRecord *
enlist_session_run_finish (EnlistSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Getters. */

void
enlist_session_set_catalogs (EnlistSession *self, EnlistCatalogs *catalogs)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->catalogs, catalogs);
}

void
enlist_session_set_gateway (EnlistSession *self, EnlistGateway *gateway)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->gateway, gateway);
}

void
enlist_session_set_answer_memory (EnlistSession *self, EnlistAnswerMemory *memory)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->memory, memory);
}

void
enlist_session_set_bluetooth (EnlistSession *self, EnlistBluetooth *bluetooth)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->context.bluetooth, bluetooth);
}

void
enlist_session_set_patience (EnlistSession *self, guint seconds)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  self->patience_s = seconds;
}

void
enlist_session_set_max_frame (EnlistSession *self, guint bytes)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);
  g_return_if_fail (bytes >= 20);

  self->context.max_frame = bytes;
}

void
enlist_session_set_trace (EnlistSession *self, GFile *file)
{
  g_return_if_fail (self->state == ENLIST_SESSION_IDLE);

  g_set_object (&self->trace_file, file);
}

gboolean
enlist_session_locks_by_itself (EnlistSession *self)
{
  return self->exchange != NULL && enlist_exchange_locks_by_itself (self->exchange);
}

gboolean
enlist_session_needs_lock_permission (EnlistSession *self)
{
  return enlist_session_locks_by_itself (self) && !enlist_label_locks (self->label) && !self->lock_permitted;
}

void
enlist_session_permit_lock (EnlistSession *self)
{
  if (self->lock_permitted)
    return;

  self->lock_permitted = TRUE;
  if (self->program != NULL && self->task != NULL)
    enlist_session_record_when_both_ended (self);
}

EnlistSessionState
enlist_session_get_state (EnlistSession *self)
{
  return self->state;
}

const char *
enlist_session_get_status (EnlistSession *self)
{
  return enlist_session_status_get_text (self->status);
}

const EnlistTransportProgress *
enlist_session_get_progress (EnlistSession *self)
{
  return enlist_session_status_get_progress (self->status);
}

char *
enlist_session_dup_hearing (EnlistSession *self)
{
  return enlist_session_status_dup_hearing (self->status);
}

EnlistSignalQuality
enlist_session_get_signal_quality (EnlistSession *self)
{
  return enlist_session_status_get_signal_quality (self->status);
}

int
enlist_session_get_signal_strength (EnlistSession *self)
{
  return enlist_session_status_get_signal_strength (self->status);
}

EnlistPrompt *
enlist_session_get_prompt (EnlistSession *self)
{
  return self->program != NULL ? enlist_program_run_get_prompt (self->program) : NULL;
}

EnlistRecord *
enlist_session_get_record (EnlistSession *self)
{
  return self->record;
}

EnlistLabel *
enlist_session_get_label (EnlistSession *self)
{
  return self->label;
}

GListModel *
enlist_session_get_steps (EnlistSession *self, EnlistSide side)
{
  return enlist_session_log_get_steps (self->log, side);
}

char *
enlist_session_dup_log (EnlistSession *self)
{
  return enlist_session_log_dup_text (self->log);
}

EnlistSide
enlist_session_get_failed_side (EnlistSession *self)
{
  return self->failed_side;
}

int
enlist_session_get_failed_step (EnlistSession *self)
{
  return self->failed_step;
}

static void
enlist_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EnlistSession *self = ENLIST_SESSION (object);

  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, enlist_session_get_status (self));
      break;
    case PROP_PROMPT:
      g_value_set_object (value, enlist_session_get_prompt (self));
      break;
    case PROP_RECORD:
      g_value_set_object (value, self->record);
      break;
    case PROP_LOCKS_BY_ITSELF:
      g_value_set_boolean (value, enlist_session_locks_by_itself (self));
      break;
    case PROP_SIGNAL_STRENGTH:
      g_value_set_int (value, enlist_session_get_signal_strength (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_session_dispose (GObject *object)
{
  EnlistSession *self = ENLIST_SESSION (object);

  if (self->exchange != NULL)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  if (self->program != NULL)
    g_signal_handlers_disconnect_by_data (self->program, self);
  if (self->ledger != NULL)
    g_signal_handlers_disconnect_by_data (self->ledger, self);
  g_signal_handlers_disconnect_by_data (self->status, self);
  enlist_session_stop (self);

  G_OBJECT_CLASS (enlist_session_parent_class)->dispose (object);
}

static void
enlist_session_finalize (GObject *object)
{
  EnlistSession *self = ENLIST_SESSION (object);

  g_clear_object (&self->label);
  g_clear_object (&self->publisher);
  g_clear_object (&self->journal);
  g_clear_object (&self->keyring);
  g_clear_object (&self->catalogs);
  g_clear_object (&self->gateway);
  g_clear_object (&self->memory);
  g_clear_object (&self->context.bluetooth);
  g_clear_object (&self->context.trace);
  g_clear_object (&self->trace_file);
  g_clear_object (&self->log);
  g_clear_object (&self->status);
  g_clear_object (&self->record);
  g_clear_object (&self->ledger);
  g_clear_object (&self->program);
  g_clear_object (&self->exchange);
  g_clear_object (&self->task);
  g_free (self->device);

  G_OBJECT_CLASS (enlist_session_parent_class)->finalize (object);
}

static void
enlist_session_class_init (EnlistSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_session_get_property;
  object_class->dispose = enlist_session_dispose;
  object_class->finalize = enlist_session_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, ENLIST_TYPE_SESSION_STATE, ENLIST_SESSION_IDLE, flags);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  properties[PROP_PROMPT] = g_param_spec_object ("prompt", NULL, NULL, ENLIST_TYPE_PROMPT, flags);
  properties[PROP_RECORD] = g_param_spec_object ("record", NULL, NULL, ENLIST_TYPE_RECORD, flags);
  properties[PROP_LOCKS_BY_ITSELF] = g_param_spec_boolean ("locks-by-itself", NULL, NULL, FALSE, flags);
  properties[PROP_SIGNAL_STRENGTH] =
      g_param_spec_int ("signal-strength", NULL, NULL, -128, ENLIST_SIGNAL_STRENGTH_UNKNOWN,
                        ENLIST_SIGNAL_STRENGTH_UNKNOWN, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
enlist_session_init (EnlistSession *self)
{
  self->failed_step = -1;
  self->patience_s = ENLIST_SESSION_PATIENCE_S;
  self->status = enlist_session_status_new ();
  g_signal_connect (self->status, "changed", G_CALLBACK (on_status_changed), self);
}

EnlistSession *
enlist_session_new (EnlistLabel *label, EnlistPublisher *publisher, EnlistJournal *journal,
                    EnlistKeyring *keyring)
{
  EnlistSession *self = g_object_new (ENLIST_TYPE_SESSION, NULL);

  self->label = g_object_ref (label);
  self->publisher = g_object_ref (publisher);
  self->journal = g_object_ref (journal);
  self->keyring = g_object_ref (keyring);
  self->log = enlist_session_log_new (label);

  return self;
}
