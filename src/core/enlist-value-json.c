/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-value"

#include "enlist-value.h"

#include <glib/gi18n-lib.h>

#include "enlist-bytes-private.h"
#include "enlist-error.h"
#include "enlist-value-private.h"
#include "crypto.h"
#include "field.h"

static const char *const position_sources[] = { "entered", "satellite", "network", "map" };
static const char *const place_parts[] = { "site", "building", "floor", "room", NULL };

const char *
enlist_key_type_to_string (guint64 type)
{
  switch (type)
    {
    case ENLIST_KEY_ED25519:
      return "ed25519";
    case ENLIST_KEY_X25519:
      return "x25519";
    case ENLIST_KEY_P256:
      return "p-256";
    default:
      return NULL;
    }
}

guint
enlist_key_type_from_string (const char *name)
{
  if (g_strcmp0 (name, "ed25519") == 0)
    return ENLIST_KEY_ED25519;
  if (g_strcmp0 (name, "x25519") == 0)
    return ENLIST_KEY_X25519;
  if (g_strcmp0 (name, "p-256") == 0)
    return ENLIST_KEY_P256;

  return 0;
}

const char *
enlist_value_kind_to_string (EnlistValueKind kind)
{
  return enlist_field_kind_name ((EnlistFieldKind) kind);
}

int
enlist_value_kind_from_string (const char *name)
{
  for (int kind = 0; kind < ENLIST_KIND_COUNT; kind++)
    {
      if (g_strcmp0 (name, enlist_field_kind_name (kind)) == 0)
        return kind;
    }

  return -1;
}

char *
enlist_value_read_string (EnlistCborReader *reader)
{
  EnlistSlice text;

  if (enlist_cbor_read_text (reader, &text) != ENLIST_OK)
    return NULL;

  return g_strndup ((const char *) text.data, text.size);
}

/* Any CBOR item of the subset as JSON: bytes as base64url, maps do not occur in values. */
static JsonNode *
item_to_json (EnlistCborReader *reader)
{
  JsonNode *node = json_node_alloc ();
  EnlistSlice slice;
  gint64 integer;
  gsize count;
  bool flag;

  switch (enlist_cbor_reader_peek (reader))
    {
    case ENLIST_CBOR_UNSIGNED:
    case ENLIST_CBOR_NEGATIVE:
      if (enlist_cbor_read_integer (reader, &integer) == ENLIST_OK)
        return json_node_init_int (node, integer);
      break;
    case ENLIST_CBOR_TEXT:
      {
        g_autofree char *text = enlist_value_read_string (reader);

        return json_node_init_string (node, text);
      }
    case ENLIST_CBOR_BYTES:
      if (enlist_cbor_read_bytes (reader, &slice) == ENLIST_OK)
        {
          g_autofree char *text = enlist_bytes_to_base64url (slice.data, slice.size);

          return json_node_init_string (node, text);
        }
      break;
    case ENLIST_CBOR_BOOL:
      if (enlist_cbor_read_bool (reader, &flag) == ENLIST_OK)
        return json_node_init_boolean (node, flag);
      break;
    case ENLIST_CBOR_ARRAY:
      if (enlist_cbor_read_array (reader, &count) == ENLIST_OK)
        {
          g_autoptr (JsonArray) array = json_array_new ();

          for (gsize i = 0; i < count; i++)
            json_array_add_element (array, item_to_json (reader));
          return json_node_init_array (node, array);
        }
      break;
    case ENLIST_CBOR_MAP:
    case ENLIST_CBOR_NULL:
    case ENLIST_CBOR_NONE:
    default:
      break;
    }

  enlist_cbor_read_item (reader, NULL);

  return json_node_init_null (node);
}

static JsonObject *
position_to_json (EnlistCborReader *reader)
{
  JsonObject *object = json_object_new ();
  gint64 latitude = 0, longitude = 0;
  guint64 accuracy, source = 0;

  enlist_cbor_read_integer (reader, &latitude);
  enlist_cbor_read_integer (reader, &longitude);
  json_object_set_double_member (object, "latitude", latitude / 1e7);
  json_object_set_double_member (object, "longitude", longitude / 1e7);
  if (enlist_cbor_read_unsigned (reader, &accuracy) == ENLIST_OK)
    json_object_set_double_member (object, "accuracy", accuracy / 10.0);
  else
    enlist_cbor_read_null (reader);
  enlist_cbor_read_unsigned (reader, &source);
  json_object_set_string_member (object, "source",
                                 position_sources[MIN (source, G_N_ELEMENTS (position_sources) - 1)]);

  return object;
}

/* Composite kinds are objects with named members. */
static JsonObject *
composite_to_json (EnlistValueKind kind, EnlistCborReader *reader, gsize count)
{
  JsonObject *object;
  guint64 type = 0;

  if (kind == ENLIST_VALUE_POSITION)
    return position_to_json (reader);

  object = json_object_new ();
  switch (kind)
    {
    case ENLIST_VALUE_PLACE:
      for (gsize i = 0; i < count && place_parts[i] != NULL; i++)
        {
          g_autofree char *part = enlist_value_read_string (reader);

          if (part != NULL && *part != '\0')
            json_object_set_string_member (object, place_parts[i], part);
        }
      break;
    case ENLIST_VALUE_OWNER:
      json_object_set_member (object, "name", item_to_json (reader));
      json_object_set_member (object, "key", item_to_json (reader));
      break;
    case ENLIST_VALUE_WIFI:
      json_object_set_member (object, "ssid", item_to_json (reader));
      if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_NULL)
        json_object_set_member (object, "passphrase", item_to_json (reader));
      break;
    case ENLIST_VALUE_KEY:
    default:
      enlist_cbor_read_unsigned (reader, &type);
      if (enlist_key_type_to_string (type) != NULL)
        json_object_set_string_member (object, "type", enlist_key_type_to_string (type));
      else
        json_object_set_int_member (object, "type", type);
      json_object_set_member (object, "key", item_to_json (reader));
      break;
    }

  return object;
}

static gboolean
kind_is_composite (EnlistValueKind kind)
{
  return kind == ENLIST_VALUE_PLACE || kind == ENLIST_VALUE_POSITION || kind == ENLIST_VALUE_OWNER ||
         kind == ENLIST_VALUE_WIFI || kind == ENLIST_VALUE_KEY;
}

JsonNode *
enlist_value_to_json (EnlistValue *self)
{
  EnlistValueKind kind = enlist_value_get_kind (self);
  EnlistCborReader reader;
  JsonNode *node;
  gsize count;

  enlist_value_init_reader (self, &reader);
  if (!kind_is_composite (kind) || enlist_cbor_read_array (&reader, &count) != ENLIST_OK)
    return item_to_json (&reader);

  node = json_node_alloc ();
  json_node_init_object (node, NULL);
  json_node_take_object (node, composite_to_json (kind, &reader, count));

  return node;
}

/* Reading. */

static EnlistValue *
wrong_shape (EnlistValueKind kind, const char *expected, GError **error)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("A value of the kind “%s” must be %s."),
               enlist_value_kind_to_string (kind), expected);

  return NULL;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                          : NULL;
}

/* Refuses what would otherwise be passed over, such as a password under another name. */
static gboolean
check_members (EnlistValueKind kind, JsonObject *object, GError **error)
{
  static const char *const owner_members[] = { "name", "key", NULL };
  static const char *const wifi_members[] = { "ssid", "passphrase", NULL };
  static const char *const key_members[] = { "type", "key", NULL };
  static const char *const position_members[] = { "latitude", "longitude", "accuracy", "source", NULL };
  g_autoptr (GList) members = json_object_get_members (object);
  gboolean texts = kind == ENLIST_VALUE_PLACE || kind == ENLIST_VALUE_OWNER || kind == ENLIST_VALUE_WIFI;
  const char *const *allowed = kind == ENLIST_VALUE_PLACE   ? place_parts
                               : kind == ENLIST_VALUE_OWNER ? owner_members
                               : kind == ENLIST_VALUE_WIFI  ? wifi_members
                               : kind == ENLIST_VALUE_KEY   ? key_members
                                                            : position_members;

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      if (!g_strv_contains (allowed, l->data))
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("A value of the kind “%s” has no “%s”."),
                       enlist_value_kind_to_string (kind), (const char *) l->data);
          return FALSE;
        }
      if (texts && !JSON_NODE_HOLDS_NULL (node) && json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("“%s” must be a text."),
                       (const char *) l->data);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
get_double (JsonObject *object, const char *member, double *value)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *value = json_node_get_double (node);

  return TRUE;
}

static EnlistValue *
position_from_json (JsonObject *object, GError **error)
{
  double latitude, longitude, accuracy = -1;
  const char *source = get_string (object, "source");
  guint index = ENLIST_POSITION_ENTERED;

  if (!get_double (object, "latitude", &latitude) || !get_double (object, "longitude", &longitude))
    return wrong_shape (ENLIST_VALUE_POSITION, "{\"latitude\": …, \"longitude\": …}", error);
  if (json_object_has_member (object, "accuracy") && !json_object_get_null_member (object, "accuracy") &&
      !get_double (object, "accuracy", &accuracy))
    return wrong_shape (ENLIST_VALUE_POSITION, "{\"accuracy\": …}", error);
  if (json_object_has_member (object, "source"))
    {
      while (index < G_N_ELEMENTS (position_sources) && g_strcmp0 (position_sources[index], source) != 0)
        index++;
      if (index == G_N_ELEMENTS (position_sources))
        return wrong_shape (ENLIST_VALUE_POSITION, "{\"source\": entered, satellite, network, map}", error);
    }

  return enlist_value_new_position (latitude, longitude, accuracy, index, error);
}

static EnlistValue *
owner_from_json (JsonObject *object, GError **error)
{
  const char *name = get_string (object, "name");
  const char *text = get_string (object, "key");
  g_autoptr (GBytes) key = text != NULL ? enlist_bytes_from_base64url (text) : NULL;

  if (name == NULL || (text != NULL && (key == NULL || g_bytes_get_size (key) != ENLIST_ED25519_PUBLIC_SIZE)))
    return wrong_shape (ENLIST_VALUE_OWNER, "{\"name\": \"…\"}", error);

  return enlist_value_new_owner (name, key, error);
}

/* A type that is not registered stands as its number; 0 is none. */
static guint64
get_key_type (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "type");

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64)
    return MAX (json_node_get_int (node), 0);

  return enlist_key_type_from_string (get_string (object, "type"));
}

static EnlistValue *
key_from_json (JsonObject *object, GError **error)
{
  const char *text = get_string (object, "key");
  guint64 type = get_key_type (object);
  g_autoptr (GBytes) key = text != NULL ? enlist_bytes_from_base64url (text) : NULL;
  g_autoptr (GBytes) cbor = NULL;
  guint8 buffer[128];
  EnlistCborWriter writer;

  if (type == ENLIST_KEY_P256 && (key == NULL || g_bytes_get_size (key) != 65))
    return wrong_shape (ENLIST_VALUE_KEY, "{\"type\": \"p-256\", \"key\": base64url of 65 bytes}", error);
  if (type == 0 || key == NULL || g_bytes_get_size (key) > 65 ||
      (enlist_key_type_to_string (type) != NULL && type != ENLIST_KEY_P256 && g_bytes_get_size (key) != 32))
    return wrong_shape (ENLIST_VALUE_KEY, "{\"type\": \"ed25519\", \"key\": base64url of 32 bytes}", error);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_unsigned (&writer, type);
  enlist_cbor_write_bytes (&writer, enlist_slice (g_bytes_get_data (key, NULL), g_bytes_get_size (key)));
  cbor = g_bytes_new (buffer, writer.size);

  return enlist_value_new_cbor (ENLIST_VALUE_KEY, cbor, error);
}

static EnlistValue *
bytes_from_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = enlist_bytes_from_base64url (text);
  g_autoptr (GBytes) cbor = NULL;
  guint8 buffer[ENLIST_FIELD_VALUE_MAX];
  EnlistCborWriter writer;

  if (bytes == NULL)
    return wrong_shape (ENLIST_VALUE_BYTES, "base64url text", error);

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_bytes (&writer, enlist_slice (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  cbor = g_bytes_new (buffer, writer.status == ENLIST_OK ? writer.size : 0);

  return enlist_value_new_cbor (ENLIST_VALUE_BYTES, cbor, error);
}

static EnlistValue *
list_from_json (JsonArray *array, GError **error)
{
  g_autoptr (GBytes) cbor = NULL;
  guint8 buffer[ENLIST_FIELD_VALUE_MAX];
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, json_array_get_length (array));
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) != G_TYPE_STRING)
        return wrong_shape (ENLIST_VALUE_LIST, "an array of strings", error);
      enlist_cbor_write_string (&writer, json_node_get_string (element));
    }
  cbor = g_bytes_new (buffer, writer.status == ENLIST_OK ? writer.size : 0);

  return enlist_value_new_cbor (ENLIST_VALUE_LIST, cbor, error);
}

static EnlistValue *
object_from_json (EnlistValueKind kind, JsonObject *object, GError **error)
{
  if (kind_is_composite (kind) && !check_members (kind, object, error))
    return NULL;

  switch (kind)
    {
    case ENLIST_VALUE_PLACE:
      if (get_string (object, "site") == NULL)
        return wrong_shape (kind, "{\"site\": \"…\"}", error);
      return enlist_value_new_place (get_string (object, "site"), get_string (object, "building"),
                                     get_string (object, "floor"), get_string (object, "room"), error);
    case ENLIST_VALUE_POSITION:
      return position_from_json (object, error);
    case ENLIST_VALUE_OWNER:
      return owner_from_json (object, error);
    case ENLIST_VALUE_WIFI:
      if (get_string (object, "ssid") == NULL)
        return wrong_shape (kind, "{\"ssid\": \"…\", \"passphrase\": \"…\"}", error);
      return enlist_value_new_wifi (get_string (object, "ssid"), get_string (object, "passphrase"), error);
    case ENLIST_VALUE_KEY:
      return key_from_json (object, error);
    default:
      return wrong_shape (kind, "a single value", error);
    }
}

static EnlistValue *
string_from_json (EnlistValueKind kind, const char *text, GError **error)
{
  switch (kind)
    {
    case ENLIST_VALUE_TEXT:
    case ENLIST_VALUE_NAME:
    case ENLIST_VALUE_DATE:
    case ENLIST_VALUE_SECRET:
      return enlist_value_new_text (kind, text, error);
    case ENLIST_VALUE_OWNER:
      return enlist_value_new_owner (text, NULL, error);
    case ENLIST_VALUE_PLACE:
      return enlist_value_new_place (text, NULL, NULL, NULL, error);
    case ENLIST_VALUE_BYTES:
      return bytes_from_text (text, error);
    default:
      return wrong_shape (kind, kind == ENLIST_VALUE_NUMBER ? "a whole number" : "no string", error);
    }
}

EnlistValue *
enlist_value_from_json (EnlistValueKind kind, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return enlist_value_new_null (kind);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return object_from_json (kind, json_node_get_object (node), error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      if (kind != ENLIST_VALUE_LIST)
        return wrong_shape (kind, "no array", error);
      return list_from_json (json_node_get_array (node), error);
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return string_from_json (kind, json_node_get_string (node), error);
  if (json_node_get_value_type (node) == G_TYPE_INT64 && kind == ENLIST_VALUE_NUMBER)
    return enlist_value_new_number (json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64 && kind == ENLIST_VALUE_CHOICE &&
      json_node_get_int (node) >= 0)
    return enlist_value_new_choice (MIN (json_node_get_int (node), G_MAXUINT));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN && kind == ENLIST_VALUE_YES_NO)
    return enlist_value_new_yes_no (json_node_get_boolean (node));

  return wrong_shape (kind, "of another type", error);
}

/* For people. */

static char *
texts_to_display (EnlistCborReader *reader, gsize count)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *part = enlist_value_read_string (reader);

      if (part != NULL && *part != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
position_to_display (EnlistCborReader *reader)
{
  gint64 latitude = 0, longitude = 0;
  guint64 accuracy;

  enlist_cbor_read_integer (reader, &latitude);
  enlist_cbor_read_integer (reader, &longitude);
  if (enlist_cbor_read_unsigned (reader, &accuracy) == ENLIST_OK)
    return g_strdup_printf ("%.5f, %.5f (±%.0f m)", latitude / 1e7, longitude / 1e7, accuracy / 10.0);

  return g_strdup_printf ("%.5f, %.5f", latitude / 1e7, longitude / 1e7);
}

static char *
composite_to_display (EnlistValueKind kind, EnlistCborReader *reader, gsize count)
{
  guint64 type;
  EnlistSlice bytes = { NULL, 0 };

  switch (kind)
    {
    case ENLIST_VALUE_PLACE:
    case ENLIST_VALUE_LIST:
      return texts_to_display (reader, count);
    case ENLIST_VALUE_POSITION:
      return position_to_display (reader);
    case ENLIST_VALUE_KEY:
      enlist_cbor_read_unsigned (reader, &type);
      enlist_cbor_read_bytes (reader, &bytes);
      return enlist_bytes_to_base64url (bytes.data, bytes.size);
    case ENLIST_VALUE_OWNER:
    case ENLIST_VALUE_WIFI:
    default:
      return enlist_value_read_string (reader);
    }
}

char *
enlist_value_to_display (EnlistValue *self)
{
  EnlistValueKind kind = enlist_value_get_kind (self);
  EnlistCborReader reader;
  gint64 number;
  gsize count;
  bool yes;

  if (enlist_value_is_null (self))
    return g_strdup (_("not given"));
  if (kind == ENLIST_VALUE_SECRET)
    return g_strdup ("••••••••");

  enlist_value_init_reader (self, &reader);
  switch (enlist_cbor_reader_peek (&reader))
    {
    case ENLIST_CBOR_ARRAY:
      enlist_cbor_read_array (&reader, &count);
      return composite_to_display (kind, &reader, count);
    case ENLIST_CBOR_BOOL:
      enlist_cbor_read_bool (&reader, &yes);
      return g_strdup (yes ? _("Yes") : _("No"));
    case ENLIST_CBOR_UNSIGNED:
    case ENLIST_CBOR_NEGATIVE:
      enlist_cbor_read_integer (&reader, &number);
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
    case ENLIST_CBOR_BYTES:
      {
        EnlistSlice bytes;

        enlist_cbor_read_bytes (&reader, &bytes);
        return enlist_bytes_to_base64url (bytes.data, bytes.size);
      }
    default:
      return enlist_value_read_string (&reader);
    }
}
