/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-input.h"
#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-picture.h"
#include "enlist-ctl-terminal.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"

gboolean
enlist_ctl_publishers_list (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { NULL }
  };
  g_autoptr (EnlistPublishers) publishers = NULL;
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), NULL);
  g_autoptr (JsonArray) array = json_array_new ();
  guint count;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 0, 0, error))
    return FALSE;
  publishers = enlist_ctl_load_publishers (error);
  if (publishers == NULL)
    return FALSE;

  count = g_list_model_get_n_items (G_LIST_MODEL (publishers));
  for (guint i = 0; i < count; i++)
    {
      g_autoptr (EnlistPublisher) publisher = g_list_model_get_item (G_LIST_MODEL (publishers), i);
      gboolean system = enlist_publisher_get_source (publisher) == ENLIST_PUBLISHER_SYSTEM;
      g_autofree char *key = enlist_ctl_base64url (enlist_publisher_get_key (publisher));
      g_autofree char *name = enlist_ctl_clean (enlist_publisher_get_name (publisher));
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "key-id", enlist_publisher_get_key_id (publisher));
      json_object_set_string_member (object, "name", enlist_publisher_get_name (publisher));
      json_object_set_string_member (object, "key", key);
      json_object_set_string_member (object, "source", system ? "system" : "user");
      json_array_add_object_element (array, object);
      if (!json)
        enlist_ctl_print ("%s  %s%s\n", enlist_publisher_get_key_id (publisher), name,
                          system ? _("  (set up by the administrator)") : "");
    }
  json_node_set_array (node, array);
  if (json)
    enlist_ctl_print_json (node);
  else if (count == 0)
    enlist_ctl_say (_("No publisher is trusted yet. “enlistctl publishers add CARD” adds one."));

  return TRUE;
}

/* A key that is trusted once signs for all devices: a person decides, having compared the fingerprint. */
static gboolean
decide (EnlistPublisher *publisher, gboolean yes, GError **error)
{
  g_autofree char *fingerprint = enlist_ctl_fingerprint (enlist_publisher_get_key (publisher));
  g_autofree char *name = enlist_ctl_clean (enlist_publisher_get_name (publisher));

  enlist_ctl_say (_("Publisher    %s\nFingerprint  %s"), name, fingerprint);
  if (yes)
    return TRUE;
  if (!enlist_ctl_terminal_can_ask ())
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED,
                   _("Nobody can be asked here. Compare the fingerprint with the publisher, then repeat "
                      "with --yes."));
      return FALSE;
    }
  enlist_ctl_say (_("Compare the fingerprint with one that you have from the publisher: on paper, by phone, "
                     "on their web site."));
  if (!enlist_ctl_terminal_confirm (_("Trust every label that this publisher signs?"), &yes, NULL, error))
    return FALSE;
  if (!yes)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_CANCELLED, _("%s is not trusted."), name);

  return yes;
}

gboolean
enlist_ctl_publishers_add (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_("Do not ask: the fingerprint has been compared"), NULL },
    { NULL }
  };
  g_autoptr (EnlistPublishers) publishers = NULL;
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_auto (EnlistCtlWait) wait = { NULL };

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  publisher = enlist_ctl_read_publisher (argv[1], error);
  publishers = publisher != NULL ? enlist_ctl_load_publishers (error) : NULL;
  if (publishers == NULL || !decide (publisher, yes, error))
    return FALSE;

  enlist_publishers_add_async (publishers, publisher, NULL, enlist_ctl_wait_ready, &wait);
  if (!enlist_publishers_add_finish (publishers, enlist_ctl_wait_for (&wait), error))
    return FALSE;
  enlist_ctl_say (_("Trusted from now on."));

  return TRUE;
}

static EnlistPublisher *
look_up (EnlistPublishers *publishers, const char *key_id, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (key_id, -1);
  EnlistPublisher *publisher = enlist_publishers_lookup_hex (publishers, lower);

  if (publisher == NULL)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND,
                 _("No trusted publisher has the key id %s; “enlistctl publishers list” shows them."),
                 key_id);

  return publisher;
}

gboolean
enlist_ctl_publishers_remove (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { { NULL } };
  g_autoptr (EnlistPublishers) publishers = NULL;
  g_auto (EnlistCtlWait) wait = { NULL };
  EnlistPublisher *publisher;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error))
    return FALSE;
  publishers = enlist_ctl_load_publishers (error);
  if (publishers == NULL)
    return FALSE;
  publisher = look_up (publishers, argv[1], error);
  if (publisher == NULL)
    return FALSE;

  enlist_publishers_remove_async (publishers, publisher, NULL, enlist_ctl_wait_ready, &wait);
  if (!enlist_publishers_remove_finish (publishers, enlist_ctl_wait_for (&wait), error))
    return FALSE;
  enlist_ctl_say (_("No longer trusted. Devices that are enrolled already are not affected."));

  return TRUE;
}

/* A key id is what lists and labels show, a file with such a name wins. */
static gboolean
is_key_id (const char *argument)
{
  return strlen (argument) == 2 * ENLIST_PUBLISHER_KEY_ID_SIZE &&
         strspn (argument, "0123456789abcdefABCDEF") == 2 * ENLIST_PUBLISHER_KEY_ID_SIZE &&
         !g_file_test (argument, G_FILE_TEST_EXISTS);
}

static EnlistPublisher *
find_publisher (const char *argument, const char *name, GError **error)
{
  g_autoptr (EnlistPublisherKey) key = NULL;
  g_autoptr (EnlistPublishers) publishers = NULL;
  EnlistPublisher *publisher;

  if (name != NULL)
    {
      key = enlist_ctl_load_key (argument, name, error);
      return key != NULL ? enlist_publisher_key_dup_publisher (key) : NULL;
    }
  if (!is_key_id (argument))
    return enlist_ctl_read_publisher (argument, error);
  publishers = enlist_ctl_load_publishers (error);
  publisher = publishers != NULL ? look_up (publishers, argument, error) : NULL;

  return publisher != NULL ? g_object_ref (publisher) : NULL;
}

gboolean
enlist_ctl_publishers_card (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlPicture) picture = ENLIST_CTL_PICTURE_INIT;
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &picture.output,
      N_("Where the card goes: *.png, *.svg or *.txt; “-” prints its text"), N_("FILE") },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &name,
      N_("The publisher’s name, instead of the label of a key on a token"), N_("NAME") },
    { "scale", 0, 0, G_OPTION_ARG_INT, &picture.scale, N_("Pixels a module of a PNG (8)"), N_("N") },
    { "module-mm", 0, 0, G_OPTION_ARG_DOUBLE, &picture.module_mm, N_("Printed width of a module (0.6)"),
      N_("MM") },
    { NULL }
  };
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_autofree char *card = NULL;
  g_autofree char *title = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, 1, error) ||
      !enlist_ctl_command_require (self, picture.output, "--output", error) ||
      !enlist_ctl_picture_check (&picture, FALSE, error))
    return FALSE;
  publisher = find_publisher (argv[1], name, error);
  if (publisher == NULL)
    return FALSE;
  card = enlist_publisher_to_card (publisher);
  title = g_strdup_printf (_("Publisher card of %s"), enlist_publisher_get_name (publisher));

  return enlist_ctl_picture_save (&picture, (const char *const[]) { card, NULL }, NULL, title, NULL, error);
}
