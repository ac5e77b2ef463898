/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-terminal.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"

#define MAX_LINE 4096 /* what a terminal takes in one line */

gboolean
enlist_ctl_terminal_can_ask (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* A terminal hands over one line at a time. Returns: its length, or -1 */
static gssize
read_line (const char *prompt, char *line, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_auto (EnlistCtlWait) wait = { NULL };
  gssize length;

  g_printerr ("%s: ", prompt);
  g_input_stream_read_async (input, line, MAX_LINE, G_PRIORITY_DEFAULT, cancellable, enlist_ctl_wait_ready,
                             &wait);
  length = g_input_stream_read_finish (input, enlist_ctl_wait_for (&wait), error);
  if (length == 0)
    {
      g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("The question was not answered."));
      return -1;
    }

  return length;
}

/* Nothing that is typed at the prompt shows: the echo is off before the prompt is there. */
static gssize
read_hidden_line (const char *prompt, char *line, GCancellable *cancellable, GError **error)
{
  struct termios shown, hidden;
  gboolean changed = tcgetattr (STDIN_FILENO, &shown) == 0;
  gssize length;

  if (changed)
    {
      hidden = shown;
      hidden.c_lflag &= ~(tcflag_t) ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
    }
  length = read_line (prompt, line, cancellable, error);
  if (changed)
    tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  g_printerr ("\n");

  return length;
}

char *
enlist_ctl_terminal_ask (const char *prompt, gboolean secret, GCancellable *cancellable, GError **error)
{
  g_autofree char *line = g_malloc0 (MAX_LINE + 1);
  g_autofree char *clean = enlist_ctl_clean (prompt);
  char *answer;
  gssize length;

  length = secret ? read_hidden_line (clean, line, cancellable, error)
                  : read_line (clean, line, cancellable, error);
  if (length < 0)
    return NULL;

  line[strcspn (line, "\r\n")] = '\0';
  answer = g_utf8_make_valid (line, -1);
  if (secret)
    explicit_bzero (line, MAX_LINE);
  else
    g_strstrip (answer);

  return answer;
}

gboolean
enlist_ctl_terminal_confirm (const char *question, gboolean *yes, GCancellable *cancellable, GError **error)
{
  /* Translators: the answers to a question that is answered with yes or no; the capital one is the default */
  g_autofree char *prompt = g_strdup_printf ("%s %s", question, _("[y/N]"));

  for (;;)
    {
      g_autofree char *answer = enlist_ctl_terminal_ask (prompt, FALSE, cancellable, error);
      g_autofree char *folded = answer != NULL ? g_utf8_casefold (answer, -1) : NULL;

      if (folded == NULL)
        return FALSE;
      /* Translators: what people type for yes; the first letter is enough */
      *yes = *folded != '\0' && (g_str_has_prefix (_("yes"), folded) || g_str_has_prefix ("yes", folded));
      if (*yes || *folded == '\0' || g_str_has_prefix (_("no"), folded) || g_str_has_prefix ("no", folded))
        return TRUE;
    }
}
