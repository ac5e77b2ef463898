/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <stdio.h>

#include "runtime-private.h"

/* Calls of the firmware's functions. */

static const EnlistFunction *
find_function (const EnlistPlatform *platform, unsigned number)
{
  for (size_t i = 0; i < platform->function_count; i++)
    if (platform->functions[i].number == number)
      return &platform->functions[i];

  return NULL;
}

EnlistStatus
enlist_call_check (const EnlistRuntime *runtime, const EnlistStep *step)
{
  const EnlistFunction *function;
  EnlistCall call;
  EnlistStatus status = enlist_step_read_call (step, &call);

  if (status != ENLIST_OK)
    return status;

  function = find_function (runtime->platform, call.function);
  if (function == NULL)
    return ENLIST_E_FUNCTION;

  return call.argument_count == function->argument_count && call.result_count <= function->result_count
         && call.argument_count <= ENLIST_FUNCTION_MAX_ARGUMENTS ? ENLIST_OK : ENLIST_E_RANGE;
}

static EnlistStatus
evaluate_arguments (EnlistRuntime *runtime, EnlistCall *call)
{
  EnlistStatus status = ENLIST_OK;

  runtime->arguments_size = 0;
  for (size_t i = 0; status == ENLIST_OK && i < call->argument_count; i++)
    {
      uint8_t *value = runtime->memory.work + runtime->arguments_size;
      EnlistSlice expression;
      size_t size = 0;

      status = enlist_cbor_read_item (&call->arguments, &expression);
      if (status == ENLIST_OK)
        status = enlist_expression_evaluate (expression, &runtime->values, value,
                                             runtime->memory.work_size - runtime->arguments_size, &size);
      runtime->arguments[i] = enlist_slice (value, size);
      runtime->arguments_size += size;
    }

  return status;
}

static EnlistStatus
keep_results (EnlistRuntime *runtime, EnlistCall *call, EnlistSlice results)
{
  EnlistCborReader reader;
  EnlistStatus status = ENLIST_OK;

  enlist_cbor_reader_init (&reader, results);
  for (size_t i = 0; status == ENLIST_OK && i < call->result_count; i++)
    {
      EnlistFieldInfo info;
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (&call->results, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, &value);
      if (status == ENLIST_OK && !enlist_manifest_field (&runtime->manifest, field, &info))
        status = ENLIST_E_FIELD;
      if (status == ENLIST_OK)
        status = enlist_field_check_value (info.kind, value);
      if (status == ENLIST_OK)
        status = enlist_field_store_set (&runtime->values, field, value);
    }

  return status;
}

static EnlistStatus
invoke (EnlistRuntime *runtime, const EnlistFunction *function, EnlistCall *call)
{
  const EnlistPlatform *platform = runtime->platform;
  EnlistCborWriter results;
  EnlistFunctionCall function_call = {
    .first = !runtime->call_pending,
    .arguments = runtime->arguments,
    .results = &results,
  };
  EnlistCallResult result;

  enlist_cbor_writer_init (&results, runtime->memory.work + runtime->arguments_size,
                           runtime->memory.work_size - runtime->arguments_size);
  result = function->invoke (platform->function_context, &function_call);
  runtime->call_pending = result == ENLIST_CALL_PENDING;
  if (result == ENLIST_CALL_PENDING)
    return ENLIST_E_BUSY;
  if (result == ENLIST_CALL_DONE)
    return results.status == ENLIST_OK ? keep_results (runtime, call, enlist_cbor_writer_slice (&results))
                                       : results.status;

  snprintf (runtime->reply.text, sizeof runtime->reply.text, "%s: %s", function->name, function_call.text);

  return ENLIST_E_CALL;
}

EnlistStatus
enlist_call_perform (EnlistRuntime *runtime, const EnlistStep *step)
{
  const EnlistFunction *function;
  EnlistCall call;
  EnlistStatus status = enlist_step_read_call (step, &call);

  if (status != ENLIST_OK)
    return status;
  function = find_function (runtime->platform, call.function);
  if (function == NULL)
    return ENLIST_E_FUNCTION;
  if (!runtime->call_pending)
    status = evaluate_arguments (runtime, &call);

  return status == ENLIST_OK ? invoke (runtime, function, &call) : status;
}
