/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-result-page"

#include "enlist-result-page.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"
#include "enlist-record-rows.h"

enum {
  SCAN_NEXT,
  SHOW_DEVICE,
  N_SIGNALS,
};

struct _EnlistResultPage {
  EnlistPage parent_instance;

  GtkLabel *name_label;
  AdwPreferencesGroup *identity_group;
  AdwPreferencesGroup *keys_group;
  GtkButton *next_button;

  EnlistRecord *record;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistResultPage, enlist_result_page, ENLIST_TYPE_PAGE)

static void
on_next_clicked (EnlistResultPage *self)
{
  g_signal_emit (self, signals[SCAN_NEXT], 0);
}

static void
on_show_clicked (EnlistResultPage *self)
{
  g_signal_emit (self, signals[SHOW_DEVICE], 0, self->record);
}

static void
enlist_result_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (enlist_result_page_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (ENLIST_RESULT_PAGE (widget)->next_button));
}

static void
enlist_result_page_dispose (GObject *object)
{
  g_clear_object (&ENLIST_RESULT_PAGE (object)->record);

  G_OBJECT_CLASS (enlist_result_page_parent_class)->dispose (object);
}

static void
enlist_result_page_class_init (EnlistResultPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_result_page_dispose;
  widget_class->map = enlist_result_page_map;

  signals[SCAN_NEXT] = g_signal_new ("scan-next", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
  signals[SHOW_DEVICE] = g_signal_new ("show-device", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, ENLIST_TYPE_RECORD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-result-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistResultPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, EnlistResultPage, identity_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistResultPage, keys_group);
  gtk_widget_class_bind_template_child (widget_class, EnlistResultPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_show_clicked);
}

static void
enlist_result_page_init (EnlistResultPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_result_page_new (EnlistRecord *record)
{
  EnlistResultPage *self = g_object_new (ENLIST_TYPE_RESULT_PAGE, NULL);
  g_autofree char *name = enlist_record_rows_dup_name (record);

  self->record = g_object_ref (record);
  gtk_label_set_label (self->name_label, name);
  enlist_record_rows_add_identity (record, self->identity_group);
  enlist_record_rows_add_keys (record, self->keys_group);
  return ENLIST_PAGE (self);
}
