/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-columns"

#include "enlist-columns.h"

#define COLUMN_WIDTH 320 /* pixels below which a column is too narrow to read */
#define SPACING 24

enum {
  PROP_0,
  PROP_START,
  PROP_END,
  N_PROPERTIES,
};

struct _EnlistColumns {
  GtkWidget parent_instance;

  GtkWidget *start;
  GtkWidget *end;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistColumns, enlist_columns, GTK_TYPE_WIDGET)

static gboolean
is_shown (GtkWidget *child)
{
  return child != NULL && gtk_widget_should_layout (child);
}

static gboolean
is_side_by_side (EnlistColumns *self,
                 int            width)
{
  return is_shown (self->start) && is_shown (self->end) && width >= 2 * COLUMN_WIDTH + SPACING;
}

static int
get_height (GtkWidget *child,
            int        width)
{
  int height = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

static void
enlist_columns_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  EnlistColumns *self = ENLIST_COLUMNS (widget);
  GtkWidget *children[] = { self->start, self->end };

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        {
          int child_minimum = 0, child_natural = 0;

          if (is_shown (children[i]))
            gtk_widget_measure (children[i], orientation, -1, &child_minimum, &child_natural, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
        }
      if (is_shown (self->start) && is_shown (self->end))
        *natural = 2 * MAX (*natural, COLUMN_WIDTH) + SPACING;
      return;
    }

  /* Without a width the narrowest layout counts, which is the highest. */
  if (for_size < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &for_size, NULL, NULL, NULL);
  if (is_side_by_side (self, for_size))
    {
      int width = (for_size - SPACING) / 2;

      *minimum = MAX (get_height (self->start, width), get_height (self->end, width));
    }
  else
    {
      *minimum = get_height (self->start, for_size) + get_height (self->end, for_size);
      if (is_shown (self->start) && is_shown (self->end))
        *minimum += SPACING;
    }
  *natural = *minimum;
}

static void
enlist_columns_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  EnlistColumns *self = ENLIST_COLUMNS (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (is_side_by_side (self, width))
    {
      int column = (width - SPACING) / 2;
      GtkAllocation left = { 0, 0, column, height };
      GtkAllocation right = { width - column, 0, column, height };

      gtk_widget_size_allocate (self->start, rtl ? &right : &left, -1);
      gtk_widget_size_allocate (self->end, rtl ? &left : &right, -1);
    }
  else
    {
      GtkWidget *children[] = { self->start, self->end };
      int y = 0;

      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        {
          int child_height = get_height (children[i], width);

          if (!is_shown (children[i]))
            continue;
          gtk_widget_size_allocate (children[i], &(GtkAllocation) { 0, y, width, child_height }, -1);
          y += child_height + SPACING;
        }
    }
}

static GtkSizeRequestMode
enlist_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
enlist_columns_get_property (GObject    *object,
                             guint       property_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  EnlistColumns *self = ENLIST_COLUMNS (object);

  switch (property_id)
    {
    case PROP_START:
      g_value_set_object (value, self->start);
      break;

    case PROP_END:
      g_value_set_object (value, self->end);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
replace_child (EnlistColumns *self,
               GtkWidget    **place,
               GtkWidget     *child)
{
  g_clear_pointer (place, gtk_widget_unparent);
  *place = child;
  if (child == NULL)
    return;
  /* The focus and screen readers go through the children in order, whichever was set first. */
  if (place == &self->start)
    gtk_widget_insert_after (child, GTK_WIDGET (self), NULL);
  else
    gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

static void
enlist_columns_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  EnlistColumns *self = ENLIST_COLUMNS (object);

  switch (property_id)
    {
    case PROP_START:
      replace_child (self, &self->start, g_value_get_object (value));
      break;

    case PROP_END:
      replace_child (self, &self->end, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_columns_dispose (GObject *object)
{
  EnlistColumns *self = ENLIST_COLUMNS (object);

  g_clear_pointer (&self->start, gtk_widget_unparent);
  g_clear_pointer (&self->end, gtk_widget_unparent);

  G_OBJECT_CLASS (enlist_columns_parent_class)->dispose (object);
}

static void
enlist_columns_class_init (EnlistColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_columns_get_property;
  object_class->set_property = enlist_columns_set_property;
  object_class->dispose = enlist_columns_dispose;
  widget_class->measure = enlist_columns_measure;
  widget_class->size_allocate = enlist_columns_size_allocate;
  widget_class->get_request_mode = enlist_columns_get_request_mode;

  properties[PROP_START] = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_END] = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
enlist_columns_init (EnlistColumns *self)
{
}
