/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-journal.h"

#include <glib/gi18n-lib.h>

#include "enlist-ctl-output.h"
#include "enlist-ctl-wait.h"

EnlistJournal *
enlist_ctl_open_journal (const char *path, GError **error)
{
  g_autofree char *usual = enlist_journal_default_path ();
  g_auto (EnlistCtlWait) wait = { NULL };
  EnlistJournal *journal;
  const char *set_aside;
  guint saved = 0;

  enlist_journal_open_async (path != NULL ? path : usual, NULL, enlist_ctl_wait_ready, &wait);
  journal = enlist_journal_open_finish (enlist_ctl_wait_for (&wait), error);
  if (journal == NULL)
    return NULL;

  set_aside = enlist_journal_get_set_aside (journal, &saved);
  if (set_aside != NULL)
    enlist_ctl_say (
        g_dngettext (
            GETTEXT_PACKAGE, "The journal was damaged. It was put aside as %s; %u entry was saved from it.",
            "The journal was damaged. It was put aside as %s; %u entries were saved from it.", saved),
        set_aside, saved);

  return journal;
}

gboolean
enlist_ctl_close_journal (EnlistJournal *journal, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };

  enlist_journal_close_async (journal, NULL, enlist_ctl_wait_ready, &wait);

  return enlist_journal_close_finish (journal, enlist_ctl_wait_for (&wait), error);
}

/* "Werk Nord, Halle 2" from {"site": "Werk Nord", "building": "Halle 2"}; scalars as they are. */
static char *
value_to_text (JsonNode *value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GList) members = NULL;

  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  if (!JSON_NODE_HOLDS_OBJECT (value))
    return json_to_string (value, FALSE);

  members = json_object_get_members (json_node_get_object (value));
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *part = value_to_text (json_object_get_member (json_node_get_object (value), l->data));

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
print_keys (EnlistRecord *record)
{
  for (guint i = 0; i < enlist_record_get_n_keys (record); i++)
    {
      const char *name, *type;
      GBytes *key = enlist_record_get_key (record, i, &name, &type);
      g_autofree char *text = enlist_ctl_base64url (key);
      g_autofree char *fingerprint = enlist_ctl_fingerprint (key);
      g_autofree char *both = g_strdup_printf ("%s %s", type, text);

      enlist_ctl_print_row (name, both);
      enlist_ctl_print_row ("", fingerprint);
    }
}

static void
print_software (EnlistRecord *record)
{
  g_autofree char *capabilities = g_strjoinv (", ", (char **) enlist_record_get_capabilities (record));

  for (guint i = 0; i < enlist_record_get_n_versions (record); i++)
    {
      const char *name;
      const char *version = enlist_record_get_version (record, i, &name);
      g_autofree char *both = g_strdup_printf ("%s %s", name, version);

      enlist_ctl_print_row (i == 0 ? _("Software") : "", both);
    }
  enlist_ctl_print_row (_("Capabilities"), capabilities);
}

static void
print_relay (EnlistRecord *record)
{
  EnlistRelayState state = enlist_record_get_relay_state (record);
  g_autofree char *fields = g_strjoinv (", ", (char **) enlist_record_get_relay_fields (record));
  g_autofree char *text = NULL;

  if (state == ENLIST_RELAY_NONE)
    return;
  /* Translators: the record waits to be handed on to the IoT system */
  text = g_strdup (state == ENLIST_RELAY_WAITING ? _("waiting") : _("when the device is enrolled"));
  if (*fields != '\0')
    {
      g_autofree char *state_text = g_steal_pointer (&text);

      text = g_strdup_printf ("%s (%s)", state_text, fields);
    }
  enlist_ctl_print_row (_("Relay"), text);
}

void
enlist_ctl_print_record (EnlistRecord *record)
{
  gboolean enrolled = enlist_record_get_state (record) == ENLIST_RECORD_ENROLLED;
  g_autofree char *device =
      g_strdup_printf ("%s %s", enlist_record_get_vendor (record), enlist_record_get_model (record));
  g_autofree char *publisher = g_strdup_printf ("%s (%s)", enlist_record_get_publisher_name (record),
                                                enlist_record_get_publisher_key_id (record));

  enlist_ctl_print_row (_("Device"), device);
  enlist_ctl_print_row (_("Hardware"), enlist_record_get_hardware (record));
  enlist_ctl_print_row (_("Serial number"), enlist_record_get_serial (record));
  enlist_ctl_print_row (
      _("State"), enrolled ? _("enrolled") : _("provisional: whether the device applied it is not known"));
  enlist_ctl_print_row (_("Enrolled at"), enlist_record_get_enrolled_at (record));
  for (guint i = 0; i < enlist_record_get_n_fields (record); i++)
    {
      const char *name;
      JsonNode *value = enlist_record_get_field (record, i, &name);
      g_autofree char *text = value_to_text (value);

      enlist_ctl_print_row (name, text);
    }
  print_keys (record);
  print_software (record);
  print_relay (record);
  enlist_ctl_print_row (_("Publisher"), publisher);
  enlist_ctl_print_row (_("Label"), enlist_record_get_label_id (record));
  enlist_ctl_print_row (_("Record"), enlist_record_get_id (record));
}
