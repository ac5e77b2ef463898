/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "step.h"

#include "bounded.h"
#include "operation.h"

EnlistStatus
enlist_step_read (EnlistCborReader *reader,
                  EnlistStep       *step)
{
  size_t start = reader->offset;
  uint64_t operation = 0;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK && count == 0)
    {
      reader->offset = start;
      return ENLIST_E_TYPE;
    }
  if (status == ENLIST_OK)
    status = enlist_cbor_read_unsigned (reader, &operation);
  if (status != ENLIST_OK)
    return status;

  if (operation > UINT16_MAX)
    operation = UINT16_MAX;
  step->operation = (EnlistOperation) operation;
  step->argument_count = (unsigned) count - 1;
  step->arguments = *reader;

  return enlist_operation_is_defined ((unsigned) operation) ? ENLIST_OK : ENLIST_E_OPERATION;
}

EnlistStatus
enlist_step_read_field (EnlistCborReader *reader,
                        unsigned         *field)
{
  uint64_t number = 0;
  EnlistStatus status = enlist_bounded_read_unsigned (reader, 0, ENLIST_FIELD_COUNT - 1, &number);

  *field = (unsigned) number;

  return status == ENLIST_E_RANGE ? ENLIST_E_FIELD : status;
}

EnlistStatus
enlist_step_read_setting (EnlistCborReader *reader,
                          unsigned         *field,
                          EnlistSlice      *expression)
{
  EnlistStatus status;
  size_t count;

  *expression = enlist_slice (NULL, 0);
  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return enlist_step_read_field (reader, field);

  status = enlist_bounded_read_array (reader, 2, 2, &count);
  if (status == ENLIST_OK)
    status = enlist_step_read_field (reader, field);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (reader, expression);

  return status;
}

/* Onto the first element of an array; @rest is behind it. */
static EnlistStatus
read_list (EnlistCborReader *rest,
           EnlistCborReader *first,
           size_t           *count)
{
  EnlistStatus status;

  *first = *rest;
  status = enlist_cbor_read_array (first, count);

  return status == ENLIST_OK ? enlist_cbor_read_item (rest, NULL) : status;
}

EnlistStatus
enlist_step_read_call (const EnlistStep *step,
                       EnlistCall       *call)
{
  EnlistCborReader reader = step->arguments;
  uint64_t function = 0;
  EnlistStatus status;

  memset (call, 0, sizeof *call);
  if (step->argument_count != 3 && step->argument_count != 4)
    return ENLIST_E_TYPE;

  status = enlist_bounded_read_unsigned (&reader, 0, UINT16_MAX, &function);
  call->function = (unsigned) function;
  if (status == ENLIST_OK)
    status = read_list (&reader, &call->arguments, &call->argument_count);
  if (status == ENLIST_OK)
    status = read_list (&reader, &call->results, &call->result_count);
  if (status == ENLIST_OK && step->argument_count == 4)
    status = enlist_text_read (&reader, &call->title);

  return status;
}

EnlistStatus
enlist_step_read_csr (const EnlistStep         *step,
                      EnlistCertificateRequest *request)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status;

  memset (request, 0, sizeof *request);
  if (step->argument_count != 3)
    return ENLIST_E_TYPE;

  status = enlist_step_read_field (&reader, &request->key);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (&reader, &request->subject);
  if (status == ENLIST_OK)
    status = enlist_step_read_field (&reader, &request->request);

  return status;
}

EnlistStatus
enlist_step_read_trigger (EnlistCborReader *reader,
                          EnlistTrigger    *trigger)
{
  size_t start = reader->offset;
  uint64_t number = 0;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_array (reader, &count);

  if (status == ENLIST_OK && count > 0)
    status = enlist_bounded_read_unsigned (reader, ENLIST_TRIGGER_START, ENLIST_TRIGGER_EVENT, &number);
  if (status != ENLIST_OK)
    return status;

  trigger->kind = (EnlistTriggerKind) number;
  if (trigger->kind == ENLIST_TRIGGER_EVENT ? count < 2 : count != number + 1)
    {
      reader->offset = start;
      return ENLIST_E_TYPE;
    }

  if (trigger->kind == ENLIST_TRIGGER_START)
    return ENLIST_OK;
  if (trigger->kind == ENLIST_TRIGGER_EVERY)
    return enlist_cbor_read_item (reader, &trigger->seconds);

  status = enlist_bounded_read_unsigned (reader, 0, UINT16_MAX, &number);
  trigger->event = (unsigned) number;
  trigger->fields = *reader;
  trigger->field_count = count - 2;
  for (size_t i = 2; i < count && status == ENLIST_OK; i++)
    status = enlist_cbor_read_item (reader, NULL);

  return status;
}

EnlistStatus
enlist_step_read_when (const EnlistStep *step,
                       EnlistTrigger    *trigger)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status;

  memset (trigger, 0, sizeof *trigger);
  if (step->argument_count != 2)
    return ENLIST_E_TYPE;

  status = enlist_step_read_trigger (&reader, trigger);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (&reader, &trigger->block);

  return status;
}
