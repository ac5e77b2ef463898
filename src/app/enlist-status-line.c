/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-status-line"

#include "enlist-status-line.h"

#include "enlist-plain-text.h"

struct _EnlistStatusLine {
  AdwBin parent_instance;

  GtkSpinner *spinner;
  GtkLabel *label;

  EnlistSession *session;
};

G_DEFINE_FINAL_TYPE (EnlistStatusLine, enlist_status_line, ADW_TYPE_BIN)

static void
update (EnlistStatusLine *self)
{
  EnlistSessionState state = enlist_session_get_state (self->session);
  g_autofree char *text = enlist_plain_text_cap (enlist_session_get_status (self->session),
                                                 ENLIST_PLAIN_TEXT_SENTENCE);
  gboolean busy = state != ENLIST_SESSION_IDLE && state != ENLIST_SESSION_ENROLLED &&
      state != ENLIST_SESSION_FAILED &&
                  !(state == ENLIST_SESSION_RUNNING && enlist_session_get_prompt (self->session) != NULL);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
enlist_status_line_dispose (GObject *object)
{
  g_clear_object (&ENLIST_STATUS_LINE (object)->session);

  G_OBJECT_CLASS (enlist_status_line_parent_class)->dispose (object);
}

static void
enlist_status_line_class_init (EnlistStatusLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = enlist_status_line_dispose;
}

static void
enlist_status_line_init (EnlistStatusLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->label = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self), "status-line");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  adw_bin_set_child (ADW_BIN (self), box);
}

void
enlist_status_line_set_session (EnlistStatusLine *self,
                                EnlistSession    *session)
{
  g_return_if_fail (ENLIST_IS_STATUS_LINE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::status", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::prompt", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
