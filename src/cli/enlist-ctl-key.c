/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-key.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-terminal.h"
#include "enlist-error.h"

#define SCHEME "pkcs11:"
#define PIN_VARIABLE "ENLIST_PIN"

gboolean
enlist_ctl_is_token_key (const char *argument)
{
  return g_ascii_strncasecmp (argument, SCHEME, strlen (SCHEME)) == 0;
}

static char *
ask_pin (const char *token, gpointer user_data, GError **error)
{
  const char *pin = g_getenv (PIN_VARIABLE);
  g_autofree char *prompt = NULL;

  if (pin != NULL && *pin != '\0')
    return g_strdup (pin);
  if (!enlist_ctl_terminal_can_ask ())
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   _("The token “%s” wants its PIN, and nobody can be asked here. Set %s, or name a file "
                      "with the PIN in the URI: ?pin-source=file:/path."),
                   token, PIN_VARIABLE);
      return NULL;
    }
  prompt = g_strdup_printf (_("PIN of the token “%s”"), token);

  return enlist_ctl_terminal_ask (prompt, TRUE, NULL, error);
}

EnlistPublisherKey *
enlist_ctl_load_key (const char *argument, const char *name, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (enlist_ctl_is_token_key (argument))
    return enlist_publisher_key_open_token (argument, name, ask_pin, NULL, error);
  if (name != NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   _("%s has its name already: --name is for keys on tokens."), argument);
      return NULL;
    }
  file = g_file_new_for_commandline_arg (argument);

  return enlist_publisher_key_load (file, error);
}
