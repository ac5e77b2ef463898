/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "peer-script.h"

#include "cbor.h"
#include "program.h"
#include "scripted-host.h"

#include <stdio.h>
#include <zlib.h>

#define ARENA_SIZE (ENLIST_FIELD_COUNT * (ENLIST_FIELD_VALUE_MAX + ENLIST_FIELD_STORE_OVERHEAD))

/* Numbers of steps, as many as can be executed */
typedef struct {
  unsigned count;
  uint8_t bytes[2 * (ENLIST_MAX_EXECUTED + 1)]; /* little endian */
} Steps;

typedef struct {
  ScriptedHost host;
  const PeerScript *script;
  unsigned given[ENLIST_FIELD_COUNT];
  unsigned failures;
  Steps trace;
  Steps caught;
} Run;

bool
peer_script_read (PeerScript *script,
                  EnlistSlice bytes)
{
  EnlistCborReader reader;
  size_t count = 0;

  memset (script, 0, sizeof *script);
  enlist_cbor_reader_init (&reader, bytes);
  if (enlist_cbor_read_array (&reader, &count) != ENLIST_OK || count != 2
      || enlist_cbor_read_map (&reader, &count) != ENLIST_OK)
    return false;
  for (size_t i = 0; i < count; i++)
    {
      uint64_t field = 0;

      if (enlist_cbor_read_unsigned (&reader, &field) != ENLIST_OK || field >= ENLIST_FIELD_COUNT
          || enlist_cbor_read_item (&reader, &script->answers[field]) != ENLIST_OK)
        return false;
    }

  return enlist_cbor_read_item (&reader, &script->failures) == ENLIST_OK;
}

/* The element of an array with that number, modulo the elements when @wrap */
static bool
element (EnlistSlice  array,
         unsigned     number,
         bool         wrap,
         EnlistSlice *item)
{
  EnlistCborReader reader;
  size_t count = 0;

  enlist_cbor_reader_init (&reader, array);
  if (array.size == 0 || enlist_cbor_read_array (&reader, &count) != ENLIST_OK || count == 0
      || (number >= count && !wrap))
    return false;
  for (unsigned i = 0; i <= number % count; i++)
    if (enlist_cbor_read_item (&reader, item) != ENLIST_OK)
      return false;

  return true;
}

static bool
on_answer (ScriptedHost *host,
           unsigned      field,
           EnlistSlice  *value)
{
  Run *run = (Run *) host;

  if (!element (run->script->answers[field], run->given[field], true, value))
    return false;
  run->given[field]++;

  return true;
}

static EnlistStatus
on_fail (ScriptedHost *host)
{
  Run *run = (Run *) host;
  EnlistCborReader reader;
  uint64_t status = 0;
  EnlistSlice item;

  if (!element (run->script->failures, run->failures++, false, &item))
    return ENLIST_OK;
  enlist_cbor_reader_init (&reader, item);

  return enlist_cbor_read_unsigned (&reader, &status) == ENLIST_OK ? (EnlistStatus) status : ENLIST_E_STATE;
}

static void
append (Steps   *steps,
        unsigned step)
{
  if (steps->count > ENLIST_MAX_EXECUTED)
    return;
  steps->bytes[2 * steps->count] = (uint8_t) step;
  steps->bytes[2 * steps->count + 1] = (uint8_t) (step >> 8);
  steps->count++;
}

static void
on_began (ScriptedHost *host,
          unsigned      step)
{
  append (&((Run *) host)->trace, step);
}

static void
on_caught (ScriptedHost *host,
           unsigned      step)
{
  append (&((Run *) host)->caught, step);
}

static unsigned long
sum_values (const EnlistFieldStore *store)
{
  unsigned long sum = crc32 (0, NULL, 0);
  EnlistSlice value;

  for (unsigned field = 0; field < ENLIST_FIELD_COUNT; field++)
    if (enlist_field_store_get (store, field, &value))
      {
        uint8_t number = (uint8_t) field;

        sum = crc32 (sum, &number, 1);
        sum = crc32 (sum, value.data, (uInt) value.size);
      }

  return sum;
}

static void
print_steps (const Steps *steps)
{
  printf (",%u.%08lx", steps->count, crc32 (crc32 (0, NULL, 0), steps->bytes, 2 * steps->count));
}

/* @when: NULL for a whole program, else a block of it, whose first step has the number @first */
static void
run (const PeerScript     *script,
     const EnlistManifest *manifest,
     EnlistSlice           program,
     const EnlistTrigger  *when,
     unsigned              first)
{
  static uint8_t arena[ARENA_SIZE];
  static Run one;
  unsigned end = first + enlist_program_count_steps (when == NULL ? program : when->block);
  EnlistInterpreter interpreter;
  EnlistFieldStore store;
  EnlistStep step = { 0 };
  EnlistStatus status;

  memset (&one, 0, sizeof one);
  one.script = script;
  one.host = (ScriptedHost) { manifest, &store, on_answer, on_fail, on_began, on_caught };
  enlist_field_store_init (&store, arena, sizeof arena);
  if (when == NULL)
    status = enlist_interpreter_init (&interpreter, program, &store);
  else
    status = enlist_interpreter_init_block (&interpreter, program, when->block, first, &store);
  if (status == ENLIST_OK)
    status = scripted_host_run (&one.host, &interpreter, end, &step);

  if (status == ENLIST_OK)
    printf (" ok");
  else
    printf (" %s@%u", enlist_status_name (status), step.index);
  print_steps (&one.trace);
  print_steps (&one.caught);
  printf (",%08lx", sum_values (&store));
}

void
peer_script_run (const PeerScript     *script,
                 const EnlistManifest *manifest,
                 EnlistSlice           program)
{
  run (script, manifest, program, NULL, 0);
}

void
peer_script_run_app (const PeerScript     *script,
                     const EnlistManifest *manifest,
                     EnlistSlice           program)
{
  EnlistProgramWalk walk;
  EnlistStep step = { 0 };
  EnlistTrigger when;

  if (enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return;
  while (enlist_program_walk_next (&walk, &step))
    if (step.operation == ENLIST_OP_WHEN && enlist_step_read_when (&step, &when) == ENLIST_OK)
      run (script, manifest, program, &when, step.index + 1);
}
