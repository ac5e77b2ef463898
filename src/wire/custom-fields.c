/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "custom-fields.h"

#include "bounded.h"

#define KNOWN_FLAGS ENLIST_FIELD_SENSITIVE

static bool
is_letter (uint8_t byte)
{
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool
is_name (EnlistSlice name)
{
  if (name.size == 0 || !is_letter (name.data[0]))
    return false;

  for (size_t i = 1; i < name.size; i++)
    {
      uint8_t byte = name.data[i];

      if (!is_letter (byte) && !(byte >= '0' && byte <= '9') && byte != '.' && byte != '-' && byte != '_')
        return false;
    }

  return true;
}

static bool
is_registered_name (EnlistSlice name)
{
  EnlistFieldInfo info;

  for (unsigned i = 0; enlist_field_registered (i, &info); i++)
    if (enlist_slice_equal (info.name, name))
      return true;

  return false;
}

static EnlistStatus
read_name (EnlistCborReader *reader,
           EnlistSlice      *name)
{
  size_t start = reader->offset;
  EnlistStatus status = enlist_bounded_read_text (reader, 1, ENLIST_FIELD_NAME_MAX, name);

  if (status == ENLIST_OK && (!is_name (*name) || is_registered_name (*name)))
    {
      reader->offset = start;
      return ENLIST_E_RANGE;
    }

  return status;
}

static EnlistStatus
read_field (EnlistCborReader *reader,
            EnlistFieldInfo  *info)
{
  size_t start = reader->offset;
  size_t count = 0;
  uint64_t kind = 0, flags = 0;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK && count != 2 && count != 3)
    {
      reader->offset = start;
      return ENLIST_E_TYPE;
    }

  if (status == ENLIST_OK)
    status = read_name (reader, &info->name);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_unsigned (reader, 0, ENLIST_KIND_COUNT - 1, &kind);
  if (status == ENLIST_OK && count == 3)
    status = enlist_bounded_read_unsigned (reader, 0, KNOWN_FLAGS, &flags);

  info->kind = (EnlistFieldKind) kind;
  info->flags = (unsigned) flags | enlist_field_kind_flags (info->kind);

  return status;
}

/* Whether one of the first @count fields from @reader on has that name */
static bool
is_taken (EnlistCborReader reader,
          size_t           count,
          EnlistSlice      name)
{
  EnlistFieldInfo info;

  for (size_t i = 0; i < count && read_field (&reader, &info) == ENLIST_OK; i++)
    if (enlist_slice_equal (info.name, name))
      return true;

  return false;
}

EnlistStatus
enlist_custom_fields_read (EnlistCborReader *reader,
                           EnlistSlice      *fields,
                           uint8_t          *count)
{
  size_t start = reader->offset;
  EnlistCborReader first;
  size_t elements = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, ENLIST_MAX_CUSTOM_FIELDS, &elements);

  first = *reader;
  for (size_t i = 0; i < elements && status == ENLIST_OK; i++)
    {
      size_t here = reader->offset;
      EnlistFieldInfo info;

      status = read_field (reader, &info);
      if (status == ENLIST_OK && is_taken (first, i, info.name))
        {
          reader->offset = here;
          status = ENLIST_E_RANGE;
        }
    }
  if (status != ENLIST_OK)
    return status;

  *fields = enlist_cbor_reader_since (reader, start);
  *count = (uint8_t) elements;

  return ENLIST_OK;
}

bool
enlist_custom_fields_get (EnlistSlice      fields,
                          unsigned         index,
                          EnlistFieldInfo *info)
{
  EnlistCborReader reader;
  size_t count;

  enlist_cbor_reader_init (&reader, fields);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK || index >= count)
    return false;

  for (unsigned i = 0; i < index; i++)
    if (enlist_cbor_read_item (&reader, NULL) != ENLIST_OK)
      return false;

  return read_field (&reader, info) == ENLIST_OK;
}
