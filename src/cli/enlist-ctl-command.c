/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-command.h"

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

char *
enlist_ctl_command_dup_name (const EnlistCtlCommand *self)
{
  return self->group != NULL ? g_strdup_printf ("%s %s", self->group, self->name) : g_strdup (self->name);
}

static gboolean
refuse (const EnlistCtlCommand *self, GError **error, const char *message)
{
  g_autofree char *name = enlist_ctl_command_dup_name (self);

  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s; see “enlistctl %s --help”"), message, name);

  return FALSE;
}

gboolean
enlist_ctl_command_parse (const EnlistCtlCommand *self,
                          const GOptionEntry     *entries,
                          int                    *argc,
                          char                 ***argv,
                          int                     minimum,
                          int                     maximum,
                          GError                **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (self->arguments);
  g_autoptr (GError) local_error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, self->summary);
  if (self->details != NULL)
    g_option_context_set_description (context, self->details);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &local_error))
    return refuse (self, error, local_error->message);

  /* "--" in front of arguments that begin with a dash */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)++;
      (*argc)--;
    }
  if (*argc - 1 < minimum)
    return refuse (self, error, _("An argument is missing"));
  if (maximum >= 0 && *argc - 1 > maximum)
    {
      g_autofree char *message = g_strdup_printf (_("“%s” is one argument too many"), (*argv)[maximum + 1]);

      return refuse (self, error, message);
    }

  return TRUE;
}

gboolean
enlist_ctl_command_require (const EnlistCtlCommand *self,
                            gconstpointer value,
                            const char *option,
                            GError **error)
{
  g_autofree char *message = NULL;

  if (value != NULL)
    return TRUE;
  message = g_strdup_printf (_("The option %s is missing"), option);

  return refuse (self, error, message);
}
