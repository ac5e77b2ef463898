/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-unknown-publisher-page"

#include "enlist-unknown-publisher-page.h"

#include "enlist-plain-text.h"

struct _EnlistUnknownPublisherPage {
  EnlistPage parent_instance;

  AdwActionRow *key_row;

  EnlistLabel *label;
};

G_DEFINE_FINAL_TYPE (EnlistUnknownPublisherPage, enlist_unknown_publisher_page, ENLIST_TYPE_PAGE)

static void
enlist_unknown_publisher_page_dispose (GObject *object)
{
  g_clear_object (&ENLIST_UNKNOWN_PUBLISHER_PAGE (object)->label);

  G_OBJECT_CLASS (enlist_unknown_publisher_page_parent_class)->dispose (object);
}

static void
enlist_unknown_publisher_page_class_init (EnlistUnknownPublisherPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = enlist_unknown_publisher_page_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/enlist_iot/Enlist/enlist-unknown-publisher-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistUnknownPublisherPage, key_row);
}

static void
enlist_unknown_publisher_page_init (EnlistUnknownPublisherPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_unknown_publisher_page_new (EnlistLabel *label)
{
  EnlistUnknownPublisherPage *self = g_object_new (ENLIST_TYPE_UNKNOWN_PUBLISHER_PAGE, NULL);
  g_autofree char *key_id = enlist_plain_text_group_hex (enlist_label_get_key_id (label));

  self->label = g_object_ref (label);
  adw_action_row_set_subtitle (self->key_row, key_id);
  return ENLIST_PAGE (self);
}

EnlistLabel *
enlist_unknown_publisher_page_get_label (EnlistUnknownPublisherPage *self)
{
  g_return_val_if_fail (ENLIST_IS_UNKNOWN_PUBLISHER_PAGE (self), NULL);

  return self->label;
}
