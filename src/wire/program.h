/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "identity.h"
#include "manifest.h"
#include "step.h"

/* Programs (docs/format.md, clause 8): the order of their steps, and what is checked before they run. */

#define ENLIST_MAX_STEPS 256
#define ENLIST_MAX_TRIGGERS 16        /* `when` steps of an IoT application */
#define ENLIST_STAYING_PART_MAX 4096  /* bytes of a configuration or IoT application */

/* Programs, and blocks in blocks: each takes two of the levels that CBOR has here, a step in it another. */
#define ENLIST_PROGRAM_MAX_DEPTH (ENLIST_CBOR_MAX_DEPTH / 2)

/**
 * EnlistProgramWalk:
 *
 * Visits the steps of a valid program in the order of their numbers, blocks included.
 */
typedef struct {
  EnlistCborReader reader;
  unsigned index;
  unsigned depth;
  struct {
    uint16_t remaining;     /* steps left in this block */
    uint16_t arguments;     /* left of the step that it belongs to */
    uint8_t operation;      /* of that step */
    uint8_t argument;       /* the number of the next one */
  } blocks[ENLIST_PROGRAM_MAX_DEPTH];
} EnlistProgramWalk;

EnlistStatus enlist_program_walk_init (EnlistProgramWalk *walk,
                                       EnlistSlice        program);

/* False after the last step. */
bool enlist_program_walk_next (EnlistProgramWalk *walk,
                               EnlistStep        *step);

/* Steps of a valid program, or of one block of it, those in its own blocks included. */
unsigned enlist_program_count_steps (EnlistSlice program);

/* Moves behind the step of a valid program. Returns: the steps in it, itself included; 0 on failure. */
unsigned enlist_program_pass_step (EnlistCborReader *reader);

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
 * @role: ENLIST_ROLE_ASSIST or ENLIST_ROLE_DEVICE; ENLIST_ROLE_APP for an IoT application (clause 8.8)
 * @manifest: (not nullable): for the custom fields and the parts
 * @preset: of the device that will run it; with ENLIST_PRESET_LOCK its end counts as a `lock`
 * @error: (out) (optional): set on failure
 *
 * Clause 8.5, all points but 6.
 *
 * Returns: ENLIST_OK or the error of clause 12.5; more than 256 steps are ENLIST_E_BUDGET
 */
EnlistStatus enlist_program_validate (EnlistSlice           program,
                                      EnlistRole            role,
                                      const EnlistManifest *manifest,
                                      unsigned              preset,
                                      EnlistProgramError   *error);

/* The same for all roles but ENLIST_ROLE_ASSIST: a device need not carry what that one takes. */
EnlistStatus enlist_program_validate_at_device (EnlistSlice           program,
                                                EnlistRole            role,
                                                const EnlistManifest *manifest,
                                                unsigned              preset,
                                                EnlistProgramError   *error);

/**
 * enlist_configuration_validate:
 * @bytes: a part of ENLIST_ROLE_CONFIG without media type; nobody has looked at it yet
 * @error_offset: (out) (optional): where it was refused
 *
 * Clause 7.5.
 *
 * Returns: ENLIST_OK; ENLIST_E_TOO_LARGE; ENLIST_E_FIELD; ENLIST_E_TYPE; ENLIST_E_RANGE; a CBOR error
 */
EnlistStatus enlist_configuration_validate (EnlistSlice           bytes,
                                            const EnlistManifest *manifest,
                                            size_t               *error_offset);

/**
 * enlist_program_validate_pair:
 * @assist: a valid program, or empty when the application has none
 * @device: a valid program, or empty when the application has none
 * @manifest: for the custom fields
 * @failing: (out) (optional): whose step @error names
 * @error: (out) (optional): set on failure
 *
 * Clause 8.5, point 6.
 *
 * Returns: ENLIST_OK, ENLIST_E_UNMET, ENLIST_E_RECEIVER
 */
EnlistStatus enlist_program_validate_pair (EnlistSlice           assist,
                                           EnlistSlice           device,
                                           const EnlistManifest *manifest,
                                           EnlistRole           *failing,
                                           EnlistProgramError   *error);
