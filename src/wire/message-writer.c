/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "message.h"

static void
begin (EnlistCborWriter  *writer,
       EnlistMessageType  type,
       size_t             members)
{
  enlist_cbor_write_array (writer, 1 + members);
  enlist_cbor_write_unsigned (writer, type);
}

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

static void
write_state (EnlistCborWriter    *writer,
             const EnlistMessage *message)
{
  begin (writer, message->type, 7);
  enlist_cbor_write_unsigned (writer, message->state);
  write_fixed_or_null (writer, message->session, ENLIST_SESSION_ID_SIZE);
  enlist_cbor_write_text (writer, message->serial);
  enlist_cbor_write_text (writer, message->model);
  enlist_cbor_write_encoded (writer, message->versions);
  enlist_cbor_write_unsigned (writer, message->limit);
  enlist_cbor_write_unsigned (writer, message->preset);
}

static void
write_part (EnlistCborWriter    *writer,
            const EnlistMessage *message)
{
  bool has_bytes = message->type == ENLIST_MESSAGE_PART;

  begin (writer, message->type, has_bytes ? 3 : 2);
  enlist_cbor_write_unsigned (writer, message->part);
  enlist_cbor_write_unsigned (writer, message->offset);
  if (has_bytes)
    enlist_cbor_write_bytes (writer, message->bytes);
}

static void
write_report (EnlistCborWriter    *writer,
              const EnlistMessage *message)
{
  begin (writer, message->type, 3);
  enlist_cbor_write_bytes (writer, message->bytes);
  write_fixed_or_null (writer, message->signature, ENLIST_ED25519_SIGNATURE_SIZE);
  enlist_cbor_write_unsigned (writer, message->field);
}

static void
write_fail (EnlistCborWriter    *writer,
            const EnlistMessage *message)
{
  begin (writer, message->type, 3);
  enlist_cbor_write_unsigned (writer, message->error);
  if (message->step >= 0)
    enlist_cbor_write_unsigned (writer, (unsigned) message->step);
  else
    enlist_cbor_write_null (writer);
  if (message->text.data != NULL)
    enlist_cbor_write_text (writer, message->text);
  else
    enlist_cbor_write_null (writer);
}

static bool
write_message (EnlistCborWriter    *writer,
               const EnlistMessage *message)
{
  switch (message->type)
    {
    case ENLIST_MESSAGE_OPEN:
      begin (writer, message->type, 1);
      write_fixed_or_null (writer, message->session, ENLIST_SESSION_ID_SIZE);
      return true;

    case ENLIST_MESSAGE_STATE:
      write_state (writer, message);
      return true;

    case ENLIST_MESSAGE_MANIFEST:
      begin (writer, message->type, 2);
      enlist_cbor_write_bytes (writer, message->bytes);
      enlist_cbor_write_unsigned (writer, message->application);
      return true;

    case ENLIST_MESSAGE_WANT:
    case ENLIST_MESSAGE_PART:
      write_part (writer, message);
      return true;

    case ENLIST_MESSAGE_FIELDS:
      begin (writer, message->type, 1);
      enlist_cbor_write_encoded (writer, message->bytes);
      return true;

    case ENLIST_MESSAGE_STEP:
      begin (writer, message->type, 2);
      enlist_cbor_write_unsigned (writer, (unsigned) message->step);
      enlist_cbor_write_unsigned (writer, message->progress);
      return true;

    case ENLIST_MESSAGE_REPORT:
      write_report (writer, message);
      return true;

    case ENLIST_MESSAGE_DONE:
      begin (writer, message->type, 2);
      enlist_cbor_write_unsigned (writer, message->state);
      write_fixed_or_null (writer, message->signature, ENLIST_ED25519_SIGNATURE_SIZE);
      return true;

    case ENLIST_MESSAGE_FAIL:
      write_fail (writer, message);
      return true;

    case ENLIST_MESSAGE_WAIT:
      begin (writer, message->type, 1);
      enlist_cbor_write_unsigned (writer, message->seconds);
      return true;

    case ENLIST_MESSAGE_READY:
    case ENLIST_MESSAGE_START:
    case ENLIST_MESSAGE_FINISHED:
    case ENLIST_MESSAGE_COMMIT:
    case ENLIST_MESSAGE_END:
    case ENLIST_MESSAGE_ABORT:
    case ENLIST_MESSAGE_IDENTIFY:
      begin (writer, message->type, 0);
      return true;

    default:
      return false;
    }
}

EnlistStatus
enlist_message_write (const EnlistMessage *message,
                      void                *buffer,
                      size_t               capacity,
                      size_t              *size)
{
  EnlistCborWriter writer;

  enlist_cbor_writer_init (&writer, buffer, capacity);
  if (!write_message (&writer, message))
    return ENLIST_E_RANGE;

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
