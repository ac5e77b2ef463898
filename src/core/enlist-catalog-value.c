/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-value"

#include "enlist-catalog.h"

/* Texts of a spreadsheet for kinds whose JSON form is something else. */

static JsonNode *
number_from_text (const char *text)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return NULL;

  return json_node_init_int (json_node_alloc (), number);
}

static JsonNode *
yes_no_from_text (const char *text)
{
  static const struct {
    const char *word;
    gboolean yes;
  } words[] = { { "yes", TRUE }, { "true", TRUE },   { "1", TRUE },
                { "no", FALSE }, { "false", FALSE }, { "0", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (text, words[i].word) == 0)
        return json_node_init_boolean (json_node_alloc (), words[i].yes);
    }

  return NULL;
}

/* "52.5163, 13.3777"; a semicolon or a space separates, too */
static JsonNode *
position_from_text (const char *text)
{
  g_autoptr (JsonObject) object = NULL;
  char *end;
  double latitude = g_ascii_strtod (text, &end);
  double longitude;

  if (end == text)
    return NULL;
  text = end + strspn (end, ",; ");
  longitude = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    return NULL;
  object = json_object_new ();
  json_object_set_double_member (object, "latitude", latitude);
  json_object_set_double_member (object, "longitude", longitude);

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
list_from_text (const char *text)
{
  g_auto (GStrv) items = g_strsplit (text, ";", -1);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; items[i] != NULL; i++)
    json_array_add_string_element (array, g_strstrip (items[i]));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
convert (EnlistValueKind kind, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  switch (kind)
    {
    case ENLIST_VALUE_NUMBER:
    case ENLIST_VALUE_CHOICE:
      return number_from_text (stripped);
    case ENLIST_VALUE_YES_NO:
      return yes_no_from_text (stripped);
    case ENLIST_VALUE_POSITION:
      return position_from_text (stripped);
    case ENLIST_VALUE_LIST:
      return list_from_text (stripped);
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_DATE:
    case ENLIST_VALUE_SECRET:
    case ENLIST_VALUE_PLACE:
    case ENLIST_VALUE_OWNER:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_WIFI:
    case ENLIST_VALUE_KEY:
    case ENLIST_VALUE_BYTES:
    default:
      return NULL;
    }
}

EnlistValue *
enlist_catalog_read_value (EnlistValueKind kind, JsonNode *node, GError **error)
{
  g_autoptr (JsonNode) converted = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    converted = convert (kind, json_node_get_string (node));

  return enlist_value_from_json (kind, converted != NULL ? converted : node, error);
}
