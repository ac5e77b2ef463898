/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "fuzz-host.h"

#include "diagnostic.h"
#include "fuzz.h"
#include "operation.h"

#define VALUES 3

/* Of each kind some values that differ in what conditions make of them */
static const char *const notations[ENLIST_KIND_COUNT][VALUES] = {
  [ENLIST_KIND_TEXT] = { "\"\"", "\"AB12\"", "\"x\"^600" },
  [ENLIST_KIND_NUMBER] = { "0", "-9223372036854775808", "42" },
  [ENLIST_KIND_CHOICE] = { "0", "1", "31" },
  [ENLIST_KIND_YES_NO] = { "true", "false", "true" },
  [ENLIST_KIND_DATE] = { "\"2026-02-28\"", "\"2024-02-29\"", "\"0001-01-01\"" },
  [ENLIST_KIND_SECRET] = { "\"s\"", "\"correct horse\"", "\"y\"^256" },
  [ENLIST_KIND_PLACE] = { "[\"Vienna\"]", "[\"Vienna\", \"HQ\", \"2\", \"\"]", "[\"a\"]" },
  [ENLIST_KIND_POSITION] = { "[0, 0, null, 0]", "[-900000000, 1800000000, 5, 3]", "[1, 2, 3, 1]" },
  [ENLIST_KIND_OWNER] = { "[\"o\", h'00'^32]", "[\"p\", h'01'^32]", "[\"q\"^64, h'02'^32]" },
  [ENLIST_KIND_NAME] = { "\"north\"", "\"n\"^64", "\"\xc3\xa4\"" },
  [ENLIST_KIND_WIFI] = { "[\"net\", null]", "[\"net\", \"12345678\"]", "[\"n\"^32, \"p\"^63]" },
  [ENLIST_KIND_KEY] = { "[1, h'00'^32]", "[2, h'01'^32]", "[3, h'04'^65]" },
  [ENLIST_KIND_BYTES] = { "h''", "h'0102'", "h'ff'^1000" },
  [ENLIST_KIND_LIST] = { "[]", "[\"a\", \"b\"]", "[\"c\"*32]" },
};

static EnlistSlice
value_of (EnlistFieldKind kind,
          unsigned        number)
{
  static EnlistSlice values[ENLIST_KIND_COUNT][VALUES];
  EnlistSlice *value = &values[kind][number];

  if (value->data == NULL)
    *value = diagnostic_cbor (notations[kind][number]);

  return *value;
}

/* With @question, only what answers it; null when nothing at hand does. */
static EnlistStatus
bring (FuzzHost             *host,
       unsigned              field,
       const EnlistQuestion *question)
{
  unsigned first = test_random_below (&host->random, VALUES + 1);
  EnlistSlice value = enlist_slice ("\xf6", 1);
  EnlistFieldInfo info;

  fuzz_require (enlist_manifest_field (host->manifest, field, &info));
  for (unsigned i = 0; i < VALUES && first < VALUES; i++)
    {
      EnlistSlice candidate = value_of (info.kind, (first + i) % VALUES);

      fuzz_require (enlist_field_check_value (info.kind, candidate) == ENLIST_OK);
      if (question == NULL || enlist_step_check_answer (question, info.kind, candidate) == ENLIST_OK)
        {
          value = candidate;
          break;
        }
    }

  return enlist_field_store_set (&host->fields, field, value);
}

static EnlistStatus
bring_fields (FuzzHost         *host,
              EnlistCborReader *reader,
              size_t            count)
{
  EnlistStatus status = ENLIST_OK;
  unsigned field;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      fuzz_require (enlist_step_read_field (reader, &field) == ENLIST_OK);
      status = bring (host, field, NULL);
    }

  return status;
}

static EnlistStatus
evaluate (FuzzHost    *host,
          EnlistSlice  expression,
          uint8_t      value[ENLIST_EXPRESSION_VALUE_MAX],
          size_t      *size)
{
  EnlistStatus status =
    enlist_expression_evaluate (expression, &host->fields, value, ENLIST_EXPRESSION_VALUE_MAX, size);

  fuzz_require (
      status == ENLIST_E_TYPE || status == ENLIST_E_RANGE ||
      (status == ENLIST_OK && enlist_cbor_validate (enlist_slice (value, *size), NULL) == ENLIST_OK));

  return status;
}

static EnlistStatus
assign (FuzzHost    *host,
        unsigned     field,
        EnlistSlice  expression)
{
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistFieldInfo info;
  size_t size;
  EnlistStatus status = evaluate (host, expression, value, &size);

  fuzz_require (enlist_manifest_field (host->manifest, field, &info));
  if (status == ENLIST_OK)
    status = enlist_field_check_value (info.kind, enlist_slice (value, size));

  return status == ENLIST_OK ? enlist_field_store_set (&host->fields, field, enlist_slice (value, size))
                             : status;
}

static void
require_value (const FuzzHost *host,
               unsigned        field)
{
  EnlistSlice value;

  fuzz_require (host->reads_anything || enlist_field_store_get (&host->fields, field, &value));
}

static EnlistStatus
perform_call (FuzzHost         *host,
              const EnlistStep *step)
{
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistStatus status = ENLIST_OK;
  EnlistSlice expression;
  EnlistCall call;
  size_t size;

  fuzz_require (enlist_step_read_call (step, &call) == ENLIST_OK);
  for (size_t i = 0; i < call.argument_count && status == ENLIST_OK; i++)
    {
      fuzz_require (enlist_cbor_read_item (&call.arguments, &expression) == ENLIST_OK);
      status = evaluate (host, expression, value, &size);
    }

  return status == ENLIST_OK ? bring_fields (host, &call.results, call.result_count) : status;
}

static EnlistStatus
perform_settings (FuzzHost         *host,
                  const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;
  EnlistSlice expression;
  unsigned field;

  for (unsigned i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    {
      fuzz_require (enlist_step_read_setting (&reader, &field, &expression) == ENLIST_OK);
      if (expression.size > 0)
        status = assign (host, field, expression);
      else
        require_value (host, field);
    }

  return status;
}

static EnlistStatus
perform_ask (FuzzHost         *host,
             const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;
  EnlistQuestion question;

  for (unsigned i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    {
      fuzz_require (enlist_step_read_question (&reader, &question) == ENLIST_OK);
      enlist_text_choose (question.label, "de_AT.UTF-8");
      status = bring (host, question.field, &question);
    }

  return status;
}

static EnlistStatus
perform_csr (FuzzHost         *host,
             const EnlistStep *step)
{
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistCertificateRequest request;
  size_t size;
  EnlistStatus status;

  fuzz_require (enlist_step_read_csr (step, &request) == ENLIST_OK);
  require_value (host, request.key);
  status = evaluate (host, request.subject, value, &size);

  return status == ENLIST_OK ? bring (host, request.request, NULL) : status;
}

static EnlistStatus
perform_lookup (FuzzHost         *host,
                const EnlistStep *step)
{
  uint8_t value[ENLIST_EXPRESSION_VALUE_MAX];
  EnlistCborReader reader = step->arguments;
  EnlistSlice key;
  size_t size;
  EnlistStatus status;

  fuzz_require (enlist_cbor_read_item (&reader, &key) == ENLIST_OK);
  status = evaluate (host, key, value, &size);

  return status == ENLIST_OK ? bring_fields (host, &reader, step->argument_count - 1) : status;
}

/* Steps whose arguments are fields alone, behind @passed others */
static EnlistStatus
perform_fields (FuzzHost         *host,
                const EnlistStep *step,
                unsigned          passed)
{
  EnlistCborReader reader = step->arguments;
  char letter = enlist_operation_argument (step->operation, passed);
  unsigned field;

  for (unsigned i = 0; i < passed; i++)
    fuzz_require (enlist_cbor_read_item (&reader, NULL) == ENLIST_OK);
  if (letter == ENLIST_ARGUMENT_WRITTEN)
    return bring_fields (host, &reader, step->argument_count - passed);

  for (unsigned i = passed; i < step->argument_count; i++)
    {
      fuzz_require (enlist_step_read_field (&reader, &field) == ENLIST_OK);
      require_value (host, field);
    }

  return ENLIST_OK;
}

/* One that counts as a failure, or one that ends the program */
static EnlistStatus
choose_failure (FuzzHost *host)
{
  static const EnlistStatus failures[] = {
    ENLIST_E_CALL, ENLIST_E_FUNCTION, ENLIST_E_TIMEOUT, ENLIST_E_NOT_FOUND,
    ENLIST_E_TYPE, ENLIST_E_RANGE,    ENLIST_E_STORAGE, ENLIST_E_CANCELLED,
  };

  return failures[test_random_below (&host->random, sizeof failures / sizeof failures[0])];
}

EnlistStatus
fuzz_host_perform (FuzzHost         *host,
                   const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice expression;
  unsigned field;

  switch (step->operation)
    {
    case ENLIST_OP_CALL:
    case ENLIST_OP_LOOKUP:
    case ENLIST_OP_AWAIT:
    case ENLIST_OP_NEED:
    case ENLIST_OP_CONFIGURE:
      if (test_random_below (&host->random, 4) == 0)
        return choose_failure (host);
      break;

    default:
      break;
    }

  switch (step->operation)
    {
    case ENLIST_OP_CALL:      return perform_call (host, step);
    case ENLIST_OP_LOOKUP:    return perform_lookup (host, step);
    case ENLIST_OP_ASK:       return perform_ask (host, step);
    case ENLIST_OP_CSR:       return perform_csr (host, step);
    case ENLIST_OP_SET:
    case ENLIST_OP_CONFIGURE: return perform_settings (host, step);
    case ENLIST_OP_AWAIT:     return perform_fields (host, step, 1);

    case ENLIST_OP_MAKE_KEY:
      fuzz_require (enlist_cbor_read_item (&reader, NULL) == ENLIST_OK);
      return bring_fields (host, &reader, 1);

    case ENLIST_OP_NEED:
    case ENLIST_OP_SEND:
    case ENLIST_OP_RECORD:
    case ENLIST_OP_RELAY:
    case ENLIST_OP_REPORT:
      return perform_fields (host, step, 0);

    case ENLIST_OP_LET:
      fuzz_require (enlist_step_read_field (&reader, &field) == ENLIST_OK);
      fuzz_require (enlist_cbor_read_item (&reader, &expression) == ENLIST_OK);
      return assign (host, field, expression);

    case ENLIST_OP_LOCK:
      require_value (host, ENLIST_FIELD_OWNER);
      return ENLIST_OK;

    default:
      return ENLIST_OK;
    }
}
