/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"
#include "enlist-publisher-key.h"

static EnlistPublisher *
load_public_half (const char *path, GError **error)
{
  g_autoptr (EnlistPublisherKey) key = enlist_ctl_load_key (path, NULL, error);

  return key != NULL ? enlist_publisher_key_dup_publisher (key) : NULL;
}

static void
print_publisher (EnlistPublisher *publisher)
{
  g_autofree char *key = enlist_ctl_base64url (enlist_publisher_get_key (publisher));
  g_autofree char *fingerprint = enlist_ctl_fingerprint (enlist_publisher_get_key (publisher));

  enlist_ctl_print_row (_("Name"), enlist_publisher_get_name (publisher));
  enlist_ctl_print_row (_("Key id"), enlist_publisher_get_key_id (publisher));
  enlist_ctl_print_row (_("Public key"), key);
  enlist_ctl_print_row (_("Fingerprint"), fingerprint);
}

gboolean
enlist_ctl_keys_new (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_autofree char *name = NULL, *output = NULL;
  const GOptionEntry entries[] = { { "name", 'n', 0, G_OPTION_ARG_STRING, &name,
                                     N_("The publisher’s name, as installers see it"), N_("NAME") },
                                   { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
                                     N_("Where the key pair goes; an existing file stays"), N_("FILE") },
                                   { NULL } };
  g_autoptr (EnlistPublisherKey) key = NULL;
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_autoptr (GFile) file = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 0, error) ||
      !enlist_ctl_command_require (self, name, "--name", error) ||
      !enlist_ctl_command_require (self, output, "--output", error))
    return FALSE;

  key = enlist_publisher_key_generate (name, error);
  if (key == NULL)
    {
      if (g_error_matches (*error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED))
        (*error)->code = ENLIST_ERROR_USAGE;
      return FALSE;
    }
  file = g_file_new_for_commandline_arg (output);
  if (!enlist_publisher_key_save (key, file, error))
    return FALSE;
  publisher = enlist_publisher_key_dup_publisher (key);
  print_publisher (publisher);
  enlist_ctl_say (_("%s: keep this file secret and back it up. Whoever has it can sign in this name."),
                  output);

  return TRUE;
}

gboolean
enlist_ctl_keys_show (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (EnlistPublisher) publisher = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  publisher = load_public_half (argv[1], error);
  if (publisher == NULL)
    return FALSE;
  print_publisher (publisher);

  return TRUE;
}
