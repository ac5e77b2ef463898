/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-text-dialog"

#include "enlist-text-dialog.h"

enum {
  ENTERED,
  N_SIGNALS,
};

struct _EnlistTextDialog {
  AdwMessageDialog parent_instance;

  GtkTextView *text_view;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistTextDialog, enlist_text_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_text (EnlistTextDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
on_text_changed (EnlistTextDialog *self)
{
  g_autofree char *text = dup_text (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "open", *text != '\0');
}

static void
enlist_text_dialog_response (AdwMessageDialog *dialog,
                             const char       *response)
{
  if (g_str_equal (response, "open"))
    {
      g_autofree char *text = dup_text (ENLIST_TEXT_DIALOG (dialog));

      g_signal_emit (dialog, signals[ENTERED], 0, text);
    }
}

static void
enlist_text_dialog_class_init (EnlistTextDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ADW_MESSAGE_DIALOG_CLASS (klass)->response = enlist_text_dialog_response;

  signals[ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-text-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistTextDialog, text_view);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
}

static void
enlist_text_dialog_init (EnlistTextDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

GtkWidget *
enlist_text_dialog_new (GtkWindow *parent)
{
  return g_object_new (ENLIST_TYPE_TEXT_DIALOG, "transient-for", parent, NULL);
}
