/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "execution.h"

#include "text-builder.h"

bool
enlist_execution_field (const EnlistExecution *execution, unsigned number, EnlistFieldInfo *info)
{
  if (number < ENLIST_FIELD_CUSTOM)
    return enlist_field_registered (number, info);

  return enlist_custom_fields_get (execution->custom_fields, number - ENLIST_FIELD_CUSTOM, info);
}

EnlistStatus
enlist_execution_keep (EnlistExecution *execution, unsigned field, EnlistSlice value)
{
  EnlistFieldInfo info;
  EnlistStatus status;

  if (!enlist_execution_field (execution, field, &info))
    return ENLIST_E_FIELD;
  status = enlist_field_check_value (info.kind, value);

  return status == ENLIST_OK ? enlist_field_store_set (&execution->fields, field, value) : status;
}

EnlistStatus
enlist_execution_assign (EnlistExecution *execution, unsigned field, EnlistSlice expression)
{
  EnlistSlice value = { execution->work, 0 };
  EnlistStatus status = enlist_expression_evaluate (expression, &execution->fields, execution->work,
                                                    execution->work_size, &value.size);

  return status == ENLIST_OK ? enlist_execution_keep (execution, field, value) : status;
}

EnlistStatus
enlist_execution_let (EnlistExecution *execution)
{
  EnlistCborReader reader = execution->step.arguments;
  EnlistSlice expression;
  unsigned field;
  EnlistStatus status = enlist_step_read_field (&reader, &field);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (&reader, &expression);

  return status == ENLIST_OK ? enlist_execution_assign (execution, field, expression) : status;
}

static const EnlistFunction *
find_function (const EnlistPlatform *platform, unsigned number)
{
  for (size_t i = 0; i < platform->function_count; i++)
    if (platform->functions[i].number == number)
      return &platform->functions[i];

  return NULL;
}

EnlistStatus
enlist_execution_check_call (const EnlistPlatform *platform, const EnlistStep *step)
{
  const EnlistFunction *function;
  EnlistCall call;
  EnlistStatus status = enlist_step_read_call (step, &call);

  if (status != ENLIST_OK)
    return status;

  function = find_function (platform, call.function);
  if (function == NULL)
    return ENLIST_E_FUNCTION;

  return call.argument_count == function->argument_count && call.result_count <= function->result_count
         && call.argument_count <= ENLIST_FUNCTION_MAX_ARGUMENTS ? ENLIST_OK : ENLIST_E_RANGE;
}

static EnlistStatus
evaluate_arguments (EnlistExecution *execution, EnlistCall *call)
{
  EnlistStatus status = ENLIST_OK;

  execution->arguments_size = 0;
  for (size_t i = 0; status == ENLIST_OK && i < call->argument_count; i++)
    {
      uint8_t *value = execution->work + execution->arguments_size;
      EnlistSlice expression;
      size_t size = 0;

      status = enlist_cbor_read_item (&call->arguments, &expression);
      if (status == ENLIST_OK)
        status = enlist_expression_evaluate (expression, &execution->fields, value,
                                             execution->work_size - execution->arguments_size, &size);
      execution->arguments[i] = enlist_slice (value, size);
      execution->arguments_size += size;
    }

  return status;
}

static EnlistStatus
keep_results (EnlistExecution *execution, EnlistCall *call, EnlistSlice results)
{
  EnlistCborReader reader;
  EnlistStatus status = ENLIST_OK;

  enlist_cbor_reader_init (&reader, results);
  for (size_t i = 0; status == ENLIST_OK && i < call->result_count; i++)
    {
      EnlistSlice value;
      unsigned field;

      status = enlist_step_read_field (&call->results, &field);
      if (status == ENLIST_OK)
        status = enlist_cbor_read_item (&reader, &value);
      if (status == ENLIST_OK)
        status = enlist_execution_keep (execution, field, value);
    }

  return status;
}

static EnlistStatus
invoke (EnlistExecution *execution, const EnlistFunction *function, EnlistCall *call)
{
  const EnlistPlatform *platform = execution->platform;
  EnlistCborWriter results;
  EnlistTextBuilder text;
  EnlistFunctionCall function_call = {
    .first = !execution->call_pending,
    .arguments = execution->arguments,
    .results = &results,
  };
  EnlistCallResult result;

  enlist_cbor_writer_init (&results, execution->work + execution->arguments_size,
                           execution->work_size - execution->arguments_size);
  result = function->invoke (platform->function_context, &function_call);
  execution->call_pending = result == ENLIST_CALL_PENDING;
  if (result == ENLIST_CALL_PENDING)
    return ENLIST_E_BUSY;
  if (result == ENLIST_CALL_DONE)
    return results.status == ENLIST_OK ? keep_results (execution, call, enlist_cbor_writer_slice (&results))
                                       : results.status;

  enlist_text_builder_init (&text, execution->text, sizeof execution->text);
  enlist_text_builder_add (&text, function->name);
  enlist_text_builder_add (&text, ": ");
  enlist_text_builder_add (&text, function_call.text);

  return ENLIST_E_CALL;
}

EnlistStatus
enlist_execution_call (EnlistExecution *execution)
{
  const EnlistFunction *function;
  EnlistCall call;
  EnlistStatus status = enlist_step_read_call (&execution->step, &call);

  if (status != ENLIST_OK)
    return status;
  function = find_function (execution->platform, call.function);
  if (function == NULL)
    return ENLIST_E_FUNCTION;
  if (!execution->call_pending)
    status = evaluate_arguments (execution, &call);

  return status == ENLIST_OK ? invoke (execution, function, &call) : status;
}

void
enlist_execution_explain (EnlistExecution *execution, EnlistStatus status)
{
  EnlistTextBuilder text;

  if (status == ENLIST_E_CALL)
    return; /* the function has said it */

  enlist_text_builder_init (&text, execution->text, sizeof execution->text);
  if (status == ENLIST_E_CHECK || status == ENLIST_E_FAILED)
    enlist_text_builder_append (&text,
                                enlist_text_choose (enlist_interpreter_message (&execution->step), NULL));
}
