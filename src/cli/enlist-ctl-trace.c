/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include <glib/gi18n.h>

#include "enlist-ctl-commands.h"
#include "enlist-ctl-input.h"
#include "enlist-trace-replay.h"

static void
print_lines (EnlistTraceFile *file, EnlistTraceReplay *replay)
{
  for (guint i = 0; i < enlist_trace_file_get_n_events (file); i++)
    {
      g_autofree char *line = enlist_trace_replay_dup_line (replay, i);

      g_print ("%s\n", line);
    }
  g_print ("\n");
}

gboolean
enlist_ctl_trace (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  gboolean quiet = FALSE, same;
  const GOptionEntry entries[] = {
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, N_("Only the summary"), NULL },
    { NULL },
  };
  g_autoptr (EnlistTraceFile) file = NULL;
  g_autoptr (EnlistTraceReplay) replay = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *text = NULL;
  g_autofree char *summary = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  content = enlist_ctl_read_file (argv[1], error);
  if (content == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  file = enlist_trace_file_parse (text, error);
  if (file == NULL)
    return FALSE;

  replay = enlist_trace_replay_new (file);
  same = enlist_trace_replay_run (replay, error);
  if (!quiet)
    print_lines (file, replay);
  summary = enlist_trace_replay_dup_summary (replay);
  g_print ("%s", summary);
  if (same)
    g_print ("%s\n", _("Replayed: this version does the same."));

  return same;
}
