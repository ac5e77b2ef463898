/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "scripted-host.h"

#include "cbor.h"
#include "expression.h"

#include <string.h>

#define MAX_SUBJECT 64 /* bytes */

static EnlistStatus
assign (ScriptedHost *host,
        unsigned      field,
        EnlistSlice   value)
{
  EnlistFieldInfo info;
  EnlistStatus status;

  if (!enlist_manifest_field (host->manifest, field, &info))
    return ENLIST_E_FIELD;
  status = enlist_field_check_value (info.kind, value);

  return status == ENLIST_OK ? enlist_field_store_set (host->store, field, value) : status;
}

static EnlistStatus
assign_expression (ScriptedHost *host,
                   unsigned      field,
                   EnlistSlice   expression)
{
  uint8_t buffer[ENLIST_EXPRESSION_VALUE_MAX];
  size_t size = 0;
  EnlistStatus status =
    enlist_expression_evaluate (expression, host->store, buffer, sizeof buffer, &size);

  return status == ENLIST_OK ? assign (host, field, enlist_slice (buffer, size)) : status;
}

static EnlistStatus
perform_settings (ScriptedHost     *host,
                  EnlistCborReader *reader,
                  unsigned          count)
{
  EnlistStatus status = ENLIST_OK;

  for (unsigned i = 0; i < count && status == ENLIST_OK; i++)
    {
      EnlistSlice expression;
      unsigned field = 0;

      status = enlist_step_read_setting (reader, &field, &expression);
      if (status == ENLIST_OK && expression.size > 0)
        status = assign_expression (host, field, expression);
    }

  return status;
}

static EnlistStatus
perform_let (ScriptedHost     *host,
             EnlistCborReader *reader)
{
  EnlistSlice expression;
  unsigned field = 0;
  EnlistStatus status = enlist_step_read_field (reader, &field);

  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (reader, &expression);

  return status == ENLIST_OK ? assign_expression (host, field, expression) : status;
}

static EnlistStatus
bring (ScriptedHost         *host,
       unsigned              field,
       const EnlistQuestion *question)
{
  EnlistFieldInfo info;
  EnlistSlice value;
  EnlistStatus status = ENLIST_OK;

  if (!host->answer (host, field, &value))
    return ENLIST_OK;
  if (question != NULL)
    status = enlist_manifest_field (host->manifest, field, &info)
               ? enlist_step_check_answer (question, info.kind, value)
               : ENLIST_E_FIELD;

  return status == ENLIST_OK ? assign (host, field, value) : status;
}

/* The fields that @reader stands on are brought unless the script lets the operation fail. */
static EnlistStatus
bring_all (ScriptedHost     *host,
           EnlistCborReader *reader,
           size_t            count)
{
  EnlistStatus status = host->fail (host);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      unsigned field = 0;

      status = enlist_step_read_field (reader, &field);
      if (status == ENLIST_OK)
        status = bring (host, field, NULL);
    }

  return status;
}

static EnlistStatus
perform_ask (ScriptedHost     *host,
             EnlistCborReader *reader,
             unsigned          count)
{
  EnlistStatus status = host->fail (host);

  for (unsigned i = 0; i < count && status == ENLIST_OK; i++)
    {
      EnlistQuestion question;

      status = enlist_step_read_question (reader, &question);
      if (status == ENLIST_OK)
        status = bring (host, question.field, &question);
    }

  return status;
}

static EnlistStatus
perform_lookup (ScriptedHost     *host,
                EnlistCborReader *reader,
                unsigned          count)
{
  uint8_t buffer[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistSlice expression, text;
  EnlistCborReader key;
  int64_t number;
  size_t size = 0;
  EnlistStatus status = enlist_cbor_read_item (reader, &expression);

  if (status == ENLIST_OK)
    status = enlist_expression_evaluate (expression, host->store, buffer, sizeof buffer, &size);
  if (status != ENLIST_OK)
    return status;
  enlist_cbor_reader_init (&key, enlist_slice (buffer, size));
  if (enlist_cbor_read_text (&key, &text) != ENLIST_OK
      && enlist_cbor_read_integer (&key, &number) != ENLIST_OK)
    return ENLIST_E_TYPE;

  return bring_all (host, reader, count - 1);
}

static EnlistStatus
perform_await (ScriptedHost     *host,
               EnlistCborReader *reader,
               unsigned          count)
{
  uint64_t seconds = 0;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, &seconds);

  return status == ENLIST_OK ? bring_all (host, reader, count - 1) : status;
}

static EnlistStatus
perform_call (ScriptedHost     *host,
              const EnlistStep *step)
{
  uint8_t buffer[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistCall call;
  EnlistStatus status = enlist_step_read_call (step, &call);

  for (size_t i = 0; status == ENLIST_OK && i < call.argument_count; i++)
    {
      EnlistSlice expression;
      size_t size = 0;

      status = enlist_cbor_read_item (&call.arguments, &expression);
      if (status == ENLIST_OK)
        status = enlist_expression_evaluate (expression, host->store, buffer, sizeof buffer, &size);
    }

  return status == ENLIST_OK ? bring_all (host, &call.results, call.result_count) : status;
}

static EnlistStatus
perform_make_key (ScriptedHost     *host,
                  EnlistCborReader *reader)
{
  static const uint8_t zeros[ENLIST_KEY_MAX_PUBLIC_SIZE];
  uint8_t buffer[ENLIST_KEY_MAX_PUBLIC_SIZE + 8];
  EnlistCborWriter writer;
  uint64_t type = 0;
  unsigned field = 0;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, &type);

  if (status == ENLIST_OK)
    status = enlist_step_read_field (reader, &field);
  if (status != ENLIST_OK)
    return status;
  enlist_cbor_writer_init (&writer, buffer, sizeof buffer);
  enlist_cbor_write_array (&writer, 2);
  enlist_cbor_write_unsigned (&writer, type);
  enlist_cbor_write_bytes (&writer, enlist_slice (zeros, type == ENLIST_KEY_P256 ? sizeof zeros : 32));

  return assign (host, field, enlist_cbor_writer_slice (&writer));
}

static EnlistStatus
perform_csr (ScriptedHost     *host,
             const EnlistStep *step)
{
  static const uint8_t empty = 0x40;
  uint8_t buffer[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistCertificateRequest request;
  EnlistCborReader reader;
  EnlistSlice subject;
  size_t size = 0;
  EnlistStatus status = enlist_step_read_csr (step, &request);

  if (status == ENLIST_OK)
    status = enlist_expression_evaluate (request.subject, host->store, buffer, sizeof buffer, &size);
  if (status != ENLIST_OK)
    return status;
  enlist_cbor_reader_init (&reader, enlist_slice (buffer, size));
  if (enlist_cbor_read_text (&reader, &subject) != ENLIST_OK)
    return ENLIST_E_TYPE;
  if (subject.size < 1 || subject.size > MAX_SUBJECT)
    return ENLIST_E_RANGE;

  return assign (host, request.request, enlist_slice (&empty, 1));
}

static EnlistStatus
perform (ScriptedHost     *host,
         const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status;

  switch (step->operation)
    {
    case ENLIST_OP_ASK:
      return perform_ask (host, &reader, step->argument_count);
    case ENLIST_OP_LOOKUP:
      return perform_lookup (host, &reader, step->argument_count);
    case ENLIST_OP_AWAIT:
      return perform_await (host, &reader, step->argument_count);
    case ENLIST_OP_NEED:
      return bring_all (host, &reader, step->argument_count);
    case ENLIST_OP_CALL:
      return perform_call (host, step);
    case ENLIST_OP_CONFIGURE:
      status = host->fail (host);
      return status == ENLIST_OK ? perform_settings (host, &reader, step->argument_count) : status;
    case ENLIST_OP_SET:
      return perform_settings (host, &reader, step->argument_count);
    case ENLIST_OP_LET:
      return perform_let (host, &reader);
    case ENLIST_OP_MAKE_KEY:
      return perform_make_key (host, &reader);
    case ENLIST_OP_CSR:
      return perform_csr (host, step);
    default:
      return ENLIST_OK;
    }
}

/* A `repeat` whose `until` fails was begun before. */
static void
begin (ScriptedHost     *host,
       const EnlistStep *step,
       bool              failed)
{
  if (!failed || step->operation != ENLIST_OP_REPEAT)
    host->began (host, step->index);
}

EnlistStatus
scripted_host_run (ScriptedHost      *host,
                   EnlistInterpreter *interpreter,
                   unsigned           end,
                   EnlistStep        *step)
{
  for (;;)
    {
      EnlistStatus status = enlist_interpreter_next (interpreter, step);

      if (status != ENLIST_OK && status != ENLIST_E_BUDGET)
        begin (host, step, true);
      if (status != ENLIST_OK)
        return status;
      if (step->operation != ENLIST_OP_END || step->index < end)
        begin (host, step, step->failed);
      if (step->operation == ENLIST_OP_END)
        return ENLIST_OK;

      if (!step->failed)
        {
          status = perform (host, step);
          if (status == ENLIST_OK)
            continue;
          status = enlist_interpreter_fail (interpreter, status);
          if (status != ENLIST_OK)
            return status;
        }
      host->caught (host, step->index);
    }
}
