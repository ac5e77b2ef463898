/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "program.h"

/* What the files that validate a program share (docs/format.md, clause 8.5). Internal to programs. */

/* What is certainly so at a point of the program */
typedef struct {
  uint64_t written[ENLIST_FIELD_COUNT / 64];
  bool has_signing_key; /* a `make-key` of type 1 */
} EnlistProgramState;

/* A validation under way. Whatever fails leaves @reader on what it refuses. */
typedef struct {
  EnlistCborReader reader;
  EnlistRole role;
  const EnlistManifest *manifest;
  unsigned next_index;
  EnlistProgramError error;
} EnlistProgramCheck;

/* What an expression may yield, as far as can be known before it runs: a bit for each */
enum {
  ENLIST_YIELDS_INTEGER = 1 << 0,
  ENLIST_YIELDS_TEXT = 1 << 1,
  ENLIST_YIELDS_BYTES = 1 << 2,
  ENLIST_YIELDS_BOOL = 1 << 3,
  ENLIST_YIELDS_NULL = 1 << 4,
  ENLIST_YIELDS_ARRAY = 1 << 5,
  ENLIST_YIELDS_MAP = 1 << 6,
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

/* Passes over the expression that @check stands on; ENLIST_E_TYPE when it can yield nothing of @wanted. */
EnlistStatus enlist_program_check_expression (EnlistProgramCheck       *check,
                                              const EnlistProgramState *state,
                                              unsigned                  wanted);

/* One step, its blocks included; @state: what holds before it, and then behind it. */
EnlistStatus enlist_program_check_step (EnlistProgramCheck *check,
                                        EnlistProgramState *state);

/* The @count arguments of `ask` and of `set` */
EnlistStatus enlist_program_check_ask (EnlistProgramCheck *check,
                                       EnlistProgramState *state,
                                       size_t              count);
EnlistStatus enlist_program_check_set (EnlistProgramCheck *check,
                                       EnlistProgramState *state,
                                       size_t              count);

/* The array of steps that @check stands on. */
EnlistStatus enlist_program_check_block (EnlistProgramCheck *check,
                                         EnlistProgramState *state);

static inline void
enlist_program_state_write (EnlistProgramState *state,
                            unsigned            field)
{
  state->written[field / 64] |= UINT64_C (1) << field % 64;
}

static inline bool
enlist_program_state_has (const EnlistProgramState *state,
                          unsigned                  field)
{
  return (state->written[field / 64] >> field % 64 & 1) != 0;
}
