/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "message-private.h"

static void
write_fixed_or_null (EnlistCborWriter *writer,
                     const uint8_t    *data,
                     size_t            size)
{
  if (data != NULL)
    enlist_cbor_write_bytes (writer, enlist_slice (data, size));
  else
    enlist_cbor_write_null (writer);
}

static unsigned
get_number (const EnlistMessage *message,
            char                 element)
{
  switch (element)
    {
    case ENLIST_ELEMENT_APPLICATION:  return message->application;
    case ENLIST_ELEMENT_DEVICE_STATE: return message->state;
    case ENLIST_ELEMENT_ERROR:        return message->error;
    case ENLIST_ELEMENT_KEY:          return message->field;
    case ENLIST_ELEMENT_LIMIT:        return message->limit;
    case ENLIST_ELEMENT_OFFSET:       return message->offset;
    case ENLIST_ELEMENT_PART:         return message->part;
    case ENLIST_ELEMENT_PRESET:       return message->preset;
    case ENLIST_ELEMENT_PROGRESS:     return message->progress;
    case ENLIST_ELEMENT_SECONDS:      return message->seconds;
    default:                          return (unsigned) message->step;
    }
}

static void
write_element (EnlistCborWriter    *writer,
               char                 element,
               const EnlistMessage *message)
{
  switch (element)
    {
    case ENLIST_ELEMENT_BYTES:
    case ENLIST_ELEMENT_CHUNK:
    case ENLIST_ELEMENT_REPORT:   enlist_cbor_write_bytes (writer, message->bytes); return;
    case ENLIST_ELEMENT_FIELDS:   enlist_cbor_write_encoded (writer, message->bytes); return;
    case ENLIST_ELEMENT_MODEL:    enlist_cbor_write_text (writer, message->model); return;
    case ENLIST_ELEMENT_SERIAL:   enlist_cbor_write_text (writer, message->serial); return;
    case ENLIST_ELEMENT_VERSIONS: enlist_cbor_write_encoded (writer, message->versions); return;

    case ENLIST_ELEMENT_SESSION:
    case ENLIST_ELEMENT_SESSION_OR_NULL:
      write_fixed_or_null (writer, message->session, ENLIST_SESSION_ID_SIZE);
      return;

    case ENLIST_ELEMENT_SIGNATURE:
    case ENLIST_ELEMENT_SIGNATURE_OR_NULL:
      write_fixed_or_null (writer, message->signature, ENLIST_ED25519_SIGNATURE_SIZE);
      return;

    case ENLIST_ELEMENT_TEXT_OR_NULL:
      if (message->text.data == NULL)
        break;
      enlist_cbor_write_text (writer, message->text);
      return;

    case ENLIST_ELEMENT_STEP_OR_NULL:
      if (message->step < 0)
        break;
      /* fall through */
    default:
      enlist_cbor_write_unsigned (writer, get_number (message, element));
      return;
    }

  enlist_cbor_write_null (writer);
}

EnlistStatus
enlist_message_write (const EnlistMessage *message,
                      void                *buffer,
                      size_t               capacity,
                      size_t              *size)
{
  const char *element = enlist_message_elements (message->type);
  EnlistCborWriter writer;

  if (element == NULL)
    return ENLIST_E_RANGE;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  enlist_cbor_write_array (&writer, 1 + strlen (element));
  enlist_cbor_write_unsigned (&writer, message->type);
  while (*element != '\0')
    write_element (&writer, *element++, message);

  *size = writer.size;
  if (writer.status == ENLIST_OK && writer.size > ENLIST_MESSAGE_MAX)
    return ENLIST_E_TOO_LARGE;

  return writer.status;
}

static void
begin_signed (EnlistCborWriter           *writer,
              const char                 *context,
              const EnlistSessionBinding *binding)
{
  enlist_cbor_write_array (writer, 5);
  enlist_cbor_write_string (writer, context);
  enlist_cbor_write_bytes (writer, enlist_slice (binding->handshake_hash, sizeof binding->handshake_hash));
  enlist_cbor_write_bytes (writer, enlist_slice (binding->session, sizeof binding->session));
  enlist_cbor_write_bytes (writer, enlist_slice (binding->label_id, sizeof binding->label_id));
}

EnlistStatus
enlist_message_report_signed (const EnlistSessionBinding *binding,
                              EnlistSlice                 fields,
                              void                       *buffer,
                              size_t                      capacity,
                              size_t                     *size)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  begin_signed (&writer, "enlist/1 report", binding);
  enlist_cbor_write_bytes (&writer, fields);
  *size = writer.size;

  return writer.status;
}

EnlistStatus
enlist_message_done_signed (const EnlistSessionBinding *binding,
                            EnlistDeviceState           state,
                            void                       *buffer,
                            size_t                      capacity,
                            size_t                     *size)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  begin_signed (&writer, "enlist/1 done", binding);
  enlist_cbor_write_unsigned (&writer, state);
  *size = writer.size;

  return writer.status;
}
