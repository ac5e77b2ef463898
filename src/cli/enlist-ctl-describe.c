/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-describe.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-ctl-code-sheet.h"
#include "enlist-ctl-output.h"

#define TITLE_COLUMNS 16

static void
add_row (GString *text, const char *title, const char *value)
{
  g_autofree char *clean = NULL;

  if (value == NULL || *value == '\0')
    return;
  clean = enlist_ctl_clean (value);
  g_string_append_printf (text, "%s%*s%s\n", title, (int) MAX (1, TITLE_COLUMNS - g_utf8_strlen (title, -1)),
                          "", clean);
}

static void
add_transports (GString *text, EnlistLabel *label)
{
  g_auto (GStrv) ways = enlist_label_dup_ways (label);
  /* Translators: between the ways in which a device is reached, which are tried in this order */
  g_autofree char *joined = g_strjoinv (_(", then "), ways);

  add_row (text, _("Reached over"), joined);
}

char *
enlist_ctl_describe_label (EnlistLabel *label, EnlistPublisher *publisher)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *device =
      g_strdup_printf ("%s %s", enlist_label_get_vendor (label), enlist_label_get_model (label));
  g_autofree char *sequence = g_strdup_printf ("%u", enlist_label_get_sequence (label));
  g_autofree char *who = NULL;

  if (publisher != NULL)
    who = g_strdup_printf (_("%s, trusted, key id %s"), enlist_publisher_get_name (publisher),
                           enlist_label_get_key_id (label));
  else
    who = g_strdup_printf (_("not trusted here, key id %s"), enlist_label_get_key_id (label));

  add_row (text, _("Publisher"), who);
  add_row (text, _("Device"), device);
  add_row (text, _("Hardware"), enlist_label_get_hardware (label));
  add_row (text, _("Serial number"), enlist_label_get_serial (label));
  add_row (text, _("Device key"), enlist_label_get_device_key (label));
  add_transports (text, label);
  add_row (text, _("Label"), enlist_label_get_id (label));
  add_row (text, _("Sequence"), sequence);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

guint
enlist_ctl_get_qr_version (EnlistLabel *label, guint *count)
{
  g_auto (GStrv) texts = enlist_label_dup_texts (label, 0);
  g_autoptr (EnlistCtlCodeSheet) sheet =
      texts != NULL ? enlist_ctl_code_sheet_new ((const char *const *) texts, NULL) : NULL;

  *count = sheet != NULL ? enlist_ctl_code_sheet_get_count (sheet) : 0;

  return sheet != NULL ? enlist_ctl_code_sheet_get_version (sheet) : 0;
}

char *
enlist_ctl_describe_sizes (EnlistLabel *label)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = enlist_label_sizes_to_json (label);
  JsonObject *sizes = json_node_get_object (node);
  JsonObject *parts = json_object_get_object_member (sizes, "parts");
  g_autofree char *bytes = NULL, *codes = NULL;
  g_autofree char *absent = g_strjoinv (", ", (char **) enlist_label_get_absent_parts (label));
  gint64 staying = json_object_get_int_member (parts, "config") + json_object_get_int_member (parts, "app");
  guint count, version = enlist_ctl_get_qr_version (label, &count);

  bytes = g_strdup_printf (_("%d bytes: manifest %d, assistant’s program %d, device’s program %d; packed %d"),
                           (int) json_object_get_int_member (sizes, "label"),
                           (int) json_object_get_int_member (sizes, "manifest"),
                           (int) json_object_get_int_member (parts, "assist"),
                           (int) json_object_get_int_member (parts, "device"),
                           (int) json_object_get_int_member (sizes, "payload"));
  add_row (text, _("Size"), bytes);
  if (staying > 0)
    {
      g_free (bytes);
      bytes = g_strdup_printf (_("%d bytes of them stay on the device"), (int) staying);
      add_row (text, "", bytes);
    }
  add_row (text, _("Not on the label"), absent);
  if (count > 0)
    codes = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u QR code of version %u, level M; %d characters",
                                          "%u QR codes of version %u, level M; %d characters", count),
                             count, version, (int) json_object_get_int_member (sizes, "text"));
  add_row (text, _("In print"), count > 0 ? codes : _("too large for print"));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_steps (GString *text, EnlistLabel *label, EnlistSide side)
{
  g_autoptr (GListModel) steps = enlist_label_list_steps (label, side);
  guint count = g_list_model_get_n_items (steps);

  g_string_append_printf (
      text, "%s\n", side == ENLIST_SIDE_ASSISTANT ? _("The assistant, this computer") : _("The device"));
  if (count == 0)
    g_string_append_printf (text, "      %s\n", _("has nothing to do"));

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);
      g_autofree char *title = enlist_ctl_clean (enlist_step_item_get_title (item));
      g_autofree char *detail = enlist_ctl_clean (enlist_step_item_get_detail (item));
      int indent = 2 * enlist_step_item_get_depth (item);

      g_string_append_printf (text, "%4u  %*s%s\n", i + 1, indent, "", title);
      if (*detail != '\0')
        g_string_append_printf (text, "      %*s%s\n", indent, "", detail);
    }
}

char *
enlist_ctl_describe_steps (EnlistLabel *label)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sent = g_strjoinv (", ", (char **) enlist_label_get_sent_fields (label));
  const char *const *staying = enlist_label_get_staying_parts (label);

  add_steps (text, label, ENLIST_SIDE_ASSISTANT);
  add_steps (text, label, ENLIST_SIDE_DEVICE);
  g_string_append_c (text, '\n');
  add_row (text, _("The device gets"), *sent != '\0' ? sent : _("nothing"));
  for (guint i = 0; staying[i] != NULL; i++)
    add_row (text, i == 0 ? _("Stays on it") : "", staying[i]);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
enlist_ctl_describe_warnings (EnlistLabel *label)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!enlist_label_has_secret (label))
    g_string_append_printf (
        text, "%s\n",
        _("Warning: a development label. It has no secret: anybody nearby could enroll the device."));
  if (enlist_label_get_device_key (label) == NULL)
    g_string_append_printf (
        text, "%s\n",
        _("Warning: the label fits any device of this model; which one answers cannot be told."));
  if (enlist_label_locks (label))
    g_string_append_printf (
        text, "%s\n",
        _("Note: ownership becomes permanent. Only the owner’s key can release the device again."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static JsonArray *
steps_to_array (EnlistLabel *label, EnlistSide side)
{
  g_autoptr (GListModel) steps = enlist_label_list_steps (label, side);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (EnlistStepItem) item = g_list_model_get_item (steps, i);
      JsonObject *object = json_object_new ();

      json_object_set_int_member (object, "index", enlist_step_item_get_index (item));
      json_object_set_int_member (object, "depth", enlist_step_item_get_depth (item));
      json_object_set_string_member (object, "operation", enlist_step_item_get_operation (item));
      json_object_set_string_member (object, "title", enlist_step_item_get_title (item));
      json_object_set_string_member (object, "detail", enlist_step_item_get_detail (item));
      json_array_add_object_element (array, object);
    }

  return array;
}

JsonNode *
enlist_ctl_steps_to_json (EnlistLabel *label)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_array_member (object, "assistant", steps_to_array (label, ENLIST_SIDE_ASSISTANT));
  json_object_set_array_member (object, "device", steps_to_array (label, ENLIST_SIDE_DEVICE));

  return json_node_init_object (json_node_alloc (), object);
}
