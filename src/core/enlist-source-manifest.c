/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include <sodium.h>

#include "enlist-transport.h"
#include "enlist-value-private.h"

/* What the manifest says besides its parts. */

static EnlistSlice
read_text_member (EnlistSourceCompiler *self, JsonObject *object, const char *member, gboolean required,
                  gsize maximum)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize outer = enlist_source_enter_member (self, member);
  const char *text = NULL;

  if (node != NULL)
    text = enlist_source_get_string (self, node);
  else if (required)
    enlist_source_fail (self, NULL, "“%s” is missing", member);
  if (text != NULL && (*text == '\0' || strlen (text) > maximum))
    enlist_source_fail (self, NULL, "1 to %" G_GSIZE_FORMAT " bytes of text belong here", maximum);
  enlist_source_leave (self, outer);

  return text != NULL ? enlist_slice_text (text) : enlist_slice (NULL, 0);
}

/* Where every assistant would fail to connect is said while the label is made. */
static gboolean
check_address (EnlistSourceCompiler *self, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistTransport) transport = enlist_transport_new_for_uri (uri, NULL, &error);

  return transport != NULL || enlist_source_fail (self, NULL, "%s", error->message);
}

static gboolean
read_transport (EnlistSourceCompiler *self, const char *uri)
{
  static const char *const schemes[] = { "ble:", "serial:", "tcp:", "unix:" };
  EnlistManifest *manifest = &self->manifest;

  if (manifest->transport_count == ENLIST_MAX_TRANSPORTS)
    return enlist_source_fail (self, NULL, "at most %d transports fit", ENLIST_MAX_TRANSPORTS);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      EnlistTransportEntry *entry = &self->transports[manifest->transport_count];
      const char *address = uri + strlen (schemes[i]);

      if (!g_str_has_prefix (uri, schemes[i]))
        continue;
      if (i == ENLIST_TRANSPORT_BLE && *address != '\0')
        return enlist_source_fail (self, NULL, "“%s” has no address", schemes[i]);
      if (i >= ENLIST_TRANSPORT_TCP && *address == '\0')
        return enlist_source_fail (self, NULL, "“%s” needs an address behind it", schemes[i]);
      if (i != ENLIST_TRANSPORT_BLE && !check_address (self, uri))
        return FALSE;
      entry->kind = i;
      entry->address = enlist_slice_text (address);
      manifest->transport_count++;
      return TRUE;
    }

  return enlist_source_fail (self, "ble:, serial:HINT, tcp:HOST:PORT or unix:PATH",
                             "unknown transport “%s”", uri);
}

static void
read_transports (EnlistSourceCompiler *self, JsonObject *object, const char *const *override)
{
  JsonNode *node = json_object_get_member (object, "transports");
  gsize outer = enlist_source_enter_member (self, "transports");
  EnlistCborWriter writer;

  for (guint i = 0; override != NULL && override[i] != NULL; i++)
    read_transport (self, override[i]);

  if (override == NULL && node != NULL)
    {
      JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (array == NULL)
        enlist_source_fail (self, NULL, "an array belongs here");
      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        {
          gsize inner = enlist_source_enter_element (self, i);
          const char *uri = enlist_source_get_string (self, json_array_get_element (array, i));

          if (uri != NULL)
            read_transport (self, uri);
          enlist_source_leave (self, inner);
        }
    }

  if (self->manifest.transport_count == 0)
    self->transports[self->manifest.transport_count++].kind = ENLIST_TRANSPORT_BLE;
  enlist_cbor_writer_init (&writer, self->transport_list, sizeof self->transport_list);
  enlist_manifest_write_transports (&writer, self->transports, self->manifest.transport_count);
  self->manifest.transports = enlist_cbor_writer_slice (&writer);
  if (writer.status != ENLIST_OK)
    enlist_source_fail (self, NULL, "the addresses of the transports are larger than a manifest");
  enlist_source_leave (self, outer);
}

static gboolean
read_field_kind (EnlistSourceCompiler *self, JsonObject *object, guint *kind)
{
  gsize outer = enlist_source_enter_member (self, "kind");
  const char *name = enlist_source_get_string (self, json_object_get_member (object, "kind"));
  int found = enlist_value_kind_from_string (name);

  if (name != NULL && found < 0)
    enlist_source_fail (self, "text, number, choice, yes-no, date, secret, place, position, owner, name, "
                                "wifi, key, bytes or list",
                        "unknown kind “%s”", name);
  enlist_source_leave (self, outer);
  *kind = MAX (found, 0);

  return found >= 0;
}

/* A field of that name alone is read as a reader of the label would; then those before it are compared. */
static gboolean
check_field_name (EnlistSourceCompiler *self, JsonArray *fields, guint index, const char *name)
{
  guint8 buffer[16 + ENLIST_FIELD_NAME_MAX];
  EnlistCborWriter writer;
  EnlistCborReader reader;
  EnlistSlice slice;
  guint8 count;

  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 1);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_string (&writer, name);
  enlist_cbor_write_unsigned (&writer, ENLIST_KIND_TEXT);
  enlist_cbor_reader_init (&reader, enlist_cbor_writer_slice (&writer));
  if (writer.status != ENLIST_OK || enlist_custom_fields_read (&reader, &slice, &count) != ENLIST_OK)
    return enlist_source_fail (self, NULL, "“%s” is registered already, or not 1 to %d letters, digits, "
                               "“.”, “-” and “_”, the first a letter",
                               name, ENLIST_FIELD_NAME_MAX);

  for (guint i = 0; i < index; i++)
    {
      if (g_str_equal (json_object_get_string_member (json_array_get_object_element (fields, i), "name"),
                       name))
        return enlist_source_fail (self, NULL, "“%s” is declared twice", name);
    }

  return TRUE;
}

static void
write_custom_field (EnlistSourceCompiler *self, JsonArray *fields, guint index)
{
  static const char *const allowed[] = { "name", "kind", "sensitive", NULL };
  JsonNode *node = json_array_get_element (fields, index);
  gboolean sensitive = FALSE, has_flags;
  JsonObject *object;
  const char *name;
  guint kind;
  gsize outer;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (self, "{\"name\": \"pipe\", \"kind\": \"choice\"}", "a field is an object");
      return;
    }
  object = json_node_get_object (node);
  if (json_object_has_member (object, "remember"))
    {
      enlist_source_fail (self, "{\"ask\": [{\"field\": …, \"remember\": true}]}",
                          "a question is what is remembered, not a field");
      return;
    }
  if (!enlist_source_check_members (self, object, allowed))
    return;

  outer = enlist_source_enter_member (self, "name");
  name = enlist_source_get_string (self, json_object_get_member (object, "name"));
  if (name != NULL)
    check_field_name (self, fields, index, name);
  enlist_source_leave (self, outer);
  has_flags = json_object_has_member (object, "sensitive");
  if (!read_field_kind (self, object, &kind) || self->error != NULL)
    return;

  outer = enlist_source_enter_member (self, "sensitive");
  if (has_flags)
    enlist_source_get_boolean (self, json_object_get_member (object, "sensitive"), &sensitive);
  enlist_source_leave (self, outer);
  enlist_cbor_write_array (self->writer, has_flags ? 3 : 2);
  enlist_cbor_write_string (self->writer, name);
  enlist_cbor_write_unsigned (self->writer, kind);
  if (has_flags)
    enlist_cbor_write_unsigned (self->writer, sensitive ? ENLIST_FIELD_SENSITIVE : 0);
}

static void
write_custom_fields (EnlistSourceCompiler *self, JsonArray *array)
{
  guint count = json_array_get_length (array);
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, self->custom_fields, sizeof self->custom_fields);
  self->writer = &writer;
  enlist_cbor_write_array (&writer, count);
  for (guint i = 0; i < count && self->error == NULL; i++)
    {
      gsize outer = enlist_source_enter_element (self, i);

      write_custom_field (self, array, i);
      enlist_source_leave (self, outer);
    }
  self->writer = NULL;
  if (writer.status != ENLIST_OK || count > ENLIST_MAX_CUSTOM_FIELDS)
    enlist_source_fail (self, NULL, "at most %d fields fit", ENLIST_MAX_CUSTOM_FIELDS);
  else if (count > 0)
    {
      self->manifest.custom_count = count;
      self->manifest.custom_fields = enlist_cbor_writer_slice (&writer);
    }
}

static void
read_custom_fields (EnlistSourceCompiler *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "fields");
  gsize outer = enlist_source_enter_member (self, "fields");
  JsonArray *array = node != NULL ? enlist_source_get_array (self, node) : NULL;

  if (array != NULL)
    write_custom_fields (self, array);
  enlist_source_leave (self, outer);
}

/* A source made by inspection names the device's key. */
static void
read_device_key (EnlistSourceCompiler *self, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "device-key");
  gsize outer = enlist_source_enter_member (self, "device-key");
  const char *text = node != NULL ? enlist_source_get_string (self, node) : NULL;
  gsize size = 0;

  if (text != NULL)
    {
      if (strlen (text) != 2 * sizeof self->device_key ||
          sodium_hex2bin (self->device_key, sizeof self->device_key, text, strlen (text), NULL, &size,
                          NULL) != 0 ||
          size != sizeof self->device_key)
        enlist_source_fail (self, NULL, "64 hexadecimal digits belong here");
      else
        self->manifest.device_key = self->device_key;
    }
  enlist_source_leave (self, outer);
}

static void
read_version (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "enlist-label");
  gint64 number;

  if (enlist_source_get_integer (self, json_object_get_member (object, "enlist-label"), &number) &&
      number != 1)
    enlist_source_fail (self, "1", "unknown version of the source format");
  enlist_source_leave (self, outer);
}

static void
read_sequence (EnlistSourceCompiler *self, JsonObject *object)
{
  gsize outer = enlist_source_enter_member (self, "sequence");
  gint64 number;

  if (enlist_source_get_integer (self, json_object_get_member (object, "sequence"), &number))
    {
      if (number < 0 || number > G_MAXUINT32)
        enlist_source_fail (self, NULL, "a sequence number is 0 to 4294967295");
      self->manifest.sequence = number;
    }
  enlist_source_leave (self, outer);
}

void
enlist_source_read_head (EnlistSourceCompiler *self, JsonObject *object, const char *const *transports)
{
  EnlistManifest *manifest = &self->manifest;

  read_version (self, object);
  read_sequence (self, object);
  manifest->vendor = read_text_member (self, object, "vendor", TRUE, 64);
  manifest->model = read_text_member (self, object, "model", TRUE, 64);
  manifest->hardware = read_text_member (self, object, "hardware", FALSE, 32);
  manifest->serial = read_text_member (self, object, "serial", FALSE, 32);
  read_device_key (self, object);
  read_transports (self, object, transports);
  read_custom_fields (self, object);
}
