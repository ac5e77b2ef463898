/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "program.h"

/* What the files that validate a program share (docs/format.md, clause 8.5). Internal to programs. */

/* What is certainly so at a point of the program */
typedef struct {
  EnlistFieldSet written;
  EnlistFieldSet signing_keys; /* fields whose last `make-key` has a type that can sign */
  bool has_session_key;        /* a `make-key` of type 1, which signs for the session */
} EnlistProgramState;

typedef struct EnlistProgramCheck EnlistProgramCheck;

/* A validation under way. Whatever fails leaves @reader on what it refuses. */
struct EnlistProgramCheck {
  EnlistCborReader reader;
  EnlistRole role;
  const EnlistManifest *manifest;
  EnlistStatus (*check_question) (EnlistProgramCheck *check,
                                  EnlistProgramState *state); /* NULL: `ask` is of another role */
  unsigned next_index;
  unsigned depth;        /* blocks around, the program's own included */
  unsigned alternatives; /* of these, blocks of `try` and `repeat` */
  bool no_secrets;       /* what the expression reads leaves for a receiver that is not declared */
  EnlistProgramError error;
};

/* What an expression may yield, as far as can be known before it runs: a bit for each */
enum {
  ENLIST_YIELDS_INTEGER = 1 << 0,
  ENLIST_YIELDS_TEXT = 1 << 1,
  ENLIST_YIELDS_BYTES = 1 << 2,
  ENLIST_YIELDS_BOOL = 1 << 3,
  ENLIST_YIELDS_NULL = 1 << 4,
  ENLIST_YIELDS_ARRAY = 1 << 5,
  ENLIST_YIELDS_MAP = 1 << 6,
  ENLIST_YIELDS_ANYTHING = 0xff,
};

/* What values of the kind are; null always. */
unsigned enlist_program_check_kind_yields (EnlistFieldKind kind);

/* ENLIST_E_FIELD when nobody declares it; notes it as the field concerned. */
EnlistStatus enlist_program_check_field (EnlistProgramCheck *check,
                                         EnlistFieldInfo    *info,
                                         unsigned           *field);

/* The same, and ENLIST_E_UNWRITTEN when it may have no value here. */
EnlistStatus enlist_program_check_read_field (EnlistProgramCheck       *check,
                                              const EnlistProgramState *state,
                                              EnlistFieldInfo          *info,
                                              unsigned                 *field);

/* The same, and ENLIST_E_RECEIVER when it is sensitive. */
EnlistStatus enlist_program_check_public_field (EnlistProgramCheck       *check,
                                                const EnlistProgramState *state,
                                                EnlistFieldInfo          *info,
                                                unsigned                 *field);

/* Passes over the expression that @check stands on; ENLIST_E_TYPE when it can yield nothing of @wanted. */
EnlistStatus enlist_program_check_expression (EnlistProgramCheck       *check,
                                              const EnlistProgramState *state,
                                              unsigned                  wanted);

/* The same, where it must not read a sensitive field: ENLIST_E_RECEIVER. */
EnlistStatus enlist_program_check_public_expression (EnlistProgramCheck       *check,
                                                     const EnlistProgramState *state,
                                                     unsigned                  wanted);

/* An argument that @check stands on; @letter: what it is, see operation.h. Not for blocks. */
EnlistStatus enlist_program_check_argument (EnlistProgramCheck *check,
                                            EnlistProgramState *state,
                                            char                letter);

/* One of the questions of an `ask` */
EnlistStatus enlist_program_check_question (EnlistProgramCheck *check,
                                            EnlistProgramState *state);

/* A field and an expression, which is assigned to it */
EnlistStatus enlist_program_check_target (EnlistProgramCheck *check,
                                          EnlistProgramState *state);

/* `lock`, or the end of the program where the device locks by itself */
EnlistStatus enlist_program_check_lock (EnlistProgramCheck       *check,
                                        const EnlistProgramState *state);

/* One step, its blocks included; @state: what holds before it, and then behind it. */
EnlistStatus enlist_program_check_step (EnlistProgramCheck *check,
                                        EnlistProgramState *state);

/* The whole program, for enlist_program_validate(); @check has its role, manifest and check_question. */
EnlistStatus enlist_program_check_run (EnlistProgramCheck *check,
                                       EnlistSlice         program,
                                       unsigned            preset,
                                       EnlistProgramError *error);

/* The array of steps that @check stands on. */
EnlistStatus enlist_program_check_block (EnlistProgramCheck *check,
                                         EnlistProgramState *state);
