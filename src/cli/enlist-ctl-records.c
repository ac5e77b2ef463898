/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-journal.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"

static const char *
or_dash (const char *text)
{
  return text != NULL && *text != '\0' ? text : "–";
}

static void
print_line (EnlistRecord *record)
{
  g_autofree char *device =
      g_strdup_printf ("%s %s", enlist_record_get_vendor (record), enlist_record_get_model (record));
  g_autofree char *line = g_strdup_printf (
      "%.8s  %-20s  %s  %s  %s%s", enlist_record_get_id (record),
      or_dash (enlist_record_get_enrolled_at (record)), device, or_dash (enlist_record_get_serial (record)),
      or_dash (enlist_record_get_place (record)),
      enlist_record_get_state (record) == ENLIST_RECORD_PROVISIONAL ? _("  (provisional)") : "");
  g_autofree char *clean = enlist_ctl_clean (line);

  enlist_ctl_print ("%s\n", clean);
}

static void
print_array (GPtrArray *records)
{
  enlist_ctl_write ("[", 1);
  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *json = enlist_record_to_json (g_ptr_array_index (records, i));

      enlist_ctl_write (i > 0 ? ",\n " : "\n ", i > 0 ? 3 : 2);
      enlist_ctl_write (json, strlen (json));
    }
  enlist_ctl_write (records->len > 0 ? "\n]\n" : "]\n", records->len > 0 ? 3 : 2);
}

gboolean
enlist_ctl_records_list (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_autofree char *path = NULL, *filter = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &path, N_("Another journal than the usual one"), N_("FILE") },
    { NULL }
  };
  g_autoptr (EnlistJournal) journal = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_auto (EnlistCtlWait) wait = { NULL };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, -1, error))
    return FALSE;
  journal = enlist_ctl_open_journal (path, error);
  if (journal == NULL)
    return FALSE;

  filter = g_strjoinv (" ", argv + 1);
  enlist_journal_list_records_async (journal, filter, 0, 0, NULL, enlist_ctl_wait_ready, &wait);
  records = enlist_journal_list_records_finish (journal, enlist_ctl_wait_for (&wait), error);
  if (records == NULL)
    return FALSE;

  if (json)
    print_array (records);
  for (guint i = 0; i < records->len && !json; i++)
    print_line (g_ptr_array_index (records, i));
  if (records->len == 0 && !json)
    enlist_ctl_say (*filter != '\0' ? _("No record has these words.") : _("No device is enrolled yet."));

  return enlist_ctl_close_journal (journal, error);
}

gboolean
enlist_ctl_records_show (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_autofree char *path = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { "journal", 0, 0, G_OPTION_ARG_FILENAME, &path, N_("Another journal than the usual one"), N_("FILE") },
    { NULL }
  };
  g_autoptr (EnlistJournal) journal = NULL;
  g_autoptr (EnlistRecord) record = NULL;
  g_auto (EnlistCtlWait) wait = { NULL };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  journal = enlist_ctl_open_journal (path, error);
  if (journal == NULL)
    return FALSE;

  enlist_journal_find_record_async (journal, argv[1], NULL, enlist_ctl_wait_ready, &wait);
  record = enlist_journal_find_record_finish (journal, enlist_ctl_wait_for (&wait), error);
  if (record == NULL)
    return FALSE;
  if (json)
    {
      g_autofree char *text = enlist_record_to_json (record);

      enlist_ctl_write (text, strlen (text));
      enlist_ctl_write ("\n", 1);
    }
  else
    enlist_ctl_print_record (record);

  return enlist_ctl_close_journal (journal, error);
}
