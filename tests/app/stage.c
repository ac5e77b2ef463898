/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "stage.h"

#include "enlist-application.h"
#include "enlist-navigation.h"

#define DEADLINE (20 * G_USEC_PER_SEC)
#define FRAMES 4 /* a change may need several rounds of size negotiation */

static const struct {
  int width;
  int height;
  const char *name;
} sizes[] = { { 360, 720, "phone" }, { 1000, 700, "desktop" } };

static EnlistApplication *application;

void
stage_init (int    *argc,
            char ***argv)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (g_getenv ("XDG_CONFIG_HOME"), !=, NULL);
  gtk_test_init (argc, argv, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  /* Registered, so that the style sheet and the icons are there, and never run. */
  application = enlist_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
}

void
stage_wait (StageCondition condition,
            gpointer       user_data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (!condition (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
    }
}

void
stage_settle (GtkWidget *widget)
{
  for (guint i = 0; i < FRAMES; i++)
    {
      gtk_widget_queue_draw (widget);
      gtk_test_widget_wait_for_draw (widget);
    }
}

GtkWidget *
stage_find_text (GtkWidget  *widget,
                 const char *text)
{
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;

  for (GtkWidget *child =
    gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = stage_find_text (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
save (GtkWidget  *window,
      const char *name,
      const char *size,
      gboolean    dark)
{
  const char *folder = g_getenv ("ENLIST_SCREENSHOTS");
  g_autofree char *file = g_strdup_printf ("%s-%s%s.png", name, size, dark ? "-dark" : "");
  g_autofree char *path = NULL;
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (window);
  int height = gtk_widget_get_height (window);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  if (folder == NULL)
    return;

  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  g_mkdir_with_parents (folder, 0755);
  path = g_build_filename (folder, file, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static GtkWidget *
wrap (GtkWidget *widget)
{
  static const GActionEntry entries[] = { { .name = "cancel" }, { .name = "add-publisher" },
                                          { .name = "import-publisher" }, { .name = "preferences" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  GtkWidget *window = adw_window_new ();
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkWidget *navigation = g_object_new (ENLIST_TYPE_NAVIGATION, "root",
                                        gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), NULL);

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (navigation, "enrollment", G_ACTION_GROUP (actions));
  gtk_widget_insert_action_group (navigation, "win", G_ACTION_GROUP (actions));
  enlist_navigation_push (ENLIST_NAVIGATION (navigation), ENLIST_PAGE (widget));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), navigation);
  adw_window_set_content (ADW_WINDOW (window), overlay);
  return window;
}

/* A dialog takes the measure of the window that it belongs to. */
static GtkWidget *
add_parent (GtkWidget *dialog,
            guint      size)
{
  GtkWidget *parent = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (parent), adw_bin_new ());
  gtk_window_set_default_size (GTK_WINDOW (parent), sizes[size].width, sizes[size].height);
  gtk_window_present (GTK_WINDOW (parent));
  stage_settle (parent);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (parent));
  return parent;
}

/* Without what is drawn around a window: on a phone it fills the screen. */
static int
measure (GtkWidget *widget)
{
  GtkWidget *content = GTK_IS_WINDOW (widget) ? gtk_widget_get_first_child (widget) : widget;
  int minimum;

  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
show (const char  *name,
      StageCreate  create,
      StagePrepare prepare,
      gpointer     user_data,
      gboolean     is_window,
      guint        size,
      gboolean     dark)
{
  GtkWidget *widget, *window, *parent = NULL;
  int minimum;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  widget = create (user_data);
  minimum = measure (widget);
  g_test_message ("%s: %d pixels wide", name, minimum);
  g_assert_cmpint (minimum, <=, sizes[0].width);

  window = is_window ? widget : wrap (widget);
  if (ADW_IS_MESSAGE_DIALOG (widget))
    parent = add_parent (widget, size);
  else
    gtk_window_set_default_size (GTK_WINDOW (window), sizes[size].width, sizes[size].height);
  g_object_ref (window);
  gtk_window_present (GTK_WINDOW (window));
  stage_settle (window);
  if (prepare != NULL)
    prepare (window, widget, user_data);
  stage_settle (window);
  g_assert_cmpint (gtk_widget_get_width (window), <=, sizes[size].width);
  save (window, name, sizes[size].name, dark);

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (window);
  if (parent != NULL)
    gtk_window_destroy (GTK_WINDOW (parent));
}

static void
show_all (const char  *name,
          StageCreate  create,
          StagePrepare prepare,
          gpointer     user_data,
          gboolean     is_window)
{
  for (guint size = 0; size < G_N_ELEMENTS (sizes); size++)
    for (int dark = 0; dark < 2; dark++)
      show (name, create, prepare, user_data, is_window, size, dark);
}

void
stage_show (const char  *name,
            StageCreate  create,
            StagePrepare prepare,
            gpointer     user_data)
{
  show_all (name, create, prepare, user_data, FALSE);
}

void
stage_show_window (const char  *name,
                   StageCreate  create,
                   StagePrepare prepare,
                   gpointer     user_data)
{
  show_all (name, create, prepare, user_data, TRUE);
}
