/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-session"

#include "enlist-session-log-private.h"

#include "enlist-enums.h"

struct _EnlistSessionLog {
  GObject parent_instance;

  GListModel *steps[2]; /* by EnlistSide */
  GString *text;
  gint64 started_at;
};

G_DEFINE_FINAL_TYPE (EnlistSessionLog, enlist_session_log, G_TYPE_OBJECT)

static const char *
get_nick (GType type, int value)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (type);
  const GEnumValue *entry = g_enum_get_value (klass, value);

  return entry != NULL ? entry->value_nick : "?";
}

void
enlist_session_log_add (EnlistSessionLog *self, const char *format, ...)
{
  double seconds = (g_get_monotonic_time () - self->started_at) / 1e6;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_debug ("%s", line);
  g_string_append_printf (self->text, "%8.3f  %s\n", seconds, line);
}

void
enlist_session_log_add_nick (EnlistSessionLog *self, GType type, int value)
{
  enlist_session_log_add (self, "%s", get_nick (type, value));
}

char *
enlist_session_log_dup_text (EnlistSessionLog *self)
{
  return g_strdup (self->text->str);
}

GListModel *
enlist_session_log_get_steps (EnlistSessionLog *self, EnlistSide side)
{
  return self->steps[side];
}

static void
on_step_state_changed (EnlistStepItem *item, GParamSpec *pspec, gpointer user_data)
{
  EnlistSessionLog *self = user_data;
  const char *problem = enlist_step_item_get_problem (item);

  /* That a program begins anew is told once, not for each of its steps. */
  if (enlist_step_item_get_state (item) == ENLIST_STEP_PENDING)
    return;

  enlist_session_log_add (self, "%s step %u (%s): %s%s%s",
                          get_nick (ENLIST_TYPE_SIDE, enlist_step_item_get_side (item)),
                          enlist_step_item_get_index (item), enlist_step_item_get_operation (item),
                          get_nick (ENLIST_TYPE_STEP_STATE, enlist_step_item_get_state (item)),
                          *problem != '\0' ? ", " : "", problem);
}

void
enlist_session_log_set_step (EnlistSessionLog *self, EnlistSide side, guint index, EnlistStepState state,
                             const char *problem)
{
  g_autoptr (EnlistStepItem) item = g_list_model_get_item (self->steps[side], index);

  if (item != NULL)
    enlist_step_item_set_state (item, state, problem);
}

void
enlist_session_log_begin_anew (EnlistSessionLog *self, EnlistSide side)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->steps[side]); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (self->steps[side], i);

      enlist_step_item_set_state (item, ENLIST_STEP_PENDING, NULL);
    }
}

void
enlist_session_log_skip_pending (EnlistSessionLog *self, EnlistSide side)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->steps[side]); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (self->steps[side], i);

      if (enlist_step_item_get_state (item) == ENLIST_STEP_PENDING)
        enlist_step_item_set_state (item, ENLIST_STEP_SKIPPED, NULL);
    }
}

static void
watch_steps (EnlistSessionLog *self, EnlistLabel *label, EnlistSide side)
{
  self->steps[side] = enlist_label_list_steps (label, side);
  for (guint i = 0; i < g_list_model_get_n_items (self->steps[side]); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (self->steps[side], i);

      g_signal_connect_object (item, "notify::state", G_CALLBACK (on_step_state_changed), self, 0);
    }
}

static void
enlist_session_log_finalize (GObject *object)
{
  EnlistSessionLog *self = ENLIST_SESSION_LOG (object);

  g_clear_object (&self->steps[ENLIST_SIDE_ASSISTANT]);
  g_clear_object (&self->steps[ENLIST_SIDE_DEVICE]);
  g_string_free (self->text, TRUE);

  G_OBJECT_CLASS (enlist_session_log_parent_class)->finalize (object);
}

static void
enlist_session_log_class_init (EnlistSessionLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = enlist_session_log_finalize;
}

static void
enlist_session_log_init (EnlistSessionLog *self)
{
  self->text = g_string_new (NULL);
  self->started_at = g_get_monotonic_time ();
}

EnlistSessionLog *
enlist_session_log_new (EnlistLabel *label)
{
  EnlistSessionLog *self = g_object_new (ENLIST_TYPE_SESSION_LOG, NULL);

  watch_steps (self, label, ENLIST_SIDE_ASSISTANT);
  watch_steps (self, label, ENLIST_SIDE_DEVICE);

  return self;
}
