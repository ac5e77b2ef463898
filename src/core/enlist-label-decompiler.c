/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include "enlist-bytes-private.h"
#include "enlist-readable-private.h"
#include "enlist-value-private.h"

static void
set_text (JsonObject *object, const char *member, EnlistSlice text)
{
  g_autofree char *copy = text.size > 0 ? g_strndup ((const char *) text.data, text.size) : NULL;

  if (copy != NULL)
    json_object_set_string_member (object, member, copy);
}

/* The flags are shown when they stand in the manifest, and not when they follow from the kind. */
static JsonNode *
read_custom_field (EnlistCborReader *reader)
{
  JsonObject *object = json_object_new ();
  EnlistSlice name = { NULL, 0 };
  guint64 kind = 0, flags = 0;
  gsize count = 0;

  enlist_cbor_read_array (reader, &count);
  enlist_cbor_read_text (reader, &name);
  enlist_cbor_read_unsigned (reader, &kind);
  set_text (object, "name", name);
  json_object_set_string_member (object, "kind", enlist_field_kind_name (kind));
  if (count > 2 && enlist_cbor_read_unsigned (reader, &flags) == ENLIST_OK)
    json_object_set_boolean_member (object, "sensitive", (flags & ENLIST_FIELD_SENSITIVE) != 0);

  return enlist_readable_take_object (object);
}

static void
set_custom_fields (const EnlistManifest *manifest, JsonObject *object)
{
  JsonArray *array = json_array_new ();
  EnlistCborReader reader;
  gsize count = 0;

  enlist_cbor_reader_init (&reader, manifest->custom_fields);
  enlist_cbor_read_array (&reader, &count);
  for (gsize i = 0; i < count; i++)
    json_array_add_element (array, read_custom_field (&reader));
  json_object_set_array_member (object, "fields", array);
}

char *
enlist_readable_part_name (const EnlistManifest *manifest, guint part)
{
  EnlistRole role = enlist_manifest_part (manifest, part).role;
  guint number = 1;

  for (guint i = 0; i < part; i++)
    number += enlist_manifest_part (manifest, i).role == role;

  return g_strdup_printf (role == ENLIST_ROLE_CONFIG ? "configuration-%u" : "iot-application-%u", number);
}

static JsonNode *
configuration_to_json (const EnlistManifest *manifest, EnlistSlice bytes)
{
  JsonObject *object = json_object_new ();
  EnlistCborReader reader;
  gsize count = 0;

  enlist_cbor_reader_init (&reader, bytes);
  enlist_cbor_read_map (&reader, &count);
  for (gsize i = 0; i < count; i++)
    {
      EnlistFieldInfo info = { { NULL, 0 }, ENLIST_KIND_TEXT, 0 };
      EnlistCborReader key = reader;
      EnlistSlice item = { NULL, 0 };
      g_autofree char *name = NULL;
      unsigned field = 0;

      enlist_step_read_field (&key, &field);
      enlist_manifest_field (manifest, field, &info);
      enlist_cbor_read_item (&reader, NULL);
      enlist_cbor_read_item (&reader, &item);
      name = g_strndup ((const char *) info.name.data, info.name.size);
      json_object_set_member (object, name, enlist_readable_value (info.kind, item));
    }

  return enlist_readable_take_object (object);
}

static JsonNode *
program_to_json (const EnlistManifest *manifest, EnlistSlice program)
{
  EnlistCborReader reader;

  enlist_cbor_reader_init (&reader, program);

  return enlist_readable_steps (manifest, &reader);
}

static void
set_known_by_hash (JsonObject *object, const EnlistPartEntry *entry)
{
  g_autofree char *hash = enlist_bytes_to_hex (entry->hash, sizeof entry->hash);

  json_object_set_string_member (object, "hash", hash);
  json_object_set_int_member (object, "size", entry->size);
}

static void
set_content (const EnlistManifest *manifest, JsonObject *object, const EnlistPartEntry *entry,
             EnlistSlice bytes)
{
  g_autofree char *data = NULL;

  if (entry->media.size > 0)
    {
      data = enlist_bytes_to_base64url (bytes.data, bytes.size);
      json_object_set_string_member (object, "data", data);
    }
  else if (entry->role == ENLIST_ROLE_CONFIG)
    json_object_set_member (object, "values", configuration_to_json (manifest, bytes));
  else
    json_object_set_member (object, "program", program_to_json (manifest, bytes));
}

/* A part as an object: inline, or by its hash when nobody has its bytes. */
static JsonNode *
part_to_json (EnlistLabel *self, guint index)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  const EnlistPartEntry entry = enlist_manifest_part (manifest, index);
  EnlistSlice bytes = enlist_label_get_part (self, index);
  JsonObject *object = json_object_new ();

  if (bytes.data == NULL)
    set_known_by_hash (object, &entry);
  else
    set_content (manifest, object, &entry, bytes);
  set_text (object, "media", entry.media);
  if (bytes.data != NULL && !enlist_label_carries_part (self, index))
    json_object_set_boolean_member (object, "absent", TRUE);

  return enlist_readable_take_object (object);
}

static void
set_program (EnlistLabel *self, JsonObject *object, const char *member, EnlistRole role, guint application)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  int part = enlist_manifest_find_part (manifest, role, application);

  if (part < 0)
    return;
  if (enlist_label_carries_part (self, part))
    json_object_set_member (object, member, program_to_json (manifest, enlist_label_get_part (self, part)));
  else
    json_object_set_member (object, member, part_to_json (self, part));
}

static void
set_programs (EnlistLabel *self, JsonObject *object, guint application)
{
  set_program (self, object, "assistant", ENLIST_ROLE_ASSIST, application);
  set_program (self, object, "device", ENLIST_ROLE_DEVICE, application);
}

static void
set_applications (EnlistLabel *self, JsonObject *object)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < manifest->application_count; i++)
    {
      JsonObject *application = json_object_new ();

      json_object_set_member (application, "title",
                              enlist_readable_texts (enlist_manifest_title (manifest, i)));
      set_programs (self, application, i);
      json_array_add_object_element (array, application);
    }
  json_object_set_array_member (object, "applications", array);
}

static void
set_named_parts (EnlistLabel *self, JsonObject *object, const char *member, EnlistRole role)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  g_autoptr (JsonObject) parts = json_object_new ();

  for (guint i = 0; i < manifest->part_count; i++)
    {
      g_autofree char *name = enlist_readable_part_name (manifest, i);

      if (enlist_manifest_part (manifest, i).role == role)
        json_object_set_member (parts, name, part_to_json (self, i));
    }
  if (json_object_get_size (parts) > 0)
    json_object_set_object_member (object, member, g_steal_pointer (&parts));
}

/* Said when it is not that of the source: configurations before IoT applications. */
static void
set_order (const EnlistManifest *manifest, JsonObject *object)
{
  JsonArray *order = json_array_new ();
  EnlistRole before = ENLIST_ROLE_ASSIST;
  gboolean usual = TRUE;

  for (guint i = 0; i < manifest->part_count; i++)
    {
      EnlistRole role = enlist_manifest_part (manifest, i).role;
      g_autofree char *name = enlist_readable_part_name (manifest, i);

      if (role < ENLIST_ROLE_CONFIG)
        continue;
      usual &= role >= before;
      before = role;
      json_array_add_string_element (order, name);
    }
  if (usual)
    json_array_unref (order);
  else
    json_object_set_array_member (object, "order", order);
}

JsonNode *
enlist_label_to_json (EnlistLabel *self)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  JsonObject *object = json_object_new ();
  const char *const *transports = enlist_label_get_transports (self);
  JsonArray *array;

  json_object_set_int_member (object, "enlist-label", 1);
  json_object_set_int_member (object, "sequence", enlist_label_get_sequence (self));
  json_object_set_string_member (object, "vendor", enlist_label_get_vendor (self));
  json_object_set_string_member (object, "model", enlist_label_get_model (self));
  if (enlist_label_get_hardware (self) != NULL)
    json_object_set_string_member (object, "hardware", enlist_label_get_hardware (self));
  if (enlist_label_get_serial (self) != NULL)
    json_object_set_string_member (object, "serial", enlist_label_get_serial (self));
  if (enlist_label_get_device_key (self) != NULL)
    json_object_set_string_member (object, "device-key", enlist_label_get_device_key (self));
  if (!(g_strv_length ((char **) transports) == 1 && g_str_equal (transports[0], "ble:")))
    {
      array = json_array_new ();
      for (guint i = 0; transports[i] != NULL; i++)
        json_array_add_string_element (array, transports[i]);
      json_object_set_array_member (object, "transports", array);
    }
  if (manifest->custom_count > 0)
    set_custom_fields (manifest, object);
  if (manifest->application_count > 1)
    set_applications (self, object);
  else
    set_programs (self, object, 0);
  set_named_parts (self, object, "configurations", ENLIST_ROLE_CONFIG);
  set_named_parts (self, object, "iot-applications", ENLIST_ROLE_APP);
  set_order (manifest, object);

  return enlist_readable_take_object (object);
}
