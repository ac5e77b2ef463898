/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-progress-page"

#include "enlist-progress-page.h"

#include "enlist-columns.h"
#include "enlist-status-line.h"
#include "enlist-step-group.h"

struct _EnlistProgressPage {
  EnlistPage parent_instance;

  EnlistStepGroup *assistant_steps;
  EnlistStepGroup *device_steps;
  GtkProgressBar *progress_bar;
  EnlistStatusLine *status_line;

  EnlistSession *session;
};

G_DEFINE_FINAL_TYPE (EnlistProgressPage, enlist_progress_page, ENLIST_TYPE_PAGE)

static void
count_steps (GListModel *steps,
             guint      *done,
             guint      *total)
{
  guint n = g_list_model_get_n_items (steps);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);
      EnlistStepState state = enlist_step_item_get_state (item);

      *done += state == ENLIST_STEP_DONE || state == ENLIST_STEP_SKIPPED || state == ENLIST_STEP_CAUGHT;
      (*total)++;
    }
}

static void
update_progress (EnlistProgressPage *self)
{
  guint done = 0, total = 0;

  count_steps (enlist_session_get_steps (self->session, ENLIST_SIDE_ASSISTANT), &done, &total);
  count_steps (enlist_session_get_steps (self->session, ENLIST_SIDE_DEVICE), &done, &total);
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? (double) done / total : 0);
}

static void
watch_steps (EnlistProgressPage *self,
             EnlistStepGroup    *group,
             GListModel         *steps)
{
  guint n = g_list_model_get_n_items (steps);

  enlist_step_group_set_steps (group, steps);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);

      g_signal_connect_object (item, "notify::state", G_CALLBACK (update_progress), self, G_CONNECT_SWAPPED);
    }
}

static void
enlist_progress_page_dispose (GObject *object)
{
  g_clear_object (&ENLIST_PROGRESS_PAGE (object)->session);

  G_OBJECT_CLASS (enlist_progress_page_parent_class)->dispose (object);
}

static void
enlist_progress_page_class_init (EnlistProgressPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_progress_page_dispose;

  g_type_ensure (ENLIST_TYPE_COLUMNS);
  g_type_ensure (ENLIST_TYPE_STATUS_LINE);
  g_type_ensure (ENLIST_TYPE_STEP_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistProgressPage, assistant_steps);
  gtk_widget_class_bind_template_child (widget_class, EnlistProgressPage, device_steps);
  gtk_widget_class_bind_template_child (widget_class, EnlistProgressPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, EnlistProgressPage, status_line);
}

static void
enlist_progress_page_init (EnlistProgressPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_progress_page_new (EnlistSession *session)
{
  EnlistProgressPage *self = g_object_new (ENLIST_TYPE_PROGRESS_PAGE, NULL);

  self->session = g_object_ref (session);
  watch_steps (self, self->assistant_steps, enlist_session_get_steps (session, ENLIST_SIDE_ASSISTANT));
  watch_steps (self, self->device_steps, enlist_session_get_steps (session, ENLIST_SIDE_DEVICE));
  enlist_status_line_set_session (self->status_line, session);
  update_progress (self);
  return ENLIST_PAGE (self);
}
