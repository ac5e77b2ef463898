/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-application"

#include "enlist-application.h"

#include <glib/gi18n.h>

#include "enlist-services.h"
#include "enlist-window.h"

struct _EnlistApplication {
  AdwApplication parent_instance;

  EnlistServices *services;
};

G_DEFINE_FINAL_TYPE (EnlistApplication, enlist_application, ADW_TYPE_APPLICATION)

static char *
dup_library_versions (void)
{
  return g_strdup_printf ("GTK %u.%u.%u\nlibadwaita %u.%u.%u\nGLib %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version);
}

static EnlistWindow *
ensure_window (EnlistApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (!ENLIST_IS_WINDOW (window))
    window = GTK_WINDOW (enlist_window_new (GTK_APPLICATION (self), self->services));
  gtk_window_present (window);
  return ENLIST_WINDOW (window);
}

static void
on_about_activated (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  GtkWindow *parent = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  g_autofree char *libraries = dup_library_versions ();
  g_autofree char *debug_info = g_strdup_printf ("Enlist %s\n%s", ENLIST_VERSION, libraries);

  adw_show_about_window (parent,
                         "application-name", _("Enlist"),
                         "application-icon", APPLICATION_ID,
                         "developer-name", _("The Enlist authors"),
                         "version", ENLIST_VERSION,
                         "comments", _("Enrolls IoT devices from the label on them."),
                         "copyright", "© The Enlist authors",
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "debug-info", debug_info,
                         "debug-info-filename", "enlist-debug-info.txt",
                         NULL);
}

static void
on_quit_activated (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* The window asks when an enrollment is under way. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (G_APPLICATION (user_data));
}

static void
enlist_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "about", .activate = on_about_activated },
    { .name = "quit", .activate = on_quit_activated },
  };
  EnlistApplication *self = ENLIST_APPLICATION (application);

  G_APPLICATION_CLASS (enlist_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "window.close",
                                         (const char *[]) { "<Control>w", NULL });
  enlist_services_open (self->services);
}

static void
enlist_application_activate (GApplication *application)
{
  ensure_window (ENLIST_APPLICATION (application));
}

static void
enlist_application_open (GApplication  *application,
                         GFile        **files,
                         int            n_files,
                         const char    *hint)
{
  EnlistWindow *window = ensure_window (ENLIST_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    enlist_window_open_file (window, files[i]);
}

static int
enlist_application_handle_local_options (GApplication *application,
                                         GVariantDict *options)
{
  EnlistApplication *self = ENLIST_APPLICATION (application);
  const char *device = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_autofree char *libraries = dup_library_versions ();

      g_print ("Enlist %s\n%s", ENLIST_VERSION, libraries);
      return 0;
    }

  g_variant_dict_lookup (options, "device", "&s", &device);
  enlist_services_set_device (self->services, device);
  return -1;
}

static void
enlist_application_finalize (GObject *object)
{
  g_clear_object (&ENLIST_APPLICATION (object)->services);

  G_OBJECT_CLASS (enlist_application_parent_class)->finalize (object);
}

static void
enlist_application_class_init (EnlistApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = enlist_application_finalize;
  application_class->startup = enlist_application_startup;
  application_class->activate = enlist_application_activate;
  application_class->open = enlist_application_open;
  application_class->handle_local_options = enlist_application_handle_local_options;
}

static void
enlist_application_init (EnlistApplication *self)
{
  static const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and those of the libraries"), NULL },
    { "device", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, N_("Talk to the device there"),
      N_("URI") },
    { NULL },
  };

  self->services = enlist_services_new ();
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE|URI…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _("Enroll IoT devices from the label on them."));
}

EnlistApplication *
enlist_application_new (void)
{
  return g_object_new (ENLIST_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", "/io/github/enlist_iot/Enlist",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
