/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-field-title"

#include "enlist-field-title.h"

#include <glib/gi18n.h>

#include "enlist-plain-text.h"

/* In the words of the label's description, so that each field has one name everywhere. */
static const struct {
  const char *name;
  const char *title;
} titles[] = {
  { "location", N_("Location") },
  { "position", N_("Position") },
  { "owner", N_("Owner") },
  { "name", N_("Name") },
  { "wifi", N_("Wi-Fi network") },
  { "device.key", N_("Device key") },
  { "device.serial", N_("Serial number") },
  { "device.versions", N_("Software versions") },
  { "device.capabilities", N_("Capabilities") },
  { "endpoint", N_("Data endpoint") },
  { "system.key", N_("IoT system key") },
  { "installed", N_("Installation date") },
  { "remark", N_("Remark") },
  { "asset", N_("Inventory number") },
  { "admin.secret", N_("Admin password") },
  { "interval", N_("Measuring interval") },
};

char *
enlist_field_title (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].name, name) == 0)
      return g_strdup (_(titles[i].title));

  return enlist_plain_text_cap (name, ENLIST_PLAIN_TEXT_NAME);
}

static void append_value (GString *text, JsonNode *value);

static void
append_separated (GString  *text,
                  JsonNode *value)
{
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING &&
      *json_node_get_string (value) == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  append_value (text, value);
}

/* Composite kinds (docs/format.md, clause 9.2) are objects: what a person wants of them, in order. */
static void
append_object (GString    *text,
               JsonObject *object)
{
  static const char *const order[] = { "site", "building", "floor", "room", "latitude", "longitude", "name",
                                       "ssid" };
  gboolean known = FALSE;
  g_autoptr (GList) members = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (json_object_has_member (object, order[i]))
      {
        append_separated (text, json_object_get_member (object, order[i]));
        known = TRUE;
      }
  if (known)
    return;

  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_string_append_printf (text, "%s%s: ", text->len > 0 ? ", " : "", (const char *) l->data);
      append_value (text, json_object_get_member (object, l->data));
    }
}

static void
append_array (GString   *text,
              JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    append_separated (text, json_array_get_element (array, i));
}

static void
append_value (GString  *text,
              JsonNode *value)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    append_object (text, json_node_get_object (value));
  else if (JSON_NODE_HOLDS_ARRAY (value))
    append_array (text, json_node_get_array (value));
  else if (JSON_NODE_HOLDS_NULL (value))
    g_string_append (text, _("Not given"));
  else if (json_node_get_value_type (value) == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (value));
  else if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    g_string_append (text, json_node_get_boolean (value) ? _("Yes") : _("No"));
  else if (json_node_get_value_type (value) == G_TYPE_DOUBLE)
    g_string_append_printf (text, "%.10g", json_node_get_double (value));
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (value));
}

char *
enlist_field_display (JsonNode *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_value (text, value);
  return enlist_plain_text_cap (text->str, ENLIST_PLAIN_TEXT_SENTENCE);
}
