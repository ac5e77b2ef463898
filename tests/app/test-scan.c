/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "stage.h"

#include "enlist-scanner.h"
#include "enlist-services.h"
#include "enlist-window.h"

/* The main window in front of a real camera of the session. */

static const struct {
  const char *situation;
  const char *text; /* what the page says then */
} situations[] = {
  { "foreign", "This code is a web link" },
  { "first-of-two", "1 of 2 codes read" },
  { "bar-code", "The number SN-0001 cannot be looked up" },
  { "denied", "Camera access is not allowed" },
};

static const char *expected;

static gboolean
find_beginning (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_child_visible (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), expected))
    return TRUE;

  for (GtkWidget *child =
    gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_beginning (child))
      return TRUE;
  return FALSE;
}

static gboolean
is_said (gpointer user_data)
{
  return find_beginning (GTK_WIDGET (user_data));
}

static GtkWidget *
create_window (gpointer user_data)
{
  return GTK_WIDGET (enlist_window_new (NULL, ENLIST_SERVICES (user_data)));
}

static void
await_text (GtkWidget *window,
            GtkWidget *widget,
            gpointer   user_data)
{
  stage_wait (is_said, window);
}

static void
test_situation (gconstpointer user_data)
{
  const char *situation = user_data;
  g_autoptr (EnlistServices) services = enlist_services_new ();
  g_autofree char *name = g_strconcat ("scan-", situation, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (situations); i++)
    if (g_str_equal (situations[i].situation, situation))
      expected = situations[i].text;
  g_assert_nonnull (expected);

  enlist_services_open (services);
  stage_show_window (name, create_window, await_text, services);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;

  stage_init (&argc, &argv);
  g_assert_cmpint (argc, ==, 2);

  path = g_strconcat ("/app/scan/", argv[1], NULL);
  g_test_add_data_func (path, argv[1], test_situation);
  return g_test_run ();
}
