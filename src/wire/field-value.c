/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "field.h"

#include "bounded.h"

#define LATITUDE_MAX INT64_C (900000000)   /* 10^-7 degrees */
#define LONGITUDE_MAX INT64_C (1800000000)
#define LIST_MAX 32

static bool
read_digits (EnlistSlice  text,
             size_t       start,
             size_t       count,
             unsigned    *number)
{
  *number = 0;
  for (size_t i = start; i < start + count; i++)
    {
      if (text.data[i] < '0' || text.data[i] > '9')
        return false;
      *number = *number * 10 + (text.data[i] - '0');
    }

  return true;
}

/* A full-date of RFC 3339, section 5.6, that the Gregorian calendar has (section 5.7) */
static bool
is_date (EnlistSlice text)
{
  static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  unsigned year, month, day, last;

  if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-'
      || !read_digits (text, 0, 4, &year) || !read_digits (text, 5, 2, &month)
      || !read_digits (text, 8, 2, &day) || month < 1 || month > 12)
    return false;

  last = days[month - 1];
  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    last = 29;

  return day >= 1 && day <= last;
}

static EnlistStatus
check_date (EnlistCborReader *reader)
{
  EnlistSlice text;
  EnlistStatus status = enlist_cbor_read_text (reader, &text);

  if (status == ENLIST_OK && !is_date (text))
    return ENLIST_E_RANGE;

  return status;
}

static EnlistStatus
check_place (EnlistCborReader *reader)
{
  size_t count = 0;
  EnlistSlice text;
  EnlistStatus status = enlist_bounded_read_array (reader, 1, 4, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_bounded_read_text (reader, i == 0 ? 1 : 0, 64, &text);

  return status;
}

static EnlistStatus
check_position (EnlistCborReader *reader)
{
  size_t count = 0;
  int64_t degrees;
  uint64_t number;
  EnlistStatus status = enlist_bounded_read_array (reader, 4, 4, &count);

  if (status == ENLIST_OK)
    status = enlist_bounded_read_integer (reader, -LATITUDE_MAX, LATITUDE_MAX, &degrees);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_integer (reader, -LONGITUDE_MAX, LONGITUDE_MAX, &degrees);
  if (status == ENLIST_OK && !enlist_bounded_skip_null (reader))
    status = enlist_cbor_read_unsigned (reader, &number);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_unsigned (reader, 0, 3, &number);

  return status;
}

static EnlistStatus
check_owner (EnlistCborReader *reader)
{
  size_t count = 0;
  EnlistSlice string;
  EnlistStatus status = enlist_bounded_read_array (reader, 2, 2, &count);

  if (status == ENLIST_OK)
    status = enlist_bounded_read_text (reader, 1, 64, &string);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_bytes (reader, 32, 32, &string);

  return status;
}

static EnlistStatus
check_wifi (EnlistCborReader *reader)
{
  size_t count = 0;
  EnlistSlice text;
  EnlistStatus status = enlist_bounded_read_array (reader, 2, 2, &count);

  if (status == ENLIST_OK)
    status = enlist_bounded_read_text (reader, 1, 32, &text);
  if (status == ENLIST_OK && !enlist_bounded_skip_null (reader))
    status = enlist_bounded_read_text (reader, 8, 63, &text);

  return status;
}

static EnlistStatus
check_key (EnlistCborReader *reader)
{
  size_t count = 0;
  uint64_t type;
  EnlistSlice bytes;
  EnlistStatus status = enlist_bounded_read_array (reader, 2, 2, &count);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (reader, &type);
  if (status == ENLIST_OK)
    status = enlist_bounded_read_bytes (reader, 32, 65, &bytes);

  return status;
}

static EnlistStatus
check_list (EnlistCborReader *reader)
{
  size_t count = 0;
  EnlistSlice text;
  EnlistStatus status = enlist_bounded_read_array (reader, 0, LIST_MAX, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_cbor_read_text (reader, &text);

  return status;
}

static EnlistStatus
check_kind (EnlistFieldKind   kind,
            EnlistCborReader *reader)
{
  EnlistSlice string;
  uint64_t index;
  int64_t number;
  bool answer;

  switch (kind)
    {
    case ENLIST_KIND_TEXT:     return enlist_bounded_read_text (reader, 0, 1000, &string);
    case ENLIST_KIND_NUMBER:   return enlist_cbor_read_integer (reader, &number);
    case ENLIST_KIND_CHOICE:   return enlist_cbor_read_unsigned (reader, &index);
    case ENLIST_KIND_YES_NO:   return enlist_cbor_read_bool (reader, &answer);
    case ENLIST_KIND_DATE:     return check_date (reader);
    case ENLIST_KIND_SECRET:   return enlist_bounded_read_text (reader, 1, 256, &string);
    case ENLIST_KIND_PLACE:    return check_place (reader);
    case ENLIST_KIND_POSITION: return check_position (reader);
    case ENLIST_KIND_OWNER:    return check_owner (reader);
    case ENLIST_KIND_NAME:     return enlist_bounded_read_text (reader, 1, 64, &string);
    case ENLIST_KIND_WIFI:     return check_wifi (reader);
    case ENLIST_KIND_KEY:      return check_key (reader);
    case ENLIST_KIND_BYTES:    return enlist_bounded_read_bytes (reader, 0, 1000, &string);
    case ENLIST_KIND_LIST:     return check_list (reader);
    default:                   return ENLIST_E_RANGE;
    }
}

EnlistStatus
enlist_field_check_value (EnlistFieldKind kind,
                          EnlistSlice     value)
{
  EnlistCborReader reader;
  EnlistStatus status;

  if (value.size > ENLIST_FIELD_VALUE_MAX)
    return ENLIST_E_RANGE;

  status = enlist_cbor_validate (value, NULL);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&reader, value);
  if (enlist_bounded_skip_null (&reader))
    return ENLIST_OK;

  return check_kind (kind, &reader);
}
