/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "manifest.h"
#include "step.h"

/* Programs (docs/format.md, clause 8): the order of their steps, and what is checked before they run. */

#define ENLIST_MAX_STEPS 256

/**
 * EnlistProgramWalk:
 *
 * Visits the steps of a valid program in the order of their numbers, blocks included.
 */
typedef struct {
  EnlistCborReader reader;
  unsigned index;
  unsigned depth;
  uint16_t remaining[ENLIST_CBOR_MAX_DEPTH]; /* steps left in each open block */
  uint8_t else_follows;                      /* a bit for each open block */
} EnlistProgramWalk;

EnlistStatus enlist_program_walk_init (EnlistProgramWalk *walk,
                                       EnlistSlice        program);

/* False after the last step. */
bool enlist_program_walk_next (EnlistProgramWalk *walk,
                               EnlistStep        *step);

/* Steps of a valid program, or of one block of it, those in its own blocks included. */
unsigned enlist_program_count_steps (EnlistSlice program);

/* Where and why a program was refused. */
typedef struct {
  EnlistStatus status;
  unsigned step;    /* the number of the step */
  unsigned operation;
  int field;        /* the field concerned, -1 when none is */
  size_t offset;    /* in the program's bytes */
} EnlistProgramError;

/**
 * enlist_program_validate:
 * @program: bytes that nobody has looked at yet
 * @role: ENLIST_ROLE_ASSIST or ENLIST_ROLE_DEVICE
 * @manifest: (not nullable): for the custom fields
 * @error: (out) (optional): set on failure
 *
 * Clause 8.5, points 1 to 5 and 7.
 *
 * Returns: ENLIST_OK or the error of clause 12.5; more than 256 steps are ENLIST_E_BUDGET
 */
EnlistStatus enlist_program_validate (EnlistSlice           program,
                                      EnlistRole            role,
                                      const EnlistManifest *manifest,
                                      EnlistProgramError   *error);

/**
 * enlist_program_validate_pair:
 * @assist: a valid program, or empty when the application has none
 * @device: a valid program, or empty when the application has none
 * @failing: (out) (optional): whose step @error names
 * @error: (out) (optional): set on failure
 *
 * Clause 8.5, point 6.
 *
 * Returns: ENLIST_OK, ENLIST_E_UNMET
 */
EnlistStatus enlist_program_validate_pair (EnlistSlice         assist,
                                           EnlistSlice         device,
                                           EnlistRole         *failing,
                                           EnlistProgramError *error);
