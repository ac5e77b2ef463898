/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "message.h"

#include "bounded.h"
#include "program.h"

#define SECONDS_MAX 3600
#define ERROR_MAX 65535

/* Elements of each message's array, its type included; 0: no such message */
static const uint8_t element_counts[] = {
  [ENLIST_MESSAGE_OPEN] = 2,
  [ENLIST_MESSAGE_STATE] = 8,
  [ENLIST_MESSAGE_MANIFEST] = 3,
  [ENLIST_MESSAGE_WANT] = 3,
  [ENLIST_MESSAGE_PART] = 4,
  [ENLIST_MESSAGE_READY] = 1,
  [ENLIST_MESSAGE_START] = 1,
  [ENLIST_MESSAGE_FIELDS] = 2,
  [ENLIST_MESSAGE_STEP] = 3,
  [ENLIST_MESSAGE_REPORT] = 4,
  [ENLIST_MESSAGE_FINISHED] = 1,
  [ENLIST_MESSAGE_COMMIT] = 1,
  [ENLIST_MESSAGE_DONE] = 3,
  [ENLIST_MESSAGE_END] = 1,
  [ENLIST_MESSAGE_FAIL] = 4,
  [ENLIST_MESSAGE_ABORT] = 1,
  [ENLIST_MESSAGE_WAIT] = 2,
  [ENLIST_MESSAGE_IDENTIFY] = 1,
};

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
read_fixed_or_null (EnlistCborReader  *reader,
                    size_t             size,
                    const uint8_t    **data)
{
  return enlist_bounded_skip_null (reader) ? ENLIST_OK : read_fixed (reader, size, data);
}

static EnlistStatus
read_device_state (EnlistCborReader  *reader,
                   EnlistDeviceState *state)
{
  unsigned number;
  EnlistStatus status = read_number (reader, ENLIST_DEVICE_UNOWNED, ENLIST_DEVICE_OWNED, &number);

  *state = (EnlistDeviceState) number;

  return status;
}

/* The end of a program is announced with the number of its steps. */
static EnlistStatus
read_step_number (EnlistCborReader *reader,
                  int              *step)
{
  unsigned number;
  EnlistStatus status = read_number (reader, 0, ENLIST_MAX_STEPS, &number);

  if (status == ENLIST_OK)
    *step = (int) number;

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
read_state (EnlistCborReader *reader,
            EnlistMessage    *message)
{
  EnlistStatus status = read_device_state (reader, &message->state);

  if (status == ENLIST_OK)
    status = read_fixed_or_null (reader, ENLIST_SESSION_ID_SIZE, &message->session);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &message->serial);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_text (reader, &message->model);
  if (status == ENLIST_OK)
    status = read_versions (reader, &message->versions);
  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_MESSAGE_MIN_LIMIT, ENLIST_MESSAGE_MAX, &message->limit);
  if (status == ENLIST_OK)
    status = read_number (reader, 0, ENLIST_PRESET_LOCK | ENLIST_PRESET_FORGET, &message->preset);

  return status;
}

static EnlistStatus
read_manifest (EnlistCborReader *reader,
               EnlistMessage    *message)
{
  EnlistStatus status = enlist_cbor_read_bytes (reader, &message->bytes);

  if (status == ENLIST_OK)
    status = read_number (reader, 0, ENLIST_MAX_APPLICATIONS - 1, &message->application);

  return status;
}

static EnlistStatus
read_place_in_part (EnlistCborReader *reader,
                    EnlistMessage    *message)
{
  uint64_t offset = 0;
  EnlistStatus status = read_number (reader, 0, ENLIST_MAX_PARTS - 1, &message->part);

  if (status == ENLIST_OK)
    status = enlist_bounded_read_unsigned (reader, 0, ENLIST_PART_MAX - 1, &offset);
  message->offset = (uint32_t) offset;

  return status;
}

static EnlistStatus
read_part (EnlistCborReader *reader,
           EnlistMessage    *message)
{
  EnlistStatus status = read_place_in_part (reader, message);
  size_t left = ENLIST_PART_MAX - message->offset;

  if (status != ENLIST_OK)
    return status;

  if (left > ENLIST_MESSAGE_PART_CHUNK)
    left = ENLIST_MESSAGE_PART_CHUNK;

  return enlist_bounded_read_bytes (reader, 1, left, &message->bytes);
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
read_report (EnlistCborReader *reader,
             EnlistMessage    *message)
{
  EnlistCborReader inner;
  EnlistSlice map;
  EnlistFieldSet present;
  EnlistStatus status = enlist_cbor_read_bytes (reader, &message->bytes);

  if (status == ENLIST_OK)
    status = enlist_cbor_validate (message->bytes, NULL);
  if (status != ENLIST_OK)
    return status;

  enlist_cbor_reader_init (&inner, message->bytes);
  status = read_field_map (&inner, &map, &present);
  if (status == ENLIST_OK)
    status = read_fixed (reader, ENLIST_ED25519_SIGNATURE_SIZE, &message->signature);
  if (status == ENLIST_OK)
    status = enlist_step_read_field (reader, &message->field);
  if (status == ENLIST_OK && !enlist_field_set_has (&present, message->field))
    return ENLIST_E_FIELD;

  return status;
}

static EnlistStatus
read_progress (EnlistCborReader *reader,
               EnlistMessage    *message)
{
  unsigned progress = 0;
  EnlistStatus status = read_step_number (reader, &message->step);

  if (status == ENLIST_OK)
    status = read_number (reader, ENLIST_PROGRESS_RUNNING, ENLIST_PROGRESS_FAILED, &progress);
  message->progress = (EnlistProgress) progress;

  return status;
}

static EnlistStatus
read_done (EnlistCborReader *reader,
           EnlistMessage    *message)
{
  EnlistStatus status = read_device_state (reader, &message->state);

  if (status == ENLIST_OK)
    status = read_fixed_or_null (reader, ENLIST_ED25519_SIGNATURE_SIZE, &message->signature);

  return status;
}

static EnlistStatus
read_fail (EnlistCborReader *reader,
           EnlistMessage    *message)
{
  unsigned error = 0;
  EnlistStatus status = read_number (reader, 1, ERROR_MAX, &error);

  message->error = (EnlistStatus) error;
  if (status == ENLIST_OK && !enlist_bounded_skip_null (reader))
    status = read_step_number (reader, &message->step);
  if (status == ENLIST_OK && !enlist_bounded_skip_null (reader))
    status = enlist_cbor_read_text (reader, &message->text);

  return status;
}

static EnlistStatus
read_body (EnlistCborReader *reader,
           EnlistMessage    *message)
{
  EnlistFieldSet present;

  switch (message->type)
    {
    case ENLIST_MESSAGE_OPEN:     return read_fixed (reader, ENLIST_SESSION_ID_SIZE, &message->session);
    case ENLIST_MESSAGE_STATE:    return read_state (reader, message);
    case ENLIST_MESSAGE_MANIFEST: return read_manifest (reader, message);
    case ENLIST_MESSAGE_WANT:     return read_place_in_part (reader, message);
    case ENLIST_MESSAGE_PART:     return read_part (reader, message);
    case ENLIST_MESSAGE_FIELDS:   return read_field_map (reader, &message->bytes, &present);
    case ENLIST_MESSAGE_STEP:     return read_progress (reader, message);
    case ENLIST_MESSAGE_REPORT:   return read_report (reader, message);
    case ENLIST_MESSAGE_DONE:     return read_done (reader, message);
    case ENLIST_MESSAGE_FAIL:     return read_fail (reader, message);
    case ENLIST_MESSAGE_WAIT:     return read_number (reader, 1, SECONDS_MAX, &message->seconds);
    default:                      return ENLIST_OK; /* the others have only their type */
    }
}

EnlistStatus
enlist_message_read (EnlistSlice    bytes,
                     EnlistMessage *message)
{
  EnlistCborReader reader;
  EnlistStatus status;
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
  if (count != element_counts[type])
    return ENLIST_E_TYPE;

  message->type = (EnlistMessageType) type;

  return read_body (&reader, message);
}
