/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-application.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-ctl-terminal.h"
#include "enlist-error.h"

/* Answers its number, from 0, or -1. */
static int
find (EnlistLabel *label, const char *wanted)
{
  guint count = enlist_label_get_n_applications (label);
  guint64 number;

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *title = enlist_label_dup_application_title (label, i);

      if (g_strcmp0 (title, wanted) == 0)
        return (int) i;
    }
  if (g_ascii_string_to_unsigned (wanted, 10, 1, count, &number, NULL))
    return (int) number - 1;

  return -1;
}

/* (transfer full): "1 Install, 2 Replace" or a line each */
static char *
list (EnlistLabel *label, const char *format, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < enlist_label_get_n_applications (label); i++)
    {
      g_autofree char *title = enlist_label_dup_application_title (label, i);
      g_autofree char *clean = enlist_ctl_clean (title != NULL ? title : "");

      g_string_append_printf (text, "%s%s%u%s%s", i > 0 ? separator : "", format, i + 1,
                              *clean != '\0' ? "  " : "", clean);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
ask (EnlistLabel *label, GError **error)
{
  g_autofree char *titles = list (label, "  ", "\n");

  enlist_ctl_say (_("The label has several applications:\n%s"), titles);
  for (;;)
    {
      g_autofree char *answer = enlist_ctl_terminal_ask (_("Which one"), FALSE, NULL, error);
      int application = answer != NULL ? find (label, answer) : -1;

      if (answer == NULL)
        return FALSE;
      if (application >= 0)
        {
          enlist_label_select_application (label, application);
          return TRUE;
        }
      enlist_ctl_say (_("This must be the number of an application."));
    }
}

gboolean
enlist_ctl_choose_application (EnlistLabel *label, const char *wanted, GError **error)
{
  int application = wanted != NULL ? find (label, wanted) : -1;
  g_autofree char *titles = NULL;

  if (wanted == NULL && enlist_label_get_n_applications (label) == 1)
    return TRUE;
  if (wanted == NULL && enlist_ctl_terminal_can_ask ())
    return ask (label, error);
  if (application >= 0)
    {
      enlist_label_select_application (label, application);
      return TRUE;
    }

  titles = list (label, "", ", ");
  if (wanted != NULL)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("The label has no application “%s”, but these: %s."), wanted, titles);
  else
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                 _("The label has several applications; --application names one: %s."), titles);

  return FALSE;
}
