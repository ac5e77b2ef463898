/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-fixture.h"

void
program_manifest (EnlistManifest *manifest)
{
  CHECK_STATUS (enlist_manifest_read (diagnostic_cbor (SAMPLE_MANIFEST), manifest, NULL), ENLIST_OK);
}

EnlistStatus
program_validate (EnlistSlice         program,
                  EnlistRole          role,
                  unsigned            preset,
                  EnlistProgramError *error)
{
  EnlistManifest manifest;
  EnlistStatus status;

  program_manifest (&manifest);
  *error = (EnlistProgramError) { .status = ENLIST_OK, .step = 999, .field = -1 };
  status = enlist_program_validate (program, role, &manifest, preset, error);
  CHECK_STATUS (error->status, status);
  CHECK (status == ENLIST_OK || error->offset <= program.size);
  CHECK_STATUS (enlist_program_validate (program, role, &manifest, preset, NULL), status);
  if (role != ENLIST_ROLE_ASSIST)
    CHECK_STATUS (enlist_program_validate_at_device (program, role, &manifest, preset, NULL), status);

  return status;
}

void
program_run_cases (const ProgramCase *cases,
                   size_t             n_cases)
{
  for (size_t i = 0; i < n_cases; i++)
    {
      EnlistProgramError error;

      test_context ("%s", cases[i].program);
      CHECK_STATUS (program_validate (diagnostic_cbor (cases[i].program), cases[i].role, 0, &error),
                    cases[i].status);
      if (cases[i].status != ENLIST_OK)
        CHECK_NUMBER (error.step, cases[i].step);
    }
}

static EnlistSlice
optional_program (const char *notation)
{
  return *notation != '\0' ? diagnostic_cbor (notation) : enlist_slice (NULL, 0);
}

void
program_check_pair (const char   *assist,
                    const char   *device,
                    EnlistStatus  status,
                    EnlistRole    role,
                    unsigned      step,
                    int           field)
{
  EnlistProgramError error = { .step = 999 };
  EnlistRole failing = ENLIST_ROLE_APP;
  EnlistManifest manifest;

  program_manifest (&manifest);
  test_context ("%s and %s", assist, device);
  CHECK_STATUS (enlist_program_validate_pair (optional_program (assist), optional_program (device), &manifest,
                                              &failing, &error),
                status);
  CHECK_STATUS (enlist_program_validate_pair (optional_program (assist), optional_program (device), &manifest,
                                              NULL, NULL),
                status);
  if (status == ENLIST_OK)
    return;

  CHECK_NUMBER (failing, role);
  CHECK_NUMBER (error.step, step);
  CHECK_NUMBER (error.field, field);
  CHECK_STATUS (error.status, status);
}
