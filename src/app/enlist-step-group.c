/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-step-group"

#include "enlist-step-group.h"

#include "enlist-step-row.h"

enum {
  PROP_0,
  PROP_LIVE,
  N_PROPERTIES,
};

struct _EnlistStepGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox *list_box;
  gboolean live;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistStepGroup, enlist_step_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  EnlistStepGroup *self = ENLIST_STEP_GROUP (user_data);

  return enlist_step_row_new (ENLIST_STEP_ITEM (item), self->live);
}

static void
enlist_step_group_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, ENLIST_STEP_GROUP (object)->live);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_step_group_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_LIVE:
      ENLIST_STEP_GROUP (object)->live = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_step_group_class_init (EnlistStepGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = enlist_step_group_get_property;
  object_class->set_property = enlist_step_group_set_property;

  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_step_group_init (EnlistStepGroup *self)
{
  self->list_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list_box), "boxed-list");
  gtk_widget_set_valign (GTK_WIDGET (self->list_box), GTK_ALIGN_START);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->list_box));
}

void
enlist_step_group_set_steps (EnlistStepGroup *self,
                             GListModel      *steps)
{
  g_return_if_fail (ENLIST_IS_STEP_GROUP (self));
  g_return_if_fail (G_IS_LIST_MODEL (steps));

  gtk_list_box_bind_model (self->list_box, steps, create_row, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (steps) > 0);
}
