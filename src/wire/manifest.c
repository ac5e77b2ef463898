/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "manifest-private.h"

#include "bounded.h"
#include "text.h"

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
  KEY_TITLES,
};

#define REQUIRED \
  (1u << KEY_VERSION | 1u << KEY_SEQUENCE | 1u << KEY_VENDOR | 1u << KEY_MODEL | 1u << KEY_PARTS)

static EnlistStatus
read_version (EnlistCborReader *reader)
{
  size_t start = reader->offset;
  uint64_t version;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, &version);

  if (status == ENLIST_OK && version != 1)
    {
      reader->offset = start;
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
read_transports (EnlistCborReader *reader,
                 EnlistManifest   *manifest)
{
  size_t start = reader->offset;
  EnlistTransportEntry transport;
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_MAX_TRANSPORTS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_manifest_read_transport (reader, &transport);
  manifest->transport_count = (uint8_t) count;
  manifest->transports = enlist_cbor_reader_since (reader, start);

  return status;
}

/* Clause 7.2: a bit for each application that has a program of the role; one of each role at most */
static bool
add_program (uint16_t               programs[2],
             const EnlistPartEntry *part)
{
  uint16_t bit = (uint16_t) (1u << part->application);

  if (part->role > ENLIST_ROLE_DEVICE)
    return true;
  if ((programs[part->role] & bit) != 0)
    return false;

  programs[part->role] |= bit;

  return true;
}

/* Clause 7.2: numbers from 0 on without a gap */
static bool
count_applications (const uint16_t  programs[2],
                    uint8_t        *count)
{
  unsigned bits = programs[0] | programs[1];

  for (*count = 0; (bits & 1) != 0; bits >>= 1)
    ++*count;

  return *count > 0 && bits == 0;
}

static EnlistStatus
read_parts (EnlistCborReader *reader,
            EnlistManifest   *manifest)
{
  size_t start = reader->offset;
  uint16_t programs[2] = { 0, 0 };
  bool fits = true;
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_MAX_PARTS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      EnlistPartEntry part;

      status = enlist_manifest_read_part (reader, &part);
      fits = fits && status == ENLIST_OK && add_program (programs, &part);
    }
  if (status != ENLIST_OK)
    return status;

  manifest->part_count = (uint8_t) count;
  manifest->parts = enlist_cbor_reader_since (reader, start);
  if (!fits || !count_applications (programs, &manifest->application_count))
    {
      reader->offset = start;
      return ENLIST_E_RANGE;
    }

  return ENLIST_OK;
}

/* Clause 7.2: as many as there are applications, when there are several; the parts stand before them */
static EnlistStatus
read_titles (EnlistCborReader *reader,
             EnlistManifest   *manifest)
{
  size_t start = reader->offset;
  EnlistSlice texts;
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 2, ENLIST_MAX_APPLICATIONS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_text_read (reader, &texts);
  manifest->titles = enlist_cbor_reader_since (reader, start);

  return status;
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
    case KEY_TITLES:        return read_titles (reader, manifest);
    default:                return ENLIST_E_RANGE;
    }
}

static bool
titles_fit (const EnlistManifest *manifest)
{
  EnlistCborReader reader;
  size_t count = 1;

  enlist_cbor_reader_init (&reader, manifest->titles);
  if (manifest->titles.size > 0 && enlist_cbor_read_array (&reader, &count) != ENLIST_OK)
    return false;

  return count == manifest->application_count;
}

static EnlistStatus
read_map (EnlistCborReader *reader,
          EnlistManifest   *manifest)
{
  size_t start = reader->offset;
  unsigned seen = 0;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_map (reader, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      int64_t key;

      /* Signed, so that a negative key is refused as what it is: unknown. */
      status = enlist_bounded_read_integer (reader, KEY_VERSION, KEY_TITLES, &key);
      if (status == ENLIST_OK)
        {
          status = read_key (reader, manifest, (uint64_t) key);
          seen |= 1u << key;
        }
    }

  if (status == ENLIST_OK && ((seen & REQUIRED) != REQUIRED || !titles_fit (manifest)))
    {
      reader->offset = start;
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
