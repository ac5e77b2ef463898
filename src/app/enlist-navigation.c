/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-navigation"

#include "enlist-navigation.h"

enum {
  PROP_0,
  PROP_ROOT,
  PROP_PAGE,
  N_PROPERTIES,
};

struct _EnlistNavigation {
  AdwBin parent_instance;

  AdwLeaflet *leaflet;

  GPtrArray *widgets; /* borrowed: the root, then the pages on top of it */
  GPtrArray *leaving; /* borrowed: still in the leaflet until its transition has ended */
  guint clean_up_source;
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (EnlistNavigation, enlist_navigation, ADW_TYPE_BIN)

static GtkWidget *
get_top (EnlistNavigation *self)
{
  return self->widgets->len > 0 ? g_ptr_array_index (self->widgets, self->widgets->len - 1) : NULL;
}

static void
remove_leaving (EnlistNavigation *self)
{
  g_autoptr (GPtrArray) leaving = g_steal_pointer (&self->leaving);

  self->leaving = g_ptr_array_new ();
  for (guint i = 0; i < leaving->len; i++)
    adw_leaflet_remove (self->leaflet, g_ptr_array_index (leaving, i));
}

static void
update (EnlistNavigation *self)
{
  GtkWidget *top = get_top (self);

  if (top == NULL)
    return;

  adw_leaflet_set_can_navigate_back (self->leaflet, ENLIST_IS_PAGE (top) &&
                                     enlist_page_get_can_pop (ENLIST_PAGE (top)));
  adw_leaflet_set_visible_child (self->leaflet, top);
  if (!adw_leaflet_get_child_transition_running (self->leaflet))
    remove_leaving (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

static void
drop_above (EnlistNavigation *self,
            guint             index)
{
  while (self->widgets->len > index + 1)
    {
      g_ptr_array_add (self->leaving, get_top (self));
      g_ptr_array_set_size (self->widgets, self->widgets->len - 1);
    }
}

static gboolean
clean_up (gpointer user_data)
{
  EnlistNavigation *self = ENLIST_NAVIGATION (user_data);
  guint index;

  self->clean_up_source = 0;
  if (adw_leaflet_get_child_transition_running (self->leaflet))
    return G_SOURCE_REMOVE;

  /* A swipe changes the visible child without asking us. */
  if (g_ptr_array_find (self->widgets, adw_leaflet_get_visible_child (self->leaflet), &index) &&
      index + 1 < self->widgets->len)
    {
      drop_above (self, index);
      update (self);
    }
  remove_leaving (self);
  return G_SOURCE_REMOVE;
}

/* The leaflet still needs the page that it leaves when it says that the transition has ended. */
static void
on_transition_running_changed (EnlistNavigation *self)
{
  if (!adw_leaflet_get_child_transition_running (self->leaflet) && self->clean_up_source == 0)
    self->clean_up_source = g_idle_add (clean_up, self);
}

static void
on_pop_activated (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  EnlistNavigation *self = ENLIST_NAVIGATION (widget);
  EnlistPage *page = enlist_navigation_get_page (self);

  if (page != NULL && enlist_page_get_can_pop (page))
    enlist_navigation_pop (self);
}

static void
set_root (EnlistNavigation *self,
          GtkWidget        *root)
{
  g_return_if_fail (self->widgets->len == 0);

  if (root == NULL)
    return;

  g_ptr_array_add (self->widgets, root);
  adw_leaflet_append (self->leaflet, root);
  update (self);
}

static void
enlist_navigation_get_property (GObject    *object,
                                guint       property_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  EnlistNavigation *self = ENLIST_NAVIGATION (object);

  switch (property_id)
    {
    case PROP_ROOT:
      g_value_set_object (value, self->widgets->len > 0 ? g_ptr_array_index (self->widgets, 0) : NULL);
      break;

    case PROP_PAGE:
      g_value_set_object (value, enlist_navigation_get_page (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_navigation_set_property (GObject      *object,
                                guint         property_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (property_id)
    {
    case PROP_ROOT:
      set_root (ENLIST_NAVIGATION (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_navigation_dispose (GObject *object)
{
  EnlistNavigation *self = ENLIST_NAVIGATION (object);

  g_clear_handle_id (&self->clean_up_source, g_source_remove);
  g_ptr_array_set_size (self->widgets, 0);
  g_ptr_array_set_size (self->leaving, 0);
  if (self->leaflet != NULL)
    g_signal_handlers_disconnect_by_data (self->leaflet, self);
  self->leaflet = NULL;

  G_OBJECT_CLASS (enlist_navigation_parent_class)->dispose (object);
}

static void
enlist_navigation_finalize (GObject *object)
{
  EnlistNavigation *self = ENLIST_NAVIGATION (object);

  g_ptr_array_unref (self->widgets);
  g_ptr_array_unref (self->leaving);

  G_OBJECT_CLASS (enlist_navigation_parent_class)->finalize (object);
}

static void
enlist_navigation_class_init (EnlistNavigationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = enlist_navigation_get_property;
  object_class->set_property = enlist_navigation_set_property;
  object_class->dispose = enlist_navigation_dispose;
  object_class->finalize = enlist_navigation_finalize;

  properties[PROP_ROOT] = g_param_spec_object ("root", NULL, NULL, GTK_TYPE_WIDGET,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PAGE] = g_param_spec_object ("page", NULL, NULL, ENLIST_TYPE_PAGE,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_install_action (widget_class, "navigation.pop", NULL, on_pop_activated);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "navigation.pop", NULL);
}

static void
enlist_navigation_init (EnlistNavigation *self)
{
  self->widgets = g_ptr_array_new ();
  self->leaving = g_ptr_array_new ();
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_unfold (self->leaflet, FALSE);
  g_signal_connect_swapped (self->leaflet, "notify::child-transition-running",
                            G_CALLBACK (on_transition_running_changed), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->leaflet));
}

void
enlist_navigation_push (EnlistNavigation *self,
                        EnlistPage       *page)
{
  g_return_if_fail (ENLIST_IS_NAVIGATION (self));
  g_return_if_fail (ENLIST_IS_PAGE (page));

  g_ptr_array_add (self->widgets, page);
  adw_leaflet_append (self->leaflet, GTK_WIDGET (page));
  g_signal_connect_object (page, "notify::can-pop", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
enlist_navigation_pop (EnlistNavigation *self)
{
  g_return_if_fail (ENLIST_IS_NAVIGATION (self));

  if (self->widgets->len < 2)
    return;

  drop_above (self, self->widgets->len - 2);
  update (self);
}

void
enlist_navigation_pop_to_root (EnlistNavigation *self)
{
  g_return_if_fail (ENLIST_IS_NAVIGATION (self));

  drop_above (self, 0);
  update (self);
}

void
enlist_navigation_pop_to (EnlistNavigation *self,
                          EnlistPage       *page)
{
  guint index;

  g_return_if_fail (ENLIST_IS_NAVIGATION (self));

  if (!g_ptr_array_find (self->widgets, page, &index))
    return;

  drop_above (self, index);
  update (self);
}

void
enlist_navigation_replace (EnlistNavigation *self,
                           EnlistPage       *page)
{
  g_return_if_fail (ENLIST_IS_NAVIGATION (self));
  g_return_if_fail (ENLIST_IS_PAGE (page));

  drop_above (self, 0);
  enlist_navigation_push (self, page);
}

gboolean
enlist_navigation_contains (EnlistNavigation *self,
                            EnlistPage       *page)
{
  g_return_val_if_fail (ENLIST_IS_NAVIGATION (self), FALSE);

  return page != NULL && g_ptr_array_find (self->widgets, page, NULL);
}

EnlistPage *
enlist_navigation_get_page (EnlistNavigation *self)
{
  GtkWidget *top;

  g_return_val_if_fail (ENLIST_IS_NAVIGATION (self), NULL);

  top = get_top (self);
  return ENLIST_IS_PAGE (top) ? ENLIST_PAGE (top) : NULL;
}
