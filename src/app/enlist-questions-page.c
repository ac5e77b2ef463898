/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-questions-page"

#include "enlist-questions-page.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"
#include "enlist-question-factory.h"
#include "enlist-status-line.h"

enum {
  SUBMITTED,
  N_SIGNALS,
};

struct _EnlistQuestionsPage {
  EnlistPage parent_instance;

  GtkScrolledWindow *scrolled_window;
  GtkBox *box;
  GtkLabel *problem_label;
  GtkButton *continue_button;
  EnlistStatusLine *status_line;

  EnlistPrompt *prompt;
  guint scroll_source;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistQuestionsPage, enlist_questions_page, ENLIST_TYPE_PAGE)

static void
update_complete (EnlistQuestionsPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->continue_button), enlist_prompt_is_complete (self->prompt));
}

static void
on_continue_clicked (EnlistQuestionsPage *self)
{
  if (enlist_prompt_is_complete (self->prompt))
    g_signal_emit (self, signals[SUBMITTED], 0);
}

/* Enter goes to the next question, and on from the last. */
static void
on_group_activated (EnlistQuestionsPage *self,
                    GtkWidget           *group)
{
  if (enlist_prompt_is_complete (self->prompt))
    g_signal_emit (self, signals[SUBMITTED], 0);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->box), GTK_DIR_TAB_FORWARD);
}

static gboolean
scroll_to_focus (gpointer user_data)
{
  EnlistQuestionsPage *self = ENLIST_QUESTIONS_PAGE (user_data);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled_window);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t bounds;

  self->scroll_source = 0;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->box)) &&
      gtk_widget_compute_bounds (focus, GTK_WIDGET (self->box), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y - 12, bounds.origin.y + bounds.size.height + 36);
  return G_SOURCE_REMOVE;
}

/* An on-screen keyboard makes the window smaller: what is being typed in must stay in sight. */
static void
on_page_size_changed (EnlistQuestionsPage *self)
{
  if (self->scroll_source == 0)
    self->scroll_source = g_idle_add (scroll_to_focus, self);
}

static void
enlist_questions_page_map (GtkWidget *widget)
{
  EnlistQuestionsPage *self = ENLIST_QUESTIONS_PAGE (widget);

  GTK_WIDGET_CLASS (enlist_questions_page_parent_class)->map (widget);
  gtk_widget_child_focus (GTK_WIDGET (self->box), GTK_DIR_TAB_FORWARD);
}

static void
enlist_questions_page_dispose (GObject *object)
{
  EnlistQuestionsPage *self = ENLIST_QUESTIONS_PAGE (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_clear_object (&self->prompt);

  G_OBJECT_CLASS (enlist_questions_page_parent_class)->dispose (object);
}

static void
enlist_questions_page_class_init (EnlistQuestionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_questions_page_dispose;
  widget_class->map = enlist_questions_page_map;

  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (ENLIST_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-questions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistQuestionsPage, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, EnlistQuestionsPage, box);
  gtk_widget_class_bind_template_child (widget_class, EnlistQuestionsPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistQuestionsPage, continue_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistQuestionsPage, status_line);
  gtk_widget_class_bind_template_callback (widget_class, on_continue_clicked);
}

static void
enlist_questions_page_init (EnlistQuestionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled_window), "notify::page-size",
                           G_CALLBACK (on_page_size_changed), self, G_CONNECT_SWAPPED);
}

/* Why the same is asked again stands above the questions. */
static void
show_problem (EnlistQuestionsPage *self)
{
  g_autofree char *text = enlist_plain_text_cap (enlist_prompt_get_problem (self->prompt),
                                                 ENLIST_PLAIN_TEXT_SENTENCE);

  gtk_label_set_label (self->problem_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), *text != '\0');
}

EnlistPage *
enlist_questions_page_new (EnlistSession *session,
                           EnlistPrompt  *prompt,
                           EnlistKeyring *keyring)
{
  EnlistQuestionsPage *self = g_object_new (ENLIST_TYPE_QUESTIONS_PAGE, NULL);

  self->prompt = g_object_ref (prompt);
  show_problem (self);
  for (guint i = 0; i < enlist_prompt_get_n_questions (prompt); i++)
    {
      GtkWidget *group = enlist_question_factory_create (enlist_prompt_get_question (prompt, i), keyring);

      if (group == NULL)
        continue;
      g_signal_connect_object (group, "activate", G_CALLBACK (on_group_activated), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->box, group);
    }
  enlist_status_line_set_session (self->status_line, session);
  g_signal_connect_object (prompt, "notify::complete", G_CALLBACK (update_complete), self, G_CONNECT_SWAPPED);
  update_complete (self);
  return ENLIST_PAGE (self);
}

EnlistPrompt *
enlist_questions_page_get_prompt (EnlistQuestionsPage *self)
{
  g_return_val_if_fail (ENLIST_IS_QUESTIONS_PAGE (self), NULL);

  return self->prompt;
}
