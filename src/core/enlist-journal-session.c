/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-journal-session"

#include "enlist-journal-session.h"

enum {
  PROP_STAGE = 1,
  PROP_LABEL,
  PROP_ID,
  PROP_LABEL_ID,
  PROP_SERIAL,
  PROP_VENDOR,
  PROP_MODEL,
  PROP_PUBLISHER_KEY_ID,
  PROP_STARTED,
  PROP_UPDATED,
  PROP_PROGRESS,
  N_PROPS,
};

static const char *const text_names[N_PROPS] = {
  [PROP_ID] = "id",
  [PROP_LABEL_ID] = "label-id",
  [PROP_SERIAL] = "serial",
  [PROP_VENDOR] = "vendor",
  [PROP_MODEL] = "model",
  [PROP_PUBLISHER_KEY_ID] = "publisher-key-id",
  [PROP_STARTED] = "started",
  [PROP_UPDATED] = "updated",
  [PROP_PROGRESS] = "progress",
};

static const char *const stage_names[] = {
  [ENLIST_JOURNAL_PREPARED] = "prepared",
  [ENLIST_JOURNAL_RUNNING] = "running",
  [ENLIST_JOURNAL_RECORDED] = "recorded",
  [ENLIST_JOURNAL_COMMITTING] = "committing",
  [ENLIST_JOURNAL_ENROLLED] = "enrolled",
  [ENLIST_JOURNAL_ENDED] = "ended",
};

struct _EnlistJournalSession
{
  GObject parent_instance;

  char *texts[N_PROPS];
  GBytes *label;
  EnlistJournalStage stage;
};

G_DEFINE_FINAL_TYPE (EnlistJournalSession, enlist_journal_session, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
enlist_journal_session_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  EnlistJournalSession *self = ENLIST_JOURNAL_SESSION (object);

  if (prop_id == PROP_STAGE)
    g_value_set_int (value, self->stage);
  else if (prop_id == PROP_LABEL)
    g_value_set_boxed (value, self->label);
  else
    g_value_set_string (value, self->texts[prop_id]);
}

static void
enlist_journal_session_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  EnlistJournalSession *self = ENLIST_JOURNAL_SESSION (object);

  if (prop_id == PROP_STAGE)
    {
      self->stage = g_value_get_int (value);
    }
  else if (prop_id == PROP_LABEL)
    {
      g_clear_pointer (&self->label, g_bytes_unref);
      self->label = g_value_dup_boxed (value);
    }
  else
    {
      g_free (self->texts[prop_id]);
      self->texts[prop_id] = g_value_dup_string (value);
    }
}

static void
enlist_journal_session_finalize (GObject *object)
{
  EnlistJournalSession *self = ENLIST_JOURNAL_SESSION (object);

  for (guint i = 0; i < N_PROPS; i++)
    g_free (self->texts[i]);
  g_clear_pointer (&self->label, g_bytes_unref);

  G_OBJECT_CLASS (enlist_journal_session_parent_class)->finalize (object);
}

static void
enlist_journal_session_class_init (EnlistJournalSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_journal_session_get_property;
  object_class->set_property = enlist_journal_session_set_property;
  object_class->finalize = enlist_journal_session_finalize;

  props[PROP_STAGE] = g_param_spec_int ("stage", NULL, NULL, ENLIST_JOURNAL_PREPARED, ENLIST_JOURNAL_ENDED,
                                        ENLIST_JOURNAL_PREPARED, flags);
  props[PROP_LABEL] = g_param_spec_boxed ("label", NULL, NULL, G_TYPE_BYTES, flags);
  for (guint i = PROP_ID; i < N_PROPS; i++)
    props[i] = g_param_spec_string (text_names[i], NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
enlist_journal_session_init (EnlistJournalSession *self)
{
}

EnlistJournalSession *
enlist_journal_session_new (const char *id)
{
  return g_object_new (ENLIST_TYPE_JOURNAL_SESSION, "id", id, NULL);
}

GBytes *
enlist_journal_session_get_label (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->label;
}

EnlistJournalStage
enlist_journal_session_get_stage (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), ENLIST_JOURNAL_ENDED);

  return self->stage;
}

const char *
enlist_journal_stage_to_string (EnlistJournalStage stage)
{
  g_return_val_if_fail ((guint) stage < G_N_ELEMENTS (stage_names), NULL);

  return stage_names[stage];
}

gboolean
enlist_journal_stage_from_string (const char         *name,
                                  EnlistJournalStage *stage)
{
  for (guint i = 0; i < G_N_ELEMENTS (stage_names); i++)
    if (g_strcmp0 (name, stage_names[i]) == 0)
      {
        *stage = i;
        return TRUE;
      }
  return FALSE;
}

const char *
enlist_journal_session_get_id (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_ID];
}

const char *
enlist_journal_session_get_label_id (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_LABEL_ID];
}

const char *
enlist_journal_session_get_serial (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_SERIAL];
}

const char *
enlist_journal_session_get_vendor (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_VENDOR];
}

const char *
enlist_journal_session_get_model (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_MODEL];
}

const char *
enlist_journal_session_get_publisher_key_id (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_PUBLISHER_KEY_ID];
}

const char *
enlist_journal_session_get_started (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_STARTED];
}

const char *
enlist_journal_session_get_updated (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_UPDATED];
}

const char *
enlist_journal_session_get_progress (EnlistJournalSession *self)
{
  g_return_val_if_fail (ENLIST_IS_JOURNAL_SESSION (self), NULL);

  return self->texts[PROP_PROGRESS];
}
