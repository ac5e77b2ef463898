/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-program-step"

#include "enlist-program-step-private.h"

EnlistStatus
enlist_program_step_let (const EnlistStep *step, EnlistFieldTable *fields)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice expression;
  unsigned field;
  EnlistStatus status;

  status = enlist_step_read_field (&reader, &field);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_item (&reader, &expression);

  return status == ENLIST_OK ? enlist_field_table_assign (fields, field, expression) : status;
}

static EnlistStatus
mark_arguments (const EnlistStep *step, EnlistFieldTable *fields, guint marks)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (guint i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    {
      unsigned field;

      status = enlist_step_read_field (&reader, &field);
      if (status == ENLIST_OK)
        enlist_field_table_mark (fields, field, marks);
    }

  return status;
}

EnlistStatus
enlist_program_step_record (const EnlistStep *step, EnlistFieldTable *fields)
{
  for (guint field = 0; field < ENLIST_FIELD_COUNT && step->argument_count == 0; field++)
    enlist_field_table_mark (fields, field, ENLIST_FIELD_MARK_RECORDED);

  return mark_arguments (step, fields, ENLIST_FIELD_MARK_RECORDED);
}

/* The outbox refers to the record: what is relayed is kept in it. */
EnlistStatus
enlist_program_step_relay (const EnlistStep *step, EnlistFieldTable *fields)
{
  if (step->argument_count == 0)
    enlist_field_table_relay_record (fields);

  return mark_arguments (step, fields, ENLIST_FIELD_MARK_RELAYED | ENLIST_FIELD_MARK_RECORDED);
}

EnlistStatus
enlist_program_step_configure (const EnlistStep *step, EnlistFieldTable *fields)
{
  EnlistCborReader reader = step->arguments;
  EnlistStatus status = ENLIST_OK;

  for (guint i = 0; i < step->argument_count && status == ENLIST_OK; i++)
    {
      EnlistSlice expression;
      unsigned field;

      status = enlist_step_read_setting (&reader, &field, &expression);
      if (status == ENLIST_OK && expression.size > 0)
        status = enlist_field_table_assign (fields, field, expression);
      if (status == ENLIST_OK)
        enlist_field_table_mark (fields, field, ENLIST_FIELD_MARK_CONFIGURED);
    }

  return status;
}

void
enlist_program_step_send (const EnlistStep *step, EnlistFieldTable *fields, EnlistExchange *exchange)
{
  EnlistCborReader reader = step->arguments;
  guint numbers[ENLIST_FIELD_COUNT];
  EnlistValue *values[ENLIST_FIELD_COUNT];
  guint count = 0;

  for (guint i = 0; i < step->argument_count; i++)
    {
      unsigned field;

      if (enlist_step_read_field (&reader, &field) == ENLIST_OK && count < G_N_ELEMENTS (numbers) &&
          enlist_field_table_get (fields, field) != NULL)
        {
          numbers[count] = field;
          values[count++] = enlist_field_table_get (fields, field);
        }
    }
  enlist_exchange_send (exchange, numbers, values, count);
}

gboolean
enlist_program_step_await (const EnlistStep *step, EnlistFieldTable *fields)
{
  EnlistCborReader reader = step->arguments;
  guint awaited[ENLIST_FIELD_COUNT];
  guint count = 0;

  enlist_cbor_read_item (&reader, NULL);
  for (guint i = 1; i < step->argument_count; i++)
    {
      unsigned field;

      if (enlist_step_read_field (&reader, &field) != ENLIST_OK || count == G_N_ELEMENTS (awaited) ||
          !enlist_field_table_is_marked (fields, field, ENLIST_FIELD_MARK_REPORTED))
        return FALSE;
      awaited[count++] = field;
    }
  for (guint i = 0; i < count; i++)
    enlist_field_table_unmark (fields, awaited[i], ENLIST_FIELD_MARK_REPORTED);

  return TRUE;
}
