/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "manifest.h"

/* Programs (docs/format.md, clause 8): steps, their arguments, and the order in which they stand. */

#define ENLIST_MAX_STEPS 256

typedef enum {
  ENLIST_OP_END = 0,
  ENLIST_OP_CHECK = 1,
  ENLIST_OP_IF = 2,
  ENLIST_OP_FAIL = 5,
  ENLIST_OP_NOTE = 6,
  ENLIST_OP_ASK = 7,
  ENLIST_OP_SEND = 9,
  ENLIST_OP_AWAIT = 10,
  ENLIST_OP_RECORD = 11,
  ENLIST_OP_IDENTIFY = 14,
  ENLIST_OP_NEED = 15,
  ENLIST_OP_CALL = 16,
  ENLIST_OP_SET = 17,
  ENLIST_OP_MAKE_KEY = 18,
  ENLIST_OP_REPORT = 20,
  ENLIST_OP_LOCK = 22,
  ENLIST_OP_FORGET = 23,
} EnlistOperation;

/* One step; slices point into the program. */
typedef struct {
  EnlistOperation operation;
  unsigned index;             /* its number in the program, from 0 */
  unsigned depth;             /* 0 at the top, 1 inside an `if` ... */
  unsigned argument_count;
  EnlistCborReader arguments; /* on the first argument */
} EnlistStep;

/* "ask", "make-key", ...; NULL for an operation that is not defined. */
const char *enlist_operation_name (unsigned operation);

/* True for operations of both roles, too. False for undefined ones. */
bool enlist_operation_in_role (unsigned operation, EnlistRole role);

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
} EnlistProgramWalk;

EnlistStatus enlist_program_walk_init (EnlistProgramWalk *walk, EnlistSlice program);

/* False after the last step. */
bool enlist_program_walk_next (EnlistProgramWalk *walk, EnlistStep *step);

/* Arguments, each for a reader that stands on it. Slices of CBOR (expressions, values, texts) are whole items. */

typedef struct {
  unsigned field;
  EnlistSlice label;     /* texts; empty: none */
  EnlistSlice help;      /* texts; empty: none */
  EnlistSlice options;   /* array of texts; empty: none */
  EnlistSlice value;     /* default; empty: none */
  bool has_minimum, has_maximum, optional;
  int64_t minimum, maximum;
} EnlistQuestion;

EnlistStatus enlist_step_read_question (EnlistCborReader *reader, EnlistQuestion *question);

/* A field, or a field and an expression (`set`); without one @expression is empty. */
EnlistStatus enlist_step_read_setting (EnlistCborReader *reader, unsigned *field, EnlistSlice *expression);

typedef struct {
  unsigned function;
  EnlistCborReader arguments; /* on the first of @argument_count expressions */
  size_t argument_count;
  EnlistCborReader results;   /* on the first of @result_count field numbers */
  size_t result_count;
  EnlistSlice title;          /* texts; empty: none */
} EnlistCall;

EnlistStatus enlist_step_read_call (const EnlistStep *step, EnlistCall *call);

/* A field number below 128. */
EnlistStatus enlist_step_read_field (EnlistCborReader *reader, unsigned *field);

/**
 * enlist_text_choose:
 * @texts: an item of clause 2.4
 * @language: BCP 47 or a POSIX locale name, such as "de-AT" or "de_AT.UTF-8"; NULL for the first
 *
 * Returns: the text for that language, else the first; empty when @texts is malformed
 */
EnlistSlice enlist_text_choose (EnlistSlice texts, const char *language);

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
 */
EnlistStatus enlist_program_validate (EnlistSlice program, EnlistRole role, const EnlistManifest *manifest,
                                      EnlistProgramError *error);

/* Clause 8.5, point 6, over two valid programs; @error names a step of @failing. */
EnlistStatus enlist_program_validate_pair (EnlistSlice assist, EnlistSlice device, EnlistRole *failing,
                                           EnlistProgramError *error);
