/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "step.h"

#include "bounded.h"
#include "pattern.h"

/* The keys of ask-options, clause 8.3 */
enum {
  KEY_LABEL,
  KEY_MINIMUM,
  KEY_MAXIMUM,
  KEY_OPTIONS,
  KEY_DEFAULT,
  KEY_HELP,
  KEY_OPTIONAL,
  KEY_PATTERN,
  KEY_REMEMBER,
};

#define PATTERN_MAX 128

static EnlistStatus
read_choices (EnlistCborReader *reader,
              EnlistSlice      *options)
{
  size_t start = reader->offset;
  EnlistSlice texts;
  size_t count = 0;
  EnlistStatus status = enlist_bounded_read_array (reader, 2, ENLIST_MAX_OPTIONS, &count);

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    status = enlist_text_read (reader, &texts);

  *options = enlist_cbor_reader_since (reader, start);

  return status;
}

static EnlistStatus
read_option (EnlistCborReader *reader,
             EnlistQuestion   *question,
             int64_t           key)
{
  switch (key)
    {
    case KEY_LABEL:
      return enlist_text_read (reader, &question->label);

    case KEY_MINIMUM:
      question->has_minimum = true;
      return enlist_cbor_read_integer (reader, &question->minimum);

    case KEY_MAXIMUM:
      question->has_maximum = true;
      return enlist_cbor_read_integer (reader, &question->maximum);

    case KEY_OPTIONS:
      return read_choices (reader, &question->options);

    case KEY_DEFAULT:
      return enlist_cbor_read_item (reader, &question->value);

    case KEY_HELP:
      return enlist_text_read (reader, &question->help);

    case KEY_OPTIONAL:
      return enlist_cbor_read_bool (reader, &question->optional);

    case KEY_PATTERN:
      return enlist_bounded_read_text (reader, 1, PATTERN_MAX, &question->pattern);

    default:
      return enlist_cbor_read_bool (reader, &question->remember);
    }
}

EnlistStatus
enlist_step_read_question (EnlistCborReader *reader,
                           EnlistQuestion   *question)
{
  EnlistStatus status;
  size_t count = 0;

  memset (question, 0, sizeof *question);
  if (enlist_cbor_reader_peek (reader) != ENLIST_CBOR_ARRAY)
    return enlist_step_read_field (reader, &question->field);

  status = enlist_bounded_read_array (reader, 2, 2, &count);
  if (status == ENLIST_OK)
    status = enlist_step_read_field (reader, &question->field);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_map (reader, &count);
  if (status != ENLIST_OK)
    return status;

  for (size_t i = 0; i < count && status == ENLIST_OK; i++)
    {
      int64_t key;

      status = enlist_bounded_read_integer (reader, KEY_LABEL, KEY_REMEMBER, &key);
      if (status == ENLIST_OK)
        status = read_option (reader, question, key);
    }

  return status;
}

static EnlistStatus
check_bounds (const EnlistQuestion *question,
              int64_t               number)
{
  bool fits = (!question->has_minimum || number >= question->minimum)
              && (!question->has_maximum || number <= question->maximum);

  return fits ? ENLIST_OK : ENLIST_E_RANGE;
}

static EnlistStatus
check_text (const EnlistQuestion *question,
            EnlistSlice           text)
{
  if (question->pattern.size > 0 && !enlist_pattern_matches (question->pattern, text))
    return ENLIST_E_RANGE;

  return check_bounds (question, (int64_t) enlist_text_length (text));
}

static EnlistStatus
check_index (const EnlistQuestion *question,
             EnlistCborReader     *reader)
{
  EnlistCborReader options;
  uint64_t index = 0;
  size_t count = 0;
  EnlistStatus status = enlist_cbor_read_unsigned (reader, &index);

  enlist_cbor_reader_init (&options, question->options);
  if (status == ENLIST_OK)
    status = enlist_cbor_read_array (&options, &count);
  if (status == ENLIST_OK && index >= count)
    return ENLIST_E_RANGE;

  return status;
}

EnlistStatus
enlist_step_check_answer (const EnlistQuestion *question,
                          EnlistFieldKind       kind,
                          EnlistSlice           value)
{
  EnlistCborReader reader;
  EnlistSlice text;
  int64_t number;
  EnlistStatus status = enlist_field_check_value (kind, value);

  enlist_cbor_reader_init (&reader, value);
  if (status != ENLIST_OK)
    return status;
  if (enlist_cbor_reader_peek (&reader) == ENLIST_CBOR_NULL)
    return question->optional ? ENLIST_OK : ENLIST_E_RANGE;

  switch (kind)
    {
    case ENLIST_KIND_NUMBER:
      status = enlist_cbor_read_integer (&reader, &number);
      return status == ENLIST_OK ? check_bounds (question, number) : status;

    case ENLIST_KIND_TEXT:
    case ENLIST_KIND_NAME:
    case ENLIST_KIND_SECRET:
      status = enlist_cbor_read_text (&reader, &text);
      return status == ENLIST_OK ? check_text (question, text) : status;

    case ENLIST_KIND_CHOICE:
      return check_index (question, &reader);

    default:
      return ENLIST_OK;
    }
}
