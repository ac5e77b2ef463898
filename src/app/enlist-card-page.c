/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-card-page"

#include "enlist-card-page.h"

#include "enlist-camera-view.h"

struct _EnlistCardPage {
  EnlistPage parent_instance;

  EnlistCameraView *camera_view;
};

G_DEFINE_FINAL_TYPE (EnlistCardPage, enlist_card_page, ENLIST_TYPE_PAGE)

static void
enlist_card_page_class_init (EnlistCardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ENLIST_TYPE_CAMERA_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/enlist_iot/Enlist/enlist-card-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EnlistCardPage, camera_view);
}

static void
enlist_card_page_init (EnlistCardPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EnlistPage *
enlist_card_page_new (void)
{
  return g_object_new (ENLIST_TYPE_CARD_PAGE, NULL);
}

EnlistIntake *
enlist_card_page_get_intake (EnlistCardPage *self)
{
  g_return_val_if_fail (ENLIST_IS_CARD_PAGE (self), NULL);

  return enlist_camera_view_get_intake (self->camera_view);
}
