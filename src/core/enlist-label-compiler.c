/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label-compiler"

#include "enlist-label-compiler.h"

#include <sodium.h>

#include "cose.h"
#include "crypto-sodium.h"
#include "deflate.h"
#include "enlist-bytes-private.h"
#include "enlist-error-private.h"
#include "enlist-source-private.h"
#include "enlist-transport.h"
#include "enlist-value-private.h"
#include "label-text.h"
#include "label.h"
#include "program.h"

/* What a label is made of while it is being made; the slices of the manifest point in here. */
typedef struct {
  EnlistSourceCompiler source;
  guint8 device_key[ENLIST_X25519_SIZE];
  guint8 custom_fields[ENLIST_MANIFEST_MAX];
  guint8 transports[ENLIST_MANIFEST_MAX];
  guint8 part_entries[ENLIST_MANIFEST_MAX];
  guint8 programs[2][ENLIST_LABEL_MAX_PAYLOAD];
  GPtrArray *step_pointers[2];
  EnlistLabelParts parts;
  guint8 manifest[ENLIST_MANIFEST_MAX];
  guint8 envelope[ENLIST_COSE_SIGN1_SIZE (ENLIST_MANIFEST_MAX)];
  guint8 label[ENLIST_LABEL_MAX_PAYLOAD];
  guint8 payload[ENLIST_LABEL_MAX_PAYLOAD + 512];
} Compilation;

static const char *const source_members[] = {
  "$schema", "enlist-label", "sequence", "vendor", "model",     "hardware", "serial",
  "device-key", "transports", "fields",  "assistant", "device", NULL,
};

static EnlistSlice
read_text_member (EnlistSourceCompiler *source, JsonObject *object, const char *member, gboolean required,
                  gsize maximum)
{
  JsonNode *node = json_object_get_member (object, member);
  gsize outer = enlist_source_enter_member (source, member);
  const char *text = NULL;

  if (node != NULL)
    text = enlist_source_get_string (source, node);
  else if (required)
    enlist_source_fail (source, NULL, "“%s” is missing", member);
  if (text != NULL && (*text == '\0' || strlen (text) > maximum))
    enlist_source_fail (source, NULL, "1 to %" G_GSIZE_FORMAT " bytes of text belong here", maximum);
  enlist_source_leave (source, outer);

  return text != NULL ? enlist_slice_text (text) : enlist_slice (NULL, 0);
}

/* Where every assistant would fail to connect is said while the label is made. */
static gboolean
check_address (EnlistSourceCompiler *source, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistTransport) transport = enlist_transport_new_for_uri (uri, &error);

  return transport != NULL || enlist_source_fail (source, NULL, "%s", error->message);
}

static gboolean
read_transport (EnlistSourceCompiler *source, const char *uri)
{
  static const char *const schemes[] = { "ble:", "serial:", "tcp:", "unix:" };
  EnlistManifest *manifest = &source->manifest;

  if (manifest->transport_count == ENLIST_MAX_TRANSPORTS)
    return enlist_source_fail (source, NULL, "at most %d transports fit", ENLIST_MAX_TRANSPORTS);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      EnlistTransportEntry *entry = &source->transports[manifest->transport_count];
      const char *address = uri + strlen (schemes[i]);

      if (!g_str_has_prefix (uri, schemes[i]))
        continue;
      if ((i == ENLIST_TRANSPORT_BLE) != (*address == '\0'))
        return enlist_source_fail (source, NULL, "“%s” %s", schemes[i],
                                   i == ENLIST_TRANSPORT_BLE ? "has no address"
                                                             : "needs an address behind it");
      if (i >= ENLIST_TRANSPORT_TCP && !check_address (source, uri))
        return FALSE;
      entry->kind = i;
      entry->address = enlist_slice_text (address);
      manifest->transport_count++;
      return TRUE;
    }

  return enlist_source_fail (source, "ble:, serial:HINT, tcp:HOST:PORT or unix:PATH",
                             "unknown transport “%s”", uri);
}

static void
read_transports (EnlistSourceCompiler *source, JsonObject *object, const char *const *override)
{
  JsonNode *node = json_object_get_member (object, "transports");
  gsize outer = enlist_source_enter_member (source, "transports");

  for (guint i = 0; override != NULL && override[i] != NULL; i++)
    read_transport (source, override[i]);

  if (override == NULL && node != NULL)
    {
      JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (array == NULL)
        enlist_source_fail (source, NULL, "an array belongs here");
      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        {
          gsize inner = enlist_source_enter_element (source, i);
          const char *uri = enlist_source_get_string (source, json_array_get_element (array, i));

          if (uri != NULL)
            read_transport (source, uri);
          enlist_source_leave (source, inner);
        }
    }
  enlist_source_leave (source, outer);

  if (source->manifest.transport_count == 0)
    source->transports[source->manifest.transport_count++].kind = ENLIST_TRANSPORT_BLE;
}

static gboolean
read_flag (EnlistSourceCompiler *source, JsonObject *object, const char *member)
{
  gsize outer = enlist_source_enter_member (source, member);
  gboolean flag = FALSE;

  if (json_object_has_member (object, member))
    enlist_source_get_boolean (source, json_object_get_member (object, member), &flag);
  enlist_source_leave (source, outer);

  return flag;
}

static gboolean
read_field_kind (EnlistSourceCompiler *source, JsonObject *object, guint *kind)
{
  gsize outer = enlist_source_enter_member (source, "kind");
  const char *name = enlist_source_get_string (source, json_object_get_member (object, "kind"));
  int found = enlist_value_kind_from_string (name);

  if (name != NULL && found < 0)
    enlist_source_fail (source, "text, number, choice, yes-no, date, secret, place, position, owner, name, "
                                "wifi, key, bytes or list",
                        "unknown kind “%s”", name);
  enlist_source_leave (source, outer);
  *kind = MAX (found, 0);

  return found >= 0;
}

/* A field of that name alone is read as a reader of the label would; then those before it are compared. */
static gboolean
check_field_name (EnlistSourceCompiler *source, JsonArray *fields, guint index, const char *name)
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
    return enlist_source_fail (source, NULL, "“%s” is registered already, or not 1 to %d letters, digits, "
                               "“.”, “-” and “_”, the first a letter",
                               name, ENLIST_FIELD_NAME_MAX);

  for (guint i = 0; i < index; i++)
    {
      if (g_str_equal (json_object_get_string_member (json_array_get_object_element (fields, i), "name"),
                       name))
        return enlist_source_fail (source, NULL, "“%s” is declared twice", name);
    }

  return TRUE;
}

static void
write_custom_field (EnlistSourceCompiler *source, JsonArray *fields, guint index)
{
  static const char *const allowed[] = { "name", "kind", "sensitive", NULL };
  JsonNode *node = json_array_get_element (fields, index);
  JsonObject *object;
  const char *name;
  guint kind, flags;
  gsize outer;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (source, "{\"name\": \"pipe\", \"kind\": \"choice\"}", "a field is an object");
      return;
    }
  object = json_node_get_object (node);
  if (!enlist_source_check_members (source, object, allowed))
    return;

  outer = enlist_source_enter_member (source, "name");
  name = enlist_source_get_string (source, json_object_get_member (object, "name"));
  if (name != NULL)
    check_field_name (source, fields, index, name);
  enlist_source_leave (source, outer);
  if (!read_field_kind (source, object, &kind) || source->error != NULL)
    return;

  /* What the kind says anyway takes no room. */
  flags = read_flag (source, object, "sensitive") ? ENLIST_FIELD_SENSITIVE : 0;
  flags &= ~enlist_field_kind_flags (kind);
  enlist_cbor_write_array (source->writer, flags != 0 ? 3 : 2);
  enlist_cbor_write_string (source->writer, name);
  enlist_cbor_write_unsigned (source->writer, kind);
  if (flags != 0)
    enlist_cbor_write_unsigned (source->writer, flags);
}

static void
read_custom_fields (Compilation *self, JsonObject *object)
{
  EnlistSourceCompiler *source = &self->source;
  JsonNode *node = json_object_get_member (object, "fields");
  gsize outer = enlist_source_enter_member (source, "fields");
  EnlistCborWriter writer;
  JsonArray *array;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      array = json_node_get_array (node);
      enlist_cbor_writer_init (&writer, self->custom_fields, sizeof self->custom_fields);
      source->writer = &writer;
      enlist_cbor_write_array (&writer, json_array_get_length (array));
      for (guint i = 0; i < json_array_get_length (array) && source->error == NULL; i++)
        {
          gsize inner = enlist_source_enter_element (source, i);

          write_custom_field (source, array, i);
          enlist_source_leave (source, inner);
        }
      if (writer.status != ENLIST_OK || json_array_get_length (array) > ENLIST_FIELD_CUSTOM)
        enlist_source_fail (source, NULL, "at most %d fields fit", ENLIST_FIELD_CUSTOM);
      else if (json_array_get_length (array) > 0)
        {
          source->manifest.custom_count = json_array_get_length (array);
          source->manifest.custom_fields = enlist_cbor_writer_slice (&writer);
        }
    }
  else if (node != NULL)
    enlist_source_fail (source, NULL, "an array belongs here");
  enlist_source_leave (source, outer);
}

/* A source made by inspection names the device's key. */
static void
read_device_key (Compilation *self, JsonObject *object)
{
  EnlistSourceCompiler *source = &self->source;
  JsonNode *node = json_object_get_member (object, "device-key");
  gsize outer = enlist_source_enter_member (source, "device-key");
  const char *text = node != NULL ? enlist_source_get_string (source, node) : NULL;
  gsize size = 0;

  if (text != NULL)
    {
      if (strlen (text) != 2 * sizeof self->device_key ||
          sodium_hex2bin (self->device_key, sizeof self->device_key, text, strlen (text), NULL, &size,
                          NULL) != 0 ||
          size != sizeof self->device_key)
        enlist_source_fail (source, NULL, "64 hexadecimal digits belong here");
      else
        source->manifest.device_key = self->device_key;
    }
  enlist_source_leave (source, outer);
}

/* The device's own values win over the source's. */
static void
read_device (Compilation *self, JsonObject *object, EnlistDeviceValues *device)
{
  EnlistManifest *manifest = &self->source.manifest;

  if (device == NULL)
    return;

  if (!enlist_slice_equal (manifest->vendor, enlist_slice_text (enlist_device_values_get_vendor (device))) ||
      !enlist_slice_equal (manifest->model, enlist_slice_text (enlist_device_values_get_model (device))))
    enlist_source_fail (&self->source, NULL,
                        "the device is a “%s %s”, the source is for another vendor or model",
                        enlist_device_values_get_vendor (device), enlist_device_values_get_model (device));
  manifest->serial = enlist_slice_text (enlist_device_values_get_serial (device));
  manifest->device_key = g_bytes_get_data (enlist_device_values_get_key (device), NULL);
  if (enlist_device_values_get_hardware (device) != NULL)
    manifest->hardware = enlist_slice_text (enlist_device_values_get_hardware (device));
  if (enlist_device_values_get_secret (device) != NULL)
    self->parts.secret = g_bytes_get_data (enlist_device_values_get_secret (device), NULL);
}

static gboolean
refuse_program (Compilation *self, EnlistRole role, const EnlistProgramError *problem)
{
  EnlistSourceCompiler *source = &self->source;
  GPtrArray *pointers = self->step_pointers[role];

  if (problem->step < pointers->len)
    g_string_assign (source->pointer, g_ptr_array_index (pointers, problem->step));

  if (problem->field >= 0)
    {
      EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };

      enlist_manifest_field (&source->manifest, problem->field, &info);
      return enlist_source_fail (source, NULL, "the program does not validate: %s, field “%.*s”",
                                 enlist_status_name (problem->status), (int) info.name.size,
                                 (const char *) info.name.data);
    }

  return enlist_source_fail (source, NULL, "the program does not validate: %s",
                             enlist_status_name (problem->status));
}

/* Clause 8.5, point 6; without the other program the label is not refused. */
static void
validate_pair (Compilation *self)
{
  const EnlistLabelParts *parts = &self->parts;
  EnlistProgramError problem;
  EnlistRole failing;

  if (self->source.error == NULL && parts->part_count == 2 &&
      enlist_program_validate_pair (parts->parts[0], parts->parts[1], &self->source.manifest, &failing,
                                    &problem) != ENLIST_OK)
    refuse_program (self, failing, &problem);
}

static void
add_program (Compilation *self, JsonObject *object, const char *member, EnlistRole role)
{
  EnlistSourceCompiler *source = &self->source;
  guint8 *buffer = self->programs[role];
  EnlistPartEntry *entry = &source->parts[source->manifest.part_count];
  EnlistProgramError problem;
  EnlistCborWriter writer;
  EnlistSlice program;
  gsize outer;

  if (!json_object_has_member (object, member) || source->error != NULL)
    return;

  outer = enlist_source_enter_member (source, member);
  enlist_cbor_writer_init (&writer, buffer, sizeof self->programs[role]);
  source->writer = &writer;
  source->step_pointers = self->step_pointers[role];
  enlist_source_write_program (source, json_object_get_member (object, member));
  program = enlist_cbor_writer_slice (&writer);
  if (writer.status != ENLIST_OK)
    enlist_source_fail (source, NULL, "the program is larger than a label can carry");
  if (source->error == NULL &&
      enlist_program_validate (program, role, &source->manifest, 0, &problem) != ENLIST_OK)
    refuse_program (self, role, &problem);
  if (source->error == NULL)
    {
      entry->role = role;
      entry->size = program.size;
      enlist_manifest_part_hash (enlist_crypto_sodium (), program, entry->hash);
      self->parts.parts[self->parts.part_count++] = program;
      source->manifest.part_count++;
    }
  enlist_source_leave (source, outer);
}

static void
read_source (Compilation *self, JsonNode *node, const char *const *transports, EnlistDeviceValues *device)
{
  EnlistSourceCompiler *source = &self->source;
  EnlistManifest *manifest = &source->manifest;
  JsonObject *object;
  gint64 number;
  gsize outer;

  /* An empty file has no node at all. */
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      enlist_source_fail (source, NULL, "a source is a JSON object");
      return;
    }
  object = json_node_get_object (node);
  if (!enlist_source_check_members (source, object, source_members))
    return;

  outer = enlist_source_enter_member (source, "enlist-label");
  if (enlist_source_get_integer (source, json_object_get_member (object, "enlist-label"), &number) &&
      number != 1)
    enlist_source_fail (source, "1", "unknown version of the source format");
  enlist_source_leave (source, outer);

  outer = enlist_source_enter_member (source, "sequence");
  if (enlist_source_get_integer (source, json_object_get_member (object, "sequence"), &number))
    {
      if (number < 0 || number > G_MAXUINT32)
        enlist_source_fail (source, NULL, "a sequence number is 0 to 4294967295");
      manifest->sequence = number;
    }
  enlist_source_leave (source, outer);

  manifest->vendor = read_text_member (source, object, "vendor", TRUE, 64);
  manifest->model = read_text_member (source, object, "model", TRUE, 64);
  manifest->hardware = read_text_member (source, object, "hardware", FALSE, 32);
  manifest->serial = read_text_member (source, object, "serial", FALSE, 32);
  read_device_key (self, object);
  read_transports (source, object, transports);
  read_custom_fields (self, object);
  if (source->error == NULL)
    read_device (self, object, device);
  add_program (self, object, "assistant", ENLIST_ROLE_ASSIST);
  add_program (self, object, "device", ENLIST_ROLE_DEVICE);
  validate_pair (self);
  if (source->error == NULL && manifest->part_count == 0)
    enlist_source_fail (source, NULL, "a source has “assistant”, “device” or both");
}

static void
write_lists (Compilation *self)
{
  EnlistManifest *manifest = &self->source.manifest;
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, self->transports, sizeof self->transports);
  enlist_manifest_write_transports (&writer, self->source.transports, manifest->transport_count);
  manifest->transports = enlist_cbor_writer_slice (&writer);

  enlist_cbor_writer_init (&writer, self->part_entries, sizeof self->part_entries);
  enlist_manifest_write_parts (&writer, self->source.parts, manifest->part_count);
  manifest->parts = enlist_cbor_writer_slice (&writer);
}

typedef struct {
  EnlistPublisherKey *key;
  GError *error;
} Signing;

static bool
sign_message (void *context, uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE], EnlistSlice message)
{
  Signing *self = context;

  return enlist_publisher_key_sign (self->key, message.data, message.size, signature, &self->error);
}

static EnlistStatus
sign (Compilation *self, Signing *signing)
{
  g_autoptr (EnlistPublisher) publisher = enlist_publisher_key_dup_publisher (signing->key);
  const EnlistCoseSigner signer = { enlist_bytes_slice (enlist_publisher_get_key (publisher)).data,
                                    sign_message, signing };
  guint8 scratch[ENLIST_COSE_SCRATCH_SIZE (sizeof ENLIST_MANIFEST_AAD, ENLIST_MANIFEST_MAX)];
  gsize size, envelope_size;
  EnlistStatus status;

  write_lists (self);
  status = enlist_manifest_write (&self->source.manifest, self->manifest, sizeof self->manifest, &size);
  if (status != ENLIST_OK)
    return status;
  status = enlist_cose_sign1_write_with (enlist_crypto_sodium (), &signer,
                                         enlist_slice_text (ENLIST_MANIFEST_AAD),
                                         enlist_slice (self->manifest, size), scratch, sizeof scratch,
                                         self->envelope, sizeof self->envelope, &envelope_size);
  self->parts.envelope = enlist_slice (self->envelope, envelope_size);

  return status;
}

static GBytes *
pack (Compilation *self, EnlistPublisherKey *key, GError **error)
{
  gsize size, payload_size;
  Signing signing = { key, NULL };
  EnlistStatus status = sign (self, &signing);

  if (signing.error != NULL)
    {
      g_propagate_error (error, signing.error);
      return NULL;
    }
  if (status == ENLIST_OK)
    status = enlist_label_write (&self->parts, self->label, sizeof self->label, &size);
  if (status == ENLIST_OK)
    status = enlist_deflate_pack (enlist_slice (self->label, size), self->payload, sizeof self->payload,
                                  &payload_size);
  if (status == ENLIST_OK && payload_size > ENLIST_LABEL_MAX_PAYLOAD)
    status = ENLIST_E_TOO_LARGE;
  if (status != ENLIST_OK)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_SOURCE, "%s: /: the label cannot be written: %s",
                   self->source.name, enlist_status_name (status));
      return NULL;
    }

  return g_bytes_new (self->payload, payload_size);
}

EnlistLabel *
enlist_label_compile (JsonNode            *source,
                      const char          *name,
                      const char * const  *transports,
                      EnlistDeviceValues  *device,
                      EnlistPublisherKey  *key,
                      GError             **error)
{
  g_autofree Compilation *self = g_new0 (Compilation, 1);
  g_autoptr (GString) pointer = g_string_new (NULL);
  g_autoptr (GPtrArray) assist_pointers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) device_pointers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) payload = NULL;

  self->source.name = name;
  self->source.pointer = pointer;
  self->step_pointers[ENLIST_ROLE_ASSIST] = assist_pointers;
  self->step_pointers[ENLIST_ROLE_DEVICE] = device_pointers;
  read_source (self, source, transports, device);
  if (self->source.error != NULL)
    {
      g_propagate_error (error, self->source.error);
      return NULL;
    }

  payload = pack (self, key, error);
  sodium_memzero (self->label, sizeof self->label);

  return payload != NULL ? enlist_label_new_for_payload (payload, error) : NULL;
}
