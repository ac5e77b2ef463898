/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist"

#include <locale.h>

#include <glib/gi18n.h>

#include "enlist-application.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr (EnlistApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ENLIST_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Enlist"));
  gtk_window_set_default_icon_name (APPLICATION_ID);

  application = enlist_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
