/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-enrollment-record"

#include "enlist-enrollment-record-private.h"

#include "enlist-bytes-private.h"
#include "enlist-label-private.h"
#include "enlist-value-private.h"

static void
add_key (EnlistRecord *record, const char *name, EnlistValue *value)
{
  EnlistCborReader reader;
  EnlistSlice bytes;
  guint64 type;
  gsize count;
  g_autoptr (GBytes) key = NULL;

  enlist_value_init_reader (value, &reader);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK ||
      enlist_cbor_read_unsigned (&reader, &type) != ENLIST_OK ||
      enlist_cbor_read_bytes (&reader, &bytes) != ENLIST_OK || enlist_key_type_to_string (type) == NULL)
    return;

  key = g_bytes_new (bytes.data, bytes.size);
  enlist_record_set_key (record, name, enlist_key_type_to_string (type), key);
}

/* "firmware 1.4.2": the component is what stands before the last space. */
static void
add_version (EnlistRecord *record, const char *text)
{
  const char *space = strrchr (text, ' ');
  g_autofree char *component = space != NULL ? g_strndup (text, space - text) : NULL;

  if (space != NULL && *component != '\0')
    enlist_record_set_version (record, component, space + 1);
  else
    enlist_record_set_version (record, "software", text);
}

static void
add_list (EnlistRecord *record, guint field, EnlistValue *value)
{
  EnlistCborReader reader;
  gsize count = 0;

  enlist_value_init_reader (value, &reader);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK)
    return;

  for (gsize i = 0; i < count; i++)
    {
      g_autofree char *text = enlist_value_read_string (&reader);

      if (text == NULL)
        return;
      if (field == ENLIST_FIELD_DEVICE_VERSIONS)
        add_version (record, text);
      else
        enlist_record_add_capability (record, text);
    }
}

/* The number of an option says nothing without the label: the record keeps its text. */
JsonNode *
enlist_enrollment_record_value_to_json (EnlistLabel *label, guint field, EnlistValue *value)
{
  g_autofree char *option = NULL;
  EnlistCborReader reader;
  guint64 index;

  if (enlist_value_get_kind (value) != ENLIST_VALUE_CHOICE)
    return enlist_value_to_json (value);

  enlist_value_init_reader (value, &reader);
  if (enlist_cbor_read_unsigned (&reader, &index) == ENLIST_OK && index <= G_MAXUINT)
    option = enlist_label_dup_option (label, field, index);

  return option != NULL ? json_node_init_string (json_node_alloc (), option) : enlist_value_to_json (value);
}

static void
add_value (EnlistRecord *record, EnlistLabel *label, guint field, EnlistValue *value, gboolean recorded)
{
  g_autofree char *name = enlist_label_dup_field_name (label, field);
  g_autoptr (JsonNode) json = NULL;
  EnlistFieldInfo info;

  if (!enlist_manifest_field (enlist_label_get_manifest (label), field, &info) ||
      (info.flags & ENLIST_FIELD_SENSITIVE) != 0)
    return;

  if (field == ENLIST_FIELD_DEVICE_VERSIONS || field == ENLIST_FIELD_DEVICE_CAPABILITIES)
    {
      add_list (record, field, value);
      return;
    }
  if (info.kind == ENLIST_KIND_KEY)
    {
      add_key (record, name, value);
      return;
    }
  if (!recorded || field == ENLIST_FIELD_DEVICE_SERIAL)
    return;

  json = enlist_enrollment_record_value_to_json (label, field, value);
  enlist_record_set_field (record, name, json);
  if (field == ENLIST_FIELD_LOCATION)
    {
      g_autofree char *place = enlist_value_to_display (value);

      g_object_set (record, "place", place, NULL);
    }
}

static void
request_relay (EnlistRecord *record, EnlistFieldTable *fields)
{
  static const char *const whole[] = { NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      if (enlist_field_table_is_marked (fields, field, ENLIST_FIELD_MARK_RELAYED))
        {
          g_autofree char *name = enlist_field_table_dup_name (fields, field);

          g_strv_builder_add (builder, name);
        }
    }
  names = g_strv_builder_end (builder);
  if (enlist_field_table_relays_record (fields))
    enlist_record_request_relay (record, whole);
  else if (*names != NULL)
    enlist_record_request_relay (record, (const char *const *) names);
}

EnlistRecord *
enlist_enrollment_record_new (EnlistLabel      *label,
                              EnlistPublisher  *publisher,
                              const char       *session_id,
                              EnlistExchange   *exchange,
                              EnlistFieldTable *fields)
{
  EnlistRecord *record = enlist_record_new ();
  EnlistDeviceProof *proof = enlist_exchange_get_proof (exchange);
  const char *serial = enlist_exchange_get_serial (exchange);
  g_autofree char *device_key = enlist_bytes_to_hex (enlist_exchange_get_device_key (exchange),
                                                     ENLIST_X25519_SIZE);

  g_object_set (record,
                "id", session_id,
                "session-id", session_id,
                "label-id", enlist_label_get_id (label),
                "vendor", enlist_label_get_vendor (label),
                "model", enlist_label_get_model (label),
                "hardware", enlist_label_get_hardware (label),
                "serial", serial != NULL && *serial != '\0' ? serial : enlist_label_get_serial (label),
                "publisher-key-id", enlist_publisher_get_key_id (publisher),
                "publisher-name", enlist_publisher_get_name (publisher),
                "device-key", device_key,
                "handshake-hash", enlist_device_proof_get_handshake_hash (proof),
                "report", enlist_device_proof_get_report (proof),
                "report-signature", enlist_device_proof_get_report_signature (proof),
                NULL);
  for (guint field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      EnlistValue *value = enlist_field_table_get (fields, field);

      if (value != NULL && !enlist_value_is_null (value))
        add_value (record, label, field, value,
                   enlist_field_table_is_marked (fields, field, ENLIST_FIELD_MARK_RECORDED));
    }
  request_relay (record, fields);

  return record;
}

void
enlist_enrollment_record_list_configuration (EnlistLabel       *label,
                                             EnlistFieldTable  *fields,
                                             JsonObject       **values,
                                             JsonObject       **secrets)
{
  *values = *secrets = NULL;
  for (guint field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      g_autofree char *name = enlist_field_table_dup_name (fields, field);
      EnlistValue *value = enlist_field_table_get (fields, field);

      if (value == NULL || !enlist_field_table_is_marked (fields, field, ENLIST_FIELD_MARK_CONFIGURED))
        continue;
      if (*values == NULL)
        {
          *values = json_object_new ();
          *secrets = json_object_new ();
        }
      json_object_set_member (enlist_field_table_is_sensitive (fields, field) ? *secrets : *values, name,
                              enlist_enrollment_record_value_to_json (label, field, value));
    }
}
