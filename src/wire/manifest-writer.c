/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "manifest.h"

static void
write_optional_text (EnlistCborWriter *writer,
                     unsigned          key,
                     EnlistSlice       text)
{
  if (text.size == 0)
    return;

  enlist_cbor_write_unsigned (writer, key);
  enlist_cbor_write_text (writer, text);
}

static bool
is_default_transport (const EnlistManifest *manifest)
{
  return manifest->transport_count == 0
         || (manifest->transport_count == 1 && manifest->transports[0].kind == ENLIST_TRANSPORT_BLE);
}

static void
write_transports (EnlistCborWriter     *writer,
                  const EnlistManifest *manifest)
{
  if (is_default_transport (manifest))
    return;

  enlist_cbor_write_unsigned (writer, 7);
  enlist_cbor_write_array (writer, manifest->transport_count);
  for (unsigned i = 0; i < manifest->transport_count; i++)
    {
      bool has_address = manifest->transports[i].kind != ENLIST_TRANSPORT_BLE;

      enlist_cbor_write_array (writer, has_address ? 2 : 1);
      enlist_cbor_write_unsigned (writer, manifest->transports[i].kind);
      if (has_address)
        enlist_cbor_write_text (writer, manifest->transports[i].address);
    }
}

static void
write_parts (EnlistCborWriter     *writer,
             const EnlistManifest *manifest)
{
  enlist_cbor_write_unsigned (writer, 8);
  enlist_cbor_write_array (writer, manifest->part_count);
  for (unsigned i = 0; i < manifest->part_count; i++)
    {
      enlist_cbor_write_array (writer, 3);
      enlist_cbor_write_unsigned (writer, manifest->parts[i].role);
      enlist_cbor_write_unsigned (writer, manifest->parts[i].size);
      enlist_cbor_write_bytes (writer, enlist_slice (manifest->parts[i].hash, ENLIST_PART_HASH_SIZE));
    }
}

static size_t
count_keys (const EnlistManifest *manifest)
{
  return 5 + (manifest->hardware.size > 0) + (manifest->device_key != NULL) + (manifest->serial.size > 0)
         + !is_default_transport (manifest) + (manifest->custom_fields.size > 0);
}

EnlistStatus
enlist_manifest_write (const EnlistManifest *manifest,
                       void                 *buffer,
                       size_t                capacity,
                       size_t               *size)
{
  EnlistCborWriter writer;

  if (manifest->part_count > ENLIST_MAX_PARTS || manifest->transport_count > ENLIST_MAX_TRANSPORTS)
    return ENLIST_E_RANGE;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  enlist_cbor_write_map (&writer, count_keys (manifest));
  enlist_cbor_write_unsigned (&writer, 0);
  enlist_cbor_write_unsigned (&writer, 1);
  enlist_cbor_write_unsigned (&writer, 1);
  enlist_cbor_write_unsigned (&writer, manifest->sequence);
  enlist_cbor_write_unsigned (&writer, 2);
  enlist_cbor_write_text (&writer, manifest->vendor);
  enlist_cbor_write_unsigned (&writer, 3);
  enlist_cbor_write_text (&writer, manifest->model);
  write_optional_text (&writer, 4, manifest->hardware);
  if (manifest->device_key != NULL)
    {
      enlist_cbor_write_unsigned (&writer, 5);
      enlist_cbor_write_bytes (&writer, enlist_slice (manifest->device_key, ENLIST_X25519_SIZE));
    }
  write_optional_text (&writer, 6, manifest->serial);
  write_transports (&writer, manifest);
  write_parts (&writer, manifest);
  if (manifest->custom_fields.size > 0)
    {
      enlist_cbor_write_unsigned (&writer, 9);
      enlist_cbor_write_encoded (&writer, manifest->custom_fields);
    }

  *size = writer.size;

  return writer.status;
}
