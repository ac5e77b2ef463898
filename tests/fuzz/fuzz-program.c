/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "fuzz-host.h"
#include "fuzz.h"
#include "sample-programs.h"

static bool
may_end_with (EnlistStatus status)
{
  return status == ENLIST_OK || status == ENLIST_E_CHECK || status == ENLIST_E_FAILED ||
         status == ENLIST_E_TYPE || status == ENLIST_E_RANGE || status == ENLIST_E_BUDGET;
}

/* To the end of the program; what the host has failed with is the program's error unless a `try` caught it.
 */
static void
run (EnlistInterpreter *interpreter,
     FuzzHost          *host,
     unsigned           count)
{
  EnlistStep step = { 0 };

  for (unsigned executed = 0;; executed++)
    {
      EnlistStatus status = enlist_interpreter_next (interpreter, &step), failure;

      fuzz_require (may_end_with (status) && step.index <= count && executed <= 2 * ENLIST_MAX_EXECUTED);
      if (status != ENLIST_OK)
        {
          fuzz_require (enlist_interpreter_next (interpreter, &step) == status);
          break;
        }
      if (step.operation == ENLIST_OP_END)
        break;

      failure = step.failed ? ENLIST_OK : fuzz_host_perform (host, &step);
      if (failure == ENLIST_OK)
        continue;
      if (enlist_interpreter_fail (interpreter, failure) != ENLIST_OK)
        {
          fuzz_require (enlist_interpreter_next (interpreter, &step) == failure);
          break;
        }
    }

  enlist_text_choose (enlist_interpreter_message (&step), "de");
}

static void
run_application (EnlistSlice  program,
                 FuzzHost    *host,
                 unsigned     count)
{
  EnlistInterpreter interpreter;
  EnlistProgramWalk walk;
  EnlistTrigger trigger;
  EnlistStep step;

  fuzz_require (enlist_program_walk_init (&walk, program) == ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step))
    {
      fuzz_require ((step.operation == ENLIST_OP_WHEN) == (step.depth == 0));
      if (step.operation != ENLIST_OP_WHEN)
        continue;
      fuzz_require (enlist_step_read_when (&step, &trigger) == ENLIST_OK);
      fuzz_require (enlist_interpreter_init_block (&interpreter, program, trigger.block, step.index + 1,
                                                   &host->fields)
                    == ENLIST_OK);
      run (&interpreter, host, count);
    }
}

static void
give_own_fields (FuzzHost   *host,
                 EnlistRole  role)
{
  static EnlistSlice serial, texts;

  if (serial.data == NULL)
    {
      serial = diagnostic_cbor ("\"SN-1\"");
      texts = diagnostic_cbor ("[\"app 1\"]");
    }
  if (role != ENLIST_ROLE_DEVICE)
    return;

  fuzz_require (enlist_field_store_set (&host->fields, ENLIST_FIELD_DEVICE_SERIAL, serial) == ENLIST_OK);
  fuzz_require (enlist_field_store_set (&host->fields, ENLIST_FIELD_DEVICE_VERSIONS, texts) == ENLIST_OK);
  fuzz_require (enlist_field_store_set (&host->fields, ENLIST_FIELD_DEVICE_CAPABILITIES, texts) == ENLIST_OK);
}

/*
 * The first byte is the role, and what the device does by itself; the second chooses what the host answers;
 * the others are the program. What validates runs to an end.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const EnlistRole roles[] = { ENLIST_ROLE_ASSIST, ENLIST_ROLE_DEVICE, ENLIST_ROLE_APP };
  static EnlistManifest manifest;
  static uint8_t arena[65536];
  EnlistProgramError error = { .status = ENLIST_OK };
  EnlistInterpreter interpreter;
  EnlistSlice program;
  EnlistRole role;
  unsigned count;
  FuzzHost host = { .manifest = &manifest };

  if (size < 2)
    return 0;
  if (manifest.part_count == 0)
    fuzz_require (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), &manifest, NULL) == ENLIST_OK);

  program = enlist_slice (data + 2, size - 2);
  role = roles[data[0] % 4 % 3];
  if (enlist_program_validate (program, role, &manifest, data[0] / 4 % 4, &error) != ENLIST_OK)
    {
      fuzz_require (error.status != ENLIST_OK && error.offset <= program.size &&
                    error.step <= ENLIST_MAX_STEPS);
      return 0;
    }

  count = enlist_program_count_steps (program);
  fuzz_require (count > 0 && count <= ENLIST_MAX_STEPS);
  enlist_field_store_init (&host.fields, arena, sizeof arena);
  host.random.state = data[1];
  host.reads_anything = role == ENLIST_ROLE_APP;
  give_own_fields (&host, role);
  if (role == ENLIST_ROLE_APP)
    {
      run_application (program, &host, count);
      return 0;
    }

  fuzz_require (enlist_interpreter_init (&interpreter, program, &host.fields) == ENLIST_OK);
  run (&interpreter, &host, count);
  enlist_program_validate_pair (program, program, &manifest, NULL, NULL);

  return 0;
}
