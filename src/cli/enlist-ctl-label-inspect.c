/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-commands.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-describe.h"
#include "enlist-ctl-input.h"
#include "enlist-ctl-label.h"
#include "enlist-ctl-output.h"
#include "enlist-error.h"

/* Those of the application that locks, when one does. */
static char *
describe_warnings (EnlistLabel *label)
{
  guint n = enlist_label_get_n_applications (label) - 1;

  enlist_label_select_application (label, n);
  while (n > 0 && !enlist_label_locks (label))
    enlist_label_select_application (label, --n);

  return enlist_ctl_describe_warnings (label);
}

static void
print_application (EnlistLabel *label, guint n)
{
  g_autofree char *title = enlist_label_dup_application_title (label, n);
  g_autofree char *clean = title != NULL ? enlist_ctl_clean (title) : NULL;
  g_autofree char *steps = NULL;

  enlist_label_select_application (label, n);
  steps = enlist_ctl_describe_steps (label);
  if (clean != NULL)
    /* Translators: the number of an application on a label, and what it is called */
    enlist_ctl_print (_("\nApplication %u: %s\n"), n + 1, clean);
  enlist_ctl_print ("\n%s", steps);
}

static void
print_for_people (EnlistLabel *label, EnlistPublisher *publisher)
{
  g_autofree char *head = enlist_ctl_describe_label (label, publisher);
  g_autofree char *sizes = enlist_ctl_describe_sizes (label);
  g_autofree char *warnings = describe_warnings (label);

  if (publisher == NULL)
    enlist_ctl_print ("%s\n\n",
                      _("Not verified: what follows is what the label claims, and nobody vouches for it."));
  enlist_ctl_print ("%s%s%s%s", head, sizes, *warnings != '\0' ? "\n" : "", warnings);
  for (guint i = 0; i < enlist_label_get_n_applications (label); i++)
    print_application (label, i);
}

static JsonArray *
strings_to_array (const char *const *strings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);

  return array;
}

static JsonObject *
publisher_to_object (EnlistLabel *label, EnlistPublisher *publisher)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "key-id", enlist_label_get_key_id (label));
  if (publisher != NULL)
    json_object_set_string_member (object, "name", enlist_publisher_get_name (publisher));
  json_object_set_boolean_member (object, "trusted", publisher != NULL);

  return object;
}

/* What differs from one application to another. */
static void
set_application (JsonObject *object, EnlistLabel *label)
{
  json_object_set_boolean_member (object, "locks", enlist_label_locks (label));
  json_object_set_array_member (object, "sent", strings_to_array (enlist_label_get_sent_fields (label)));
  json_object_set_array_member (object, "staying", strings_to_array (enlist_label_get_staying_parts (label)));
  json_object_set_member (object, "steps", enlist_ctl_steps_to_json (label));
}

static JsonArray *
applications_to_array (EnlistLabel *label)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < enlist_label_get_n_applications (label); i++)
    {
      g_autofree char *title = enlist_label_dup_application_title (label, i);
      JsonObject *object = json_object_new ();

      enlist_label_select_application (label, i);
      json_object_set_string_member (object, "title", title);
      set_application (object, label);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
print_json (EnlistLabel *label, EnlistPublisher *publisher)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  guint count, version = enlist_ctl_get_qr_version (label, &count);
  JsonNode *sizes = enlist_label_sizes_to_json (label);

  if (version > 0)
    json_object_set_int_member (json_node_get_object (sizes), "qr-version", version);
  json_object_set_string_member (object, "label", enlist_label_get_id (label));
  json_object_set_object_member (object, "publisher", publisher_to_object (label, publisher));
  json_object_set_boolean_member (object, "development", !enlist_label_has_secret (label));
  json_object_set_member (object, "sizes", sizes);
  json_object_set_array_member (object, "absent", strings_to_array (enlist_label_get_absent_parts (label)));
  json_object_set_member (object, "source", enlist_label_to_json (label));
  if (enlist_label_get_n_applications (label) > 1)
    json_object_set_array_member (object, "applications", applications_to_array (label));
  else
    set_application (object, label);
  json_node_set_object (node, object);
  enlist_ctl_print_json (node);
}

gboolean
enlist_ctl_label_inspect (const EnlistCtlCommand *self, int argc, char **argv, GError **error)
{
  g_auto (EnlistCtlLabelSources) sources = { NULL };
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    ENLIST_CTL_LABEL_OPTIONS (sources),
    { NULL }
  };
  g_autoptr (EnlistPublishers) publishers = NULL;
  g_autoptr (EnlistPublisher) publisher = NULL;
  g_autoptr (EnlistLabel) label = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!enlist_ctl_command_parse (self, entries, &argc, &argv, 1, -1, error))
    return FALSE;
  label = enlist_ctl_read_label (argv + 1, &sources, error);
  publishers = label != NULL ? enlist_ctl_load_publishers (error) : NULL;
  if (publishers == NULL)
    return FALSE;

  /* An unknown publisher can be looked at; a forged signature of a known one cannot. */
  if (!enlist_ctl_verify_label (label, publishers, &publisher, &local_error) &&
      !g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (json)
    print_json (label, publisher);
  else
    print_for_people (label, publisher);

  return TRUE;
}
