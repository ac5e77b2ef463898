/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "manifest-private.h"

#include "bounded.h"
#include "text.h"

EnlistStatus
enlist_manifest_read_transport (EnlistCborReader     *reader,
                                EnlistTransportEntry *transport)
{
  size_t start = reader->offset;
  size_t count = 0;
  uint64_t kind = ENLIST_TRANSPORT_BLE;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK && count > 0)
    status = enlist_bounded_read_unsigned (reader, ENLIST_TRANSPORT_BLE, ENLIST_TRANSPORT_SOCKET, &kind);
  if (status != ENLIST_OK)
    return status;

  if (count != (kind == ENLIST_TRANSPORT_BLE ? 1 : 2))
    {
      reader->offset = start;
      return ENLIST_E_TYPE;
    }

  transport->kind = (EnlistTransportKind) kind;
  transport->address = enlist_slice (NULL, 0);

  return count == 2 ? enlist_cbor_read_text (reader, &transport->address) : ENLIST_OK;
}

static EnlistStatus
read_application_or_media (EnlistCborReader *reader,
                           EnlistPartEntry  *part)
{
  uint64_t application = 0;
  EnlistStatus status;

  if (part->role >= ENLIST_ROLE_CONFIG)
    return enlist_bounded_read_text (reader, 1, 64, &part->media);

  status = enlist_bounded_read_unsigned (reader, 1, ENLIST_MAX_APPLICATIONS - 1, &application);
  part->application = (unsigned) application;

  return status;
}

EnlistStatus
enlist_manifest_read_part (EnlistCborReader *reader,
                           EnlistPartEntry  *part)
{
  size_t start = reader->offset;
  size_t count = 0;
  uint64_t role = 0, size = 0;
  EnlistSlice hash = { 0 };
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  memset (part, 0, sizeof *part);
  if (status == ENLIST_OK && count != 3 && count != 4)
    {
      reader->offset = start;
      return ENLIST_E_TYPE;
    }

  if (status == ENLIST_OK)
    status = enlist_bounded_read_unsigned (reader, ENLIST_ROLE_ASSIST, ENLIST_ROLE_APP, &role);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_unsigned (reader, 1, ENLIST_PART_MAX, &size);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_bytes (reader, ENLIST_PART_HASH_SIZE, ENLIST_PART_HASH_SIZE, &hash);
  if (status != ENLIST_OK)
    return status;

  part->role = (EnlistRole) role;
  part->size = (uint32_t) size;
  memcpy (part->hash, hash.data, hash.size);

  return count == 4 ? read_application_or_media (reader, part) : ENLIST_OK;
}

/* Onto the element with that number of an array that was read before */
static void
find_element (EnlistCborReader *reader,
              EnlistSlice       array,
              unsigned          index)
{
  size_t count;

  enlist_cbor_reader_init (reader, array);
  if (enlist_cbor_read_array (reader, &count) == ENLIST_OK)
    while (index-- > 0 && enlist_cbor_read_item (reader, NULL) == ENLIST_OK)
      continue;
}

EnlistPartEntry
enlist_manifest_part (const EnlistManifest *manifest,
                      unsigned              index)
{
  EnlistCborReader reader;
  EnlistPartEntry part;

  find_element (&reader, manifest->parts, index);
  enlist_manifest_read_part (&reader, &part);

  return part;
}

EnlistTransportEntry
enlist_manifest_transport (const EnlistManifest *manifest,
                           unsigned              index)
{
  EnlistCborReader reader;
  EnlistTransportEntry transport = { .kind = ENLIST_TRANSPORT_BLE };

  find_element (&reader, manifest->transports, index);
  enlist_manifest_read_transport (&reader, &transport);

  return transport;
}

EnlistSlice
enlist_manifest_title (const EnlistManifest *manifest,
                       unsigned              application)
{
  EnlistCborReader reader;
  EnlistSlice texts = { 0 };

  find_element (&reader, manifest->titles, application);
  enlist_text_read (&reader, &texts);

  return texts;
}

int
enlist_manifest_find_part (const EnlistManifest *manifest,
                           EnlistRole            role,
                           unsigned              application)
{
  for (unsigned i = 0; i < manifest->part_count; i++)
    {
      EnlistPartEntry part = enlist_manifest_part (manifest, i);

      if (part.role == role && part.application == application)
        return (int) i;
    }

  return -1;
}
