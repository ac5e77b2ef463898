/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-page"

#include "enlist-page.h"

#include <glib/gi18n.h>

enum {
  PROP_0,
  PROP_TITLE,
  PROP_CAN_POP,
  PROP_CONTENT,
  PROP_FOOTER,
  PROP_START_WIDGET,
  PROP_END_WIDGET,
  N_PROPERTIES,
};

typedef struct {
  AdwHeaderBar *header_bar;
  AdwWindowTitle *window_title;
  GtkWidget *back_button;
  AdwBin *content;
  AdwBin *footer;
  GtkWidget *start_widget;
  GtkWidget *end_widget;
  gboolean can_pop;
} EnlistPagePrivate;

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_TYPE_WITH_PRIVATE (EnlistPage, enlist_page, ADW_TYPE_BIN)

static EnlistPagePrivate *
get_private (EnlistPage *self)
{
  return enlist_page_get_instance_private (self);
}

static void
enlist_page_get_property (GObject    *object,
                          guint       property_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  EnlistPage *self = ENLIST_PAGE (object);
  EnlistPagePrivate *priv = get_private (self);

  switch (property_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, enlist_page_get_title (self));
      break;

    case PROP_CAN_POP:
      g_value_set_boolean (value, priv->can_pop);
      break;

    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (priv->content));
      break;

    case PROP_FOOTER:
      g_value_set_object (value, adw_bin_get_child (priv->footer));
      break;

    case PROP_START_WIDGET:
      g_value_set_object (value, priv->start_widget);
      break;

    case PROP_END_WIDGET:
      g_value_set_object (value, priv->end_widget);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
replace_widget (EnlistPagePrivate *priv,
                GtkWidget        **place,
                GtkWidget         *widget,
                gboolean           at_start)
{
  if (*place != NULL)
    adw_header_bar_remove (priv->header_bar, *place);
  *place = widget;
  if (widget == NULL)
    return;
  if (at_start)
    adw_header_bar_pack_start (priv->header_bar, widget);
  else
    adw_header_bar_pack_end (priv->header_bar, widget);
}

static void
enlist_page_set_property (GObject      *object,
                          guint         property_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  EnlistPage *self = ENLIST_PAGE (object);
  EnlistPagePrivate *priv = get_private (self);

  switch (property_id)
    {
    case PROP_TITLE:
      enlist_page_set_title (self, g_value_get_string (value));
      break;

    case PROP_CAN_POP:
      enlist_page_set_can_pop (self, g_value_get_boolean (value));
      break;

    case PROP_CONTENT:
      adw_bin_set_child (priv->content, g_value_get_object (value));
      break;

    case PROP_FOOTER:
      adw_bin_set_child (priv->footer, g_value_get_object (value));
      break;

    case PROP_START_WIDGET:
      replace_widget (priv, &priv->start_widget, g_value_get_object (value), TRUE);
      break;

    case PROP_END_WIDGET:
      replace_widget (priv, &priv->end_widget, g_value_get_object (value), FALSE);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_page_class_init (EnlistPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_page_get_property;
  object_class->set_property = enlist_page_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CAN_POP] = g_param_spec_boolean ("can-pop", NULL, NULL, TRUE,
                                                   flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_FOOTER] = g_param_spec_object ("footer", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_START_WIDGET] = g_param_spec_object ("start-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_END_WIDGET] = g_param_spec_object ("end-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_page_init (EnlistPage *self)
{
  EnlistPagePrivate *priv = get_private (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  priv->can_pop = TRUE;
  priv->header_bar = ADW_HEADER_BAR (adw_header_bar_new ());
  priv->window_title = ADW_WINDOW_TITLE (adw_window_title_new ("", ""));
  priv->back_button = gtk_button_new_from_icon_name ("go-previous-symbolic");
  priv->content = ADW_BIN (adw_bin_new ());
  priv->footer = ADW_BIN (adw_bin_new ());

  gtk_widget_set_tooltip_text (priv->back_button, _("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (priv->back_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Back"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (priv->back_button), "navigation.pop");
  adw_header_bar_pack_start (priv->header_bar, priv->back_button);
  adw_header_bar_set_title_widget (priv->header_bar, GTK_WIDGET (priv->window_title));
  gtk_widget_set_vexpand (GTK_WIDGET (priv->content), TRUE);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->header_bar));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->content));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->footer));
  adw_bin_set_child (ADW_BIN (self), box);
}

const char *
enlist_page_get_title (EnlistPage *self)
{
  g_return_val_if_fail (ENLIST_IS_PAGE (self), NULL);

  return adw_window_title_get_title (get_private (self)->window_title);
}

void
enlist_page_set_title (EnlistPage *self,
                       const char *title)
{
  g_return_if_fail (ENLIST_IS_PAGE (self));

  if (g_strcmp0 (title, enlist_page_get_title (self)) == 0)
    return;

  adw_window_title_set_title (get_private (self)->window_title, title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

gboolean
enlist_page_get_can_pop (EnlistPage *self)
{
  g_return_val_if_fail (ENLIST_IS_PAGE (self), FALSE);

  return get_private (self)->can_pop;
}

void
enlist_page_set_can_pop (EnlistPage *self,
                         gboolean    can_pop)
{
  EnlistPagePrivate *priv;

  g_return_if_fail (ENLIST_IS_PAGE (self));

  priv = get_private (self);
  if (priv->can_pop == can_pop)
    return;

  priv->can_pop = can_pop;
  gtk_widget_set_visible (priv->back_button, can_pop);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_POP]);
}
