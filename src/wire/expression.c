/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "expression.h"

#include "cbor-private.h"
#include "expression-text.h"
#include "expression-value.h"

/* A text's head is that of the number of its bytes, in another major type. */
static void
write_text_head (EnlistCborWriter *writer,
                 size_t            size)
{
  size_t head = writer->size;

  enlist_cbor_write_unsigned (writer, size);
  if (writer->status == ENLIST_OK && writer->buffer != NULL)
    writer->buffer[head] |= ENLIST_CBOR_MAJOR_TEXT << 5;
}

static EnlistStatus
write_concatenation (EnlistCborWriter       *writer,
                     EnlistSlice             expression,
                     const EnlistFieldStore *fields)
{
  EnlistExpressionText text;
  EnlistSlice piece;
  size_t size, characters;
  EnlistStatus status = enlist_expression_text_measure (expression, fields, &size, &characters);

  if (status != ENLIST_OK)
    return status;

  write_text_head (writer, size);
  enlist_expression_text_init (&text, expression, fields);
  do
    {
      status = enlist_expression_text_next (&text, &piece);
      enlist_cbor_write_encoded (writer, piece);
    }
  while (status == ENLIST_OK && piece.size > 0);

  return status;
}

EnlistStatus
enlist_expression_evaluate (EnlistSlice             expression,
                            const EnlistFieldStore *fields,
                            void                   *buffer,
                            size_t                  capacity,
                            size_t                 *size)
{
  EnlistExpressionValue value;
  EnlistCborWriter writer;
  EnlistStatus status = enlist_expression_value_resolve (&value, expression, fields);

  enlist_cbor_writer_init (&writer, buffer, capacity);
  if (status == ENLIST_OK && value.is_concatenation)
    status = write_concatenation (&writer, value.item, fields);
  else if (status == ENLIST_OK)
    enlist_cbor_write_encoded (&writer, value.item);
  *size = writer.size;

  return status != ENLIST_OK ? status : writer.status;
}

EnlistStatus
enlist_expression_test (EnlistSlice             expression,
                        const EnlistFieldStore *fields,
                        bool                   *result)
{
  EnlistExpressionValue value;
  EnlistCborReader reader;
  EnlistStatus status = enlist_expression_value_resolve (&value, expression, fields);

  if (status != ENLIST_OK)
    return status;
  if (value.is_concatenation)
    return ENLIST_E_TYPE;

  enlist_cbor_reader_init (&reader, value.item);

  return enlist_cbor_read_bool (&reader, result);
}
