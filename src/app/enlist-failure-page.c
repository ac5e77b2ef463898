/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-failure-page"

#include "enlist-failure-page.h"

#include <glib/gi18n.h>

#include "enlist-error.h"
#include "enlist-plain-text.h"
#include "enlist-problem-text.h"
#include "enlist-toast.h"

enum {
  TRY_AGAIN,
  N_SIGNALS,
};

struct _EnlistFailurePage {
  EnlistPage parent_instance;

  GtkLabel *title_label;
  GtkLabel *remedy_label;
  AdwActionRow *where_row;
  AdwActionRow *step_row;
  AdwActionRow *detail_row;
  GtkTextView *log_view;
  GtkButton *try_button;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistFailurePage, enlist_failure_page, ENLIST_TYPE_PAGE)

static void
show_text (AdwActionRow *row,
           const char   *text)
{
  g_autofree char *markup = enlist_plain_text_to_markup (text, ENLIST_PLAIN_TEXT_SENTENCE);

  adw_action_row_set_subtitle (row, markup);
  gtk_widget_set_visible (GTK_WIDGET (row), *markup != '\0');
}

static void
show_step (EnlistFailurePage *self,
           EnlistSession     *session)
{
  EnlistSide side = enlist_session_get_failed_side (session);
  int step = enlist_session_get_failed_step (session);
  GListModel *steps = enlist_session_get_steps (session, side);
  g_autoptr (EnlistStepItem) item = step >= 0 ? g_list_model_get_item (steps, (guint) step) : NULL;
  g_autofree char *text = NULL;

  show_text (self->where_row, side == ENLIST_SIDE_DEVICE ? _("On the device") : _("Here"));
  if (item != NULL)
    {
      /* Translators: the number of a step and what it does. */
      text = g_strdup_printf (_("%d: %s"), step + 1, enlist_step_item_get_title (item));
    }
  show_text (self->step_row, text != NULL ? text : "");
}

static void
on_copy_clicked (EnlistFailurePage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->log_view);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  enlist_toast_show (GTK_WIDGET (self), _("Log copied"));
}

static void
on_try_clicked (EnlistFailurePage *self)
{
  g_signal_emit (self, signals[TRY_AGAIN], 0);
}

static void
enlist_failure_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (enlist_failure_page_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (ENLIST_FAILURE_PAGE (widget)->try_button));
}

static void
enlist_failure_page_class_init (EnlistFailurePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = enlist_failure_page_map;

  signals[TRY_AGAIN] = g_signal_new ("try-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-failure-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, title_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, remedy_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, where_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, step_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, detail_row);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, log_view);
  gtk_widget_class_bind_template_child (widget_class, EnlistFailurePage, try_button);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_try_clicked);
}

static void
enlist_failure_page_init (EnlistFailurePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_failure_page_new (EnlistSession *session,
                         const GError  *error)
{
  EnlistFailurePage *self = g_object_new (ENLIST_TYPE_FAILURE_PAGE, NULL);
  g_autofree char *detail = enlist_problem_text_dup_detail (error);
  g_autofree char *log = enlist_session_dup_log (session);

  gtk_label_set_label (self->title_label, enlist_problem_text_get_title (error));
  gtk_label_set_label (self->remedy_label, enlist_problem_text_get_remedy (error));
  show_step (self, session);
  show_text (self->detail_row, detail != NULL ? detail : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->log_view), log, -1);
  return ENLIST_PAGE (self);
}
