/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-note-page"

#include "enlist-note-page.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"
#include "enlist-status-line.h"

#define MAX_NOTE 1000 /* characters */

enum {
  SUBMITTED,
  N_SIGNALS,
};

struct _EnlistNotePage {
  EnlistPage parent_instance;

  AdwStatusPage *status_page;
  GtkButton *confirm_button;
  GtkButton *refuse_button;
  EnlistStatusLine *status_line;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistNotePage, enlist_note_page, ENLIST_TYPE_PAGE)

static void
on_confirm_clicked (EnlistNotePage *self)
{
  g_signal_emit (self, signals[SUBMITTED], 0);
}

static void
show_prompt (EnlistNotePage *self,
             EnlistPrompt   *prompt)
{
  g_autofree char *text = enlist_plain_text_to_markup (enlist_prompt_get_text (prompt), MAX_NOTE);

  if (enlist_prompt_get_kind (prompt) == ENLIST_PROMPT_IDENTIFY)
    {
      enlist_page_set_title (ENLIST_PAGE (self), _("Identify"));
      adw_status_page_set_icon_name (self->status_page, "enlist-identify-symbolic");
      adw_status_page_set_title (self->status_page, _("Is This the Device?"));
      adw_status_page_set_description (self->status_page, *text != '\0' ? text :
                                       _("The device makes itself noticed now, for example by blinking."));
      gtk_button_set_label (self->confirm_button, _("This Is the Device"));
      gtk_widget_set_visible (GTK_WIDGET (self->refuse_button), TRUE);
    }
  else
    {
      adw_status_page_set_description (self->status_page, text);
    }
}

static void
enlist_note_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (enlist_note_page_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (ENLIST_NOTE_PAGE (widget)->confirm_button));
}

static void
enlist_note_page_class_init (EnlistNotePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = enlist_note_page_map;

  signals[SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (ENLIST_TYPE_STATUS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-note-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistNotePage, status_page);
  gtk_widget_class_bind_template_child (widget_class, EnlistNotePage, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistNotePage, refuse_button);
  gtk_widget_class_bind_template_child (widget_class, EnlistNotePage, status_line);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm_clicked);
}

static void
enlist_note_page_init (EnlistNotePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_note_page_new (EnlistSession *session,
                      EnlistPrompt  *prompt)
{
  EnlistNotePage *self = g_object_new (ENLIST_TYPE_NOTE_PAGE, NULL);

  show_prompt (self, prompt);
  enlist_status_line_set_session (self->status_line, session);
  return ENLIST_PAGE (self);
}
