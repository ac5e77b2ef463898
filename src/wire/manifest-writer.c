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

static void
write_transport (EnlistCborWriter           *writer,
                 const EnlistTransportEntry *transport)
{
  bool has_address = transport->kind != ENLIST_TRANSPORT_BLE;

  enlist_cbor_write_array (writer, has_address ? 2 : 1);
  enlist_cbor_write_unsigned (writer, transport->kind);
  if (has_address)
    enlist_cbor_write_text (writer, transport->address);
}

void
enlist_manifest_write_transports (EnlistCborWriter           *writer,
                                  const EnlistTransportEntry *transports,
                                  unsigned                    count)
{
  enlist_cbor_write_array (writer, count);
  for (unsigned i = 0; i < count; i++)
    write_transport (writer, &transports[i]);
}

static void
write_part (EnlistCborWriter      *writer,
            const EnlistPartEntry *part)
{
  enlist_cbor_write_array (writer, part->application > 0 || part->media.size > 0 ? 4 : 3);
  enlist_cbor_write_unsigned (writer, part->role);
  enlist_cbor_write_unsigned (writer, part->size);
  enlist_cbor_write_bytes (writer, enlist_slice (part->hash, ENLIST_PART_HASH_SIZE));
  if (part->application > 0)
    enlist_cbor_write_unsigned (writer, part->application);
  else if (part->media.size > 0)
    enlist_cbor_write_text (writer, part->media);
}

void
enlist_manifest_write_parts (EnlistCborWriter      *writer,
                             const EnlistPartEntry *parts,
                             unsigned               count)
{
  enlist_cbor_write_array (writer, count);
  for (unsigned i = 0; i < count; i++)
    write_part (writer, &parts[i]);
}

static bool
has_transports (const EnlistManifest *manifest)
{
  return manifest->transport_count > 1
         || enlist_manifest_transport (manifest, 0).kind != ENLIST_TRANSPORT_BLE;
}

static void
write_list (EnlistCborWriter *writer,
            unsigned          key,
            EnlistSlice       array)
{
  if (array.size == 0)
    return;

  enlist_cbor_write_unsigned (writer, key);
  enlist_cbor_write_encoded (writer, array);
}

static size_t
count_keys (const EnlistManifest *manifest)
{
  return 5 + (manifest->hardware.size > 0) + (manifest->device_key != NULL) + (manifest->serial.size > 0)
         + has_transports (manifest) + (manifest->custom_fields.size > 0) + (manifest->titles.size > 0);
}

EnlistStatus
enlist_manifest_write (const EnlistManifest *manifest,
                       void                 *buffer,
                       size_t                capacity,
                       size_t               *size)
{
  EnlistCborWriter writer;

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
  if (has_transports (manifest))
    write_list (&writer, 7, manifest->transports);
  write_list (&writer, 8, manifest->parts);
  write_list (&writer, 9, manifest->custom_fields);
  write_list (&writer, 10, manifest->titles);

  *size = writer.size;

  return writer.status;
}
