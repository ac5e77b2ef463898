/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "runtime-private.h"

/* The signed report (docs/format.md, clause 10.5). */

#define REPORT_OVERHEAD 96 /* what the message has besides the fields, and what is signed */

static EnlistStatus
collect_fields (const EnlistStep *step,
                unsigned key_field,
                uint8_t set[ENLIST_FIELD_COUNT / 8],
                size_t *count)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  memset (set, 0, ENLIST_FIELD_COUNT / 8);
  set[key_field / 8] |= (uint8_t) (1u << key_field % 8);
  *count = 1;
  for (unsigned i = 0; status == ENLIST_OK && i < step->argument_count; i++)
    {
      unsigned field = 0;

      status = enlist_step_read_field (&reader, &field);
      if (status != ENLIST_OK || (set[field / 8] & 1u << field % 8) != 0)
        continue;
      set[field / 8] |= (uint8_t) (1u << field % 8);
      (*count)++;
    }

  return status;
}

/* The map of fields, into the work memory. */
static EnlistStatus
write_fields (EnlistRuntime *runtime, const EnlistStep *step, unsigned key_field, EnlistSlice *fields)
{
  uint8_t set[ENLIST_FIELD_COUNT / 8];
  size_t capacity = runtime->memory.message_size - REPORT_OVERHEAD;
  EnlistCborWriter writer;
  size_t count;
  EnlistStatus status = collect_fields (step, key_field, set, &count);

  if (status != ENLIST_OK)
    return status;

  if (capacity > runtime->memory.work_size)
    capacity = runtime->memory.work_size;
  enlist_cbor_writer_init (&writer, runtime->work, capacity);
  enlist_cbor_write_map (&writer, count);
  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    {
      EnlistSlice value;

      if ((set[field / 8] & 1u << field % 8) == 0)
        continue;
      enlist_cbor_write_unsigned (&writer, field);
      if (enlist_field_store_get (&runtime->execution.fields, field, &value))
        enlist_cbor_write_encoded (&writer, value);
      else
        enlist_cbor_write_null (&writer);
    }
  *fields = enlist_cbor_writer_slice (&writer);

  return writer.status == ENLIST_OK ? ENLIST_OK : ENLIST_E_TOO_LARGE;
}

EnlistStatus
enlist_report_send (EnlistRuntime *runtime, const EnlistStep *step)
{
  const EnlistRuntimeKey *key = enlist_stage_signing_key (runtime);
  const EnlistCrypto *crypto = runtime->platform->crypto;
  uint8_t *buffer = runtime->send_buffer; /* the message is not in it yet */
  uint8_t signature[ENLIST_ED25519_SIGNATURE_SIZE];
  EnlistMessage message = { .type = ENLIST_MESSAGE_REPORT, .step = -1, .signature = signature };
  EnlistSessionBinding binding;
  EnlistStatus status;
  size_t size;

  if (key == NULL)
    return ENLIST_E_UNWRITTEN;

  status = write_fields (runtime, step, key->field, &message.bytes);
  if (status != ENLIST_OK)
    return status;
  enlist_stage_binding (runtime, &binding);
  status = enlist_message_report_signed (&binding, message.bytes, buffer, runtime->memory.message_size,
                                         &size);
  if (status != ENLIST_OK)
    return status;
  if (!crypto->ed25519_sign (crypto->context, signature, key->secret, enlist_slice (buffer, size)))
    return ENLIST_E_CRYPTO;

  message.field = key->field;
  enlist_runtime_send (runtime, &message);

  return ENLIST_OK;
}
