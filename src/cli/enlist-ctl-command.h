/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EnlistCtlCommand EnlistCtlCommand;

/**
 * EnlistCtlCommand:
 *
 * One command of enlistctl. The words and texts are untranslated; they are translated where they are shown.
 */
struct _EnlistCtlCommand {
  const char *group;     /* "label", "label ndef"; %NULL for a command of one word */
  const char *name;      /* "make" */
  const char *arguments; /* behind the options: "SOURCE" */
  const char *summary;   /* one line */
  const char *details;   /* what --help says besides; may be %NULL */
  gboolean (*run) (const EnlistCtlCommand *self, int argc, char **argv, GError **error);
};

/* Returns: (transfer full): "label make" */
char *enlist_ctl_command_dup_name (const EnlistCtlCommand *self);

/**
 * enlist_ctl_command_parse:
 * @minimum: how many arguments there are at least, besides options
 * @maximum: at most; -1 for any number
 *
 * Reads the options; what is left of @argv from 1 on are the arguments. `--help` ends the program.
 *
 * Returns: %FALSE with ENLIST_ERROR_USAGE
 */
gboolean enlist_ctl_command_parse (const EnlistCtlCommand *self,
                                   const GOptionEntry     *entries,
                                   int                    *argc,
                                   char                 ***argv,
                                   int                     minimum,
                                   int                     maximum,
                                   GError                **error);

/* ENLIST_ERROR_USAGE unless @value, of the option @option ("--key"), was given. */
gboolean
enlist_ctl_command_require (const EnlistCtlCommand *self,
                            gconstpointer value,
                            const char *option,
                            GError **error);

G_END_DECLS
