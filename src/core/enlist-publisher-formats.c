/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-publisher"

#include "enlist-publisher.h"

#include <json-glib/json-glib.h>

#include "base45.h"
#include "cbor.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"

#define CARD_PREFIX "ENP1:"
#define CARD_VERSION 1
#define MAX_CARD 128 /* bytes of CBOR; the longest name needs 3 + 1 + 64 + 2 + 32 */
#define FORMAT "enlist-publisher"
#define FORMAT_VERSION 1

static EnlistPublisher *
read_card (EnlistSlice   cbor,
           GError      **error)
{
  g_autofree char *text = NULL;
  g_autoptr(GBytes) key = NULL;
  EnlistCborReader reader;
  EnlistSlice name, key_slice;
  size_t count = 0;
  uint64_t version = 0;
  EnlistStatus status = enlist_cbor_validate (cbor, NULL);

  enlist_cbor_reader_init (&reader, cbor);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&reader, &count);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (&reader, &version);
  if (status == ENLIST_OK && version != CARD_VERSION)
    status = ENLIST_E_VERSION;
  if (status == ENLIST_OK && count != 3)
    status = ENLIST_E_RANGE;
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (&reader, &name);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_bytes (&reader, &key_slice);
  if (status == ENLIST_OK && memchr (name.data, '\0', name.size) != NULL)
    status = ENLIST_E_RANGE;
  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "reading a publisher card");
      return NULL;
    }

  text = g_strndup ((const char *) name.data, name.size);
  key = g_bytes_new (key_slice.data, key_slice.size);
  return enlist_publisher_new (text, key, ENLIST_PUBLISHER_CARD, error);
}

/* "ENP2:" and so on are cards, only not ours. */
static EnlistStatus
check_prefix (const char *text)
{
  gsize digits;

  if (g_ascii_strncasecmp (text, CARD_PREFIX, strlen (CARD_PREFIX)) == 0)
    return ENLIST_OK;
  if (g_ascii_strncasecmp (text, "ENP", 3) != 0)
    return ENLIST_E_NOT_LABEL;
  digits = strspn (text + 3, "0123456789");
  return digits > 0 && text[3 + digits] == ':' ? ENLIST_E_VERSION : ENLIST_E_NOT_LABEL;
}

EnlistPublisher *
enlist_publisher_new_from_card (const char  *text,
                                GError     **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  EnlistStatus status = check_prefix (stripped);
  uint8_t cbor[MAX_CARD];
  size_t size = 0;

  if (status == ENLIST_OK)
    status = enlist_base45_decode (enlist_slice_text (stripped + strlen (CARD_PREFIX)), cbor, sizeof cbor,
                                   &size, NULL);
  if (status == ENLIST_E_SPACE)
    status = ENLIST_E_TOO_LARGE;
  if (status != ENLIST_OK)
    {
      enlist_error_from_status (error, status, "reading a publisher card");
      return NULL;
    }
  return read_card (enlist_slice (cbor, size), error);
}

char *
enlist_publisher_to_card (EnlistPublisher *self)
{
  EnlistCborWriter writer;
  uint8_t cbor[MAX_CARD];
  char text[MAX_CARD / 2 * 3];
  size_t length = 0;

  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  enlist_cbor_writer_init (&writer, cbor, sizeof cbor);
  enlist_cbor_write_array (&writer, 3);
  enlist_cbor_write_unsigned (&writer, CARD_VERSION);
  enlist_cbor_write_string (&writer, enlist_publisher_get_name (self));
  enlist_cbor_write_bytes (&writer, enlist_bytes_slice (enlist_publisher_get_key (self)));
  if (writer.status != ENLIST_OK ||
      enlist_base45_encode (enlist_cbor_writer_slice (&writer), text, sizeof text, &length) != ENLIST_OK)
    g_assert_not_reached ();
  return g_strdup_printf (CARD_PREFIX "%.*s", (int) length, text);
}

static const char *
get_string (JsonObject *object,
            const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static EnlistPublisher *
fail (GError      **error,
      EnlistError   code,
      const char   *message)
{
  g_set_error_literal (error, ENLIST_ERROR, code, message);
  return NULL;
}

EnlistPublisher *
enlist_publisher_new_from_json (const char             *json,
                                gssize                  length,
                                EnlistPublisherSource   source,
                                GError                **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GBytes) key = NULL;
  JsonNode *root, *version;
  JsonObject *object;

  g_return_val_if_fail (json != NULL, NULL);

  if (!json_parser_load_from_data (parser, json, length, NULL))
    return fail (error, ENLIST_ERROR_DAMAGED, "not JSON");
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (error, ENLIST_ERROR_DAMAGED, "not a publisher");
  object = json_node_get_object (root);
  version = json_object_get_member (object, FORMAT);
  if (version == NULL || !JSON_NODE_HOLDS_VALUE (version) ||
      json_node_get_value_type (version) != G_TYPE_INT64)
    return fail (error, ENLIST_ERROR_DAMAGED, "not a publisher");
  if (json_node_get_int (version) != FORMAT_VERSION)
    return fail (error, ENLIST_ERROR_TOO_NEW, "a publisher in a format of another version");
  if (get_string (object, "key") != NULL)
    key = enlist_bytes_from_base64url (get_string (object, "key"));
  if (key == NULL || get_string (object, "name") == NULL)
    return fail (error, ENLIST_ERROR_DAMAGED, "a publisher without name or key");
  return enlist_publisher_new (get_string (object, "name"), key, source, error);
}

char *
enlist_publisher_to_json (EnlistPublisher *self)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *key = NULL;
  EnlistSlice slice;

  g_return_val_if_fail (ENLIST_IS_PUBLISHER (self), NULL);

  slice = enlist_bytes_slice (enlist_publisher_get_key (self));
  key = enlist_bytes_to_base64url (slice.data, slice.size);
  json_object_set_int_member (object, FORMAT, FORMAT_VERSION);
  json_object_set_string_member (object, "name", enlist_publisher_get_name (self));
  json_object_set_string_member (object, "key", key);
  json_node_init_object (node, object);
  return json_to_string (node, FALSE);
}
