/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <glib/gi18n-lib.h>

#include "interpreter.h"

/* What is worth saying of a step besides its title. */

/* "step 4", "steps 4 to 6": as people number them, from 1. */
static char *
describe_range (guint first, guint count)
{
  if (count == 1)
    return g_strdup_printf (_("step %u"), first + 1);

  return g_strdup_printf (_("steps %u to %u"), first + 1, first + count);
}

/* Reads the next block of steps, the first of which has the number @first; moves @first behind them. */
static char *
read_range (EnlistCborReader *reader, guint *first)
{
  EnlistSlice block = { NULL, 0 };
  guint count, begin = *first;

  enlist_cbor_read_item (reader, &block);
  count = enlist_program_count_steps (block);
  *first += count;

  return describe_range (begin, count);
}

static char *
describe_branches (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice expression = { NULL, 0 };
  g_autofree char *condition = NULL, *then = NULL, *otherwise = NULL;
  guint next = step->index + 1;

  enlist_cbor_read_item (&reader, &expression);
  condition = enlist_label_describe_expression (self, expression);
  then = read_range (&reader, &next);
  if (step->argument_count < 3)
    return g_strdup_printf (_("If %s: %s"), condition, then);
  otherwise = read_range (&reader, &next);

  return g_strdup_printf (_("If %s: %s, otherwise %s"), condition, then, otherwise);
}

static char *
describe_alternatives (const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  guint next = step->index + 1;
  g_autofree char *ways = read_range (&reader, &next);

  for (guint i = 1; i < step->argument_count; i++)
    {
      g_autofree char *before = g_steal_pointer (&ways);
      g_autofree char *range = read_range (&reader, &next);

      /* Translators: "steps 4 to 6; when that fails step 7" */
      ways = g_strdup_printf (_("%s; when that fails %s"), before, range);
    }

  return g_steal_pointer (&ways);
}

static char *
describe_repeated (const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  guint next = step->index + 1;

  enlist_cbor_read_item (&reader, NULL);

  return read_range (&reader, &next);
}

static char *
describe_key (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice expression = { NULL, 0 };
  g_autofree char *words = NULL;

  enlist_cbor_read_item (&reader, &expression);
  words = enlist_label_describe_expression (self, expression);

  return g_strdup_printf (_("The key is %s."), words);
}

static char *
describe_worked_out (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice expression = { NULL, 0 };

  enlist_cbor_read_item (&reader, NULL);
  enlist_cbor_read_item (&reader, &expression);

  return enlist_label_describe_expression (self, expression);
}

static char *
describe_subject (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCertificateRequest request = { 0 };
  g_autofree char *subject = NULL;

  if (enlist_step_read_csr (step, &request) != ENLIST_OK)
    return NULL;
  subject = enlist_label_describe_expression (self, request.subject);

  return g_strdup_printf (_("It is to be issued to %s."), subject);
}

/* The publisher's own words where a step has some, else what its title leaves open. */
char *
enlist_label_describe_detail (EnlistLabel *self, const EnlistStep *step)
{
  EnlistCborReader reader = step->arguments;
  EnlistSlice texts;

  switch (step->operation)
    {
    case ENLIST_OP_NOTE:
      if (enlist_cbor_read_item (&reader, &texts) == ENLIST_OK)
        return enlist_label_dup_text (texts);
      return NULL;
    case ENLIST_OP_CHECK:
    case ENLIST_OP_FAIL:
      return enlist_label_dup_text (enlist_interpreter_message (step));
    case ENLIST_OP_IF:
      return describe_branches (self, step);
    case ENLIST_OP_TRY:
      return describe_alternatives (step);
    case ENLIST_OP_REPEAT:
      return describe_repeated (step);
    case ENLIST_OP_LET:
      return describe_worked_out (self, step);
    case ENLIST_OP_LOOKUP:
      return describe_key (self, step);
    case ENLIST_OP_CSR:
      return describe_subject (self, step);
    case ENLIST_OP_INSTALL:
      return enlist_label_describe_installed (self, step);
    case ENLIST_OP_LOCK:
      return g_strdup (_("This cannot be undone at the device. Only the owner’s key can release it."));
    default:
      return NULL;
    }
}
