/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

#include "pattern.h"

static bool
kind_has_bounds (EnlistFieldKind kind)
{
  return kind == ENLIST_KIND_NUMBER || kind == ENLIST_KIND_TEXT || kind == ENLIST_KIND_NAME
         || kind == ENLIST_KIND_SECRET;
}

static EnlistStatus
check_ask_options (const EnlistQuestion  *question,
                   const EnlistFieldInfo *info)
{
  EnlistFieldKind kind = info->kind;
  EnlistCborReader value;

  if ((kind == ENLIST_KIND_CHOICE) != (question->options.size > 0))
    return ENLIST_E_TYPE;
  if ((question->has_minimum || question->has_maximum) && !kind_has_bounds (kind))
    return ENLIST_E_TYPE;
  if (question->pattern.size > 0 && (!kind_has_bounds (kind) || kind == ENLIST_KIND_NUMBER))
    return ENLIST_E_TYPE;
  if (question->remember && (info->flags & ENLIST_FIELD_SENSITIVE) != 0)
    return ENLIST_E_TYPE;
  if (question->has_minimum && question->has_maximum && question->minimum > question->maximum)
    return ENLIST_E_RANGE;
  if (kind != ENLIST_KIND_NUMBER && (question->minimum < 0 || question->maximum < 0))
    return ENLIST_E_RANGE;

  if (question->pattern.size > 0 && enlist_pattern_check (question->pattern, NULL) != ENLIST_OK)
    return ENLIST_E_RANGE;

  enlist_cbor_reader_init (&value, question->value);
  if (enlist_cbor_reader_at_end (&value) || enlist_cbor_reader_peek (&value) == ENLIST_CBOR_NULL)
    return ENLIST_OK;

  return enlist_step_check_answer (question, kind, question->value);
}

EnlistStatus
enlist_program_check_question (EnlistProgramCheck *check,
                               EnlistProgramState *state)
{
  size_t start = check->reader.offset;
  EnlistQuestion question;
  EnlistFieldInfo info;
  EnlistStatus status = enlist_step_read_question (&check->reader, &question);

  if (status != ENLIST_OK)
    return status;

  check->error.field = (int) question.field;
  if (!enlist_manifest_field (check->manifest, question.field, &info))
    status = ENLIST_E_FIELD;
  else
    status = check_ask_options (&question, &info);
  if (status != ENLIST_OK)
    check->reader.offset = start;
  else
    enlist_field_set_add (&state->written, question.field);

  return status;
}
