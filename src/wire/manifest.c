/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "manifest.h"

#include "bounded.h"

/* The keys of clause 6.1 */
enum {
  KEY_VERSION,
  KEY_SEQUENCE,
  KEY_VENDOR,
  KEY_MODEL,
  KEY_HARDWARE,
  KEY_DEVICE_KEY,
  KEY_SERIAL,
  KEY_TRANSPORTS,
  KEY_PARTS,
  KEY_CUSTOM_FIELDS,
};

#define REQUIRED \
  (1u << KEY_VERSION | 1u << KEY_SEQUENCE | 1u << KEY_VENDOR | 1u << KEY_MODEL | 1u << KEY_PARTS)

static EnlistStatus
read_version (EnlistCborReader *reader)
{
  EnlistCborReader start = *reader;
  uint64_t version;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, &version);

  if (status == ENLIST_OK && version != 1)
    {
      *reader = start;
      return version > 1 ? ENLIST_E_VERSION : ENLIST_E_RANGE;
    }

  return status;
}

static EnlistStatus
read_sequence (EnlistCborReader *reader,
               uint32_t         *sequence)
{
  uint64_t value = 0;
  EnlistStatus status = enlist_bounded_read_unsigned (reader, 0, UINT32_MAX, &value);

  *sequence = (uint32_t) value;

  return status;
}

static EnlistStatus
read_device_key (EnlistCborReader  *reader,
                 const uint8_t    **key)
{
  EnlistSlice bytes;
  EnlistStatus status = enlist_bounded_read_bytes (reader, ENLIST_X25519_SIZE, ENLIST_X25519_SIZE, &bytes);

  if (status == ENLIST_OK)
    *key = bytes.data;

  return status;
}

static EnlistStatus
read_transport (EnlistCborReader     *reader,
                EnlistTransportEntry *transport)
{
  EnlistCborReader start = *reader;
  size_t count = 0;
  uint64_t kind = ENLIST_TRANSPORT_BLE;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK && count > 0)
    status = enlist_bounded_read_unsigned (reader, ENLIST_TRANSPORT_BLE, ENLIST_TRANSPORT_SOCKET, &kind);
  if (status != ENLIST_OK)
    return status;

  if (count != (kind == ENLIST_TRANSPORT_BLE ? 1 : 2))
    {
      *reader = start;
      return ENLIST_E_TYPE;
    }

  transport->kind = (EnlistTransportKind) kind;

  return count == 2 ? enlist_cbor_read_text (reader, &transport->address) : ENLIST_OK;
}

static EnlistStatus
read_transports (EnlistCborReader *reader,
                 EnlistManifest   *manifest)
{
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_MAX_TRANSPORTS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = read_transport (reader, &manifest->transports[i]);
  manifest->transport_count = (unsigned) count;

  return status;
}

static EnlistStatus
read_part (EnlistCborReader *reader,
           EnlistPartEntry  *part)
{
  size_t count;
  uint64_t role = 0, size = 0;
  EnlistSlice hash;
  EnlistStatus status = enlist_bounded_read_array (reader, 3, 3, &count);

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

  return ENLIST_OK;
}

/* Clause 7.2: one program of each role at most, one program at least */
static EnlistStatus
read_parts (EnlistCborReader *reader,
            EnlistManifest   *manifest)
{
  EnlistCborReader start = *reader;
  unsigned programs[ENLIST_ROLE_APP + 1] = { 0 };
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_MAX_PARTS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      status = read_part (reader, &manifest->parts[i]);
      if (status == ENLIST_OK)
        programs[manifest->parts[i].role]++;
    }
  if (status != ENLIST_OK)
    return status;

  manifest->part_count = (unsigned) count;
  if (programs[ENLIST_ROLE_ASSIST] > 1 || programs[ENLIST_ROLE_DEVICE] > 1
      || programs[ENLIST_ROLE_ASSIST] + programs[ENLIST_ROLE_DEVICE] == 0)
    {
      *reader = start;
      return ENLIST_E_RANGE;
    }

  return ENLIST_OK;
}

static EnlistStatus
read_key (EnlistCborReader *reader,
          EnlistManifest   *manifest,
          uint64_t          key)
{
  switch (key)
    {
    case KEY_VERSION:       return read_version (reader);
    case KEY_SEQUENCE:      return read_sequence (reader, &manifest->sequence);
    case KEY_VENDOR:        return enlist_bounded_read_text (reader, 1, 64, &manifest->vendor);
    case KEY_MODEL:         return enlist_bounded_read_text (reader, 1, 64, &manifest->model);
    case KEY_HARDWARE:      return enlist_bounded_read_text (reader, 1, 32, &manifest->hardware);
    case KEY_DEVICE_KEY:    return read_device_key (reader, &manifest->device_key);
    case KEY_SERIAL:        return enlist_bounded_read_text (reader, 1, 32, &manifest->serial);
    case KEY_TRANSPORTS:    return read_transports (reader, manifest);
    case KEY_PARTS:         return read_parts (reader, manifest);
    case KEY_CUSTOM_FIELDS: return enlist_custom_fields_read (reader, &manifest->custom_fields,
                                                              &manifest->custom_count);
    default:                return ENLIST_E_RANGE;
    }
}

static EnlistStatus
read_map (EnlistCborReader *reader,
          EnlistManifest   *manifest)
{
  EnlistCborReader start = *reader;
  unsigned seen = 0;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_map (reader, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      int64_t key;

      /* Signed, so that a negative key is refused as what it is: unknown. */
      status = enlist_bounded_read_integer (reader, KEY_VERSION, KEY_CUSTOM_FIELDS, &key);
      if (status == ENLIST_OK)
        {
          status = read_key (reader, manifest, (uint64_t) key);
          seen |= 1u << key;
        }
    }

  if (status == ENLIST_OK && (seen & REQUIRED) != REQUIRED)
    {
      *reader = start;
      return ENLIST_E_RANGE;
    }

  return status;
}

EnlistStatus
enlist_manifest_read (EnlistSlice     bytes,
                      EnlistManifest *manifest,
                      size_t         *error_offset)
{
  EnlistCborReader reader;
  EnlistStatus status;

  memset (manifest, 0, sizeof *manifest);
  manifest->transport_count = 1;

  if (bytes.size > ENLIST_MANIFEST_MAX)
    {
      if (error_offset != NULL)
        *error_offset = ENLIST_MANIFEST_MAX;
      return ENLIST_E_TOO_LARGE;
    }

  status = enlist_cbor_validate (bytes, error_offset);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, bytes);
  status = read_map (&reader, manifest);
  if (status != ENLIST_OK && error_offset != NULL)
    *error_offset = enlist_cbor_reader_offset (&reader);

  return status;
}

bool
enlist_manifest_field (const EnlistManifest *manifest,
                       unsigned              number,
                       EnlistFieldInfo      *info)
{
  if (number < ENLIST_FIELD_CUSTOM)
    return enlist_field_registered (number, info);

  return enlist_custom_fields_get (manifest->custom_fields, number - ENLIST_FIELD_CUSTOM, info);
}

int
enlist_manifest_find_part (const EnlistManifest *manifest,
                           EnlistRole            role)
{
  for (unsigned i = 0; i < manifest->part_count; i++)
    if (manifest->parts[i].role == role)
      return (int) i;

  return -1;
}

void
enlist_manifest_label_id (const EnlistCrypto *crypto,
                          EnlistSlice         manifest,
                          uint8_t             id[ENLIST_LABEL_ID_SIZE])
{
  uint8_t digest[ENLIST_SHA256_SIZE];

  enlist_crypto_sha256 (crypto, manifest, digest);
  memcpy (id, digest, ENLIST_LABEL_ID_SIZE);
}

void
enlist_manifest_part_hash (const EnlistCrypto *crypto,
                           EnlistSlice         part,
                           uint8_t             hash[ENLIST_PART_HASH_SIZE])
{
  uint8_t digest[ENLIST_SHA256_SIZE];

  enlist_crypto_sha256 (crypto, part, digest);
  memcpy (hash, digest, ENLIST_PART_HASH_SIZE);
}
