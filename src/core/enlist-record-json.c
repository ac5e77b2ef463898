/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-record"

#include "enlist-record-private.h"

#include "enlist-bytes-private.h"
#include "enlist-error.h"

#define FORMAT "enlist-record"
#define FORMAT_VERSION 1

static const char *const state_names[] = {
  [ENLIST_RECORD_PROVISIONAL] = "provisional",
  [ENLIST_RECORD_ENROLLED] = "enrolled",
};

static const char *const relay_state_names[] = {
  [ENLIST_RELAY_REQUESTED] = "requested",
  [ENLIST_RELAY_WAITING] = "waiting",
};

/* The keys of texts; those of the publisher stand in an object of their own. */
static const char *const text_keys[ENLIST_RECORD_N_TEXTS] = {
  [ENLIST_RECORD_ID] = "id",
  [ENLIST_RECORD_SESSION_ID] = "session",
  [ENLIST_RECORD_LABEL_ID] = "label",
  [ENLIST_RECORD_VENDOR] = "vendor",
  [ENLIST_RECORD_MODEL] = "model",
  [ENLIST_RECORD_HARDWARE] = "hardware",
  [ENLIST_RECORD_SERIAL] = "serial",
  [ENLIST_RECORD_DEVICE_KEY] = "device-key",
  [ENLIST_RECORD_ENROLLED_AT] = "enrolled-at",
  [ENLIST_RECORD_PLACE] = "place",
};

static const char *const publisher_keys[ENLIST_RECORD_N_TEXTS] = {
  [ENLIST_RECORD_PUBLISHER_KEY_ID] = "id",
  [ENLIST_RECORD_PUBLISHER_NAME] = "name",
};

static const char *const proof_keys[ENLIST_RECORD_N_PROOFS] = {
  [ENLIST_RECORD_HANDSHAKE_HASH] = "handshake",
  [ENLIST_RECORD_REPORT] = "report",
  [ENLIST_RECORD_REPORT_SIGNATURE] = "report-signature",
  [ENLIST_RECORD_DONE_SIGNATURE] = "done-signature",
};

static void
set_texts (JsonObject        *object,
           EnlistRecord      *record,
           const char *const *keys)
{
  for (guint i = 0; i < ENLIST_RECORD_N_TEXTS; i++)
    {
      const char *value = enlist_record_get_text (record, i);

      if (keys[i] != NULL && value != NULL)
        json_object_set_string_member (object, keys[i], value);
    }
}

static void
set_bytes (JsonObject *object,
           const char *key,
           GBytes     *bytes)
{
  EnlistSlice slice = enlist_bytes_slice (bytes);
  g_autofree char *text = enlist_bytes_to_base64url (slice.data, slice.size);

  json_object_set_string_member (object, key, text);
}

/* Adds an object to @parent, unless it is empty. */
static void
take_object (JsonObject *parent,
             const char *key,
             JsonObject *object)
{
  if (json_object_get_size (object) > 0)
    json_object_set_object_member (parent, key, object);
  else
    json_object_unref (object);
}

static void
take_array (JsonObject *parent,
            const char *key,
            JsonArray  *array)
{
  if (json_array_get_length (array) > 0)
    json_object_set_array_member (parent, key, array);
  else
    json_array_unref (array);
}

static JsonArray *
fields_to_array (EnlistRecord *record)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < enlist_record_get_n_fields (record); i++)
    {
      JsonObject *object = json_object_new ();
      const char *name;
      JsonNode *value = enlist_record_get_field (record, i, &name);

      json_object_set_string_member (object, "name", name);
      json_object_set_member (object, "value", json_node_copy (value));
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
keys_to_array (EnlistRecord *record)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < enlist_record_get_n_keys (record); i++)
    {
      JsonObject *object = json_object_new ();
      const char *name, *type;
      GBytes *key = enlist_record_get_key (record, i, &name, &type);

      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "type", type);
      set_bytes (object, "key", key);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
versions_to_array (EnlistRecord *record)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < enlist_record_get_n_versions (record); i++)
    {
      JsonObject *object = json_object_new ();
      const char *name;
      const char *version = enlist_record_get_version (record, i, &name);

      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "version", version);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonObject *
proof_to_object (EnlistRecord *record)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < ENLIST_RECORD_N_PROOFS; i++)
    {
      GBytes *bytes = enlist_record_get_proof (record, i);

      if (bytes != NULL)
        set_bytes (object, proof_keys[i], bytes);
    }
  return object;
}

static JsonObject *
relay_to_object (EnlistRecord *record)
{
  EnlistRelayState state = enlist_record_get_relay_state (record);
  JsonObject *object = json_object_new ();
  JsonArray *fields = json_array_new ();

  if (state != ENLIST_RELAY_NONE)
    json_object_set_string_member (object, "state", relay_state_names[state]);
  for (const char *const *each = enlist_record_get_relay_fields (record); *each != NULL; each++)
    json_array_add_string_element (fields, *each);
  take_array (object, "fields", fields);
  return object;
}

JsonNode *
enlist_record_to_node (EnlistRecord      *self,
                       EnlistRecordState  state)
{
  JsonNode *node = json_node_alloc ();
  JsonObject *object = json_object_new ();
  JsonObject *publisher = json_object_new ();
  JsonArray *capabilities = json_array_new ();

  json_object_set_int_member (object, FORMAT, FORMAT_VERSION);
  set_texts (object, self, text_keys);
  set_texts (publisher, self, publisher_keys);
  take_object (object, "publisher", publisher);
  json_object_set_string_member (object, "state", state_names[state]);
  take_array (object, "fields", fields_to_array (self));
  take_array (object, "keys", keys_to_array (self));
  take_array (object, "versions", versions_to_array (self));
  for (const char *const *each = enlist_record_get_capabilities (self); *each != NULL; each++)
    json_array_add_string_element (capabilities, *each);
  take_array (object, "capabilities", capabilities);
  take_object (object, "relay", relay_to_object (self));
  take_object (object, "proof", proof_to_object (self));

  json_node_init_object (node, object);
  json_object_unref (object);
  return node;
}

char *
enlist_record_to_json (EnlistRecord *self)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (ENLIST_IS_RECORD (self), NULL);

  node = enlist_record_to_node (self, enlist_record_get_state (self));
  return json_to_string (node, FALSE);
}

static gboolean
fail_at (GError     **error,
         const char  *key)
{
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "the record’s “%s” does not belong there", key);
  return FALSE;
}

/* A missing member is no error and gives NULL; one of another type is. */
static gboolean
get_string (JsonObject  *object,
            const char  *key,
            const char **value,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);

  *value = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail_at (error, key);
  *value = json_node_get_string (node);
  return TRUE;
}

static gboolean
require_string (JsonObject  *object,
                const char  *key,
                const char **value,
                GError     **error)
{
  return get_string (object, key, value, error) && (*value != NULL || fail_at (error, key));
}

static gboolean
get_object (JsonObject  *object,
            const char  *key,
            JsonObject **value,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);

  *value = NULL;
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    return fail_at (error, key);
  if (node != NULL)
    *value = json_node_get_object (node);
  return TRUE;
}

/* The @index-th element of an array of objects, or NULL behind its end. */
static gboolean
get_element (JsonObject  *object,
             const char  *key,
             guint        index,
             JsonObject **element,
             GError     **error)
{
  JsonNode *node = json_object_get_member (object, key);
  JsonNode *child;

  *element = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_at (error, key);
  if (index >= json_array_get_length (json_node_get_array (node)))
    return TRUE;
  child = json_array_get_element (json_node_get_array (node), index);
  if (!JSON_NODE_HOLDS_OBJECT (child))
    return fail_at (error, key);
  *element = json_node_get_object (child);
  return TRUE;
}

static gboolean
read_texts (EnlistRecord       *record,
            JsonObject         *object,
            const char *const  *keys,
            GError            **error)
{
  for (guint i = 0; i < ENLIST_RECORD_N_TEXTS; i++)
    {
      const char *value;

      if (keys[i] == NULL)
        continue;
      if (!get_string (object, keys[i], &value, error))
        return FALSE;
      enlist_record_set_text (record, i, value);
    }
  return TRUE;
}

static gboolean
read_state (EnlistRecord  *record,
            JsonObject    *object,
            GError       **error)
{
  const char *name;

  if (!require_string (object, "state", &name, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (name, state_names[i]))
      {
        enlist_record_set_state (record, i);
        return TRUE;
      }
  return fail_at (error, "state");
}

static gboolean
read_fields (EnlistRecord  *record,
             JsonObject    *object,
             GError       **error)
{
  JsonObject *element;

  for (guint i = 0; get_element (object, "fields", i, &element, error); i++)
    {
      const char *name;

      if (element == NULL)
        return TRUE;
      if (!require_string (element, "name", &name, error))
        return FALSE;
      if (!json_object_has_member (element, "value"))
        return fail_at (error, "fields");
      enlist_record_set_field (record, name, json_object_get_member (element, "value"));
    }
  return FALSE;
}

static gboolean
read_keys (EnlistRecord  *record,
           JsonObject    *object,
           GError       **error)
{
  JsonObject *element;

  for (guint i = 0; get_element (object, "keys", i, &element, error); i++)
    {
      const char *name, *type, *text;
      g_autoptr(GBytes) key = NULL;

      if (element == NULL)
        return TRUE;
      if (!require_string (element, "name", &name, error) ||
          !require_string (element, "type", &type, error) ||
          !require_string (element, "key", &text, error))
        return FALSE;
      key = enlist_bytes_from_base64url (text);
      if (key == NULL || !enlist_record_set_key (record, name, type, key))
        return fail_at (error, "keys");
    }
  return FALSE;
}

static gboolean
read_versions (EnlistRecord  *record,
               JsonObject    *object,
               GError       **error)
{
  JsonObject *element;

  for (guint i = 0; get_element (object, "versions", i, &element, error); i++)
    {
      const char *name, *version;

      if (element == NULL)
        return TRUE;
      if (!require_string (element, "name", &name, error) ||
          !require_string (element, "version", &version, error))
        return FALSE;
      enlist_record_set_version (record, name, version);
    }
  return FALSE;
}

/* @strings: (out) (transfer full): those of an array; none when it is missing */
static gboolean
get_strings (JsonObject   *object,
             const char   *key,
             char       ***strings,
             GError      **error)
{
  JsonNode *node = json_object_get_member (object, key);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  *strings = NULL;
  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node))
    return fail_at (error, key);
  for (guint i = 0; node != NULL && i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return fail_at (error, key);
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  *strings = g_strv_builder_end (builder);
  return TRUE;
}

static gboolean
read_capabilities (EnlistRecord  *record,
                   JsonObject    *object,
                   GError       **error)
{
  g_auto(GStrv) capabilities = NULL;

  if (!get_strings (object, "capabilities", &capabilities, error))
    return FALSE;
  for (char **each = capabilities; *each != NULL; each++)
    enlist_record_add_capability (record, *each);
  return TRUE;
}

static gboolean
read_relay (EnlistRecord  *record,
            JsonObject    *object,
            GError       **error)
{
  g_auto(GStrv) fields = NULL;
  const char *name;

  if (!require_string (object, "state", &name, error) || !get_strings (object, "fields", &fields, error))
    return FALSE;
  enlist_record_request_relay (record, (const char *const *) fields);
  for (guint i = ENLIST_RELAY_REQUESTED; i < G_N_ELEMENTS (relay_state_names); i++)
    if (g_str_equal (name, relay_state_names[i]))
      {
        enlist_record_set_relay_state (record, i);
        return TRUE;
      }
  return fail_at (error, "relay");
}

static gboolean
read_proof (EnlistRecord  *record,
            JsonObject    *object,
            GError       **error)
{
  for (guint i = 0; i < ENLIST_RECORD_N_PROOFS; i++)
    {
      g_autoptr(GBytes) bytes = NULL;
      const char *text;

      if (!get_string (object, proof_keys[i], &text, error))
        return FALSE;
      if (text == NULL)
        continue;
      bytes = enlist_bytes_from_base64url (text);
      if (bytes == NULL)
        return fail_at (error, proof_keys[i]);
      enlist_record_set_proof (record, i, bytes);
    }
  return TRUE;
}

static gboolean
check_format (JsonNode  *root,
              GError   **error)
{
  JsonNode *format = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    format = json_object_get_member (json_node_get_object (root), FORMAT);
  if (format == NULL || !JSON_NODE_HOLDS_VALUE (format) || json_node_get_value_type (format) != G_TYPE_INT64)
    return fail_at (error, FORMAT);
  if (json_node_get_int (format) != FORMAT_VERSION)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_TOO_NEW, "a record of format %" G_GINT64_FORMAT,
                   json_node_get_int (format));
      return FALSE;
    }
  return TRUE;
}

EnlistRecord *
enlist_record_from_json (const char  *json,
                         GError     **error)
{
  g_autoptr(EnlistRecord) record = enlist_record_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) parse_error = NULL;
  JsonObject *object, *publisher, *relay, *proof;

  g_return_val_if_fail (json != NULL, NULL);

  root = json_from_string (json, &parse_error);
  if (parse_error != NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_DAMAGED, "the record is not JSON: %s",
                   parse_error->message);
      return NULL;
    }
  if (!check_format (root, error))
    return NULL;

  object = json_node_get_object (root);
  if (!read_texts (record, object, text_keys, error) ||
      !get_object (object, "publisher", &publisher, error) ||
      (publisher != NULL && !read_texts (record, publisher, publisher_keys, error)) ||
      !read_state (record, object, error) ||
      !read_fields (record, object, error) ||
      !read_keys (record, object, error) ||
      !read_versions (record, object, error) ||
      !read_capabilities (record, object, error) ||
      !get_object (object, "relay", &relay, error) ||
      (relay != NULL && !read_relay (record, relay, error)) ||
      !get_object (object, "proof", &proof, error) ||
      (proof != NULL && !read_proof (record, proof, error)))
    return NULL;

  return g_steal_pointer (&record);
}
