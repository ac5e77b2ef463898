/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "identity.h"

#include "bounded.h"
#include "utf8.h"

enum {
  KEY_VERSION = 0,
  KEY_STATIC_SECRET = 1,
  KEY_LABEL_SECRET = 2,
  KEY_SERIAL = 3,
  KEY_VENDOR = 4,
  KEY_MODEL = 5,
  KEY_HARDWARE = 6,
  KEY_PUBLISHERS = 7,
  KEY_DEVELOPMENT = 8,
  KEY_PRESET = 9,
};

#define IDENTITY_VERSION 1
#define REQUIRED_KEYS \
  (1u << KEY_VERSION | 1u << KEY_STATIC_SECRET | 1u << KEY_SERIAL | 1u << KEY_VENDOR | 1u << KEY_MODEL \
   | 1u << KEY_PUBLISHERS)

/* The same limits as in a manifest (docs/format.md, clause 6.1). */
#define MAX_SERIAL 32
#define MAX_VENDOR 64
#define MAX_MODEL 64
#define MAX_HARDWARE 32

static EnlistStatus
read_fixed (EnlistCborReader *reader, size_t size, const uint8_t **data)
{
  EnlistSlice value;
  EnlistStatus status = enlist_bounded_read_bytes (reader, size, size, &value);

  if (status == ENLIST_OK)
    *data = value.data;

  return status;
}

static EnlistStatus
read_publishers (EnlistCborReader *reader, EnlistIdentity *identity)
{
  size_t count;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_IDENTITY_MAX_PUBLISHERS, &count);

  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      status = read_fixed (reader, ENLIST_ED25519_PUBLIC_SIZE, &identity->publishers[i]);
      identity->publisher_count = (unsigned) (i + 1);
    }

  return status;
}

static EnlistStatus
read_preset (EnlistCborReader *reader, unsigned *preset)
{
  uint64_t bits = 0;
  EnlistStatus status =
    enlist_bounded_read_unsigned (reader, 1, ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET, &bits);

  *preset = (unsigned) bits;

  return status;
}

static EnlistStatus
read_value (EnlistCborReader *reader, uint64_t key, EnlistIdentity *identity)
{
  EnlistStatus status;
  uint64_t version;

  switch (key)
    {
    case KEY_VERSION:
      status = enlist_cbor_read_unsigned (reader, &version);
      return status == ENLIST_OK && version != IDENTITY_VERSION ? ENLIST_E_VERSION : status;
    case KEY_STATIC_SECRET:
      return read_fixed (reader, ENLIST_X25519_SIZE, &identity->static_secret);
    case KEY_LABEL_SECRET:
      return read_fixed (reader, ENLIST_LABEL_SECRET_SIZE, &identity->label_secret);
    case KEY_SERIAL:
      return enlist_bounded_read_text (reader, 1, MAX_SERIAL, &identity->serial);
    case KEY_VENDOR:
      return enlist_bounded_read_text (reader, 1, MAX_VENDOR, &identity->vendor);
    case KEY_MODEL:
      return enlist_bounded_read_text (reader, 1, MAX_MODEL, &identity->model);
    case KEY_HARDWARE:
      return enlist_bounded_read_text (reader, 1, MAX_HARDWARE, &identity->hardware);
    case KEY_PUBLISHERS:
      return read_publishers (reader, identity);
    case KEY_DEVELOPMENT:
      return enlist_cbor_read_bool (reader, &identity->development);
    case KEY_PRESET:
      return read_preset (reader, &identity->preset);
    default:
      return ENLIST_E_RANGE;
    }
}

EnlistStatus
enlist_identity_read (EnlistSlice bytes, EnlistIdentity *identity, size_t *error_offset)
{
  EnlistCborReader reader;
  EnlistStatus status = enlist_cbor_validate (bytes, error_offset);
  unsigned seen = 0;
  size_t count;

  memset (identity, 0, sizeof *identity);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, bytes);
  status = enlist_cbor_read_map (&reader, &count);
  for (size_t i = 0; status == ENLIST_OK && i < count; i++)
    {
      uint64_t key;

      status = enlist_cbor_read_unsigned (&reader, &key);
      if (status == ENLIST_OK)
        status = read_value (&reader, key, identity);
      if (status == ENLIST_OK)
        seen |= 1u << key;
    }
  if (status == ENLIST_OK && (seen & REQUIRED_KEYS) != REQUIRED_KEYS)
    status = ENLIST_E_RANGE;
  if (status != ENLIST_OK && error_offset != NULL)
    *error_offset = enlist_cbor_reader_offset (&reader);

  return status;
}

static bool
name_fits (EnlistSlice name, size_t maximum)
{
  return name.size > 0 && name.size <= maximum && enlist_utf8_valid (name);
}

static bool
identity_fits (const EnlistIdentity *identity)
{
  return identity->static_secret != NULL
         && name_fits (identity->serial, MAX_SERIAL)
         && name_fits (identity->vendor, MAX_VENDOR)
         && name_fits (identity->model, MAX_MODEL)
         && (identity->hardware.size == 0 || name_fits (identity->hardware, MAX_HARDWARE))
         && identity->publisher_count > 0
         && identity->publisher_count <= ENLIST_IDENTITY_MAX_PUBLISHERS
         && identity->preset <= (ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET);
}

static void
write_bytes (EnlistCborWriter *writer, unsigned key, const uint8_t *data, size_t size)
{
  enlist_cbor_write_unsigned (writer, key);
  enlist_cbor_write_bytes (writer, enlist_slice (data, size));
}

static void
write_name (EnlistCborWriter *writer, unsigned key, EnlistSlice name)
{
  enlist_cbor_write_unsigned (writer, key);
  enlist_cbor_write_text (writer, name);
}

EnlistStatus
enlist_identity_write (const EnlistIdentity *identity, void *buffer, size_t capacity, size_t *size)
{
  EnlistCborWriter writer;

  if (!identity_fits (identity))
    return ENLIST_E_RANGE;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  enlist_cbor_write_map (&writer, 6 + (identity->label_secret != NULL) + (identity->hardware.size > 0)
                                  + (identity->development ? 1 : 0) + (identity->preset != 0));
  enlist_cbor_write_unsigned (&writer, KEY_VERSION);
  enlist_cbor_write_unsigned (&writer, IDENTITY_VERSION);
  write_bytes (&writer, KEY_STATIC_SECRET, identity->static_secret, ENLIST_X25519_SIZE);
  if (identity->label_secret != NULL)
    write_bytes (&writer, KEY_LABEL_SECRET, identity->label_secret, ENLIST_LABEL_SECRET_SIZE);
  write_name (&writer, KEY_SERIAL, identity->serial);
  write_name (&writer, KEY_VENDOR, identity->vendor);
  write_name (&writer, KEY_MODEL, identity->model);
  if (identity->hardware.size > 0)
    write_name (&writer, KEY_HARDWARE, identity->hardware);
  enlist_cbor_write_unsigned (&writer, KEY_PUBLISHERS);
  enlist_cbor_write_array (&writer, identity->publisher_count);
  for (unsigned i = 0; i < identity->publisher_count; i++)
    enlist_cbor_write_bytes (&writer, enlist_slice (identity->publishers[i], ENLIST_ED25519_PUBLIC_SIZE));
  if (identity->development)
    {
      enlist_cbor_write_unsigned (&writer, KEY_DEVELOPMENT);
      enlist_cbor_write_bool (&writer, true);
    }
  if (identity->preset != 0)
    {
      enlist_cbor_write_unsigned (&writer, KEY_PRESET);
      enlist_cbor_write_unsigned (&writer, identity->preset);
    }
  *size = writer.size;

  return writer.status;
}
