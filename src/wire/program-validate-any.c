/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "program-check.h"

EnlistStatus
enlist_program_validate (EnlistSlice           program,
                         EnlistRole            role,
                         const EnlistManifest *manifest,
                         unsigned              preset,
                         EnlistProgramError   *error)
{
  EnlistProgramCheck check = {
    .role = role,
    .manifest = manifest,
    .check_question = enlist_program_check_question,
  };

  return enlist_program_check_run (&check, program, preset, error);
}
