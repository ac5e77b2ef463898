/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "label.h"

#include "bounded.h"

static EnlistStatus
read_envelope (EnlistCborReader *reader,
               EnlistSlice      *envelope)
{
  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return ENLIST_E_TYPE;

  return enlist_cbor_read_item (reader, envelope);
}

static EnlistStatus
read_secret (EnlistCborReader  *reader,
             const uint8_t    **secret)
{
  EnlistSlice bytes;
  EnlistStatus status;

  *secret = NULL;
  if (enlist_bounded_skip_null (reader))
    return ENLIST_OK;

  status = enlist_bounded_read_bytes (reader, ENLIST_LABEL_SECRET_SIZE, ENLIST_LABEL_SECRET_SIZE, &bytes);
  if (status == ENLIST_OK)
    *secret = bytes.data;

  return status;
}

static EnlistStatus
read_parts (EnlistCborReader *reader,
            EnlistLabelParts *label)
{
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 0, ENLIST_MAX_PARTS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    if (!enlist_bounded_skip_null (reader))
      status = enlist_cbor_read_bytes (reader, &label->parts[i]);
  label->part_count = (unsigned) count;

  return status;
}

EnlistStatus
enlist_label_read (EnlistSlice       bytes,
                   EnlistLabelParts *label,
                   size_t           *error_offset)
{
  EnlistCborReader reader;
  EnlistStatus status;
  size_t count;

  memset (label, 0, sizeof *label);
  if (bytes.size > ENLIST_LABEL_MAX)
    {
      if (error_offset != NULL)
        *error_offset = ENLIST_LABEL_MAX;
      return ENLIST_E_TOO_LARGE;
    }

  status = enlist_cbor_validate (bytes, error_offset);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, bytes);
  status = enlist_bounded_read_array (&reader, 3, 3, &count);
  if (status == ENLIST_OK)
    status = read_envelope (&reader, &label->envelope);
  if (status == ENLIST_OK)
    status = read_secret (&reader, &label->secret);
  if (status == ENLIST_OK)
    status = read_parts (&reader, label);

  if (status != ENLIST_OK && error_offset != NULL)
    *error_offset = enlist_cbor_reader_offset (&reader);

  return status;
}

EnlistStatus
enlist_label_write (const EnlistLabelParts *label,
                    void                   *buffer,
                    size_t                  capacity,
                    size_t                 *size)
{
  EnlistCborWriter writer;

  if (label->part_count > ENLIST_MAX_PARTS)
    return ENLIST_E_RANGE;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  enlist_cbor_write_array (&writer, 3);
  enlist_cbor_write_encoded (&writer, label->envelope);
  if (label->secret != NULL)
    enlist_cbor_write_bytes (&writer, enlist_slice (label->secret, ENLIST_LABEL_SECRET_SIZE));
  else
    enlist_cbor_write_null (&writer);

  enlist_cbor_write_array (&writer, label->part_count);
  for (unsigned i = 0; i < label->part_count; i++)
    {
      if (label->parts[i].data != NULL)
        enlist_cbor_write_bytes (&writer, label->parts[i]);
      else
        enlist_cbor_write_null (&writer);
    }

  *size = writer.size;

  return writer.status;
}

static bool
part_matches (EnlistSlice           part,
              const EnlistManifest *manifest,
              unsigned              index,
              const EnlistCrypto   *crypto)
{
  EnlistPartEntry entry = enlist_manifest_part (manifest, index);
  uint8_t hash[ENLIST_PART_HASH_SIZE];

  if (part.size != entry.size)
    return false;

  enlist_manifest_part_hash (crypto, part, hash);

  return memcmp (hash, entry.hash, sizeof hash) == 0;
}

EnlistStatus
enlist_label_check_parts (const EnlistLabelParts *label,
                          const EnlistManifest   *manifest,
                          const EnlistCrypto     *crypto,
                          unsigned               *part)
{
  for (unsigned i = 0; i < label->part_count || i < manifest->part_count; i++)
    {
      bool paired = i < label->part_count && i < manifest->part_count;

      if (paired
          && (label->parts[i].data == NULL || part_matches (label->parts[i], manifest, i, crypto)))
        continue;

      if (part != NULL)
        *part = i;
      return ENLIST_E_HASH;
    }

  return ENLIST_OK;
}
