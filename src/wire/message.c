/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "message-private.h"

#include "bounded.h"
#include "program.h"

#define SECONDS_MAX 3600
#define ERROR_MAX 65535

/* The letters of message-private.h */
static const char *const elements[] = {
  [ENLIST_MESSAGE_OPEN] = "i",
  [ENLIST_MESSAGE_STATE] = "dhnmvlu",
  [ENLIST_MESSAGE_MANIFEST] = "ba",
  [ENLIST_MESSAGE_WANT] = "po",
  [ENLIST_MESSAGE_PART] = "poc",
  [ENLIST_MESSAGE_READY] = "",
  [ENLIST_MESSAGE_START] = "",
  [ENLIST_MESSAGE_FIELDS] = "f",
  [ENLIST_MESSAGE_STEP] = "sg",
  [ENLIST_MESSAGE_REPORT] = "rzk",
  [ENLIST_MESSAGE_FINISHED] = "",
  [ENLIST_MESSAGE_COMMIT] = "",
  [ENLIST_MESSAGE_DONE] = "dy",
  [ENLIST_MESSAGE_END] = "",
  [ENLIST_MESSAGE_FAIL] = "ext",
  [ENLIST_MESSAGE_ABORT] = "",
  [ENLIST_MESSAGE_WAIT] = "w",
  [ENLIST_MESSAGE_IDENTIFY] = "",
};

const char *
enlist_message_elements (unsigned type)
{
  return type < sizeof elements / sizeof elements[0] ? elements[type] : NULL;
}

static EnlistStatus
read_fixed (EnlistCborReader  *reader,
            size_t             size,
            const uint8_t    **data)
{
  EnlistSlice bytes;
  EnlistStatus status = enlist_bounded_read_bytes (reader, size, size, &bytes);

  if (status == ENLIST_OK)
    *data = bytes.data;

  return status;
}

static EnlistStatus
read_versions (EnlistCborReader *reader,
               EnlistSlice      *versions)
{
  size_t start = reader->offset;
  size_t count = 0;
  EnlistSlice text;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_cbor_read_text (reader, &text);

  *versions = enlist_cbor_reader_since (reader, start);

  return status;
}

static EnlistStatus
read_field_map (EnlistCborReader *reader,
                EnlistSlice      *map,
                EnlistFieldSet   *present)
{
  size_t start = reader->offset;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_map (reader, &count);

  memset (present, 0, sizeof *present);
  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (reader, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (reader, &value);
      if (status != ENLIST_OK)
        break;
      if (value.size > ENLIST_FIELD_VALUE_MAX)
        return ENLIST_E_RANGE;
      enlist_field_set_add (present, field);
    }

  *map = enlist_cbor_reader_since (reader, start);

  return status;
}

static EnlistStatus
read_chunk (EnlistCborReader *reader,
            EnlistMessage    *message)
{
  size_t left = ENLIST_PART_MAX - message->offset;

  if (left > ENLIST_MESSAGE_PART_CHUNK)
    left = ENLIST_MESSAGE_PART_CHUNK;

  return enlist_bounded_read_bytes (reader, 1, left, &message->bytes);
}

/* @present: (out): the fields of the report that @bytes are */
static EnlistStatus
check_report (EnlistSlice     bytes,
              EnlistFieldSet *present)
{
  EnlistCborReader reader;
  EnlistSlice map;
  EnlistStatus status = enlist_cbor_validate (bytes, NULL);

  enlist_cbor_reader_init (&reader, bytes);

  return status == ENLIST_OK ? read_field_map (&reader, &map, present) : status;
}

static EnlistStatus
read_report (EnlistCborReader *reader,
             EnlistSlice      *bytes)
{
  EnlistFieldSet present;
  EnlistStatus status = enlist_cbor_read_bytes (reader, bytes);

  return status == ENLIST_OK ? check_report (*bytes, &present) : status;
}

static EnlistStatus
read_key (EnlistCborReader *reader,
          EnlistMessage    *message)
{
  EnlistFieldSet present;
  EnlistStatus status = enlist_step_read_field (reader, &message->field);

  if (status == ENLIST_OK)
    status = check_report (message->bytes, &present);

  return status == ENLIST_OK && !enlist_field_set_has (&present, message->field) ? ENLIST_E_FIELD : status;
}

static EnlistStatus
read_number (EnlistCborReader *reader,
             unsigned          min,
             unsigned          max,
             unsigned         *number)
{
  uint64_t value = 0;
  EnlistStatus status = enlist_bounded_read_unsigned (reader, min, max, &value);

  *number = (unsigned) value;

  return status;
}

/* An element that is a number of the message's own */
static EnlistStatus
read_number_element (EnlistCborReader *reader,
                     char              element,
                     EnlistMessage    *message)
{
  unsigned number = 0;
  EnlistStatus status;

  switch (element)
    {
    case ENLIST_ELEMENT_APPLICATION:
      return read_number (reader, 0, ENLIST_MAX_APPLICATIONS - 1, &message->application);
    case ENLIST_ELEMENT_LIMIT:
      return read_number (reader, ENLIST_MESSAGE_MIN_LIMIT, ENLIST_MESSAGE_MAX, &message->limit);
    case ENLIST_ELEMENT_PART:
      return read_number (reader, 0, ENLIST_MAX_PARTS - 1, &message->part);
    case ENLIST_ELEMENT_PRESET:
      return read_number (reader, 0, ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET, &message->preset);
    case ENLIST_ELEMENT_SECONDS:
      return read_number (reader, 1, SECONDS_MAX, &message->seconds);

    case ENLIST_ELEMENT_DEVICE_STATE:
      status = read_number (reader, ENLIST_DEVICE_UNOWNED, ENLIST_DEVICE_OWNED, &number);
      message->state = (EnlistDeviceState) number;
      return status;
    case ENLIST_ELEMENT_ERROR:
      status = read_number (reader, 1, ERROR_MAX, &number);
      message->error = (EnlistStatus) number;
      return status;
    case ENLIST_ELEMENT_OFFSET:
      status = read_number (reader, 0, ENLIST_PART_MAX - 1, &number);
      message->offset = number;
      return status;
    case ENLIST_ELEMENT_PROGRESS:
      status = read_number (reader, ENLIST_PROGRESS_RUNNING, ENLIST_PROGRESS_FAILED, &number);
      message->progress = (EnlistProgress) number;
      return status;

    default:
      /* The end of a program is announced with the number of its steps. */
      status = read_number (reader, 0, ENLIST_MAX_STEPS, &number);
      message->step = (int) number;
      return status;
    }
}

static bool
may_be_null (char element)
{
  return element == ENLIST_ELEMENT_SESSION_OR_NULL || element == ENLIST_ELEMENT_STEP_OR_NULL
         || element == ENLIST_ELEMENT_SIGNATURE_OR_NULL || element == ENLIST_ELEMENT_TEXT_OR_NULL;
}

static EnlistStatus
read_element (EnlistCborReader *reader,
              char              element,
              EnlistMessage    *message)
{
  EnlistFieldSet present;

  if (may_be_null (element) && enlist_bounded_skip_null (reader))
    return ENLIST_OK;

  switch (element)
    {
    case ENLIST_ELEMENT_BYTES:    return enlist_cbor_read_bytes (reader, &message->bytes);
    case ENLIST_ELEMENT_CHUNK:    return read_chunk (reader, message);
    case ENLIST_ELEMENT_FIELDS:   return read_field_map (reader, &message->bytes, &present);
    case ENLIST_ELEMENT_KEY:      return read_key (reader, message);
    case ENLIST_ELEMENT_MODEL:    return enlist_cbor_read_text (reader, &message->model);
    case ENLIST_ELEMENT_REPORT:   return read_report (reader, &message->bytes);
    case ENLIST_ELEMENT_SERIAL:   return enlist_cbor_read_text (reader, &message->serial);
    case ENLIST_ELEMENT_VERSIONS: return read_versions (reader, &message->versions);

    case ENLIST_ELEMENT_SESSION:
    case ENLIST_ELEMENT_SESSION_OR_NULL:
      return read_fixed (reader, ENLIST_SESSION_ID_SIZE, &message->session);

    case ENLIST_ELEMENT_SIGNATURE:
    case ENLIST_ELEMENT_SIGNATURE_OR_NULL:
      return read_fixed (reader, ENLIST_ED25519_SIGNATURE_SIZE, &message->signature);

    case ENLIST_ELEMENT_TEXT_OR_NULL:
      return enlist_cbor_read_text (reader, &message->text);

    default:
      return read_number_element (reader, element, message);
    }
}

EnlistStatus
enlist_message_read (EnlistSlice    bytes,
                     EnlistMessage *message)
{
  EnlistCborReader reader;
  EnlistStatus status;
  const char *element;
  size_t count = 0;
  unsigned type;

  *message = (EnlistMessage) { .step = -1 };
  if (bytes.size > ENLIST_MESSAGE_MAX)
    return ENLIST_E_TOO_LARGE;

  status = enlist_cbor_validate (bytes, NULL);
  enlist_cbor_reader_init (&reader, bytes);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&reader, &count);
  if (status == ENLIST_OK && count == 0)
    status = ENLIST_E_TYPE;
  if (status == ENLIST_OK)
    status = read_number (&reader, ENLIST_MESSAGE_OPEN, ENLIST_MESSAGE_IDENTIFY, &type);
  if (status != ENLIST_OK)
    return status;

  element = enlist_message_elements (type);
  if (count != 1 + strlen (element))
    return ENLIST_E_TYPE;

  message->type = (EnlistMessageType) type;
  while (status == ENLIST_OK && *element != '\0')
    status = read_element (&reader, *element++, message);

  return status;
}
