/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"

/* Against the one key that the user names, trusted or not. */
static EnlistPublisher *
verify_with (EnlistLabel *label, const char *path, GError **error)
{
  g_autoptr (EnlistPublisher) publisher = enlist_ctl_read_publisher (path, error);
  g_autoptr (GError) local_error = NULL;

  if (publisher == NULL)
    return NULL;
  if (!g_str_equal (enlist_publisher_get_key_id (publisher), enlist_label_get_key_id (label)))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER,
                   _("The label is signed with the key %s, not with that of %s (%s)."),
                   enlist_label_get_key_id (label), enlist_publisher_get_name (publisher),
                   enlist_publisher_get_key_id (publisher));
      return NULL;
    }
  if (!enlist_label_verify_key (label, enlist_publisher_get_key (publisher), &local_error))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BAD_SIGNATURE,
                   _("The label claims to be of %s (%s), whose key did not sign it like this."),
                   enlist_publisher_get_name (publisher), enlist_publisher_get_key_id (publisher));
      return NULL;
    }

  return g_steal_pointer (&publisher);
}

static EnlistPublisher *
verify_with_trusted (EnlistLabel *label, GError **error)
{
  g_autoptr (EnlistPublishers) publishers = enlist_ctl_load_publishers (error);
  EnlistPublisher *publisher = NULL;

  if (publishers != NULL)
    enlist_ctl_verify_label (label, publishers, &publisher, error);

  return publisher;
}

gboolean
enlist_ctl_label_verify (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  g_autofree char *key = NULL;
  const GOptionEntry entries[] = {
    { "key", 'k', 0, G_OPTION_ARG_FILENAME, &key,
      N_("Verify with this publisher: card, JSON or key file (the trusted publishers)"), N_("FILE") },
    ENLIST_CTL_LABEL_OPTIONS (sources),
    { NULL }
  };
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_autoptr (EnlistLabel) label = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, -1, error))
    return FALSE;
  label = enlist_ctl_read_label (argv + 1, &sources, error);
  if (label == NULL)
    return FALSE;
  publisher = key != NULL ? verify_with (label, key, error) : verify_with_trusted (label, error);
  if (publisher == NULL)
    return FALSE;
  enlist_ctl_print (_("Genuine: label %s, signed by %s (%s).\n"), enlist_label_get_id (label),
                    enlist_publisher_get_name (publisher), enlist_publisher_get_key_id (publisher));

  return TRUE;
}
