/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "diagnostic.h"
#include "program.h"
#include "sample-programs.h"
#include "test.h"

/* What the tests of programs share: they are validated with the manifest of sample-programs.h. */

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])
#define A ENLIST_ROLE_ASSIST
#define D ENLIST_ROLE_DEVICE
#define I ENLIST_ROLE_APP

void program_manifest (EnlistManifest *manifest);

/* Calls enlist_program_validate() in several ways that must agree. */
EnlistStatus program_validate (EnlistSlice         program,
                               EnlistRole          role,
                               unsigned            preset,
                               EnlistProgramError *error);

typedef struct {
  EnlistRole role;
  const char *program; /* in the notation of diagnostic.h */
  EnlistStatus status;
  unsigned step;       /* that is refused */
} ProgramCase;

void program_run_cases (const ProgramCase *cases,
                        size_t             n_cases);

/* Each of the two may be empty. @role, @step and @field: what is refused */
void program_check_pair (const char   *assist,
                         const char   *device,
                         EnlistStatus  status,
                         EnlistRole    role,
                         unsigned      step,
                         int           field);
